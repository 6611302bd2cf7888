// In: records that are to be written and an open transaction. Out: what is recorded of them already, what they name, and every fault they have
// given the rest. The same rules as for the data of the release. Refuses nothing: faults are the result.

import type { Fact, Indicator, PartyCode, Source, SourceId } from '../model/fact.ts';
import type { Entry, RecordKind, Ref } from '../model/revision.ts';
import type { Row } from './append.ts';
import { contextFaults, type Known, SERIES_FIELDS } from './check.ts';
import { type Db, padded } from './ground.ts';
import { keysOf, restsOn } from './rows.ts';
import { type Fault, show } from './shape.ts';

export const refText = ({ record, id }: Ref): string => `${record} ${id}`;

/** What stands in the database around some records. */
export interface Surroundings {
  /** The current revision of each, by refText; none where it is new. */
  current: Map<string, Row>;
  /** The sources that the facts cite. */
  sources: Map<SourceId, Source>;
  known: Known;
  /** Current indicators of the series that the facts belong to. */
  series: Indicator[];
  /** Current sources with the addresses of these. */
  addresses: Map<string, SourceId>;
  /** Ids that are merged into a fact, and into which. */
  merged: Map<string, string>;
}

/** Looks up everything that bears on some records; they know of one another. */
export async function surroundings(
  db: Db,
  entries: readonly Entry[],
  parties: ReadonlySet<PartyCode>,
): Promise<Surroundings> {
  const facts = entries.flatMap(({ record, body }) => (record === 'fact' ? [body] : []));
  const ids = (record: RecordKind) => entries.flatMap((entry) => (entry.record === record ? [entry.body.id] : []));
  const named = [...new Set(facts.flatMap((f) => [...f.links.map((link) => link.to), ...restsOn(f), ...f.sameAs]))];
  const cited = [...new Set(facts.flatMap((fact) => fact.sources))];
  const threads = [...new Set(facts.flatMap((fact) => fact.thread ?? []))];

  const current = new Map<string, Row>();
  const [ownFacts, ownSources, ownThreads] = [ids('fact'), ids('source'), ids('thread')];
  const rows = [
    ...(await currentRows(db, 'fact', [...new Set([...ownFacts, ...named])])),
    ...(await currentRows(db, 'source', [...new Set([...ownSources, ...cited])])),
    ...(await currentRows(db, 'thread', [...new Set([...ownThreads, ...threads])])),
  ];
  for (const row of rows) current.set(refText(row), row);
  const standing = rows.filter((row) => row.state !== 'withdrawn');

  const sources = new Map<SourceId, Source>();
  for (const row of standing) if (row.record === 'source') sources.set(row.id, JSON.parse(row.body) as Source);
  for (const { record, body } of entries) if (record === 'source') sources.set(body.id, body);
  const merged = await mergedInto(db, [...new Set([...ownFacts, ...named])]);
  const of = (record: RecordKind) => standing.flatMap((row) => (row.record === record ? [row.id] : []));
  return {
    current,
    sources,
    known: {
      parties,
      kinds: new Map([...sources].map(([id, { kind }]) => [id, kind])),
      sources: new Set(sources.keys()),
      threads: new Set([...of('thread'), ...ownThreads]),
      facts: new Set([...of('fact'), ...ownFacts, ...merged.keys()]),
    },
    series: await seriesOf(db, facts),
    addresses: await addressesOf(db, entries),
    merged,
  };
}

/** Every fault that a record has beside its shape. */
export function faultsAround(entry: Entry, around: Surroundings): Fault[] {
  const faults = contextFaults(entry, around.known);
  if (entry.record === 'source') {
    const { address } = keysOf(entry);
    const twin = around.addresses.get(address ?? '');
    if (twin !== undefined && twin !== entry.body.id)
      faults.push({ field: 'url', found: `the address of ${twin}`, expected: 'one record for it' });
  }
  if (entry.record !== 'fact') return faults;
  const { body } = entry;
  const into = around.merged.get(body.id);
  if (into !== undefined) faults.push({ field: 'id', found: `merged into ${into}`, expected: 'an id of its own' });
  for (const [n, id] of body.sameAs.entries()) {
    const taken = around.merged.get(id) ?? (around.current.has(refText({ record: 'fact', id })) ? id : body.id);
    const standing = around.current.get(refText({ record: 'fact', id }))?.state;
    if (taken !== body.id && standing !== 'withdrawn')
      faults.push({ field: `sameAs.${n}`, found: `the id of ${taken}`, expected: 'an id that is not used' });
  }
  if (body.kind === 'indicator') faults.push(...seriesFaults(body, around.series));
  return faults;
}

function* seriesFaults(figure: Indicator, series: readonly Indicator[]): Generator<Fault> {
  const others = series.filter((other) => other.series === figure.series && other.id !== figure.id);
  const [model] = others;
  for (const field of model ? SERIES_FIELDS : []) {
    const [here, there] = [show(figure[field]), show(model?.[field])];
    if (here !== there) yield { field, found: here, expected: `${there}, as in the rest of the series` };
  }
  const twin = others.find((other) => other.period === figure.period);
  if (twin) yield { field: 'period', found: `${figure.period} twice: ${twin.id}`, expected: 'one figure a period' };
}

/** The current revisions of records of one kind. */
export async function currentRows(db: Db, record: RecordKind, ids: readonly string[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('revision')
    .selectAll()
    .where('record', '=', record)
    .where('id', 'in', padded(ids))
    .where('until', 'is', null)
    .execute();
}

/** Current facts that point to any of these ids in one of these ways. */
export async function pointingTo(
  db: Db,
  ids: readonly string[],
  types: readonly string[],
): Promise<{ target: string; id: string }[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('link')
    .innerJoin('revision', 'revision.seq', 'link.seq')
    .select(['link.target', 'revision.id'])
    .where('target', 'in', padded(ids))
    .where('type', 'in', types as never)
    .where('until', 'is', null)
    .orderBy('revision.id')
    .execute();
}

async function mergedInto(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await pointingTo(db, ids, ['same_as'])).map(({ target, id }) => [target, id]));
}

async function seriesOf(db: Db, facts: readonly Fact[]): Promise<Indicator[]> {
  const names = [...new Set(facts.flatMap((fact) => (fact.kind === 'indicator' ? [fact.series] : [])))];
  if (names.length === 0) return [];
  const rows = await db
    .selectFrom('revision')
    .select('body')
    .where('series', 'in', padded(names))
    .where('until', 'is', null)
    .where('state', '!=', 'withdrawn')
    .orderBy('seq')
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as Indicator);
}

async function addressesOf(db: Db, entries: readonly Entry[]): Promise<Map<string, SourceId>> {
  const addresses = [...new Set(entries.flatMap((entry) => keysOf(entry).address ?? []))];
  if (addresses.length === 0) return new Map();
  const rows = await db
    .selectFrom('revision')
    .select(['address', 'id'])
    .where('address', 'in', padded(addresses))
    .where('until', 'is', null)
    .where('state', '!=', 'withdrawn')
    .execute();
  return new Map(rows.map(({ address, id }) => [address ?? '', id]));
}
