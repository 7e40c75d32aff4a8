package bot

import (
	"context"
	"errors"
	"sync"
	"time"
)

// tokenLife is how long a response can be edited: Discord's 15 minutes, with a
// margin. After that the result goes to the operator directly.
const (
	tokenLife  = 14 * time.Minute
	editEvery  = 2 * time.Second
	lastWordIn = 3 * time.Second // of long work that was stopped with the bot
)

// job is the rebuild under way; there is one at a time.
type job struct {
	mu    sync.Mutex
	state *progress
}

// progress is how far a rebuild has come.
type progress struct {
	done, total int
	ago         time.Duration // since it began
	begun       time.Time
}

// values are the progress as values of a text.
func (p *progress) values(v view) []string {
	return []string{"done", v.number(p.done), "total", v.number(p.total), "ago", duration(p.ago)}
}

// begin claims the job; ok is false where a rebuild runs already.
func (j *job) begin() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state != nil {
		return false
	}
	j.state = &progress{begun: time.Now()}
	return true
}

// end makes room for the next rebuild and returns how far this one came.
func (j *job) end() progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	last := *j.state
	j.state = nil
	return last
}

func (j *job) report(done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state != nil {
		j.state.done, j.state.total = done, total
	}
}

// now returns how far the rebuild is, nil where none runs.
func (j *job) now() *progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state == nil {
		return nil
	}
	p := *j.state
	p.ago = time.Since(p.begun)
	return &p
}

// rebuild indexes everything anew and shows how far it is in the response.
func (r *responder) rebuild() {
	ctx, cancel := context.WithCancel(r.long)
	defer cancel()
	if !r.job.begin() {
		r.show(r.alreadyRunning())
		return
	}
	r.remember(&rebuildNote{User: r.it.who(), Channel: r.it.Channel, Lang: r.view.lang, Begun: r.Now()})
	title := "### " + r.view.say("admin.rebuild.title") + "\n"
	begin := note(blue, title+r.view.say("admin.rebuild.begun"))
	begin.Flags |= ephemeral
	if r.first(newMessage, begin) != nil {
		r.remember(nil)
		r.job.end()
		return
	}
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		r.guarded(ctx, r.view, func(ctx context.Context) result { return r.showProgress(ctx, title) })
	}()
	err := r.runRebuild(ctx)
	stopped := ctx.Err() != nil
	cancel()
	<-shown
	r.remember(nil) // while the job is still ours: the next one writes a note of its own
	r.lastWord(title, r.job.end(), err, stopped)
}

func (r *responder) runRebuild(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = r.panicked(p)
		}
	}()
	return r.Admin.Rebuild(ctx, r.job.report)
}

func (r *responder) alreadyRunning() result {
	p := r.job.now()
	if p == nil { // it ended just now
		p = &progress{}
	}
	return refusal(r.view.say("admin.rebuild.running", p.values(r.view)...))
}

func (b *Bot) remember(n *rebuildNote) {
	if err := notes(b.Notes).write(n); err != nil {
		b.Log.Error("bot: the note about the rebuild cannot be written", "error", err)
	}
}

// showProgress edits the response now and then, until ctx ends or the response
// can be edited no more.
func (r *responder) showProgress(ctx context.Context, title string) (nothing result) {
	tick := time.NewTicker(editEvery)
	defer tick.Stop()
	last := progress{}
	for time.Since(r.arrived) < tokenLife {
		select {
		case <-ctx.Done():
			return nothing
		case <-tick.C:
		}
		p := r.job.now()
		if p == nil || p.done == last.done && p.total == last.total {
			continue
		}
		last = *p
		bar, percent := progressBar(p.done, p.total)
		text := r.view.say("admin.rebuild.progress", append(p.values(r.view), "bar", bar, "percent", percent)...)
		if err := r.edit(ctx, r.it, note(blue, title+text)); err != nil && ctx.Err() == nil {
			r.Log.Warn("bot: progress not shown", "error", err)
		}
	}
	return nothing
}

// lastWord says how the rebuild ended.
func (r *responder) lastWord(title string, p progress, err error, stopped bool) {
	took := time.Since(r.arrived)
	v := r.view
	colour, text := green, v.say("admin.rebuild.done", "total", v.number(p.total), "took", duration(took))
	switch {
	case err != nil && (stopped || errors.Is(err, context.Canceled)):
		colour, text = orange, v.say("admin.rebuild.stopped")
	case err != nil:
		colour, text = red, v.say("admin.rebuild.failed", "took", duration(took), "error", reason(err))
	}
	r.audit("index rebuild", true, "took", took.Round(time.Millisecond), "error", err)
	r.finally(note(colour, title+text))
}

// finally shows the outcome of long work in the response; where that can be
// edited no more, whoever asked is told.
func (r *responder) finally(p post) {
	within := replyWithin // through an outage of Discord's
	if r.long.Err() != nil {
		within = lastWordIn
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.work), within)
	defer cancel()
	if time.Since(r.arrived) < tokenLife && r.edit(ctx, r.it, p) == nil {
		return
	}
	r.tell(ctx, r.it.who(), r.it.Channel, p)
}

// tell sends an operator a message: directly, or else where they asked. It
// reports whether the message was taken.
func (b *Bot) tell(ctx context.Context, person, channel string, p post) bool {
	err := b.sendDirect(ctx, person, p)
	if err != nil {
		err = b.send(ctx, channel, p)
	}
	if err != nil {
		b.Log.Warn("bot: an operator could not be told", "user", person, "error", err)
	}
	return err == nil
}

// tellOfCutRebuild tells whoever asked for a rebuild that it was cut off when
// the process ended.
func (b *Bot) tellOfCutRebuild(ctx context.Context) {
	n, err := notes(b.Notes).read()
	if err != nil {
		b.Log.Error("bot: the note about a rebuild cannot be read", "error", err)
	}
	if n == nil {
		return
	}
	v := b.view(n.Lang)
	p := note(orange, "### "+v.say("admin.rebuild.title")+"\n"+v.say("admin.rebuild.cut", "ago", duration(b.Now().Sub(n.Begun)), "rebuild", v.slash("index", "index.rebuild")))
	p.Nonce = "cut-" + n.Begun.Format("20060102150405")
	b.Log.Warn("bot: the last rebuild was cut off", "user", n.User, "begun", n.Begun)
	if !b.tell(ctx, n.User, n.Channel, p) {
		return // the next start tries again
	}
	if now, err := notes(b.Notes).read(); err == nil && now != nil && now.Begun.Equal(n.Begun) {
		b.remember(nil)
	}
}
