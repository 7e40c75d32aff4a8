package poll

import (
	"errors"
	"testing"
	"time"

	"verbatim/data"
)

var noon = time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)

func TestNext(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name     string
		st       data.FeedState
		r        result
		due      time.Duration
		interval time.Duration
	}{
		{"the first answer", data.FeedState{}, result{changed: true}, usual, usual},
		{"news", data.FeedState{Interval: 40 * time.Minute}, result{changed: true, news: true}, 20 * time.Minute, 20 * time.Minute},
		{"news again and again", data.FeedState{Interval: shortest}, result{news: true}, shortest, shortest},
		{"no news", data.FeedState{Interval: 40 * time.Minute}, result{}, 50 * time.Minute, 50 * time.Minute},
		{"no news for long", data.FeedState{Interval: longest}, result{}, longest, longest},
		{"the feed's ttl", data.FeedState{Interval: usual}, result{news: true, ttl: time.Hour}, time.Hour, usual / 2},
		{"Cache-Control", data.FeedState{Interval: usual}, result{maxAge: 2 * time.Hour}, 2 * time.Hour, usual * 5 / 4},
		{"a ttl of a year", data.FeedState{Interval: usual}, result{ttl: 365 * 24 * time.Hour}, farthest, usual * 5 / 4},
		{"a failure", data.FeedState{Interval: usual}, result{err: broken}, shortest, usual},
		{"the fourth in a row", data.FeedState{Interval: usual, Failures: 3}, result{err: broken}, 8 * shortest, usual},
		{"the thousandth", data.FeedState{Failures: 999}, result{err: broken}, farthest, 0},
		{"Retry-After", data.FeedState{}, result{err: broken, retryAfter: 3 * time.Hour}, 3 * time.Hour, 0},
		{"a Retry-After that is shorter than our own", data.FeedState{Failures: 5}, result{err: broken, retryAfter: time.Second}, 32 * shortest, 0},
	} {
		got := next(noon, c.st, c.r, 0)
		if got.Due.Sub(noon) != c.due || got.Interval != c.interval || !got.Checked.Equal(noon) {
			t.Errorf("%s: due in %s, interval %s; want %s, %s", c.name, got.Due.Sub(noon), got.Interval, c.due, c.interval)
		}
		later := next(noon, c.st, c.r, 0.999)
		if d := later.Due.Sub(noon); d <= c.due || d > c.due*11/10 {
			t.Errorf("%s: with jitter due in %s", c.name, d)
		}
	}
}

func TestStateAfterFailureAndSuccess(t *testing.T) {
	broken := errors.New("broken")
	st := data.FeedState{ETag: "old", Succeeded: noon.Add(-time.Hour)}
	st = next(noon, st, result{err: broken}, 0)
	st = next(noon.Add(time.Hour), st, result{err: broken}, 0)
	if st.Failures != 2 || !st.FailingSince.Equal(noon) || st.Error != "broken" || st.ETag != "old" {
		t.Errorf("after two failures %+v", st)
	}
	st = next(noon.Add(2*time.Hour), st, result{}, 0)
	if st.Failures != 0 || !st.FailingSince.IsZero() || st.Error != "" || st.ETag != "old" || !st.Succeeded.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("after 304 %+v", st)
	}
	st = next(noon, st, result{changed: true, etag: "new", modified: "now"}, 0)
	if st.ETag != "new" || st.LastModified != "now" {
		t.Errorf("after 200 %+v", st)
	}
}

func TestReport(t *testing.T) {
	src := data.Source{Name: "Gazette"}
	failing := func(since time.Duration, reported, gone bool) data.FeedState {
		return data.FeedState{Failures: 3, FailingSince: noon.Add(-since), Error: "broken", Reported: reported, Gone: gone}
	}
	for _, c := range []struct {
		name          string
		before, after data.FeedState
		want          NoticeKind
		reported      bool
	}{
		{"all well", data.FeedState{}, data.FeedState{}, "", false},
		{"failing for an hour", failing(time.Hour, false, false), failing(time.Hour, false, false), "", false},
		{"failing for a day", failing(24*time.Hour, false, false), failing(24*time.Hour, false, false), Failing, true},
		{"failing for two", failing(48*time.Hour, true, false), failing(48*time.Hour, true, false), "", true},
		{"back", failing(48*time.Hour, true, false), data.FeedState{Reported: true}, Recovered, false},
		{"back before anybody knew", failing(time.Hour, false, false), data.FeedState{}, "", false},
		{"gone", data.FeedState{}, failing(0, false, true), Gone, true},
	} {
		n, told, ok := report(noon, src, c.before, c.after)
		if n.Kind != c.want || ok != (c.want != "") || told.Reported != c.reported {
			t.Errorf("%s: %+v, %+v, %v", c.name, n, told, ok)
		}
	}
}

func TestRetry(t *testing.T) {
	for tries, want := range map[int]time.Duration{0: 2 * time.Minute, 1: 6 * time.Minute, 4: 162 * time.Minute, 8: farthest} {
		if got := retry(noon, tries, mostTries, 0); got.Sub(noon) != want {
			t.Errorf("after %d: %s, want %s", tries, got.Sub(noon), want)
		}
	}
	if got := retry(noon, 0, mostTries, time.Hour); got.Sub(noon) != time.Hour {
		t.Errorf("as asked: %s", got.Sub(noon))
	}
	if got := retry(noon, mostTries-1, mostTries, 0); !got.IsZero() {
		t.Errorf("after the last try: %s", got)
	}
	if got := retry(noon, fewTries-1, fewTries, 0); !got.IsZero() {
		t.Errorf("after the last of few tries: %s", got)
	}
}
