// In: rows of tables, and a connection to a PostgreSQL server with an open transaction. Out: the rows in their tables, by COPY, while the caller
// goes on. Refuses what the server refuses: told to whoever waits next.

import type { Connection, PoolClient, Submittable } from 'pg';
import { COLUMNS, type Filled, type Tables } from './tables.ts';

/** Sends rows to a server, which takes them while the next are made. */
export interface Copying {
  /** Sends rows once those before have arrived; does not wait for these to arrive. */
  add<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): Promise<void>;
  /** Keeps rows until `release`. */
  setAside<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): void;
  /** Sends what was set aside; does not wait. */
  release(): void;
  /** Until all that was sent has arrived. Throws what the server refused of it, once. */
  arrived(): Promise<void>;
  /** How many rows were taken so far. */
  readonly taken: number;
}

export function copying(client: PoolClient): Copying {
  let under: Promise<void> | null = null;
  let taken = 0;
  const aside = new Map<Filled, Tables[Filled][]>();

  const arrived = async () => {
    while (under !== null) {
      const one: Promise<void> = under;
      try {
        await one;
      } finally {
        if (under === one) under = null;
      }
    }
  };
  const track = (work: Promise<void>) => {
    // Told to whoever waits.
    work.catch(() => {});
    under = work;
  };
  return {
    async add(table, rows) {
      if (rows.length === 0) return;
      await arrived();
      taken += rows.length;
      track(copy(client, table, rows));
    },
    setAside(table, rows) {
      taken += rows.length;
      const there = aside.get(table) ?? [];
      for (const row of rows) there.push(row);
      aside.set(table, there);
    },
    release() {
      const [first, ...others] = [...aside];
      aside.clear();
      if (!first) return;
      const send = async () => {
        for (const [table, rows] of others) await copy(client, table, rows);
      };
      // The first leaves at once where the line is free: what the caller does next may take a while.
      if (under === null) track(copy(client, ...first).then(send));
      else
        track(
          under.then(async () => {
            await copy(client, ...first);
            await send();
          }),
        );
    },
    arrived,
    get taken() {
      return taken;
    },
  };
}

/** Bytes of one message. */
const MESSAGE = 1 << 16;

/** Parts of the protocol that the types of the driver leave out. */
type Line = Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** One COPY. Its rows follow the statement without waiting for an answer: a server that refuses it passes over them. */
function copy(client: PoolClient, table: Filled, rows: readonly Tables[Filled][]): Promise<void> {
  return new Promise((done, fail) => {
    const columns = COLUMNS[table];
    const statement: Submittable & Record<string, unknown> = {
      submit(connection: Connection) {
        const line = connection as Line;
        line.query(`copy "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) from stdin`);
        for (const message of messages(columns, rows)) line.sendCopyFromChunk(Buffer.from(message));
        line.endCopyFrom();
      },
      handleCopyInResponse() {},
      handleCommandComplete() {},
      handleReadyForQuery: () => done(),
      handleError: fail,
    };
    client.query(statement);
  });
}

/** Rows in the text format of COPY (https://www.postgresql.org/docs/current/sql-copy.html). */
function* messages(columns: readonly string[], rows: readonly object[]): Generator<string> {
  let text = '';
  for (const row of rows) {
    let between = '';
    for (const name of columns) {
      text += between + field(Reflect.get(row, name));
      between = '\t';
    }
    text += '\n';
    if (text.length < MESSAGE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function field(value: unknown): string {
  if (value === null) return '\\N';
  const text = String(value);
  return SPECIAL.test(text) ? text.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign) : text;
}
