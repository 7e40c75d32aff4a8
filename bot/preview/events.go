package preview

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// serveEvents streams what a person sees (discordtest.Change, one a line of
// data), from the beginning on. A browser that was cut off comes back by itself
// and gets all anew.
func (p *Page) serveEvents(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	changes, stop := p.Discord.Watch(asked(r.URL.Query().Get("as")))
	defer stop()
	fmt.Fprint(w, "retry: 1000\nevent: begin\ndata: {}\n\n")
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for {
		if len(changes) == 0 && out.Flush() != nil {
			return
		}
		select {
		case c, open := <-changes:
			if !open {
				return
			}
			line, err := json.Marshal(c.Data)
			if err != nil {
				p.Log.Error("preview: an event cannot be written", "error", err)
				return
			}
			fmt.Fprintf(w, "event: %s\ndata: %s\n\n", c.Kind, line)
		case <-alive.C:
			fmt.Fprint(w, ": alive\n\n")
		case <-r.Context().Done():
			return
		}
	}
}

// serveAttachment hands out a file that came with a message. Only pictures are
// shown; anything else is saved, whatever it claims to be.
func (p *Page) serveAttachment(w http.ResponseWriter, r *http.Request) {
	content, name := p.Discord.File(r.PathValue("id")), r.PathValue("name")
	if content == nil {
		http.NotFound(w, r)
		return
	}
	kind := map[string]string{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}[strings.ToLower(path.Ext(name))]
	if kind == "" {
		kind = "application/octet-stream"
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	w.Header().Set("Content-Type", kind)
	w.Write(content)
}
