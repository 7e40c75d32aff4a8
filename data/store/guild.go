package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"verbatim/data"
)

// How much is kept, so that no server fills the disk. Of what there is more of,
// the oldest goes. MaxChannels is Discord's own limit.
const (
	MaxGaps     = 500 // of one server, and of all direct messages
	MaxFeedback = 1000
	MaxAudit    = 500
	MaxChannels = 500
	MaxWords    = 4000 // code points of one text of a member, as long as a message of Discord
)

// GuildSettings returns what a server's admins chose; the zero value where they
// chose nothing.
func (s *SQLite) GuildSettings(ctx context.Context, guild string) (data.GuildSettings, error) {
	var g data.GuildSettings
	if err := checkID("server", guild); err != nil {
		return g, err
	}
	var channels string
	err := s.r.QueryRowContext(ctx, `SELECT lang, per_minute, channels FROM guilds WHERE guild = ?`, guild).Scan(&g.Lang, &g.PerMinute, &channels)
	if errors.Is(err, sql.ErrNoRows) {
		return data.GuildSettings{}, nil
	}
	if err == nil && channels != "" {
		err = json.Unmarshal([]byte(channels), &g.Channels)
	}
	return g, explain(s.path, err)
}

// PutGuildSettings replaces a server's settings. ErrInvalid says what of them
// cannot be.
func (s *SQLite) PutGuildSettings(ctx context.Context, guild string, g data.GuildSettings) error {
	if err := firstOf(checkID("server", guild), checkSettings(g)); err != nil {
		return err
	}
	channels := ""
	if len(g.Channels) > 0 {
		b, err := json.Marshal(g.Channels)
		if err != nil {
			return err
		}
		channels = string(b)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO guilds (guild, lang, per_minute, channels) VALUES (?, ?, ?, ?)
			ON CONFLICT (guild) DO UPDATE SET lang = excluded.lang, per_minute = excluded.per_minute, channels = excluded.channels`,
			guild, g.Lang, g.PerMinute, channels)
		return err
	})
}

func checkSettings(g data.GuildSettings) error {
	switch {
	case g.Lang != "" && g.Lang != "en" && g.Lang != "fr":
		return invalid("language %q: want en, fr or none", g.Lang)
	case g.PerMinute < 0:
		return invalid("%d questions a minute: want none or more", g.PerMinute)
	case len(g.Channels) > MaxChannels:
		return invalid("%d channels: at most %d", len(g.Channels), MaxChannels)
	}
	for channel, mode := range g.Channels {
		if err := checkID("channel", channel); err != nil {
			return err
		}
		switch mode {
		case data.AnswerReply, data.AnswerThread, data.AnswerPrivate, data.AnswerOff:
		default:
			return invalid("channel %s, mode %q: want reply, thread, private or off", channel, mode)
		}
	}
	return nil
}

// LeaveGuild notes that the bot was removed from a server, for ForgetGuilds.
func (s *SQLite) LeaveGuild(ctx context.Context, guild string, at time.Time) error {
	if err := firstOf(checkID("server", guild), checkTime(at)); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO guilds (guild, left_at) VALUES (?, ?)
			ON CONFLICT (guild) DO UPDATE SET left_at = excluded.left_at`, guild, at.UnixMilli())
		return err
	})
}

// RejoinGuild takes LeaveGuild back: what was set stays.
func (s *SQLite) RejoinGuild(ctx context.Context, guild string) error {
	if err := checkID("server", guild); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE guilds SET left_at = NULL WHERE guild = ?`, guild)
		return err
	})
}

// KnownGuilds names the servers that something is kept about and that the bot is
// not known to have left.
func (s *SQLite) KnownGuilds(ctx context.Context) (all []string, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var g string
		err := rows.Scan(&g)
		all = append(all, g)
		return err
	}, `SELECT guild FROM guilds UNION SELECT guild FROM gaps UNION SELECT guild FROM feedback UNION SELECT guild FROM audit
		UNION SELECT guild FROM subscriptions EXCEPT SELECT guild FROM guilds WHERE left_at IS NOT NULL EXCEPT SELECT '' ORDER BY 1`)
	return all, err
}

// ForgetGuilds erases all that is kept about the servers that the bot left
// before a time, and names them.
func (s *SQLite) ForgetGuilds(ctx context.Context, leftBefore time.Time) (gone []string, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT guild FROM guilds WHERE left_at < ? ORDER BY guild`, leftBefore.UnixMilli())
		if err != nil {
			return err
		}
		if gone, err = column(rows); err != nil {
			return err
		}
		for _, g := range gone {
			for _, table := range []string{"guilds", "gaps", "feedback", "audit", "subscriptions"} {
				if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE guild = ?`, g); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return gone, nil
}

// column reads rows of one text each.
func column(rows *sql.Rows) (out []string, err error) {
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// guildExport is the document of ExportGuild. Who gave feedback is not in it: a
// member consented to be known to the bot, not to a server's admins.
type guildExport struct {
	Guild    string             `json:"guild"`
	Settings data.GuildSettings `json:"settings"`
	Gaps     []data.Gap         `json:"gaps"`
	Feedback []data.Feedback    `json:"feedback"`
	Audit    []data.AuditLine   `json:"audit"`

	Subscriptions []data.Subscription `json:"subscriptions"`
}

// ExportGuild is all that is kept about a server as one JSON document, without
// the ids of members who gave feedback.
func (s *SQLite) ExportGuild(ctx context.Context, guild string) ([]byte, error) {
	e := guildExport{Guild: guild}
	var err error
	if e.Settings, err = s.GuildSettings(ctx, guild); err != nil {
		return nil, err
	}
	if e.Gaps, err = s.Gaps(ctx, guild, MaxGaps); err != nil {
		return nil, err
	}
	if e.Feedback, err = s.Feedback(ctx, guild, MaxFeedback); err != nil {
		return nil, err
	}
	if e.Audit, err = s.Audit(ctx, guild, MaxAudit); err != nil {
		return nil, err
	}
	if e.Subscriptions, err = s.GuildSubscriptions(ctx, guild); err != nil {
		return nil, err
	}
	for i := range e.Feedback {
		e.Feedback[i].Member = ""
	}
	return json.MarshalIndent(e, "", "  ")
}

// checkID refuses what is no id of Discord's: a 64-bit number in decimal digits
// (https://discord.com/developers/docs/reference#snowflakes).
func checkID(what, id string) error {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != id || n == 0 {
		return invalid("%s %q is no id of Discord's", what, short(id))
	}
	return nil
}

// checkIDOrNone lets what may be unknown be empty.
func checkIDOrNone(what, id string) error {
	if id == "" {
		return nil
	}
	return checkID(what, id)
}

func checkTime(t time.Time) error {
	if t.IsZero() {
		return invalid("no time is given")
	}
	return nil
}

// checkTexts refuses texts that are too long to be kept, or not text.
func checkTexts(texts ...string) error {
	for _, s := range texts {
		if n := utf8.RuneCountInString(s); n > MaxWords {
			return invalid("a text of %d characters: at most %d", n, MaxWords)
		}
		if err := checkText(s); err != nil {
			return invalid("text: %v", err)
		}
	}
	return nil
}

// short is the beginning of what a message should not be filled with.
func short(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func invalid(format string, args ...any) error {
	return &fault{sentence: fmt.Sprintf(format, args...) + ": nothing was stored", kind: ErrInvalid}
}

// moment is a stored time.
func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
