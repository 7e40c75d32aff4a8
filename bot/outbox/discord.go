package outbox

import (
	"context"
	"encoding/json"
	"time"

	"verbatim/data"
)

// Discord is what a Deliverer needs of Discord.
type Discord interface {
	// Online reports whether there is a session: without one nothing is begun.
	Online() bool
	// Direct opens the direct channel with a member.
	Direct(ctx context.Context, member string) (channel string, err error)
	// Post sends a message, with a nonce that Discord is to enforce.
	Post(ctx context.Context, channel string, content json.RawMessage, nonce string) (message string, err error)
	// History lists up to historyPage messages of a channel that are older than
	// one of them, newest first; of all where before is empty.
	History(ctx context.Context, channel, before string) ([]Message, error)
	// Paused tells whoever can do something about it that a subscription rests
	// from now on.
	Paused(ctx context.Context, s data.Subscription, why data.Pause)
}

// Refused is Discord's answer that it did not carry a request out. Any other
// error of a Discord leaves that open.
type Refused struct {
	Pause data.Pause // why the subscription must rest; empty = later it may work
	Err   error
}

func (e *Refused) Error() string { return e.Err.Error() }
func (e *Refused) Unwrap() error { return e.Err }

// Message is a message in a channel's history.
type Message struct {
	ID   string
	At   time.Time
	Mine bool            // the bot wrote it
	Raw  json.RawMessage // as Discord tells it
}
