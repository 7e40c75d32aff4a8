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
	for _, pair := range markPairs() {
		mark := strings.Trim(pair[0], inLine)
		if opens(mark) && (mark != "'" || strings.HasSuffix(before, mark)) { // "the banks' words" opens nothing
			return pair
		}
	}
	for _, pair := range markPairs() {
		mark := strings.Trim(pair[1], inLine)
		closes := strings.HasPrefix(after, mark) || mark == "»" && strings.HasPrefix(strings.TrimLeft(after, inLine), mark)
		wrongWay := strings.HasSuffix(before, mark) && mark != "'"
		if (closes || wrongWay) && pair[0] != "„" { // its closing mark opens other quotes
			return pair
		}
	}
	return [2]string{}
}

// inLine are the blanks that print puts between a mark and the words.
const inLine = " \u00a0\u2009\u202f"
