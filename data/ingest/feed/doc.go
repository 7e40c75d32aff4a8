// Package feed reads what tells of articles: RSS, Atom, RDF and JSON feeds as
// the web has them, links to feeds in pages, OPML lists and sitemaps.
//
// Feeds go through Decode (compression, encoding) and a repair before gofeed
// parses them: a quarter of real feeds is in another encoding than it says,
// cut off, or no well-formed XML.
package feed
