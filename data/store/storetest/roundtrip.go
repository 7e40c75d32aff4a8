package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

// testEveryField stores a record in which every field of every type has a
// value, found by reflection: a field that is added to the types and that an
// engine forgets fails here.
func testEveryField(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	var want data.Record
	n := 0
	fill(t, reflect.ValueOf(&want).Elem(), &n)
	want.Article.ID = "every-field"
	want.Article.Text = strings.Repeat("é", n)
	want.Blocks[0].Span = data.Span{Start: 2, End: 8}
	q := &want.Quotes[0]
	q.Span, q.Parts, q.Mention = data.Span{Start: 2, End: 8}, []data.Span{{Start: 2, End: 4}, {Start: 6, End: 8}}, data.Span{Start: 8, End: 10}
	put(t, s, want)
	if got := record(t, s, want.Article.ID); !reflect.DeepEqual(got, want) {
		t.Errorf("came back as\n%+v\nwant\n%+v", got, want)
	}
	found, err := s.Articles(t.Context(), []string{want.Article.ID})
	if err != nil || !reflect.DeepEqual(found[want.Article.ID], want.Article) {
		t.Errorf("Articles = %+v, %v; want\n%+v", found, err, want.Article)
	}
}

// fill gives each exported field a value of its own, each slice one item.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("value %d", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(1 / float64(*n+2))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), n)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("no value for a field of type %s: add one to fill", v.Type())
	}
}

// testEveryString makes each string of a record in turn invalid: an engine that
// forgets one would store what JSON then changes.
func testEveryString(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	for i := 0; ; i++ {
		r := Article(0, 1)
		r.Article.Origin = &data.Origin{}
		all := texts(reflect.ValueOf(&r).Elem())
		if i == len(all) {
			return
		}
		all[i].SetString("\xff" + all[i].String())
		if _, err := s.Put(t.Context(), []data.Record{r}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("string %d of %+v: Put: %v, want ErrInvalid", i, r, err)
		}
	}
}

// texts returns every string inside v.
func texts(v reflect.Value) (out []reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		out = append(out, v)
	case reflect.Pointer:
		out = texts(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, texts(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, texts(v.Field(i))...)
		}
	}
	return out
}

func testExactText(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	for i, text := range []string{
		"",
		" \t leading and trailing blanks \r\n\r\n ",
		"zero\u200bwidth, joiner\u200d, mark \ufeff, soft\u00adhyphen",
		"עברית \u200f(right to left)\u200e العربية",
		"e\u0301 is not é; ﬁ is not fi; \u2028 and \u2029",
		"👩\u200d👩\u200d👧 🇫🇷 \U0010ffff \ufffd \ufffe",
		`'; DROP TABLE articles; -- "quoted" \ % _ <b>&amp;</b>`,
		"\x01\x07\x1b[31m\x7f\u0085",
	} {
		r := data.Record{Article: data.Article{ID: fmt.Sprintf("text-%d-%s", i, text), Title: text, Author: text, Source: text,
			URL: "https://news.example/?" + text, Published: text, Lang: text, Text: text, Origin: &data.Origin{URL: text}}}
		if text != "" {
			r.Quotes = []data.Quote{{Span: data.Span{End: len(text)}, Speaker: text}}
		}
		put(t, s, r)
		if got := record(t, s, r.Article.ID); !reflect.DeepEqual(got, r) {
			t.Errorf("came back as\n%#v\nwant\n%#v", got, r)
		}
		if id, err := s.FindURL(t.Context(), r.Article.URL); err != nil || id != r.Article.ID {
			t.Errorf("FindURL(%q) = %q, %v; want %q", r.Article.URL, id, err, r.Article.ID)
		}
	}
}

func testBig(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	r := Article(0, 500)
	r.Article.Text += strings.Repeat("Une très longue dépêche. ", 200_000) // 5.4 MB
	put(t, s, r)
	if got := record(t, s, r.Article.ID); !reflect.DeepEqual(got, r) {
		t.Error("a big article came back changed")
	}
}
