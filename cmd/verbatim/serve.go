package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"verbatim/bot"
)

// Exit statuses of serve for a supervisor (sysexits.h): after exitConfig a
// restart changes nothing, after exitOffline it may help.
const (
	exitOffline = 70
	exitConfig  = 78
)

func newServeCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the Discord bot",
		Long: `Logs in to Discord with DISCORD_TOKEN and answers /ask, /latest, mentions, replies and direct messages, until it is
stopped (Ctrl-C, SIGTERM). It owns the data directory; without articles it answers from the embedded sample.

Exit status: 70 where Discord cannot be reached at the start, or for too long (a supervisor should start it again), 78 where Discord refuses the token
or the application's settings (starting again changes nothing).`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
}

// serveStatus is the exit status of an error.
func serveStatus(err error) int {
	var fatal *bot.FatalError
	var offline *bot.OfflineError
	var unreached unreachedError
	switch {
	case errors.As(err, &fatal):
		return exitConfig
	case errors.As(err, &offline), errors.As(err, &unreached):
		return exitOffline
	}
	return exitFailed
}

// unreachedError is a Discord that gave no proper answer when the bot started.
type unreachedError struct{ error }

// unreached makes a bot's error one that starting again may help, and says
// where Discord was looked for.
func (a *app) unreached(err error) error {
	if serveStatus(err) != exitFailed {
		return err
	}
	base := cmp.Or(a.config.apiBase, "https://discord.com")
	var failed *url.Error // it names discord.com, whatever stands in for it
	if errors.As(err, &failed) {
		return unreachedError{fmt.Errorf("cannot reach Discord at %s: %w: check the network and DISCORD_API_BASE, then start again", base, failed.Err)}
	}
	return unreachedError{fmt.Errorf("%w (at %s): start again in a while", err, base)}
}

func (a *app) serve(ctx context.Context) error {
	if a.config.token == "" {
		return hintedError{
			errors.New("DISCORD_TOKEN is not set: make an application in Discord's Developer Portal and copy its token (Bot, Reset Token)"),
			"Put DISCORD_TOKEN=... in a file .env in the working folder, or in the environment. The README has each step.",
		}
	}
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	k, err := a.knowledge()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(a.errOut, nil))
	s, err := openService(ctx, dir, k, log)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil // stopped before it began
	}
	if err != nil {
		return err
	}
	b, err := bot.New(bot.Config{
		Token: a.config.token, APIBase: a.config.apiBase, Asker: s, Library: s, Admin: s,
		AdminGuild: a.config.adminGuild, AdminUsers: a.config.adminUsers, AdminRoles: a.config.adminRoles,
		Notes: filepath.Join(dir, "rebuild.json"), Ready: s.ready, Log: log,
	})
	if err != nil {
		return errors.Join(err, s.close())
	}
	log.Info("verbatim serves", "data", dir, "sample", s.isSample(), "http", a.httpAddr())
	return errors.Join(a.serveAll(ctx, b), s.close())
}

// serveAll runs the bot and its health page until one of them ends.
func (a *app) serveAll(stop context.Context, b *bot.Bot) error {
	work, ctx := errgroup.WithContext(stop)
	if addr := a.httpAddr(); addr != "off" {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("health and metrics cannot listen: %w: set VERBATIM_HTTP to another address, or to off", err)
		}
		server := &http.Server{Handler: b.Handler(), ReadHeaderTimeout: 5 * time.Second}
		work.Go(func() error {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
		context.AfterFunc(ctx, func() { _ = server.Close() })
	}
	work.Go(func() error {
		if err := b.Run(ctx); err != nil && stop.Err() == nil {
			return a.unreached(err)
		}
		return errStopped // also while it was connecting
	})
	if err := work.Wait(); !errors.Is(err, errStopped) {
		return err
	}
	return nil
}

// errStopped ends the health page once the bot has ended as it was told to.
var errStopped = errors.New("stopped")

func (a *app) httpAddr() string {
	if a.config.httpAddr == "" {
		return defaultHTTP
	}
	return a.config.httpAddr
}
