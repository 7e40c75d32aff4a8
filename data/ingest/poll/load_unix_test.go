//go:build unix

package poll

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/ingest/fetch"
)

var (
	loadSources = flag.Int("poll.sources", 60, "sources of TestManySources")
	loadEach    = flag.Int("poll.articles", 2, "articles of each of them")
)

// addresses lets a site be reached under many addresses, where the system has them,
// and returns the nth: sources are on servers of their own, and one server is
// asked by one request at a time.
func addresses(t *testing.T, s *site) func(n int) string {
	if runtime.GOOS != "linux" { // has all of 127.0.0.0/8 on its loopback
		return func(int) string { return s.URL }
	}
	l, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Config.Serve(l) }()
	t.Cleanup(func() { l.Close(); <-ended })
	port := l.Addr().(*net.TCPAddr).Port
	return func(n int) string { return fmt.Sprintf("http://127.0.%d.%d:%d", 1+n/250%250, 1+n%250, port) }
}

// TestManySources polls many sources, each of a server of its own, and says what
// that costs; 1,000 of them with
//
//	go test ./data/ingest/poll -run TestManySources -v -poll.sources 1000
//
// Every source is checked, every article stored, and a second check of all of
// them finds nothing new.
func TestManySources(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	connections, base := countConnections(s), addresses(t, s)
	r.Fetcher = fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: time.Minute, Gap: -1})
	s.change(func() {
		for i := range *loadSources {
			s.do[fmt.Sprintf("/%d/feed", i)] = feedOf(base(i), i)
			for j := range *loadEach {
				a := article(1 + i**loadEach + j)
				s.do[a.path] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, pageOf(base(i), a)) }
			}
		}
	})
	for i := range *loadSources {
		f := data.Feed{Source: data.Source{Name: fmt.Sprint("Gazette ", i), Feed: fmt.Sprintf("%s/%d/feed", base(i), i)}, State: data.FeedState{Due: noon}}
		if err := r.store.AddFeed(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	want := *loadSources * *loadEach
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan struct{})
	began, cpu := time.Now(), processor()
	go func() { defer close(ended); _ = r.Run(ctx) }()
	for r.articles(t) < want && time.Since(began) < 5*time.Minute {
		time.Sleep(50 * time.Millisecond)
	}
	took := time.Since(began)
	if n := r.articles(t); n != want {
		t.Errorf("%d articles, want %d", n, want)
	}
	t.Logf("%d sources, %d articles in %s: %.0f articles a second, %s of processor time (%s each), %d MB of heap, %d connections at most",
		*loadSources, want, took.Round(time.Millisecond), float64(want)/took.Seconds(), (processor() - cpu).Round(time.Millisecond),
		((processor() - cpu) / time.Duration(want)).Round(10*time.Microsecond), heap(), connections.Load())
	r.recheck(t)
	stop()
	<-ended
}

// recheck makes all feeds due and waits until they are checked again.
func (r *rig) recheck(t *testing.T) {
	t.Helper()
	began, cpu := time.Now(), processor()
	r.sleep(farthest)
	for {
		due, err := r.store.DueFeeds(t.Context(), r.clock(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(due) == 0 {
			break
		}
		if time.Since(began) > 2*time.Minute {
			t.Fatal("feeds are still due")
		}
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(began)
	t.Logf("nothing new: checked again in %s, %.0f checks a second, %s of processor time", took.Round(time.Millisecond),
		float64(*loadSources)/took.Seconds(), (processor() - cpu).Round(time.Millisecond))
	if w, _, err := r.store.Waiting(t.Context()); err != nil || w != 0 {
		t.Errorf("%d items wait, %v", w, err)
	}
}

// feedOf is the handler of the ith feed, whose articles stand below base.
func feedOf(base string, i int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		var items []paper
		for j := range *loadEach {
			items = append(items, article(1+i**loadEach+j))
		}
		fmt.Fprint(w, rssOf(base, items))
	}
}

// countConnections counts the most connections that the site had at one time.
func countConnections(s *site) *atomic.Int64 {
	var open, most atomic.Int64
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			if n := open.Add(1); n > most.Load() {
				most.Store(n)
			}
		case http.StateClosed, http.StateHijacked:
			open.Add(-1)
		}
	}
	return &most
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse >> 20
}

// processor is the processor time that this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
