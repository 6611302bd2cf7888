import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstDay, lastDay } from '../src/model/date.ts';
import { byDate, dateOf, type Event, type Fact } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import type { Question } from '../src/model/question.ts';
import type { Filter, Page, Store } from '../src/store/store.ts';
import { openWorld } from '../src/world.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const folder = (name: string) => join(root, `${name}-${++count}`);
const dataOf = new URL('../data', import.meta.url).pathname;

/** A copy of the data, in a folder of its own. */
function copyOfData(): string {
  const data = folder('data');
  cpSync(dataOf, data, { recursive: true });
  return data;
}
const worldOf = (home: string, data = dataOf) => openWorld({ environment: { CHANCERY_HOME: home }, folders: { data } });
async function historyOf(home: string, data: string, id: string) {
  const store = await worldOf(home, data).openStore();
  const history = await store.history({ record: 'fact', id });
  await store.close();
  return history;
}
const filesIn = (home: string) => readdirSync(home).sort();

const ask = (parties: string[], more: Partial<Question> = {}): Question => ({
  text: null,
  parties,
  since: null,
  until: null,
  topics: [],
  product: 'full-brief',
  language: 'en',
  pages: null,
  paper: 'letter',
  asOf: '2026-11-24',
  ...more,
});
const all: Filter = { between: [], since: null, until: null, topics: [], minSignificance: 1, asOf: '2026-11-24' };

