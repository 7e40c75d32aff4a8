package bot

import (
	"context"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/index/answer"
)

// brain is a Watcher, too.

func (b *brain) Understand(w answer.Watch) answer.Watched {
	u := answer.Watched{Status: answer.Answered, Speaker: w.Speaker}
	switch {
	case w.Speaker == "Martin":
		u.Status, u.Reason, u.Choices = answer.AmbiguousSpeaker, answer.SeveralPeople, []string{"Alba Martin", "Bertrand Martin"}
	case strings.HasPrefix(w.Speaker, "Nobody"):
		u.Status, u.Reason, u.Choices = answer.NothingFound, answer.SpeakerUnknown, []string{"Ada Brannigan"}
	case w.Speaker == "ada":
		u.Speaker = "Ada Brannigan"
	case w.Speaker+strings.Trim(w.Topic, "the ") == "":
		u.Status, u.Reason = answer.NothingFound, answer.EmptyQuestion
	}
	return u
}

func (b *brain) Try(_ context.Context, w answer.Watch, since, until string, most int) (answer.News, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tried = append(b.tried, since+" "+until)
	news := answer.News{List: slices.Clone(citations()[:3]), Sample: b.sample}
	slices.Reverse(news.List)
	switch w.Topic {
	case "silence":
		news.List = nil
	case "everything":
		news.List, news.Skipped = slices.Repeat(news.List, most/3), 400
	case "a lot":
		news.List = slices.Repeat(news.List, busyAt*backtestDays/3+1)
	}
	return news, b.fail
}

func (b *brain) Listen(_ context.Context, w answer.Watch, p data.Period) (answer.News, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.periods = append(b.periods, p)
	return answer.News{List: b.heard}, b.fail
}
