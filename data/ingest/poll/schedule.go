package poll

import (
	"time"

	"verbatim/data"
)

// The policy of checks. A feed that has news is checked more often, one that has
// none less; what the feed or its server asks for goes before either.
const (
	shortest = 5 * time.Minute
	usual    = 15 * time.Minute // of a feed that is new to us
	longest  = 4 * time.Hour
	farthest = 24 * time.Hour // that a feed, a server or failures may put a check off

	reportAfter = 24 * time.Hour // of failures until the admins are told
)

// result is how one check of a feed ended.
type result struct {
	err        error // nil: it answered
	gone       bool  // with err: there will be no feed here again
	changed    bool  // the feed was another one than before
	news       bool  // it told of something new
	etag       string
	modified   string        // Last-Modified
	ttl        time.Duration // as the feed asks
	maxAge     time.Duration // as its answer may be kept
	retryAfter time.Duration // with err: as the server asks
}

// next is the state of a feed after a check that ended at now. jitter, from 0
// up to 1, moves the next check by up to a tenth, so that feeds that were added
// together are not checked together for ever.
func next(now time.Time, st data.FeedState, r result, jitter float64) data.FeedState {
	st.Checked = now
	if r.err != nil {
		return failed(now, st, r, jitter)
	}
	if r.changed {
		st.ETag, st.LastModified = r.etag, r.modified
	}
	st.Interval = interval(st, r.news)
	st.Succeeded, st.Failures, st.Error, st.FailingSince = now, 0, "", time.Time{}
	st.Gone = false
	wait := min(max(st.Interval, r.ttl, r.maxAge), farthest)
	st.Due = now.Add(spread(wait, jitter))
	return st
}

// interval shortens or lengthens the time between checks.
func interval(st data.FeedState, news bool) time.Duration {
	switch {
	case st.Interval == 0:
		return usual
	case news:
		return max(st.Interval/2, shortest)
	}
	return min(st.Interval*5/4, longest)
}

// failed backs off: twice as long after each failure, and not before the server
// wants to be asked again.
func failed(now time.Time, st data.FeedState, r result, jitter float64) data.FeedState {
	st.Failures++
	st.Error, st.Gone = r.err.Error(), r.gone
	if st.FailingSince.IsZero() || st.FailingSince.After(now) { // a clock that was set back
		st.FailingSince = now
	}
	wait := shortest
	for i := 1; i < st.Failures && wait < farthest; i++ {
		wait *= 2
	}
	st.Due = now.Add(spread(min(max(wait, r.retryAfter), farthest), jitter))
	return st
}

// spread lengthens a wait by up to a tenth.
func spread(wait time.Duration, jitter float64) time.Duration {
	return wait + time.Duration(float64(wait)/10*jitter)
}

// Of an item that cannot be fetched. The last tries of a server in trouble are a
// day apart: it is given up after four days.
const (
	mostTries = 10 // while the server is in trouble
	fewTries  = 4  // where it says that there is nothing for us, over half an hour
	firstTry  = 2 * time.Minute
)

// retry is when an item is tried again after a failure, zero where it is given
// up after so many tries in all. tries are those that failed before.
func retry(now time.Time, tries, most int, asked time.Duration) time.Time {
	if tries+1 >= most {
		return time.Time{}
	}
	wait := firstTry
	for i := 0; i < tries && wait < farthest; i++ {
		wait *= 3
	}
	return now.Add(min(max(wait, asked), farthest))
}

// NoticeKind says what the admins are told of a source.
type NoticeKind string

// The kinds of notice.
const (
	Failing   NoticeKind = "failing"   // for a day
	Recovered NoticeKind = "recovered" // after it was told to fail
	Gone      NoticeKind = "gone"      // its server says that there is no feed any more
	Moved     NoticeKind = "moved"     // its address was changed, as its server said
)

// Notice is what the admins should know of a source, once.
type Notice struct {
	Kind   NoticeKind
	Source data.Source
	Since  time.Time // Failing, Gone: since when
	Error  string    // Failing, Gone: the last one
	To     string    // Moved: the new address
}

// report tells what the admins should know after a check, and the state once
// they know it. ok is false where there is nothing to tell.
func report(now time.Time, src data.Source, before, after data.FeedState) (n Notice, told data.FeedState, ok bool) {
	told = after
	switch {
	case after.Failures == 0 && before.Reported:
		told.Reported = false
		return Notice{Kind: Recovered, Source: src}, told, true
	case after.Failures == 0 || before.Reported:
		return Notice{}, told, false
	case after.Gone:
		told.Reported = true
		return Notice{Kind: Gone, Source: src, Since: after.FailingSince, Error: after.Error}, told, true
	case now.Sub(after.FailingSince) >= reportAfter:
		told.Reported = true
		return Notice{Kind: Failing, Source: src, Since: after.FailingSince, Error: after.Error}, told, true
	}
	return Notice{}, told, false
}
