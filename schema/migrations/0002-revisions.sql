-- The store of record. `revision` holds everything ever recorded and is never changed but for `until`; the tables below it exist to
-- be searched and can be made anew from it. Days are whole numbers, 20181201; an open beginning is 10101, an open end 99991231.
-- Version 1 held nothing that is not in the release, which is recorded again.

DROP TABLE thread_party;
DROP TABLE thread;
DROP TABLE fact_source;
DROP TABLE source;
DROP TABLE link;
DROP TABLE fact_topic;
DROP TABLE pair;
DROP TABLE fact_party;
DROP TABLE fact_alias;
DROP TABLE fact;
DROP TABLE snapshot;

-- ---- What was recorded ------------------------------------------------------------------------------------------------

CREATE TABLE revision (
  seq         INTEGER NOT NULL PRIMARY KEY, -- in the order of recording, without gaps, from 1
  record      TEXT    NOT NULL, -- fact, source, thread
  id          TEXT    NOT NULL,
  number      INTEGER NOT NULL, -- 1, 2, 3 … of this record
  origin      INTEGER NOT NULL, -- seq of number 1: what the record is called in the tables below
  recorded_at TEXT    NOT NULL, -- instant in UTC: 2026-11-23T00:00:00.000Z
  recorded_by TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  action      TEXT    NOT NULL, -- recorded, corrected, withdrawn, restored, reviewed, linked, unlinked
  state       TEXT    NOT NULL, -- draft, reviewed, withdrawn
  coded       INTEGER NOT NULL, -- 1: made by a program from a data set
  marking     TEXT,             -- protection the record asks for
  release     TEXT,             -- the release that brought it; null: recorded here
  series      TEXT,             -- of an indicator
  address     TEXT,             -- of a source: its URL and publisher
  news        TEXT,             -- newest date in the fact that had passed when its sources were read, EDTF
  news_day    INTEGER,          -- the first day that can mean
  known_day   INTEGER,          -- of a fact: nobody can have known it before
  until       INTEGER,          -- seq of the revision that took its place; null: current
  body        TEXT    NOT NULL  -- JSON, as fact.schema.json says, fields in one fixed order
);
CREATE UNIQUE INDEX revision_id ON revision (record, id, number);
CREATE INDEX revision_release ON revision (record, id, number) WHERE release IS NOT NULL;
CREATE INDEX revision_series ON revision (series) WHERE series IS NOT NULL;
CREATE INDEX revision_address ON revision (address) WHERE address IS NOT NULL;
CREATE INDEX revision_news ON revision (news_day) WHERE until IS NULL AND state = 'reviewed' AND news_day IS NOT NULL;

-- The state of the whole after each act: version is the seq of the last revision it holds. “As of” a day is a version.
CREATE TABLE snapshot (
  version INTEGER NOT NULL PRIMARY KEY,
  at      TEXT    NOT NULL, -- never earlier than that of the version before
  sum     TEXT    NOT NULL, -- sum modulo 2^256 of the SHA-256 of every current record, hex; its first 12 digits are the snapshot's id
  facts   INTEGER NOT NULL, -- reviewed
  newest  TEXT    NOT NULL  -- EDTF
);
CREATE INDEX snapshot_at ON snapshot (at, version);

-- One entry an act, each holding the hash of the one before. Cannot be changed.
CREATE TABLE audit (
  seq           INTEGER NOT NULL PRIMARY KEY,
  at            TEXT    NOT NULL,
  recorded_by   TEXT    NOT NULL,
  action        TEXT    NOT NULL, -- that of its one revision, or imported, released
  subject       TEXT    NOT NULL, -- the record, or how many
  first_seq     INTEGER NOT NULL, -- revisions, from
  last_seq      INTEGER NOT NULL, -- to
  content_hash  TEXT    NOT NULL, -- SHA-256 of these revisions
  previous_hash TEXT    NOT NULL,
  hash          TEXT    NOT NULL  -- SHA-256 of this entry and previous_hash
);

-- Answers already given, so that a request sent twice is carried out once.
CREATE TABLE request (
  key     TEXT    NOT NULL PRIMARY KEY,
  content TEXT    NOT NULL, -- SHA-256 of what was asked
  answer  INTEGER NOT NULL  -- seq of the revision it made or found
);

-- Releases applied, the last one last.
CREATE TABLE release (
  seq      INTEGER NOT NULL PRIMARY KEY,
  recorded TEXT    NOT NULL, -- instant of the release
  content  TEXT    NOT NULL, -- SHA-256 of its files
  stamp    TEXT    NOT NULL, -- sizes and times of its files when last compared
  notes    TEXT    NOT NULL  -- JSON: what it has otherwise than a curator has
);

-- ---- What is searched -------------------------------------------------------------------------------------------------

-- Where each revision of a fact that is not withdrawn is found: under every two of its parties in alphabetical order, under each
-- party alone (b is empty) and under all (both are empty). The order of the key makes “events of a pair in a period, the most
-- significant first” a short walk for each significance and reach, whatever else the table holds.
CREATE TABLE pair (
  a            TEXT    NOT NULL,
  b            TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  live         INTEGER NOT NULL, -- 1: current
  significance INTEGER NOT NULL,
  reach        INTEGER NOT NULL, -- from day to last_day are at most so many days: 0, 31 or 9999999
  day          INTEGER NOT NULL, -- takes its place in time
  fact         INTEGER NOT NULL, -- origin of the revision
  seq          INTEGER NOT NULL,
  until        INTEGER,
  first_day    INTEGER NOT NULL, -- holds or happens from here
  last_day     INTEGER NOT NULL, -- to here
  known_day    INTEGER NOT NULL, -- nobody can have known it before
  PRIMARY KEY (a, b, kind, state, live, significance, reach, day, fact, seq) /* INCLUDE (until, first_day, last_day, known_day) */
) /* WITHOUT ROWID */;

CREATE TABLE fact_topic (
  topic TEXT    NOT NULL,
  seq   INTEGER NOT NULL,
  PRIMARY KEY (topic, seq)
) /* WITHOUT ROWID */;

CREATE TABLE fact_source (
  source TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (source, seq)
) /* WITHOUT ROWID */;

-- What points to a fact or a thread.
CREATE TABLE link (
  target TEXT    NOT NULL, -- id of a fact, or of a thread where type is thread
  type   TEXT    NOT NULL, -- responds_to, ends, amends …; rests_on; same_as for ids merged into the fact; thread
  seq    INTEGER NOT NULL,
  PRIMARY KEY (target, type, seq)
) /* WITHOUT ROWID */;
