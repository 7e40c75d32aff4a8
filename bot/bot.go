package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/outbox"
	"verbatim/data"
)

// intents are guilds, guild messages and direct messages. None of them needs
// Discord's approval: the text of a message that mentions the bot, and of a
// direct message, comes without the message content intent.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// Times of the bot's own. Discord wants a first response within 3 s.
const (
	deferAfter    = 250 * time.Millisecond // then "is thinking" is shown; at once where all slots are taken
	respondBy     = 2900 * time.Millisecond
	answerWithin  = 12 * time.Second
	replyWithin   = 5 * time.Minute // a message: one channel takes 5 in 5 s, the others queue in the library's bucket
	suggestWithin = 1500 * time.Millisecond
	finishWithin  = 6 * time.Second // running answers, once the bot is told to stop
)

// Config is what a bot is made of.
type Config struct {
	Token   string // as the Developer Portal shows it
	APIBase string // instead of https://discord.com; empty = that
	Asker   Asker
	Library Library
	// Admin is what /index does; nil, or no AdminGuild: there is no /index.
	Admin                  Admin
	AdminGuild             string // id of the guild in which /index is offered
	AdminUsers, AdminRoles []string
	// News is where articles come from; nil: /index knows nothing of sources.
	News News
	// Memory keeps settings and feedback; nil: nothing is kept, and what needs
	// it is not offered.
	Memory Memory
	// Subscriptions keeps what is brought to channels and members by itself; nil:
	// nothing is, and /digest and /alert are not offered.
	Subscriptions Subscriptions
	// Watcher hears what alerts wait for; nil: there is no /alert.
	Watcher Watcher
	// Delivery is what bringing them keeps to; zero: what suits Discord.
	Delivery outbox.Times
	// PerMinute is how many questions a member may ask in a minute where the
	// server does not say; 0 = as many as they like.
	PerMinute int
	// Notes is a file that remembers a rebuild, so that whoever asked for it is
	// told when it was cut off; empty: nothing is remembered.
	Notes string
	// Ready reports whether questions can be answered; nil = always.
	Ready func(context.Context) error
	Log   *slog.Logger
	Now   func() time.Time // nil = time.Now
}

// Bot is Verbatim in Discord.
type Bot struct {
	Config
	api
	transport *transport // of REST, and of the first shard
	texts     map[string]texts
	meters    *meters
	patience  time.Duration // deferAfter
	slots     chan struct{} // searches under way
	job       job
	cooldown  cooldown
	changing  sync.Mutex // settings of a server

	mu       sync.Mutex
	shards   []shard
	running  int // handlers
	stopping bool
	idle     chan struct{}                 // closed when stopping and nothing runs any more
	self     string                        // the bot's user id
	app      string                        // the application's id
	greeted  bool                          // READY came at least once
	shutOut  bool                          // /index was refused: the bot is not in the operators' guild
	locales  map[string]string             // guild -> preferred locale
	parents  map[string]string             // thread -> channel
	settings map[string]data.GuildSettings // guild -> as read from Memory
	news     chan struct{}                 // holds a token where news came for subscriptions
	work     context.Context               // ends when running handlers have to give up
	long     context.Context               // of work, for what operators ask for: ends as soon as the bot is told to stop
}

// searches is how many run at a time; further ones wait. They keep a processor
// busy each, and one is left to acknowledge what arrives meanwhile.
func searches() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// New checks the configuration and makes a bot. It does not connect.
func New(c Config) (*Bot, error) {
	var base *url.URL
	var err error
	if c.Token, base, err = CheckSettings(c.Token, c.APIBase); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Delivery == (outbox.Times{}) {
		c.Delivery = outbox.DiscordTimes()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	all, err := loadTexts()
	if err != nil {
		return nil, err
	}
	return newBot(c, base, all)
}

// CheckSettings reads the settings that can be judged without Discord: the token,
// with or without "Bot " before it, and the address that stands in for
// https://discord.com, empty for that.
func CheckSettings(token, apiBase string) (string, *url.URL, error) {
	token = strings.TrimSpace(strings.TrimPrefix(token+" ", "Bot "))
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "", nil, errors.New("DISCORD_TOKEN is empty or holds blanks: copy the token from the Developer Portal, Bot, Reset Token")
	}
	base, err := ParseAPIBase(cmp.Or(apiBase, "https://discord.com"))
	return token, base, err
}

