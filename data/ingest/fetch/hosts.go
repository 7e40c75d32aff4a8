package fetch

import (
	"context"
	"sync"
	"time"
)

// hosts lets one request at a time through to each server, and pages not faster
// than the gap.
type hosts struct {
	gap time.Duration
	now func() time.Time

	mu   sync.Mutex
	gate map[string]*gate
}

// gate is one server's.
type gate struct {
	busy  chan struct{} // holds a token while a request runs
	free  time.Time     // when the next page may be asked for; owned by the holder of busy
	users int           // that wait or run; guarded by hosts.mu
}

func newHosts(gap time.Duration, now func() time.Time) *hosts {
	return &hosts{gap: max(gap, 0), now: now, gate: map[string]*gate{}}
}

// mostGates is how many servers are remembered at most.
const mostGates = 10_000

// wait waits until the server may be asked. gap is what its robots.txt asks for
// beyond our own. done must be called after the request.
func (h *hosts) wait(ctx context.Context, host string, gap time.Duration) (done func(), err error) {
	g := h.enter(host)
	select {
	case g.busy <- struct{}{}:
	case <-ctx.Done():
		h.leave(g)
		return nil, ctx.Err()
	}
	done = func() {
		g.free = h.now().Add(max(h.gap, gap))
		<-g.busy
		h.leave(g)
	}
	pause := time.NewTimer(max(g.free.Sub(h.now()), 0))
	defer pause.Stop()
	select {
	case <-pause.C:
		return done, nil
	case <-ctx.Done():
		<-g.busy
		h.leave(g)
		return nil, ctx.Err()
	}
}

func (h *hosts) enter(host string) *gate {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.gate[host]
	if g == nil {
		h.forget()
		g = &gate{busy: make(chan struct{}, 1)}
		h.gate[host] = g
	}
	g.users++
	return g
}

func (h *hosts) leave(g *gate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
}

// forget drops the gates that nobody uses once there are too many.
func (h *hosts) forget() {
	if len(h.gate) < mostGates {
		return
	}
	for host, g := range h.gate {
		if g.users == 0 {
			delete(h.gate, host)
		}
	}
}
