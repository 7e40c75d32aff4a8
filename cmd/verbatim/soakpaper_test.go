package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// changingPaper is an invented paper on loopback whose articles change: one of
// them at each change, and a new one now and then in the place of the oldest.
type changingPaper struct {
	*httptest.Server
	mu       sync.Mutex
	begun    time.Time
	changes  int
	first    int         // number of the oldest article in the feed
	versions map[int]int // by number of the article
}

// paperItems is how many articles the feed lists: few, since the poller asks one
// server for a page a second.
const paperItems = 8

func newChangingPaper(t *testing.T) *changingPaper {
	p := &changingPaper{begun: time.Now(), versions: map[int]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *changingPaper) change() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes++
	p.versions[p.first+p.changes%paperItems]++
	if p.changes%3 == 0 {
		delete(p.versions, p.first)
		p.first++
	}
}

func (p *changingPaper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/feed" {
		p.feed(w)
		return
	}
	name, page := strings.CutSuffix(r.URL.Path, ".html")
	n, err := strconv.Atoi(strings.TrimPrefix(name, "/"))
	if !page || err != nil {
		http.NotFound(w, r)
		return
	}
	body := pierPage(strconv.Itoa(n))
	fmt.Fprint(w, strings.Replace(body, "</article>", fmt.Sprintf("<p>The board has changed its mind %d times since.</p></article>", p.versions[n]), 1))
}

// feed lists the articles with the time at which each was changed last, which has
// the poller fetch it again.
func (p *changingPaper) feed(w http.ResponseWriter) {
	fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title><id>%s/feed</id>`, p.URL)
	for n := p.first; n < p.first+paperItems; n++ {
		published := p.begun.Add(time.Duration(n) * 10 * time.Second).UTC()
		fmt.Fprintf(w, `<entry><title>Pier %d</title><id>%s/%d</id><link href="%s/%d.html"/><published>%s</published><updated>%s</updated><summary>Pier %d, version %d.</summary></entry>`,
			n, p.URL, n, p.URL, n, published.Format(time.RFC3339), published.Add(time.Duration(p.versions[n])*time.Second).Format(time.RFC3339), n, p.versions[n])
	}
	fmt.Fprint(w, `</feed>`)
}
