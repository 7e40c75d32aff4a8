package outbox

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"verbatim/data"
)

// Nonce is what the message of a period is known by, 24 characters of Discord's
// 25. It depends on the subscription and the period alone: two processes that
// compose the same message give it the same one.
//
// Discord compares nonces for a few minutes, and does not tell them in a
// channel's history. So that a message can be found there too, a Composer puts
// the nonce into it where Discord tells it back: in a component's custom_id.
func Nonce(s data.Subscription, p data.Period) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %s %s %s", s.ID, s.Created.UnixMilli(), s.Channel, s.Member, p.Key))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}
