-- What is brought to channels and members without their asking, and each message
-- of it, so that none goes out twice. The change log does not hear of it.

-- Articles in the order in which they were stored first. Numbers are never given
-- twice: who has dealt with all up to one has missed nothing.
CREATE TABLE arrivals (
	num     INTEGER PRIMARY KEY AUTOINCREMENT,
	article TEXT NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
	at      INTEGER NOT NULL -- Unix seconds
) STRICT;

CREATE TABLE subscriptions (
	id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
	kind       TEXT NOT NULL,
	guild      TEXT NOT NULL, -- '' with channel
	channel    TEXT NOT NULL, -- '' is a direct message to the member
	member     TEXT NOT NULL, -- '' once a channel's was erased
	lang       TEXT NOT NULL,
	topic      TEXT NOT NULL,
	speaker    TEXT NOT NULL,
	source     TEXT NOT NULL,
	quote_lang TEXT NOT NULL,
	every      TEXT NOT NULL,
	weekday    INTEGER NOT NULL,
	clock      TEXT NOT NULL, -- HH:MM
	zone       TEXT NOT NULL, -- IANA
	most       INTEGER NOT NULL,
	created    INTEGER NOT NULL, -- Unix milliseconds, like handled and due
	pause      TEXT NOT NULL,    -- '' is none
	handled    INTEGER NOT NULL, -- end of the last period that was dealt with
	covered    INTEGER NOT NULL, -- arrivals.num of the last that was dealt with
	due        INTEGER NOT NULL
) STRICT;

CREATE INDEX subscriptions_by_due ON subscriptions (due) WHERE pause = '';
CREATE INDEX subscriptions_by_guild ON subscriptions (guild) WHERE guild <> '';
CREATE INDEX subscriptions_by_member ON subscriptions (member) WHERE member <> '';
CREATE UNIQUE INDEX digest_of_channel ON subscriptions (channel) WHERE kind = 'digest' AND channel <> '';

CREATE TABLE deliveries (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	subscription INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
	period       TEXT NOT NULL,
	since        INTEGER NOT NULL, -- Unix milliseconds, like all times here
	until        INTEGER NOT NULL,
	after        INTEGER NOT NULL, -- arrivals.num
	through      INTEGER NOT NULL,
	state        TEXT NOT NULL,
	content      BLOB NOT NULL, -- JSON, emptied in the end
	nonce        TEXT NOT NULL,
	channel      TEXT NOT NULL,
	fence        INTEGER NOT NULL,
	lease        INTEGER NOT NULL,
	tries        INTEGER NOT NULL,
	begun        INTEGER NOT NULL, -- 0 is not
	message      TEXT NOT NULL,
	ended        INTEGER NOT NULL, -- 0 is not
	error        TEXT NOT NULL,
	UNIQUE (subscription, period)
) STRICT;

-- At most one message of a subscription is under way.
CREATE UNIQUE INDEX deliveries_open ON deliveries (subscription) WHERE state IN ('claimed', 'sending');
CREATE INDEX deliveries_by_lease ON deliveries (lease) WHERE state IN ('claimed', 'sending');
