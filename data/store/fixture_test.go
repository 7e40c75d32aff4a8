package store_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

// testdata/vN.db are stores as the releases with schema N made them, vN.json
// what they hold. They are never written again; a release with a new schema
// adds its own with
//
//	go test ./data/store -run TestFixtures -store.fixture v2
var newFixture = flag.String("store.fixture", "", "make testdata/NAME.db and NAME.json, which must not exist")

// contents is what a fixture holds.
type contents struct {
	Records []data.Record
	Changes []store.Change
	Head    store.Position
	Cursor  store.Position // of "alerts"
}

// TestFixtures opens each store of an earlier release: everything is there,
// and it can be written to.
func TestFixtures(t *testing.T) {
	if *newFixture != "" {
		makeFixture(t, filepath.Join("testdata", *newFixture))
	}
	paths, err := filepath.Glob("testdata/v*.db")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s := restore(t, path)
			sound(t, s)
			want := expected(t, strings.TrimSuffix(path, ".db")+".json")
			if got := read(t, s); !reflect.DeepEqual(got, want) {
				t.Errorf("the store holds\n%+v\nwant\n%+v", got, want)
			}
			knows(t, s, want.Head, true)
			if p := put(t, s, 100, 102); p.Seq != want.Head.Seq+2 {
				t.Errorf("the next changes end at %d, want %d", p.Seq, want.Head.Seq+2)
			}
		})
	}
}

func expected(t *testing.T, path string) (want contents) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// read reads everything, by way of the change log.
func read(t *testing.T, s *store.SQLite) (c contents) {
	t.Helper()
	ctx := t.Context()
	var err error
	if c.Changes, err = s.Changes(ctx, 0, 1000); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, ch := range c.Changes {
		ids = append(ids, ch.Ref)
	}
	if c.Records, err = s.Records(ctx, ids); err != nil {
		t.Fatal(err)
	}
	if c.Head, err = s.Head(ctx); err != nil {
		t.Fatal(err)
	}
	if c.Cursor, err = s.Cursor(ctx, "alerts"); err != nil {
		t.Fatal(err)
	}
	return c
}

// makeFixture makes a store with a bit of everything, through Backup: one file
// without SQLite's side files.
func makeFixture(t *testing.T, name string) {
	t.Helper()
	s := open(t, t.TempDir())
	put(t, s, 0, 4)
	if _, err := s.Delete(t.Context(), []string{"invented-1"}); err != nil {
		t.Fatal(err)
	}
	full := storetest.Article(4, 2)
	full.Article.Origin = &data.Origin{URL: "https://news.example/origin", Published: "2022-12-01"}
	full.Blocks[1].Kind = data.Takeaway
	q := &full.Quotes[0]
	q.Parts = []data.Span{{Start: q.Start, End: q.Start + 4}, {Start: q.Start + 6, End: q.End}}
	q.Mixed, q.Unconfirmed, q.SaidOn = true, true, "2022-11"
	res, err := s.Put(t.Context(), []data.Record{full, storetest.Article(0, 3)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetCursor(t.Context(), "alerts", res.Position); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), name+".db"); err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(read(t, s), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	write(t, name+".json", append(b, '\n'))
}
