// Package ingest reads articles from files, reads language, blocks and quotes
// out of them, and hands the records on in batches.
//
// Memory stays bounded whatever the input is: lines and files beyond a limit
// are reported and skipped without being held, and articles are read no faster
// than they are stored. What cannot be read is reported with its place, and
// the rest goes on.
package ingest
