// In: the text of the data files. Out: the records, and every problem found in them, each with its file, line and field. Nothing is
// loaded from data with a problem. Refuses nothing: problems are the result.

import { type Edtf, firstDay, lastDay, parseDate } from '../model/date.ts';
import type {
  Agreement,
  Fact,
  FactId,
  Indicator,
  PartyCode,
  Source,
  SourceId,
  SourceKind,
  Thread,
  ThreadId,
} from '../model/fact.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Entry } from '../model/revision.ts';
import { clauseFaults } from './clause.ts';
import { type Fault, faultsOf, type RecordKind, show } from './shape.ts';

/** A file of the data folder: `data/facts/CAN-CHN.jsonl`. */
export interface DataFile {
  path: string;
  text: string;
}

/** Everything recorded, in the order of the files. Only what is sound in itself is here. */
export interface Records {
  facts: Fact[];
  sources: Source[];
  threads: Thread[];
}

export interface Checked {
  records: Records;
  /** By file, then line. Empty: the data are sound. */
  problems: Problem[];
}

const GAZETTEER = 'data/gazetteer.json';
const SOURCES = 'data/sources.jsonl';
const THREADS = 'data/threads.jsonl';
const FACTS = 'data/facts/';

interface Line<Value> {
  file: string;
  line: number;
  value: Value;
}
type Note = (at: { file: string; line: number }, fault: Fault) => void;

/**
 * Checks the whole data.
 * @param files gazetteer, sources, threads and facts; any order.
 */
export function checkData(files: readonly DataFile[]): Checked {
  const problems: Problem[] = [];
  const note: Note = ({ file, line }, { field, found, expected }) =>
    problems.push(problem('BAD_RECORD', { file, line, field, found, expected }, { file, line, field }));

  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const missing = [GAZETTEER, SOURCES, THREADS].filter((name) => !byPath.some((file) => file.path === name));
  if (missing.length > 0) {
    const told = missing.map((name) => problem('DATA_MISSING', { name }, { file: name }));
    return { records: { facts: [], sources: [], threads: [] }, problems: told };
  }
  const parties = partyCodes(byPath, note);
  const sources = lines<Source>(
    'source',
    byPath.filter((f) => f.path === SOURCES),
    note,
  );
  const threads = lines<Thread>(
    'thread',
    byPath.filter((f) => f.path === THREADS),
    note,
  );
  const facts = lines<Fact>(
    'fact',
    byPath.filter((f) => f.path.startsWith(FACTS)),
    note,
  );

  const ids = unique(facts, note, (f) => [f.id, ...f.sameAs]);
  // A fact may name another that has a fault of its own; it is the other's line that must be mended.
  for (const id of idsWritten(byPath)) ids.add(id);
  const known: Known = {
    parties,
    kinds: new Map(sources.map(({ value }) => [value.id, value.kind])),
    sources: unique(sources, note, (s) => [s.id]),
    threads: unique(threads, note, (t) => [t.id]),
    facts: ids,
  };
  for (const line of sources) for (const fault of sourceFaults(line.value, known)) note(line, fault);
  for (const line of threads) for (const fault of threadFaults(line.value, known)) note(line, fault);
  for (const line of facts) for (const fault of factFaults(line.value, known)) note(line, fault);

  unique(sources, note, (s) => [`${s.url} of ${s.publisher}`], 'url');
  seriesFaults(facts, note);

  problems.sort((a, b) => {
    const [x, y] = [a.place.file ?? '', b.place.file ?? ''];
    return x === y ? (a.place.line ?? 0) - (b.place.line ?? 0) : x < y ? -1 : 1;
  });
  const values = <Value>(all: Line<Value>[]) => all.map((line) => line.value);
  return { records: { facts: values(facts), sources: values(sources), threads: values(threads) }, problems };
}

/** What a record may name. */
export interface Known {
  parties: ReadonlySet<PartyCode>;
  kinds: ReadonlyMap<SourceId, SourceKind>;
  sources: ReadonlySet<SourceId>;
  threads: ReadonlySet<ThreadId>;
  facts: ReadonlySet<FactId>;
}

function partyCodes(files: readonly DataFile[], note: Note): Set<PartyCode> {
  const codes = codesIn(files.find((file) => file.path === GAZETTEER)?.text ?? '[]');
  if (codes) return codes;
  note({ file: GAZETTEER, line: 1 }, { field: 'file', found: 'no JSON list', expected: 'a JSON list of parties' });
  return new Set();
}

