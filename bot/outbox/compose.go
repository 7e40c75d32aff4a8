package outbox

import (
	"context"
	"encoding/json"

	"verbatim/data"
)

// Composer makes what a subscription has to deliver.
type Composer interface {
	// Compose returns the message for a period as the JSON body of Discord's
	// "create message", without nonce; nil where there is nothing to tell. It
	// changes nothing. An error is tried again later.
	Compose(ctx context.Context, s data.Subscription, p data.Period) (json.RawMessage, error)
}

// Composers are those of the kinds of subscription.
type Composers map[data.SubscriptionKind]Composer
