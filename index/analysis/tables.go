package analysis

import (
	_ "embed"
	"runtime"
	"strings"
	"sync"

	"verbatim/data/lang"
)

//go:embed stopwords.tsv
var stopwordsFile string

//go:embed irregular.tsv
var irregularFile string

//go:embed acronyms.tsv
var acronymsFile string

// tables are the embedded files, read once.
type tables struct {
	langs    map[string]*language
	acronyms map[string]*acronym // by the small word
}

// language is what the files say of one language.
type language struct {
	stop      map[string]bool
	irregular map[string]string // form -> head whose stem it gets
	apart     map[string]string // form -> term
	notVerb   map[string]bool   // words in -ent that are no verb
	idle      chan *vocabulary  // what earlier analyses learned, for later ones
}

// acronym is a line of acronyms.tsv.
type acronym struct {
	term  string
	small []string // languages in which the small word is the acronym too
	after []string // words that make it one in a question
}

var loadTables = sync.OnceValue(func() *tables {
	t := &tables{langs: map[string]*language{}, acronyms: map[string]*acronym{}}
	for f := range rows(stopwordsFile) {
		for w := range strings.FieldsSeq(f[1]) {
			t.language(f[0]).stop[w] = true
		}
	}
	for f := range rows(irregularFile) {
		t.language(f[0]).irregularRow(f[1:])
	}
	for f := range rows(acronymsFile) {
		a := &acronym{term: f[0], small: strings.Fields(f[1]), after: strings.Fields(f[2])}
		t.acronyms[lang.Fold(f[0])] = a
	}
	return t
})

// rows yields the fields of each line of a file, comments left out.
func rows(file string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(file) {
			line = strings.TrimRight(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

func (t *tables) language(code string) *language {
	l := t.langs[code]
	if l == nil {
		l = &language{stop: map[string]bool{}, irregular: map[string]string{}, apart: map[string]string{}, notVerb: map[string]bool{}, idle: make(chan *vocabulary, runtime.NumCPU())}
		t.langs[code] = l
	}
	return l
}

func (l *language) irregularRow(f []string) {
	var forms []string
	if len(f) > 1 {
		forms = strings.Fields(f[1])
	}
	head, apart := strings.CutPrefix(f[0], "=")
	switch {
	case f[0] == "-ent":
		for _, w := range forms {
			l.notVerb[w] = true
		}
	case apart:
		for _, w := range append(forms, head) {
			l.apart[w] = head
		}
	default:
		for _, w := range forms {
			l.irregular[w] = head
		}
	}
}
