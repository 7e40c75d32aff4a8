package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"verbatim/data"
)

// How many subscriptions are kept: of one server, and of one member's direct
// messages (as many as one menu of Discord offers).
const (
	MaxGuildSubscriptions  = 100
	MaxMemberSubscriptions = 25
)

// maxItems is the most that one delivery may be asked to hold.
const maxItems = 25

const subscriptionColumns = `id, kind, guild, channel, member, lang, topic, speaker, source, quote_lang,
	every, weekday, clock, zone, most, created, pause, handled, covered, due`

// AddSubscription keeps a subscription to what arrives from now on, due first at
// s.Due, and returns its id. ErrInvalid says what of it cannot be, ErrTooMany
// that there are as many as may be, ErrExists that the channel has a digest.
func (s *SQLite) AddSubscription(ctx context.Context, sub data.Subscription) (id int64, err error) {
	if err := checkSubscription(sub); err != nil {
		return 0, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := roomFor(ctx, tx, sub); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO subscriptions (kind, guild, channel, member, lang, topic, speaker, source, quote_lang,
			every, weekday, clock, zone, most, created, pause, handled, covered, due)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, (`+lastArrival+`), ?)`,
			sub.Kind, sub.Guild, sub.Channel, sub.Member, sub.Lang, sub.Topic, sub.Speaker, sub.Source, sub.QuoteLang,
			sub.Every, int(sub.Weekday), sub.At, sub.Zone, sub.Max, sub.Created.UnixMilli(), sub.Created.UnixMilli(), sub.Due.UnixMilli())
		if err != nil {
			return err
		}
		id, err = res.LastInsertId()
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// roomFor refuses one more than may be.
func roomFor(ctx context.Context, tx *sql.Tx, sub data.Subscription) error {
	query, of, most := `SELECT count(*) FROM subscriptions WHERE guild = ?`, sub.Guild, MaxGuildSubscriptions
	if sub.Channel == "" {
		query, of, most = `SELECT count(*) FROM subscriptions WHERE channel = '' AND pause <> '`+string(data.Done)+`' AND member = ?`, sub.Member, MaxMemberSubscriptions
	}
	var n int
	if err := tx.QueryRowContext(ctx, query, of).Scan(&n); err != nil {
		return err
	}
	if n >= most {
		return &fault{sentence: fmt.Sprintf("there are %d subscriptions already, the most that are kept: remove one first", n), kind: ErrTooMany}
	}
	if sub.Kind != data.Digest || sub.Channel == "" {
		return nil
	}
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM subscriptions WHERE kind = ? AND channel = ?`, data.Digest, sub.Channel).Scan(&n)
	if err == nil && n > 0 {
		return &fault{sentence: fmt.Sprintf("channel %s has a digest already", sub.Channel), kind: ErrExists}
	}
	return err
}

func checkSubscription(s data.Subscription) error {
	switch s.Kind {
	case data.Digest, data.Alert, data.Once:
	default:
		return invalid("subscription of kind %q: want digest, alert or once", short(string(s.Kind)))
	}
	switch s.Every {
	case data.AtOnce, data.Hourly:
	case data.Daily, data.Weekdays, data.Weekly:
		if _, err := time.Parse("15:04", s.At); err != nil || len(s.At) != len("15:04") {
			return invalid("time of day %q: want HH:MM", short(s.At))
		}
		if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "" || s.Zone == "Local" {
			return invalid("time zone %q is not known", short(s.Zone))
		}
	default:
		return invalid("rhythm %q: want now, hour, day, weekday or week", short(string(s.Every)))
	}
	switch {
	case s.Weekday < time.Sunday || s.Weekday > time.Saturday:
		return invalid("weekday %d: want 0 to 6", s.Weekday)
	case s.Lang != "en" && s.Lang != "fr":
		return invalid("language %q: want en or fr", short(s.Lang))
	case s.Max < 1 || s.Max > maxItems:
		return invalid("%d items: want 1 to %d", s.Max, maxItems)
	case s.Channel != "":
		return firstOf(checkID("server", s.Guild), checkID("channel", s.Channel), checkIDOrNone("member", s.Member), checkSubscribed(s))
	case s.Guild != "":
		return invalid("a subscription of server %s without a channel", short(s.Guild))
	}
	return firstOf(checkID("member", s.Member), checkSubscribed(s))
}

func checkSubscribed(s data.Subscription) error {
	return firstOf(checkTexts(s.Topic, s.Speaker, s.Source, s.QuoteLang), checkTime(s.Created), checkTime(s.Due))
}

// ChangeSubscription replaces what somebody chose: rhythm, subject, language,
// channel and the time that it is due next. What it has covered stays. A pause
// ends, and with it the news that came meanwhile.
func (s *SQLite) ChangeSubscription(ctx context.Context, sub data.Subscription) error {
	if err := checkSubscription(sub); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `UPDATE subscriptions SET covered = CASE pause WHEN '' THEN covered ELSE (`+lastArrival+`) END,
			pause = '', channel = ?, member = ?, lang = ?, topic = ?, speaker = ?, source = ?, quote_lang = ?,
			every = ?, weekday = ?, clock = ?, zone = ?, most = ?, due = ? WHERE id = ?`,
			sub.Channel, sub.Member, sub.Lang, sub.Topic, sub.Speaker, sub.Source, sub.QuoteLang,
			sub.Every, int(sub.Weekday), sub.At, sub.Zone, sub.Max, sub.Due.UnixMilli(), sub.ID))
		return foundOne(n, err, sub.ID)
	})
}

