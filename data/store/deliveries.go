package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"verbatim/data"
)

// maxDeliveries is how many of a subscription's deliveries are remembered, so
// that a period that comes again after a clock was set back is known.
const maxDeliveries = 60

// maxLease is longer than any lease: one that ends later was written by a clock
// that ran ahead, and has ended.
const maxLease = 15 * time.Minute

// Claim is what a delivery begins with.
type Claim struct {
	data.Period
	Subscription int64
	Content      []byte // the message as JSON
	Nonce        string
	Channel      string    // empty = not known yet
	Due          time.Time // when the subscription is looked at next
	Lease        time.Time // until when the claimant works on it
}

const deliveryColumns = `id, subscription, period, since, until, after, through, state, content, nonce, channel, fence, lease, tries, begun, message, ended, error`

// ClaimDelivery makes the one delivery of a period, its content settled, and
// counts the period as dealt with. ErrExists: the period has its delivery, and
// the subscription waits for its next one. ErrHeld: a message of the subscription
// is under way, or somebody else has dealt with the news.
func (s *SQLite) ClaimDelivery(ctx context.Context, c Claim) (d data.Delivery, err error) {
	if err := firstOf(checkTime(c.Lease), checkTime(c.Due), checkTexts(c.Key, c.Nonce), checkIDOrNone("channel", c.Channel)); err != nil {
		return d, err
	}
	if c.Key == "" || c.Nonce == "" || len(c.Content) == 0 {
		return d, invalid("a delivery without a period, a nonce or a content")
	}
	exists := false
	err = s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, passed, c.Until.UnixMilli(), c.Through, c.Due.UnixMilli(), c.Subscription, c.After))
		if err != nil || n == 0 {
			return held(err)
		}
		if exists, err = delivered(ctx, tx, c); err != nil || exists {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO deliveries
			(subscription, period, since, until, after, through, state, content, nonce, channel, fence, lease, tries, begun, message, ended, error)
			VALUES (?, ?, ?, ?, ?, ?, 'claimed', ?, ?, ?, 1, ?, 0, 0, '', 0, '')`,
			c.Subscription, c.Key, c.From.UnixMilli(), c.Until.UnixMilli(), c.After, c.Through, c.Content, c.Nonce, c.Channel, c.Lease.UnixMilli())
		if err != nil {
			return err
		}
		d = data.Delivery{Subscription: c.Subscription, Period: c.Period, State: data.Claimed, Content: c.Content, Nonce: c.Nonce, Channel: c.Channel, Fence: 1, Lease: c.Lease}
		if d.ID, err = res.LastInsertId(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM deliveries WHERE subscription = ?1 AND id <=
			(SELECT id FROM deliveries WHERE subscription = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`, c.Subscription, maxDeliveries)
		return err
	})
	if err == nil && exists {
		err = &fault{sentence: fmt.Sprintf("subscription %d has delivered for %s", c.Subscription, c.Key), kind: ErrExists}
	}
	if err != nil {
		return data.Delivery{}, err
	}
	return d, nil
}

// delivered reports whether the period has its delivery. What has arrived since
// stays to be told: the period that comes again counts as dealt with, its news
// does not. ErrHeld where another message of the subscription is under way.
func delivered(ctx context.Context, tx *sql.Tx, c Claim) (bool, error) {
	var state data.DeliveryState
	err := tx.QueryRowContext(ctx, `SELECT state FROM deliveries WHERE subscription = ?1 AND (period = ?2 OR state IN ('claimed', 'sending'))
		ORDER BY state IN ('claimed', 'sending') DESC LIMIT 1`, c.Subscription, c.Key).Scan(&state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case state == data.Claimed || state == data.Sending:
		return false, held(nil)
	}
	_, err = tx.ExecContext(ctx, `UPDATE subscriptions SET covered = ? WHERE id = ?`, c.After, c.Subscription)
	return true, err
}

// held is ErrHeld where nothing else went wrong.
func held(err error) error {
	if err != nil {
		return err
	}
	return &fault{sentence: "somebody else works on this delivery", kind: ErrHeld}
}

const openDeliveries = `SELECT ` + deliveryColumns + ` FROM deliveries d WHERE state IN ('claimed', 'sending') AND (lease <= ?1 OR lease > ?2)
	AND NOT EXISTS (SELECT 1 FROM subscriptions s JOIN guilds g ON g.guild = s.guild WHERE s.id = d.subscription AND g.left_at IS NOT NULL)
	ORDER BY lease, id LIMIT ?3`

// OpenDeliveries returns up to limit deliveries that are to be gone on with: no
// end was noted, and nobody's lease holds.
func (s *SQLite) OpenDeliveries(ctx context.Context, now time.Time, limit int) ([]data.Delivery, error) {
	return s.deliveries(ctx, openDeliveries, now.UnixMilli(), now.Add(maxLease).UnixMilli(), max(limit, 0))
}

