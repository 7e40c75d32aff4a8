package analysis

import "strings"

// number reads a number at byte i: 25k, 1,000, 1 000, 1.5bn, 2023, 0.21.1. It
// returns i where the digits are part of a word (3d).
func (s *scanner) number(i int) int {
	n := numeral{text: s.text, french: s.code == "fr"}
	end := n.read(i)
	shift, tail := suffix(s.text[end:])
	if r, _ := s.at(end + tail); inWord(r) {
		return i
	}
	end += tail
	if tail == 0 {
		shift = s.multiplier(end)
	}
	s.buf = append(s.buf[:0], n.whole...)
	if n.fraction != "" {
		s.buf = append(append(s.buf, '.'), n.fraction...)
	}
	t := s.token(Number, i, end)
	s.scaled = shift > 0 && tail == 0
	if shift > 0 {
		s.buf = n.times(s.buf[:0], shift)
		t.Term = s.known.look(s.buf).folded
	}
	t.Stop = false
	s.add(t)
	return end
}

// numeral is a number as it is written, without its unit.
type numeral struct {
	text     string
	french   bool
	whole    []byte // the digits before the decimal mark
	fraction string
}

// read reads the digits at byte i and returns their end.
func (n *numeral) read(i int) int {
	end := digits(n.text, i)
	n.whole = append(n.whole, n.text[i:end]...)
	grouped := false
	for end-i <= 3 || grouped {
		size := n.group(end)
		if size == 0 || n.text[i] == '0' {
			break
		}
		n.whole = append(n.whole, n.text[end+size:end+size+3]...)
		end += size + 3
		grouped = true
	}
	if versionEnd := n.version(end); versionEnd > end && !grouped {
		n.whole = append(n.whole, n.text[end:versionEnd]...)
		return versionEnd
	}
	if end < len(n.text) && (n.text[end] == '.' || n.text[end] == ',') {
		if last := digits(n.text, end+1); last > end+1 {
			n.fraction = n.text[end+1 : last]
			return last
		}
	}
	return end
}

// group returns the size of the mark at byte i that sets off three digits, 0
// where there is none. A full stop does only before a further group or a
// decimal comma; a plain blank only in French.
func (n *numeral) group(i int) int {
	rest := n.text[i:]
	for _, mark := range [...]string{",", "\u00a0", "\u202f", "\u2009", "'", "’", ".", " "} {
		after, ok := strings.CutPrefix(rest, mark)
		if !ok || digits(after, 0) != 3 {
			continue
		}
		switch mark {
		case " ":
			ok = n.french
		case ".":
			ok = strings.HasPrefix(after[3:], ",") && digits(after, 4) > 4 ||
				strings.HasPrefix(after[3:], ".") && digits(after, 4) == 7
		}
		if ok {
			return len(mark)
		}
	}
	return 0
}

// version returns the end of two or more further numbers with full stops
// between, as in 0.21.1; i where there are none.
func (n *numeral) version(i int) int {
	end, count := i, 0
	for end < len(n.text) && n.text[end] == '.' && digits(n.text, end+1) > end+1 {
		end = digits(n.text, end+1)
		count++
	}
	if count < 2 {
		return i
	}
	return end
}

// digits returns the end of the digits at byte i.
func digits(text string, i int) int {
	for i < len(text) && isDigit(rune(text[i])) {
		i++
	}
	return i
}

// times appends the number with its decimal mark moved right by shift digits.
func (n *numeral) times(out []byte, shift int) []byte {
	out = append(out, n.whole...)
	moved := min(shift, len(n.fraction))
	out = append(out, n.fraction[:moved]...)
	for range shift - moved {
		out = append(out, '0')
	}
	if rest := strings.TrimRight(n.fraction[moved:], "0"); rest != "" {
		out = append(append(out, '.'), rest...)
	}
	for len(out) > 1 && out[0] == '0' && isDigit(rune(out[1])) {
		out = out[1:]
	}
	return out
}

// suffix reads what stands right after a number: how many zeros it adds, and
// its length. The ending of an ordinal (1st, 2e) adds none.
func suffix(text string) (shift, size int) {
	for size < len(text) && size < 4 && 'a' <= text[size]|0x20 && text[size]|0x20 <= 'z' {
		size++
	}
	switch strings.ToLower(text[:size]) {
	case "k":
		return 3, size
	case "m", "mn", "mln":
		return 6, size
	case "b", "bn", "md", "mds", "mrd":
		return 9, size
	case "t", "tn":
		return 12, size
	case "st", "nd", "rd", "th", "er", "e", "eme":
		return 0, size
	}
	return 0, 0
}

// multiplier is how many zeros the word after the number that ends at byte i
// adds: 1.5 billion, 1,5 milliard. The word stays a token of its own, as a stop
// word: the number says it all.
func (s *scanner) multiplier(i int) int {
	rest := s.text[i:]
	for _, b := range [...]string{" ", "\u00a0", "\u202f", "-"} {
		if after, ok := strings.CutPrefix(rest, b); ok {
			rest = after
			break
		}
	}
	end := 0
	for end < len(rest) && end <= len("trillions") && 'a' <= rest[end]|0x20 && rest[end]|0x20 <= 'z' {
		end++
	}
	switch strings.TrimSuffix(strings.ToLower(rest[:end]), "s") {
	case "thousand", "mille":
		return 3
	case "million":
		return 6
	case "milliard":
		return 9
	case "billion":
		if s.code == "fr" {
			return 12
		}
		return 9
	case "trillion":
		if s.code != "fr" {
			return 12
		}
	}
	return 0
}
