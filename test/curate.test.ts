// The second walk, on real databases and real processes: a file comes in whole, in its valid rows, or not at all; what is there goes out and comes in
// again without loss; a process that is killed leaves all or nothing.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { exportData, type ImportChoices, importFile, recordText } from '../src/curate.ts';
import type { Event } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import { ACT, event, filter, folder, makes, type Place, question, source } from './stores.ts';

const ROOT = join(import.meta.dirname, '..');
const FIXTURES = join(import.meta.dirname, 'fixtures/import');
const BY = { by: 'A. Curator', reason: 'a file' };

const bytes = (text: string) => () => [new TextEncoder().encode(text)];
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const all = async (pieces: AsyncIterable<string> | null) => (pieces ? (await listOf(pieces)).join('') : '');
const bring = (to: Chancery, text: string, choices: Partial<ImportChoices> = {}) =>
  importFile(to, bytes(text), { ...BY, ...choices });
const eventsOf = async ({ store }: Chancery, includeDrafts = false) =>
  (await store.page('event', filter({ between: ['BTN', 'NPL'], includeDrafts }), 100, null)).facts.map(({ id }) => id);

/** The release without its facts: what is recorded in it is what a test records. */
function noFacts(): string {
  const data = folder('no-facts');
  mkdirSync(join(data, 'facts'), { recursive: true });
  for (const name of ['gazetteer.json', 'release.json', 'map.json']) cpSync(join(ROOT, 'data', name), join(data, name));
  for (const name of ['sources.jsonl', 'threads.jsonl']) writeFileSync(join(data, name), '');
  return data;
}

async function chanceryIn(place: Place, data?: string): Promise<Chancery> {
  const chancery = await openChancery(place.world(data));
  onTestFinished(() => chancery.close());
  return chancery;
}

const codes = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw error ?? new Error('nothing was refused');
  return error.problems.map(({ code }) => code);
};

