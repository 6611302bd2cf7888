// In: lexemes, and what is sought among them. Out: the same in the language of each database: FTS5 of SQLite, tsvector and tsquery of PostgreSQL.
// Lexemes hold letters and digits only (see lexemes.ts), so that nothing in them is a sign of either language. Refuses nothing.

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Ground, Writing } from './ground.ts';
import { GAP } from './lexemes.ts';

/** What a fact has to have. */
export type Sought =
  | { all: readonly Sought[] }
  | { any: readonly Sought[] }
  /** These, one after the other; with `prefix`, the last one may go on. */
  | { run: readonly string[]; prefix?: boolean };

/** The lexemes of a card: words in order, with gaps; stems and marks, each once. */
export interface Terms {
  title: { words: readonly string[]; stems: readonly string[] };
  body: { words: readonly string[]; stems: readonly string[] };
  marks: readonly string[];
}

export interface Engine {
  /** Adds the lexemes of cards, by their ids. */
  file(tx: Writing, cards: readonly { id: number; terms: Terms }[]): Promise<void>;
  /** Takes away all there are. */
  clear(tx: Writing): Promise<void>;
  /** The cards that have what is sought, as `c`; the condition comes after. */
  from: RawBuilder<unknown>;
  matches(sought: Sought): RawBuilder<SqlBool>;
  /** 1 where card `c` has it in its title, 0 where not. */
  inTitle(sought: Sought): RawBuilder<number>;
}

export const ENGINES: Record<Ground['dialect'], Engine> = {
  // https://www.sqlite.org/fts5.html
  sqlite: {
    file: (tx, cards) =>
      tx.insert(
        'card_terms',
        cards.map(({ id, terms: { title, body, marks } }) => ({
          rowid: id,
          title: [...title.words.map((word) => word || '0'), '0', ...title.stems].join(' '),
          body: [...body.words.map((word) => word || '0'), '0', ...body.stems].join(' '),
          marks: marks.join(' '),
        })),
      ),
    clear: (tx) => tx.script(`insert into card_terms(card_terms) values('delete-all')`),
    from: sql`card_terms cross join card c on c.id = card_terms.rowid`,
    matches: (sought) => sql`card_terms match ${fts5(sought)}`,
    inTitle: (sought) =>
      sql`(c.id in (select rowid from card_terms where card_terms match ${`title : (${fts5(sought)})`}))`,
  },
  // https://www.postgresql.org/docs/current/datatype-textsearch.html
  postgres: {
    async file({ db }, cards) {
      const rows = JSON.stringify(cards.map(({ id, terms }) => ({ id, terms: tsvector(terms) })));
      await sql`insert into card_terms (id, terms)
        select id, terms from json_to_recordset(${rows}::json) as filed(id integer, terms tsvector)`.execute(db);
    },
    clear: (tx) => tx.script('delete from card_terms'),
    from: sql`card_terms join card c using (id)`,
    matches: (sought) => sql`card_terms.terms @@ ${tsquery(sought, '')}::tsquery`,
    inTitle: (sought) => sql`(card_terms.terms @@ ${tsquery(sought, 'A')}::tsquery)::integer`,
  },
};

/** Signs that are none to FTS5 once they stand in quotes. */
function fts5(sought: Sought): string {
  if ('all' in sought) return `(${sought.all.map(fts5).join(' AND ')})`;
  if ('any' in sought) return `(${sought.any.map(fts5).join(' OR ')})`;
  return `"${sought.run.join(' ')}"${sought.prefix ? ' *' : ''}`;
}

function tsquery(sought: Sought, weight: '' | 'A'): string {
  if ('all' in sought) return `(${sought.all.map((one) => tsquery(one, weight)).join(' & ')})`;
  if ('any' in sought) return `(${sought.any.map((one) => tsquery(one, weight)).join(' | ')})`;
  const last = sought.run.length - 1;
  return `(${sought.run
    .map((lexeme, n) => {
      const how = (sought.prefix && n === last ? '*' : '') + weight;
      return `'${lexeme}'${how && `:${how}`}`;
    })
    .join(' <-> ')})`;
}

function tsvector({ title, body, marks }: Terms): string {
  const places = new Map<string, string[]>();
  const put = (lexeme: string, place: string) => {
    const known = places.get(lexeme);
    if (known) known.push(place);
    else places.set(lexeme, [place]);
  };
  let at = 0;
  for (const [{ words, stems }, weight] of [
    [title, 'A'],
    [body, ''],
  ] as const) {
    for (const word of words) {
      at++;
      if (word !== GAP) put(word, `${at}${weight}`);
    }
    at++;
    for (const stem of stems) put(stem, `${at}${weight}`);
    at++;
  }
  const placed = [...places].map(([lexeme, at]) => `'${lexeme}':${at.join(',')}`);
  return [...placed, ...marks.map((lexeme) => `'${lexeme}'`)].join(' ');
}
