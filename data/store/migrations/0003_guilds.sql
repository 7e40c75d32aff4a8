-- What is kept about Discord servers and what their members asked to be kept.
-- None of it is an article: the change log does not hear of it.

CREATE TABLE guilds (
	guild      TEXT PRIMARY KEY, -- Discord's id, like all ids below
	lang       TEXT NOT NULL DEFAULT '',
	per_minute INTEGER NOT NULL DEFAULT 0,
	channels   TEXT NOT NULL DEFAULT '', -- JSON: channel id to mode, '' for none
	left_at    INTEGER                   -- Unix milliseconds; NULL while the bot is there
) STRICT, WITHOUT ROWID;

CREATE INDEX guilds_by_left ON guilds (left_at) WHERE left_at IS NOT NULL;

-- Questions that nothing answered, as they were understood.
CREATE TABLE gaps (
	guild    TEXT NOT NULL, -- '' is a direct message
	speakers TEXT NOT NULL, -- JSON, sorted
	topic    TEXT NOT NULL, -- JSON, sorted
	since    TEXT NOT NULL, -- YYYY-MM-DD, '' is open
	until    TEXT NOT NULL,
	times    INTEGER NOT NULL,
	last     INTEGER NOT NULL, -- Unix milliseconds
	PRIMARY KEY (guild, speakers, topic, since, until)
) STRICT, WITHOUT ROWID;

CREATE TABLE feedback (
	id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
	at       INTEGER NOT NULL, -- Unix milliseconds
	guild    TEXT NOT NULL,
	verdict  TEXT NOT NULL,
	reason   TEXT NOT NULL,
	lang     TEXT NOT NULL,
	question TEXT NOT NULL, -- this and what follows: '' without the member's consent
	place    TEXT NOT NULL,
	member   TEXT NOT NULL,
	article  TEXT NOT NULL,
	words    TEXT NOT NULL
) STRICT;

CREATE INDEX feedback_by_guild ON feedback (guild);
CREATE INDEX feedback_by_member ON feedback (member) WHERE member <> '';

CREATE TABLE audit (
	id      INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL, -- Unix milliseconds
	guild   TEXT NOT NULL,
	channel TEXT NOT NULL,
	actor   TEXT NOT NULL, -- '' once the member had it erased
	action  TEXT NOT NULL,
	detail  TEXT NOT NULL
) STRICT;

CREATE INDEX audit_by_guild ON audit (guild);
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor <> '';
