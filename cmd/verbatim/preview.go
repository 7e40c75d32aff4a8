package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"verbatim/bot"
	"verbatim/bot/discordtest"
	"verbatim/bot/preview"
	"verbatim/data/store"
)

// defaultPreview is where the page is; on loopback, since whoever reaches it is
// its administrator.
const defaultPreview = "127.0.0.1:8017"

func newPreviewCommand(a *app) *cobra.Command {
	var addr string
	var hosts []string
	cmd := &cobra.Command{
		Use:   "preview",
		Short: "Show the bot in a browser, without Discord",
		Long: `Runs the bot against a Discord of its own on this machine, and shows on a page in the browser what people would see: answers,
buttons, menus, forms and all commands. It needs neither a token nor a network.

Without articles the embedded sample answers, and everything is gone when it ends, what /index added too. With articles (--data)
it answers from them and changes none: /index is not there, and settings, feedback and the like are kept apart and forgotten.
It owns the data directory while it runs, as serve does.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := preview.Listen(addr, hosts)
			if err != nil {
				return err
			}
			defer l.Close()
			return a.preview(cmd.Context(), l, hosts, cmd.Flags().Changed("data"))
		},
	}
	cmd.Flags().StringVar(&addr, "addr", defaultPreview, "address of the page; port 0 for any free one")
	cmd.Flags().StringSliceVar(&hosts, "host", nil, "a name under which others may visit the page; needed for addresses that are not on loopback")
	return cmd
}

// preview runs the bot, its Discord and the page until ctx ends.
func (a *app) preview(ctx context.Context, l net.Listener, hosts []string, named bool) error {
	dir, err := a.previewDir(named)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "verbatim-preview-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	discord, err := preview.NewDiscord()
	if err != nil {
		return fmt.Errorf("the preview's own Discord cannot listen on loopback: %w", err)
	}
	defer discord.Close()
	page, err := preview.New(&preview.Page{Discord: discord, Sample: dir == "", Hosts: hosts, Log: a.log})
	if err != nil {
		return err
	}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return page.Run(ctx, l) })
	work.Go(func() error { return a.previewBot(ctx, discord, dir, tmp, l.Addr()) })
	err = work.Wait()
	for _, v := range discord.Violations() {
		a.log.Warn("preview: Discord would not have taken this", "what", v)
	}
	if !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// previewDir is the data directory to answer from, empty for the sample.
func (a *app) previewDir(named bool) (string, error) {
	if a.config.dataDir == "" {
		return "", nil
	}
	_, err := os.Stat(filepath.Join(a.config.dataDir, store.File))
	switch {
	case err == nil:
		return a.config.dataDir, nil
	case !errors.Is(err, os.ErrNotExist):
		return "", err
	case named:
		return "", fmt.Errorf("%s holds no articles: add some with `verbatim ingest --data %s FILE...`, or leave --data out to see the embedded sample", a.config.dataDir, a.config.dataDir)
	}
	return "", nil
}

// previewBot runs the bot on the articles of dir, or on the sample, keeping what
// it has to keep in tmp.
func (a *app) previewBot(ctx context.Context, discord *discordtest.Server, dir, tmp string, addr net.Addr) (err error) {
	k, err := a.knowledge()
	if err != nil {
		return err
	}
	articles := dir
	if articles == "" {
		articles = tmp
	}
	s, err := openService(ctx, articles, k, a.log)
	if err != nil {
		return previewFault(err)
	}
	defer func() { err = errors.Join(err, closeWithin(closeLimit, s.close, a.log)) }()
	var kept keeper = s.store
	if dir != "" { // what is tried out here must not mix with what real servers left
		own, err := store.Open(ctx, tmp)
		if err != nil {
			return err
		}
		defer own.Close()
		kept = apart{own, s.store}
	}
	news, err := a.newNewsroom(s)
	if err != nil {
		return err
	}
	c := botConfig(news, kept, tmp)
	c.Token, c.APIBase, c.Log = discord.Token, discord.URL, a.log
	if dir == "" {
		c.News, c.AdminGuild, c.AdminUsers = news, preview.Guild(discord), []string{preview.Admin(discord)}
	}
	b, err := bot.New(c)
	if err != nil {
		return err
	}
	news.notify(b)
	from := "the embedded sample answers"
	if !s.isSample() {
		from = "answering from " + dir
	}
	fmt.Fprintf(a.out, "Open http://%s in a browser (%s). Ctrl-C ends it.\n", addr, from)
	if dir != "" {
		return b.Run(ctx)
	}
	return withPolling(ctx, news, b.Run)
}

// apart keeps everything in a store of its own, except which articles there are.
type apart struct {
	*store.SQLite
	articles *store.SQLite
}

func (a apart) LastArrival(ctx context.Context) (int64, error) { return a.articles.LastArrival(ctx) }

func (a apart) ArrivalBefore(ctx context.Context, t time.Time) (int64, error) {
	return a.articles.ArrivalBefore(ctx, t)
}

// previewFault says what to do about a data directory that is in use.
func previewFault(err error) error {
	if !errors.Is(err, store.ErrInUse) {
		return err
	}
	return hintedError{err, "To look at the articles of a bot that runs: verbatim backup copy/verbatim.db, then verbatim preview --data copy"}
}