func newBot(c Config, base *url.URL, all map[string]texts) (*Bot, error) {
	b := &Bot{
		Config: c, texts: all, meters: newMeters(), patience: deferAfter, slots: make(chan struct{}, searches()),
		idle: make(chan struct{}), news: make(chan struct{}, 1), locales: map[string]string{}, settings: map[string]data.GuildSettings{}, parents: map[string]string{}, work: context.Background(), long: context.Background(),
	}
	if c.News != nil {
		b.meters.registry.MustRegister(newNewsMeters(c.News))
	}
	if c.Subscriptions != nil {
		b.meters.registry.MustRegister(newSubscriptionMeters(c.Subscriptions))
	}
	b.transport = newTransport(base, c.Token, c.Log, b.meters)
	session, err := b.transport.session(intents)
	if err != nil {
		return nil, err
	}
	session.AddHandler(b.onEvent)
	b.api = api{session, b.transport.redact}
	b.shards = []shard{{b.transport, session}}
	return b, nil
}

// Run logs in and answers until ctx ends; then it finishes what runs, within
// finishWithin, and returns nil. A *FatalError says that somebody has to change
// something; any other error that starting again may help.
func (b *Bot) Run(ctx context.Context) error {
	work, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	long, endLong := context.WithCancel(work)
	defer endLong()
	b.work, b.long = work, long
	if err := b.checkLogins(ctx); err != nil {
		return err
	}
	bringing, stop := context.WithCancel(ctx)
	brought := make(chan struct{})
	go func() {
		defer close(brought)
		b.bring(bringing, work)
	}()
	err := b.runShards(ctx, func() { endLong(); stop(); b.finish(giveUp, brought) })
	stop()
	giveUp()
	<-brought
	return err
}

// checkLogins asks Discord once how many shards there should be and how many
// logins are left today. With too few left a login would make Discord reset the
// token.
func (b *Bot) checkLogins(ctx context.Context) error {
	g, err := b.session.GatewayBot(discordgo.WithContext(ctx))
	if err = b.redact(err); err != nil {
		var refused *APIError
		if errors.As(err, &refused) && refused.Status == http.StatusUnauthorized {
			return &FatalError{Code: refused.Status, What: fatalCodes()[4004]}
		}
		return fmt.Errorf("cannot reach Discord: %w", err)
	}
	limit := g.SessionStartLimit
	count := max(1, g.Shards)
	b.Log.Info("discord: logging in", "shards", count, "logins_left", limit.Remaining)
	if limit.Total > 0 && limit.Remaining < count {
		return fmt.Errorf("%d logins are left today, and %d are needed: Discord allows more in %v", limit.Remaining, count, time.Duration(limit.ResetAfter)*time.Millisecond)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spread(count, limit.MaxConcurrency)
}

// finish waits for the running handlers and for what is being brought, and makes
// them give up when they take too long.
func (b *Bot) finish(giveUp func(), brought <-chan struct{}) {
	b.mu.Lock()
	b.stopping = true
	if b.running == 0 {
		close(b.idle)
	}
	b.mu.Unlock()
	late := time.After(finishWithin)
	for _, done := range []<-chan struct{}{b.idle, brought} {
		select {
		case <-done:
		case <-late:
			b.Log.Warn("bot: stopping although answers are under way")
			giveUp()
			return
		}
	}
	giveUp()
}

// enter counts a handler in, unless the bot is stopping.
func (b *Bot) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopping {
		return false
	}
	b.running++
	return true
}

func (b *Bot) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running--
	if b.stopping && b.running == 0 {
		close(b.idle)
	}
}

// view returns the renderer for a reader's language.
func (b *Bot) view(lang string) view {
	t, ok := b.texts[lang]
	if !ok {
		t = b.texts[languages()[0]]
	}
	return view{t}
}

// langOf is the language to speak for one of Discord's locales ("fr", "en-US").
func langOf(locale string) string {
	short, _, _ := strings.Cut(locale, "-")
	for _, l := range languages() {
		if l == short {
			return l
		}
	}
	return languages()[0]
}
