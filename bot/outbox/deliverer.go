package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/data"
	"verbatim/data/store"
)

// Store keeps subscriptions and deliveries; package data/store documents each
// method.
type Store interface {
	LastArrival(ctx context.Context) (int64, error)
	Subscription(ctx context.Context, id int64) (data.Subscription, error)
	DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]data.Subscription, error)
	PassPeriod(ctx context.Context, id int64, p data.Period, due time.Time) error
	ClaimDelivery(ctx context.Context, c store.Claim) (data.Delivery, error)
	OpenDeliveries(ctx context.Context, now time.Time, limit int) ([]data.Delivery, error)
	RetakeDelivery(ctx context.Context, d data.Delivery, now, lease time.Time) (data.Delivery, error)
	BeginSending(ctx context.Context, d data.Delivery, now, lease time.Time) (data.Delivery, error)
	PostponeDelivery(ctx context.Context, d data.Delivery, until time.Time) error
	EndDelivery(ctx context.Context, d data.Delivery, now time.Time, pause data.Pause) (bool, error)
}

// Times are those that delivering keeps to.
type Times struct {
	Beat    time.Duration // between two looks at what is due
	Attempt time.Duration // one attempt to send, with the transport's own repetitions
	Lease   time.Duration // longer than an attempt
	// Resend is for how long after the first attempt a message is sent again with
	// the same nonce. With one more Attempt, and as long again for a request that was
	// given up and is carried out late, it stays within the "past few minutes" for
	// which Discord compares nonces: two are counted on.
	Resend time.Duration
	// Settled is after how long a channel's history tells for sure that a message
	// did not arrive: later than any attempt within Resend may come in.
	Settled time.Duration
	Pause   time.Duration // before the second attempt; doubled up to MaxPause
	// MaxPause is the longest wait for the next attempt.
	MaxPause time.Duration
}

// DiscordTimes are those for the real Discord.
func DiscordTimes() Times {
	return Times{
		Beat: 10 * time.Second, Attempt: 20 * time.Second, Lease: 25 * time.Second, Resend: 45 * time.Second, Settled: 150 * time.Second,
		Pause: 5 * time.Second, MaxPause: 5 * time.Minute,
	}
}

// An Outcome is what became of a delivery or a period, for counting.
type Outcome string

// The outcomes. Delivered, Lost (uncertain, not sent again) and Rejected end a
// delivery.
const (
	Delivered Outcome = "delivered"
	Lost      Outcome = "uncertain"
	Rejected  Outcome = "failed"
	Retried   Outcome = "retried"
	Paused    Outcome = "paused"
	Broken    Outcome = "broken" // composing failed; it is tried again
)

// Deliverer delivers. One runs at a time on a data directory, and several would
// do no harm.
type Deliverer struct {
	Store     Store
	Discord   Discord
	Composers Composers
	Times     Times
	Wake      <-chan struct{} // says that there is news: it is looked at before the next beat
	Log       *slog.Logger
	Now       func() time.Time
	Count     func(data.SubscriptionKind, Outcome)
}

// atATime is how many subscriptions are worked on at once, and several is how
// many are taken up in one look.
const (
	atATime = 8
	several = 200
)

// composeAgain is when a message that could not be composed is tried again.
const composeAgain = time.Minute

// Run delivers until ctx ends. What is under way then goes on under work.
func (d *Deliverer) Run(ctx, work context.Context) {
	for {
		more := false
		if d.Discord.Online() {
			var err error
			if more, err = d.Look(ctx, work); err != nil && work.Err() == nil {
				d.Log.Error("outbox: what is due cannot be read, it is tried again", "error", err)
			}
		}
		if more && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-d.Wake:
		case <-time.After(d.Times.Beat):
		}
	}
}

// Look takes up what is due now: first what was begun, then what is new. There
// may be more than it takes up at a time. Nothing is begun once ctx has ended;
// what is under way goes on under work.
func (d *Deliverer) Look(ctx, work context.Context) (more bool, err error) {
	open, err := d.Store.OpenDeliveries(work, d.Now(), several)
	if err != nil {
		return false, err
	}
	each(ctx, open, func(o data.Delivery) { d.guard(func() error { return d.resume(work, o) }) })
	due, err := d.Store.DueSubscriptions(work, d.Now(), several)
	if err != nil {
		return false, err
	}
	each(ctx, due, func(s data.Subscription) { d.guard(func() error { return d.look(work, s) }) })
	return len(due) == several, nil
}

// each does something with all items, several at a time, and begins none once ctx
// has ended.
func each[T any](ctx context.Context, items []T, do func(T)) {
	var work errgroup.Group
	work.SetLimit(atATime)
	for _, item := range items {
		if ctx.Err() != nil {
			break
		}
		work.Go(func() error { do(item); return nil })
	}
	_ = work.Wait() // nothing fails
}

// guard logs what went wrong with one subscription, so that the others go on.
func (d *Deliverer) guard(do func() error) {
	if err := do(); err != nil && !errors.Is(err, store.ErrHeld) && !errors.Is(err, context.Canceled) {
		d.Log.Error("outbox: a delivery waits", "error", err)
	}
}

