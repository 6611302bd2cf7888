import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import {
  AGREEMENT_STATUSES,
  AGREEMENT_TYPES,
  EVENT_TYPES,
  type Fact,
  LINK_TYPES,
  SOURCE_KINDS,
  TOPICS,
} from '../src/model/fact.ts';
import { faultsOf, type RecordKind } from '../src/store/shape.ts';
import { checkData, type DataFile } from '../src/store/store.ts';
import { openWorld } from '../src/world.ts';

const files = openWorld().dataFiles();
const schema = JSON.parse(readFileSync(new URL('../schema/fact.schema.json', import.meta.url), 'utf8'));

/** The lines of the files whose path begins so, parsed. */
const records = (prefix: string): Record<string, unknown>[] =>
  files
    .filter((file) => file.path.startsWith(prefix))
    .flatMap((file) => file.text.split('\n').filter(Boolean))
    .map((line) => JSON.parse(line));

describe('the data', () => {
  const { records: read, problems } = checkData(files);

  test('have no problem', () => {
    expect(problems.map((p) => `${p.message}: ${p.hint}`)).toEqual([]);
  });

  test('are whole', () => {
    const merged = read.facts.flatMap((fact) => fact.sameAs);
    expect(read.facts.length + merged.length).toBeGreaterThanOrEqual(824);
    expect(read.threads.length).toBeGreaterThanOrEqual(129);
    const used = new Set(read.facts.flatMap((fact) => fact.sources));
    expect(read.sources.filter((source) => !used.has(source.id)).map((s) => s.id)).toEqual([]);
  });

  test('put the best kind of source first', () => {
    const kinds = new Map(read.sources.map((source) => [source.id, SOURCE_KINDS.indexOf(source.kind)]));
    const behind = (fact: Fact) => {
      const [first = -1, ...rest] = fact.sources.map((id) => kinds.get(id) ?? -1);
      return rest.some((kind) => kind < first);
    };
    // Two records name a better source that supports a part of them only; their notes say so.
    expect(read.facts.filter(behind).map((fact) => fact.id).length).toBeLessThanOrEqual(2);
  });
});

