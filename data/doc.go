// Package data holds the domain types that every other package speaks in: an
// article, the spans over its text, its blocks, and the statements quoted in it.
//
// An article's text is stored once and never rewritten. Everything else
// (blocks, statements, passages, takeaways, highlights) is a Span over it.
// Inside the program a span counts bytes; what leaves the program (JSON, see
// Offsets) counts Unicode code points.
//
// The package imports nothing of ours.
package data
