package quote

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

// post is an embedded post: its words, and the signature below or behind them.
type post struct {
	data.Span           // the words; links, leading replies and trailing tags left out
	whole     data.Span // words, tails and signature
	name      data.Span // the author's name as signed
	handle    string    // without '@'
	date      string    // YYYY-MM-DD or empty
	guessed   bool      // nothing in the text shows where the words begin
}

// maxPost is how many bytes of prose a post on one line with other text may
// take. Twitter's limit is 280 characters.
const maxPost = 300

// sureGuess is the confidence in who posted where the post's first words are a
// guess: words of the article's own may be among them.
const sureGuess = 0.5

// posts finds the signatures "— Name (@handle) Date", and the words that each
// signs. A block of kind Post bounds the words where there is one.
func posts(text, lang string, blocks []data.Block, paras []data.Span) []post {
	var out []post
	floor := 0 // no post reaches back over the one before
	for i, p := range paras {
		for _, sig := range signatures(text, p) {
			if sig.Start < floor {
				continue
			}
			sig.whole = wordsAbove(text, lang, blocks, paras, i, floor, &sig)
			floor = sig.whole.End
			sig.Span = strip(text, data.Span{Start: sig.whole.Start, End: sig.Start})
			if sig.Len() > 0 {
				out = append(out, sig)
			}
		}
	}
	return out
}

var (
	tailRE  = regexp.MustCompile(`(?:\s*(?:https?://\S+|pic\.twitter\.com/\S+|t\.co/\S+|#[\pL\d_]+|&mdash;))+\s*$`)
	replyRE = regexp.MustCompile(`^\s*(?:\.?@\w+\s+)+`)
)

// signatures finds the signatures of a paragraph. The Span of each is the dash up
// to the end; whole.End is where the signature ends.
func signatures(text string, within data.Span) []post {
	line := within.Of(text)
	if !strings.Contains(line, "(@") {
		return nil
	}
	var out []post
	last := 0 // end of the handle before: no name reaches over it
	for {
		h, ok := handleAfter(line, last)
		if !ok {
			return out
		}
		first := last == 0
		dash, size := lastDash(line[last:h.Start])
		dash += last
		last = h.End
		if size == 0 {
			continue
		}
		name := trim(line, data.Span{Start: dash + size, End: h.Start})
		date, end := postDate(line[h.End:min(len(line), h.End+40)])
		alone := first && date == "" && size > len("- ") && strings.TrimSpace(line[:dash]) == "" && strings.TrimSpace(line[h.End:]) == ""
		if name.Len() <= 0 || date == "" && !alone {
			continue
		}
		o := within.Start
		out = append(out, post{
			Span:   data.Span{Start: o + dash, End: o + h.End + end},
			whole:  data.Span{End: o + h.End + end},
			name:   data.Span{Start: o + name.Start, End: o + name.End},
			handle: line[h.Start+2 : h.End-1], date: date,
		})
	}
}

// longestHandle bounds an account's name; Twitter's limit is 15 characters.
const longestHandle = 30

// handleAfter is the first "(@handle)" from byte i on.
func handleAfter(line string, i int) (data.Span, bool) {
	for {
		k := strings.Index(line[i:], "(@")
		if k < 0 {
			return data.Span{}, false
		}
		start := i + k
		i = start + 2
		for i < len(line) && i-start <= longestHandle+2 && (line[i] == '_' || isDigit(line[i]) || 'a' <= line[i]|0x20 && line[i]|0x20 <= 'z') {
			i++
		}
		if i > start+2 && i < len(line) && line[i] == ')' {
			return data.Span{Start: start, End: i + 1}, true
		}
	}
}

// lastDash finds the dash before a signature's name, at most 80 bytes back.
func lastDash(s string) (at, size int) {
	from := max(0, len(s)-80)
	tail := s[from:]
	for _, d := range []string{"—", "–", "&mdash;", "- "} {
		if i := strings.LastIndex(tail, d); i >= 0 {
			return from + i, len(d)
		}
	}
	return -1, 0
}

// wordsAbove finds where the post that sig signs begins: on the signature's
// own line, or on the lines above it. A block of kind Post that begins a line
// knows; one that begins within a line is a guess, as ours is.
func wordsAbove(text, lang string, blocks []data.Block, paras []data.Span, i, floor int, sig *post) data.Span {
	whole := data.Span{Start: max(floor, lineStart(text, sig.Start)), End: sig.whole.End}
	if b, ok := blockAt(blocks, sig.Start); ok && b.Kind == data.Post && b.Start <= whole.Start {
		whole.Start = max(b.Start, floor)
		return whole
	}
	if own := text[whole.Start:sig.Start]; strings.TrimSpace(own) != "" {
		cut := fit(own)
		sig.guessed = cut > 0
		whole.Start += cut
		whole.Start += narration(text[whole.Start:sig.Start], surname(signedName(sig.name.Of(text))))
		return whole
	}
	above := i - 1
	if above < 0 || paras[above].Start < floor {
		return whole
	}
	whole.Start = paras[above].Start
	spoken := languageOf(paras[above].Of(text))
	for above--; above >= 0 && paras[above].Start >= floor && sig.Start-paras[above].Start < 2*maxPost; above-- {
		if l := languageOf(paras[above].Of(text)); l == "" || l != spoken || l == lang {
			break
		}
		whole.Start = paras[above].Start
	}
	return whole
}

