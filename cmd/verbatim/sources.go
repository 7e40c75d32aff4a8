package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"verbatim/data"
	"verbatim/data/ingest/feed"
	"verbatim/data/ingest/poll"
	"verbatim/data/lang"
	"verbatim/data/store"
)

func newSourcesCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "sources",
		Short: "Choose the feeds that articles come from",
		Long: `Lists, adds, removes and checks the feeds that ` + "`verbatim serve`" + ` polls.

A source is named by its feed's address, its site's address (the feed is looked for there), or the name of a source of the
list that comes with the program (` + "`verbatim sources list --builtin`" + `); none of that list is polled before it is added.`,
		Args: exactly(0, "a subcommand"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newSourcesListCommand(a), newSourcesAddCommand(a), newSourcesRemoveCommand(a),
		newSourcesImportCommand(a), newSourcesExportCommand(a), newSourcesCheckCommand(a))
	return c
}

func newSourcesListCommand(a *app) *cobra.Command {
	var builtin, asJSON bool
	c := &cobra.Command{
		Use: "list", Short: "List the sources, and how polling them goes",
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if builtin {
				return a.listBuiltin(asJSON)
			}
			return a.listSources(cmd.Context(), asJSON)
		},
	}
	c.Flags().BoolVar(&builtin, "builtin", false, "list the well-known sources that can be added by name")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

