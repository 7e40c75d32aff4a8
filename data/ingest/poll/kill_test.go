package poll

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// The test binary started with -poll.child DIR polls the feeds of the store in
// that folder until it is killed.
var child = flag.String("poll.child", "", "poll the feeds of the store in this folder until killed")

// TestChild is the child of TestKilled.
func TestChild(t *testing.T) {
	if *child == "" {
		t.Log("started by TestKilled")
		return
	}
	s, err := store.Open(t.Context(), *child)
	if err != nil {
		t.Fatal(err)
	}
	p := newPoller(t, s, time.Now)
	fmt.Println("polling")
	_ = p.Run(context.Background())
}

// TestKilled kills a polling process again and again at random moments while its
// feed grows: in the end each article is there, once, and the feed's ETag was
// never ahead of what is stored.
func TestKilled(t *testing.T) {
	const rounds, perRound = 12, 5
	dir, s, rng := t.TempDir(), newSite(t), rand.New(rand.NewSource(7))
	for round := range rounds {
		s.change(func() {
			for i := range perRound {
				s.items = append(s.items, article(1+round*perRound+i))
			}
			s.etag = fmt.Sprintf("%q", fmt.Sprint(round))
		})
		ready(t, dir, s)
		killAfter(t, dir, time.Duration(rng.Intn(400))*time.Millisecond)
	}
	ready(t, dir, s)
	r := newRig(t, dir)
	r.now = time.Now()
	r.refresh(t, s.URL+"/feed")
	if n := r.articles(t); n != rounds*perRound {
		t.Errorf("%d articles, want %d", n, rounds*perRound)
	}
	log, err := r.store.Changes(t.Context(), 0, 1000)
	if err != nil || len(log) != rounds*perRound {
		t.Errorf("%d changes, %v", len(log), err)
	}
	if w, _, err := r.store.Waiting(t.Context()); err != nil || w != 0 {
		t.Errorf("%d items wait, %v", w, err)
	}
	if err := r.store.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// ready makes the feed due, in a store that nobody owns, and checks that what
// its ETag stands for is there: stored, or waiting.
func ready(t *testing.T, dir string, s *site) {
	t.Helper()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	f := data.Feed{Source: data.Source{Name: "Port-Brume Gazette", Feed: s.URL + "/feed"}, State: data.FeedState{Due: noon}}
	if known, err := db.Feed(t.Context(), f.Feed); err == nil {
		f = known
	} else if err := db.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if f.State.ETag != "" {
		var round int
		if _, err := fmt.Sscanf(f.State.ETag, `"%d"`, &round); err != nil {
			t.Fatal(err)
		}
		st, err := db.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waiting, _, err := db.Waiting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := (round + 1) * 5; st.Articles+waiting < want {
			t.Errorf("the ETag stands for %d articles; %d are stored, %d wait", want, st.Articles, waiting)
		}
	}
	f.State.Due = time.Now()
	if err := db.SetFeedState(t.Context(), f.Feed, f.State, data.FeedCounts{}); err != nil {
		t.Fatal(err)
	}
}

// killAfter runs the child and kills it some time after it began to poll.
func killAfter(t *testing.T, dir string, d time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-poll.child="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "polling\n" {
		t.Errorf("the child says %q, %v", line, err)
	}
	time.Sleep(d)
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait()
}
