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
		r.addHolder(&g.People[i], d, means)
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

func (r *roles) addHolder(p *entity.Person, d *Directory, means map[string]string) {
	for _, role := range p.Roles {
		words := strings.Fields(key(role.EN))
		office, ok := means[strings.Join(words, " ")]
		if !ok && len(words) > 0 { // "Fed chair"
			office, ok = means[words[len(words)-1]]
		}
		if !ok || role.Org == "" {
			continue
		}
		h := holding{office, role.Org}
		r.holders[h] = append(r.holders[h], holder{d.person(p.Name), role})
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
			out := r.held(office, joined(tokens[first:last]), joined(tokens[i:i+n]), day)
			for k := range out {
				out[k].first, out[k].last = min(first, i), max(last, i+n)
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// held names those who held the office at an organisation of that name on day.
// Where some had it under the very words asked ("chair"), only they are meant.
func (r *roles) held(office, asked, org, day string) []Person {
	var all, exact []Person
	for _, id := range r.orgs[org] {
		for _, h := range r.holders[holding{office, id}] {
			if !h.role.At(day) {
				continue
			}
			all = append(all, h.person)
			if strings.Contains(" "+key(h.role.EN)+" "+key(h.role.FR)+" ", " "+asked+" ") {
				exact = append(exact, h.person)
			}
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return all
}

func joined(tokens []analysis.Token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Folded
	}
	return strings.Join(words, " ")
}
