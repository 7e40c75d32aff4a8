package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"verbatim/data/ingest"
	"verbatim/data/store"
	"verbatim/index/answer"
)

// askFlags are the flags of `verbatim ask`.
type askFlags struct {
	json                                      bool
	batch, now                                string
	limit                                     int
	speaker, source, since, until, lang, kind string
}

func newAskCommand(a *app) *cobra.Command {
	var f askFlags
	c := &cobra.Command{
		Use:   "ask [flags] QUESTION",
		Short: "Answer a question with exact quotes",
		Long: `Answers a question, in English or French, with exact quotes: who said them, when, and where they were printed.

Without articles of your own (see "verbatim ingest") it answers from the embedded sample.`,
		Example: `  verbatim ask "what did Musk say about AI regulation"
  verbatim ask "qu'a dit Musk sur la régulation de l'IA ?"
  verbatim ask --speaker "Sam Altman" --since 2023-01-01 --json safety`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.ask(cmd.Context(), f, strings.Join(args, " "))
		},
	}
	fl := c.Flags()
	fl.BoolVar(&f.json, "json", false, "print the answer as one JSON object")
	fl.StringVar(&f.batch, "batch", "", "answer each question of a file of JSON lines {\"id\",\"question\"}, one JSON answer a line")
	fl.StringVar(&f.now, "now", "", "what \"last week\" is relative to, RFC 3339 (default: now)")
	fl.IntVar(&f.limit, "limit", answer.DefaultLimit, "citations at most")
	fl.StringVar(&f.speaker, "speaker", "", "only what this person said")
	fl.StringVar(&f.source, "source", "", "only from this publisher")
	fl.StringVar(&f.since, "since", "", "said or printed on this day or later, YYYY-MM-DD")
	fl.StringVar(&f.until, "until", "", "said or printed on this day or before, YYYY-MM-DD")
	fl.StringVar(&f.lang, "lang", "", "only words in this language: en or fr")
	fl.StringVar(&f.kind, "kind", "", "statement, takeaways or any (default: as the question says)")
	return c
}

// request checks the flags and turns them into a request without a question.
func (f askFlags) request() (answer.Request, error) {
	r := answer.Request{Speaker: f.speaker, Source: f.source, Since: f.since, Until: f.until, Kind: f.kind, Limit: f.limit, Now: time.Now()}
	if f.lang != "" {
		r.Langs = []string{f.lang}
		if !languageCode(f.lang) {
			return r, usagef("--lang %q: want a code of two letters, such as en or fr", f.lang)
		}
	}
	if err := checkDays(f.since, f.until); err != nil {
		return r, err
	}
	switch f.kind {
	case "", "any", "statement", "takeaways":
	default:
		return r, usagef("--kind %q: want statement, takeaways or any", f.kind)
	}
	if f.limit < 1 || f.limit > 100 {
		return r, usagef("--limit %d: want 1 to 100", f.limit)
	}
	if f.now != "" {
		t, err := time.Parse(time.RFC3339, f.now)
		if err != nil {
			return r, usagef("--now %q: want RFC 3339, such as 2024-05-01T12:00:00Z", f.now)
		}
		r.Now = t
	}
	return r, nil
}

// checkDays checks --since and --until.
func checkDays(since, until string) error {
	for _, f := range [][2]string{{"since", since}, {"until", until}} {
		if _, err := time.Parse(time.DateOnly, f[1]); f[1] != "" && err != nil {
			return usagef("--%s %q is not a day: want YYYY-MM-DD, such as 2023-03-15", f[0], f[1])
		}
	}
	if since != "" && until != "" && since > until {
		return usagef("--since %s is after --until %s: swap them", since, until)
	}
	return nil
}

// languageCode reports whether s is written as ISO 639-1 codes are.
func languageCode(s string) bool {
	return len(s) == 2 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

func (a *app) ask(ctx context.Context, f askFlags, question string) error {
	r, err := f.request()
	if err != nil {
		return err
	}
	if question == "" && f.batch == "" {
		return usagef("no question: verbatim ask \"what did Musk say about AI regulation\"")
	}
	if question != "" && f.batch != "" {
		return usagef("a question beside --batch: ask one or the other")
	}
	if at := ingest.InvalidUTF8([]byte(question)); at >= 0 {
		return usagef("the question is not UTF-8: byte 0x%02x at position %d: set the terminal to UTF-8, or convert the text", question[at], at+1)
	}
	lib, err := a.openLibrary(ctx)
	var inUse *store.InUseError
	if errors.As(err, &inUse) {
		return fmt.Errorf("the data directory %s is owned by %s (serve or ingest): ask in Discord, or stop it first", inUse.Dir, inUse.Owner)
	}
	if err != nil {
		return err
	}
	if f.batch != "" {
		err = a.askBatch(ctx, lib.engine, r, f.batch)
	} else {
		err = a.askOne(ctx, lib.engine, r, question, f.json)
	}
	return errors.Join(err, lib.close())
}

func (a *app) askOne(ctx context.Context, e *answer.Engine, r answer.Request, question string, asJSON bool) error {
	r.Question = question
	ans, err := e.Ask(ctx, r)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.out, ans)
	}
	p, err := a.renderer()
	if err != nil {
		return err
	}
	return p.answer(ans)
}

// renderer prints for people, as wide and as colourful as the terminal is.
func (a *app) renderer() (*renderer, error) {
	t, err := loadTexts()
	p := &renderer{out: a.out, texts: t}
	if f, ok := a.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.styled = os.Getenv("NO_COLOR") == "" // https://no-color.org
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			p.width = w
		}
	}
	return p, err
}

// askBatch answers the questions of a file in order, one JSON answer a line.
func (a *app) askBatch(ctx context.Context, e *answer.Engine, r answer.Request, path string) error {
	return a.eachLine(ctx, path, func(raw []byte) error {
		var q struct {
			ID       string `json:"id"`
			Question string `json:"question"`
		}
		if err := ingest.UnmarshalLine(raw, &q); err != nil {
			return badLine{err}
		}
		r.ID, r.Question = q.ID, q.Question
		ans, err := e.Ask(ctx, r)
		if err != nil {
			return err
		}
		return printJSON(a.out, ans)
	})
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
