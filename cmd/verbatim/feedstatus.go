package main

import (
	"context"
	"fmt"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// feedsStatus is what `verbatim status` says of the sources that are polled.
type feedsStatus struct {
	Sources int             `json:"sources"`
	Failing int             `json:"failing"`
	Waiting int             `json:"waiting"`  // articles still to be fetched
	GivenUp int             `json:"given_up"` // articles that could not be fetched
	Each    []feedStatus    `json:"each"`
	Total   data.FeedCounts `json:"total"`
}

// feedStatus is one source's.
type feedStatus struct {
	Name        string          `json:"name"`
	Feed        string          `json:"feed"`
	Counts      data.FeedCounts `json:"counts"`
	GivenUp     int             `json:"given_up"`
	LastSuccess time.Time       `json:"last_success,omitzero"`
	Error       string          `json:"error,omitempty"`
}

// readFeedsStatus reads how polling goes; nil where nothing is polled.
func readFeedsStatus(ctx context.Context, s *store.SQLite) (*feedsStatus, error) {
	feeds, err := s.Feeds(ctx)
	if err != nil || len(feeds) == 0 {
		return nil, err
	}
	givenUp, err := s.GivenUp(ctx)
	if err != nil {
		return nil, err
	}
	st := &feedsStatus{Sources: len(feeds)}
	for _, n := range givenUp {
		st.GivenUp += n
	}
	for _, f := range feeds {
		st.Each = append(st.Each, feedStatus{Name: f.Name, Feed: data.Redact(f.Feed), Counts: f.Counts, GivenUp: givenUp[f.Feed], LastSuccess: f.State.Succeeded, Error: data.Redact(f.State.Error)})
		if f.State.Failures > 0 {
			st.Failing++
		}
		st.Total.Fetched += f.Counts.Fetched
		st.Total.NotModified += f.Counts.NotModified
		st.Total.New += f.Counts.New
		st.Total.Updated += f.Counts.Updated
		st.Total.Duplicate += f.Counts.Duplicate
		st.Total.Failed += f.Counts.Failed
	}
	st.Waiting, _, err = s.Waiting(ctx)
	return st, err
}

// describe says it on one line.
func (s *feedsStatus) describe() string {
	return fmt.Sprintf("%d polled (%d failing): %d articles new, %d updated, %d duplicates; %d still to be fetched, %d given up; `verbatim sources list` has each",
		s.Sources, s.Failing, s.Total.New, s.Total.Updated, s.Total.Duplicate, s.Waiting, s.GivenUp)
}
