package bot

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"verbatim/data"
)

// News is where articles come from while the bot runs: feeds that are polled,
// pages that operators name, and what they take down or correct.
type News interface {
	Feeds(ctx context.Context) ([]data.Feed, error)
	// AddFeed polls a source from now on: a feed, a site that names one, or a
	// well-known source by its name.
	AddFeed(ctx context.Context, ref string) (FeedAdded, error)
	// AddURL takes in an article, or what a feed or sitemap holds now. progress
	// is called now and then, by one caller at a time.
	AddURL(ctx context.Context, address string, progress func(done, total int)) (Summary, error)
	// Refresh checks a source now, all of them where ref is empty.
	Refresh(ctx context.Context, ref string, progress func(done, total int)) (Summary, error)
	// Remove takes an article or a source down for good; all of a source only
	// where sure is set.
	Remove(ctx context.Context, ref, reason string, sure bool) (Removal, error)
	// Correct keeps a correction of a quote. Its article may be an address, its
	// words a part of the quote's.
	Correct(ctx context.Context, c data.Correction) error
	// Withdraw takes the correction of a quote back; article and words are named
	// as for Correct.
	Withdraw(ctx context.Context, article, words string) error
}

// FeedAdded is a source that is polled from now on.
type FeedAdded struct {
	data.Source
	Page   bool     // a page was named, and its feed was taken
	Others []string // further feeds that the page names
}

// Removal is what was taken down, or would be.
type Removal struct {
	Title, Article string // of an article: its title, "" where it has none, and its id
	Source         string // all of a source: its name
	Articles       int    // how many
	Unsure         bool   // nothing was: it is all of a source, and sure was not set
}

// newsSubs are the subcommands of /index that need a News.
func newsSubs() []string { return []string{"sources", "refresh", "remove", "correct"} }

// newsCommand handles a subcommand of /index that an operator may use.
func (r *responder) newsCommand(sub string) {
	switch sub {
	case "sources":
		r.answer(newMessage, true, r.listFeeds)
	case "refresh":
		r.refreshFeeds()
	case "remove":
		r.takeDown()
	case "correct":
		r.correct()
	}
}

// addFeed adds a source by its address or name.
func (r *responder) addFeed(ref string) {
	v, shown := r.view, shownName(ref)
	r.task(note(blue, v.say("admin.feed.working", "name", shown)), func(ctx context.Context) post {
		f, err := r.News.AddFeed(ctx, ref)
		r.audit("index add feed", true, "feed", data.Redact(f.Feed), "failed", err != nil)
		if err != nil {
			return note(red, v.say("admin.feed.failed", "name", shown, "error", reason(err)))
		}
		text := r.proclaim(ctx, func(v view) string {
			return v.say("admin.feed.done", "name", shownName(f.Name), "feed", escape(data.Redact(f.Feed)))
		})
		if f.Page {
			text = v.say("admin.feed.page", "name", shown) + "\n" + text
		}
		for _, o := range f.Others[:min(len(f.Others), 5)] {
			text += "\n" + v.say("admin.feed.other", "feed", escape(data.Redact(o)))
		}
		return note(green, text)
	})
}

// addURL takes in what stands at an address.
func (r *responder) addURL(address string) {
	v, shown := r.view, named(address)
	r.taskShown(v.say("admin.add.working", "name", shown(v)), func(ctx context.Context, progress func(done, total int)) post {
		s, err := r.News.AddURL(ctx, address, progress)
		r.audit("index add url", true, "url", data.Redact(address), "added", s.Added, "updated", s.Updated, "skipped", s.Skipped, "failed", err != nil)
		if err != nil {
			return note(red, v.say("admin.add.failed", "name", shown(v), "error", reason(err)))
		}
		return r.summed(ctx, shown, s)
	})
}

// refreshFeeds checks sources now.
func (r *responder) refreshFeeds() {
	v, ref := r.view, strings.TrimSpace(r.it.Data.text("source"))
	shown := named(ref)
	if ref == "" {
		shown = func(v view) string { return v.say("admin.sources.all") }
	}
	r.taskShown(v.say("admin.refresh.working", "name", shown(v)), func(ctx context.Context, progress func(done, total int)) post {
		s, err := r.News.Refresh(ctx, ref, progress)
		r.audit("index refresh", true, "source", data.Redact(ref), "added", s.Added, "updated", s.Updated, "skipped", s.Skipped, "failed", err != nil)
		if err != nil {
			return note(red, v.say("admin.refresh.failed", "name", shown(v), "error", reason(err)))
		}
		return r.summed(ctx, shown, s)
	})
}

// takeDown removes an article or a source for good.
func (r *responder) takeDown() {
	d, v := &r.it.Data, r.view
	ref, why := strings.TrimSpace(d.text("target")), d.text("reason")
	sure := d.yes("all")
	r.task(note(blue, v.say("admin.remove.working")), func(ctx context.Context) post {
		got, err := r.News.Remove(ctx, ref, why, sure)
		r.audit("index remove", true, "target", data.Redact(ref), "articles", got.Articles, "sure", sure, "reason", why, "failed", err != nil)
		switch {
		case err != nil:
			return note(red, v.say("admin.remove.failed", "name", shownName(ref), "error", reason(err)))
		case got.Unsure:
			return note(orange, v.say("admin.remove.unsure", "what", v.removal(got)))
		}
		return note(green, r.proclaim(ctx, func(v view) string { return v.say("admin.remove.done", "what", v.removal(got)) }))
	})
}

