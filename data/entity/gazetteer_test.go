package entity

import (
	"slices"
	"strings"
	"testing"
)

func load(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestFiles holds the three files to what their headers promise, beyond what
// Load itself refuses.
func TestFiles(t *testing.T) {
	g := load(t)
	kinds := strings.Fields("company exchange protocol lab bank regulator government media fund ngo platform")
	for _, o := range g.Organisations {
		if !slices.Contains(kinds, o.Kind) {
			t.Errorf("organisation %s: kind %q", o.ID, o.Kind)
		}
		checkWords(t, o.ID, slices.Concat(names(o.Name, o.Aliases), o.EN, o.FR))
	}
	for _, a := range g.Assets {
		if !slices.Contains([]string{"coin", "token", "stablecoin", "nft", "meme"}, a.Kind) {
			t.Errorf("asset %s: kind %q", a.ID, a.Kind)
		}
		checkWords(t, a.ID, names(a.Name, a.Aliases))
	}
	for _, p := range g.People {
		checkWords(t, p.ID, names(p.Name, p.Aliases))
		for _, h := range p.Handles {
			if h == "" || strings.ContainsAny(h, "@ ") {
				t.Errorf("person %s: handle %q", p.ID, h)
			}
		}
		for _, r := range p.Roles {
			if r.EN == "" || r.FR == "" || r.Source == "" {
				t.Errorf("person %s: role %+v lacks a language or a source", p.ID, r)
			}
			if r.Source == "common knowledge" && r.From+r.To != "" {
				t.Errorf("person %s: role %q has dates but no source", p.ID, r.EN)
			}
		}
	}
}

func names(name string, aliases []Alias) []string {
	out := []string{name}
	for _, a := range aliases {
		out = append(out, a.Text)
	}
	return out
}

func checkWords(t *testing.T, id string, words []string) {
	t.Helper()
	if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		t.Errorf("id %q is not a slug", id)
	}
	for _, w := range words {
		if w == "" || w != strings.TrimSpace(w) || strings.ContainsAny(w, "!|\t;") {
			t.Errorf("%s: %q is empty, padded or holds a separator", id, w)
		}
	}
}

// TestUnmarkedNamesAreUnique: a name that two people or organisations claim
// is marked '!' by all but one of them at most.
func TestUnmarkedNamesAreUnique(t *testing.T) {
	g := load(t)
	for name, matches := range g.names {
		var sure []string
		for _, m := range matches {
			if !m.Ambiguous {
				sure = append(sure, m.Name())
			}
		}
		if len(sure) > 1 {
			t.Errorf("%q stands unmarked for %v", name, sure)
		}
	}
}

func TestLookup(t *testing.T) {
	g := load(t)
	p, ok := g.PersonByHandle("@ElonMusk")
	if !ok || p.ID != "elon-musk" {
		t.Fatalf("handle @ElonMusk: %v, %v", p, ok)
	}
	if q, ok := g.PersonByID("elon-musk"); !ok || q != p {
		t.Errorf("PersonByID: %v, %v", q, ok)
	}
	m := g.Named("CZ")
	if len(m) != 1 || m[0].Name() != "Changpeng Zhao" || m[0].Ambiguous {
		t.Errorf("CZ: %+v", m)
	}
	if m := g.Named("Zhao"); len(m) == 0 || !m[0].Ambiguous {
		t.Errorf("Zhao must be ambiguous: %+v", m)
	}
	if m := g.Named("cz"); m != nil {
		t.Errorf("names are matched with case; cz gave %+v", m)
	}
	if o, ok := g.OrganisationByID("binance"); !ok || o.Name != "Binance" || len(o.FR) == 0 {
		t.Errorf("binance: %+v, %v", o, ok)
	}
	if a, ok := g.AssetByID("bitcoin"); !ok || a.Ticker != "BTC" {
		t.Errorf("bitcoin: %+v, %v", a, ok)
	}
	if a, ok := g.AssetNamed("BTC"); !ok || a.ID != "bitcoin" {
		t.Errorf("BTC: %+v, %v", a, ok)
	}
}

func TestRoleAt(t *testing.T) {
	r := Role{From: "2017", To: "2023"}
	for day, want := range map[string]bool{"": true, "2016-12-31": false, "2017-01-01": true, "2023": true, "2024-01": false} {
		if got := r.At(day); got != want {
			t.Errorf("At(%q) = %v", day, got)
		}
	}
}

func TestBadFiles(t *testing.T) {
	const person, org, asset = "a-b\tA B\tm\tB!\tab\tCEO|PDG|acme|2001|2002|x\n", "acme\tAcme\tcompany\t\tthe firm|la firme\n", "coin\tCoin\tCN\t\tcoin\n"
	if _, err := parse(person, org, asset); err != nil {
		t.Fatalf("good files: %v", err)
	}
	for name, f := range map[string][3]string{
		"people.tsv:1":         {"a-b\tA B\tm\n", org, asset},
		"gender":               {strings.Replace(person, "\tm\t", "\tx\t", 1), org, asset},
		"not a year":           {strings.Replace(person, "2001", "May", 1), org, asset},
		"before it begins":     {strings.Replace(person, "2002", "1999", 1), org, asset},
		"unknown organisation": {strings.Replace(person, "acme", "nobody", 1), org, asset},
		"stands twice":         {person + person, org, asset},
		"'|'":                  {person, "acme\tAcme\tcompany\t\tthe firm\n", asset},
		"assets.tsv:1":         {person, org, "coin\n"},
		"no name":              {person, org, "coin\t\tCN\t\tcoin\n"},
	} {
		if _, err := parse(f[0], f[1], f[2]); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error with %q, got %v", name, err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
