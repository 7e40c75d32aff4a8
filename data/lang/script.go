package lang

// script is a writing system that by itself tells the language, near enough.
type script int

const (
	greek script = iota
	cyrillic
	ukrainian
	hebrew
	arabic
	devanagari
	thai
	kana
	han
	hangul
	scripts // how many there are; also "Latin or any other"
)

// scriptOf tells the script of a letter, by Unicode block.
func scriptOf(r rune) script {
	switch {
	case r < 0x370:
		return scripts
	case r < 0x400:
		return greek
	case r == 'і' || r == 'ї' || r == 'є' || r == 'ґ':
		return ukrainian
	case r < 0x530:
		return cyrillic
	case 0x590 <= r && r < 0x600:
		return hebrew
	case 0x600 <= r && r < 0x780:
		return arabic
	case 0x900 <= r && r < 0x980:
		return devanagari
	case 0xE00 <= r && r < 0xE80:
		return thai
	case 0x3040 <= r && r < 0x3100:
		return kana
	case 0x3400 <= r && r < 0xA000:
		return han
	case 0xAC00 <= r && r < 0xD7B0:
		return hangul
	}
	return scripts
}

// script is the language that the letters of another script suggest, empty
// where most letters are Latin.
func (e *evidence) script() string {
	codes := [scripts]string{"el", "ru", "uk", "he", "ar", "hi", "th", "ja", "zh", "ko"}
	if e.scripts[kana] > 0 { // Japanese mixes its own letters with Han ones
		e.scripts[kana] += e.scripts[han]
	}
	if e.scripts[ukrainian] > 0 { // its own letters are few
		e.scripts[ukrainian] += e.scripts[cyrillic]
	}
	most, sum := greek, 0
	for s, n := range e.scripts {
		sum += n
		if n > e.scripts[most] {
			most = script(s)
		}
	}
	if sum <= e.latin {
		return ""
	}
	return codes[most]
}
