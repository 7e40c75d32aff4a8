// Package lang holds what the program knows of language as such: folding text
// for matching, telling which language a text is in, cutting it into sentences,
// and reading dates, in English and French.
//
// Nothing here rewrites what is shown: every position that leaves the package
// is a byte offset into the text that was given.
package lang
