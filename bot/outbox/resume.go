package outbox

import (
	"bytes"
	"context"
	"errors"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// resume goes on with a delivery that somebody began and nobody ended.
func (d *Deliverer) resume(ctx context.Context, o data.Delivery) error {
	o, err := d.Store.RetakeDelivery(ctx, o, d.Now(), d.Now().Add(d.Times.Lease))
	if err != nil {
		return err
	}
	s, err := d.Store.Subscription(ctx, o.Subscription)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it was removed meanwhile, and the delivery with it
	}
	if err != nil {
		return err
	}
	if o.Begun.IsZero() {
		return d.send(ctx, s, o)
	}
	return d.clear(ctx, s, o)
}

// clear finds out what became of a message that may be out, and does what
// follows:
//
//	it stands in the channel           it is sent
//	the nonce still protects it        it is sent again, with the same nonce
//	later, and it is not there         it did not arrive: it is sent
//	later, and nobody can tell         it is uncertain, and not sent again
func (d *Deliverer) clear(ctx context.Context, s data.Subscription, o data.Delivery) error {
	message, told, err := d.find(ctx, o, s.Channel == "")
	var no *Refused
	if errors.As(err, &no) && no.Pause == data.ChannelGone {
		return d.refused(ctx, s, o, err)
	}
	if err != nil && no == nil {
		return d.later(ctx, s, o, err)
	}
	// A clock that was put back says nothing about how long ago it was begun.
	age := d.Now().Sub(o.Begun)
	switch {
	case message != "":
		o.Message = message
		return d.end(ctx, s, o, data.Sent, "")
	case age >= 0 && age < d.Times.Resend:
		return d.send(ctx, s, o)
	case age >= 0 && age < d.Times.Settled:
		return d.Store.PostponeDelivery(ctx, o, o.Begun.Add(d.Times.Settled))
	case told && age >= 0:
		o.Begun = time.Time{}
		return d.send(ctx, s, o)
	}
	o.Error = "it may have arrived, and the channel's history does not tell"
	return d.end(ctx, s, o, data.Uncertain, "")
}

// How far back history is read: historyPage messages at a time, Discord's most.
const (
	historyPage  = 100
	historyPages = 10
)

// skew is how far our clock may be off from Discord's, by which messages are
// dated, without a message being overlooked.
const skew = time.Hour

// find looks for a delivery's message in its channel. told says that the history
// reaches back to before the first attempt, so that what is not in it is not
// there. A server's channel whose history the bot may not read is empty to it: an
// empty one tells nothing, unless it is a direct one.
func (d *Deliverer) find(ctx context.Context, o data.Delivery, direct bool) (message string, told bool, err error) {
	before, seen := "", direct
	for range historyPages {
		page, err := d.Discord.History(ctx, o.Channel, before)
		if err != nil {
			return "", false, err
		}
		for _, m := range page {
			if m.Mine && bytes.Contains(m.Raw, []byte(o.Nonce)) {
				return m.ID, true, nil
			}
			if m.At.Before(o.Begun.Add(-skew)) {
				return "", true, nil
			}
			before, seen = m.ID, true
		}
		if len(page) < historyPage {
			return "", seen, nil
		}
	}
	return "", false, nil
}
