package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index/query"
)

// namesAsked reports whether the article names the person asked for, as a name:
// the search compares stems, to which "Gates" is any gate. It is true where
// nobody is asked for.
func (f *found) namesAsked(r *data.Record) bool {
	if f.plan.asked < 0 {
		return true
	}
	named, known := f.named[r.Article.ID]
	if !known {
		if f.named == nil {
			f.named = map[string]bool{}
		}
		named = printsOne(r.Article.Text+"\n"+r.Article.Title, f.plan.query)
		f.named[r.Article.ID] = named
	}
	return named
}

// printsOne reports whether the text names one of the people asked for.
func printsOne(text string, q query.Query) bool {
	forms := []string{q.Unknown}
	for _, p := range q.Speakers {
		forms = append(append(append(forms, p.Surname, p.Name), p.Variants...), p.Forms...)
	}
	folded := ""
	for _, form := range forms {
		if form == "" {
			continue
		}
		if printsName(text, form) {
			return true
		}
		if folded == "" {
			folded = lang.Fold(text)
		}
		if strings.ContainsAny(form, " -") && holdsWord(folded, lang.Fold(form)) {
			return true
		}
	}
	return false
}

// printsName reports whether a name stands in the text as names are printed:
// with a capital, or in capitals.
func printsName(text, name string) bool {
	first, size := utf8.DecodeRuneInString(name)
	capital := string(unicode.ToUpper(first)) + name[size:]
	return holdsWord(text, capital) || holdsWord(text, strings.ToUpper(name)) || strings.ContainsFunc(name, unicode.IsDigit) && holdsWord(text, name)
}

// holdsWord reports whether a word, or several in a row, stand in the text with
// no letter or digit on either side.
func holdsWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		begin, end := at+i, at+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:begin])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !inWord(before) && !inWord(after) {
			return true
		}
		at = end
	}
}

// inWord: at an end of the text DecodeRune returns RuneError, which is neither.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