func (a *app) listBuiltin(asJSON bool) error {
	all, err := poll.LoadSources()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, k := range all {
		if asJSON {
			err = printJSON(a.out, k)
		} else {
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", k.Name, k.Lang, k.Topic, k.Feed)
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func (a *app) listSources(ctx context.Context, asJSON bool) error {
	feeds, givenUp, err := a.readFeeds(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		for _, f := range feeds {
			f.Feed, f.State.Error = data.Redact(f.Feed), data.Redact(f.State.Error)
			if err := printJSON(a.out, f); err != nil {
				return err
			}
		}
		return nil
	}
	if len(feeds) == 0 {
		_, err := fmt.Fprintln(a.out, "no sources yet: `verbatim sources list --builtin` names well-known ones, `verbatim sources add NAME|URL` adds one")
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tLANG\tSTATE\tNEW\tUPDATED\tDUPLICATE\tGIVEN UP\tFEED")
	for _, f := range feeds {
		c := f.Counts
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\n", printable(f.Name), f.Lang, data.Redact(printable(feedState(f.State, time.Now()))), c.New, c.Updated, c.Duplicate, givenUp[f.Feed], data.Redact(f.Feed))
	}
	return w.Flush()
}

// readFeeds reads the sources beside whoever owns the store, and how many articles
// of each were given up; a folder without a store has none.
func (a *app) readFeeds(ctx context.Context) (feeds []data.Feed, givenUp map[string]int, err error) {
	s, err := a.readStore(ctx)
	if errors.Is(err, store.ErrNoStore) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	feeds, err = s.Feeds(ctx)
	if err == nil {
		givenUp, err = s.GivenUp(ctx)
	}
	return feeds, givenUp, errors.Join(err, s.Close())
}

// feedState says in a few words how polling a feed goes.
func feedState(st data.FeedState, now time.Time) string {
	switch {
	case st.Gone:
		return "gone: " + st.Error
	case st.Failures > 0:
		return fmt.Sprintf("failing since %s: %s", st.FailingSince.Format(time.DateOnly), st.Error)
	case st.Succeeded.IsZero():
		return "not checked yet"
	case st.Due.After(now):
		return "ok, next check in " + st.Due.Sub(now).Round(time.Minute).String()
	}
	return "ok, due"
}

func newSourcesAddCommand(a *app) *cobra.Command {
	var name, code string
	c := &cobra.Command{
		Use: "add NAME|URL...", Short: "Add sources, by the name of a well-known one or an address",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("nothing to add: name a feed or a site, such as `verbatim sources add https://example.org/feed`")
			}
			if len(args) > 1 && (name != "" || code != "") {
				return usagef("--name and --lang go with one source")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.addSources(cmd.Context(), args, name, code) },
	}
	c.Flags().StringVar(&name, "name", "", "the publisher's name, as answers show it (default: the feed's title)")
	c.Flags().StringVar(&code, "lang", "", "its language, en or fr (default: what the feed says)")
	return c
}

func (a *app) addSources(ctx context.Context, refs []string, name, code string) error {
	client, err := a.fetcher()
	if err != nil {
		return err
	}
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	failed := false
	for _, ref := range refs {
		found, err := findSource(ctx, client, ref)
		if err == nil {
			if name != "" {
				found.Name = name
			}
			if code != "" {
				found.Lang = code
			}
			err = s.AddFeed(ctx, data.Feed{Source: found.Source, State: data.FeedState{Due: time.Now()}})
		}
		if err != nil {
			if len(refs) == 1 {
				return errors.Join(err, s.Close())
			}
			failed = true
			fmt.Fprintln(a.errOut, "skipped:", printable(line(err)))
			continue
		}
		a.sayFound(found)
	}
	if err := s.Close(); err != nil {
		return err
	}
	if failed {
		return errSkipped
	}
	return nil
}

func (a *app) sayFound(f poll.Found) {
	if f.Page {
		fmt.Fprintf(a.out, "%s is a web page; its feed was taken\n", data.Redact(f.Asked))
	}
	fmt.Fprintf(a.out, "added %s, %s\n", printable(f.Name), data.Redact(f.Feed))
	for _, o := range f.Others {
		fmt.Fprintf(a.out, "the page names another feed: %s (%s)\n", data.Redact(o.URL), printable(o.Title))
	}
}

// findSource finds the source that ref names: one of the list that comes with
// the program, else the feed at an address.
func findSource(ctx context.Context, client poll.Fetcher, ref string) (poll.Found, error) {
	known, err := poll.LoadSources()
	if err != nil {
		return poll.Found{}, err
	}
	i := slices.IndexFunc(known, func(k poll.Known) bool {
		return lang.Fold(k.Name) == lang.Fold(strings.TrimSpace(ref)) || k.Feed == ref
	})
	if i >= 0 {
		return poll.Found{Source: known[i].Source, Asked: ref}, nil
	}
	if !isAddress(ref) {
		return poll.Found{}, fmt.Errorf("%q is neither an http or https address nor the name of a well-known source: `verbatim sources list --builtin` names those", ref)
	}
	return poll.Find(ctx, client, ref)
}

// isAddress reports whether an argument is an address of the web.
func isAddress(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

func newSourcesRemoveCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME|FEED", Short: "Stop polling a source; its articles stay",
		Args: exactly(1, "the name or feed of a source"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, err := a.openStore(ctx)
			if err != nil {
				return err
			}
			f, err := chosen(ctx, s, args[0])
			if err == nil {
				err = s.RemoveFeed(ctx, f.Feed)
			}
			if err = errors.Join(err, s.Close()); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s is not polled any more; its articles stay (`verbatim remove` takes those down)\n", printable(f.Name))
			return err
		},
	}
}

// chosen is the source that ref names, by its feed or its name.
func chosen(ctx context.Context, s *store.SQLite, ref string) (data.Feed, error) {
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return data.Feed{}, err
	}
	if i := slices.IndexFunc(feeds, func(f data.Feed) bool { return f.Feed == ref }); i >= 0 {
		return feeds[i], nil
	}
	found := slices.DeleteFunc(feeds, func(f data.Feed) bool {
		return data.Redact(f.Feed) != ref && lang.Fold(f.Name) != lang.Fold(strings.TrimSpace(ref))
	})
	switch len(found) {
	case 0:
		return s.Feed(ctx, ref) // says that there is none
	case 1:
		return found[0], nil
	}
	var addresses []string
	for _, f := range found {
		addresses = append(addresses, data.Redact(f.Feed))
	}
	return data.Feed{}, fmt.Errorf("%d sources are called %q: name one by its feed: %s", len(found), ref, strings.Join(addresses, ", "))
}

func newSourcesImportCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "import FILE.opml", Short: "Add the feeds of an OPML file",
		Args: exactly(1, "an OPML file"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.importSources(cmd.Context(), args[0]) },
	}
}