// lineStart is where the line that holds byte i begins; two blanks count as a
// line break. It looks back at most 4 posts' length.
func lineStart(text string, i int) int {
	from := max(0, i-4*maxPost)
	for from > 0 && from < i && !utf8.RuneStart(text[from]) {
		from++
	}
	s := text[from:i]
	start := strings.LastIndexByte(s, '\n') + 1
	if k := strings.LastIndex(s, "  "); k >= start {
		start = k + 2
	}
	return from + start
}

// blockAt is the block that holds byte i.
func blockAt(blocks []data.Block, i int) (data.Block, bool) {
	k := sort.Search(len(blocks), func(k int) bool { return blocks[k].End > i })
	if k == len(blocks) || blocks[k].Start > i {
		return data.Block{}, false
	}
	return blocks[k], true
}

// fit drops whole sentences from the front of a line until what is left can be
// a post; it returns how many bytes to drop.
func fit(line string) int {
	words := len(strings.TrimRight(tailRE.ReplaceAllString(line, ""), " "))
	cut := 0
	for words-cut > maxPost {
		i := strings.Index(line[cut:], ". ")
		if i < 0 || cut+i+2 >= words {
			break
		}
		cut += i + 2
	}
	return cut
}

// narration is how many bytes of a line belong to the article's own sentences
// before a post glued to them: those that speak of its author or of the post.
func narration(line, surname string) int {
	cut := 0
	for i := 0; ; {
		k := strings.Index(line[i:], ". ")
		if k < 0 || strings.TrimSpace(line[i+k+2:]) == "" {
			return cut
		}
		if narrates(line[i:i+k], surname) {
			cut = i + k + 2
		}
		i += k + 2
	}
}

func narrates(sentence, surname string) bool {
	if len(surname) > 2 && strings.Contains(sentence, surname) {
		return true
	}
	for _, w := range []string{">>", "tweeted", "tweet by", "this tweet", "a tweet", "his account", "her account", "a tweeté", "un tweet", "ce tweet"} {
		if strings.Contains(sentence, w) {
			return true
		}
	}
	return false
}

// surname is the last word of a name.
func surname(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

// strip trims a post's words: replies before, links and tags behind, marks around.
func strip(text string, s data.Span) data.Span {
	words := s.Of(text)
	if loc := tailRE.FindStringIndex(words); loc != nil && strings.TrimSpace(words[:loc[0]]) != "" {
		s.End = s.Start + loc[0]
	}
	if loc := replyRE.FindStringIndex(s.Of(text)); loc != nil && loc[1] < s.Len() {
		s.Start += loc[1]
	}
	s = trim(text, s)
	for s.Len() > 0 {
		r, n := utf8.DecodeRuneInString(s.Of(text))
		last, k := utf8.DecodeLastRuneInString(s.Of(text))
		if !strings.ContainsRune(`“"«`, r) || !strings.ContainsRune(`“”"»`, last) || n+k >= s.Len() {
			break
		}
		s = trim(text, data.Span{Start: s.Start + n, End: s.End - k})
	}
	return s
}

// signedName is a signature's name without emoji and bracketed extras.
func signedName(s string) string {
	if i := strings.IndexAny(s, "[("); i > 0 {
		s = s[:i]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && r < 0xFE00 || strings.ContainsRune(" .'’-_&", r) {
			return r
		}
		return -1
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

var (
	postDateRE = regexp.MustCompile(`^\s*(?:(\pL{3,9})\.? (\d{1,2}),? (\d{4})|(\d{1,2})(?:er)? (\pL{3,9})\.? (\d{4}))`)
	months     = monthNames()
)

// postDate reads the date behind a signature and returns it as YYYY-MM-DD with
// the bytes it takes; empty where there is none.
func postDate(s string) (string, int) {
	m := postDateRE.FindStringSubmatch(s)
	if m == nil {
		return "", 0
	}
	name, day, year := m[1], m[2], m[3]
	if name == "" {
		day, name, year = m[4], m[5], m[6]
	}
	month, ok := months[strings.ToLower(name)]
	if !ok {
		return "", 0
	}
	if len(day) == 1 {
		day = "0" + day
	}
	if day < "01" || day > "31" {
		return "", 0
	}
	return year + "-" + month + "-" + day, len(m[0])
}

// monthNames maps the months of both languages, whole and shortened, to MM.
func monthNames() map[string]string {
	out := map[string]string{}
	for i, names := range []string{
		"january jan janvier janv", "february feb février fevrier févr", "march mar mars", "april apr avril avr",
		"may mai", "june jun juin", "july jul juillet juil", "august aug août aout",
		"september sept sep septembre", "october oct octobre", "november nov novembre", "december dec décembre decembre déc",
	} {
		for _, n := range strings.Fields(names) {
			out[n] = string([]byte{'0' + byte((i+1)/10), '0' + byte((i+1)%10)})
		}
	}
	return out
}
