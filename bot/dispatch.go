package bot

import "context"

// The commands on a message, by the name that they are registered under.
const (
	verifyThis  = "Verify this quote"
	findRelated = "Find related quotes"
)

// questions are the commands that search; each counts towards the member's
// share. Their answers are public unless "private" was chosen.
func (r *responder) questions() map[string]func(private bool) {
	return map[string]func(bool){
		"ask": r.askCommand, "latest": r.latestCommand, "quotes": r.quotesCommand, "timeline": r.timelineCommand,
		"compare": r.compareCommand, "trends": r.trendsCommand, "verify": r.verifyCommand, verifyThis: r.verifyMessage, findRelated: r.relatedTo,
	}
}

// services are the commands that do not; their answers are for the one person.
func (r *responder) services() map[string]func() {
	return map[string]func(){
		"sources": r.sourcesCommand, "help": r.helpCommand, "privacy": r.privacyCommand, "settings": r.settingsCommand, "digest": r.digestCommand, "alert": r.alertCommand, "index": r.indexCommand,
	}
}

func (r *responder) command() {
	name := r.it.Data.Name
	if serve, known := r.services()[name]; known {
		serve()
		return
	}
	ask, known := r.questions()[name]
	if !known {
		r.refuse(r.view.say("error.unknown"))
		return
	}
	private := r.it.Data.yes("private") || r.it.Data.Target != ""
	if !private {
		r.out = r.public()
	}
	if r.mayAsk() {
		ask(private)
	}
}

// mayAsk counts a question towards the member's share, and tells them where it
// is used up.
func (r *responder) mayAsk() bool {
	wait := r.share(r.work, r.it.who(), r.it.Guild)
	if wait == 0 {
		return true
	}
	r.show(result{post: note(orange, r.view.say("error.share", "wait", duration(max(wait, minShown)))), status: "cooldown"})
	return false
}

// pressed goes on where a button or a select leads. What one of an older version
// means is not known any more.
func (r *responder) pressed() {
	s, err := decodeState(r.it.Data.CustomID)
	if err != nil {
		r.Log.Info("bot: unknown button", "error", err)
		r.expired()
		return
	}
	if r.it.who() == userID(s.asker) { // the message stays in its language; anybody else gets one of their own
		r.out = r.Bot.view(s.lang)
	}
	switch s.verb {
	case verbLatest:
		r.turnLatest(s)
	case verbQuotes, verbHistory, verbShareQuotes, verbShareHistory:
		r.turnStatements(s)
	case verbErase:
		r.erase(s)
	case verbAbout:
		r.about(s)
	case verbKeepAlert:
		r.keepAlert(s)
	case verbDropAlert:
		r.dropAlert()
	case verbResume:
		r.resumeAlert(s)
	default:
		if q, ok := r.asked(s); ok {
			r.goOn(s, q)
			return
		}
		r.expired()
	}
}

// goOn does what a button under an answer says, about the question answered.
func (r *responder) goOn(s state, q question) {
	private := r.it.private()
	switch s.verb {
	case verbPage:
		q.offset = s.arg
		r.turn(s, func(ctx context.Context) result { return r.answered(ctx, q, s.lang, r.fixed) })
	case verbShare:
		if !r.mayAsk() {
			return
		}
		q.offset, q.private = s.arg, false
		r.answer(newMessage, false, func(ctx context.Context) result { return r.answered(ctx, q, s.lang, r.fixed) })
	case verbWho:
		r.turn(s, func(ctx context.Context) result { return r.chosen(ctx, s, q) })
	case verbInstead:
		r.answer(newMessage, private || q.asker != userID(s.asker), func(ctx context.Context) result { return r.instead(ctx, q) })
	case verbFull:
		q.offset = s.arg
		r.answer(newMessage, true, func(ctx context.Context) result { return r.fullQuote(ctx, q) })
	case verbTell:
		if r.alerts() && r.mayAsk() {
			r.answer(newMessage, true, func(ctx context.Context) result { return r.tellLater(ctx, q, s.lang) })
		}
	case verbRetry:
		r.openRetry(s, q)
	case verbFurther:
		r.openFurther(s)
	default:
		r.judged(s, q)
	}
}

// judged does what the buttons for feedback say.
func (r *responder) judged(s state, q question) {
	switch {
	case r.Memory == nil:
		r.expired()
		return
	case (s.verb == verbGood || s.verb == verbBad) && !r.mayAsk():
		return
	}
	switch s.verb {
	case verbGood:
		r.answer(newMessage, true, func(ctx context.Context) result { return r.praised(ctx, s) })
	case verbBad:
		r.show(r.askWhy(s, q))
	case verbReason:
		r.answer(editMessage, true, func(ctx context.Context) result { return r.blamed(ctx, s, q) })
	case verbKeep:
		r.answer(editMessage, true, func(ctx context.Context) result { return r.kept(ctx, s, q) })
	case verbMissing:
		r.openMissing(s, q)
	default:
		r.expired()
	}
}

func (r *responder) expired() {
	r.refuse(r.view.say("error.expired"))
}

// turn shows another page: in place for whoever asked, and in a message of their
// own for anybody else.
func (r *responder) turn(s state, work func(context.Context) result) {
	if r.it.who() == userID(s.asker) {
		r.answer(editMessage, false, work)
		return
	}
	r.answer(newMessage, true, work)
}

// submitted does what a form asks for.
func (r *responder) submitted() {
	s, err := decodeState(r.it.Data.CustomID)
	if err != nil {
		r.expired()
		return
	}
	if !r.it.private() {
		r.out = r.Bot.view(s.lang)
	}
	switch {
	case s.verb == verbAdd:
		r.addText()
	case s.verb == verbMissing && r.Memory != nil:
		r.answer(newMessage, true, func(ctx context.Context) result { return r.missing(ctx, s) })
	case s.verb == verbRetry && r.mayAsk():
		r.answer(newMessage, r.it.private(), r.retried(s))
	case s.verb == verbFurther && r.mayAsk():
		r.answer(newMessage, r.it.private(), r.further(s))
	case s.verb != verbRetry && s.verb != verbFurther:
		r.expired()
	}
}
