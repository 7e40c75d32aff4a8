package lang

import "testing"

func TestOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"lagarde", "lagrade", true}, {"lagarde", "lagard", true}, {"lagarde", "laagarde", true}, {"lagarde", "lagardo", true},
		{"lagarde", "lagarde", false}, {"lagarde", "lagrad", false}, {"lagarde", "lardage", false}, {"", "", false}, {"a", "", true}, {"ab", "ba", true},
	} {
		if got := OneEdit(c.a, c.b); got != c.want || OneEdit(c.b, c.a) != c.want {
			t.Errorf("OneEdit(%q, %q) = %v, want %v both ways", c.a, c.b, got, c.want)
		}
	}
}
