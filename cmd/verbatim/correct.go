package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/lang"
	"verbatim/data/store"
)

func newCorrectCommand(a *app) *cobra.Command {
	var c data.Correction
	var nobody, hide, withdraw, listed bool
	var file string
	cmd := &cobra.Command{
		Use:   "correct [flags] ID|URL",
		Short: "Set a quote's speaker right, or hide a quote",
		Long: `Sets the speaker of a quote to another person or to nobody, or hides the quote. The correction is kept, and applied again
whenever the article is ingested, updated or extracted anew, also where the quote is then written a little otherwise (case,
accents, blanks, marks). Where the article no longer has those words, ` + "`verbatim status` and `verbatim doctor`" + ` say so.
--withdraw takes a correction back: the quote is at once what was read out of the article.

--file reads corrections from a file, one JSON object a line, as --list prints them:
  {"article":"ID","words":"the quote, as it stands","ruling":"speaker|nobody|hidden","speaker":"NAME","reason":"...","by":"..."}`,
		Example: `  verbatim correct 3f2a --words "the tide does not wait" --speaker "Odile Marchetand" --reason "the caption says so"
  verbatim correct 3f2a --words "the tide does not wait" --hide --reason "a headline, no quote"
  verbatim correct 3f2a --words "the tide does not wait" --withdraw`,
		Args: func(_ *cobra.Command, args []string) error {
			if one := file == "" && !listed; one != (len(args) == 1) {
				return usagef("name one article, or give --file or --list alone")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case listed:
				return a.listCorrections(cmd.Context())
			case file != "":
				return a.correctFrom(cmd.Context(), file)
			}
			c.Article = args[0]
			if err := rule(&c, nobody, hide, withdraw); err != nil {
				return err
			}
			if withdraw {
				return a.withdraw(cmd.Context(), c)
			}
			return a.correct(cmd.Context(), []data.Correction{c}, "")
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Words, "words", "", "the quote, or words of it that no other quote of the article has")
	f.StringVar(&c.Speaker, "speaker", "", "who said it")
	f.StringVar(&c.Reason, "reason", "", "why")
	f.StringVar(&c.By, "by", "", "who corrects")
	f.BoolVar(&nobody, "nobody", false, "nobody is named as its speaker")
	f.BoolVar(&hide, "hide", false, "the quote is not shown any more")
	f.BoolVar(&withdraw, "withdraw", false, "take the correction of the quote back")
	f.StringVar(&file, "file", "", "read corrections from a file")
	f.BoolVar(&listed, "list", false, "print all corrections")
	return cmd
}

// rule sets what the flags say, which must be one thing.
func rule(c *data.Correction, nobody, hide, withdraw bool) error {
	n := 0
	if withdraw {
		n++
	}
	for ruling, on := range map[data.Ruling]bool{data.SaidBy: c.Speaker != "", data.SaidByNobody: nobody, data.Hidden: hide} {
		if on {
			n++
			c.Ruling = ruling
		}
	}
	switch {
	case n != 1:
		return usagef("give one of --speaker NAME, --nobody, --hide and --withdraw")
	case strings.TrimSpace(c.Words) == "":
		return usagef("give the quote with --words: `verbatim show %s` prints the article's quotes", c.Article)
	case strings.TrimSpace(c.Reason) == "" && !withdraw:
		return usagef("give a --reason: it is kept with the correction")
	}
	return nil
}

// correctFrom applies the corrections of a file.
func (a *app) correctFrom(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var all []data.Correction
	lines := ingest.NewLineReader(f)
	for {
		raw, err := lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var c data.Correction
		switch {
		case err != nil:
			return fmt.Errorf("%s, line %d: %w", path, lines.Line(), err)
		case len(strings.TrimSpace(string(raw))) == 0 || raw[0] == '#':
			continue
		}
		if err := ingest.UnmarshalLine(raw, &c); err != nil {
			return fmt.Errorf("%s, line %d: %w", path, lines.Line(), err)
		}
		if err := checkCorrection(c); err != nil {
			return fmt.Errorf("%s, line %d: %w", path, lines.Line(), err)
		}
		all = append(all, c)
	}
	return a.correct(ctx, all, path)
}

func checkCorrection(c data.Correction) error {
	switch {
	case c.Article == "" || c.Words == "":
		return errors.New(`"article" and "words" are needed`)
	case c.Ruling == data.SaidBy && strings.TrimSpace(c.Speaker) == "":
		return errors.New(`ruling "speaker" needs a "speaker"`)
	case c.Ruling != data.SaidBy && c.Ruling != data.SaidByNobody && c.Ruling != data.Hidden:
		return fmt.Errorf(`"ruling" is %q: write speaker, nobody or hidden`, c.Ruling)
	}
	return nil
}

// correct applies corrections and brings the index into step. Those that fit no
// quote are listed, the others are applied.
func (a *app) correct(ctx context.Context, all []data.Correction, path string) error {
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	done, skipped := 0, 0
	for _, c := range all {
		err := applyCorrection(ctx, s, a.reader(), c, time.Now())
		switch {
		case err == nil:
			done++
		case path == "" || !errors.Is(err, store.ErrNotFound):
			return errors.Join(err, s.Close())
		default:
			skipped++
			fmt.Fprintf(a.errOut, "skipped: %s: %s\n", path, printable(line(err)))
		}
	}
	_, err = a.syncIndex(ctx, s)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s applied, and kept for whenever the article is read again\n", count(done, "correction"))
	if skipped > 0 {
		return errSkipped
	}
	return nil
}

// withdraw takes a correction back and brings the index into step.
func (a *app) withdraw(ctx context.Context, c data.Correction) error {
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	err = withdrawCorrection(ctx, s, a.reader(), c.Article, c.Words)
	if err == nil {
		_, err = a.syncIndex(ctx, s)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, "the correction is withdrawn: the quote is again what was read out of the article")
	return err
}

// reader reads articles anew; it knows how to once it is first asked.
func (a *app) reader() store.Reader {
	load := sync.OnceValues(func() (*ingest.Processor, error) { return newProcessor(ingest.NewProcessor) })
	return func(article data.Article) (data.Record, error) {
		p, err := load()
		if err != nil {
			return data.Record{}, err
		}
		return p.Process(article)
	}
}

// applyCorrection keeps a correction whose article may be named by its address,
// and whose words may be a part of the quote's.
func applyCorrection(ctx context.Context, s *store.SQLite, read store.Reader, c data.Correction, now time.Time) (err error) {
	if c.Article, err = articleNamed(ctx, s, c.Article); err != nil {
		return err
	}
	r, err := s.Record(ctx, c.Article)
	if err != nil {
		return err
	}
	if c.Words, err = wholeWords(r.Article.Text, r.Quotes, c.Words); err != nil {
		return err
	}
	made, err := correctedWords(ctx, s, c.Article, c.Words)
	if err == nil {
		c.Words = made
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if c.Made == "" {
		c.Made = now.UTC().Format(time.RFC3339)
	}
	_, err = s.Correct(ctx, c, read)
	return err
}

// withdrawCorrection takes back the one correction of an article, named as for
// applyCorrection, whose words hold the given ones.
func withdrawCorrection(ctx context.Context, s *store.SQLite, read store.Reader, article, words string) (err error) {
	if article, err = articleNamed(ctx, s, article); err != nil {
		return err
	}
	if words, err = correctedWords(ctx, s, article, words); err != nil {
		return err
	}
	return s.Withdraw(ctx, article, words, read)
}

// correctedWords are the words of the one correction of an article that hold the
// given ones; ErrNotFound where there is none.
func correctedWords(ctx context.Context, s *store.SQLite, article, given string) (string, error) {
	all, err := s.Corrections(ctx)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(c data.Correction) bool { return c.Article != article })
	words := make([]string, len(all))
	for i, c := range all {
		words[i] = c.Words
	}
	found, err := only(words, given, "corrections of the article")
	if err == nil && found == "" {
		err = fmt.Errorf("%w: no quote of the article %q with these words was corrected: `verbatim correct --list` prints what was", store.ErrNotFound, article)
	}
	return found, err
}

// wholeWords are the words of the one quote that holds the given ones; the given
// ones where none does: it may be hidden.
func wholeWords(text string, quotes []data.Quote, given string) (string, error) {
	words := make([]string, len(quotes))
	for i, q := range quotes {
		words[i] = q.Of(text)
	}
	found, err := only(words, given, "quotes of the article")
	return cmp.Or(found, given), err
}

// only is the one of some texts that holds the given words, "" where none does;
// what says what they are.
func only(all []string, given, what string) (string, error) {
	if slices.Contains(all, given) {
		return given, nil
	}
	key := lang.Fold(strings.TrimSpace(given))
	var found []string
	for _, words := range all {
		if strings.Contains(lang.Fold(words), key) && !slices.Contains(found, words) {
			found = append(found, words)
		}
	}
	if len(found) > 1 {
		return "", fmt.Errorf("%d %s hold these words: give more of them, such as %q", len(found), what, found[0])
	}
	return strings.Join(found, ""), nil
}

func (a *app) listCorrections(ctx context.Context) error {
	s, err := a.readStore(ctx)
	if errors.Is(err, store.ErrNoStore) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := s.Corrections(ctx)
	for _, c := range all {
		if err == nil {
			err = printJSON(a.out, c)
		}
	}
	return errors.Join(err, s.Close())
}
