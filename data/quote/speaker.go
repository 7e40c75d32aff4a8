package quote

import "verbatim/data"

// speaker is who said a statement, as far as the article tells.
type speaker struct {
	name       string
	named      bool
	entity     int // -1 where no member of the cast
	at         int // index of the mention chosen, or -1
	mention    data.Span
	basis      data.Basis
	confidence float64
}

// quotes turns posts and statements into quotes with their speakers.
func (d *document) quotes() []data.Quote {
	out := make([]data.Quote, 0, len(d.posts)+len(d.frags))
	for i := range d.posts {
		out = append(out, d.postQuote(&d.posts[i]))
	}
	sts := d.statements()
	prev := -1 // index of the previous statement
	speakers := make([]speaker, len(sts))
	for i := range sts {
		speakers[i] = d.speakerOf(sts, i, prev, speakers)
		prev = i
		out = append(out, d.quote(&sts[i], &speakers[i]))
	}
	answers := d.interview()
	out = append(out, answers...)
	k := 0
	for _, q := range d.reported(sts) {
		for k < len(answers) && answers[k].End <= q.Start {
			k++
		}
		if k == len(answers) || !answers[k].Overlaps(q.Span) {
			out = append(out, q)
		}
	}
	return out
}

func (d *document) postQuote(p *post) data.Quote {
	q := data.Quote{
		Span: p.Span, Kind: data.Posted, Lang: languageOf(p.Of(d.text)), Mention: p.name,
		Speaker: signedName(p.name.Of(d.text)), Named: true, Basis: data.BySignature, Confidence: 0.98, SaidOn: p.date,
	}
	if p.guessed {
		q.Confidence = sureGuess
	}
	if known, ok := d.gazetteer.PersonByHandle(p.handle); ok {
		q.Speaker = known.Name
	} else if m := d.gazetteer.Named(q.Speaker); len(m) == 1 && !m[0].Ambiguous {
		q.Speaker = m[0].Name()
	}
	if q.Speaker == "" {
		q.Speaker, q.Named = "@"+p.handle, false
	}
	return q
}

func (d *document) quote(s *statement, who *speaker) data.Quote {
	q := data.Quote{
		Span: d.whole(s), Kind: data.Direct, Mixed: s.mixed,
		Speaker: who.name, Named: who.named, Mention: who.mention, Basis: who.basis, Confidence: who.confidence,
	}
	if len(s.frags) > 1 {
		for _, f := range s.frags {
			q.Parts = append(q.Parts, d.frags[f].Span)
		}
	}
	from, _ := d.tokensOf(s.frags[0])
	_, end := d.tokensOf(s.frags[0])
	first, last := d.sentenceAround(from, end)
	if who.name != "" && who.confidence >= 0.3 {
		q.SaidOn = d.saidOn(first, last, from, end)
	}
	q.Lang = languageOf(q.Of(d.text))
	if q.Lang == "" {
		q.Lang = d.lang
	}
	return q
}

// speakerOf finds who said statement i.
func (d *document) speakerOf(sts []statement, i, prev int, done []speaker) speaker {
	from, to := d.tokensOf(sts[i].frags[0])
	if d.ranker != nil {
		return d.ranked(from, to, prev, done)
	}
	best, score := d.best(from, to)
	if best >= 0 && score >= strong {
		who := d.resolve(&d.found[best], from)
		who.confidence *= evidence(score)
		return who
	}
	if prev >= 0 {
		if who, ok := d.inherit(&sts[prev], &done[prev], from); ok {
			return who
		}
	}
	if best >= 0 && score > 0 {
		who := d.resolve(&d.found[best], from)
		who.confidence *= 0.4
		return who
	}
	return speaker{entity: -1, at: -1}
}

// ranked lets the ranker choose. What speaks for one entity by several mentions
// counts together.
func (d *document) ranked(from, to, prev int, done []speaker) speaker {
	var before *speaker
	if prev >= 0 {
		before = &done[prev]
	}
	cands := d.candidates(from, to, before)
	best, p := d.pick(cands)
	if best < 0 {
		return speaker{entity: -1, at: -1}
	}
	c := &cands[best]
	if c.again && before.at == c.index && before.name != "" {
		who := *before
		who.confidence *= p
		if !d.ownEvidence(&c.facts) {
			who.basis = data.ByInheritance
			if d.goesOn(to) {
				who.confidence = min(who.confidence, behindPreposition)
			}
		}
		return who
	}
	who := d.resolve(&d.found[c.index], from)
	who.at = c.index
	sure := c.evidence()
	if d.standsAlone(c) {
		sure = 1
	}
	who.confidence *= p * sure
	if !c.after && !d.ownEvidence(&c.facts) && d.goesOn(to) {
		who.confidence = min(who.confidence, behindPreposition)
	}
	return who
}

