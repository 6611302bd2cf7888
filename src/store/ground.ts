// In: nothing. Out: what a database of either make offers the rest of this room: reading one state, writing in one transaction.

import type { Kysely } from 'kysely';
import type { Filled, Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/** A transaction that writes. There is one at a time. */
export interface Writing {
  db: Db;
  /** Adds rows, as fast as the database can. */
  insert<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): Promise<void>;
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
