package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data/lang"
)

// minSurname is the shortest surname that is understood by itself, letters.
const minSurname = 3

// personal reports whether the words look like a person's name: two to four,
// each capitalised and of letters, but for particles (van, de) and initials.
// Names that only the index knows come out of articles, headlines and bylines
// among them.
func personal(words []string) bool {
	if len(words) < 2 || len(words) > 4 || letters(words[len(words)-1]) < minSurname {
		return false
	}
	for i, w := range words {
		if !capital(w) && (i == 0 || !particle(w)) {
			return false
		}
	}
	return true
}

// capital reports whether the word is written as a name is: Wood, O'Neil,
// Bankman-Fried, J. — not FEES, 3.0 or U.S.
func capital(w string) bool {
	first, _ := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(first) {
		return false
	}
	bare := strings.TrimSuffix(w, ".")
	lower := false
	for _, r := range bare {
		if !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' {
			return false
		}
		lower = lower || unicode.IsLower(r)
	}
	return lower || letters(bare) == 1
}

func letters(w string) int {
	n := 0
	for _, r := range w {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func particle(w string) bool {
	switch w {
	case "de", "du", "des", "da", "di", "la", "le", "van", "von", "der", "den", "bin", "ben", "al", "el", "y":
		return true
	}
	return false
}

// minVariant is the shortest name that a spelling one letter away is taken for.
const minVariant = 9

// sameName reports whether two keys are spellings of one person's name: equal
// without blanks (Shasky Calvery, Shasky-Calvery), or the same surname after
// forenames that differ by one letter (Erik, Eric Voorhees).
func sameName(a, b string) bool {
	if strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "") {
		return true
	}
	return len(a) >= minVariant && lastWord(a) == lastWord(b) && a[0] == b[0] &&
		strings.Count(a, " ") == strings.Count(b, " ") && lang.OneEdit(a, b)
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }
