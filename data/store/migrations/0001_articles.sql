-- Articles with what was read out of their text, the change log that every
-- consumer follows, and the consumers' cursors.

-- The text stands behind everything that is listed, counted or compared, so
-- that no such query reads a long row to its end.
CREATE TABLE articles (
	num              INTEGER PRIMARY KEY,
	id               TEXT NOT NULL UNIQUE,
	url              TEXT NOT NULL,
	title            TEXT NOT NULL,
	source           TEXT NOT NULL,
	author           TEXT NOT NULL,
	published        TEXT NOT NULL, -- RFC 3339 or YYYY-MM-DD as given, '' where unknown
	lang             TEXT NOT NULL, -- ISO 639-1
	origin_url       TEXT,          -- NULL in articles without an origin
	origin_published TEXT,
	quote_count      INTEGER NOT NULL,
	digest           BLOB NOT NULL, -- SHA-256 of the whole record: equal means nothing to do
	text             TEXT NOT NULL, -- character for character as it came
	blocks           TEXT NOT NULL, -- JSON, spans in bytes over text
	quotes           TEXT NOT NULL  -- JSON, spans in bytes over text
) STRICT;

CREATE INDEX articles_by_url ON articles (url) WHERE url <> '';
CREATE INDEX articles_by_source ON articles (source, lang, published, quote_count);

-- The last change of each thing. seq is the counter's number; a thing that
-- changes again moves to the end and leaves a hole behind.
CREATE TABLE changes (
	seq     INTEGER PRIMARY KEY,
	kind    TEXT NOT NULL, -- 'article'
	ref     TEXT NOT NULL, -- articles.id
	deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
	UNIQUE (kind, ref)
) STRICT;

-- The one counter: taken last in each transaction, so numbers are gapless and
-- in the order of commits.
CREATE TABLE counter (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	seq INTEGER NOT NULL
) STRICT;
INSERT INTO counter (one, seq) VALUES (1, 0);

-- One row a commit: the last number it took, and a random stamp. A restored
-- backup repeats numbers, never stamps.
CREATE TABLE commits (
	seq_end INTEGER PRIMARY KEY,
	stamp   TEXT NOT NULL
) STRICT;

-- How far each consumer has come.
CREATE TABLE cursors (
	name  TEXT PRIMARY KEY,
	seq   INTEGER NOT NULL,
	stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