describe('a bad line', () => {
  const good = checkData(files).records.facts;
  const gazetteer = files.find((file) => file.path === 'data/gazetteer.json');
  const sources = files.find((file) => file.path === 'data/sources.jsonl');
  const threads = files.find((file) => file.path === 'data/threads.jsonl');
  const weak = checkData(files).records.sources.find((source) => source.kind === 'aggregator')?.id ?? '';
  const shared = [gazetteer, sources, threads].filter((file) => file !== undefined);

  /** Problems of a file of one line: a good fact of the kind, changed at these paths (undefined: removed). */
  function problemsOf(kind: Fact['kind'], changes: Record<string, unknown>): string[] {
    const plain = good.filter((fact) => fact.kind === kind && fact.links.length === 0);
    let fact: unknown = plain.find((f) => !('stateRestsOn' in f) || f.stateRestsOn.length === 0);
    for (const [at, value] of Object.entries(changes)) fact = changed(fact, at.split('.'), value);
    const path = 'data/facts/TEST.jsonl';
    const { problems } = checkData([...shared, { path, text: `${JSON.stringify(fact)}\n` }]);
    return problems.map((p) => {
      expect(p.code).toBe('BAD_RECORD');
      expect(p.place).toMatchObject({ file: path, line: 1 });
      return `${p.place.field}: ${p.message.split(': ').slice(1).join(': ')} (${p.hint})`;
    });
  }

  test('of a good record there is none', () => {
    for (const kind of ['event', 'agreement', 'indicator', 'office', 'position'] as const) {
      expect(problemsOf(kind, {})).toEqual([]);
    }
  });

  test.each<[string, Fact['kind'], Record<string, unknown>, RegExp]>([
    ['a day that is none', 'event', { date: '2019-02-30' }, /^date: "2019-02-30" .*day of the calendar/],
    ['a date in words', 'event', { date: 'March 2019' }, /^date: "March 2019" .*2018-12-01/],
    ['an end before the date', 'event', { end: '1999' }, /^end: "1999" .*not before date/],
    ['no source', 'event', { sources: [] }, /^sources: 0 entries .*at least 1/],
    [
      'one weak source called confirmed',
      'event',
      { sources: [weak], confidence: 'confirmed' },
      /^confidence: .*"single"/,
    ],
    ['an unknown source', 'event', { sources: ['x/2018/y'] }, /^sources.0: "x\/2018\/y" .*a source/],
    ['a source twice', 'event', { sources: ['x/y', 'x/y'] }, /^sources.1: "x\/y" twice/],
    ['an unknown party', 'event', { parties: ['CAN', 'XYZ'] }, /^parties.1: "XYZ" .*gazetteer/],
    ['an unknown thread', 'event', { thread: 'can-chn/x' }, /^thread: "can-chn\/x"/],
    ['a link to nothing', 'event', { links: [{ type: 'ends', to: 'a/b' }] }, /^links.0.to: "a\/b"/],
    ['a link of no type', 'event', { links: [{ type: 'after', to: 'a/b' }] }, /^links.0.type: "after"/],
    ['a state that rests on nothing', 'event', { stateRestsOn: ['a/b'] }, /^stateRestsOn.0: "a\/b"/],
    ['no clause', 'event', { clause: undefined }, /^clause: nothing/],
    ['an unknown topic', 'event', { topics: ['sport'] }, /^topics.0: "sport" .*agriculture/],
    ['a significance of 6', 'event', { significance: 6 }, /^significance: 6 .*1 to 5/],
    ['an unknown field', 'event', { colour: 'red' }, /^colour: an unknown field/],
    ['an unknown kind', 'event', { kind: 'rumour' }, /^kind: "rumour" .*event/],
    ['no {on}', 'event', { 'clause.en.predicate': 'met' }, /^clause.en.predicate: \{on\} 0 times/],
    ['{on} twice', 'event', { 'clause.fr.predicate': '{on} {on}' }, /^clause.fr.predicate: \{on\} 2/],
    ['{on} in a noun', 'event', { 'clause.fr.noun': 'la rencontre {on}' }, /^clause.fr.noun: \{on\} 1/],
    ['{on} in an agreement', 'agreement', { 'clause.en.predicate': 'is {on}' }, /predicate: \{on\} 1/],
    ['a value of no type', 'event', { 'clause.en.noun': 'the {75,8} rise' }, /^clause.en.noun: \{75,8\}/],
    ['values that differ', 'event', { 'clause.fr.noun': 'les {12}' }, /^clause.fr.noun: the values 12/],
    ['a brace alone', 'event', { 'clause.en.noun': 'the {12 rise' }, /^clause.en.noun: a brace/],
    ['a full stop', 'event', { 'clause.fr.noun': 'la rencontre.' }, /^clause.fr.noun: a full stop/],
    ['a long label', 'event', { 'clause.fr.label': 'x'.repeat(27) }, /^clause.fr.label: 27 characters .*26/],
    [
      'a state in one language',
      'event',
      { 'clause.en.state': 'it stands', 'clause.fr.state': null },
      /^clause.fr.state: null/,
    ],
    [
      'signed after in force',
      'agreement',
      { concluded: null, signed: '2021', inForce: '2019', status: 'in force' },
      /^inForce: "2019" .*not before signed, 2021/,
    ],
    ['in force while signed', 'agreement', { inForce: '2031', status: 'signed' }, /^inForce: "2031" .*"signed"/],
    ['an unknown instrument', 'agreement', { type: 'handshake' }, /^type: "handshake"/],
    ['an unknown unit', 'indicator', { unit: 'bushels' }, /^unit: "bushels"/],
    ['a figure in words', 'indicator', { value: '12' }, /^value: "12" .*a number/],
    ['to before from', 'office', { from: '2020', to: '2019' }, /^to: "2019" .*not before from/],
    ['a stranger as speaker', 'position', { party: 'FRA' }, /^party: "FRA" .*its parties/],
  ])('%s', (_, kind, changes, expected) => {
    expect(problemsOf(kind, changes)).toContainEqual(expect.stringMatching(expected));
  });

  test('each of several is told, with its own line', () => {
    const lines = good.slice(0, 6).map((fact) => JSON.stringify(fact));
    lines[1] = '{"id": "broken';
    lines[3] = '';
    lines[4] = lines[0] ?? '';
    const text = `${lines.join('\n')}\n`;
    const { problems } = checkData([...shared, { path: 'data/facts/TEST.jsonl', text }]);
    const told = problems.map((p) => `${p.place.line} ${p.place.field}`);
    expect(told).toEqual(expect.arrayContaining(['2 line', '4 line', '5 id']));
  });

  test('a file that is not there is told', () => {
    const { problems } = checkData(files.filter((file) => file.path !== 'data/threads.jsonl'));
    expect(problems).toMatchObject([{ code: 'DATA_MISSING', place: { file: 'data/threads.jsonl' } }]);
  });

  test('figures of one series that differ in unit or share a period are told', () => {
    const [one] = good.filter((fact) => fact.kind === 'indicator');
    const twin = { ...one, id: 'test/twin', unit: 'JPY billion' };
    const text = `${JSON.stringify(one)}\n${JSON.stringify(twin)}\n`;
    const { problems } = checkData([...shared, { path: 'data/facts/TEST.jsonl', text }]);
    expect(problems.map((p) => `${p.place.line} ${p.place.field}`)).toEqual(['2 unit', '2 period']);
  });

  test('a file of another tradition is told, not loaded', () => {
    const read = (text: string): DataFile[] => [...shared, { path: 'data/facts/TEST.jsonl', text }];
    for (const text of ['\ufeff{}\n', 'id,kind\n1,event\n', '[]\n', 'null\n', '{}\n', `${'['.repeat(5000)}\n`]) {
      const { problems, records: kept } = checkData(read(text));
      expect(problems.length, JSON.stringify(text.slice(0, 20))).toBeGreaterThan(0);
      expect(kept.facts).toEqual([]);
    }
  });
});