// RetakeDelivery takes an open delivery over from whoever had it before. ErrHeld:
// a lease holds, or it has ended.
func (s *SQLite) RetakeDelivery(ctx context.Context, d data.Delivery, now, lease time.Time) (data.Delivery, error) {
	err := s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `UPDATE deliveries SET fence = fence + 1, lease = ? WHERE id = ? AND fence = ?
			AND state IN ('claimed', 'sending') AND (lease <= ? OR lease > ?)`,
			lease.UnixMilli(), d.ID, d.Fence, now.UnixMilli(), now.Add(maxLease).UnixMilli()))
		if err != nil || n == 0 {
			return held(err)
		}
		return nil
	})
	d.Fence, d.Lease = d.Fence+1, lease
	return d, err
}

// BeginSending writes down, before each attempt, that the message may be out
// from now on. d is as its holder knows it, with the channel; the result is as it
// stands then. ErrHeld: somebody else has taken it over, and the holder must stop.
func (s *SQLite) BeginSending(ctx context.Context, d data.Delivery, now, lease time.Time) (data.Delivery, error) {
	if err := checkID("channel", d.Channel); err != nil {
		return d, err
	}
	d.State, d.Lease, d.Tries = data.Sending, lease, d.Tries+1
	if d.Begun.IsZero() {
		d.Begun = now.UTC().Truncate(time.Millisecond)
	}
	return d, s.hold(ctx, d)
}

// PostponeDelivery gives a delivery back until a time. Where the holder knows
// that the message is not out, it clears d.Begun.
func (s *SQLite) PostponeDelivery(ctx context.Context, d data.Delivery, until time.Time) error {
	d.Lease = until
	if d.Begun.IsZero() {
		d.State = data.Claimed
	}
	return s.hold(ctx, d)
}

// hold writes an open delivery as its holder has it.
func (s *SQLite) hold(ctx context.Context, d data.Delivery) error {
	var begun int64
	if !d.Begun.IsZero() {
		begun = d.Begun.UnixMilli()
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `UPDATE deliveries SET state = ?, channel = ?, lease = ?, tries = ?, begun = ?, error = ?
			WHERE id = ? AND fence = ? AND state IN ('claimed', 'sending')`,
			d.State, d.Channel, d.Lease.UnixMilli(), d.Tries, begun, cutError(d.Error), d.ID, d.Fence))
		if err != nil || n == 0 {
			return held(err)
		}
		return nil
	})
}

// EndDelivery notes how a delivery ended: d.State, with d.Message or d.Error. Its
// content is dropped. pause lets the subscription rest; it reports whether it did
// not before. A Once rests in any case.
func (s *SQLite) EndDelivery(ctx context.Context, d data.Delivery, now time.Time, pause data.Pause) (paused bool, err error) {
	switch d.State {
	case data.Sent, data.Uncertain, data.Failed:
	default:
		return false, invalid("a delivery cannot end as %q", short(string(d.State)))
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		paused = false
		n, err := affected(tx.ExecContext(ctx, `UPDATE deliveries SET state = ?, content = x'', channel = ?, message = ?, ended = ?, error = ?
			WHERE id = ? AND fence = ? AND state IN ('claimed', 'sending')`,
			d.State, d.Channel, d.Message, now.UnixMilli(), cutError(d.Error), d.ID, d.Fence))
		if err != nil || n == 0 {
			return held(err)
		}
		if pause != "" {
			n, err := affected(tx.ExecContext(ctx, `UPDATE subscriptions SET pause = ? WHERE id = ? AND pause = ''`, pause, d.Subscription))
			if paused = n > 0; err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE subscriptions SET pause = ? WHERE id = ? AND kind = ? AND pause = ''`, data.Done, d.Subscription, data.Once)
		return err
	})
	return paused && err == nil, err
}

// cutError keeps an error's text short.
func cutError(text string) string {
	const most = 300
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// Deliveries lists up to limit deliveries of a subscription, the last first.
func (s *SQLite) Deliveries(ctx context.Context, subscription int64, limit int) ([]data.Delivery, error) {
	return s.deliveries(ctx, `SELECT `+deliveryColumns+` FROM deliveries WHERE subscription = ? ORDER BY id DESC LIMIT ?`, subscription, max(limit, 0))
}

func (s *SQLite) deliveries(ctx context.Context, query string, args ...any) (out []data.Delivery, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var d data.Delivery
		var since, until, lease, begun, ended int64
		err := rows.Scan(&d.ID, &d.Subscription, &d.Key, &since, &until, &d.After, &d.Through, &d.State, &d.Content, &d.Nonce, &d.Channel,
			&d.Fence, &lease, &d.Tries, &begun, &d.Message, &ended, &d.Error)
		d.From, d.Until, d.Lease = moment(since), moment(until), moment(lease)
		if begun != 0 {
			d.Begun = moment(begun)
		}
		if ended != 0 {
			d.Ended = moment(ended)
		}
		if len(d.Content) == 0 {
			d.Content = nil
		}
		out = append(out, d)
		return err
	}, query, args...)
	return out, err
}
