-- The register of briefs that were issued. An edition is never changed; its entry in the audit trail, of action issued, holds no revisions, and its
-- content_hash is the SHA-256 of the edition. In `request`, the answer to an issue is the seq of its edition.

CREATE TABLE edition (
  seq       INTEGER NOT NULL PRIMARY KEY, -- in the order of issue, without gaps, from 1
  number    TEXT    NOT NULL, -- of the topic: B0001
  edition   INTEGER NOT NULL, -- 1, 2, 3 … of the number
  issued_at TEXT    NOT NULL, -- instant in UTC: 2026-11-23T00:00:00.000Z
  issued_by TEXT    NOT NULL,
  topic     TEXT    NOT NULL, -- what the number stands for
  parties   TEXT    NOT NULL, -- codes in alphabetical order, with spaces between
  version   INTEGER NOT NULL, -- of the snapshot it was made from
  body      TEXT    NOT NULL, -- JSON: question, snapshot, templates, program, titles, files, what it replaces
  stated    TEXT    NOT NULL  -- JSON: what it states, in each language, and on which facts
);
CREATE UNIQUE INDEX edition_number ON edition (number, edition);
CREATE INDEX edition_topic ON edition (topic, edition);
CREATE INDEX edition_parties ON edition (parties, seq);

-- By which an edition is known from one of its files.
CREATE TABLE edition_file (
  sha256   TEXT    NOT NULL,
  edition  INTEGER NOT NULL, -- seq
  language TEXT    NOT NULL,
  format   TEXT    NOT NULL,
  PRIMARY KEY (sha256, edition, language, format)
) /* WITHOUT ROWID */;
