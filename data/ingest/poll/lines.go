package poll

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// lines does work that servers answer for: each server's in the order it came, a
// few at a time, so that what waits for a slow one leaves the others' alone.
type lines[T any] struct {
	address func(T) string // what a piece of work is known by
	do      func(context.Context, T) error
	slots   chan struct{} // a token for each that is being done

	mu    sync.Mutex
	of    map[string]*line[T] // by host
	known map[string]bool     // addresses that wait or are being done
}

// line is one server's.
type line[T any] struct {
	waiting []T
	workers int
}

// newLines makes lines that do up to so many at the same time.
func newLines[T any](atOnce int, address func(T) string, do func(context.Context, T) error) *lines[T] {
	return &lines[T]{address: address, do: do, slots: make(chan struct{}, atOnce), of: map[string]*line[T]{}, known: map[string]bool{}}
}

// run asks for work that is due, which may name what is being done, and does it,
// until ctx ends, or due or a piece of work fails.
func (l *lines[T]) run(ctx context.Context, due func(context.Context) ([]T, error)) error {
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		for ctx.Err() == nil {
			all, err := due(ctx)
			if err != nil {
				return err
			}
			wait := look
			for _, x := range all {
				host := hostName(l.address(x))
				added, hire := l.add(host, x)
				if added {
					wait = lookAgain
				}
				if hire {
					work.Go(func() error { return l.work(ctx, host) })
				}
			}
			pause(ctx, wait)
		}
		return ctx.Err()
	})
	return work.Wait()
}

// add puts work in its server's line, unless it is known. hire tells that one
// more worker is wanted there.
func (l *lines[T]) add(host string, x T) (added, hire bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known[l.address(x)] {
		return false, false
	}
	l.known[l.address(x)] = true
	if l.of[host] == nil {
		l.of[host] = &line[T]{}
	}
	at := l.of[host]
	at.waiting = append(at.waiting, x)
	if at.workers < perHost {
		at.workers++
		hire = true
	}
	return true, hire
}

// work does what stands in a server's line until it is empty.
func (l *lines[T]) work(ctx context.Context, host string) error {
	for {
		x, ok := l.next(host)
		if !ok {
			return nil
		}
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := l.do(ctx, x)
		<-l.slots
		l.done(x)
		if err != nil {
			return err
		}
	}
}

// next takes what stands first in a server's line. Where there is nothing, the
// worker who asks is let go.
func (l *lines[T]) next(host string) (x T, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.of[host]
	if len(at.waiting) == 0 {
		if at.workers--; at.workers == 0 {
			delete(l.of, host)
		}
		return x, false
	}
	x, at.waiting = at.waiting[0], at.waiting[1:]
	return x, true
}

func (l *lines[T]) done(x T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.known, l.address(x))
}
