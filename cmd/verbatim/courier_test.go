package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"verbatim/bot"
	"verbatim/bot/outbox"
	"verbatim/data"
)

// courierEpoch is day 0 of a courier's clock.
var courierEpoch = time.Date(2026, 1, 1, 6, 0, 0, 0, time.UTC)

// courierTimes are outbox.DiscordTimes made some sixty times shorter, in the same
// proportions; so are the time for which nonces are compared, three minutes of
// which one is for a machine that is busy with other tests, and the time after
// which a request that was given up is still carried out.
func courierTimes() outbox.Times {
	return outbox.Times{
		Beat: 20 * time.Millisecond, Attempt: 330 * time.Millisecond, Lease: 420 * time.Millisecond, Resend: 750 * time.Millisecond, Settled: 3100 * time.Millisecond,
		Pause: 40 * time.Millisecond, MaxPause: 400 * time.Millisecond,
	}
}

const (
	courierNonces = 3 * time.Second
	courierLate   = 800 * time.Millisecond
)

// courier is a process of its own that delivers, for tests that kill it. It is the
// bot over a real data directory, with a clock that begins a new day, on which
// articles arrive, whenever a line comes on its input: the day's number, and when
// it began by the real clock, in Unix nanoseconds. It takes the fake Discord's
// address and token, and the directory.
func courier() {
	if err := runCourier(os.Args[1], os.Args[2], os.Args[3], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runCourier(base, token, dir string, days io.Reader) error {
	a, err := newApp(nil, os.Stdout, os.Stderr)
	if err != nil {
		return err
	}
	k, err := a.knowledge()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, err := openService(context.Background(), dir, k, log)
	if err != nil {
		return err
	}
	n, err := a.newNewsroom(s)
	if err != nil {
		return err
	}
	c := &calendar{newsroom: n}
	in := bufio.NewScanner(days)
	if in.Scan() { // the first day comes before anything is due
		if err := c.begin(in.Text()); err != nil {
			return err
		}
	}
	go func() {
		for in.Scan() {
			if err := c.begin(in.Text()); err != nil {
				log.Error("courier", "error", err)
			}
		}
	}()
	b, err := bot.New(bot.Config{
		Token: token, APIBase: base, Asker: s, Library: s, Memory: s.store, Subscriptions: s.store, Watcher: n, Delivery: courierTimes(), Ready: s.ready, Log: log, Now: c.now,
	})
	if err != nil {
		return err
	}
	return b.Run(context.Background())
}

// calendar is a clock that goes on by days.
type calendar struct {
	*newsroom
	mu    sync.Mutex
	began time.Time // the day, by the real clock
	day   int
}

func (c *calendar) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return courierDay(c.day).Add(time.Since(c.began))
}

// courierDay is when a day begins.
func courierDay(n int) time.Time { return courierEpoch.AddDate(0, 0, n) }

// begin begins a day with its articles, which are stored once.
func (c *calendar) begin(line string) error {
	var n int
	var began int64
	if _, err := fmt.Sscan(line, &n, &began); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var recs []data.Record
	for i := range 2 {
		rec, err := c.processor.Process(courierArticle(n, i))
		if err != nil {
			return err
		}
		recs = append(recs, rec)
	}
	if _, err := c.store.Put(context.Background(), recs); err != nil {
		return err
	}
	c.day, c.began = n, time.Unix(0, began)
	return nil
}

// courierSpeaker is quoted in each article of each day.
const courierSpeaker = "Mira Solheim"

// courierArticle is the ith invented article of a day. The words of its quotation
// are no other one's: what differs in a number alone was said before.
func courierArticle(day, i int) data.Article {
	title := fmt.Sprintf("Gate %d.%d", day, i)
	words := courierWords(day, i)
	text := fmt.Sprintf("%s\n\nThe harbour of Ostrand opened gate number %d.%d to the boats of the valley this morning.\n\n\"%s,\" said %s, who keeps the harbour of Ostrand.", title, day, i, words, courierSpeaker)
	return data.Article{ID: fmt.Sprintf("gate-%d-%d", day, i), Title: title, URL: fmt.Sprintf("https://news.example/gate-%d-%d", day, i), Source: "Ostrand Daily", Lang: "en", Published: courierDay(day).Format(time.DateOnly), Text: text}
}

// courierWords is what is said in an article of a day.
func courierWords(day, i int) string {
	r := rand.New(rand.NewPCG(uint64(day), uint64(i)))
	word := func() string {
		b := []byte("aaaaaaa")
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		return string(b)
	}
	return fmt.Sprintf("The harbour lets %s and %s in before %s, and nobody has seen %s on %s since %s", word(), word(), word(), word(), word(), word())
}
