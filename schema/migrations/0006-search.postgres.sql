-- What a search looks through: a card for each revision of a fact that is not withdrawn, and a new one where a source it cites is corrected. All of
-- it is made from `revision` and `fact_source`, and can be made anew. Versions are those of `snapshot`, days those of `pair`.

CREATE TABLE card (
  id           INTEGER NOT NULL PRIMARY KEY,
  seq          INTEGER NOT NULL, -- the revision it is of
  fact         INTEGER NOT NULL, -- origin of that revision
  since        INTEGER NOT NULL, -- the version from which it stands
  until        INTEGER,          -- the version at which it was replaced or taken away; null: it stands
  state        TEXT    NOT NULL,
  significance INTEGER NOT NULL,
  day          INTEGER NOT NULL, -- takes its place in time
  first_day    INTEGER NOT NULL, -- holds or happens from here
  last_day     INTEGER NOT NULL, -- to here
  known_day    INTEGER NOT NULL, -- nobody can have known it before
  facets       TEXT    NOT NULL  -- what is counted: one line a facet, its values parted by tabs
);
CREATE INDEX card_seq ON card (seq);

-- Lexemes, as src/store/lexemes.ts makes them: words in their order, stems, and marks of what may be asked for beside words. Weight A: of the title.
CREATE TABLE card_terms (
  id    INTEGER  NOT NULL PRIMARY KEY,
  terms TSVECTOR NOT NULL
);
CREATE INDEX card_terms_terms ON card_terms USING gin (terms);

-- One row: how far the cards have come, and by which rules they were made; others make them anew.
CREATE TABLE catalogue (
  seq  INTEGER NOT NULL PRIMARY KEY, -- the last revision they hold
  form TEXT    NOT NULL
);
