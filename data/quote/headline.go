package quote

// inHeadline reports whether the mention stands in a line without a full stop
// whose words nearly all have capitals: there a run of capitals is no name ("Roe Sees Danger").
func (d *document) inHeadline(m *mention) bool {
	para := d.tokens[m.first].para
	words, capitals := 0, 0
	for i := m.first; i >= 0 && d.tokens[i].para == para && i > m.first-30; i-- {
		words, capitals = countWord(&d.tokens[i], words, capitals)
	}
	for i := m.first + 1; i < len(d.tokens) && d.tokens[i].para == para && i < m.first+30; i++ {
		if t := &d.tokens[i]; t.kind == stop && d.text[t.Start] == '.' {
			return false
		}
		words, capitals = countWord(&d.tokens[i], words, capitals)
	}
	return words >= 4 && 10*capitals >= 7*words
}

func countWord(t *token, words, capitals int) (int, int) {
	if t.kind != word || t.is(function|preposition) {
		return words, capitals
	}
	if t.upper {
		capitals++
	}
	return words + 1, capitals
}
