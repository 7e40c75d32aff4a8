package extract

import (
	"strings"
	"unicode/utf8"

	"verbatim/data"
)

// Text cuts plain text, which must be valid UTF-8, into blocks. They are in
// order, do not overlap, and leave out only blank space. The time taken is
// linear in the text.
func Text(text string) []data.Block {
	d := document{text: text, lines: cutPosts(text, splitLines(text)), cues: loadedCues()}
	for i := 0; i < len(d.lines); {
		i = d.read(i)
	}
	blocks := make([]data.Block, len(d.lines))
	for i, l := range d.lines {
		blocks[i] = data.Block{Span: l.Span, Kind: l.kind}
	}
	return blocks
}

// document is a text while its lines are told apart.
type document struct {
	text  string
	lines []line
	cues  *cues
}

// read sets the kind of line i, and of the lines that it heads, and returns
// the first line after them.
func (d *document) read(i int) int {
	if d.lines[i].kind != "" {
		return i + 1
	}
	s := d.lines[i].Of(d.text)
	if !strings.ContainsFunc(s, wordRune) || isLink(s) {
		return d.set(i, i+1, data.Boilerplate)
	}
	if Marker(s) > 0 || len(s) > longestCut {
		return d.set(i, i+1, d.shape(i))
	}
	kind, form := d.cues.match(s)
	switch {
	case form == single:
		return d.set(i, i+1, kind)
	case form == heading, form == bulleted && d.bulletsAfter(i) > i+1:
		return d.section(i, kind)
	case d.isAdvert(i):
		return d.set(i, d.bulletsAfter(i), data.Advert)
	}
	return d.set(i, i+1, d.shape(i))
}

// longestCut is the most bytes of a line that a cue can make something else
// than a paragraph: a longer one has a paragraph glued to the cue.
const longestCut = 400

// section sets the kind of the heading i and of the list under it.
func (d *document) section(i int, kind data.BlockKind) int {
	switch kind {
	case data.Takeaway:
		end := d.listAfter(i, longestTakeaways, isTakeaway)
		d.lines[i].kind = d.shape(i)
		if end > i+1 {
			d.lines[i].kind = data.Heading
		}
		return d.set(i+1, end, data.Takeaway)
	case data.Related:
		return d.set(i, d.listAfter(i, longestRelated, isTitle), data.Related)
	case data.Boilerplate:
		return d.set(i, d.noteAfter(i), data.Boilerplate)
	}
	return d.set(i, d.bulletsAfter(i), kind)
}

// set gives the lines from i up to end the kind, except posts, and returns end.
func (d *document) set(i, end int, kind data.BlockKind) int {
	for ; i < end; i++ {
		if d.lines[i].kind == "" {
			d.lines[i].kind = kind
		}
	}
	return end
}

// Lists without bullets are read no further than this: the line after such a
// list is told from its items by shape alone.
const (
	longestTakeaways = 6
	longestRelated   = 12
	longestItem      = 300 // bytes of an item without a bullet
	longestTitle     = 200 // bytes of the title of another article
)

// listAfter is the end of the list under the heading i: its bullets, or else
// the lines that fit, up to the next empty line.
func (d *document) listAfter(i, most int, fits func(first, item string) bool) int {
	if end := d.bulletsAfter(i); end > i+1 {
		return end
	}
	end := i + 1
	for ; end < len(d.lines) && end <= i+most; end++ {
		l := d.lines[end]
		if l.kind != "" || end > i+1 && l.blankLine {
			break
		}
		s := l.Of(d.text)
		if _, f := d.cues.match(s); f != none || !fits(d.lines[i+1].Of(d.text), s) {
			break
		}
	}
	return end
}

// bulletsAfter is the end of the bulleted list under line i.
func (d *document) bulletsAfter(i int) int {
	end := i + 1
	for end < len(d.lines) && d.lines[end].kind == "" && Marker(d.lines[end].Of(d.text)) > 0 {
		end++
	}
	return end
}

// isTakeaway reports whether item may belong to a list of takeaways without
// bullets that starts with first: as short as an item, and ending alike.
func isTakeaway(first, item string) bool {
	return len(item) <= longestItem && endsSentence(item) == endsSentence(first)
}

// isTitle reports whether item may be the title of another article: anything
// short that does not end as a paragraph does.
func isTitle(_, item string) bool { return len(item) <= longestTitle && !endsSentence(item) }

// noteAfter is the end of the note under a heading like "Disclaimer": one
// paragraph, and only near the end of the article, where notes stand.
func (d *document) noteAfter(i int) int {
	if i+1 < len(d.lines) && i+4 >= len(d.lines) && !isHeading(d.lines[i+1].Of(d.text)) {
		return i + 2
	}
	return i + 1
}

// isAdvert reports whether line i heads a bulleted list of sales talk.
func (d *document) isAdvert(i int) bool {
	end := d.bulletsAfter(i)
	s := d.lines[i].Of(d.text)
	if end == i+1 || len(s) > 2*shortLine || !d.cues.sells(s) {
		return false
	}
	items := d.text[d.lines[i+1].Start:d.lines[end-1].End]
	return d.cues.sells(prefix(items, 2000))
}

// shape is the kind that line i shows by its form alone.
func (d *document) shape(i int) data.BlockKind {
	s := d.lines[i].Of(d.text)
	switch {
	case Marker(s) > 0:
		return data.Item
	case i+1 == len(d.lines) || !isHeading(s):
		return data.Paragraph
	case strings.HasSuffix(s, ":") && Marker(d.lines[i+1].Of(d.text)) == 0:
		return data.Paragraph // it leads to a quote or a post
	}
	return data.Heading
}

// isLink reports whether s is an address and nothing more.
func isLink(s string) bool {
	return (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")) &&
		!strings.ContainsAny(s, " \t") && utf8.ValidString(s)
}
