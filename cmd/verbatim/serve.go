package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
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

Exit status: 70 where Discord cannot be reached at the start, or for too long (a supervisor should start it again), 78 where
a setting is missing or wrong, or Discord refuses the token or the application's settings (starting again changes nothing).`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
}

// serveStatus is the exit status of an error.
func serveStatus(err error) int {
	var fatal *bot.FatalError
	var wrong configError
	var offline *bot.OfflineError
	var unreached unreachedError
	switch {
	case errors.As(err, &fatal), errors.As(err, &wrong):
		return exitConfig
	case errors.As(err, &offline), errors.As(err, &unreached):
		return exitOffline
	}
	return exitFailed
}

// configError is a setting that serve cannot work with.
type configError struct{ error }

func (e configError) Unwrap() error { return e.error }

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
	if strings.TrimSpace(a.config.token) == "" {
		return configError{hintedError{
			errors.New("DISCORD_TOKEN is not set: make an application in Discord's Developer Portal and copy its token (Bot, Reset Token)"),
			"Put DISCORD_TOKEN=... in a file .env in the working folder, or in the environment. The README has each step.",
		}}
	}
	_, _, err := bot.CheckSettings(a.config.token, a.config.apiBase)
	if err != nil {
		return configError{err}
	}
	perMinute, err := a.config.botLimits()
	if err != nil {
		return configError{err}
	}
	work, ctx := errgroup.WithContext(ctx)
	page := &healthPage{}
	if err := page.serve(ctx, work, a.httpAddr()); err != nil {
		return err
	}
	work.Go(func() error { return cmp.Or(a.runBot(ctx, page, perMinute), errStopped) })
	if err := work.Wait(); !errors.Is(err, errStopped) {
		return err
	}
	return nil
}

// errStopped ends the health page once the bot has ended as it was told to.
var errStopped = errors.New("stopped")

// runBot opens the data directory and runs the bot on it until ctx ends.
func (a *app) runBot(ctx context.Context, page *healthPage, perMinute int) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	k, err := a.knowledge()
	if err != nil {
		return configError{err}
	}
	log := newLog(a.errOut, slog.LevelInfo)
	s, err := openService(ctx, dir, k, log)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil // stopped before it began
	}
	if err != nil {
		return err
	}
	news, err := a.newNewsroom(s)
	if err != nil {
		return errors.Join(err, s.close())
	}
	c := botConfig(news, s.store, dir)
	c.Token, c.APIBase, c.News, c.PerMinute, c.Log = a.config.token, a.config.apiBase, news, perMinute, log
	c.AdminGuild, c.AdminUsers, c.AdminRoles = a.config.adminGuild, a.config.adminUsers, a.config.adminRoles
	b, err := bot.New(c)
	if err != nil {
		return errors.Join(err, s.close())
	}
	page.show(b.Handler())
	log.Info("verbatim serves", "data", dir, "sample", s.isSample(), "http", a.httpAddr())
	news.notify(b)
	err = withPolling(ctx, news, b.Run)
	if err != nil && ctx.Err() == nil {
		return errors.Join(a.unreached(err), closeWithin(closeLimit, s.close, log))
	}
	return closeWithin(closeLimit, s.close, log)
}

// keeper keeps what the bot learns in Discord.
type keeper interface {
	bot.Memory
	bot.Subscriptions
}

// botConfig is what a bot on a newsroom has, whichever Discord it logs in to. What
// it notes of itself stands in the folder notes.
func botConfig(n *newsroom, k keeper, notes string) bot.Config {
	return bot.Config{Asker: n, Library: n, Admin: n, Watcher: n, Memory: k, Subscriptions: k, Notes: filepath.Join(notes, "rebuild.json"), Ready: n.ready}
}

// withPolling polls as long as the bot runs. Items and feeds stand in the store,
// so that nothing is lost by ending in the middle of one.
func withPolling(ctx context.Context, news *newsroom, run func(context.Context) error) error {
	polling, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- news.run(polling) }()
	err := run(ctx)
	stop()
	select {
	case pollErr := <-ended:
		return errors.Join(err, pollErr)
	case <-time.After(closeLimit):
		return err
	}
}

// closeLimit is how long the data directory may take to close. With the bot's
// own limit it keeps serve within 8 s of being told to stop.
const closeLimit = 1500 * time.Millisecond

// closeWithin closes, and leaves what takes longer to the end of the process:
// store and index survive being killed, so that nothing is lost.
func closeWithin(limit time.Duration, closing func() error, log *slog.Logger) error {
	done := make(chan error, 1)
	go func() { done <- closing() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		log.Warn("serve: the data directory is still in use: left to the end of the process, nothing is lost", "after", limit)
		return nil
	}
}

func (a *app) httpAddr() string { return cmp.Or(a.config.httpAddr, defaultHTTP) }
