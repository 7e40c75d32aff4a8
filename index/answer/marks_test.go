package answer

import (
	"strings"
	"testing"

	"verbatim/data"
)

// TestPrintedMarks holds that the marks shown around a quote are of the style
// that its article prints, and that none are shown where none are printed.
func TestPrintedMarks(t *testing.T) {
	const words = "The tide gauge is broken"
	for text, want := range map[string]string{
		"“@,” said Mira Solheim.":            "“ ”",
		"He said \"@\".":                     "\" \"",
		"Elle a dit : « @ ».":                "«\u00a0 \u00a0»",
		"Elle a dit : «\u202f@\u202f».":      "«\u00a0 \u00a0»",
		"Elle a dit : «@” hier.":             "«\u00a0 \u00a0»",
		"Elle a dit : ”@” hier.":             "“ ”",
		"''@,'' he said.":                    "'' ''",
		"‘@,’ he said.":                      "‘ ’",
		"@.” She left.":                      " ",
		"@” she said, without a first mark.": "“ ”",
		"What is broken?\n@.\nAnd now?":      " ",
		"He said: “No.”\n@.\n“Yes.”":         " ",
		"Mira Solheim: @, as it was.":        " ",
		"Solheim: @ “Yes,” she added.":       " ",
		"Solheim: @ \"Yes,\" she added.":     " ",
		"the banks' @":                       " ",
		"Elle : @ ».":                        "«\u00a0 \u00a0»",
	} {
		start := strings.Index(text, "@")
		text = strings.Replace(text, "@", words, 1)
		got := printedMarks(text, data.Span{Start: start, End: start + len(words)})
		if got[0]+" "+got[1] != want {
			t.Errorf("%q: marks %q, want %q", text, got, want)
		}
	}
}
