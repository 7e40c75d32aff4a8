package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/ingest/fetch"
	"verbatim/index/answer"
)

// paper is an invented paper on loopback with n articles, each with a quotation
// of Odile Marchetand about a pier.
type paper struct {
	*httptest.Server
	n       atomic.Int64
	fetched atomic.Int64 // Unix nanoseconds of the last page that was asked for
}

func newPaper(t testing.TB, n int64) *paper {
	p := &paper{}
	p.n.Store(n)
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/feed":
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Harbour Post</title>`)
		of, from := number(r, "of", 1), number(r, "from", 0)
		for i := from; i < p.n.Load(); i += of {
			fmt.Fprintf(w, `<item><title>Pier %d</title><link>http://%s/%d.html</link></item>`, i, r.Host, i)
		}
		fmt.Fprint(w, `</channel></rss>`)
	case strings.HasSuffix(r.URL.Path, ".html"):
		p.fetched.Store(time.Now().UnixNano())
		fmt.Fprint(w, pierPage(strings.TrimSuffix(r.URL.Path[1:], ".html")))
	default:
		http.NotFound(w, r)
	}
}

// hosts lets the paper be reached as many servers, where the system has so many
// addresses, and returns the nth's address: one server is asked by one request at
// a time.
func (p *paper) hosts(t *testing.T) func(n int) string {
	if runtime.GOOS != "linux" { // has all of 127.0.0.0/8 on its loopback
		return func(int) string { return p.URL }
	}
	l, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Config.Serve(l) }()
	t.Cleanup(func() { l.Close(); <-ended })
	return func(n int) string { return fmt.Sprintf("http://127.0.0.%d:%d", 2+n%250, l.Addr().(*net.TCPAddr).Port) }
}

// number is a number of a request's query.
func number(r *http.Request, key string, without int64) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(key), 10, 64)
	if err != nil {
		return without
	}
	return n
}

// pierPage is an article about the pier of that number. The letters of the
// number make up words that no other one has.
func pierPage(n string) string {
	word := strings.Map(func(r rune) rune { return 'b' + r - '0' }, n)
	var filler strings.Builder
	for i := range 12 {
		fmt.Fprintf(&filler, "<p>On pier %s the crew of the %so%d counted %s baskets, and wrote %s%d into the book of the harbour.</p>", n, word, i, n, word, i)
	}
	return fmt.Sprintf(`<html lang="en"><head><title>Pier %s</title></head><body><article><h1>What the board says of pier number %s</h1>
<p>The board of the cooperative met on Tuesday in the old market hall and talked about the pier for six hours.</p>
<p>"The pier called ka%sra will be mended before the winter," said Odile Marchetand, who chairs the board.</p>%s</article></body></html>`, n, n, word, filler.String())
}

// newsroomOf is a newsroom on a folder of its own that may reach loopback.
func newsroomOf(t *testing.T) *newsroom {
	t.Helper()
	s := testService(t)
	a := &app{config: config{fetchAllow: []string{"127.0.0.1"}}, log: s.log}
	n, err := a.newNewsroom(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// polling runs the newsroom until the test ends.
func polling(t *testing.T, n *newsroom) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.run(ctx) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Error("polling does not end")
		}
	})
}

