package query

import (
	"strings"

	"verbatim/data/entity"
	"verbatim/index/analysis"
)

// roles answers "who is the CEO of Tesla": offices that people of the
// gazetteer hold or held, by organisation.
type roles struct {
	offices map[string]string   // folded words that ask for an office -> office
	orgs    map[string][]string // folded name of an organisation -> its ids
	holders map[holding][]holder
	longest int // words
}

type holding struct{ office, org string }

type holder struct {
	person Person
	role   entity.Role
}

func loadRoles(g *entity.Gazetteer, d *Directory) (roles, error) {
	r := roles{offices: map[string]string{}, orgs: map[string][]string{}, holders: map[holding][]holder{}}
	means := map[string]string{} // a role's words -> office
	err := eachRow("roles.tsv", rolesTSV, 3, func(c []string) error {
		for _, w := range strings.Split(c[1], ";") {
			means[key(w)] = c[0]
			r.offices[key(w)] = c[0]
		}
		for _, w := range strings.Split(c[2], ";") {
			if w != "" {
				r.offices[key(w)] = c[0]
			}
		}
		return nil
	})
	for _, o := range g.Organisations {
		r.addOrganisation(o)
	}
	for i := range g.People {
		r.addHolder(&g.People[i], means)
	}
	return r, err
}

func (r *roles) addOrganisation(o entity.Organisation) {
	names := []string{o.Name}
	for _, a := range o.Aliases {
		names = append(names, a.Text)
	}
	for _, n := range names {
		k := key(n)
		r.orgs[k] = append(r.orgs[k], o.ID)
		r.longest = max(r.longest, strings.Count(k, " ")+1)
	}
}

func (r *roles) addHolder(p *entity.Person, means map[string]string) {
	for _, role := range p.Roles {
		office, ok := means[key(role.EN)]
		if !ok || role.Org == "" {
			continue
		}
		h := holding{office, role.Org}
		r.holders[h] = append(r.holders[h], holder{Person{Name: p.Name, Forms: []string{p.Name}}, role})
	}
}

// between is how many words may stand between an office and its organisation
// ("head of the IMF", "patron de la banque JPMorgan").
const between = 3

// find looks for an office beside an organisation and names who held it on
// day (YYYY-MM-DD, empty = ever).
func (r *roles) find(tokens []analysis.Token, day string) []Person {
	for i := range tokens {
		for n := min(3, len(tokens)-i); n > 0; n-- {
			office, ok := r.offices[joined(tokens[i:i+n])]
			if !ok {
				continue
			}
			if out := r.beside(tokens, i, i+n, office, day); len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// beside tries the organisations named near the office at tokens [first, last).
func (r *roles) beside(tokens []analysis.Token, first, last int, office, day string) []Person {
	lo, hi := max(0, first-between-1), min(len(tokens), last+between+1)
	for i := lo; i < hi; i++ {
		for n := min(r.longest, hi-i); n > 0; n-- {
			if i < last && i+n > first {
				continue
			}
			var out []Person
			for _, org := range r.orgs[joined(tokens[i:i+n])] {
				for _, h := range r.holders[holding{office, org}] {
					if h.role.At(day) {
						p := h.person
						p.first, p.last = min(first, i), max(last, i+n)
						out = append(out, p)
					}
				}
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

func joined(tokens []analysis.Token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Folded
	}
	return strings.Join(words, " ")
}
