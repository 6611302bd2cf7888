// What curators do to the store, on both makes of database.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import { type Ref, StaleError } from '../src/model/revision.ts';
import { canonical } from '../src/store/canon.ts';
import { checkData, type ImportRow, type Store } from '../src/store/store.ts';
import { openWorld } from '../src/world.ts';
import { ask } from './postgres.ts';
import { ACT, copyOfData, event, filter, makes, type Place, question, source } from './stores.ts';

const fact = (id: string): Ref => ({ record: 'fact', id });
const pair = ['BTN', 'NPL'];
/** After everything that is recorded here: the state as it is now. */
const LATER = '2027-01-01';

/** The problems of a refusal: `code field`. */
async function refusal(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw error ?? new Error('nothing was refused');
  return error.problems.map(({ code, place }) => `${code} ${place.field ?? ''}`.trim());
}

test('the data of the release are written in the one order of fields', () => {
  const { records } = checkData(openWorld().dataFiles());
  const text = openWorld()
    .dataFiles()
    .map((file) => file.text)
    .join('\n');
  const lines = new Set(text.split('\n'));
  const own = [
    ...records.facts.map((body) => canonical('fact', body)),
    ...records.sources.map((body) => canonical('source', body)),
    ...records.threads.map((body) => canonical('thread', body)),
  ];
  expect(own.filter((line) => !lines.has(line)).slice(0, 3)).toEqual([]);
});

