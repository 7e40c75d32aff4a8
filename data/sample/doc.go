// Package sample holds the articles that the program answers from before any
// other has been imported, and the questions that they are tried with.
//
// The articles were written for this project, about real events. Their direct
// quotations of real people are those of a real article, the origin, character
// for character; everything around them is our own text, and so their source is
// always "Verbatim sample" and never a publisher.
//
// One file in articles is one article; adding an article is adding a file and
// its quotations to quotes.tsv. The file's name without .txt is the article's
// id, and ends in the language. A header of "key: value" lines comes first,
// then an empty line, then the text:
//
//	title:     the headline, ours
//	lang:      en or fr
//	origin:    address of the article that every quotation comes from
//	published: its printed date, YYYY-MM-DD; left out where nobody tells the day
//	dated-by:  only where the origin does not print the day itself: who does
//
// In the text, paragraphs stand apart by an empty line. An embedded post is a
// paragraph that ends in the line "— Name (@handle) Month D, YYYY"; the date is
// left out where the origin does not tell it. Nothing but quotations of the
// origin may stand between quotation marks.
package sample
