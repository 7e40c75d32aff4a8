package feed

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func encode(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	french := `<rss version="2.0"><channel><title>L’été à Port-Brume : 12 €</title></channel></rss>`
	declared := func(name, s string) string { return `<?xml version="1.0" encoding="` + name + `"?>` + s }
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, bom) }
	for _, c := range []struct {
		name, contentType string
		raw               []byte
		want              string
	}{
		{"UTF-8", "", []byte(french), french},
		{"UTF-8 with its mark", "", []byte("\uFEFF" + french), french},
		{"UTF-8 that is said to be another", "text/xml; charset=iso-8859-1", []byte(french), french},
		{"UTF-16, little, mark", "", encode(t, utf16(unicode.LittleEndian, unicode.UseBOM), french), french},
		{"UTF-16, big, mark", "", encode(t, utf16(unicode.BigEndian, unicode.UseBOM), french), french},
		{"UTF-16, little, no mark", "", encode(t, utf16(unicode.LittleEndian, unicode.IgnoreBOM), french), french},
		{"UTF-16, big, no mark", "", encode(t, utf16(unicode.BigEndian, unicode.IgnoreBOM), french), french},
		{"UTF-32, little, mark", "", encode(t, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), french), french},
		{"UTF-32, big, no mark", "", encode(t, utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), french), french},
		{"Windows-1252, said by nobody", "", encode(t, charmap.Windows1252, french), french},
		{"Windows-1252, declared as UTF-8", "", encode(t, charmap.Windows1252, declared("utf-8", french)), declared("utf-8", french)},
		{"ISO-8859-15, by the header", "text/xml; charset=iso-8859-15", encode(t, charmap.ISO8859_15, strings.ReplaceAll(french, "’", "'")), strings.ReplaceAll(french, "’", "'")},
		{"Cyrillic, declared", "", encode(t, charmap.Windows1251, declared("windows-1251", "<rss>Порт Туман</rss>")), declared("windows-1251", "<rss>Порт Туман</rss>")},
		{"Korean, declared", "", encode(t, korean.EUCKR, declared("euc-kr", "<rss>안개 항구</rss>")), declared("euc-kr", "<rss>안개 항구</rss>")},
		{"Japanese, said by nobody", "", encode(t, japanese.ShiftJIS, "<rss>"+strings.Repeat("霧の港の組合はトークンで支払うと発表した。", 8)+"</rss>"), "<rss>" + strings.Repeat("霧の港の組合はトークンで支払うと発表した。", 8) + "</rss>"},
		{"an encoding that does not exist", "", encode(t, charmap.Windows1252, declared("bogus", "<rss>été</rss>")), declared("bogus", "<rss>été</rss>")},
		{"two encodings in one", "", append([]byte("<rss>été "), append(encode(t, charmap.Windows1252, "été"), "</rss>"...)...), "<rss>été été</rss>"},
		{"EBCDIC", "", encode(t, charmap.CodePage037, declared("ibm037", "<rss>fog</rss>")), declared("ibm037", "<rss>fog</rss>")},
	} {
		got, err := Decode(c.raw, c.contentType)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func packed(t *testing.T, content []byte) (gz, zl []byte) {
	t.Helper()
	var a, b bytes.Buffer
	g, z := gzip.NewWriter(&a), zlib.NewWriter(&b)
	for _, err := range []error{second(g.Write(content)), g.Close(), second(z.Write(content)), z.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return a.Bytes(), b.Bytes()
}

func second(_ int, err error) error { return err }

func TestUnpack(t *testing.T) {
	const feed = "<rss>fog over the harbour</rss>"
	gz, zl := packed(t, []byte(feed))
	for name, raw := range map[string][]byte{"gzip": gz, "zlib": zl} {
		if got, err := Decode(raw, ""); err != nil || got != feed {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	bomb, _ := packed(t, bytes.Repeat([]byte("<rss>"), MaxSize/4))
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"cut off":   {gz[:len(gz)-9], ErrPacked},
		"damaged":   {append([]byte{0x1f, 0x8b}, "rubbish"...), ErrPacked},
		"bomb":      {bomb, ErrTooLarge},
		"large":     {bytes.Repeat([]byte("x"), MaxSize+1), ErrTooLarge},
		"nothing":   {nil, ErrEmpty},
		"blanks":    {[]byte(" \n\t"), ErrEmpty},
		"null byte": {[]byte{0, 0, 0, 0}, ErrEmpty},
	} {
		if _, err := Decode(c.raw, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
