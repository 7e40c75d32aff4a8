package bot

import (
	"context"
	"slices"
	"strconv"
	"time"

	"verbatim/data"
)

// Memory keeps what the bot keeps about servers and members: settings, what was
// not found, feedback, and who changed what. No text that somebody wrote is in
// it, unless they agreed. data/store has the implementation.
type Memory interface {
	GuildSettings(ctx context.Context, guild string) (data.GuildSettings, error)
	PutGuildSettings(ctx context.Context, guild string, s data.GuildSettings) error

	CountGap(ctx context.Context, g data.Gap) error
	Gaps(ctx context.Context, guild string, limit int) ([]data.Gap, error)

	AddFeedback(ctx context.Context, f data.Feedback) (int64, error)
	FeedbackOf(ctx context.Context, member string) ([]data.Feedback, error)
	EraseMember(ctx context.Context, member string) (int, error)

	AddAudit(ctx context.Context, l data.AuditLine) error
	Audit(ctx context.Context, guild string, limit int) ([]data.AuditLine, error)

	// ExportGuild is all that is kept about a server, as one JSON document.
	ExportGuild(ctx context.Context, guild string) ([]byte, error)
	LeaveGuild(ctx context.Context, guild string, at time.Time) error
	RejoinGuild(ctx context.Context, guild string) error
	// KnownGuilds are those that something is kept about, left ones apart.
	KnownGuilds(ctx context.Context) ([]string, error)
	// ForgetGuilds erases the servers that the bot left before a time.
	ForgetGuilds(ctx context.Context, leftBefore time.Time) ([]string, error)
}

// keepLeft is how long the settings of a server that removed the bot are kept,
// in case it comes back.
const keepLeft = 30 * 24 * time.Hour

// countWithin is how long the count of a gap may wait for the store.
const countWithin = 5 * time.Second

// settingsOf are a server's settings; those of a new server in a direct message,
// and where they cannot be read.
func (b *Bot) settingsOf(ctx context.Context, guild string) data.GuildSettings {
	if b.Memory == nil || guild == "" {
		return data.GuildSettings{}
	}
	b.mu.Lock()
	s, known := b.settings[guild]
	b.mu.Unlock()
	if known {
		return s
	}
	s, err := b.Memory.GuildSettings(ctx, guild)
	if err != nil {
		b.Log.Error("bot: the settings of a server cannot be read", "guild", guild, "error", err)
		return data.GuildSettings{}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if newer, known := b.settings[guild]; known { // saved while this was read
		return newer
	}
	b.settings[guild] = s
	return s
}

// saveSettings keeps a server's settings.
func (b *Bot) saveSettings(ctx context.Context, guild string, s data.GuildSettings) error {
	if err := b.Memory.PutGuildSettings(ctx, guild, s); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings[guild] = s
	return nil
}

// left notes that a server removed the bot, and back that it is there.
func (b *Bot) left(ctx context.Context, guild string) {
	b.mu.Lock()
	delete(b.settings, guild)
	delete(b.locales, guild)
	b.mu.Unlock()
	if b.Memory == nil {
		return
	}
	if err := b.Memory.LeaveGuild(ctx, guild, b.Now()); err != nil {
		b.Log.Error("bot: that a server removed the bot is not noted", "guild", guild, "error", err)
	}
}

func (b *Bot) back(ctx context.Context, guild string) {
	if b.Memory == nil {
		return
	}
	if err := b.Memory.RejoinGuild(ctx, guild); err != nil {
		b.Log.Error("bot: that a server is back is not noted", "guild", guild, "error", err)
	}
}

// missed notes the servers that removed the bot while it was away: those known
// that a shard's READY does not list.
func (b *Bot) missed(ctx context.Context, listed []guild, number, of int) {
	if b.Memory == nil {
		return
	}
	known, err := b.Memory.KnownGuilds(ctx)
	if err != nil {
		b.Log.Error("bot: the servers known cannot be read", "error", err)
	}
	for _, id := range known {
		n, err := strconv.ParseUint(id, 10, 64)
		there := slices.ContainsFunc(listed, func(g guild) bool { return g.ID == id })
		if err == nil && !there && int(n>>22)%of == number {
			b.left(ctx, id)
		}
	}
}

// forget erases, now and once a day, the servers that the bot left long ago.
func (b *Bot) forget(ctx context.Context) {
	for b.Memory != nil {
		gone, err := b.Memory.ForgetGuilds(ctx, b.Now().Add(-keepLeft))
		if err != nil {
			b.Log.Error("bot: servers left long ago are not erased", "error", err)
		}
		if len(gone) > 0 {
			b.Log.Info("bot: servers left long ago are erased", "guilds", len(gone))
		}
		if !sleep(ctx, 24*time.Hour) {
			return
		}
	}
}

// countGap counts a question that found nothing, by what was understood of it,
// beside the answer, which does not wait for it.
func (b *Bot) countGap(g data.Gap) {
	if b.Memory == nil || !b.enter() {
		return
	}
	go func() {
		defer b.leave()
		ctx, cancel := context.WithTimeout(b.work, countWithin)
		defer cancel()
		if err := b.Memory.CountGap(ctx, g); err != nil {
			b.Log.Error("bot: a gap is not counted", "error", err)
		}
	}()
}

// homeOf is the server that something is kept under: none where the bot is not a
// member, but was brought along by a person, since nobody there could see or
// erase it.
func (b *Bot) homeOf(guild string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, member := b.locales[guild]; !member {
		return ""
	}
	return guild
}