// quoted reports whether an answer quotes the words.
func quoted(t *testing.T, n *newsroom, question, words string) bool {
	t.Helper()
	a, err := n.Ask(context.Background(), answer.Request{Question: question, Limit: 5, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(a.Citations, func(c answer.Citation) bool { return strings.Contains(c.Text, words) })
}

// TestNewsIsAnswerable: an article is answerable within 5 s of being fetched, and
// once it is removed it is not.
func TestNewsIsAnswerable(t *testing.T) {
	n, p := newsroomOf(t), newPaper(t, 1)
	polling(t, n)
	if _, err := n.AddFeed(t.Context(), p.URL+"/feed"); err != nil {
		t.Fatal(err)
	}
	const question, words = "What did Odile Marchetand say about the pier kabra?", "The pier called kabra will be mended"
	deadline := time.Now().Add(30 * time.Second)
	for !quoted(t, n, question, words) {
		if time.Now().After(deadline) {
			t.Fatal("never answered")
		}
		time.Sleep(50 * time.Millisecond)
	}
	if took := time.Since(time.Unix(0, p.fetched.Load())); took > 5*time.Second {
		t.Errorf("answerable %s after it was fetched", took)
	}
	feeds, err := n.Feeds(t.Context())
	if err != nil || len(feeds) != 1 || feeds[0].Counts != (data.FeedCounts{Fetched: 1, New: 1}) {
		t.Errorf("feeds %+v, %v", feeds, err)
	}
	got, err := n.Remove(t.Context(), p.URL+"/0.html", "asked to", false)
	if err != nil || got.Articles != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if quoted(t, n, question, words) {
		t.Error("still quoted after it was removed")
	}
	sum, err := n.Refresh(t.Context(), "Harbour Post", func(int, int) {})
	if err != nil || sum.Added != 0 {
		t.Errorf("read again: %+v, %v", sum, err)
	}
}

// loadArticles is how many articles come in while questions are asked.
var loadArticles = flag.Int("news.articles", 40, "articles of TestAnswersWhileNewsComesIn")

// TestAnswersWhileNewsComesIn asks questions while articles pour in, and says how
// fast these are stored and the answers come, beside those at rest:
//
//	go test ./cmd/verbatim -run TestAnswersWhileNewsComesIn -v -news.articles 4000
func TestAnswersWhileNewsComesIn(t *testing.T) {
	const feeds = 40
	n, p := newsroomOf(t), newPaper(t, int64(*loadArticles))
	n.poller.Fetcher = fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Gap: -1})
	host := p.hosts(t)
	for i := range feeds {
		f := data.Source{Name: fmt.Sprint("Post ", i), Feed: fmt.Sprintf("%s/feed?of=%d&from=%d", host(i), feeds, i)}
		if err := n.store.AddFeed(t.Context(), data.Feed{Source: f, State: data.FeedState{Due: time.Now()}}); err != nil {
			t.Fatal(err)
		}
	}
	stored := func() int {
		st, err := n.store.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return st.Articles
	}
	ask := func() time.Duration {
		began := time.Now()
		quoted(t, n, "What did Odile Marchetand say about the pier?", "pier")
		return time.Since(began)
	}
	began := time.Now()
	polling(t, n)
	var busy, rest []time.Duration
	for stored() < *loadArticles {
		if time.Since(began) > 5*time.Minute {
			t.Fatalf("%d of %d articles", stored(), *loadArticles)
		}
		busy = append(busy, ask())
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(began)
	if err := n.inStep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		rest = append(rest, ask())
	}
	t.Logf("%d articles in %s, %.0f a second; answers meanwhile: p50 %s, p95 %s; at rest: p50 %s, p95 %s", *loadArticles, took.Round(time.Millisecond),
		float64(*loadArticles)/took.Seconds(), percentile(busy, 50), percentile(busy, 95), percentile(rest, 50), percentile(rest, 95))
	if worst := percentile(busy, 100); worst > 5*time.Second {
		t.Errorf("an answer took %s", worst)
	}
}

// percentile is the time that so many per cent of the answers took at most.
func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*p/100)].Round(100 * time.Microsecond)
}

