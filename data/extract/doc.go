// Package extract turns a page or plain text into the text of an article and
// its blocks. The text is never changed: blocks are spans over it, and cover
// everything but blank space.
//
// What is not the article (links to other articles, adverts, newsletter boxes)
// is recognised by the cue phrases of cues.tsv and by shape, with precision
// before recall: a paragraph wrongly cut away is lost to search, an advert
// left in is only noise.
package extract
