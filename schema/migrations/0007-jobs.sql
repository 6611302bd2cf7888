-- Briefs asked for many at once. Not part of the store of record: what is here is deleted some days after it is finished. Milliseconds are those of
-- the database's own clock, so that several machines agree on them.

CREATE TABLE job (
  id              TEXT    NOT NULL PRIMARY KEY,
  idempotency_key TEXT,             -- as the client chose it
  content         TEXT    NOT NULL, -- SHA-256 of what was asked
  formats         TEXT    NOT NULL, -- JSON
  status          TEXT    NOT NULL, -- queued, running, done, failed, cancelled
  total           INTEGER NOT NULL,
  done            INTEGER NOT NULL,
  failed          INTEGER NOT NULL,
  error           TEXT,             -- JSON: why the first that failed did
  created_at      TEXT    NOT NULL, -- instants in UTC
  started_at      TEXT,
  finished_at     TEXT,
  expires_at      TEXT,
  asked           BIGINT  NOT NULL, -- milliseconds
  taken           BIGINT  NOT NULL, -- milliseconds: when one of its briefs was last begun
  change          INTEGER NOT NULL
);
CREATE UNIQUE INDEX job_key ON job (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_asked ON job (asked, id);

CREATE TABLE job_item (
  job      TEXT    NOT NULL REFERENCES job (id),
  number   INTEGER NOT NULL, -- from 0
  request  TEXT    NOT NULL, -- JSON, as asked
  question TEXT    NOT NULL, -- JSON, as understood
  status   TEXT    NOT NULL,
  attempt  INTEGER NOT NULL, -- how often it was begun
  lost     INTEGER NOT NULL, -- how often whoever had begun it was not heard of again
  lease    BIGINT,           -- milliseconds: held until then
  brief    TEXT,
  files    TEXT,             -- JSON
  error    TEXT,             -- JSON
  PRIMARY KEY (job, number)
);
CREATE INDEX job_item_open ON job_item (job, number) WHERE status IN ('queued', 'running');
