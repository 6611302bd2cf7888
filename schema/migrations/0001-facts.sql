-- The store's tables. A fact is kept whole, as JSON; the columns beside it exist to be searched. Days are YYYY-MM-DD text, so
-- they compare as text; an open beginning is 0001-01-01, an open end 9999-12-31. Built from data/ in one transaction, then read only.

CREATE TABLE snapshot (
  id      TEXT    NOT NULL, -- first 12 hex digits of the SHA-256 of the records
  facts   INTEGER NOT NULL,
  newest  TEXT    NOT NULL, -- EDTF
  stamp   TEXT    NOT NULL, -- sizes and times of the data files when last compared
  content TEXT    NOT NULL, -- SHA-256 of the data files
  layout  TEXT    NOT NULL  -- SHA-256 of this file and the version of the builder
);

CREATE TABLE fact (
  seq          INTEGER NOT NULL PRIMARY KEY, -- by date, then id
  id           TEXT    NOT NULL UNIQUE,
  kind         TEXT    NOT NULL,
  first_day    TEXT    NOT NULL, -- the fact holds or happens from here
  last_day     TEXT    NOT NULL, -- to here
  known_day    TEXT    NOT NULL, -- nobody can have known it before
  significance INTEGER NOT NULL,
  thread       TEXT,
  body         TEXT    NOT NULL  -- JSON, as schema/fact.schema.json says
);

-- Ids of records merged into another.
CREATE TABLE fact_alias (
  id   TEXT    NOT NULL PRIMARY KEY,
  fact INTEGER NOT NULL REFERENCES fact (seq)
);

CREATE TABLE fact_party (
  party TEXT    NOT NULL,
  kind  TEXT    NOT NULL,
  day   TEXT    NOT NULL,
  fact  INTEGER NOT NULL REFERENCES fact (seq),
  PRIMARY KEY (party, kind, day, fact)
);

-- Every two parties of a fact, in alphabetical order: “events of a pair in a period by significance”.
CREATE TABLE pair (
  a            TEXT    NOT NULL,
  b            TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  day          TEXT    NOT NULL, -- fact.first_day
  significance INTEGER NOT NULL,
  fact         INTEGER NOT NULL REFERENCES fact (seq),
  PRIMARY KEY (a, b, kind, day, significance, fact)
);

CREATE TABLE fact_topic (
  topic TEXT    NOT NULL,
  fact  INTEGER NOT NULL REFERENCES fact (seq),
  PRIMARY KEY (topic, fact)
);

CREATE TABLE link (
  source INTEGER NOT NULL REFERENCES fact (seq),
  type   TEXT    NOT NULL, -- responds_to, ends, amends … and rests_on for the facts a state sentence also rests on
  target INTEGER NOT NULL REFERENCES fact (seq),
  PRIMARY KEY (source, type, target)
);
CREATE INDEX link_target ON link (target, type);

CREATE TABLE source (
  id   TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
);

CREATE TABLE fact_source (
  fact   INTEGER NOT NULL REFERENCES fact (seq),
  rank   INTEGER NOT NULL, -- 0 the best
  source TEXT    NOT NULL REFERENCES source (id),
  PRIMARY KEY (fact, rank)
);

CREATE TABLE thread (
  id   TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
);

CREATE TABLE thread_party (
  party  TEXT NOT NULL,
  thread TEXT NOT NULL REFERENCES thread (id),
  PRIMARY KEY (party, thread)
);
