package bot

import (
	"context"
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
	// ForgetGuilds erases the servers that the bot left before a time.
	ForgetGuilds(ctx context.Context, leftBefore time.Time) ([]string, error)
}

// keepLeft is how long the settings of a server that removed the bot are kept,
// in case it comes back.
const keepLeft = 30 * 24 * time.Hour

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

// countGap counts a question that found nothing, by what was understood of it.
func (b *Bot) countGap(ctx context.Context, g data.Gap) {
	if b.Memory == nil {
		return
	}
	if err := b.Memory.CountGap(ctx, g); err != nil {
		b.Log.Error("bot: a gap is not counted", "error", err)
	}
}
