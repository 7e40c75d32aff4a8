package bot

import (
	"net/url"
	"strings"
	"unicode"
)

// maxLink is the longest address that Discord takes on a button, in characters.
const maxLink = 512

// quoteLink is the address of an article with a text fragment that makes the
// browser jump to the words quoted: the first five and the last four of them,
// fewer where the address would grow too long. It is empty where the address is
// none that a button may have.
func quoteLink(address, quote string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	base := u.String()
	mark := "#:~:text="
	if u.Fragment != "" {
		mark = ":~:text="
	}
	words := strings.Fields(quote)
	for _, n := range [][2]int{{5, 4}, {3, 2}, {2, 1}} {
		if f := textFragment(words, n[0], n[1]); f != "" && len(base)+len(mark)+len(f) <= maxLink {
			return base + mark + f
		}
	}
	if len(base) > maxLink {
		return ""
	}
	return base
}

// textFragment encodes the first and the last words, or all words where they
// are no more than that. Both ends are letters or digits, as browsers match
// whole words.
func textFragment(words []string, first, last int) string {
	if len(words) <= first+last {
		return fragmentText(words)
	}
	start, end := fragmentText(words[:first]), fragmentText(words[len(words)-last:])
	if start == "" || end == "" {
		return ""
	}
	return start + "," + end
}

func fragmentText(words []string) string {
	s := strings.TrimFunc(strings.Join(words, " "), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	// The three characters that mean something in a text fragment.
	return strings.NewReplacer("-", "%2D", ",", "%2C", "&", "%26").Replace(url.PathEscape(s))
}