/** Reads JSON Lines; keeps the lines whose shape is right. */
function lines<Value>(kind: RecordKind, files: readonly DataFile[], note: Note): Line<Value>[] {
  const good: Line<Value>[] = [];
  for (const { path: file, text } of files) {
    text.split('\n').forEach((raw, index, all) => {
      const line = index + 1;
      if (raw.trim() === '') {
        if (index < all.length - 1)
          note({ file, line }, { field: 'line', found: 'an empty line', expected: 'a record' });
        return;
      }
      let value: unknown;
      try {
        value = JSON.parse(raw);
      } catch {
        note({ file, line }, { field: 'line', found: `no JSON: ${show(raw)}`, expected: 'one JSON object' });
        return;
      }
      const faults = faultsOf(kind, value);
      for (const fault of faults) note({ file, line }, fault);
      // The shape was just proven, field by field.
      if (faults.length === 0) good.push({ file, line, value: value as Value });
    });
  }
  return good;
}

/** The keys of all, each noted where it is used a second time. */
function unique<Value>(
  all: readonly Line<Value>[],
  note: Note,
  keys: (value: Value) => string[],
  field = 'id',
): Set<string> {
  const first = new Map<string, Line<Value>>();
  for (const line of all) {
    for (const key of keys(line.value)) {
      const before = first.get(key);
      if (before) {
        const found = `${key}, also in ${before.file}, line ${before.line}`;
        note(line, { field, found, expected: 'one record for it' });
      } else first.set(key, line);
    }
  }
  return new Set(first.keys());
}

/** A series is one name, unit, basis, frequency and flow, with one figure a period. */
function seriesFaults(facts: readonly Line<Fact>[], note: Note): void {
  const first = new Map<string, Line<Indicator>>();
  const points = new Map<string, Line<Indicator>>();
  for (const { file, line, value } of facts) {
    if (value.kind !== 'indicator') continue;
    const of = { file, line, value };
    const model = first.get(value.series) ?? of;
    first.set(value.series, model);
    for (const field of SERIES_FIELDS) {
      const [here, there] = [show(value[field]), show(model.value[field])];
      if (here !== there) note(of, { field, found: here, expected: `${there}, as in the rest of the series` });
    }
    const point = `${value.series} ${value.period}`;
    const twin = points.get(point);
    if (twin)
      note(of, { field: 'period', found: `${value.period} twice: ${twin.value.id}`, expected: 'one figure a period' });
    points.set(point, of);
  }
}

