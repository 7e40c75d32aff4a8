package preview

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"verbatim/bot/discordtest"
)

//go:embed assets
var assets embed.FS

// The people and channels of the Discord that the page shows, by their keys.
const (
	guild  = "verbatim"
	admin  = "you"
	member = "member"
)

func channels() []string { return []string{"questions", "newsroom"} }

// kept is how many messages of a channel are there to go back to: a page may be
// left open for days.
const kept = 1000

// NewDiscord starts a Discord on loopback with one server, an administrator, and
// a member who may do nothing special.
func NewDiscord() (*discordtest.Server, error) {
	return discordtest.Start(func(c *discordtest.Config) {
		c.Token, c.Secret = "preview."+rand.Text()+"."+rand.Text(), rand.Text()
		c.NoLimits, c.Keep, c.Now = true, kept, time.Now
		c.World = &discordtest.World{Guild: guild, Locale: locale("en"), Channels: channels(), Admin: admin, Member: member}
	})
}

// Guild and Admin are the ids of the server and of its administrator.
func Guild(d *discordtest.Server) string { return d.ID(guild) }
func Admin(d *discordtest.Server) string { return d.ID(admin) }

// Page is the page and what it asks for.
type Page struct {
	Discord *discordtest.Server
	Sample  bool     // the embedded sample answers: questions are proposed
	Hosts   []string // names under which the page may be visited, see Listener
	Log     *slog.Logger

	texts map[string]texts
	index *template.Template

	mu    sync.Mutex
	files map[string]discordtest.Object // uploaded, by id
}

// New makes a page on a Discord.
func New(p *Page) (*Page, error) {
	var err error
	if p.texts, err = loadTexts(); err != nil {
		return nil, err
	}
	p.files = map[string]discordtest.Object{}
	p.index, err = template.ParseFS(assets, "assets/index.html")
	return p, err
}

// Handler serves the page.
func (p *Page) Handler() http.Handler {
	static, _ := fs.Sub(assets, "assets")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveIndex)
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(static)))
	mux.HandleFunc("GET /events", p.serveEvents)
	mux.HandleFunc("GET /attachments/{id}/{name}", p.serveAttachment)
	mux.HandleFunc("POST /say", p.say)
	mux.HandleFunc("POST /use", p.use)
	mux.HandleFunc("POST /suggest", p.suggest)
	mux.HandleFunc("POST /upload", p.upload)
	return p.guarded(http.NewCrossOriginProtection().Handler(mux))
}

// Run serves the page until ctx ends. Streams of events end with it.
func (p *Page) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: p.Handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    slog.NewLogLogger(p.Log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(stopped)
		late, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if server.Shutdown(late) != nil {
			server.Close()
		}
	})
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	return nil
}

// serveIndex writes the page in the reader's language.
func (p *Page) serveIndex(w http.ResponseWriter, r *http.Request) {
	t := p.texts[p.language(r)]
	var b bytes.Buffer
	err := p.index.Execute(&b, map[string]any{"T": t.Text, "Lang": t.Lang, "As": asked(r.URL.Query().Get("as")), "Sample": p.Sample, "Examples": t.Examples, "Page": map[string]any{
		"texts": t.Text, "bot": discordtest.AppID, "people": map[string]string{admin: p.Discord.ID(admin), member: p.Discord.ID(member)},
	}})
	if err != nil {
		p.Log.Error("preview: the page cannot be written", "error", err)
		http.Error(w, "the page cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", t.Lang)
	w.Header().Set("Vary", "Accept-Language")
	w.Write(b.Bytes())
}

// asked is the person as whom somebody looks: the administrator unless they say
// otherwise.
func asked(as string) string {
	if as == member {
		return member
	}
	return admin
}