describe('the database', () => {
  test('is built once, and used again', async () => {
    const home = folder('home');
    const first = await worldOf(home).openStore();
    expect(first.onDisk).toBe(true);
    await first.close();
    const [name = ''] = filesIn(home);
    const built = statSync(join(home, name));
    const second = await worldOf(home).openStore();
    expect(second.snapshot).toEqual(first.snapshot);
    await second.close();
    expect(filesIn(home)).toEqual([name]);
    expect(statSync(join(home, name))).toMatchObject({ ino: built.ino, mtimeMs: built.mtimeMs });
  });

  test('takes up what changes in the data, and only then', async () => {
    const [home, data] = [folder('home'), copyOfData()];
    const file = join(data, 'facts/CAN-CHN.jsonl');
    const before = await worldOf(home, data).openStore();
    await before.close();
    utimesSync(file, new Date(), new Date());
    const touched = await worldOf(home, data).openStore();
    await touched.close();
    expect(touched.snapshot).toEqual(before.snapshot);
    expect((await historyOf(home, data, 'can-chn/2018-12-01/meng-arrest')).length).toBe(1);

    const lines = readFileSync(file, 'utf8').split('\n');
    const [first = ''] = lines;
    lines[0] = first.replace(/"significance":\d/, '"significance":1');
    writeFileSync(file, lines.join('\n'));
    const after = await worldOf(home, data).openStore();
    expect(after.snapshot.id).not.toBe(before.snapshot.id);
    expect((await after.fact(JSON.parse(first).id))?.significance).toBe(1);
    await after.close();
    expect((await historyOf(home, data, JSON.parse(first).id)).map((r) => [r.number, r.action, r.by])).toEqual([
      [1, 'recorded', 'Chancery'],
      [2, 'corrected', 'Chancery'],
    ]);
  });

  test('has the same snapshot for the same records in another order', async () => {
    const data = copyOfData();
    const before = await worldOf(folder('home'), data).openStore();
    const file = join(data, 'sources.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8').trimEnd().split('\n').reverse().join('\n')}\n`);
    const after = await worldOf(folder('home'), data).openStore();
    expect(after.snapshot).toEqual(before.snapshot);
    await Promise.all([before.close(), after.close()]);
  });

  test('may be started by several processes at once', async () => {
    const home = folder('home');
    const script = `
      import { openWorld } from ${JSON.stringify(new URL('../src/world.ts', import.meta.url).href)};
      const store = await openWorld().openStore();
      console.log(store.snapshot.id, store.onDisk, (await store.totals(${JSON.stringify(all)})).event);
      await store.close();`;
    const run = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, CHANCERY_HOME: home },
      });
    const outputs = (await Promise.all([run(), run(), run()])).map(({ stdout }) => stdout);
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).toMatch(/^[0-9a-f]{12} true \d+\n$/);
    expect(filesIn(home)).toHaveLength(1);
  });

  test.each<[string, (path: string) => void]>([
    ['garbage', (path) => writeFileSync(path, 'this is no database '.repeat(1000))],
    ['empty', (path) => writeFileSync(path, '')],
    ['cut short', (path) => writeFileSync(path, readFileSync(path).subarray(0, 9000))],
    [
      'damaged in the middle',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0xaa, 8192, bytes.length - 4096);
        writeFileSync(path, bytes);
      },
    ],
  ])('is mended when the file is %s', async (_, damage) => {
    const home = folder('home');
    const before = await worldOf(home).openStore();
    const expected = await before.find(ask(['CAN', 'CHN']));
    await before.close();
    damage(join(home, filesIn(home)[0] ?? ''));
    const after = await worldOf(home).openStore();
    // Two ask at once: one mends, both are answered.
    const [one, two] = await Promise.all([after.find(ask(['CAN', 'CHN'])), after.find(ask(['CAN', 'CHN']))]);
    expect(one.facts).toEqual(expected.facts);
    expect(two.sources).toEqual(expected.sources);
    expect(after.onDisk).toBe(true);
    await after.close();
    expect(filesIn(home)).toHaveLength(1);
  });

  test('is held in memory where its folder cannot be written', async () => {
    const home = folder('home');
    writeFileSync(home, 'a file where the folder should be');
    const store = await worldOf(home).openStore();
    expect(store.onDisk).toBe(false);
    expect((await store.find(ask(['CAN', 'CHN']))).facts.length).toBeGreaterThan(100);
    await store.close();
    expect(readFileSync(home, 'utf8')).toMatch(/^a file/);
  });

  test('is not built from bad data: every problem is told', async () => {
    const [home, data] = [folder('home'), copyOfData()];
    writeFileSync(join(data, 'facts/CAN-XXX.jsonl'), '{"id":"can-xxx/1"}\nnothing\n');
    const refusal = await worldOf(home, data)
      .openStore()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    const problems = refusal instanceof ProblemError ? refusal.problems : [];
    expect(problems.map((p) => p.place)).toEqual([
      { file: 'data/facts/CAN-XXX.jsonl', line: 1, field: 'kind' },
      { file: 'data/facts/CAN-XXX.jsonl', line: 2, field: 'line' },
    ]);
  });
});

describe('the store', () => {
  let store: Store;
  beforeAll(async () => {
    store = await worldOf(folder('home')).openStore();
  });
  afterAll(() => store.close());

  const find = async (parties: string[], more: Partial<Question> = {}) => (await store.find(ask(parties, more))).facts;

  test('knows its data', () => {
    expect(store.snapshot.id).toMatch(/^[0-9a-f]{12}$/);
    expect(store.snapshot.facts).toBeGreaterThan(800);
    // A summit announced for a later month is not news of that month.
    expect(store.snapshot.newest).toBe('2026-07-05');
  });

  test('finds what two parties share, and who holds office in each', async () => {
    const facts = await find(['CAN', 'CHN']);
    for (const fact of facts.filter((f) => f.kind !== 'office')) {
      expect(fact.parties, fact.id).toEqual(expect.arrayContaining(['CAN', 'CHN']));
    }
    const offices = facts.filter((f) => f.kind === 'office').map((f) => f.id);
    expect(offices).toContain('can/office/head-of-government/mark-carney');
    expect(offices).toContain('chn/office/head-of-state/xi-jinping');
    expect(offices).toContain('chn/office/ambassador-can/wang-di');
    expect(offices).not.toContain('can/office/high-commissioner-gbr/bill-blair');
    expect(await find(['CHN', 'CAN'])).toEqual(facts);
    expect(facts).toEqual([...facts].sort(byDate));
  });

  test('finds what at least two of three share', async () => {
    const parties = ['CAN', 'USA', 'MEX'];
    const facts = await find(parties);
    for (const fact of facts.filter((f) => f.kind !== 'office')) {
      expect(fact.parties.filter((p) => parties.includes(p)).length, fact.id).toBeGreaterThan(1);
    }
    const ids = new Set(facts.map((f) => f.id));
    for (const pair of [
      ['CAN', 'USA'],
      ['CAN', 'MEX'],
      ['USA', 'MEX'],
    ]) {
      for (const fact of await find(pair)) expect(ids).toContain(fact.id);
    }
    expect(ids.size).toBe(facts.length);
  });

  test('finds everything of one party', async () => {
    const facts = await find(['UKR']);
    for (const fact of facts) expect(fact.parties, fact.id).toContain('UKR');
    expect(facts.map((f) => f.id)).toContain('can/office/ambassador-ukr/natalka-cmoc');
    expect(facts.length).toBe((await store.parties()).get('UKR'));
  });

  test('finds nothing of a pair with nothing', async () => {
    const found = await store.find(ask(['BOL', 'NPL']));
    expect(found).toMatchObject({ facts: [], linked: new Map(), sources: new Map(), threads: new Map() });
  });

  test('keeps to the period', async () => {
    const facts = await find(['CAN', 'CHN'], { since: '2019', until: '2021-06' });
    const ids = facts.map((f) => f.id);
    for (const fact of facts) {
      if (fact.kind === 'event') {
        expect(firstDay(fact.date) <= '2021-06-30', fact.id).toBe(true);
        expect(lastDay(fact.end ?? fact.date) >= '2019-01-01', fact.id).toBe(true);
      }
      if (fact.kind === 'office' && fact.from) expect(firstDay(fact.from) <= '2021-06-30', fact.id).toBe(true);
      if (fact.kind === 'office' && fact.to) expect(lastDay(fact.to) >= '2019-01-01', fact.id).toBe(true);
    }
    // Detained before, held throughout.
    expect(ids).toContain('can-chn/2018-12-10/kovrig-spavor-detained');
    expect(ids).not.toContain('can-chn/2018-12-01/meng-arrest');
    // Signed long before, still in force.
    expect(ids).toContain('can-chn/agreement/fipa');
    expect(ids).not.toContain('can-chn/agreement/trade-arrangement-2026');
    expect(ids).not.toContain('can/office/head-of-government/mark-carney');
  });

  test('knows nothing later than the day asked', async () => {
    // Nothing was recorded then by us; so the release is made to be older than it is.
    const data = copyOfData();
    writeFileSync(join(data, 'release.json'), '{"recorded":"2020-01-01T00:00:00Z","by":"Chancery","reason":"test"}');
    const old = await worldOf(folder('home'), data).openStore();
    const { facts } = await old.find(ask(['CAN', 'CHN'], { asOf: '2024-08-26' }));
    await old.close();
    expect(await find(['CAN', 'CHN'], { asOf: '2024-08-26' })).toEqual([]);
    const ids = facts.map((f) => f.id);
    expect(ids).toContain('can-chn/2024-08-26/ev-metals-surtaxes-announced');
    for (const fact of facts) {
      const date = dateOf(fact);
      if (date && fact.kind !== 'agreement') expect(firstDay(date) <= '2024-08-26', fact.id).toBe(true);
    }
  });

  test('knows a target before its year has come', async () => {
    const ids = (await find(['CAN', 'IND'])).map((f) => f.id);
    expect(ids).toContain('can-ind/indicator/two-way-trade-target/2030');
  });

  test('keeps to the topics, offices apart', async () => {
    const facts = await find(['CAN', 'CHN'], { topics: ['consular', 'justice'] });
    const about = (fact: Fact) =>
      fact.kind === 'office' || fact.topics.some((t) => t === 'consular' || t === 'justice');
    expect(facts.filter((f) => !about(f))).toEqual([]);
    expect(facts.some((f) => f.kind === 'office')).toBe(true);
    expect(facts.some((f) => f.kind === 'event')).toBe(true);
  });

  test('brings what is needed to name and to cite', async () => {
    const period = { since: '2025-09', topics: ['trade' as const] };
    const { facts, linked, sources, threads } = await store.find(ask(['CAN', 'CHN'], period));
    const ids = new Set(facts.map((f) => f.id));
    for (const fact of facts) {
      for (const { to } of fact.links) expect(ids.has(to) || linked.has(to), `${fact.id} → ${to}`).toBe(true);
      if ('stateRestsOn' in fact)
        for (const id of fact.stateRestsOn) expect(ids.has(id) || linked.has(id), id).toBe(true);
    }
    for (const id of linked.keys()) expect(ids.has(id)).toBe(false);
    expect(linked.size).toBeGreaterThan(0);
    for (const fact of [...facts, ...linked.values()]) {
      for (const id of fact.sources) expect(sources.get(id)?.id).toBe(id);
      if (fact.thread) expect(threads.get(fact.thread)?.id).toBe(fact.thread);
    }
  });

  test('brings what ended a fact, though it lies outside the period', async () => {
    const { facts, linked } = await store.find(ask(['CAN', 'CHN'], { since: '2024-10', until: '2024-10' }));
    const inside = new Set(facts.map((f) => f.id));
    const ending = [...linked.values()].filter((f) => f.links.some((l) => l.type === 'ends' && inside.has(l.to)));
    expect(ending.map((f) => f.id)).toContain('can-chn/2026-02-24/ev-surtax-ended-quota');
  });

  test('turns pages that together are the whole', async () => {
    const filter = { ...all, between: ['CAN', 'USA'] };
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof store.page<'event'>>> = await store.page('event', filter, 17, after);
      seen.push(...page.facts.map((f) => f.id));
      const total = await page.total();
      expect(total).toBe((await store.totals(filter)).event);
      after = page.endCursor;
      if (!page.hasNextPage) {
        expect(seen).toHaveLength(total);
        break;
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('turns pages by significance, of equals the newest first', async () => {
    const pair = { ...all, between: ['CAN', 'CHN'], since: '2019' };
    const seen: Event[] = [];
    let after: string | null = null;
    for (let turned = 0; turned < 100; turned++) {
      const page: Page<Event> = await store.page('event', pair, 13, after, 'significance');
      seen.push(...page.facts);
      after = page.endCursor;
      if (!page.hasNextPage) break;
    }
    const whole = (await store.find(ask(pair.between, { since: '2019' }))).facts.filter((f) => f.kind === 'event');
    expect(seen.map((f) => f.id).sort()).toEqual(whole.map((f) => f.id).sort());
    expect(seen.length).toBeGreaterThan(40);
    const places = seen.map((f) => [-f.significance, firstDay(f.date)] as const);
    const sorted = [...places].sort(([x, d], [y, e]) => x - y || (d < e ? 1 : d > e ? -1 : 0));
    expect(places).toEqual(sorted);
    // A cursor of one order is none of the other.
    const { endCursor } = await store.page('event', pair, 5, null, 'significance');
    await expect(store.page('event', pair, 5, endCursor)).rejects.toMatchObject({ problems: [{ code: 'BAD_CURSOR' }] });
  });

  test('filters pages by significance', async () => {
    const { facts, total } = await store.page(
      'event',
      { ...all, between: ['CAN', 'CHN'], minSignificance: 5 },
      200,
      null,
    );
    expect(await total()).toBe(facts.length);
    expect(facts.length).toBeGreaterThan(3);
    for (const fact of facts) expect(fact.significance).toBe(5);
  });

  test.each([0, -1, 1.5, 201, Number.NaN])('refuses a page of %s', async (first) => {
    await expect(store.page('event', all, first, null)).rejects.toMatchObject({
      problems: [{ code: 'BAD_PAGE_SIZE' }],
    });
  });

  test.each(['', 'x', 'ZmFjdDpub3RoaW5n', '🙂'])('refuses the cursor “%s”', async (cursor) => {
    await expect(store.page('event', all, 10, cursor)).rejects.toMatchObject({ problems: [{ code: 'BAD_CURSOR' }] });
  });

  test('gives facts by id, in any number', async () => {
    const ids = (await store.page('event', all, 200, null)).facts.map((f) => f.id);
    const found = await store.factsByIds([...ids, 'no/such/fact']);
    expect([...found.keys()].sort()).toEqual([...ids].sort());
    expect(await store.fact('no/such/fact')).toBeNull();
    expect(await store.factsByIds([])).toEqual(new Map());
    expect(await store.sourcesByIds(['no/such'])).toEqual(new Map());
  });

  test('gives the threads of a relationship, the weightiest first', async () => {
    const threads = await store.threads(['CHN', 'CAN']);
    expect(threads.map((t) => t.id)).toContain('can-chn/canola');
    const weights = threads.map((t) => t.significance);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    for (const thread of threads) expect(thread.parties).toEqual(expect.arrayContaining(['CAN', 'CHN']));
    expect((await store.threads([])).length).toBeGreaterThanOrEqual(129);
  });
});

test('a merged record answers to both of its ids', async () => {
  const data = copyOfData();
  const file = join(data, 'facts/CAN-FIN.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"sameAs":[]', '"sameAs":["can-usa/2024-07-11/ice-pact"]'));
  const store = await worldOf(folder('home'), data).openStore();
  expect((await store.fact('can-usa/2024-07-11/ice-pact'))?.id).toBe('can-fin/2024-07-11/ice-pact');
  await store.close();
});

describe('the world', () => {
  test('reads and lists files of the project, and no others', () => {
    const world = openWorld();
    expect(world.read('schema/migrations/0001-facts.sql')?.length).toBeGreaterThan(100);
    expect(world.list('data/facts')).toContain('CAN-CHN.jsonl');
    expect(world.list('data')).toContain('facts/');
    for (const path of ['data/../../etc/passwd', '../package.json', '/etc/passwd', 'data/none', '']) {
      expect(world.read(path), path).toBeNull();
    }
    expect(world.list('nothing')).toEqual([]);
  });

  test('tells the time it is told', () => {
    const world = openWorld({ environment: { CHANCERY_NOW: '2026-07-06T23:30:00-04:00' } });
    expect(world.now().toISOString()).toBe('2026-07-07T03:30:00.000Z');
    expect(world.today()).toBe('2026-07-06');
    const broken = openWorld({ environment: { CHANCERY_NOW: 'yesterday' } });
    expect(() => broken.now()).toThrow(ProblemError);
    expect(() => broken.today()).toThrow(ProblemError);
  });

  test('says where a result could not be written', () => {
    const world = openWorld();
    const file = join(folder('out'), 'brief.pdf');
    expect(() => world.write(file, 'x')).toThrow(`${file} cannot be written`);
    expect(() => world.write(root, 'x')).toThrow('cannot be written');
  });
});
