package quote

import (
	"sort"
	"unicode/utf8"

	"verbatim/data"
)

// document is one article while its statements are read.
type document struct {
	*Extractor
	text               string
	lang               string // of the word lists: "en" or "fr"
	day                string // printed date, YYYY-MM-DD or empty
	paras              []data.Span
	posts              []post
	frags              []fragment
	tokens             []token
	lower              map[string]bool // words that the article writes without a capital
	cast               *cast
	found              []mention
	leadStart, leadEnd int             // the phrase [start, end) that the next name belongs to
	ends               []int32         // of tokens: 1 + the mention that ends with it, or 0
	scratch            []candidate     // reused
	repeats            map[string]int  // how often each short fragment is quoted
	holdsName          map[string]bool // full names looked for in the text
}

// read runs the passes up to the tokens.
func (d *document) read(blocks []data.Block) {
	d.holdsName = map[string]bool{}
	d.leadEnd = -1
	d.paras = paragraphs(d.text, blocks)
	d.posts = posts(d.text, d.lang, blocks, d.paras)
	d.paras = without(d.paras, d.posts)
	d.frags = sortFragments(fragments(d.text, d.paras))
	z := &tokenizer{text: d.text, words: d.lexicon.of(d.lang), names: d.lexicon.names, fr: d.lang == "fr"}
	z.out = make([]token, 0, signs(d.text)+8)
	for i, p := range d.paras {
		z.para = int32(i)
		z.run(p)
	}
	d.tokens = z.out
	d.cutIncises()
	d.markQuoted()
	d.lower = map[string]bool{}
	for i := range d.tokens {
		if t := &d.tokens[i]; t.kind == word && !t.upper {
			d.lower[t.low] = true
		}
	}
}

// signs counts the bytes that are no part of a word: about the number of tokens.
func signs(text string) int {
	n := 0
	for i := range len(text) {
		if c := text[i]; c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' && c < utf8.RuneSelf || c >= 0xE2 {
			n++
		}
	}
	return n
}

// without cuts the posts out of the paragraphs.
func without(paras []data.Span, posts []post) []data.Span {
	if len(posts) == 0 {
		return paras
	}
	var out []data.Span
	k := 0
	for _, p := range paras {
		for k < len(posts) && posts[k].whole.End <= p.Start {
			k++
		}
		for j := k; j < len(posts) && posts[j].whole.Start < p.End; j++ {
			if cut := posts[j].whole; cut.End > p.Start {
				if cut.Start > p.Start {
					out = append(out, data.Span{Start: p.Start, End: cut.Start})
				}
				p.Start = min(cut.End, p.End)
			}
		}
		if p.Len() > 0 {
			out = append(out, p)
		}
	}
	return out
}

// markQuoted notes on each token the fragment it lies in.
func (d *document) markQuoted() {
	k := 0
	for i := range d.tokens {
		t := &d.tokens[i]
		for k < len(d.frags) && d.frags[k].outer.End <= t.Start {
			k++
		}
		if k < len(d.frags) && d.frags[k].outer.Start <= t.Start {
			t.frag = int32(k)
		}
	}
}

// tokenAt is the index of the first token that starts at or after byte pos.
func (d *document) tokenAt(pos int) int {
	return sort.Search(len(d.tokens), func(i int) bool { return d.tokens[i].Start >= pos })
}

// sentenceStart reports whether token i begins a sentence, a paragraph, or
// what follows a quotation mark or colon.
func (d *document) sentenceStart(i int) bool {
	if i == 0 {
		return true
	}
	t, p := &d.tokens[i], &d.tokens[i-1]
	return p.kind == stop || p.kind == qmark || p.kind == colon || p.kind == dash || p.para != t.para
}