func TestCorrectByOperators(t *testing.T) {
	n, p := newsroomOf(t), newPaper(t, 1)
	if sum, err := n.AddURL(t.Context(), p.URL+"/0.html", func(int, int) {}); err != nil || sum.Added != 1 {
		t.Fatalf("%+v, %v", sum, err)
	}
	c := data.Correction{Article: p.URL + "/0.html", Words: "mended before the winter", Ruling: data.Hidden, Reason: "no quote", By: "42"}
	if err := n.Correct(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	kept, err := n.store.Corrections(t.Context())
	if err != nil || len(kept) != 1 || kept[0].Words != "The pier called kabra will be mended before the winter," {
		t.Errorf("%+v, %v", kept, err)
	}
	quotes := func() int {
		r, err := n.store.Record(t.Context(), kept[0].Article)
		if err != nil {
			t.Fatal(err)
		}
		return len(r.Quotes)
	}
	hidden := quotes()
	if err := n.Withdraw(t.Context(), c.Article, c.Words); err != nil || quotes() != hidden+1 {
		t.Errorf("withdrawn: %v, %d quotes, hidden %d", err, quotes(), hidden)
	}
	c.Words = "nobody said this"
	if err := n.Correct(t.Context(), c); err == nil {
		t.Error("words that nobody said were corrected")
	}
	if _, err := n.AddFeed(t.Context(), "nowhere"); err == nil {
		t.Error("a source of no name was added")
	}
	if _, err := n.Remove(t.Context(), "nothing", "", true); err == nil {
		t.Error("nothing was removed")
	}
	if err := n.Correct(t.Context(), data.Correction{Article: "x", Words: "y", Ruling: "wrong"}); err == nil {
		t.Error("a ruling that is none was accepted")
	}
}

// TestLapsedCorrectionIsLogged: once, when the article no longer has the words.
func TestLapsedCorrectionIsLogged(t *testing.T) {
	n := newsroomOf(t)
	var log strings.Builder
	n.log = slog.New(slog.NewTextHandler(&log, nil))
	article := func(words string) {
		t.Helper()
		if _, err := n.Add(t.Context(), "x.jsonl", strings.NewReader(fmt.Sprintf(`{"id":"tide","lang":"en","body":"The board met.\n\n\"%s,\" said Odile Marchetand, who chairs the board."}`, words))); err != nil {
			t.Fatal(err)
		}
		n.warnLapsed(t.Context())
		n.warnLapsed(t.Context())
	}
	article("The tide does not wait for us")
	if err := n.Correct(t.Context(), data.Correction{Article: "tide", Words: "does not wait", Ruling: data.SaidByNobody, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	article("The TIDE does not wait for us")
	if strings.Contains(log.String(), "correction") {
		t.Errorf("logged %s", &log)
	}
	article("The sea has never been in a hurry")
	if got := strings.Count(log.String(), "a correction no longer fits its article"); got != 1 {
		t.Errorf("logged %d times: %s", got, &log)
	}
}

// TestRemovedSourceStaysAway: all of its feeds end, and its articles do not come
// back by another source that tells of them.
func TestRemovedSourceStaysAway(t *testing.T) {
	n, p := newsroomOf(t), newPaper(t, 2)
	add := func(name, feed string) data.Feed {
		t.Helper()
		f := data.Feed{Source: data.Source{Name: name, Feed: p.URL + feed}}
		if err := n.store.AddFeed(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := add("Harbour Post", "/feed")
	add("Harbour Post", "/feed?of=2")
	if sum, err := n.Refresh(t.Context(), first.Feed, func(int, int) {}); err != nil || sum.Added != 2 {
		t.Fatalf("%+v, %v", sum, err)
	}
	vectors := filepath.Join(n.dir, vectorsFile)
	if err := os.WriteFile(vectors, []byte("numbers"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := n.Remove(t.Context(), "Harbour Post", "asked to", true); err != nil || got.Articles != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := os.Stat(vectors); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("vectors: %v", err)
	}
	if feeds, err := n.store.Feeds(t.Context()); err != nil || len(feeds) != 0 {
		t.Errorf("still polled: %+v, %v", feeds, err)
	}
	again := add("Valley Mirror", "/feed?of=1")
	if sum, err := n.Refresh(t.Context(), again.Feed, func(int, int) {}); err != nil || sum.Added != 0 {
		t.Errorf("another source brought them back: %+v, %v", sum, err)
	}
}

// TestRefreshAllAtOnce: a source that does not answer until another one was read
// holds nobody up.
func TestRefreshAllAtOnce(t *testing.T) {
	n, p := newsroomOf(t), newPaper(t, 2)
	read := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-read:
		case <-r.Context().Done():
		}
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Awake</title></channel></rss>`)
	}))
	t.Cleanup(slow.Close)
	other := strings.Replace(p.URL, "127.0.0.1", "localhost", 1)
	for name, feed := range map[string]string{"A slow one": slow.URL, "Harbour Post": other + "/feed", "Not there": other + "/none"} {
		if err := n.store.AddFeed(t.Context(), data.Feed{Source: data.Source{Name: name, Feed: feed}}); err != nil {
			t.Fatal(err)
		}
	}
	var steps []int
	sum, err := n.Refresh(t.Context(), "", func(done, total int) {
		if steps = append(steps, done); done == 2 {
			close(read)
		}
		if total != 3 {
			t.Errorf("%d of %d", done, total)
		}
	})
	if err != nil || sum.Added != 2 || sum.Skipped != 1 || !slices.Equal(steps, []int{1, 2, 3}) {
		t.Errorf("%+v, %v, steps %v", sum, err, steps)
	}
}
