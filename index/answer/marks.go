package answer

import (
	"strings"

	"verbatim/data"
)

// markPairs are the quotation marks that articles print, as pairs to be shown.
func markPairs() [][2]string {
	return [][2]string{{"«\u00a0", "\u00a0»"}, {"“", "”"}, {"„", "“"}, {"\"", "\""}, {"''", "''"}, {"‘", "’"}, {"'", "'"}, {"‹", "›"}}
}

// printedMarks are the quotation marks that a statement stands between in its
// article, as the pair of the style that opens it; empty where it stands between
// none, as the answers of an interview do. A mark on one side is enough, since
// articles leave out the other, or print one that does not match.
func printedMarks(text string, statement data.Span) [2]string {
	before, after := text[:statement.Start], text[statement.End:]
	opens := func(mark string) bool { return strings.HasSuffix(strings.TrimRight(before, inLine), mark) }
	closes := func(mark string) bool { return strings.HasPrefix(strings.TrimLeft(after, inLine), mark) }
	for _, pair := range markPairs() {
		if opens(strings.Trim(pair[0], inLine)) {
			return pair
		}
	}
	for _, pair := range markPairs() {
		mark := strings.Trim(pair[1], inLine)
		if closes(mark) || strings.HasSuffix(before, mark) { // the latter: a mark that stands the wrong way round
			return pair
		}
	}
	return [2]string{}
}

// inLine are the blanks that print puts between a mark and the words.
const inLine = " \u00a0\u2009\u202f"
