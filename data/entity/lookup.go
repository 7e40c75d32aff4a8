package entity

import (
	"fmt"
	"strings"
)

// PersonByID returns the person with that id.
func (g *Gazetteer) PersonByID(id string) (*Person, bool) {
	i, ok := g.person[id]
	if !ok {
		return nil, false
	}
	return &g.People[i], true
}

// OrganisationByID returns the organisation with that id.
func (g *Gazetteer) OrganisationByID(id string) (*Organisation, bool) {
	i, ok := g.org[id]
	if !ok {
		return nil, false
	}
	return &g.Organisations[i], true
}

// AssetByID returns the asset with that id.
func (g *Gazetteer) AssetByID(id string) (*Asset, bool) {
	i, ok := g.asset[id]
	if !ok {
		return nil, false
	}
	return &g.Assets[i], true
}

// AssetNamed returns the asset with exactly that name or ticker, case included,
// unless it is ambiguous.
func (g *Gazetteer) AssetNamed(name string) (*Asset, bool) {
	i, ok := g.assetNames[name]
	if !ok {
		return nil, false
	}
	return &g.Assets[i], true
}

// PersonByHandle returns the person who posts as handle ("@" and case do not
// matter).
func (g *Gazetteer) PersonByHandle(handle string) (*Person, bool) {
	i, ok := g.handles[strings.ToLower(strings.TrimPrefix(handle, "@"))]
	if !ok {
		return nil, false
	}
	return &g.People[i], true
}

// Named returns the people and organisations whose name or alias is exactly
// name, case included. The slice is shared: do not change it.
func (g *Gazetteer) Named(name string) []Match { return g.names[name] }

// index fills the look-up tables, and refuses entries that collide.
func (g *Gazetteer) index() error {
	g.person, g.org, g.asset = map[string]int{}, map[string]int{}, map[string]int{}
	g.handles, g.names = map[string]int{}, make(map[string][]Match, 4*len(g.People))
	for i := range g.Organisations {
		o := &g.Organisations[i]
		if _, dup := g.org[o.ID]; dup {
			return fmt.Errorf("organisations.tsv: id %q stands twice", o.ID)
		}
		g.org[o.ID] = i
		g.addNames(Match{Organisation: o, Ambiguous: o.Ambiguous}, o.Name, o.Aliases)
	}
	for i := range g.People {
		if err := g.indexPerson(i); err != nil {
			return err
		}
	}
	for i := range g.Assets {
		if _, dup := g.asset[g.Assets[i].ID]; dup {
			return fmt.Errorf("assets.tsv: id %q stands twice", g.Assets[i].ID)
		}
		g.asset[g.Assets[i].ID] = i
		g.addAssetNames(i)
	}
	return nil
}

func (g *Gazetteer) addAssetNames(i int) {
	if g.assetNames == nil {
		g.assetNames = map[string]int{}
	}
	a := &g.Assets[i]
	if !a.Ambiguous {
		g.assetNames[a.Name] = i
	}
	if a.Ticker != "" && !a.AmbiguousTicker {
		g.assetNames[a.Ticker] = i
	}
}

func (g *Gazetteer) indexPerson(i int) error {
	p := &g.People[i]
	if _, dup := g.person[p.ID]; dup {
		return fmt.Errorf("people.tsv: id %q stands twice", p.ID)
	}
	g.person[p.ID] = i
	g.addNames(Match{Person: p, Ambiguous: p.Ambiguous}, p.Name, p.Aliases)
	for _, h := range p.Handles {
		h = strings.ToLower(h)
		if _, dup := g.handles[h]; dup {
			return fmt.Errorf("people.tsv: handle %q stands twice", h)
		}
		g.handles[h] = i
	}
	for _, r := range p.Roles {
		if _, ok := g.org[r.Org]; r.Org != "" && !ok {
			return fmt.Errorf("people.tsv: %s: role %q names the unknown organisation %q", p.ID, r.EN, r.Org)
		}
	}
	return nil
}

func (g *Gazetteer) addNames(m Match, name string, aliases []Alias) {
	g.names[name] = append(g.names[name], m)
	for _, a := range aliases {
		m.Ambiguous = a.Ambiguous
		g.names[a.Text] = append(g.names[a.Text], m)
	}
}