// goesOn reports whether the sentence goes on behind the quotation that ends
// before token i: then it tells in words that we may not know whose words they
// were ("… », a renchéri son mari"), and they are not the last speaker's.
func (d *document) goesOn(i int) bool {
	if i >= len(d.tokens) || i == 0 || d.tokens[i].para != d.tokens[i-1].para {
		return false
	}
	open := d.quoteEnding(i) == ','
	if d.tokens[i].kind == comma {
		open = true
		i++
	}
	return i < len(d.tokens) && d.tokens[i].kind == word && d.tokens[i].frag < 0 && (open || !d.tokens[i].upper)
}

// standsAlone reports whether an attribution and no more follows the quotation:
// "…?" Roe said. Behind a question the name begins a sentence, and yet says
// nothing but whose words they were.
func (d *document) standsAlone(c *candidate) bool {
	if !c.after || c.words > 0 || c.paras > 0 || c.quotes > 0 || !c.cueNext || c.prep || c.joined {
		return false
	}
	verb, ok := d.verb(d.found[c.index].last)
	return ok && (verb+1 == len(d.tokens) || d.tokens[verb+1].kind == stop)
}

// Where the ranker gives its choice less than undecided, a mention that the rules
// score at least plain ("said Roe" beside the quotation) is chosen instead. Set
// on the development sets.
const (
	undecided = 0.6
	plain     = 8
)

// pick is the index of the candidate that speaks, and how sure the ranker is of
// its own choice.
func (d *document) pick(cands []candidate) (int, float64) {
	best, p := d.ranker.choose(cands)
	if p < undecided {
		for i := range cands {
			if cands[i].top && cands[i].rule >= plain {
				best = i
			}
		}
	}
	return best, p
}

// behindPreposition is what is left of the confidence in a name that a
// preposition governs: "a grocer in Acme said".
const behindPreposition = 0.45

// evidence is how far the quotation's surroundings attribute it at all; the
// ranker only says which candidate is the likeliest. Set on the development sets.
func (c *candidate) evidence() float64 {
	switch {
	case c.after && c.words == 0 && c.paras == 0 && c.seq[0] == byte(dash):
		return 0.9 // “…” – Roe
	case c.prep && !c.accord && !c.cuePrev, c.joined && c.cueNext:
		return behindPreposition
	case c.blocked && !c.cuePrev && !c.accord, c.after && c.stops > 0:
		return 0.6
	case c.cueCode() != '.' && c.quotes == 0:
		return 1
	case c.again, c.colon && !c.after && c.ownSentence(), c.rivals == 0 && c.after && c.words == 0:
		return 0.9
	}
	return 0.6
}

// ownEvidence reports whether the quotation's own sentence attributes it.
func (d *document) ownEvidence(f *facts) bool { return f.stops == 0 && f.paras == 0 && f.quotes == 0 }

// evidence turns a rule score into a factor of confidence.
func evidence(score float64) float64 {
	switch {
	case score >= 8:
		return 1
	case score >= 6:
		return 0.9
	}
	return 0.75
}

// inherit gives a statement the speaker of the one before it: in the same
// paragraph, or where the next paragraph opens with the quotation.
func (d *document) inherit(prev *statement, who *speaker, from int) (speaker, bool) {
	if who.name == "" {
		return speaker{}, false
	}
	_, end := d.tokensOf(prev.frags[len(prev.frags)-1])
	if from-end > 60 || end > from {
		return speaker{}, false
	}
	paras := d.tokens[from].para - d.tokens[max(0, end-1)].para
	if paras > 1 || paras == 1 && !d.paragraphStart(from) {
		return speaker{}, false
	}
	out := *who
	out.basis = data.ByInheritance
	out.confidence *= 0.8
	if paras == 1 {
		out.confidence *= 0.8
	}
	return out, true
}

func (d *document) paragraphStart(i int) bool {
	return i == 0 || d.tokens[i-1].para != d.tokens[i].para
}
