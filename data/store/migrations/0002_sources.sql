-- Feeds that are polled, what they told of, the pages that articles were taken
-- from, what was removed, and what was corrected.

CREATE TABLE feeds (
	feed  TEXT PRIMARY KEY, -- its address
	name  TEXT NOT NULL,
	site  TEXT NOT NULL,
	lang  TEXT NOT NULL,
	due   INTEGER NOT NULL, -- of the next check, Unix seconds
	state TEXT NOT NULL,    -- JSON of data.FeedState
	-- data.FeedCounts
	fetched      INTEGER NOT NULL DEFAULT 0,
	not_modified INTEGER NOT NULL DEFAULT 0,
	added        INTEGER NOT NULL DEFAULT 0,
	updated      INTEGER NOT NULL DEFAULT 0,
	duplicate    INTEGER NOT NULL DEFAULT 0,
	failed       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX feeds_by_due ON feeds (due);

-- Every article that a feed told of. A row with a due time is work to do: it is
-- written in the transaction that moves the feed's ETag, so that nothing is lost.
CREATE TABLE items (
	url     TEXT PRIMARY KEY, -- canonical
	feed    TEXT NOT NULL,    -- that told of it first
	guid    TEXT NOT NULL,    -- its name in the feed, '' where it has none
	article TEXT NOT NULL,    -- the article that holds it, of another address where it is a duplicate
	digest  BLOB NOT NULL,    -- SHA-256 of what the feed told: another one is an update
	backlog INTEGER NOT NULL CHECK (backlog IN (0, 1)), -- found by the feed's first check: no news
	tries   INTEGER NOT NULL, -- to fetch it that failed
	due     INTEGER,          -- of the next try, Unix seconds; NULL: nothing to do
	told    TEXT NOT NULL     -- JSON of what the feed told, empty once nothing is to do
) STRICT, WITHOUT ROWID;

CREATE INDEX items_by_due ON items (due, feed) WHERE due IS NOT NULL;
CREATE INDEX items_by_guid ON items (feed, guid) WHERE guid <> '';
CREATE INDEX items_by_article ON items (article);

CREATE TABLE pages (
	article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
	kind    TEXT NOT NULL,  -- data.PageKind
	url     TEXT NOT NULL,
	content BLOB NOT NULL   -- gzip
) STRICT, WITHOUT ROWID;

-- What an article said before it was updated.
CREATE TABLE revisions (
	num       INTEGER PRIMARY KEY,
	article   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	replaced  INTEGER NOT NULL, -- Unix seconds
	title     TEXT NOT NULL,
	published TEXT NOT NULL,
	text      BLOB NOT NULL     -- gzip
) STRICT;

CREATE INDEX revisions_by_article ON revisions (article);

-- Hashes of an article's text; two articles that share one may have the same.
CREATE TABLE sketches (
	hash    INTEGER NOT NULL,
	article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
	PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

CREATE INDEX sketches_by_article ON sketches (article);

-- What was removed and must not come back.
CREATE TABLE tombstones (
	kind    TEXT NOT NULL, -- 'article' (id), 'url' (canonical), 'source' (name)
	ref     TEXT NOT NULL,
	article TEXT NOT NULL, -- the id that it stands for, '' of a source
	reason  TEXT NOT NULL,
	removed TEXT NOT NULL, -- RFC 3339
	PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE corrections (
	article TEXT NOT NULL,
	words   TEXT NOT NULL,
	ruling  TEXT NOT NULL, -- data.Ruling
	speaker TEXT NOT NULL,
	reason  TEXT NOT NULL,
	by      TEXT NOT NULL,
	made    TEXT NOT NULL, -- RFC 3339
	PRIMARY KEY (article, words)
) STRICT, WITHOUT ROWID;
