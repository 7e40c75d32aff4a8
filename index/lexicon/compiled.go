package lexicon

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

//go:generate go test -run TestCompiled -update

// compiled is the three files after analysis, which takes ten times as long as
// reading the outcome. TestCompiled holds it equal to the files.
//
//go:embed compiled.tsv
var compiled string

// encode writes the lexicon as decode reads it: a line with the counts of forms
// and groups; a line for each form with language, text, exact key, stem key,
// whole; a line for each group with its kind and the numbers of its forms.
func (l *Lexicon) encode() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d\t%d\n", len(l.forms), len(l.groups))
	for _, f := range l.forms {
		fmt.Fprintf(&out, "%s\t%s\t%s\t%s\t%s\n", codes[f.lang], f.text, f.exact, f.stem, f.whole)
	}
	for _, g := range l.groups {
		out.WriteString(strconv.Itoa(int(g.kind)))
		for _, f := range l.members[g.start:g.end] {
			out.WriteString("\t" + strconv.Itoa(int(f)))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

var errCompiled = errors.New(`compiled.tsv is damaged; run "go generate ./index/lexicon"`)

// decode reads what encode wrote.
func decode(text string) (*Lexicon, error) {
	head, text, _ := strings.Cut(text, "\n")
	var forms, groups int
	if _, err := fmt.Sscanf(head, "%d\t%d", &forms, &groups); err != nil || forms < 0 || groups < 0 || forms+groups > len(text) {
		return nil, errCompiled
	}
	l := newLexicon(forms)
	for range forms {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		f, ok := decodeForm(line)
		if !ok {
			return nil, errCompiled
		}
		l.index(f)
	}
	l.groups = make([]group, 0, groups)
	l.members = make([]int32, 0, 4*groups)
	for range groups {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if !l.decodeGroup(line) {
			return nil, errCompiled
		}
	}
	return l, nil
}

func decodeForm(line string) (form, bool) {
	var fields [5]string
	rest, ok := line, true
	for i := range fields {
		if !ok {
			return form{}, false
		}
		fields[i], rest, ok = strings.Cut(rest, "\t")
	}
	f := form{text: fields[1], exact: fields[2], stem: fields[3], whole: fields[4]}
	if fields[0] == codes[fr] {
		f.lang = fr
	}
	return f, !ok && f.stem != ""
}

func (l *Lexicon) decodeGroup(line string) bool {
	kind, list, ok := strings.Cut(line, "\t")
	k, err := strconv.Atoi(kind)
	if !ok || err != nil || k < int(Glossary) || k > int(Synonym) {
		return false
	}
	g := group{kind: Kind(k), start: int32(len(l.members))}
	for field := range strings.SplitSeq(list, "\t") {
		f, err := strconv.Atoi(field)
		if err != nil || f < 0 || f >= len(l.forms) {
			return false
		}
		l.members = append(l.members, int32(f))
	}
	g.end = int32(len(l.members))
	l.groups = append(l.groups, g)
	return true
}
