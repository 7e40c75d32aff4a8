// Package entity knows the people, organisations and assets of the news on
// crypto and AI: names, aliases, handles, descriptions and dated roles. The
// knowledge is three embedded text files that a person can edit; the header of
// each explains its columns.
package entity

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed people.tsv
var peopleTSV string

//go:embed organisations.tsv
var organisationsTSV string

//go:embed assets.tsv
var assetsTSV string

// Alias is another name of an entry. An ambiguous one has other bearers, or is
// a common word: it counts only where the full name stands in the same article.
type Alias struct {
	Text      string
	Ambiguous bool
}

// Role is an office or a description of a person. From and To are years
// (YYYY) of the tenure, empty where open or unknown.
type Role struct {
	EN, FR   string
	Org      string // organisation id, empty where there is none
	From, To string
	Source   string // id of the article that shows it, or "common knowledge"
}

// At reports whether the role may have been held on day (YYYY-MM-DD, or any
// prefix down to the year; empty = always true).
func (r Role) At(day string) bool {
	if len(day) < 4 {
		return true
	}
	year := day[:4]
	return (r.From == "" || r.From <= year) && (r.To == "" || year <= r.To)
}

// Person is one entry of people.tsv.
type Person struct {
	ID, Name  string
	Gender    byte // 'm', 'f', or 0 where unknown
	Ambiguous bool // the name itself has other bearers or is a common word
	Aliases   []Alias
	Handles   []string // without '@'
	Roles     []Role
}

// Organisation is one entry of organisations.tsv.
type Organisation struct {
	ID, Name, Kind string
	Ambiguous      bool // the name itself is a common word or has other bearers
	Aliases        []Alias
	EN, FR         []string // descriptions by which articles refer to it
}

// Asset is one entry of assets.tsv.
type Asset struct {
	ID, Name        string
	Ticker          string // empty where there is none
	AmbiguousTicker bool
	Ambiguous       bool // the name itself is also an organisation's or a common word
	Aliases         []Alias
	Kind            string
}

// Gazetteer holds the entries and the ways to look them up. It is read-only
// after Load and safe for concurrent use.
type Gazetteer struct {
	People        []Person
	Organisations []Organisation
	Assets        []Asset

	person     map[string]int // by id
	org        map[string]int
	asset      map[string]int
	handles    map[string]int     // lower case, without '@'
	assetNames map[string]int     // names and tickers of assets that are not ambiguous
	names      map[string][]Match // names and aliases of people and organisations
}

// Match is a person or an organisation that a name may stand for.
type Match struct {
	Person       *Person       // nil where it is an organisation
	Organisation *Organisation // nil where it is a person
	Ambiguous    bool          // see Alias
}

// Name is the entry's full name.
func (m Match) Name() string {
	if m.Person != nil {
		return m.Person.Name
	}
	return m.Organisation.Name
}

// Load parses the embedded files. An error names the file and the line, and
// means that an edit broke the format.
func Load() (*Gazetteer, error) { return parse(peopleTSV, organisationsTSV, assetsTSV) }

func parse(people, organisations, assets string) (*Gazetteer, error) {
	g := &Gazetteer{}
	if err := eachRow("people.tsv", people, 6, g.addPerson); err != nil {
		return nil, err
	}
	if err := eachRow("organisations.tsv", organisations, 5, g.addOrganisation); err != nil {
		return nil, err
	}
	if err := eachRow("assets.tsv", assets, 5, g.addAsset); err != nil {
		return nil, err
	}
	return g, g.index()
}

// eachRow calls add with the columns of each line that is not a comment.
func eachRow(file, text string, columns int, add func([]string) error) error {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d", file, n, len(cols), columns)
		}
		if cols[0] == "" || cols[1] == "" {
			return fmt.Errorf("%s:%d: no id or no name", file, n)
		}
		if err := add(cols); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return nil
}

func (g *Gazetteer) addPerson(c []string) error {
	p := Person{ID: c[0], Name: c[1], Handles: list(c[4])}
	switch c[2] {
	case "m", "f":
		p.Gender = c[2][0]
	case "-":
	default:
		return fmt.Errorf("gender %q, want m, f or -", c[2])
	}
	p.Aliases, p.Ambiguous = aliases(c[3], p.Name)
	for _, s := range list(c[5]) {
		r, err := role(s)
		if err != nil {
			return err
		}
		p.Roles = append(p.Roles, r)
	}
	g.People = append(g.People, p)
	return nil
}

func role(s string) (Role, error) {
	f := strings.Split(s, "|")
	if len(f) != 6 {
		return Role{}, fmt.Errorf("role %q has %d fields, want 6", s, len(f))
	}
	r := Role{EN: f[0], FR: f[1], Org: f[2], From: f[3], To: f[4], Source: f[5]}
	for _, y := range []string{r.From, r.To} {
		if y != "" && !isYear(y) {
			return r, fmt.Errorf("role %q: %q is not a year", s, y)
		}
	}
	if r.From != "" && r.To != "" && r.From > r.To {
		return r, fmt.Errorf("role %q ends before it begins", s)
	}
	return r, nil
}

func isYear(s string) bool {
	return len(s) == 4 && strings.Trim(s, "0123456789") == ""
}

func (g *Gazetteer) addOrganisation(c []string) error {
	o := Organisation{ID: c[0], Name: c[1], Kind: c[2]}
	o.Aliases, o.Ambiguous = aliases(c[3], o.Name)
	en, fr, ok := strings.Cut(c[4], "|")
	if !ok {
		return fmt.Errorf("descriptions lack the '|' between English and French")
	}
	o.EN, o.FR = list(en), list(fr)
	g.Organisations = append(g.Organisations, o)
	return nil
}

func (g *Gazetteer) addAsset(c []string) error {
	a := Asset{ID: c[0], Name: c[1], Kind: c[4]}
	a.Ticker, a.AmbiguousTicker = strings.CutSuffix(c[2], "!")
	a.Aliases, a.Ambiguous = aliases(c[3], a.Name)
	g.Assets = append(g.Assets, a)
	return nil
}

// aliases parses a list of aliases; one that equals the name only says that
// the name is ambiguous.
func aliases(s, name string) (out []Alias, ambiguousName bool) {
	for _, a := range list(s) {
		text, amb := strings.CutSuffix(a, "!")
		if text == name {
			ambiguousName = amb
			continue
		}
		out = append(out, Alias{text, amb})
	}
	return out, ambiguousName
}

// list splits at ';' and drops the empty.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}
