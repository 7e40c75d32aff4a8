package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"
)

// result is what a handler wants to be shown.
type result struct {
	post
	// aside: it goes to the one person alone, and leaves the message of the
	// button pressed as it is.
	aside  bool
	status string // for the meters
}

// responder answers one interaction, in time and once.
type responder struct {
	*Bot
	it      *interaction
	view    view // in the reader's language
	out     view // in the language of the answer: the server's where everybody sees it
	arrived time.Time
	sent    bool // a first response
}

func newResponder(b *Bot, it *interaction) *responder {
	v := b.view(langOf(it.Locale))
	return &responder{Bot: b, it: it, view: v, out: v, arrived: time.Now()}
}

// public is the view for what everybody sees: in the language that the server
// chose, else in the server's own; in a direct message in the person's.
func (r *responder) public() view {
	if r.it.Guild == "" {
		return r.view
	}
	if lang := r.settingsOf(r.work, r.it.Guild).Lang; lang != "" {
		return r.Bot.view(lang)
	}
	if r.it.Home == "" { // the app is installed by the person, not by the server
		return r.view
	}
	return r.Bot.view(langOf(r.it.Home))
}

// answer does the work and responds with its result: with a new message, or by
// replacing the message of the button pressed. Where the work takes long Discord
// is told that the bot is thinking, and the result follows.
func (r *responder) answer(kind int, private bool, work func(context.Context) result) {
	ctx, cancel := context.WithTimeout(r.work, answerWithin)
	defer cancel()
	done := make(chan result, 1)
	go func() { done <- r.guarded(ctx, r.view, work) }()
	select {
	case res := <-done:
		r.send(kind, private, res)
	case <-time.After(r.wait()):
		r.late(kind, private, done)
	}
}

// show responds, to the one person, with what needs no search.
func (r *responder) show(res result) { r.send(newMessage, true, res) }

// refuse tells them what does not work.
func (r *responder) refuse(text string) { r.show(refusal(text)) }

// wait is how long a result is waited for before "thinking" is said.
func (r *responder) wait() time.Duration {
	if len(r.slots) == cap(r.slots) {
		return 0
	}
	return r.patience - time.Since(r.arrived)
}

// send responds with the result.
func (r *responder) send(kind int, private bool, res result) {
	if res.aside {
		kind, private = newMessage, true
	}
	if private && kind == newMessage {
		res.Flags |= ephemeral
	}
	err := r.first(kind, res.post)
	var refused *APIError
	if errors.As(err, &refused) && refused.Status == http.StatusBadRequest && refused.Code != alreadyAcked {
		// Discord did not take our layout: say at least that something failed.
		sorry := r.apology(r.view, err).post
		sorry.Flags |= ephemeral
		r.first(newMessage, sorry)
	}
	r.meters.answered(via(r.it), res.status, time.Since(r.arrived))
}

// first sends a first response, and logs why it did not arrive.
func (r *responder) first(kind int, data any) error {
	ctx, cancel := context.WithDeadline(r.work, r.arrived.Add(respondBy))
	defer cancel()
	err := r.respond(ctx, r.it, kind, data)
	r.sent = r.sent || err == nil
	if err != nil {
		r.Log.Warn("bot: response not taken", "interaction", r.it.ID, "type", kind, "error", err)
	}
	return err
}

// sorry says that something failed, where nothing was said yet.
func (r *responder) sorry(err error) {
	if !r.sent {
		r.send(newMessage, true, r.apology(r.view, err))
	}
}

// late says "thinking" and shows the result once it is there.
func (r *responder) late(kind int, private bool, done <-chan result) {
	wait := struct {
		Flags int `json:"flags,omitempty"`
	}{}
	think := thinking
	if kind == editMessage {
		think = thinkAgain
	} else if private {
		wait.Flags = ephemeral
	}
	if r.first(think, wait) != nil {
		return
	}
	res := r.await(done)
	ctx, cancel := context.WithTimeout(r.work, answerWithin)
	defer cancel()
	err := error(nil)
	switch {
	case res.aside && kind == newMessage && !private:
		err = r.withdraw(ctx, res.post)
	case res.aside && kind == editMessage:
		res.Flags |= ephemeral
		err = r.followUp(ctx, r.it, res.post)
	default:
		err = r.edit(ctx, r.it, res.post)
	}
	var refused *APIError
	if errors.As(err, &refused) && refused.Status == http.StatusBadRequest && kind == newMessage {
		// As in send: not "thinking" for ever over a layout that was not taken.
		err = errors.Join(err, r.edit(ctx, r.it, r.apology(r.view, err).post))
	}
	if err != nil {
		r.Log.Warn("bot: answer not taken", "interaction", r.it.ID, "error", err)
	}
	r.meters.answered(via(r.it), res.status, time.Since(r.arrived))
}

// withdraw takes back a "thinking" that everybody sees, and tells the one person
// instead.
func (r *responder) withdraw(ctx context.Context, p post) error {
	if err := r.remove(ctx, r.it); err != nil {
		return r.edit(ctx, r.it, p)
	}
	p.Flags |= ephemeral
	return r.followUp(ctx, r.it, p)
}

// await waits for the result of work that has been told to be done by
// answerWithin, and a little longer; no search hangs an answer for ever.
func (r *responder) await(done <-chan result) result {
	select {
	case res := <-done:
		return res
	case <-time.After(answerWithin - time.Since(r.arrived) + time.Second):
		return r.apology(r.view, context.DeadlineExceeded)
	}
}

func via(it *interaction) string {
	if it.Type == isCommand {
		return "command"
	}
	return "button"
}

// guarded does the work, and turns a panic into an apology.
func (b *Bot) guarded(ctx context.Context, v view, work func(context.Context) result) (res result) {
	defer func() {
		if p := recover(); p != nil {
			res = b.apology(v, b.panicked(p))
		}
	}()
	return work(ctx)
}

// panicked logs a panic without what it carries, which may be somebody's text.
func (b *Bot) panicked(p any) error {
	b.meters.panics.Inc()
	err := fmt.Errorf("panic of type %T", p)
	if e, ok := p.(runtime.Error); ok {
		err = fmt.Errorf("panic: %w", e)
	}
	b.Log.Error("bot: handler panicked", "error", err, "stack", string(debug.Stack()))
	return err
}

// apology is what people see of an error: whether asking again helps, and a code
// by which the operator finds it in the log.
func (b *Bot) apology(v view, err error) result {
	switch {
	case errors.Is(err, errBusy):
		return result{post: note(red, v.say("error.busy")), aside: true, status: "busy"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		b.Log.Warn("bot: a search took too long", "error", err)
		return result{post: note(red, v.say("error.timeout")), aside: true, status: "timeout"}
	}
	code := fmt.Sprintf("%06x", rand.N(1<<24))
	b.Log.Error("bot: no answer", "code", code, "error", err)
	return result{post: note(red, v.say("error.failed", "code", code)), aside: true, status: "failed"}
}

// refusal tells somebody, and nobody else, what does not work.
func refusal(text string) result {
	return result{post: note(red, text), aside: true, status: "refused"}
}
