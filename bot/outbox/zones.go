package outbox

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"verbatim/data/lang"
)

//go:embed zones.txt
var zonesFile string

// zone is a time zone that is offered.
type zone struct {
	name string
	keys []string // what it is found by, folded: its name, its city, and further cities
}

// zones reads the list once.
var zones = sync.OnceValue(func() []zone {
	var out []zone
	for line := range strings.Lines(zonesFile) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, cities, _ := strings.Cut(line, "\t")
		z := zone{name: name, keys: []string{foldZone(name), foldZone(name[strings.LastIndexByte(name, '/')+1:])}}
		for c := range strings.SplitSeq(cities, ",") {
			if c = foldZone(c); c != "" {
				z.keys = append(z.keys, c)
			}
		}
		out = append(out, z)
	}
	return out
})

// foldZone is how names of zones and cities are compared.
func foldZone(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(lang.Fold(s), "_", " ")), " ")
}

// FindZone reads a time zone as people write one: an IANA name in any case, or
// the name of a city that has one zone. ok is false where it is none, or several.
func FindZone(typed string) (name string, ok bool) {
	key := foldZone(typed)
	if key == "" {
		return "", false
	}
	var found []string
	for _, z := range zones() {
		if z.keys[0] == key {
			return z.name, true
		}
		if slices.Contains(z.keys, key) {
			found = append(found, z.name)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	if _, err := LoadZone(strings.TrimSpace(typed)); err == nil && len(found) == 0 {
		return strings.TrimSpace(typed), true
	}
	return "", false
}

// ZonesLike names up to limit zones for what was typed, the likeliest first: those
// that begin with it or hold it, else those that are spelt like it.
func ZonesLike(typed string, limit int) []string {
	key := foldZone(typed)
	type scored struct {
		name string
		far  int
	}
	var list []scored
	for _, z := range zones() {
		if far := z.distance(key); far < unlike {
			list = append(list, scored{z.name, far})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return a.far - b.far })
	var names []string
	for _, s := range list[:min(len(list), max(limit, 0))] {
		names = append(names, s.name)
	}
	return names
}

// unlike is the distance of a zone that has nothing of what was typed.
const unlike = 100

// distance is how far what was typed is from the zone: 0 for a name's beginning,
// 1 for a part of it, else 10 and the letters that differ.
func (z zone) distance(key string) int {
	best := unlike
	for _, k := range z.keys {
		switch {
		case strings.HasPrefix(k, key):
			return 0
		case strings.Contains(k, key):
			best = 1
		}
		if n := edits(k, key); n <= max(1, len(key)/3) {
			best = min(best, 10+n)
		}
	}
	return best
}

// edits counts the letters to insert, delete or replace that make a into b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
