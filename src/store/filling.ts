// In: rows of tables, and a SQLite connection with an open transaction. Out: the rows in their tables, at once or when all are there. Refuses
// nothing of its own: what SQLite throws takes the whole transaction back.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { COLUMNS, type Filled, type Tables } from './tables.ts';

/** Puts rows into tables, as fast as SQLite can. */
export interface Filling {
  add<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): void;
  /** Keeps rows in a table of their own, on disk if they are many, until `finish`. */
  setAside<Name extends Filled>(table: Name, rows: readonly Tables[Name][]): void;
  /** Puts what was set aside into its tables, in the order of their keys. */
  finish(): void;
  /** The transaction is taken back. */
  forget(): void;
}

/** Rows of one statement. */
const GROUP = 16;

export function filling(database: DatabaseSync): Filling {
  const ready = new Map<string, StatementSync>();
  const aside = new Set<Filled>();

  const statement = (into: string, columns: readonly string[], rows: number): StatementSync => {
    const key = `${into} ${rows}`;
    const known = ready.get(key);
    if (known) return known;
    const names = columns.map((name) => `"${name}"`).join(', ');
    const row = `(${columns.map(() => '?').join(', ')})`;
    // The whole transaction is taken back where a row does not fit: SQLite need not keep what would take back this statement alone.
    const text = `insert or fail into ${into} (${names}) values ${Array(rows).fill(row).join(', ')}`;
    const made = database.prepare(text);
    ready.set(key, made);
    return made;
  };
  const put = <Name extends Filled>(into: string, table: Name, rows: readonly Tables[Name][]) => {
    const columns = COLUMNS[table] as unknown as readonly (string & keyof Tables[Name])[];
    const [first] = rows;
    if (first === undefined) return;
    // Rows are made with their columns in order, which spares looking up each.
    const inOrder = Object.keys(first).join() === columns.join();
    const group = columns.length * GROUP;
    let values: SQLInputValue[] = [];
    for (const row of rows) {
      if (inOrder) for (const name in row) values.push(row[name] as SQLInputValue);
      else for (const name of columns) values.push(row[name] as SQLInputValue);
      if (values.length < group) continue;
      statement(into, columns, GROUP).run(...values);
      values = [];
    }
    if (values.length > 0) statement(into, columns, values.length / columns.length).run(...values);
  };

  return {
    add: (table, rows) => put(`"${table}"`, table, rows),
    setAside(table, rows) {
      if (!aside.has(table))
        database.exec(`create temp table if not exists "${table} aside" (${COLUMNS[table].join(', ')})`);
      aside.add(table);
      put(`temp."${table} aside"`, table, rows);
    },
    finish() {
      for (const table of aside) {
        // The columns of the key come first.
        const order = COLUMNS[table].map((_, n) => n + 1).join(', ');
        database.exec(`insert or fail into "${table}" select * from temp."${table} aside" order by ${order}`);
        database.exec(`delete from temp."${table} aside"`);
      }
      aside.clear();
    },
    forget: () => aside.clear(),
  };
}
