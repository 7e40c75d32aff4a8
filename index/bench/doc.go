// Package bench measures the search core: it builds an index of generated or
// stored articles and asks it every kind of query, beside Bleve's own search of
// the same index and SQLite's FTS5 over the same words, in one process, in turn,
// warm.
//
// Generated words are independent of each other, unlike those of real text, where
// words of one subject stand together: measure your own articles too.
package bench
