package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// counter counts from several goroutines.
type counter struct{ n atomic.Int64 }

func (c *counter) add(n int) { c.n.Add(int64(n)) }

// troubles are the warnings and errors that the program logged.
type troubles struct {
	mu  sync.Mutex
	all []string
}

func (t *troubles) note(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, line)
	if len(t.all) <= 10 {
		fmt.Println(line)
	}
}

func (t *troubles) list() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.all)
}

func (t *troubles) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(lineFunc(func(line string) { t.note(line) }), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// lineFunc is a writer of lines.
type lineFunc func(line string)

func (f lineFunc) Write(p []byte) (int, error) {
	f(string(bytes.TrimSpace(p)))
	return len(p), nil
}

// soaked is what the process holds at one moment.
type soaked struct {
	at                time.Duration
	heap, rss         float64 // MB; rss is anonymous memory, 0 where the system does not tell
	goroutines, files float64
}

// sample notes what the process holds, after a collection, and says it in a line.
func (s *soak) sample(at time.Duration) string {
	debug.FreeOSMemory()
	now := soaked{at: at, heap: heapInUse(), rss: anonymous(), goroutines: float64(runtime.NumGoroutine()), files: openFiles()}
	s.samples = append(s.samples, now)
	slices.Sort(s.acked)
	at50, at95, at99 := quantile(s.acked, .50), quantile(s.acked, .95), quantile(s.acked, .99)
	line := fmt.Sprintf("%6s  RssAnon %6.1f MB  heap %6.1f MB  goroutines %3.0f  files %3.0f  p50 %v p95 %v p99 %v  asked %d, unanswered %d, troubles %d  rebuilds %d, articles changed %d, digests %d of %d",
		at.Round(time.Second), now.rss, now.heap, now.goroutines, now.files, at50, at95, at99,
		s.asked, len(s.unanswered), len(s.log.list()), s.rebuilds.n.Load(), s.updated.n.Load(), len(s.digests), len(s.wanted))
	s.acked = s.acked[:0]
	return line
}

// quantile of sorted times.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Round(100 * time.Microsecond)
}

// anonymous is the process's anonymous memory in MB: what is not a file's.
func anonymous() float64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(raw) {
		if f := bytes.Fields(line); len(f) > 1 && string(f[0]) == "RssAnon:" {
			kB, _ := strconv.ParseFloat(string(f[1]), 64)
			return kB / 1024
		}
	}
	return 0
}

// openFiles is how many files and connections the process has open; 0 where the
// system does not tell.
func openFiles() float64 {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return float64(len(list))
}

// growth is how much a figure grows from the first of the samples to the last,
// by the slope of Theil and Sen (the median of the slopes between all pairs),
// which single peaks, as of a rebuild, do not move.
func growth(samples []soaked, of func(soaked) float64) float64 {
	var slopes []float64
	for i, a := range samples {
		for _, b := range samples[i+1:] {
			slopes = append(slopes, (of(b)-of(a))/float64(b.at-a.at))
		}
	}
	if len(slopes) == 0 {
		return 0
	}
	slices.Sort(slopes)
	return slopes[len(slopes)/2] * float64(samples[len(samples)-1].at-samples[0].at)
}

// The most that may be gained after warming up, however long the soak: of an hour,
// 16 MB are 220 bytes for each question. Connections are still being opened in the
// first minute.
const (
	mostHeap       = 16.0 // MB
	mostRSS        = 48.0 // MB
	mostGoroutines = 24.0
	mostFiles      = 24.0
)

// judge holds what was sampled to what is asked for.
func (s *soak) judge() {
	t := s.t
	t.Helper()
	if asked := float64(s.asked); asked < .95*soakRate*soakFor.Seconds() {
		t.Errorf("asked only %d questions in %v: this machine cannot make the load", s.asked, *soakFor)
	}
	if n := len(s.unanswered); n > 0 {
		t.Errorf("%d questions got no answer: %s", n, s.unanswered[:min(n, 5)])
	}
	if all := s.log.list(); len(all) > 0 {
		t.Errorf("%d troubles: %q", len(all), all[:min(len(all), 5)])
	}
	if s.rebuilds.n.Load() == 0 || s.updated.n.Load() == 0 {
		t.Errorf("%d rebuilds, %d articles changed: nothing went on beside the questions", s.rebuilds.n.Load(), s.updated.n.Load())
	}
	s.judgeStatuses()
	s.judgeDigests()
	warm := s.samples[len(s.samples)/3:]
	if len(warm) < 5 {
		t.Fatalf("%d samples: too short to tell what grows", len(s.samples))
	}
	for _, g := range []struct {
		name string
		of   func(soaked) float64
		most float64
	}{
		{"heap, MB", func(x soaked) float64 { return x.heap }, mostHeap}, {"anonymous memory, MB", func(x soaked) float64 { return x.rss }, mostRSS},
		{"goroutines", func(x soaked) float64 { return x.goroutines }, mostGoroutines}, {"open files", func(x soaked) float64 { return x.files }, mostFiles},
	} {
		gained := growth(warm, g.of)
		t.Logf("%s: %+.1f by the fitted slope, from %.1f to %.1f", g.name, gained, g.of(warm[0]), g.of(warm[len(warm)-1]))
		if gained > g.most {
			t.Errorf("%s: grew by %.1f after warming up, at most %.1f is allowed", g.name, gained, g.most)
		}
	}
}

// judgeStatuses holds that nobody was told that something failed, as the bot
// counts it.
func (s *soak) judgeStatuses() {
	page := httptest.NewRecorder()
	s.bot.Handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	statuses := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^verbatim_questions_total\{status="(\w+)",via="\w+"\} (\S+)$`).FindAllStringSubmatch(page.Body.String(), -1) {
		n, _ := strconv.ParseFloat(m[2], 64)
		statuses[m[1]] += n
	}
	s.t.Logf("answers by status: %v", statuses)
	if statuses["answered"] == 0 {
		s.t.Error("nothing was answered")
	}
	for _, bad := range []string{"busy", "timeout", "failed", "refused", "cooldown"} {
		if statuses[bad] > 0 {
			s.t.Errorf("%v questions: %s", statuses[bad], bad)
		}
	}
}

// digestTime is how long after it is due a digest may come: the bot looks every
// ten seconds.
const digestTime = 40 * time.Second

// judgeDigests holds that each digest that was due came once.
func (s *soak) judgeDigests() {
	for channel, n := range s.digests {
		if s.wanted[channel].IsZero() || n > 1 {
			s.t.Errorf("channel %s got %d messages by itself", channel, n)
		}
	}
	for channel, due := range s.wanted {
		if time.Since(due) > digestTime && s.digests[channel] == 0 {
			s.t.Errorf("the digest of channel %s, due at %s, did not come", channel, due.Format(time.TimeOnly))
		}
	}
}