func (a *app) importSources(ctx context.Context, path string) error {
	sources, faults, err := readOPML(path)
	if err != nil {
		return err
	}
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	added, there := 0, 0
	for _, src := range sources {
		err := s.AddFeed(ctx, data.Feed{Source: src, State: data.FeedState{Due: time.Now()}})
		switch {
		case errors.Is(err, store.ErrExists):
			there++
		case errors.Is(err, store.ErrInvalid):
			faults = append(faults, err.Error())
		case err != nil:
			return errors.Join(err, s.Close())
		default:
			added++
		}
	}
	if err := s.Close(); err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintf(a.errOut, "skipped: %s: %s\n", path, data.Redact(printable(f)))
	}
	fmt.Fprintf(a.out, "%s added, %d there already, %d skipped\n", count(added, "source"), there, len(faults))
	if len(faults) > 0 {
		return errSkipped
	}
	return nil
}

// readOPML reads the feeds of a file.
func readOPML(path string) ([]data.Source, []string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	sources, faults, err := feed.ReadOPML(raw)
	if err == nil && len(sources)+len(faults) == 0 {
		err = errors.New("there is no feed in it")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return sources, faults, nil
}

func newSourcesExportCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Print the sources as OPML, with whole addresses: passwords and tokens in them too",
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			feeds, _, err := a.readFeeds(cmd.Context())
			if err != nil {
				return err
			}
			var sources []data.Source
			for _, f := range feeds {
				sources = append(sources, f.Source)
			}
			return feed.WriteOPML(a.out, "Verbatim", sources)
		},
	}
}

func newSourcesCheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "check [NAME|FEED...]", Short: "Read sources now, and take in what they tell of",
		RunE: func(cmd *cobra.Command, args []string) error { return a.checkSources(cmd.Context(), args) },
	}
}

func (a *app) checkSources(ctx context.Context, refs []string) error {
	var failed bool
	_, err := a.withNews(ctx, func(s *store.SQLite, p *poll.Poller) error {
		feeds, err := named(ctx, s, refs)
		if err != nil {
			return err
		}
		if len(feeds) == 0 {
			return errors.New("there is no source to check: `verbatim sources add NAME|URL` adds one")
		}
		failed, err = a.checkEach(ctx, p, feeds)
		return err
	})
	if err == nil && failed {
		err = errSkipped
	}
	return err
}

// named are the subscriptions that refs name, all of them where there is none.
func named(ctx context.Context, s *store.SQLite, refs []string) ([]data.Feed, error) {
	if len(refs) == 0 {
		return s.Feeds(ctx)
	}
	var out []data.Feed
	for _, ref := range refs {
		f, err := chosen(ctx, s, ref)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// checkEach checks sources and says what came of each. failed tells that something
// could not be read.
func (a *app) checkEach(ctx context.Context, p *poll.Poller, feeds []data.Feed) (failed bool, err error) {
	what := "articles"
	if len(feeds) > 1 {
		what = "sources"
	}
	bar := a.newBar("checking", what)
	all, err := refreshAll(ctx, p, feeds, bar.progress)
	bar.close()
	for i, r := range all {
		if !r.done {
			continue
		}
		ok, sayErr := a.sayChecked(feeds[i], r.checked, r.tally)
		failed, err = failed || !ok, errors.Join(err, sayErr)
	}
	return failed, err
}

// sayChecked says what came of a source. ok is false where something could not be
// read.
func (a *app) sayChecked(f data.Feed, got poll.Checked, t tally) (ok bool, err error) {
	switch {
	case got.Err != nil:
		_, err = fmt.Fprintf(a.errOut, "skipped: %s: %s\n", printable(f.Name), printable(line(got.Err)))
		return false, err
	}
	for _, e := range t.Errors {
		fmt.Fprintln(a.errOut, "skipped:", printable(line(errors.New(e.String()))))
	}
	said := "read"
	if got.NotModified {
		said = "nothing has changed"
	}
	_, err = io.WriteString(a.out, fmt.Sprintf("%s: %s; %d added, %d updated, %d unchanged, %d skipped\n", printable(f.Name), said, t.Added, t.Updated, t.Unchanged, t.Skipped))
	return t.Skipped == 0, err
}
