package quote

import (
	"slices"

	"verbatim/data/lang"
)

// rival reports whether the article names others of that surname in full, at
// least as often as the gazetteer's person.
func (c *cast) rival(surname, full string, gender byte) bool {
	own, others := 0, 0
	for _, i := range c.bySur[lang.Fold(surname)] {
		switch e := &c.members[i]; {
		case e.name == full:
			own = e.full
		case gender == 0 || e.gender == 0 || e.gender == gender:
			others = max(others, e.full)
		}
	}
	return others > 0 && others >= own
}

// partial finds the person whose name ends or begins with parts: "Roe", "van
// Roe" or "Jane" for "Jane van Roe". Two of one surname are told apart by the
// title's gender, by who was named before, and by who is named more often.
func (c *cast) partial(parts []string, m *mention) (e int, shared, ok bool) {
	if len(parts) == 0 {
		return 0, false, false
	}
	var hits []int
	for _, i := range c.bySur[parts[len(parts)-1]] {
		e := &c.members[i]
		if suffix(e.parts, parts) && (m.gender == 0 || e.gender == 0 || e.gender == m.gender) {
			hits = append(hits, i)
		}
	}
	if len(parts) == 1 && !c.named(hits, m.first) {
		// "Chen" for "Chen Tong", who was named before any "Jane Chen"
		if given := c.byGiven[parts[0]]; len(hits) == 0 || c.named(given, m.first) {
			hits = given
		}
	}
	return c.main(hits)
}

// named reports whether the article names one of the members in full before
// token i.
func (c *cast) named(hits []int, i int) bool {
	return slices.ContainsFunc(hits, func(e int) bool { return c.members[e].full > 0 && c.members[e].first < i })
}

// clearLead is how many times as often as the next of the name a person is named
// in full, for the name alone to mean that one for sure.
const clearLead = 3

// main is the one of several people of one name that the name alone means: the
// one the article names in full most often, the first of them where it is a
// tie. shared says that it may well mean another.
func (c *cast) main(hits []int) (e int, shared, ok bool) {
	best, second := -1, 0
	for _, i := range hits {
		switch n := c.members[i].full; {
		case best < 0:
			best = i
		case n > c.members[best].full:
			best, second = i, c.members[best].full
		default:
			second = max(second, n)
		}
	}
	if best < 0 {
		return 0, false, false
	}
	return best, second > 0 && c.members[best].full < clearLead*second, true
}

// suffix reports whether parts ends full, or is full with a middle name left
// out or added.
func suffix(full, parts []string) bool {
	if len(parts) > len(full) {
		return parts[0] == full[0] && len(parts)-len(full) <= 1
	}
	tail := full[len(full)-len(parts):]
	same := true
	for i := range parts {
		same = same && parts[i] == tail[i]
	}
	return same || len(parts) > 1 && len(full)-len(parts) == 1 && parts[0] == full[0]
}
