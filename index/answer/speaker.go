package answer

import (
	"strings"
	"unicode/utf8"

	"verbatim/data/lang"
	"verbatim/index/query"
)

// minTypo is the shortest name that one wrong letter is forgiven in.
const minTypo = 5

// whom reads a speaker that was typed by itself: a name, an alias or a handle,
// an office with its organisation ("the CEO of Tesla"), or the full name of a
// speaker with one letter missing, added, wrong or swapped. Nobody where it is
// none of these; several people where it does not tell which one.
func (e *Engine) whom(typed string, o query.Options) []query.Person {
	parser := e.parser.Load()
	if q := parser.Parse("", query.Options{Speaker: typed}); len(q.Speakers) > 0 {
		return q.Speakers
	}
	role := parser.Parse(typed, o)
	if people := append(role.Speakers, role.Mentioned...); len(people) > 0 && len(role.Topics) == 0 {
		return people
	}
	folded := strings.TrimSpace(lang.Fold(typed))
	if utf8.RuneCountInString(folded) < minTypo {
		return nil
	}
	for _, s := range *e.speakers.Load() { // the most quoted first
		if lang.OneEdit(folded, s.folded) {
			return parser.Parse("", query.Options{Speaker: s.name}).Speakers
		}
	}
	return nil
}