// removal names what was taken down.
func (v view) removal(r Removal) string {
	if r.Source != "" {
		return v.say("admin.remove.source", "articles", v.count("articles", r.Articles), "name", escape(cut(oneLine(r.Source), 80)))
	}
	return v.say("admin.remove.article", "title", escape(cut(oneLine(cmp.Or(r.Title, r.Article)), 120)), "id", escape(r.Article))
}

// correct sets a quote's speaker right, hides a quote, or takes back what was
// corrected of it.
func (r *responder) correct() {
	d, v := &r.it.Data, r.view
	c := data.Correction{
		Article: strings.TrimSpace(d.text("article")), Words: d.text("words"), Speaker: oneLine(d.text("speaker")), Reason: oneLine(d.text("reason")),
		By: r.it.who(), Made: r.Now().UTC().Format(time.RFC3339), Ruling: data.SaidByNobody,
	}
	chosen := 0
	for ruling, on := range map[data.Ruling]bool{data.Hidden: d.yes("hide"), data.SaidBy: c.Speaker != "", withdrawn: d.yes("withdraw")} {
		if on {
			c.Ruling = ruling
			chosen++
		}
	}
	if chosen > 1 {
		r.refuse(v.say("admin.correct.both"))
		return
	}
	r.task(note(blue, v.say("admin.correct.working")), func(ctx context.Context) post {
		err := r.rule(ctx, c)
		r.audit("index correct", true, "article", c.Article, "ruling", c.Ruling, "speaker", c.Speaker, "reason", c.Reason, "failed", err != nil)
		if err != nil {
			return note(red, v.say("admin.correct.failed", "error", reason(err)))
		}
		return note(green, r.proclaim(ctx, func(v view) string { return v.say("ruling."+string(c.Ruling), "speaker", escape(c.Speaker)) }))
	})
}

// withdrawn is the choice to take a correction back.
const withdrawn data.Ruling = "withdrawn"

func (r *responder) rule(ctx context.Context, c data.Correction) error {
	if c.Ruling == withdrawn {
		return r.News.Withdraw(ctx, c.Article, c.Words)
	}
	return r.News.Correct(ctx, c)
}

// mostFeeds are listed; a message holds no more.
const mostFeeds = 25

// listFeeds says how polling goes, the sources that fail first.
func (r *responder) listFeeds(ctx context.Context) result {
	v := r.view
	feeds, err := r.News.Feeds(ctx)
	if err != nil {
		return r.apology(v, err)
	}
	if len(feeds) == 0 {
		return result{post: note(blue, v.say("admin.sources.none")), status: "answered"}
	}
	var failing, fine []string
	for _, f := range feeds {
		if f.State.Failures > 0 || f.State.Gone {
			failing = append(failing, v.say("admin.sources.failing", "name", shownName(f.Name), "since", duration(r.Now().Sub(f.State.FailingSince)), "error", escape(cut(oneLine(data.Redact(f.State.Error)), 120))))
			continue
		}
		fine = append(fine, v.say("admin.sources.fine", "name", shownName(f.Name), "new", v.number(f.Counts.New), "updated", v.number(f.Counts.Updated), "duplicate", v.number(f.Counts.Duplicate)))
	}
	lines := append(failing, fine...)
	text := "### " + v.say("admin.sources.title", "n", v.number(len(feeds)))
	for _, l := range lines[:min(len(lines), mostFeeds)] {
		text += "\n- " + l
	}
	if n := len(lines) - mostFeeds; n > 0 {
		text += "\n" + v.say("admin.sources.more", "n", v.number(n))
	}
	return result{post: note(blue, cut(text, 3900)), status: "answered"}
}

// named is a name as it is shown in any language.
func named(name string) func(view) string { return func(view) string { return shownName(name) } }

// summed is what came of adding articles.
func (r *responder) summed(ctx context.Context, shown func(view) string, s Summary) post {
	v := r.view
	text := r.proclaim(ctx, func(v view) string {
		return v.say("admin.add.done", "name", shown(v), "read", v.number(s.Read), "added", v.number(s.Added), "updated", v.number(s.Updated),
			"unchanged", v.number(s.Unchanged), "skipped", v.number(s.Skipped))
	})
	const most = 5
	if len(s.Errors) > 0 {
		text += "\n" + v.say("admin.add.errors")
	}
	for _, e := range s.Errors[:min(len(s.Errors), most)] {
		text += "\n- " + reason(errors.New(e))
	}
	if n := len(s.Errors) - most; n > 0 {
		text += "\n" + v.say("admin.add.more", "n", v.number(n))
	}
	colour := green
	if s.Skipped > 0 {
		colour = orange
	}
	return note(colour, text)
}
