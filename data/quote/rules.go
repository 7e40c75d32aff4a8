package quote

// strong is the rule score from which a mention counts as the speaker that the
// sentence itself names. Scores and weights of the rules were set by hand on
// the development sets.
const strong = 5.0

// rule scores a mention by hand-made rules: how sure it is that it points to
// who said the quotation. 10 is "said Roe" right behind the quotation.
func (f *facts) rule() float64 {
	s := 0.0
	switch {
	case f.after && f.stops == 0:
		s = f.ruleAfter()
	case f.after:
		s = 0.5 - 0.05*float64(f.words)
	case f.stops == 0 && f.paras == 0:
		s = f.ruleBefore()
	case f.stops <= 1:
		s = 1 - 0.05*float64(f.words)
		if f.cueNext {
			s += 2
		}
	default:
		s = -float64(f.stops)
	}
	if f.prep && !f.accord {
		s -= 2.5
	}
	if f.kind != byName {
		s -= 0.2
	}
	return s - 4*float64(f.quotes) - float64(f.paras)
}

func (f *facts) ruleAfter() float64 {
	w := float64(f.words)
	switch {
	case f.cuePrev:
		return 10 - 0.4*w
	case f.accord:
		return 10 - 0.5*w
	case f.cueNext && f.words <= 3:
		return 10 - 0.5*w
	case f.cues > 0:
		return 5.5 - 0.3*w
	}
	return 1 - 0.1*w
}

func (f *facts) ruleBefore() float64 {
	w := float64(f.words)
	s := 1.5 - 0.1*w
	switch {
	case f.accord:
		s = 9 - 0.1*w
	case f.cueNext:
		s = 9 - 0.15*w
	case f.cues > 0:
		s = 6.5 - 0.1*w
	case f.colon:
		s = 6 - 0.2*w
	}
	if f.start {
		s += 0.5
	}
	return s
}
