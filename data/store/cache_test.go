package store_test

import (
	"reflect"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

// A cache gives what the store holds at the moment, whatever it gave before.
func TestCache(t *testing.T) {
	const plenty = 1 << 20
	for name, limit := range map[string]int{"plenty": plenty, "too little": 1} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			put(t, s, 0, 6)
			c := store.NewCache(s, limit)
			id := func(n int) string { return storetest.Article(n, 2).Article.ID }
			ids := []string{id(4), "nowhere", id(1), id(3), id(4)}
			same := func(when string) []data.Record {
				t.Helper()
				want, err := s.Records(t.Context(), ids)
				if err != nil {
					t.Fatal(err)
				}
				got, err := c.Records(t.Context(), ids)
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %+v, %v, want %+v", when, got, err, want)
				}
				return got
			}
			first := same("read first")
			again := same("read again")
			if kept := &first[0].Blocks[0] == &again[0].Blocks[0]; kept != (limit == plenty) {
				t.Errorf("what was read is in memory: %v", kept)
			}
			changed := storetest.Article(1, 2)
			changed.Article.Title += ", corrected"
			if _, err := s.Put(t.Context(), []data.Record{changed}); err != nil {
				t.Fatal(err)
			}
			same("changed")
			if _, err := s.Delete(t.Context(), []string{id(3)}); err != nil {
				t.Fatal(err)
			}
			same("deleted")
			put(t, s, 3, 4)
			same("back")
		})
	}
}
