// Package quote finds the statements in an article and who made them: quotes
// between any marks, embedded posts, and reported speech.
//
// Extract works in passes over the original text, which none of them changes:
//
//	posts      signatures of embedded posts, and the words above them
//	fragments  a state machine over the quotation marks of each paragraph
//	tokens     words, with what the word lists know of each
//	mentions   names, pronouns and noun phrases that could be a speaker
//	cast       the people and organisations of the article, each mention's entity
//	statements fragments grouped, those that are no statement dropped
//	speakers   the mention that spoke each, resolved to a name, with a confidence
//	reported   clauses of indirect speech
//
// The word lists (verbs_en.txt, verbs_fr.txt, function.txt, nouns.txt, roles.txt,
// names.txt, given.txt) are for people to edit; each opens with its format.
// ranker.txt holds the weights that the ranker learnt; Rules does without them.
package quote
