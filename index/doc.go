// Package index finds units (statements, passages, takeaways) by their words.
// It owns Bleve: what is indexed, where a generation of the index lives on
// disk, how it follows the store's change log, and how it is searched.
//
// Package topk is the search core. All other packages search through Index:
// Search for questions, Match for plain words, Latest for what is newest.
//
// The index is derived data. It holds no text that is shown: a hit names an
// article and a span, and the words are sliced from the store. Whatever is
// wrong with it, the remedy is to build it again from the store.
package index
