// In: nothing. Out: what a database of either make offers the rest of this room: reading one state, writing in one transaction.

import type { Kysely } from 'kysely';
import type { Filled, Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/** A transaction that writes. There is one at a time. */
export interface Writing {
  db: Db;
  /** Adds rows, as fast as the database can. What is wrong with them may be told later in the transaction. */
  insert<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): Promise<void>;
  /**
   * Adds rows when the transaction ends, in the order of the table's key: of many, each page of the table is then filled once. Nobody
   * finds them before.
   */
  insertLast<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): Promise<void>;
  /** The caller asks nothing for a while: a server can take rows that are to come last. */
  meanwhile(): void;
  /** Runs statements of schema/migrations. */
  script(sql: string): Promise<void>;
}

export interface Ground {
  readonly dialect: 'sqlite' | 'postgres';
  /** Answers from one state of the data, whatever is written meanwhile. */
  read<Answer>(work: (db: Db) => Promise<Answer>): Promise<Answer>;
  /**
   * All of it or nothing. Waits for another writer, then refuses.
   * Refuses STORE_BUSY, STORE_FULL, STORE_READ_ONLY, STORE_CORRUPT, STORE_UNREACHABLE.
   */
  write<Answer>(work: (tx: Writing) => Promise<Answer>): Promise<Answer>;
  /** The same for what is no record, such as jobs: beside others who write, where the database can. Rows must be locked before they are relied on. */
  share<Answer>(work: (db: Db) => Promise<Answer>): Promise<Answer>;
  /** The latest state, where it can be read at once. */
  latest?(): Tables['snapshot'] | undefined;
  /** Names of the tables. */
  tables(db: Db): Promise<string[]>;
  close(): Promise<void>;
}

/** Takes turns: each waits until the one before is done, however it ended. */
export function turns(): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** The values, the last one again and again up to a power of two: lists of every length then make few statements. */
export function padded<Value>(values: readonly Value[]): readonly Value[] {
  const last = values.at(-1);
  const missing = 2 ** Math.ceil(Math.log2(values.length)) - values.length;
  return last === undefined || missing === 0 ? values : [...values, ...Array<Value>(missing).fill(last)];
}