describe.each(makes)('on $name', ({ name, place: newPlace }) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await place.world().openStore();
    await store.record({ record: 'source', body: source('one') }, ACT);
  });
  afterAll(() => store.close());
  const found = async (asOf = LATER, includeDrafts = false) =>
    (await store.find(question(pair, { asOf, includeDrafts }))).facts.map((f) => f.id);

  test('a fact is recorded, found, and has a history', async () => {
    const before = store.snapshot;
    const revision = await store.record({ record: 'fact', body: event('recorded') }, ACT);
    expect(revision).toMatchObject({
      id: 'btn-npl/recorded',
      number: 1,
      state: 'reviewed',
      action: 'recorded',
      release: null,
    });
    expect(revision).toMatchObject({ by: ACT.by, reason: ACT.reason, at: '2026-11-24T12:00:00.000Z' });
    expect(await found()).toEqual(['btn-npl/recorded']);
    expect(store.snapshot.facts).toBe(before.facts + 1);
    expect(store.snapshot.id).not.toBe(before.id);
    const findings = await store.find(question(pair));
    expect(findings.sources.get('test/one')).toEqual(source('one'));
    expect(findings.snapshot).toEqual(store.snapshot);
    expect(await store.history(fact('btn-npl/recorded'))).toEqual([{ ...revision, changes: [] }]);
  });

  test('what is wrong is told field by field, and nothing is written', async () => {
    const before = store.snapshot;
    const wrong = {
      ...event('wrong'),
      date: '2024-02-31',
      parties: ['BTN', 'XYZ'],
      sources: ['no/such'],
      colour: 'red',
    };
    expect(await refusal(store.record({ record: 'fact', body: wrong }, ACT))).toEqual(['INVALID_RECORD colour']);
    const { colour: _, ...rest } = wrong;
    expect(await refusal(store.record({ record: 'fact', body: rest }, ACT))).toEqual([
      'INVALID_RECORD parties.1',
      'INVALID_RECORD sources.0',
      'INVALID_RECORD date',
    ]);
    expect(await refusal(store.record({ record: 'fact', body: null }, ACT))).toEqual(['INVALID_RECORD kind']);
    const unnamed = { by: '', reason: 'two\nlines' };
    expect(await refusal(store.record({ record: 'fact', body: event('x') }, unnamed))).toEqual([
      'INVALID_RECORD by',
      'INVALID_RECORD reason',
    ]);
    const linked = event('x', {
      links: [{ type: 'ends', to: 'no/such' }],
      thread: 'no/such',
      sameAs: ['btn-npl/recorded'],
    });
    expect(await refusal(store.record({ record: 'fact', body: linked }, ACT))).toEqual([
      'INVALID_RECORD links.0.to',
      'INVALID_RECORD thread',
      'INVALID_RECORD sameAs.0',
    ]);
    const twin = source('twin', { url: source('one').url });
    expect(await refusal(store.record({ record: 'source', body: twin }, ACT))).toEqual(['INVALID_RECORD url']);
    expect(await refusal(store.record({ record: 'fact', body: event('recorded') }, ACT))).toEqual([
      'ALREADY_RECORDED id',
    ]);
    expect(store.snapshot).toEqual(before);
  });

  test('figures of one series agree, and there is one a period', async () => {
    const series = (await store.page('indicator', filter(), 200, null)).facts[0];
    if (!series) throw new Error('no indicator');
    const twice = { ...series, id: 'test/indicator/twice', sameAs: [] };
    expect(await refusal(store.record({ record: 'fact', body: twice }, ACT))).toContain('INVALID_RECORD period');
    const other = { ...twice, id: 'test/indicator/other', period: '1950', unit: 'permits' };
    expect(await refusal(store.record({ record: 'fact', body: other }, ACT))).toEqual(['INVALID_RECORD unit']);
  });

  test('a correction is a new revision that says what changed; a stale one is refused with the newer', async () => {
    const id = 'btn-npl/corrected';
    await store.record({ record: 'fact', body: event('corrected') }, ACT);
    place.at('2026-11-25T09:00:00Z');
    const set = { 'title.fr': 'Entretiens', significance: 4 };
    const second = await store.correct(fact(id), 1, { set }, { by: 'B. Curator', reason: 'the register has it so' });
    expect(second).toMatchObject({ number: 2, action: 'corrected', by: 'B. Curator' });
    const stale = await store.correct(fact(id), 1, { set: { significance: 5 } }, ACT).catch((e: unknown) => e);
    expect(stale).toBeInstanceOf(StaleError);
    expect(stale).toMatchObject({
      problems: [{ code: 'STALE_REVISION' }],
      current: { number: 2, body: { significance: 4 } },
    });
    const [first, last] = await store.history(fact(id));
    expect(first).toMatchObject({ number: 1, superseded: '2026-11-25T09:00:00.000Z', body: event('corrected') });
    expect(last).toMatchObject({ number: 2, superseded: null });
    expect(last?.changes).toEqual([
      { field: 'title.fr', before: 'Pourparlers corrected', after: 'Entretiens' },
      { field: 'significance', before: 3, after: 4 },
    ]);
    // Nothing new is no revision.
    expect(await store.correct(fact(id), 2, { set }, ACT)).toMatchObject({ number: 2, by: 'B. Curator' });
    expect(await refusal(store.correct(fact(id), 2, { set: { id: 'btn-npl/renamed' } }, ACT))).toEqual([
      'INVALID_RECORD id',
    ]);
    expect(await refusal(store.correct(fact(id), 2, { set: { 'title.de.x': 'y' } }, ACT))).toEqual([
      'INVALID_RECORD title.de.x',
    ]);
    expect(await refusal(store.correct(fact('no/such'), 1, { set }, ACT))).toEqual(['UNKNOWN_FACT id']);
    expect(await refusal(store.correct({ record: 'thread', id: 'no/such' }, 1, { set }, ACT))).toEqual([
      'UNKNOWN_RECORD id',
    ]);
    place.at('2026-11-24T12:00:00Z');
  });

  test('every read is as of the day asked', async () => {
    const id = 'btn-npl/corrected';
    expect(await store.fact(id, { asOf: '2026-11-23' })).toBeNull();
    expect(await store.fact(id, { asOf: '2026-11-24' })).toMatchObject({ significance: 3 });
    expect(await store.fact(id)).toMatchObject({ significance: 4 });
    expect(await found('2026-11-23')).toEqual([]);
    expect(await store.find(question(pair, { asOf: '2020-01-01' }))).toMatchObject({
      facts: [],
      snapshot: { facts: 0, id: '000000000000' },
    });
    const significance = async (asOf: string) =>
      (await store.page('event', filter({ between: pair, asOf, minSignificance: 4 }), 10, null)).total();
    expect([await significance('2026-11-24'), await significance('2026-11-25')]).toEqual([0, 1]);
    expect((await store.totals(filter({ asOf: '2026-11-22' }))).event).toBe(0);
    expect((await store.snapshotAt('2026-11-23')).facts).toBe(824);
    expect(await store.parties({ asOf: '2026-11-23' })).not.toContain('BTN');
    // Today is now, though the day is not over; a day to come is now too.
    place.at('2026-11-25T10:00:00Z');
    expect((await store.find(question(pair, { asOf: '2026-11-25' }))).snapshot).toEqual(store.snapshot);
    expect((await store.find(question(pair, { asOf: '2027-01-01' }))).snapshot).toEqual(store.snapshot);
  });

  test('the same key is carried out once', async () => {
    const act = { ...ACT, key: `key-${name}` };
    const one = await store.record({ record: 'fact', body: event('keyed') }, act);
    expect(await store.record({ record: 'fact', body: event('keyed') }, act)).toEqual(one);
    expect(await refusal(store.record({ record: 'fact', body: event('keyed-2') }, act))).toEqual(['KEY_REUSED key']);
    expect(await store.history(fact('btn-npl/keyed'))).toHaveLength(1);
  });

  test('a withdrawn fact is found no more, can come back, and its id is not used again', async () => {
    const id = 'btn-npl/withdrawn';
    await store.record({ record: 'fact', body: event('withdrawn') }, ACT);
    const with_ = store.snapshot;
    await store.withdraw(fact(id), 1, ACT);
    expect(await found()).not.toContain(id);
    expect(await store.fact(id)).toBeNull();
    expect(await refusal(store.record({ record: 'fact', body: event('withdrawn') }, ACT))).toEqual([
      'ALREADY_RECORDED id',
    ]);
    expect(await refusal(store.correct(fact(id), 2, { set: { significance: 1 } }, ACT))).toEqual(['WRONG_STATE id']);
    expect(await refusal(store.withdraw(fact(id), 2, ACT))).toEqual(['WRONG_STATE id']);
    expect(await store.restore(fact(id), 2, ACT)).toMatchObject({ number: 3, state: 'reviewed', action: 'restored' });
    // The same content is the same snapshot, whatever lies between.
    expect(store.snapshot).toEqual(with_);
    expect(await refusal(store.restore(fact(id), 3, ACT))).toEqual(['WRONG_STATE id']);
    expect((await store.history(fact(id))).map((r) => r.action)).toEqual(['recorded', 'withdrawn', 'restored']);
  });

  test('drafts are left out unless asked for, and are marked', async () => {
    const id = 'btn-npl/draft';
    const coded = { machineCoded: true, marking: 'Protected A' };
    expect(await store.record({ record: 'fact', body: event('draft') }, ACT, coded)).toMatchObject({
      state: 'draft',
      machineCoded: true,
      marking: 'Protected A',
    });
    expect(await found()).not.toContain(id);
    expect(await found(LATER, true)).toContain(id);
    expect((await store.find(question(pair, { includeDrafts: true, asOf: LATER }))).drafts).toEqual(new Set([id]));
    expect((await store.find(question(pair, { asOf: LATER }))).drafts).toBeUndefined();
    expect(await store.fact(id)).toBeNull();
    expect(await store.fact(id, { includeDrafts: true })).toMatchObject({ id });
    const page = (includeDrafts: boolean) =>
      store.page('event', filter({ between: pair, includeDrafts, asOf: LATER }), 50, null);
    expect(await (await page(true)).total()).toBe((await (await page(false)).total()) + 1);
    expect(await store.review(fact(id), 1, ACT)).toMatchObject({ state: 'reviewed', machineCoded: true, number: 2 });
    expect(await found()).toContain(id);
    expect(await refusal(store.review(fact(id), 2, ACT))).toEqual(['WRONG_STATE id']);
  });

  test('links are recorded and taken back; what is linked to cannot be withdrawn', async () => {
    await store.record({ record: 'fact', body: event('sanction', { date: '2020' }) }, ACT);
    await store.record({ record: 'fact', body: event('answer', { date: '2021' }) }, ACT);
    const to = { type: 'responds_to', to: 'btn-npl/sanction' } as const;
    expect(await store.link('btn-npl/answer', 1, to, ACT)).toMatchObject({ action: 'linked', body: { links: [to] } });
    expect([
      ...(await store.find(question(pair, { since: '2021', until: '2021', asOf: LATER }))).linked.keys(),
    ]).toEqual(['btn-npl/sanction']);
    expect(await refusal(store.withdraw(fact('btn-npl/sanction'), 1, ACT))).toEqual(['IN_USE id']);
    expect(await refusal(store.withdraw({ record: 'source', id: 'test/one' }, 1, ACT))).toEqual(['IN_USE id']);
    expect(await refusal(store.link('btn-npl/answer', 2, { type: 'ends', to: 'no/such' }, ACT))).toEqual([
      'INVALID_RECORD links.1.to',
    ]);
    expect(await store.unlink('btn-npl/answer', 2, to, ACT)).toMatchObject({ action: 'unlinked', body: { links: [] } });
    expect(await refusal(store.unlink('btn-npl/answer', 3, to, ACT))).toEqual(['INVALID_RECORD to']);
    await store.withdraw(fact('btn-npl/sanction'), 1, ACT);
  });

  test('sources have a history too, and are cited as they were', async () => {
    place.at('2026-11-26T09:00:00Z');
    await store.correct({ record: 'source', id: 'test/one' }, 1, { set: { title: 'Notice of 2024' } }, ACT);
    const title = async (asOf: string) => (await store.find(question(pair, { asOf }))).sources.get('test/one')?.title;
    expect([await title('2026-11-25'), await title('2026-11-26')]).toEqual(['Notice one', 'Notice of 2024']);
    expect((await store.sourcesByIds(['test/one'], { asOf: '2026-11-24' })).get('test/one')?.title).toBe('Notice one');
    expect(await store.history({ record: 'source', id: 'test/one' })).toHaveLength(2);
    const thread = {
      id: 'btn-npl/talks',
      parties: pair,
      name: { en: 'Talks', fr: 'Pourparlers' },
      topics: ['diplomacy'],
      status: 'open',
      significance: 2,
    };
    await store.record({ record: 'thread', body: thread }, ACT);
    expect(await store.threads(pair)).toEqual([thread]);
    expect(await store.threads(pair, { asOf: '2026-11-25' })).toEqual([]);
  });

  test('many rows are recorded in one act: all, or exactly the valid ones, or none', async () => {
    const rows: ImportRow[] = [
      { record: 'fact', body: event('many/1', { links: [{ type: 'part_of', to: 'btn-npl/many/3' }] }), line: 1 },
      { record: 'fact', body: event('many/2', { sources: ['test/two'] }), line: 2 },
      { record: 'source', body: source('two'), line: 3 },
      { record: 'fact', body: event('many/3'), line: 4 },
      { record: 'fact', body: event('many/4', { significance: 9 }), line: 5 },
      { record: 'fact', body: event('many/5', { links: [{ type: 'ends', to: 'btn-npl/many/4' }] }), line: 6 },
      { record: 'fact', body: event('many/3', { significance: 1 }), line: 7 },
    ];
    const options = { by: 'import of a file', reason: 'listing of 2026', machineCoded: true };
    const before = store.snapshot;
    const audit = await store.checkAudit();
    const strict = await store.recordMany(() => rows, options);
    expect(strict).toMatchObject({ kept: false, rows: 7, new: 4, refused: 3 });
    expect(strict.refusals.map(({ line, problems }) => [line, problems[0]?.place.field])).toEqual([
      [5, 'significance'],
      [7, 'id'],
      [6, 'links.0.to'],
    ]);
    expect(store.snapshot).toEqual(before);
    expect(await store.recordMany(() => rows, { ...options, acceptValid: true, dryRun: true })).toMatchObject({
      kept: false,
      new: 4,
    });
    expect(store.snapshot).toEqual(before);
    const told: number[] = [];
    expect(
      await store.recordMany(() => rows, { ...options, acceptValid: true, onRefused: (row) => told.push(row.line) }),
    ).toMatchObject({ kept: true, new: 4, same: 0, refused: 3 });
    expect(told).toEqual([5, 7, 6]);
    expect(await found(LATER, true)).toEqual(
      expect.arrayContaining(['btn-npl/many/1', 'btn-npl/many/2', 'btn-npl/many/3']),
    );
    expect((await store.checkAudit()).entries).toBe(audit.entries + 1);
    // Twice changes nothing.
    const good = rows.slice(0, 4);
    expect(await store.recordMany(() => good, options)).toMatchObject({ kept: false, new: 0, changed: 0, same: 4 });
    // A newer file corrects what a program wrote, and not what a person has seen.
    await store.review(fact('btn-npl/many/2'), 1, ACT);
    const newer = [2, 3].map((n) => ({
      record: 'fact' as const,
      body: event(`many/${n}`, { significance: 2, sources: n === 2 ? ['test/two'] : ['test/one'] }),
      line: n,
    }));
    const result = await store.recordMany(() => newer, { ...options, acceptValid: true });
    expect(result).toMatchObject({ new: 0, changed: 1, refused: 1 });
    expect(result.refusals[0]?.problems[0]?.code).toBe('REVIEWED_HERE');
    expect(await store.history(fact('btn-npl/many/3'))).toMatchObject([{ number: 1 }, { number: 2, state: 'draft' }]);
  });

  test('two who write at once both write, one after the other', async () => {
    const other = await place.world().openStore();
    const names = Array.from({ length: 12 }, (_, n) => `race/${n}`);
    await Promise.all(names.map((one, n) => (n % 2 ? store : other).record({ record: 'fact', body: event(one) }, ACT)));
    expect(await found()).toEqual(expect.arrayContaining(names.map((one) => `btn-npl/${one}`)));
    expect(await other.snapshotAt(LATER)).toEqual(await store.snapshotAt(LATER));
    expect(other.snapshot).toEqual(store.snapshot);
    await other.close();
  });

  test('what another process wrote is in the next answer', async () => {
    const other = await place.world().openStore();
    await other.find(question(pair, { asOf: LATER }));
    const before = await other.snapshotAt();
    await store.record({ record: 'fact', body: event('elsewhere') }, ACT);
    const after = await other.snapshotAt();
    expect(after).toEqual(store.snapshot);
    expect(after.facts).toBe(before.facts + 1);
    expect((await other.find(question(pair, { asOf: LATER }))).facts.map((f) => f.id)).toContain('btn-npl/elsewhere');
    expect((await other.parties()).get('BTN')).toBe((await store.parties()).get('BTN'));
    await other.close();
  });

  test('a page is counted in the state from which it was taken', async () => {
    const between = filter({ between: pair, asOf: LATER });
    const page = await store.page('event', between, 5, null);
    const { event: before } = await store.totals(between);
    await store.record({ record: 'fact', body: event('counted-later') }, ACT);
    expect(await page.total()).toBe(before);
    expect(await (await store.page('event', between, 5, null)).total()).toBe(before + 1);
  });

  test('a target is known when it was read, whether or not its source says when it was published', async () => {
    const series = (await store.page('indicator', filter(), 1, null)).facts[0];
    if (!series) throw new Error('no indicator');
    await store.record({ record: 'source', body: source('undated', { published: null, read: '2026-10' }) }, ACT);
    const target = {
      ...series,
      id: 'btn-npl/target/2040',
      series: 'btn-npl/target',
      period: '2040',
      parties: pair,
      sources: ['test/undated'],
      thread: null,
      links: [],
      sameAs: [],
    };
    await store.record({ record: 'fact', body: target }, ACT);
    expect(await found()).toContain(target.id);
    await store.withdraw(fact(target.id), 1, ACT);
  });

  test('the audit trail holds, and does not where something was changed', async () => {
    const { problems, entries, revisions, head } = await store.checkAudit();
    expect(problems).toEqual([]);
    expect(entries).toBeGreaterThan(20);
    expect(revisions).toBeGreaterThan(2000);
    expect(head).toMatch(/^[0-9a-f]{64}$/);

    const run = async (text: string) => {
      if (name === 'PostgreSQL') return void (await ask(place.environment.DATABASE_URL ?? '', text));
      const database = new DatabaseSync(join(place.environment.CHANCERY_HOME ?? '', 'chancery.sqlite'));
      try {
        database.exec(text);
      } finally {
        database.close();
      }
    };
    const change = `update revision set body = replace(body, 'Talks', 'Taiks') where id = 'btn-npl/recorded'`;
    for (const text of [change, 'delete from revision', 'delete from audit', `update audit set recorded_by = 'x'`]) {
      await expect(run(text)).rejects.toThrow(/cannot be/);
    }
    await run(name === 'SQLite' ? 'drop trigger revision_fixed' : 'drop trigger revision_fixed on revision');
    await run(change);
    const broken = await store.checkAudit();
    expect(broken.problems.map((p) => p.code)).toContain('AUDIT_BROKEN');
    await run(`update revision set body = replace(body, 'Taiks', 'Talks') where id = 'btn-npl/recorded'`);
    expect((await store.checkAudit()).problems).toEqual([]);
  });
});