function* idsWritten(files: readonly DataFile[]): Generator<FactId> {
  for (const file of files) {
    if (!file.path.startsWith(FACTS)) continue;
    for (const found of file.text.matchAll(/^\s*\{\s*"id":\s*"([^"]+)"/gm)) if (found[1]) yield found[1];
  }
}

/** Codes of the gazetteer; null where its text is no list. */
export function codesIn(gazetteer: string): Set<PartyCode> | null {
  try {
    const list: unknown = JSON.parse(gazetteer);
    if (Array.isArray(list)) return new Set(list.map((party) => String(Reflect.get(Object(party), 'code'))));
  } catch {
    // Not JSON and not a list want the same mending.
  }
  return null;
}

/** Every fault of a record, given what it may name; its shape is right. */
export function contextFaults(entry: Entry, known: Known): Fault[] {
  switch (entry.record) {
    case 'fact':
      return [...factFaults(entry.body, known)];
    case 'source':
      return [...sourceFaults(entry.body, known)];
    case 'thread':
      return [...threadFaults(entry.body, known)];
  }
}

/** Fields in which all figures of a series agree. */
export const SERIES_FIELDS = ['name', 'unit', 'basis', 'frequency', 'flow'] as const;

// ---- What one record must hold, given the others ---------------------------------------------------------------------

type Faults = Generator<Fault>;

function* dateFault(field: string, date: Edtf | null): Faults {
  if (date !== null && !parseDate(date)) yield { field, found: show(date), expected: 'a day of the calendar' };
}

function* unknown(field: string, id: string, known: ReadonlySet<string>, what: string): Faults {
  if (!known.has(id)) yield { field, found: show(id), expected: what };
}

/** `later` lies wholly before `earlier`. */
function* orderFault(earlier: [string, Edtf | null], later: [string, Edtf | null]): Faults {
  const [firstField, first] = earlier;
  const [field, last] = later;
  if (first === null || last === null || !parseDate(first) || !parseDate(last)) return;
  if (lastDay(last) < firstDay(first))
    yield { field, found: show(last), expected: `not before ${firstField}, ${first}` };
}

function* sourceFaults(source: Source, known: Known): Faults {
  yield* dateFault('published', source.published);
  yield* dateFault('read', source.read);
  yield* orderFault(['published', source.published], ['read', source.read]);
  if (source.country !== null) yield* unknown('country', source.country, known.parties, 'a code of the gazetteer');
}

function* threadFaults(thread: Thread, known: Known): Faults {
  for (const [n, code] of thread.parties.entries()) {
    yield* unknown(`parties.${n}`, code, known.parties, 'a code of the gazetteer');
  }
}

function* factFaults(fact: Fact, known: Known): Faults {
  for (const [n, code] of fact.parties.entries()) {
    yield* unknown(`parties.${n}`, code, known.parties, 'a code of the gazetteer');
  }
  for (const [n, id] of fact.sources.entries()) {
    yield* unknown(`sources.${n}`, id, known.sources, 'the id of a source');
  }
  for (const [n, link] of fact.links.entries()) {
    yield* unknown(`links.${n}.to`, link.to, known.facts, 'the id of a fact');
    if (link.to === fact.id) yield { field: `links.${n}.to`, found: 'the fact itself', expected: 'another fact' };
  }
  if (fact.thread !== null) yield* unknown('thread', fact.thread, known.threads, 'the id of a thread');
  yield* confidenceFault(fact, known);
  if (fact.next) yield* dateFault('next.date', fact.next.date);
  switch (fact.kind) {
    case 'event':
      yield* dateFault('date', fact.date);
      yield* dateFault('end', fact.end);
      yield* orderFault(['date', fact.date], ['end', fact.end]);
      break;
    case 'agreement':
      yield* lifeCycleFaults(fact);
      break;
    case 'indicator':
      yield* dateFault('period', fact.period);
      break;
    case 'office':
      yield* dateFault('from', fact.from);
      yield* dateFault('to', fact.to);
      yield* orderFault(['from', fact.from], ['to', fact.to]);
      if (fact.holderNative?.text === fact.holder)
        yield { field: 'holderNative', found: 'the same as holder', expected: 'null, or the name in its own script' };
      yield* unknown('party', fact.party, new Set(fact.parties), 'one of its parties');
      break;
    case 'position':
      yield* dateFault('date', fact.date);
      yield* unknown('party', fact.party, new Set(fact.parties), 'one of its parties');
      yield* unknown('on', fact.on, new Set(fact.parties), 'one of its parties');
      break;
  }
  if (fact.kind === 'event' || fact.kind === 'agreement' || fact.kind === 'position') {
    yield* clauseFaults(fact.clause, fact.kind === 'agreement' ? 0 : 1);
  }
  if (fact.kind === 'event' || fact.kind === 'agreement') {
    for (const [n, id] of fact.stateRestsOn.entries()) {
      yield* unknown(`stateRestsOn.${n}`, id, known.facts, 'the id of a fact');
    }
  }
}

function* confidenceFault(fact: Fact, known: Known): Faults {
  const [first = '', ...others] = fact.sources;
  const kind = known.kinds.get(first);
  if (fact.confidence !== 'confirmed' || others.length > 0 || kind === undefined) return;
  if (kind === 'official' || kind === 'wire') return;
  yield {
    field: 'confidence',
    found: '"confirmed" with one source',
    expected: '"single", unless it is official or wire',
  };
}

function* lifeCycleFaults(fact: Agreement): Faults {
  const steps: [string, Edtf | null][] = [
    ['negotiationsOpened', fact.negotiationsOpened],
    ['concluded', fact.concluded],
    ['signed', fact.signed],
    ['provisionallyApplied', fact.provisionallyApplied],
    ['inForce', fact.inForce],
    ['ended', fact.ended],
  ];
  for (const [field, date] of steps) yield* dateFault(field, date);
  if (fact.tabled !== undefined) yield* dateFault('tabled', fact.tabled);
  const dated = steps.filter(([, date]) => date !== null);
  for (const [n, step] of dated.entries()) {
    const before = dated[n - 1];
    if (before) yield* orderFault(before, step);
  }
  // Signed is not in force, and neither is provisionally applied.
  const notYet = ['under negotiation', 'concluded', 'signed', 'provisionally applied'];
  if (fact.inForce !== null && notYet.includes(fact.status)) {
    yield { field: 'inForce', found: show(fact.inForce), expected: `null while the status is ${show(fact.status)}` };
  }
}
