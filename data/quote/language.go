package quote

import "verbatim/data/lang"

// languageOf is the language of a few words, empty where they do not tell.
func languageOf(s string) string { return lang.Identify(s, "") }