// look makes the period of a subscription and what it has to tell.
func (d *Deliverer) look(ctx context.Context, s data.Subscription) error {
	now := d.Now()
	last, err := d.Store.LastArrival(ctx) // after the clock: what was there by now is told
	if err != nil {
		return err
	}
	if s.Handled.After(now) {
		s.Handled = now // the clock was put back
	}
	next, err := Next(s, now)
	if err != nil {
		return fmt.Errorf("subscription %d: %w", s.ID, err)
	}
	nothing := data.Period{From: s.Handled, Until: s.Handled, After: s.Covered, Through: s.Covered}
	slot, ok, err := Latest(s, s.Handled, now)
	if err != nil || !ok {
		return errors.Join(err, d.Store.PassPeriod(ctx, s.ID, nothing, next.At))
	}
	p := data.Period{Key: slot.Key, From: s.Handled, Until: slot.At, After: s.Covered, Through: last}
	content, err := d.compose(ctx, s, p)
	if err != nil {
		d.Count(s.Kind, Broken)
		return fmt.Errorf("subscription %d: %w", s.ID, errors.Join(err, d.Store.PassPeriod(ctx, s.ID, nothing, now.Add(composeAgain))))
	}
	if content == nil {
		return d.Store.PassPeriod(ctx, s.ID, p, next.At)
	}
	o, err := d.Store.ClaimDelivery(ctx, store.Claim{
		Period: p, Subscription: s.ID, Content: content, Nonce: Nonce(s, p), Channel: s.Channel, Due: next.At, Lease: now.Add(d.Times.Lease),
	})
	if errors.Is(err, store.ErrExists) {
		return nil // a clock was put back over it
	}
	if err != nil {
		return err
	}
	return d.send(ctx, s, o)
}

func (d *Deliverer) compose(ctx context.Context, s data.Subscription, p data.Period) (content []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // without what it carries, which may be somebody's text
			err = fmt.Errorf("panic of type %T: %s", p, debug.Stack())
		}
	}()
	c := d.Composers[s.Kind]
	if c == nil {
		return nil, fmt.Errorf("nobody composes what a subscription of kind %q brings", s.Kind)
	}
	content, err = c.Compose(ctx, s, p)
	if err == nil && content != nil && !bytes.Contains(content, []byte(Nonce(s, p))) {
		err = fmt.Errorf("the message of a %s does not hold its nonce", s.Kind)
	}
	return content, err
}

// send makes one attempt.
func (d *Deliverer) send(ctx context.Context, s data.Subscription, o data.Delivery) error {
	if o.Channel == "" {
		channel, err := d.Discord.Direct(ctx, s.Member)
		if err != nil {
			return d.refused(ctx, s, o, err)
		}
		o.Channel = channel
	}
	first := o.Begun.IsZero() // no attempt whose outcome is open came before
	o, err := d.Store.BeginSending(ctx, o, d.Now(), d.Now().Add(d.Times.Lease))
	if err != nil {
		return err
	}
	message, err := d.attempt(ctx, o)
	if err == nil {
		o.Message = message
		return d.end(ctx, s, o, data.Sent, "")
	}
	if no := new(Refused); first && errors.As(err, &no) {
		o.Begun = time.Time{} // it was not carried out
	}
	return d.refused(ctx, s, o, err)
}

// attempt posts the message. Its time counts from the first attempt, so that none
// leaves too late for the nonce, however long this process was held up meanwhile.
func (d *Deliverer) attempt(ctx context.Context, o data.Delivery) (message string, err error) {
	left := o.Begun.Add(d.Times.Resend + d.Times.Attempt).Sub(d.Now())
	ctx, cancel := context.WithTimeout(ctx, min(left, d.Times.Attempt))
	defer cancel()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return d.Discord.Post(ctx, o.Channel, o.Content, o.Nonce)
}

// refused ends a delivery that has no way to its reader; anything else may work
// later.
func (d *Deliverer) refused(ctx context.Context, s data.Subscription, o data.Delivery, err error) error {
	var no *Refused
	if !errors.As(err, &no) || no.Pause == "" {
		return d.later(ctx, s, o, err)
	}
	o.Error = err.Error()
	state := data.Failed
	if !o.Begun.IsZero() {
		state = data.Uncertain // an earlier attempt may have arrived
	}
	return d.end(ctx, s, o, state, no.Pause)
}

// later puts a delivery off. It is noted even while the bot stops: what is known
// of the attempt must not get lost.
func (d *Deliverer) later(ctx context.Context, s data.Subscription, o data.Delivery, err error) error {
	o.Error = err.Error()
	wait := min(d.Times.Pause<<min(max(o.Tries-1, 0), 10), d.Times.MaxPause)
	d.Count(s.Kind, Retried)
	d.Log.Warn("outbox: not delivered yet", "subscription", s.ID, "kind", s.Kind, "delivery", o.ID, "tries", o.Tries, "again_in", wait, "error", err)
	return d.Store.PostponeDelivery(context.WithoutCancel(ctx), o, d.Now().Add(wait))
}

// end notes how a delivery ended, and tells of a subscription that it stops.
func (d *Deliverer) end(ctx context.Context, s data.Subscription, o data.Delivery, state data.DeliveryState, pause data.Pause) error {
	o.State = state
	paused, err := d.Store.EndDelivery(context.WithoutCancel(ctx), o, d.Now(), pause)
	if err != nil {
		return err
	}
	d.Count(s.Kind, map[data.DeliveryState]Outcome{data.Sent: Delivered, data.Uncertain: Lost, data.Failed: Rejected}[state])
	if state != data.Sent {
		d.Log.Warn("outbox: not delivered", "subscription", s.ID, "kind", s.Kind, "delivery", o.ID, "period", o.Key, "outcome", state, "error", o.Error)
	}
	if paused {
		d.Count(s.Kind, Paused)
		d.Log.Warn("outbox: a subscription rests", "subscription", s.ID, "kind", s.Kind, "guild", s.Guild, "channel", s.Channel, "why", pause)
		d.Discord.Paused(ctx, s, pause)
	}
	return nil
}
