package embed

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// server speaks /v1/embeddings: the vector of a text is (its length, 1).
func server(t *testing.T, asked *[]string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/v1/embeddings" || q.Model != "m" || r.Header.Get("Authorization") != "Bearer secret" {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		*asked = append(*asked, q.Input...)
		var data []string
		for i := range q.Input { // in another order than asked, as servers may
			k := len(q.Input) - 1 - i
			data = append(data, fmt.Sprintf(`{"object":"embedding","index":%d,"embedding":[%d,1]}`, k, len(q.Input[k])))
		}
		fmt.Fprintf(w, `{"object":"list","model":"m","data":[%s]}`, strings.Join(data, ","))
	}))
	t.Cleanup(s.Close)
	return s
}

func client(t *testing.T, base, path string) *Client {
	t.Helper()
	cache, err := OpenCache(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cache.Close() })
	c, err := New(base, "m", "secret", cache)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVectorsAreAskedForOnce(t *testing.T) {
	var asked []string
	s := server(t, &asked)
	path := filepath.Join(t.TempDir(), "vectors.bin")
	ctx := context.Background()
	v, err := client(t, s.URL, path).Vectors(ctx, "tides", []string{"a long pier", "tides"})
	if err != nil {
		t.Fatal(err)
	}
	if Cosine(v[0], v[2]) < 0.999 || Cosine(v[0], v[1]) > 0.999 {
		t.Errorf("vectors %v: want those of equal texts equal, in the order of the texts", v)
	}
	again, err := client(t, s.URL+"/v1/", path).Vectors(ctx, "new", []string{"a long pier"})
	if err != nil {
		t.Fatal(err)
	}
	if Cosine(again[1], v[1]) < 0.999 {
		t.Errorf("kept vector %v, want %v", again[1], v[1])
	}
	if got := strings.Join(asked, ","); got != "tides,a long pier,tides,new" {
		t.Errorf("asked for %q, want nothing twice after it was kept", got)
	}
}

func TestForgottenVectorsAreNowhere(t *testing.T) {
	var asked []string
	s := server(t, &asked)
	path := filepath.Join(t.TempDir(), "vectors.bin")
	c := client(t, s.URL, path)
	ask := func() {
		t.Helper()
		if _, err := c.Vectors(context.Background(), "q", []string{"tides"}); err != nil {
			t.Fatal(err)
		}
	}
	ask()
	ask()
	if err := c.Forget(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("the file: %v, %v", info, err)
	}
	ask()
	if got := strings.Join(asked, ","); got != "q,tides,q,tides" {
		t.Errorf("asked %q, want once more after it was forgotten, the question too, and not before", got)
	}
	var none *Client
	if err := none.Forget(); err != nil {
		t.Error(err)
	}
}

func TestAQuestionsVectorIsOnNoDisk(t *testing.T) {
	var asked []string
	s := server(t, &asked)
	path := filepath.Join(t.TempDir(), "vectors.bin")
	c := client(t, s.URL, path)
	for range 2 {
		if _, err := c.Vectors(context.Background(), "a member's secret", []string{"tides"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked for %q: want the question's kept in memory", asked)
	}
	kept, err := OpenCache(path)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if len(kept.vectors) != 1 || kept.get("m", "tides") == nil {
		t.Errorf("the file holds %d vectors, want that of the article's words alone", len(kept.vectors))
	}
}

func TestACutFileLosesOnlyItsEnd(t *testing.T) {
	var asked []string
	s := server(t, &asked)
	path := filepath.Join(t.TempDir(), "vectors.bin")
	ctx := context.Background()
	if _, err := client(t, s.URL, path).Vectors(ctx, "q", []string{"one", "three"}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw[:len(raw)-3], 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what is added after the cut must be readable too
		if _, err := client(t, s.URL, path).Vectors(ctx, "q", []string{"one", "three"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(asked, ","); got != "q,one,three,q,three,q" {
		t.Errorf("asked for %q, want the lost one once more", got)
	}
}

func TestAFailingEndpointIsLeftAlone(t *testing.T) {
	calls := 0
	for name, answer := range map[string]string{
		"no JSON": "oops", "too few": `{"data":[]}`, "out of range": `{"data":[{"index":7,"embedding":[1]}]}`,
		"empty": `{"data":[{"index":0,"embedding":[]}]}`,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { calls++; fmt.Fprint(w, answer) }))
		c, err := New(s.URL, "m", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		before := calls
		for range 3 {
			if _, err := c.Vectors(context.Background(), "q", []string{"tides"}); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		if calls != before+1 {
			t.Errorf("%s: asked %d times, want once", name, calls-before)
		}
		s.Close()
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range [][2]string{{"localhost:1234", "m"}, {"ftp://host", "m"}, {"http://", "m"}, {"http://host", ""}} {
		if _, err := New(c[0], c[1], "", nil); err == nil {
			t.Errorf("%q with model %q: no error", c[0], c[1])
		}
	}
}