describe.each(makes)('$name', ({ place }) => {
  const five = [source('one'), ...['a', 'b', 'c', 'd'].map((name) => event(name))];

  test('a file comes in once: a second time changes nothing', async () => {
    const chancery = await chanceryIn(await place(), noFacts());
    const before = chancery.store.snapshot.id;
    expect(await bring(chancery, lines(...five))).toMatchObject({
      kind: 'jsonl',
      kept: true,
      rows: 5,
      new: 5,
      changed: 0,
      same: 0,
      refused: 0,
      refusals: [],
      refusedFile: null,
    });
    const { id } = chancery.store.snapshot;
    expect(id).not.toBe(before);
    const { entries } = await chancery.store.checkAudit();
    expect(await bring(chancery, lines(...five))).toMatchObject({ kept: false, new: 0, changed: 0, same: 5 });
    expect(chancery.store.snapshot.id).toBe(id);
    expect((await chancery.store.checkAudit()).entries).toBe(entries);
    expect(await bring(chancery, lines(event('a', { significance: 5 })))).toMatchObject({ kept: true, changed: 1 });
  });

  test('a dry run says what would come of it, and keeps nothing', async () => {
    const chancery = await chanceryIn(await place(), noFacts());
    const { id } = chancery.store.snapshot;
    expect(await bring(chancery, lines(...five), { dryRun: true })).toMatchObject({ kept: false, new: 5, refused: 0 });
    expect(chancery.store.snapshot.id).toBe(id);
    expect(await eventsOf(chancery)).toEqual([]);
    expect((await chancery.store.checkAudit()).problems).toEqual([]);
  });

  test('one bad row keeps all out, or the valid ones come in; the refused file, mended, brings the rest', async () => {
    const chancery = await chanceryIn(await place(), noFacts());
    // Refused for its form, for what it names, and for naming what was refused.
    const bad = { ...event('b'), date: '2024-02-31' };
    const lost = event('c', { sources: ['test/nowhere'] });
    const after = event('d', { links: [{ type: 'responds_to', to: lost.id }] });
    const text = lines(source('one'), event('a'), bad, lost, after);
    const expected = {
      kind: 'jsonl',
      rows: 5,
      new: 2,
      refused: 3,
      refusals: [
        { line: 3, field: 'date', reason: 'BAD_DATE', found: '2024-02-31', expected: 'a date of the calendar' },
        { line: 4, field: 'sources.0', reason: 'INVALID_RECORD', found: '"test/nowhere"' },
        { line: 5, field: 'links.0.to', reason: 'INVALID_RECORD', found: '"btn-npl/c"', expected: 'the id of a fact' },
      ],
    };
    expect(await bring(chancery, text)).toMatchObject({ ...expected, kept: false });
    expect(await eventsOf(chancery)).toEqual([]);
    expect(await bring(chancery, text, { dryRun: true })).toMatchObject({ ...expected, kept: false });

    const report = await bring(chancery, text, { acceptValid: true });
    expect(report).toMatchObject({ ...expected, kept: true });
    expect(await eventsOf(chancery)).toEqual(['btn-npl/a']);

    const refused = await all(report.refusedFile);
    expect(refused.split('\n').map((line) => line.slice(0, 12))).toEqual([
      '# date: BAD_',
      '{"id":"btn-n',
      '# sources.0:',
      '{"id":"btn-n',
      '# links.0.to',
      '{"id":"btn-n',
      '',
    ]);
    const mended = refused.replaceAll('2024-02-31', '2024-02-29').replaceAll('test/nowhere', 'test/one');
    expect(await bring(chancery, mended)).toMatchObject({ kept: true, rows: 3, new: 3, refused: 0 });
    expect(await eventsOf(chancery)).toEqual(['btn-npl/b', 'btn-npl/a', 'btn-npl/c', 'btn-npl/d']);
    expect((await chancery.store.checkAudit()).problems).toEqual([]);
  });

  test('a source stands or falls apart from the row that happens to bring it', async () => {
    const chancery = await chanceryIn(await place(), noFacts());
    await bring(chancery, lines(source('one')));
    const [shared, twin] = [source('shared'), source('twin', { url: source('one').url })];
    const text = lines(
      { ...event('a'), sources: [shared], thread: 'btn-npl/nowhere' },
      { ...event('b'), sources: [shared] },
      { ...event('c'), sources: [twin] },
      { ...event('d'), sources: [twin] },
    );
    const report = await bring(chancery, text);
    expect(report).toMatchObject({ kept: false, new: 2, refused: 3 });
    expect(report.refusals).toMatchObject([
      { line: 1, field: 'thread' },
      { line: 3, field: 'source.url', found: 'the address of test/one', expected: 'one record for it' },
      { line: 4, field: 'source.url' },
    ]);
    expect(await bring(chancery, text, { acceptValid: true })).toMatchObject({ kept: true, new: 2, refused: 3 });
    expect(await eventsOf(chancery)).toEqual(['btn-npl/b']);
    expect((await chancery.store.sourcesByIds(['test/shared', 'test/twin'])).size).toBe(1);
  });

  test('what a machine has coded enters as a draft, and no brief says it before a person has seen it', async () => {
    const chancery = await chanceryIn(await place());
    const gdelt = () => [readFileSync(join(FIXTURES, 'gdelt.tsv'))];
    const report = await importFile(chancery, gdelt, { ...BY, acceptValid: true });
    expect(report).toMatchObject({ kind: 'gdelt', kept: true });
    expect(report.rows).toBe(
      report.refused + report.merged + Object.values(report.left).reduce((a, b) => a + b, 0) + 4,
    );
    const coded = (await listOf(chancery.store.everything())).filter((r) => r.machineCoded);
    const facts = coded.flatMap((r) => (r.record === 'fact' ? [r.body as Event] : []));
    expect(facts).toHaveLength(4);
    expect(coded.every(({ state }) => state === 'draft')).toBe(true);
    const [one] = facts;
    if (!one) throw new Error('nothing was coded');
    const find = async (includeDrafts: boolean) =>
      (await chancery.store.find(question(one.parties, { includeDrafts }))).facts.some(({ id }) => id === one.id);
    expect([await find(false), await find(true)]).toEqual([false, true]);
    await chancery.store.review({ record: 'fact', id: one.id }, 1, ACT);
    expect(await find(false)).toBe(true);
  });

  test.each(['jsonl', 'csv'] as const)(
    '%s goes out, comes into an empty store, and goes out as the same bytes',
    async (format) => {
      const chancery = await chanceryIn(await place());
      await importFile(chancery, () => [readFileSync(join(FIXTURES, 'gdelt.tsv'))], { ...BY, acceptValid: true });
      await recordText(chancery, JSON.stringify({ ...source('one'), marking: 'Protected B' }), ACT);
      await recordText(chancery, JSON.stringify(event('a', { note: '=SUM(1;2) "quoted", with commas' })), ACT);
      await recordText(chancery, JSON.stringify(event('b')), ACT);
      await chancery.store.withdraw({ record: 'fact', id: 'btn-npl/b' }, 1, ACT);
      const out = await all(exportData(chancery, format));

      const empty = await chanceryIn(await place(), noFacts());
      const report = await bring(empty, out);
      expect(report).toMatchObject({ kind: format, kept: true, refused: 0, changed: 0, same: 0 });
      expect(await all(exportData(empty, format))).toBe(out);
      expect(empty.store.snapshot).toEqual(chancery.store.snapshot);
      expect((await empty.store.history({ record: 'fact', id: 'btn-npl/b' })).map(({ state }) => state)).toEqual([
        'withdrawn',
      ]);
      // And into the store it came from: nothing new.
      expect(await bring(chancery, out)).toMatchObject({ kept: false, new: 0, changed: 0, same: report.new });
    },
  );

  test('an export as of a day is what was known at its end', async () => {
    const here = await place();
    here.at('2026-11-24T12:00:00Z');
    const chancery = await chanceryIn(here, noFacts());
    await bring(chancery, lines(source('one'), event('a')));
    const then = await all(exportData(chancery, 'jsonl'));
    here.at('2026-11-26T12:00:00Z');
    await bring(chancery, lines(event('a', { significance: 5 }), event('b')));
    expect(await all(exportData(chancery, 'jsonl', '2026-11-24'))).toBe(then);
    expect(await all(exportData(chancery, 'jsonl', '2026-11-23'))).toBe('');
    expect(await all(exportData(chancery, 'jsonl', '2026-11-26'))).toBe(await all(exportData(chancery, 'jsonl')));
    expect(() => exportData(chancery, 'jsonl', '2026-11-27')).toThrow('not known yet');
    expect(() => exportData(chancery, 'jsonl', 'yesterday')).toThrow('no date');
  });

  test('a stale revision is refused with the newer one, and nothing is overwritten', async () => {
    const chancery = await chanceryIn(await place(), noFacts());
    await bring(chancery, lines(source('one'), event('a')));
    const ref = { record: 'fact', id: 'btn-npl/a' } as const;
    await chancery.store.correct(ref, 1, { set: { significance: 4 } }, ACT);
    const late = chancery.store.correct(ref, 1, { set: { significance: 2 } }, ACT);
    await expect(late).rejects.toMatchObject({ current: { number: 2, body: { significance: 4 } } });
    expect(await codes(late)).toEqual(['STALE_REVISION']);
    expect((await chancery.store.history(ref)).map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe('as of a day', () => {
  const [make] = makes;
  const request = { parties: ['BTN', 'NPL'], format: 'json' };

  test('a brief says what was known at the end of that day, under an identity of its own', async () => {
    const here = await (make ?? expect.fail()).place();
    here.at('2026-11-24T12:00:00Z');
    const chancery = await chanceryIn(here, noFacts());
    await bring(chancery, lines(source('one'), event('a', { date: '2024-05-06' })));
    here.at('2026-11-26T12:00:00Z');
    await bring(chancery, lines(event('b', { date: '2025-05-06' })));

    const [now, then, never] = [
      await chancery.draft(request),
      await chancery.draft({ ...request, asOf: '2026-11-25' }),
      await chancery.draft({ ...request, asOf: '2026-11-23' }),
    ];
    const used = (draft: typeof now) => [...draft.kept, ...draft.dropped].map(({ fact }) => fact).sort();
    expect([used(now), used(then), used(never)]).toEqual([['btn-npl/a', 'btn-npl/b'], ['btn-npl/a'], []]);
    expect([now.informationAsOf, then.informationAsOf]).toEqual(['2025-05-06', '2024-05-06']);
    expect(then.dossier.snapshot).toEqual(await chancery.store.snapshotAt('2026-11-25'));
    expect(then.notes.find(({ code }) => code === 'DATA_ENDS')?.message).toContain('2024-05-06');
    expect(never.notes.map(({ code }) => code)).toEqual(['NOTHING_RECORDED']);
    expect(new Set([now.id, then.id, never.id]).size).toBe(3);
    expect(chancery.write(then, 'json').fileName).toBe('bhutan-nepal-as-of-2026-11-25.json');
    expect(JSON.parse(new TextDecoder().decode(chancery.write(then, 'json').bytes))).toMatchObject({
      question: { asOf: '2026-11-25' },
      request: { asOf: '2026-11-25' },
    });
    // The same day asked by name is the same brief.
    expect((await chancery.draft({ ...request, asOf: '2026-11-26' })).id).toBe(now.id);
    expect(chancery.ask({ ...request, asOf: '25 November 2026' }).asOf).toBe('2026-11-25');
    expect(chancery.ask({ ...request, asOf: '2025' }).asOf).toBe('2025-12-31');
    expect(chancery.ask({ text: 'Bhutan-Nepal last year', asOf: '2020-06-01' })).toMatchObject({ since: '2019' });
  });

  test('a day to come and what is no day are refused', async () => {
    const chancery = await chanceryIn(await (make ?? expect.fail()).place(), noFacts());
    const refused = (asOf: string) => codes(Promise.resolve().then(() => chancery.ask({ ...request, asOf })));
    expect(await refused('2026-11-25')).toEqual(['AS_OF_IN_FUTURE']);
    expect(await refused('2026')).toEqual(['AS_OF_IN_FUTURE']);
    expect(await refused('someday')).toEqual(['BAD_DATE']);
    expect(await refused('2026-02-30')).toEqual(['BAD_DATE']);
  });
});

// ---- Processes ---------------------------------------------------------------------------------------------------------

/** The command in a process of its own, from the sources: no build stands between them. */
function start(home: string, args: readonly string[]) {
  const script = `
    const { main } = await import(${JSON.stringify(join(ROOT, 'src/cli.ts'))});
    process.exitCode = await main(process.argv.slice(1));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    env: { ...process.env, CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24', DATABASE_URL: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
  const ended = new Promise<{ status: number | null; said: string }>((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => done({ status, said }));
  });
  return { child, ended };
}

const run = (home: string, ...args: string[]) => start(home, args).ended;

/** A row of numbers from 0 to 1, the same every time. */
function* chance(seed: number): Generator<number, never> {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    yield x / 2 ** 32;
  }
}

test('killed at ten moments of an import of 20,000 rows, the store opens and holds all of it or none', {
  timeout: 240_000,
}, async () => {
  const ROWS = 20_000;
  const work = folder('kill');
  const ready = join(work, 'ready');
  mkdirSync(work);
  expect(await run(ready, 'data', 'audit')).toMatchObject({ status: 0 });
  const file = join(work, 'events.jsonl');
  writeFileSync(
    file,
    lines(source('one'), ...Array.from({ length: ROWS - 1 }, (_, n) => event(`event-${String(n).padStart(5, '0')}`))),
  );
  const copy = (name: string) => {
    const home = join(work, name);
    cpSync(ready, home, { recursive: true });
    return home;
  };
  const standing = (home: string) => {
    const database = new DatabaseSync(join(home, 'chancery.sqlite'));
    const count = "select count(*) as n from revision where id like 'btn-npl/%' or id = 'test/one'";
    try {
      return Number(database.prepare(count).get()?.['n']);
    } finally {
      database.close();
    }
  };

  const whole = copy('whole');
  const began = performance.now();
  expect(await run(whole, 'data', 'import', file, '--by', 'T')).toMatchObject({ status: 0 });
  const length = performance.now() - began;
  expect(standing(whole)).toBe(ROWS);

  const moments = chance(20_261_124);
  const outcomes: { killed: boolean; rows: number }[] = [];
  let writing = 0;
  for (let n = 0; n < 10; n++) {
    const home = copy(`kill-${n}`);
    const { child, ended } = start(home, ['data', 'import', file, '--by', 'T']);
    // The first tenth is the start of the process.
    const timer = setTimeout(() => child.kill('SIGKILL'), length * (0.1 + 0.9 * moments.next().value));
    const { status } = await ended;
    clearTimeout(timer);
    if (readdirSync(home).some((name) => name.endsWith('-wal'))) writing++;
    // The next process opens it, and finds the trail whole.
    const next = await run(home, 'data', 'audit');
    expect(next.said).toContain('the audit trail holds');
    expect(next.status).toBe(0);
    outcomes.push({ killed: status === null, rows: standing(home) });
    rmSync(home, { recursive: true });
  }
  for (const { killed, rows } of outcomes) expect(killed ? [0, ROWS] : [ROWS]).toContain(rows);
  expect(outcomes.filter(({ killed }) => killed).length).toBeGreaterThanOrEqual(5);
  expect(writing).toBeGreaterThanOrEqual(3);
});

test('an audit finds what was changed past the door, in a revision or in the trail itself', {
  timeout: 120_000,
}, async () => {
  const work = folder('audit');
  mkdirSync(work);
  const file = join(work, 'two.jsonl');
  writeFileSync(file, lines(source('one'), event('a')));
  const home = join(work, 'home');
  expect(await run(home, 'data', 'import', file, '--by', 'T')).toMatchObject({ status: 0 });
  expect(await run(home, 'data', 'audit')).toMatchObject({ status: 0 });

  const tamper = async (statement: string) => {
    const other = `${home}-${statement.length}`;
    cpSync(home, other, { recursive: true });
    const database = new DatabaseSync(join(other, 'chancery.sqlite'));
    // Past Chancery means past its guards as well.
    expect(() => database.exec(statement)).toThrow();
    for (const { name } of database.prepare("select name from sqlite_master where type = 'trigger'").all())
      database.exec(`drop trigger "${name}"`);
    database.exec(statement);
    database.close();
    return run(other, 'data', 'audit');
  };
  for (const statement of [
    "update revision set body = replace(body, 'Talks a', 'Talks b') where id = 'btn-npl/a'",
    "update audit set recorded_by = 'somebody else' where seq = 2",
    'delete from audit where seq = 2',
  ]) {
    const { status, said } = await tamper(statement);
    expect(said).toContain('AUDIT_BROKEN');
    expect(said).toContain('entry');
    expect(status).toBe(1);
  }
});

test('a backup is made while another writes and a server reads, and holds one state; it is restored', {
  timeout: 120_000,
}, async () => {
  const [sqlite] = makes;
  const here = await (sqlite ?? expect.fail()).place();
  const chancery = await chanceryIn(here);
  const world = here.world();
  await bring(chancery, lines(source('one'), event('kept')));
  const file = join(folder('backup'), 'copy.sqlite');
  mkdirSync(join(file, '..'));
  const many = lines(...Array.from({ length: 3000 }, (_, n) => event(`more-${n}`)));
  const [report] = await Promise.all([
    bring(chancery, many),
    chancery.store.backup(file),
    chancery.draft({ parties: ['CAN', 'JPN'] }),
  ]);
  expect(report).toMatchObject({ kept: true, new: 3000 });
  await chancery.store.withdraw({ record: 'fact', id: 'btn-npl/kept' }, 1, ACT);
  const after = chancery.store.snapshot;
  await chancery.close();

  await world.restoreStore(file);
  const again = await openChancery(here.world());
  expect(again.store.snapshot.id).not.toBe(after.id);
  expect(await again.store.fact('btn-npl/kept')).toMatchObject({ id: 'btn-npl/kept' });
  expect((await again.store.checkAudit()).problems).toEqual([]);
  const more = (await again.store.totals(filter({ between: ['BTN', 'NPL'] }))).event;
  expect([1, 3001]).toContain(more);
  await again.close();
  expect(readdirSync(world.home).some((name) => name.includes('.before-'))).toBe(true);
  await expect(world.restoreStore(join(ROOT, 'package.json'))).rejects.toThrow('no database');
});
