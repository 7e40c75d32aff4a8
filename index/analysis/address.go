package analysis

import "strings"

// longestHost is how far a word is looked at for a web address, in bytes.
const longestHost = 64

// address returns the end of the web or mail address at byte i, i where there
// is none: https://…, www.…, host.name/…, name@host.
func (s *scanner) address(i int) int {
	rest := s.text[i:]
	if len(rest) > longestHost {
		rest = rest[:longestHost]
	}
	end, dot := 0, 0
	for end < len(rest) && hostByte(rest[end]) {
		if rest[end] == '.' {
			dot = end
		}
		end++
	}
	if end == len(rest) {
		return i
	}
	switch after := rest[end:]; {
	case strings.HasPrefix(after, "://"):
	case len(rest) > 4 && strings.EqualFold(rest[:4], "www."):
	case after[0] == '/' && dot > 0 && end-dot > 2 && letter(rest[dot+1]) && letter(rest[end-1]):
	case after[0] == '@' && len(after) > 1 && hostByte(after[1]):
	default:
		return i
	}
	return s.addressEnd(i + end)
}

func hostByte(c byte) bool { return letter(c) || isDigit(rune(c)) || c == '.' || c == '-' }

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// addressEnd is where the address goes no further: at a blank or at a mark that
// closes what it stands in.
func (s *scanner) addressEnd(i int) int {
	n := strings.IndexAny(s.text[i:], " \t\r\n\"<>()[]«»“”\u00a0\u202f")
	if n < 0 {
		return len(s.text)
	}
	return i + n
}