describe.each(makes)('a later release, on $name', ({ place: newPlace }) => {
  const id = 'can-chn/2018-12-01/meng-arrest';
  const other = 'can-chn/2018-12-10/kovrig-spavor-detained';

  /** Changes lines of a copy of the data. */
  function release(data: string, recorded: string, mend: (line: string) => string | null): void {
    const file = join(data, 'facts/CAN-CHN.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${lines.flatMap((line) => mend(line) ?? []).join('\n')}\n`);
    writeFileSync(join(data, 'release.json'), JSON.stringify({ recorded, by: 'Chancery', reason: 'a later release' }));
  }
  const lineOf = (line: string) => (JSON.parse(line) as Fact).id;

  test('changes what nobody changed here, and leaves what a curator changed', async () => {
    const [place, data] = [await newPlace(), copyOfData()];
    const first = await place.world(data).openStore();
    await first.correct(fact(other), 1, { set: { significance: 1 } }, ACT);
    const gone = (await first.find(question(['CAN', 'CHN']))).facts.find(
      (f) => f.kind === 'position' && f.links.length === 0,
    );
    await first.close();
    expect(first.notes).toEqual([]);

    place.at('2027-02-01T08:00:00Z');
    release(data, '2027-01-15T00:00:00Z', (line) => {
      if (lineOf(line) === gone?.id) return null;
      if (lineOf(line) === id || lineOf(line) === other) return line.replace(/"significance":\d/, '"significance":2');
      return line;
    });
    const second = await place.world(data).openStore();
    const last = async (one: string) => (await second.history(fact(one))).at(-1);
    // Recorded when it came here: what was answered before stays as it was answered.
    expect(await last(id)).toMatchObject({
      number: 2,
      by: 'Chancery',
      at: '2027-02-01T08:00:00.000Z',
      body: { significance: 2 },
    });
    expect(await last(other)).toMatchObject({ number: 2, by: ACT.by, body: { significance: 1 } });
    expect(await last(gone?.id ?? '')).toMatchObject({ number: 2, state: 'withdrawn', reason: 'a later release' });
    expect(second.notes.map((n) => [n.code, n.place.field])).toEqual([['RELEASE_DIFFERS', other]]);
    expect((await second.fact(id, { asOf: '2027-01-20' }))?.significance).not.toBe(2);
    expect((await second.checkAudit()).problems).toEqual([]);
    const kept = second.snapshot;
    await second.close();

    // An older release is no news; the newer one is not taken again.
    const older = await place.world().openStore();
    expect(older.snapshot).toEqual(kept);
    await older.close();
    const again = await place.world(data).openStore();
    expect(again.snapshot).toEqual(kept);
    expect(again.notes).toHaveLength(1);
    expect(await again.history(fact(id))).toHaveLength(2);
    await again.close();
  });
});
