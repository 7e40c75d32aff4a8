// Package topk finds the documents of a Bleve index (scorch, zap) that score
// best by BM25, reading its segments through their public interface.
//
// # Why not Bleve's own search
//
// Bleve 2.6 scores every match, and its "bm25" takes the root of the term
// frequency, counts idf twice and averages lengths wrongly. It also adds up the
// alternatives of a disjunction as if each were another word of the question.
//
// # Score
//
// A Query is a list of groups. A group is a list of leaves: ways to say the same
// thing, of which the best one counts, once. A leaf is a term of a field, or
// several terms that all must stand in it.
//
//	score(d) = Σ over groups g of  weight(g) · max over leaves l of g in d of  weight(l) · strength(l, d)
//	strength = tf·(k1+1) / (tf + k1·(1 - b + b·length(d)/average))    where Leaf.BM25 is set
//	         = 1                                                      elsewhere
//	idf(t)   = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5))
//
// With one leaf a group and weight(g) = idf, that is BM25 as Robertson and
// Zaragoza write it (The Probabilistic Relevance Framework, 2009, formula 3.15),
// with the idf of Lucene's BM25Similarity, which is never negative. Lucene leaves
// the constant factor k1+1 out since version 8; the order is the same.
// N, n(t) and the average length count live documents of all segments: what was
// deleted counts in none of them. Lengths are exact, not rounded to a byte as
// Lucene's are.
//
// # Pruning
//
// What documents of many leaves are in is a bit for each document and level: see
// sieve. It goes through 64 documents at a time, and scores only those whose
// bounds add up to what the k best so far score. Where words are indexed with
// their Impacts, the bounds are those of the frequency and of the document's
// length, and few postings are read.
//
// Short lists, and queries of very many groups, go through MaxScore (Turtle and
// Flood, Query Evaluation: Strategies and Optimizations, 1995), by leaf: a leaf
// cannot add more than its bound. Once the k best so far all score more than a
// document could that holds nothing but the leaves with the lowest bounds, such
// leaves bring no document up any more ("lax" in the code); they are only looked
// up in documents that others bring up, as long as that document can still reach
// the k best. As the leaves of one group do not add up, only the highest bound of
// each group's lax leaves counts. Documents are scored in windows, leaf after leaf
// (as Lucene's MaxScoreBulkScorer does), into a matrix that stays in the
// processor's cache.
//
// Filters are bitmaps that are intersected before anything is scored.
package topk
