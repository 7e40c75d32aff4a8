package bot

import (
	"context"

	"verbatim/data"
	"verbatim/index/answer"
)

// Watcher hears what people say of what somebody waits for.
type Watcher interface {
	// Understand reads what is waited for.
	Understand(w answer.Watch) answer.Watched
	// Try lists what would have been news between two days, YYYY-MM-DD, inclusive;
	// most is how many statements are looked at.
	Try(ctx context.Context, w answer.Watch, since, until string, most int) (answer.News, error)
	// Listen lists what a period brought. What it does not understand any more, or
	// not yet, it hears nothing of.
	Listen(ctx context.Context, w answer.Watch, p data.Period) (answer.News, error)
}
