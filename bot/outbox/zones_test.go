package outbox

import (
	"slices"
	"testing"
)

// Each zone of the list is one that the zone database knows, and stands in it once.
func TestZonesFile(t *testing.T) {
	all := zones()
	if len(all) < 400 {
		t.Fatalf("%d zones", len(all))
	}
	for i, z := range all {
		if _, err := LoadZone(z.name); err != nil || slices.Contains(z.keys, "") {
			t.Errorf("%s: %v, found by %q", z.name, err, z.keys)
		}
		if i > 0 && all[i-1].name >= z.name {
			t.Errorf("%s does not stand in order", z.name)
		}
		if got, ok := FindZone(z.name); !ok || got != z.name {
			t.Errorf("%s is found as %q, %v", z.name, got, ok)
		}
	}
}

func TestFindZone(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Paris": "Europe/Paris", "europe/paris ": "Europe/Paris", "paris": "Europe/Paris", "new york": "America/New_York", "America/New York": "America/New_York",
		"Montreal": "America/Toronto", "genève": "Europe/Zurich", "utc": "UTC", "CET": "CET", "Asia/Calcutta": "Asia/Calcutta",
		"": "", "Ostrand": "", "Local": "", "local": "", "+02:00": "", "../etc": "", "America": "", "\xff": "", "Europe/Pari": "",
	} {
		if got, ok := FindZone(typed); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func TestZonesLike(t *testing.T) {
	for typed, want := range map[string]string{
		"": "Africa/Abidjan", "par": "America/Paramaribo", "europe/par": "Europe/Paris", "Pariss": "Europe/Paris", "Europe/Pari": "Europe/Paris", "newyork": "America/New_York",
		"Lord": "Australia/Lord_Howe", "Tokio": "Asia/Tokyo", "sydny": "Australia/Sydney",
	} {
		if got := ZonesLike(typed, 5); !slices.Contains(got, want) || len(got) > 5 {
			t.Errorf("%q suggests %q, want %q among them", typed, got, want)
		}
	}
	if got := ZonesLike("qqqqqqqqqqqqqqqqq", 5); len(got) > 0 {
		t.Errorf("nothing like it: %q", got)
	}
}
