package poll

import (
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/lang"
)

//go:embed sources.tsv
var sourceFile string

// Known is a source of the list that comes with the program.
type Known struct {
	data.Source
	Topic string // "crypto" or "ai"
}

// LoadSources reads the list of sources that comes with the program.
func LoadSources() ([]Known, error) {
	var out []Known
	n := 0
	seen := map[string]bool{}
	for line := range strings.Lines(sourceFile) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		k, err := parseKnown(line)
		if err != nil {
			return nil, fmt.Errorf("sources.tsv, line %d: %w", n, err)
		}
		for _, key := range []string{lang.Fold(k.Name), k.Feed} {
			if seen[key] {
				return nil, fmt.Errorf("sources.tsv, line %d: %q stands there twice", n, key)
			}
			seen[key] = true
		}
		out = append(out, k)
	}
	return out, nil
}

func parseKnown(line string) (Known, error) {
	f := strings.Split(line, "\t")
	if len(f) != 5 {
		return Known{}, fmt.Errorf("%d columns, want name, site, feed, language, topic", len(f))
	}
	k := Known{Source: data.Source{Name: f[0], Site: f[1], Feed: f[2], Lang: f[3]}, Topic: f[4]}
	for _, address := range []string{k.Site, k.Feed} {
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" {
			return Known{}, fmt.Errorf("%q is no https address", address)
		}
	}
	switch {
	case strings.TrimSpace(k.Name) != k.Name || k.Name == "":
		return Known{}, fmt.Errorf("the name %q is empty or has blanks around it", k.Name)
	case !slices.Contains([]string{"en", "fr"}, k.Lang):
		return Known{}, fmt.Errorf("unknown language %q", k.Lang)
	case !slices.Contains([]string{"crypto", "ai"}, k.Topic):
		return Known{}, fmt.Errorf("unknown topic %q", k.Topic)
	}
	return k, nil
}