describe('fact.schema.json and data:check', () => {
  const ajv = new Ajv2020({ allErrors: false, strict: false });
  ajv.addSchema(schema, 'schema');
  const judge = {
    fact: ajv.compile(schema),
    source: ajv.compile({ $ref: 'schema#/$defs/source' }),
    thread: ajv.compile({ $ref: 'schema#/$defs/thread' }),
  };
  const agree = (kind: RecordKind, value: unknown) => {
    const faults = faultsOf(kind, value);
    if (judge[kind](value) !== (faults.length === 0)) {
      expect.fail(
        `${kind} ${JSON.stringify(value).slice(0, 300)}: schema ${judge[kind](value)}, faults ${JSON.stringify(faults)}`,
      );
    }
    return faults.length === 0;
  };

  test('agree on every line of the data', () => {
    for (const value of records('data/facts/')) expect(agree('fact', value)).toBe(true);
    for (const value of records('data/sources.jsonl')) expect(agree('source', value)).toBe(true);
    for (const value of records('data/threads.jsonl')) expect(agree('thread', value)).toBe(true);
  });

  test('agree on every field gone, empty or of another type', () => {
    const strangers = [
      null,
      '',
      ' x',
      'x\ny',
      'x — y',
      'Ça',
      7,
      2.5,
      -1,
      true,
      [],
      {},
      ['x', 'x'],
      [null],
      { en: 'x' },
      '2018',
      'CAN',
      'a/b',
      'en',
    ];
    const facts = records('data/facts/');
    const samples: [RecordKind, Record<string, unknown> | undefined][] = [
      ...['event', 'agreement', 'indicator', 'office', 'position'].map(
        (kind): [RecordKind, Record<string, unknown> | undefined] => ['fact', facts.find((f) => f.kind === kind)],
      ),
      ['fact', facts.find((f) => f.next !== null && Array.isArray(f.links) && f.links.length > 0)],
      ['source', records('data/sources.jsonl')[0]],
      ['thread', records('data/threads.jsonl')[0]],
    ];
    let bad = 0;
    for (const [kind, sample] of samples) {
      for (const path of paths(sample)) {
        for (const stranger of [undefined, ...strangers]) if (!agree(kind, changed(sample, path, stranger))) bad++;
        if (!agree(kind, changed(sample, [...path.slice(0, -1), 'stranger'], 'x'))) bad++;
      }
    }
    expect(bad).toBeGreaterThan(2000);
  });

  test('agree on dates', () => {
    const source = records('data/sources.jsonl')[0];
    const dates =
      '2018 2018-12 2018-12-01 2018-13 2018-00 2018-12-32 2018-21 2018-25 201X 20XX 2XXX 2018-XX 2018-12-XX 2018~ 2018? 2018-12% 2018/2020 2018/.. ../2018 /2018 2018/ ../.. / 18 2018-1 2018/2019/2020 12-2018';
    for (const published of dates.split(' ')) agree('source', { ...source, published });
  });

  test('hold the same closed lists', () => {
    const { $defs } = schema;
    expect($defs.topic.enum).toEqual(TOPICS);
    expect($defs.event.properties.type.enum).toEqual(EVENT_TYPES);
    expect($defs.agreement.properties.type.enum).toEqual(AGREEMENT_TYPES);
    expect($defs.agreement.properties.status.enum).toEqual(AGREEMENT_STATUSES);
    expect($defs.source.properties.kind.enum).toEqual(SOURCE_KINDS);
    expect($defs.link.properties.type.enum).toEqual(LINK_TYPES);
  });

  test('every field is described', () => {
    for (const [name, def] of Object.entries<{ properties?: object }>(schema.$defs)) {
      expect(def, name).toHaveProperty('description');
      for (const [field, value] of Object.entries(def.properties ?? {}))
        expect(value, `${name}.${field}`).toHaveProperty('description');
    }
  });
});

/** Every path into a value: `['clause', 'en', 'state']`. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, entry]) => paths(entry, [...path, name]));
  return path.length > 0 ? [path, ...below] : below;
}

/** A copy with the value at a path replaced, or removed where it is undefined. */
function changed(value: unknown, path: string[], by: unknown): unknown {
  const copy = structuredClone(value);
  let at: unknown = copy;
  for (const name of path.slice(0, -1)) at = Reflect.get(Object(at), name);
  const name = path.at(-1) ?? '';
  if (by === undefined) {
    if (Array.isArray(at)) at.splice(Number(name), 1);
    else Reflect.deleteProperty(Object(at), name);
  } else if (Array.isArray(at) && name === 'stranger') at.push(by);
  else Reflect.set(Object(at), name, by);
  return copy;
}
