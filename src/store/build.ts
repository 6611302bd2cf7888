// In: checked records and an empty database. Out: the database filled, in one transaction. Refuses nothing of its own.

import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Day, EARLIEST, type Edtf, firstDay, LATEST, lastDay } from '../model/date.ts';
import { type Agreement, byDate, type Fact, type FactId, type Source, type SourceId } from '../model/fact.ts';
import type { Snapshot } from '../model/findings.ts';
import type { Records } from './check.ts';
import type { Seq, Tables } from './tables.ts';

/** Rows of one INSERT: well under the parameter limits of SQLite and PostgreSQL. */
const BATCH = 400;

/** What the database remembers of the files it was built from. */
export interface Origin {
  stamp: string;
  content: string;
  layout: string;
}

/** Fills every table. */
export async function build(db: Kysely<Tables>, records: Records, origin: Origin): Promise<void> {
  const facts = [...records.facts].sort(byDate);
  const sources = new Map(records.sources.map((source) => [source.id, source]));
  const seq = new Map<FactId, Seq>();
  for (const [n, fact] of facts.entries()) for (const id of [fact.id, ...fact.sameAs]) seq.set(id, n + 1);
  const numbered = facts.map((fact, n) => ({ fact, n: n + 1, days: daysOf(fact, sources) }));

  await db.transaction().execute(async (tx) => {
    const insert = async <Name extends keyof Tables>(table: Name, rows: readonly Tables[Name][]) => {
      for (let at = 0; at < rows.length; at += BATCH) {
        // Kysely's row type is a mapped type over every table; for one named table it is the row itself.
        await tx
          .insertInto(table)
          .values(rows.slice(at, at + BATCH) as never)
          .execute();
      }
    };
    await insert('snapshot', [{ ...snapshotOf(records), ...origin }]);
    await insert(
      'fact',
      numbered.map(({ fact, n, days }) => ({
        seq: n,
        id: fact.id,
        kind: fact.kind,
        first_day: days.first,
        last_day: days.last,
        known_day: days.known,
        significance: fact.significance,
        thread: fact.thread,
        body: JSON.stringify(fact),
      })),
    );
    await insert(
      'fact_alias',
      numbered.flatMap(({ fact, n }) => fact.sameAs.map((id) => ({ id, fact: n }))),
    );
    await insert(
      'fact_party',
      numbered.flatMap(({ fact, n, days }) =>
        fact.parties.map((party) => ({ party, kind: fact.kind, day: days.first, fact: n })),
      ),
    );
    await insert(
      'pair',
      numbered.flatMap(({ fact, n, days }) => {
        const codes = [...fact.parties].sort();
        return codes.flatMap((a, i) =>
          codes
            .slice(i + 1)
            .map((b) => ({ a, b, kind: fact.kind, day: days.first, significance: fact.significance, fact: n })),
        );
      }),
    );
    await insert(
      'fact_topic',
      numbered.flatMap(({ fact, n }) => fact.topics.map((topic) => ({ topic, fact: n }))),
    );
    await insert(
      'link',
      numbered.flatMap(({ fact, n }) => [
        ...fact.links.flatMap(({ type, to }) => ({ source: n, type, target: seq.get(to) ?? n })),
        ...restsOn(fact).map((to) => ({ source: n, type: 'rests_on' as const, target: seq.get(to) ?? n })),
      ]),
    );
    await insert(
      'source',
      records.sources.map((source) => ({ id: source.id, body: JSON.stringify(source) })),
    );
    await insert(
      'fact_source',
      numbered.flatMap(({ fact, n }) => fact.sources.map((source, rank) => ({ fact: n, rank, source }))),
    );
    await insert(
      'thread',
      records.threads.map((thread) => ({ id: thread.id, body: JSON.stringify(thread) })),
    );
    await insert(
      'thread_party',
      records.threads.flatMap((thread) => thread.parties.map((party) => ({ party, thread: thread.id }))),
    );
  });
}

/** Facts on which the state sentence of a fact also rests. */
function restsOn(fact: Fact): FactId[] {
  return fact.kind === 'event' || fact.kind === 'agreement' ? fact.stateRestsOn : [];
}

// ---- When a fact holds -----------------------------------------------------------------------------------------------

interface Days {
  first: Day;
  last: Day;
  known: Day;
}

/** The days from and to which a fact holds, and the day before which it was not known. */
function daysOf(fact: Fact, sources: ReadonlyMap<SourceId, Source>): Days {
  switch (fact.kind) {
    case 'event': {
      const first = firstDay(fact.date);
      return { first, last: lastDay(fact.end ?? fact.date), known: first };
    }
    case 'position': {
      const first = firstDay(fact.date);
      return { first, last: lastDay(fact.date), known: first };
    }
    case 'agreement': {
      const first = earliest(stepsOf(fact)) ?? EARLIEST;
      return { first, last: fact.ended ? lastDay(fact.ended) : LATEST, known: first };
    }
    case 'office': {
      const first = fact.from ? firstDay(fact.from) : EARLIEST;
      return { first, last: fact.to ? lastDay(fact.to) : LATEST, known: first };
    }
    case 'indicator': {
      // A target for 2030 was known when it was published.
      const first = firstDay(fact.period);
      const told = earliest(fact.sources.flatMap((id) => sources.get(id)?.published ?? []));
      return { first, last: lastDay(fact.period), known: told !== null && told < first ? told : first };
    }
  }
}

const stepsOf = (fact: Agreement): Edtf[] =>
  [fact.negotiationsOpened, fact.concluded, fact.signed, fact.provisionallyApplied, fact.inForce, fact.ended].filter(
    (date) => date !== null,
  );

function earliest(dates: readonly Edtf[]): Day | null {
  return dates.map(firstDay).sort()[0] ?? null;
}

// ---- The state of the data -------------------------------------------------------------------------------------------

/** Identity of the records: the same records have the same id, in whatever order and layout they are written down. */
function snapshotOf(records: Records): Snapshot {
  const hash = createHash('sha256');
  for (const kind of [records.facts, records.sources, records.threads]) {
    const sorted = [...kind].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const record of sorted) hash.update(`${JSON.stringify(canonical(record))}\n`);
  }
  return { id: hash.digest('hex').slice(0, 12), facts: records.facts.length, newest: newestOf(records) };
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => [name, canonical(entry)]),
  );
}

/** The newest date recorded of something that had happened when the sources were read. */
function newestOf(records: Records): Edtf {
  const read =
    records.sources
      .map((source) => lastDay(source.read))
      .sort()
      .at(-1) ?? LATEST;
  let newest: Edtf = '';
  let day: Day = '';
  for (const fact of records.facts) {
    for (const date of datesOf(fact)) {
      const first = firstDay(date);
      if (first > day && lastDay(date) <= read) [newest, day] = [date, first];
    }
  }
  return newest;
}

function datesOf(fact: Fact): Edtf[] {
  switch (fact.kind) {
    case 'event':
    case 'position':
      return [fact.date];
    case 'agreement':
      return stepsOf(fact);
    case 'indicator':
      return [fact.period];
    case 'office':
      return [];
  }
}