// RemoveSubscription ends a subscription; what of it is under way is dropped.
// ErrNotFound where there is none of that id.
func (s *SQLite) RemoveSubscription(ctx context.Context, id int64) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `DELETE FROM subscriptions WHERE id = ?`, id))
		return foundOne(n, err, id)
	})
}

// PauseSubscription lets a subscription rest, and reports whether it did not
// before: whoever has to be told is told once.
func (s *SQLite) PauseSubscription(ctx context.Context, id int64, why data.Pause) (now bool, err error) {
	if why == "" {
		return false, invalid("a pause without a reason")
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `UPDATE subscriptions SET pause = ? WHERE id = ? AND pause = ''`, why, id))
		now = n > 0
		return err
	})
	return now && err == nil, err
}

// ResumeSubscription ends a pause: it goes on with what arrives from now on, due
// first at that time.
func (s *SQLite) ResumeSubscription(ctx context.Context, id int64, now, due time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `UPDATE subscriptions SET pause = '', handled = ?, covered = (`+lastArrival+`), due = ? WHERE id = ?`,
			now.UnixMilli(), due.UnixMilli(), id))
		return foundOne(n, err, id)
	})
}

func foundOne(n int64, err error, id int64) error {
	if err == nil && n == 0 {
		return &fault{sentence: fmt.Sprintf("there is no subscription %d", id), kind: ErrNotFound}
	}
	return err
}

// Subscription returns one by its id; ErrNotFound where there is none.
func (s *SQLite) Subscription(ctx context.Context, id int64) (data.Subscription, error) {
	all, err := s.subscriptions(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE id = ?`, id)
	if err == nil {
		err = foundOne(int64(len(all)), nil, id)
	}
	if err != nil {
		return data.Subscription{}, err
	}
	return all[0], nil
}

// GuildSubscriptions lists what goes to the channels of a server, in the order
// in which it was asked for.
func (s *SQLite) GuildSubscriptions(ctx context.Context, guild string) ([]data.Subscription, error) {
	if err := checkID("server", guild); err != nil {
		return nil, err
	}
	return s.subscriptions(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE guild = ? AND guild <> '' ORDER BY id`, guild)
}

// MemberSubscriptions lists what a member asked for, in channels and directly,
// in that order.
func (s *SQLite) MemberSubscriptions(ctx context.Context, member string) ([]data.Subscription, error) {
	if err := checkID("member", member); err != nil {
		return nil, err
	}
	return s.subscriptions(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE member = ? AND member <> '' ORDER BY channel = '', id`, member)
}

// dueSubscriptions leaves out servers that the bot left, those of which a message
// is under way, and those at once for which nothing has arrived, nor was updated. A time beyond the
// farthest was written by a clock that ran ahead, and counts as due.
const dueSubscriptions = `SELECT ` + subscriptionColumns + ` FROM subscriptions s
	WHERE pause = '' AND (due <= ?1 OR due > ?2) AND (every <> 'now' OR covered < (` + lastArrival + `)
		OR handled / 1000 <= (SELECT replaced FROM revisions ORDER BY num DESC LIMIT 1))
	AND NOT EXISTS (SELECT 1 FROM guilds g WHERE g.guild = s.guild AND g.left_at IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.subscription = s.id AND d.state IN ('claimed', 'sending'))
	ORDER BY due, id LIMIT ?3`

// farthestDue is beyond the longest rhythm, a week.
const farthestDue = 8 * 24 * time.Hour

// DueSubscriptions returns up to limit subscriptions that are to be looked at,
// those first that wait longest.
func (s *SQLite) DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]data.Subscription, error) {
	return s.subscriptions(ctx, dueSubscriptions, now.UnixMilli(), now.Add(farthestDue).UnixMilli(), max(limit, 0))
}

// PassPeriod notes that a period holds nothing to deliver; the subscription is
// due next at that time. Where somebody else has dealt with the period meanwhile
// nothing is noted, and that is no error.
func (s *SQLite) PassPeriod(ctx context.Context, id int64, p data.Period, due time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, passed, p.Until.UnixMilli(), p.Through, due.UnixMilli(), id, p.After)
		return err
	})
}

const passed = `UPDATE subscriptions SET handled = ?, covered = ?, due = ? WHERE id = ? AND covered = ?`

// SubscriptionCounts counts the subscriptions by kind that run, and those that
// rest for a reason nobody chose.
func (s *SQLite) SubscriptionCounts(ctx context.Context) (running map[data.SubscriptionKind]int, paused int, err error) {
	running = map[data.SubscriptionKind]int{}
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var kind data.SubscriptionKind
		var pause data.Pause
		var n int
		err := rows.Scan(&kind, &pause, &n)
		switch pause {
		case "":
			running[kind] += n
		case data.PausedByHand, data.Done:
		default:
			paused += n
		}
		return err
	}, `SELECT kind, pause, count(*) FROM subscriptions GROUP BY kind, pause`)
	return running, paused, err
}

func (s *SQLite) subscriptions(ctx context.Context, query string, args ...any) (out []data.Subscription, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var b data.Subscription
		var created, handled, due int64
		err := rows.Scan(&b.ID, &b.Kind, &b.Guild, &b.Channel, &b.Member, &b.Lang, &b.Topic, &b.Speaker, &b.Source, &b.QuoteLang,
			&b.Every, &b.Weekday, &b.At, &b.Zone, &b.Max, &created, &b.Pause, &handled, &b.Covered, &due)
		b.Created, b.Handled, b.Due = moment(created), moment(handled), moment(due)
		out = append(out, b)
		return err
	}, query, args...)
	return out, err
}
