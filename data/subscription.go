package data

import "time"

// SubscriptionKind says what a subscription brings.
type SubscriptionKind string

// The kinds of subscription.
const (
	Digest SubscriptionKind = "digest" // what has come in, at set times
	Alert  SubscriptionKind = "alert"  // whenever somebody says something
	Once   SubscriptionKind = "once"   // an alert that ends with its first delivery
)

// Rhythm is how often a subscription delivers at most.
type Rhythm string

// The rhythms. Those by the day keep to the subscription's time of day.
const (
	AtOnce   Rhythm = "now"     // as soon as there is something
	Hourly   Rhythm = "hour"    // on the hour, UTC
	Daily    Rhythm = "day"     //
	Weekdays Rhythm = "weekday" // Monday to Friday
	Weekly   Rhythm = "week"    // on the subscription's weekday
)

// Pause says why a subscription rests. The empty one says that it does not.
type Pause string

// The pauses.
const (
	PausedByHand  Pause = "asked"   // somebody wanted it so
	ChannelGone   Pause = "gone"    // Discord knows the channel no more
	ChannelClosed Pause = "closed"  // the bot may not write there
	MemberClosed  Pause = "member"  // the member left, or takes no direct messages
	Refused       Pause = "refused" // Discord does not take the message
	Done          Pause = "done"    // a Once that has delivered
)

// Subscription is something that the bot brings without being asked, into a
// channel of a server or to one member.
type Subscription struct {
	ID      int64 // given by the store, never twice
	Kind    SubscriptionKind
	Guild   string // of the channel; empty with Channel
	Channel string // empty = a direct message to Member
	Member  string // whose it is; empty once a channel's was erased

	Lang                   string // to speak: "en" or "fr"
	Topic, Speaker, Source string // what about; empty = everything
	QuoteLang              string // ISO 639-1 of the articles; empty = any

	Every   Rhythm
	Weekday time.Weekday // with Weekly
	At      string       // HH:MM in Zone; empty with AtOnce and Hourly
	Zone    string       // IANA name; empty with AtOnce and Hourly
	Max     int          // most items of one delivery

	Created time.Time // UTC, like all times here
	Pause   Pause

	// What follows is the store's own account, and not set by hand.
	Handled time.Time // end of the last period that was dealt with
	Covered int64     // number of the last arrival that was dealt with
	Due     time.Time // when to look at it next
}

// Period is the stretch of news that one delivery stands for: the articles that
// arrived after the one numbered After, up to Through. Arrivals are numbered, so
// that what a period holds depends on no clock.
type Period struct {
	Key            string // what the subscription knows it by; used once
	From, Until    time.Time
	After, Through int64
}

// DeliveryState says how far a delivery has come.
type DeliveryState string

// The states. The first two are open, the others final.
const (
	Claimed   DeliveryState = "claimed"   // the message is kept, and was not sent
	Sending   DeliveryState = "sending"   // it may have been sent: written before each attempt
	Sent      DeliveryState = "sent"      // Discord has it
	Uncertain DeliveryState = "uncertain" // nobody can tell; it is not sent again
	Failed    DeliveryState = "failed"    // Discord refused it
)

// Delivery is one message of a subscription, from the moment that its content
// is settled.
type Delivery struct {
	ID           int64
	Subscription int64
	Period
	State   DeliveryState
	Content []byte    // the message as JSON, without nonce; empty once final
	Nonce   string    // by which Discord, and we, know it again
	Channel string    // where it goes, also of a direct message; empty = not known yet
	Fence   int       // rises with each holder; a holder with an older one is refused
	Lease   time.Time // until when its holder may work on it
	Tries   int       // attempts to send it
	Begun   time.Time // first attempt whose outcome is not known; zero = none
	Message string    // Discord's id, once Sent
	Ended   time.Time // when it became final
	Error   string    // of the last attempt
}
