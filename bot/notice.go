package bot

import (
	"context"
	"fmt"
	"time"

	"verbatim/data"
)

// SourceNotice is what operators should know of a source.
type SourceNotice struct {
	Kind  string // "failing", "recovered", "gone", "moved"
	Name  string
	Feed  string
	Since time.Time // failing, gone
	Error string    // failing, gone
	To    string    // moved
}

// TellOperators tells the operators that are named something of a source, each
// directly. The error is of the first that could not be told; without operators
// there is nobody to tell.
func (b *Bot) TellOperators(ctx context.Context, n SourceNotice) error {
	v := b.view("en")
	colour := orange
	if n.Kind == "recovered" {
		colour = green
	}
	text := v.say("notice."+n.Kind, "name", shownName(n.Name), "feed", escape(data.Redact(n.Feed)), "since", duration(b.Now().Sub(n.Since)),
		"error", escape(cut(oneLine(data.Redact(n.Error)), 300)), "to", escape(data.Redact(n.To)))
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for _, person := range b.AdminUsers {
		if err := b.sendDirect(ctx, person, note(colour, text)); err != nil && code(err) != cannotSend {
			return fmt.Errorf("tell operator %s: %w", person, err)
		}
	}
	return nil
}

// cannotSend is Discord's code for somebody who takes no direct messages: they
// cannot be told, and trying again does not help.
const cannotSend = 50007
