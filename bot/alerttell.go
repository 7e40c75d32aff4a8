package bot

import (
	"context"
	"strings"

	"verbatim/data"
	"verbatim/index/answer"
)

// watchOf is what to wait for where a question found nothing; ok is false where
// nothing was understood of it.
func watchOf(u answer.Understood, ask filters, lang string) (w answer.Watch, ok bool) {
	w = answer.Watch{Topic: strings.Join(u.Topic, " "), Source: ask.source, AskerLang: lang}
	if len(u.Speakers) > 0 {
		w.Speaker = u.Speakers[0]
	}
	return w, len(u.Speakers) < 2 && (w.Speaker != "" || w.Topic != "")
}

// tellLater keeps a one-time alert, told directly, for what a question asked and
// nothing answered.
func (r *responder) tellLater(ctx context.Context, q question, lang string) result {
	a, err := r.search(ctx, q, lang)
	if err != nil {
		return r.apology(r.view, err)
	}
	v := r.view
	w, ok := watchOf(a.Understood, q.ask, a.Lang)
	if !ok {
		return refusal(v.say("alert.empty"))
	}
	all, err := r.seen(ctx)
	if err != nil {
		return r.apology(v, err)
	}
	for _, s := range all {
		if s.Kind == data.Once && s.Speaker == w.Speaker && s.Topic == w.Topic && s.Source == w.Source {
			return refusal(v.say("alert.waiting", "what", v.subject(w)))
		}
	}
	s := alert{Watch: w, every: data.AtOnce}.subscription(data.Once, r.it.who(), v.lang, r.Now())
	full, err := r.addAlert(ctx, s)
	if err != nil {
		return r.apology(v, err)
	}
	if full != "" {
		return refusal(full)
	}
	until := v.date(s.Created.Add(onceLasts).Format("2006-01-02"))
	return result{post: note(green, v.say("alert.once.kept", "what", v.subject(w), "date", until, "list", v.slash("alert", "alert.list"))), aside: true, status: "answered"}
}
