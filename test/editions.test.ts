// The register of issued briefs, on both makes of store: numbers, editions, the same bytes again, what is refused, and what a file turns out to be.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Ajv2020 } from 'ajv/dist/2020.js';
import PDFDocument from 'pdfkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { draftingIn, issueBrief, MOST_FILE, pinnedOf, rebuild, verifyFile, verifyHash } from '../src/issue.ts';
import type { Edition } from '../src/model/edition.ts';
import { LANGUAGES } from '../src/model/fact.ts';
import { FORMATS, type Request } from '../src/model/question.ts';
import { openWorld } from '../src/world.ts';
import { ACT, event, folder, makes, type Place, source } from './stores.ts';

const BY = { by: 'A. Curator' };
const PAIR: Request = { parties: ['BTN', 'NPL'], product: 'one-page' };
const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8')) as object;
const conforms = new Ajv2020({ strict: false }).addSchema(schemaOf('fact')).compile(schemaOf('brief'));
const code = (name: string) => ({ problems: [{ code: name }] });

describe.each(makes)('on $name', ({ name, place: newPlace }) => {
  let place: Place;
  let house: Chancery;
  beforeAll(async () => {
    place = await newPlace();
    place.at('2026-11-24T08:00:00Z');
    house = await openChancery(place.world());
    await house.store.record({ record: 'source', body: source('one') }, ACT);
    for (const day of ['01', '02', '03'])
      await house.store.record({ record: 'fact', body: event(day, { date: `2026-11-${day}` }) }, ACT);
  });
  afterAll(() => house.close());

  const again = (edition: Edition, language: 'en' | 'fr' = 'en') =>
    rebuild(edition, language, 'pdf', draftingIn(house));
  const correct = async (fact: string, set: Record<string, unknown>) => {
    const ref = { record: 'fact' as const, id: `btn-npl/${fact}` };
    const { number } = (await house.store.history(ref)).at(-1) ?? { number: 0 };
    return house.store.correct(ref, number, { set }, { by: 'B. Curator', reason: 'the notice says otherwise' });
  };

  test('a topic has one number, whatever the language, the wording, the paper and the day', async () => {
    const first = await issueBrief(house, PAIR, BY);
    expect(first).toMatchObject({ id: 'B0001-1', number: 'B0001', edition: 1, date: '2026-11-24', replaces: null });
    expect(first).toMatchObject({ issuedBy: 'A. Curator', issuedAt: '2026-11-24T08:00:00.000Z' });
    expect(first.title).toEqual({ en: 'Bhutan and Nepal', fr: 'Le Bhoutan et le Népal' });
    expect(first.files.map(({ language, format }) => `${language} ${format}`)).toEqual(
      LANGUAGES.flatMap((language) => FORMATS.map((format) => `${language} ${format}`)),
    );
    place.at('2026-11-25T08:00:00Z');
    const text = { text: 'Relations Népal-Bhoutan', product: 'one-page', paper: 'a4' };
    expect(await issueBrief(house, text, BY)).toMatchObject({ id: 'B0001-2', date: '2026-11-25' });
    for (const other of [{ since: '2020' }, { topics: ['trade'] }, { product: 'full-brief' }, { parties: ['BTN'] }])
      expect((await issueBrief(house, { ...PAIR, ...other }, BY)).edition).toBe(1);
    expect(await house.store.register.edition('B0001-1')).toEqual(first);
    const { editions, total } = await house.store.register.page({ number: 'B0001' }, 10, null);
    expect([total, ...editions.map(({ id }) => id)]).toEqual([2, 'B0001-2', 'B0001-1']);
    const ofPair = await house.store.register.page({ parties: ['NPL', 'BTN'] }, 3, null);
    expect(ofPair).toMatchObject({ total: 5, hasNextPage: true });
    const rest = await house.store.register.page({ parties: ['NPL', 'BTN'] }, 3, ofPair.cursors.at(-1) ?? null);
    expect([...ofPair.editions, ...rest.editions].map(({ number, edition }) => `${number}-${edition}`)).toEqual([
      'B0004-1',
      'B0003-1',
      'B0002-1',
      'B0001-2',
      'B0001-1',
    ]);
  });

  test('an occasion is part of the topic; what else is brought to it is not', async () => {
    const meeting = (date: string, objective: string) => ({
      parties: ['BTN', 'NPL'],
      meeting: { date, participants: [{ name: 'Somebody', party: 'NPL' }], objectives: [objective] },
    });
    const one = await issueBrief(house, meeting('2026-12-03', 'To listen'), BY);
    const two = await issueBrief(house, meeting('2026-12-03', 'To agree'), BY);
    const other = await issueBrief(house, meeting('2026-12-04', 'To agree'), BY);
    expect([two.number, two.edition, other.edition]).toEqual([one.number, 2, 1]);
    expect(other.number).not.toBe(one.number);
    for (const edition of [one, two]) expect((await again(edition)).sha256).toBe(edition.files[0]?.sha256);
    const draft = await house.draft(meeting('2026-12-05', 'To part'));
    expect(await verifyFile(house, house.write(draft, 'pdf').bytes)).toMatchObject({ standing: 'made' });
  });

  test('an edition is of a moment, not of a day: it comes out the same whatever is recorded later that day', async () => {
    const one = await issueBrief(house, PAIR, BY);
    // A review tells of the time before its period as well.
    const review = await issueBrief(house, { parties: ['NPL'], since: '2026-11-02' }, BY);
    await correct('01', { significance: 5 });
    await correct('02', { 'title.en': 'Talks held in Thimphu', 'summary.en': 'They met in Thimphu.' });
    const two = await issueBrief(house, PAIR, BY);
    expect(two.replaces).toMatchObject({ edition: one.edition, date: one.date, changed: 2 });
    await house.store.record({ record: 'fact', body: event('04', { date: '2026-11-04' }) }, ACT);
    for (const edition of [one, two, review])
      for (const { language, format, sha256, byteSize } of edition.files) {
        const file = await rebuild(edition, language, format, draftingIn(house));
        expect([file.sha256, file.bytes.length]).toEqual([sha256, byteSize]);
      }
    const seen = (await house.draft(pinnedOf(two, 'fr'))).doc;
    const page = JSON.stringify(seen.blocks);
    expect(page).toContain('2 faits ont changé');
    expect(seen.furniture.footer).toContain(`${two.number}, édition ${two.edition}`);
    expect(JSON.stringify((await house.draft(PAIR)).doc)).not.toContain('B0001');
    const elsewhere = await openChancery(place.world());
    expect((await rebuild(two, 'fr', 'pdf', draftingIn(elsewhere))).sha256).toBe((await again(two, 'fr')).sha256);
    await elsewhere.close();
  });

  test('the same key issues once', async () => {
    const request = { ...PAIR, since: '2021' };
    const one = await issueBrief(house, request, { ...BY, key: 'k' });
    expect(await issueBrief(house, request, { ...BY, key: 'k' })).toEqual(one);
    await expect(issueBrief(house, { ...request, until: '2025' }, { ...BY, key: 'k' })).rejects.toMatchObject(
      code('KEY_REUSED'),
    );
    await expect(issueBrief(house, request, { by: 'B. Curator', key: 'k' })).rejects.toMatchObject(code('KEY_REUSED'));
    expect((await house.store.register.page({ number: one.number }, 10, null)).total).toBe(1);
  });

  test('several who issue at once each get an edition of their own', async () => {
    const request = { ...PAIR, since: '2022' };
    const houses = await Promise.all([openChancery(place.world()), openChancery(place.world())]);
    const issued = await Promise.all([house, ...houses, house].map((each) => issueBrief(each, request, BY)));
    expect(issued.map(({ edition }) => edition).sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(issued.map(({ number }) => number)).size).toBe(1);
    await Promise.all(houses.map((each) => each.close()));
  });

  test('what fails on the way leaves nothing', async () => {
    const { total } = await house.store.register.page({}, 1, null);
    const before = await house.store.checkAudit();
    const failing = async () => Promise.reject(new Error('no ink'));
    await expect(issueBrief(house, PAIR, BY, failing)).rejects.toThrow('no ink');
    await expect(issueBrief(house, PAIR, { by: '' })).rejects.toMatchObject(code('INVALID_RECORD'));
    await expect(issueBrief(house, PAIR, { by: 'A\nB' })).rejects.toMatchObject(code('INVALID_RECORD'));
    expect((await house.store.register.page({}, 1, null)).total).toBe(total);
    expect(await house.store.checkAudit()).toEqual(before);
  });

  test('what is not there is refused', async () => {
    for (const id of ['B0001-99', 'B9999-1', 'b0001-1', '', 'B0001', "B0001-1'--", 'B0001-1 '])
      await expect(house.store.register.edition(id), id).rejects.toMatchObject(code('UNKNOWN_EDITION'));
    const edition = await house.store.register.edition('B0001-1');
    const gone = { ...edition, version: 10_000_000 };
    await expect(again(gone)).rejects.toMatchObject(code('DATA_GONE'));
    const others = { ...edition, snapshot: { ...edition.snapshot, id: '000000000000' } };
    await expect(again(others)).rejects.toMatchObject(code('DATA_GONE'));
    await expect(again({ ...edition, templates: '00000000' })).rejects.toMatchObject(code('TEMPLATES_DIFFER'));
    const files = edition.files.map((file) => ({ ...file, sha256: '0'.repeat(64) }));
    await expect(again({ ...edition, files })).rejects.toMatchObject(code('BYTES_DIFFER'));
    await expect(again({ ...edition, files: [] })).rejects.toMatchObject(code('UNKNOWN_FORMAT'));
    await expect(house.store.register.page({}, 0, null)).rejects.toMatchObject(code('BAD_PAGE_SIZE'));
    await expect(house.store.register.page({}, 1, 'x')).rejects.toMatchObject(code('BAD_CURSOR'));
  });

  test('other templates do not pass for those it was made with', async () => {
    const templates = folder('templates');
    cpSync(new URL('../templates', import.meta.url).pathname, templates, { recursive: true });
    const frame = join(templates, 'brief.hbs');
    writeFileSync(frame, readFileSync(frame, 'utf8').replace('{{title}}', '{{title}} '));
    const data = new URL('../data', import.meta.url).pathname;
    const other = await openChancery(openWorld({ environment: place.environment, folders: { data, templates } }));
    const edition = await other.store.register.edition('B0001-1');
    await expect(rebuild(edition, 'en', 'pdf', draftingIn(other))).rejects.toMatchObject(code('TEMPLATES_DIFFER'));
    // What is known by its bytes needs no templates.
    const { bytes } = await again(edition);
    expect(await verifyFile(other, bytes)).toMatchObject({ standing: 'issued' });
    await other.close();
  });

  test('the register is part of the audit trail', async () => {
    const { problems, editions } = await house.store.checkAudit();
    expect(problems).toEqual([]);
    expect(editions).toBe((await house.store.register.page({}, 1, null)).total);
  });

  test.runIf(name === 'SQLite')('an edition cannot be changed, and is missed where it was', async () => {
    const database = new DatabaseSync(join(place.environment.CHANCERY_HOME as string, 'chancery.sqlite'));
    for (const statement of [
      "update edition set issued_by = 'X'",
      'delete from edition',
      "update edition_file set sha256 = 'X'",
      'delete from edition_file',
    ])
      expect(() => database.exec(statement), statement).toThrow(/cannot be/);
    database.exec('drop trigger edition_fixed; drop trigger edition_stays');
    const faults = async (statement: string, back: string) => {
      database.exec(statement);
      const { problems } = await house.store.checkAudit();
      database.exec(back);
      return problems.map(({ message }) => message.replace(/\d+/, 'n'));
    };
    const changed = "update edition set issued_by = 'X' where seq = 1";
    expect(await faults(changed, "update edition set issued_by = 'A. Curator' where seq = 1")).toEqual([
      'the audit trail does not hold at entry n: edition B0001-1 is not what was issued',
    ]);
    database.exec('create table aside as select * from edition where seq = (select max(seq) from edition)');
    const taken = 'delete from edition where seq = (select max(seq) from edition)';
    expect((await faults(taken, 'insert into edition select * from aside'))[0]).toMatch(/edition B.* is missing/);
    const more =
      'insert into edition select seq + 1, number, 99, issued_at, issued_by, topic, parties, version, body, stated from aside';
    expect((await faults(more, 'delete from edition where edition = 99'))[0]).toMatch(/belongs to no entry/);
    database.close();
    expect((await house.store.checkAudit()).problems).toEqual([]);
  });

  test('a file says what it is: as issued, made here, changed, overtaken', async () => {
    const edition = await issueBrief(house, { ...PAIR, since: '2019' }, BY);
    const file = await again(edition, 'fr');
    expect(await verifyFile(house, file.bytes)).toMatchObject({
      standing: 'issued',
      language: 'fr',
      newer: null,
      overtaken: [],
      edition: { id: edition.id },
    });
    await correct('03', { significance: 4 });
    const next = await issueBrief(house, { ...PAIR, since: '2019' }, BY);
    const verdict = await verifyFile(house, file.bytes);
    expect(verdict).toMatchObject({ standing: 'issued', newer: { id: next.id } });
    expect(verdict.overtaken.length).toBeGreaterThan(0);
    expect(verdict.overtaken.length).toBeLessThanOrEqual(verdict.statements);
    for (const { revisions } of verdict.overtaken)
      expect(revisions).toMatchObject([
        { fact: 'btn-npl/03', action: 'corrected', by: 'B. Curator', reason: 'the notice says otherwise' },
      ]);

    const changed = Buffer.from(file.bytes);
    changed[changed.indexOf('/Title')] = 0x20;
    expect(await verifyFile(house, changed)).toMatchObject({ standing: 'changed', edition: { id: edition.id } });
    const appended = Buffer.concat([file.bytes, Buffer.from('\n%%EOF\n')]);
    expect(await verifyFile(house, appended)).toMatchObject({ standing: 'changed' });
    const data: unknown = JSON.parse(
      Buffer.from((await rebuild(next, 'fr', 'json', draftingIn(house))).bytes).toString(),
    );
    expect(conforms(data), JSON.stringify(conforms.errors)).toBe(true);
    expect(data).toMatchObject({ edition: { number: next.number, edition: 2, replaces: { edition: 1, changed: 1 } } });
    for (const format of FORMATS) {
      const { bytes } = await rebuild(edition, 'en', format, draftingIn(house));
      expect(await verifyFile(house, bytes), format).toMatchObject({ standing: 'issued', language: 'en' });
    }

    for (const request of [
      PAIR,
      { text: 'Canada-Chine depuis 2024', product: 'one-page' },
      { text: 'Canada in 2025' },
    ]) {
      const draft = await house.draft(request);
      const made = house.write(draft, 'pdf');
      await correct('01', { significance: 1 + (draft.version % 5) });
      expect(await verifyFile(house, made.bytes)).toMatchObject({ standing: 'made', brief: draft.id, why: null });
      expect(await verifyFile(house, house.write(draft, 'json').bytes)).toMatchObject({ standing: 'made' });
      const other = Buffer.from(made.bytes);
      other[other.indexOf('/Title')] = 0x20;
      expect(await verifyFile(house, other)).toMatchObject({ standing: 'changed', brief: draft.id });
    }
  });

  test('by its hash alone', async () => {
    const edition = await house.store.register.edition('B0001-1');
    const sha256 = edition.files[0]?.sha256 ?? '';
    expect(await verifyHash(house, sha256, null)).toMatchObject({ standing: 'issued', edition: { id: 'B0001-1' } });
    expect(await verifyHash(house, '0'.repeat(64), null)).toBeNull();
    expect(await verifyHash(house, '0'.repeat(64), 'B0001-1')).toMatchObject({ standing: 'changed' });
    await expect(verifyHash(house, '0'.repeat(64), 'B0001-77')).rejects.toMatchObject(code('UNKNOWN_EDITION'));
  });
});

