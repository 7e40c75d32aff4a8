// Package outbox brings subscriptions what they asked for, each message once.
//
// A Deliverer looks at the subscriptions that are due. For each it makes a
// data.Period (what has arrived since the last one), asks the Composer of the
// subscription's kind for a message, and where there is one settles it in the
// store under the period's key before anything is sent. From then on the message
// does not change, and the period is dealt with, whatever happens to this
// process. Where there is nothing to tell, the period is passed over.
//
// A new kind of subscription needs a Composer, registered in Composers under its
// data.SubscriptionKind, and a command that keeps subscriptions in the store
// (AddSubscription and its neighbours). When to look, what to retry, what to do
// about a closed channel and a crash is the same for all of them:
//
//   - Rhythm: data.AtOnce looks as soon as articles arrived or were updated, at most once a
//     minute; data.Hourly on the hour; the others at a time of day, see Next.
//   - The Composer sees the news of Period as articles that arrived after
//     Period.After and up to Period.Through: store.Arrivals lists them, and
//     leaves out what a feed held when it was added, and archives.
//   - Compose may be called several times for a period, also at once: it must
//     change nothing.
//   - A data.Once ends by itself with its first delivery.
//
// What holds, and what does not, is told in the README under "Delivered once".
package outbox
