package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// healthPage is VERBATIM_HTTP. It listens from the start, so that a supervisor
// sees a living process while the index is brought into step; the bot's own page
// takes over once there is a bot.
type healthPage struct {
	bot atomic.Pointer[http.Handler]
}

func (p *healthPage) show(h http.Handler) { p.bot.Store(&h) }

func (p *healthPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := p.bot.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/healthz" {
		fmt.Fprintln(w, "ok")
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
	fmt.Fprintln(w, "starting: the index is brought into step with the store")
}

// serve listens on addr until ctx ends; "off" does not.
func (p *healthPage) serve(ctx context.Context, work *errgroup.Group, addr string) error {
	if addr == "off" {
		return nil
	}
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("health and metrics cannot listen: %w: is another `verbatim serve` running? Else set VERBATIM_HTTP to another address, or to off", err)
	case err != nil:
		return configError{fmt.Errorf("health and metrics cannot listen: %w: set VERBATIM_HTTP to another address, or to off", err)}
	}
	server := &http.Server{Handler: p, ReadHeaderTimeout: 5 * time.Second}
	work.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return nil
}