describe('a file from anywhere', () => {
  let house: Chancery;
  let ours: Uint8Array;
  beforeAll(async () => {
    const environment = { CHANCERY_HOME: folder('home'), CHANCERY_NOW: '2026-11-24' };
    house = await openChancery(openWorld({ environment }));
    ours = house.write(await house.draft({ ...PAIR, parties: ['CAN', 'CHN'] }), 'json').bytes;
  });
  afterAll(() => house.close());

  const pdf = (attached?: Uint8Array | string): Promise<Buffer> =>
    new Promise((resolve) => {
      const pieces: Buffer[] = [];
      const document = new PDFDocument({ info: { CreationDate: new Date(0) } });
      document.on('data', (piece: Buffer) => pieces.push(piece));
      document.on('end', () => resolve(Buffer.concat(pieces)));
      document.text('Not ours.');
      if (attached !== undefined) document.file(Buffer.from(attached), { name: 'brief.json' });
      document.end();
    });
  const claims = (more: Record<string, unknown>) =>
    JSON.stringify({ ...(JSON.parse(Buffer.from(ours).toString()) as object), ...more });

  test.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    ['nothing', () => Buffer.from(''), 'NOT_A_BRIEF'],
    ['text', () => Buffer.from('Dear Sir'), 'NOT_A_BRIEF'],
    ['other JSON', () => Buffer.from('{"a":1}'), 'NOT_A_BRIEF'],
    ['broken JSON', () => Buffer.from('{"id":'), 'NOT_A_BRIEF'],
    ['an image', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), 'NOT_A_BRIEF'],
    ['one byte too many', () => Buffer.alloc(MOST_FILE + 1), 'FILE_TOO_LARGE'],
    ['the head of a PDF', () => Buffer.from('%PDF-1.7\n'), 'PDF_TRUNCATED'],
    ['a PDF of others', () => pdf(), 'NOT_OURS'],
    ['a PDF with a picture attached', () => pdf('\u0089PNG'), 'NOT_OURS'],
    ['a PDF with other data attached', () => pdf('[1, 2]'), 'NOT_OURS'],
    [
      'a PDF that names a number not given',
      () => pdf(claims({ edition: { number: 'B7777', edition: 3 } })),
      'UNKNOWN_EDITION',
    ],
    ['a PDF with the number of no form', () => pdf(claims({ edition: { number: '../x', edition: 3 } })), 'NOT_OURS'],
    ['a PDF that would inflate without end', () => pdf(Buffer.alloc(48 * 1024 * 1024, 0x20)), 'NOT_OURS'],
  ])('%s is refused', async (_, file, expected) => {
    await expect(verifyFile(house, await file())).rejects.toMatchObject(code(expected));
  });

  test('a PDF of others that carries our data is not ours', async () => {
    expect(await verifyFile(house, await pdf(ours))).toMatchObject({ standing: 'changed' });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['data never held here', { snapshot: { id: 'abcdefabcdef', facts: 1, newest: '2026' } }, 'DATA_GONE'],
    ['other templates', { templates: 'ffffffff' }, 'TEMPLATES_DIFFER'],
    ['a party that is none', { request: { parties: ['<script>'] } }, 'UNKNOWN_PARTY'],
    ['no request', { request: {} }, 'NO_PARTY'],
    ['a day that is none', { request: { parties: ['CAN'], asOf: '9999' } }, 'AS_OF_IN_FUTURE'],
  ])('one that rests on %s is not proven', async (_, more, why) => {
    expect(await verifyFile(house, Buffer.from(claims(more)))).toMatchObject({
      standing: 'unproven',
      why: { code: why },
    });
  });

  test('any byte of it may be wrong', async () => {
    const whole = house.write(await house.draft({ ...PAIR, parties: ['CAN', 'CHN'] }), 'pdf').bytes;
    const from = Buffer.from(whole).indexOf('/EmbeddedFile');
    let seed = 7;
    for (let n = 0; n < 60; n++) {
      seed = (seed * 48271) % 2147483647;
      const damaged = Buffer.from(whole);
      const at = n % 2 ? seed % whole.length : from - 100 + (seed % 400);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (seed % 8));
      const verdict = await verifyFile(house, damaged).catch((error: unknown) => error);
      const said = Reflect.get(Object(verdict), 'problems')?.[0]?.code ?? Reflect.get(Object(verdict), 'standing');
      expect(['changed', 'unproven', 'NOT_OURS', 'PDF_TRUNCATED', 'NOT_A_BRIEF']).toContain(said);
    }
  });
});
