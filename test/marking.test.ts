// Markings: the label of a part is the highest of its facts, that of every page the highest of the parts or what was asked for, and nothing lowers it.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, type Draft, openChancery } from '../src/brief.ts';
import { exportData, importFile, recordText } from '../src/curate.ts';
import { type Block, type Doc, textOf } from '../src/model/doc.ts';
import { LANGUAGES } from '../src/model/fact.ts';
import { type Markings, rankOf } from '../src/model/marking.ts';
import { ProblemError } from '../src/model/problem.ts';
import type { Request } from '../src/model/question.ts';
import { openWorld } from '../src/world.ts';
import { WRITERS } from '../src/write/write.ts';
import { TODAY } from './house.ts';
import { TEMPLATES } from './pictures.ts';
import { textOf as read, readPdf } from './reader/reader.ts';

const ROOT = fileURLToPath(new URL('../', TEMPLATES));
const root = mkdtempSync(join(tmpdir(), 'chancery-marking-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let homes = 0;
const open = (environment: Record<string, string> = {}) =>
  openChancery(
    openWorld({ environment: { CHANCERY_HOME: join(root, `home-${homes++}`), CHANCERY_NOW: TODAY, ...environment } }),
  );
const ACT = { by: 'curator', reason: 'as the desk asks' };

let house: Chancery;
beforeAll(async () => {
  house = await open();
});
afterAll(() => house.close());

const mark = async (
  chancery: Chancery,
  id: string,
  marking: string | null,
  record: 'fact' | 'source' | 'thread' = 'fact',
) => {
  const { number } = (await chancery.store.history({ record, id })).at(-1) ?? { number: 0 };
  await chancery.store.correct({ record, id }, number, { set: { marking } }, ACT);
};
/** Does something with facts marked, and takes the marks back. */
async function withMarks<Answer>(marks: Record<string, string>, work: () => Promise<Answer>): Promise<Answer> {
  for (const [id, marking] of Object.entries(marks)) await mark(house, id, marking);
  try {
    return await work();
  } finally {
    for (const id of Object.keys(marks)) await mark(house, id, null);
  }
}

const CHINA: Request = { text: 'Canada-China since 2018' };
const ARREST = 'can-chn/2018-12-01/meng-arrest';
const refusal = async (work: () => Promise<unknown>): Promise<string[]> => {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message, hint }) => `${code} ${message} | ${hint}`);
  }
};

/** The label of each part, in order; null: it bears none. */
function labels(doc: Doc): [string, string | null][] {
  const LABEL = /(NON CLASSIFIÉ|UNCLASSIFIED|PROTECTED [ABC]|PROTÉGÉ [ABC]|(?:TOP )?SECRET)\)?$/;
  const first = (block: Block): string => {
    switch (block.type) {
      case 'section': {
        const heading = block.children.find((child) => child.type === 'heading');
        return heading?.type === 'heading' ? textOf(heading.children) : '';
      }
      case 'callout':
        return block.children[0] ? first(block.children[0]) : '';
      case 'entry':
        return block.margin[0]?.type === 'paragraph' ? textOf(block.margin[0].children) : '';
      case 'table':
      case 'figure':
        return textOf(block.caption);
      case 'paragraph':
      case 'heading':
        return textOf(block.children);
      default:
        return '';
    }
  };
  return doc.blocks.map((block) => [
    block.type === 'section' ? block.id : block.type,
    LABEL.exec(first(block).replaceAll('\u00a0', ' '))?.[1] ?? null,
  ]);
}

describe('a brief', () => {
  test('of facts that ask for nothing bears the lowest level, and its parts bear none', async () => {
    const draft = await house.draft(CHINA);
    expect(draft.marking).toBe('UNCLASSIFIED // NON CLASSIFIÉ');
    expect(labels(draft.doc).filter(([, label]) => label !== null)).toEqual([]);
    expect(draft.question).not.toHaveProperty('marking');
  });

  test.each(LANGUAGES)('bears the highest of its facts; each part the highest of its own: %s', async (language) => {
    const draft = await withMarks({ [ARREST]: 'protected-b' }, () => house.draft({ ...CHINA, language }));
    expect(draft.marking).toBe('PROTECTED B // PROTÉGÉ B');
    const [high, low] = language === 'en' ? ['PROTECTED B', 'UNCLASSIFIED'] : ['PROTÉGÉ B', 'NON CLASSIFIÉ'];
    const own = new Map(labels(draft.doc));
    // Where it is told, where it is shown, and where its sources are listed.
    for (const part of ['chronology', 'figure', 'sources']) expect(own.get(part), part).toBe(high);
    for (const part of ['look-ahead', 'figures', 'people']) expect(own.get(part), part).toBe(low);
    expect([own.get('heading'), own.get('paragraph')]).toEqual([null, null]);
    // Every part that states something bears one.
    const bare = labels(draft.doc).filter(
      ([part, label]) => label === null && !['heading', 'paragraph', 'contents'].includes(part),
    );
    expect(bare).toEqual([]);
  });

  test('of facts that its own facts only name bears what those ask for', async () => {
    const { dossier } = await house.draft(CHINA);
    const link = [...dossier.facts.values()]
      .flatMap((fact) => fact.links.map((one) => ({ ...one, from: fact.id })))
      .find(
        ({ type, from, to }) =>
          type === 'responds_to' && dossier.facts.has(to) && dossier.kept.some((c) => c.fact === from),
      );
    expect(link).toBeDefined();
    const draft = await withMarks({ [link?.to ?? '']: 'secret' }, () => house.draft(CHINA));
    expect(draft.marking).toBe('SECRET');
  });

  test('bears what a source or a thread of its facts asks for', async () => {
    const { dossier } = await house.draft(CHINA);
    const fact = dossier.facts.get(ARREST);
    for (const [record, id] of [
      ['source', fact?.sources[0]],
      ['thread', fact?.thread],
    ] as const) {
      await mark(house, id ?? '', 'confidential', record);
      expect((await house.draft(CHINA)).marking, record).toBe('CONFIDENTIAL // CONFIDENTIEL');
      await mark(house, id ?? '', null, record);
    }
    expect((await house.draft(CHINA)).marking).toBe('UNCLASSIFIED // NON CLASSIFIÉ');
  });

  test('can be asked with a higher level, and never with a lower one', async () => {
    expect((await house.draft({ ...CHINA, marking: 'Protected A' })).marking).toBe('PROTECTED A // PROTÉGÉ A');
    expect((await house.draft({ ...CHINA, marking: 'protégé a' })).question.marking).toBe('protected-a');
    const both = async (marking: string) =>
      withMarks({ [ARREST]: 'protected-b' }, async () => (await house.draft({ ...CHINA, marking })).marking);
    expect(await both('unclassified')).toBe('PROTECTED B // PROTÉGÉ B');
    expect(await both('protected-a')).toBe('PROTECTED B // PROTÉGÉ B');
    expect(await both('secret')).toBe('SECRET');
    const asked = await house.draft({ ...CHINA, marking: 'secret' });
    expect(labels(asked.doc).filter(([, label]) => label !== null)).toEqual([]);
    expect(asked.id).not.toBe((await house.draft(CHINA)).id);
  });

  test('asked with a level that there is none of is refused, with whatever else is wrong', async () => {
    expect(await refusal(() => house.draft({ text: 'Canada-Chnia', marking: 'protectd-a' }))).toEqual([
      'UNKNOWN_PARTY “Chnia” is no country or organization known here | did you mean China?',
      'UNKNOWN_MARKING “protectd-a” is no marking | did you mean protected-a, protected-b or protected-c?',
    ]);
  });

  test('kept to a budget is marked by what it states, not by what gave way', async () => {
    const request = { ...CHINA, product: 'one-page' };
    const plain = await house.draft(request);
    const given = plain.dropped.find(
      ({ fact, reason }) => reason === 'PAGE_BUDGET' && plain.dossier.facts.get(fact)?.kind === 'event',
    );
    const kept = plain.kept.find(({ reason }) => reason === 'BOTTOM_LINE')?.fact ?? '';
    const dropped = given?.fact ?? '';
    const lower = await withMarks({ [dropped]: 'secret' }, () => house.draft(request));
    expect([lower.marking, lower.kept.some(({ fact }) => fact === dropped)]).toEqual([
      'UNCLASSIFIED // NON CLASSIFIÉ',
      false,
    ]);
    expect(labels(lower.doc).filter(([, label]) => label !== null)).toEqual([]);
    // Nor does its file name what is marked higher than it is.
    expect(new TextDecoder().decode(house.write(lower, 'json').bytes)).not.toContain(dropped);
    expect(new TextDecoder().decode(house.write(plain, 'json').bytes)).toContain(dropped);
    const [en, fr] = await withMarks({ [kept]: 'secret', [dropped]: 'top-secret' }, () =>
      Promise.all(LANGUAGES.map((language) => house.draft({ ...request, language }))),
    );
    for (const draft of [en, fr] as Draft[]) {
      expect(house.write(draft, 'pdf').pages).toBe(1);
      expect(draft.marking).toBe('SECRET');
    }
    expect(en?.kept).toEqual(fr?.kept);
  });
});

describe('whatever the product', () => {
  test('a trip book bears the highest of its notes; each note its own, and each part of a note', async () => {
    const stops = [
      { date: '2026-12-03', place: 'Beijing', parties: ['CHN'], product: 'full-brief' },
      { date: '2026-12-06', place: 'Tokyo', parties: ['JPN'], product: 'one-page' },
    ];
    const draft = await withMarks({ [ARREST]: 'protected-b' }, () => house.draft({ text: 'Canada', trip: { stops } }));
    expect(draft.marking).toBe('PROTECTED B // PROTÉGÉ B');
    const own = new Map(labels(draft.doc));
    expect([own.get('note-1'), own.get('note-2'), own.get('sources')]).toEqual([
      'PROTECTED B',
      'UNCLASSIFIED',
      'PROTECTED B',
    ]);
    const [note] = draft.doc.blocks.filter((block) => block.type === 'section' && block.id === 'note-1');
    const within = new Map(labels({ ...draft.doc, blocks: note?.type === 'section' ? note.children : [] }));
    expect([within.get('note-1-chronology'), within.get('note-1-people')]).toEqual(['PROTECTED B', 'UNCLASSIFIED']);
    expect((await house.draft({ text: 'Canada', trip: { stops } })).marking).toBe('UNCLASSIFIED // NON CLASSIFIÉ');
  });

  test('a delta brief counts what a fact asked for in either state, also where it was withdrawn since', async () => {
    const other = await open();
    // Whatever nothing rests on can be withdrawn: the holder of a post.
    const { facts } = (await other.draft(CHINA)).dossier;
    const told = [...facts.values()].find(({ kind, parties }) => kind === 'office' && parties.length === 1)?.id ?? '';
    await mark(other, told, 'secret');
    const ref = { record: 'fact', id: told } as const;
    await other.store.withdraw(ref, 2, ACT);
    await other.close();
    // A day later, against the release.
    const later = await open({ CHANCERY_HOME: join(root, `home-${homes - 1}`), CHANCERY_NOW: '2026-11-25' });
    const draft = await later.draft({ ...CHINA, product: 'delta', delta: { from: '2026-11-23' } });
    expect(draft.kept.map(({ fact }) => fact)).toContain(told);
    expect(draft.marking).toBe('SECRET');
    await later.close();
  });

  test('a past day is told with the markings of today', async () => {
    await withMarks({ [ARREST]: 'protected-b' }, async () => {
      expect((await house.draft({ ...CHINA, asOf: '2026-11-23' })).marking).toBe('PROTECTED B // PROTÉGÉ B');
    });
    expect((await house.draft({ ...CHINA, asOf: '2026-11-23' })).marking).toBe('UNCLASSIFIED // NON CLASSIFIÉ');
  });

  test('a chronology by year is marked by what its rows name', async () => {
    const request = { ...CHINA, product: 'chronology', pages: 150 };
    const { dossier, doc } = await house.draft(request);
    const section = dossier.sections.find((one) => one.section === 'chronology-by-year');
    const rows = section?.section === 'chronology-by-year' ? section.years.flatMap((year) => year.rows) : [];
    const links = rows.flatMap(({ fact, change }) => (change?.how === 'link' ? [{ fact, to: change.to }] : []));
    expect(links.length).toBeGreaterThan(0);
    // Where the other has no row of its own, nothing but the name tells of it.
    const stated = new Set(rows.map(({ fact }) => fact));
    const { to } = links.find((link) => !stated.has(link.to)) ?? links[0] ?? { to: '' };
    expect(doc.furniture.marking).toBe('UNCLASSIFIED // NON CLASSIFIÉ');
    expect((await withMarks({ [to]: 'secret' }, () => house.draft(request))).marking).toBe('SECRET');
  });
});

describe('each format bears it', () => {
  const drafts = new Map<string, Draft>();
  beforeAll(async () => {
    await withMarks({ [ARREST]: 'protected-a' }, async () => {
      for (const language of LANGUAGES)
        drafts.set(language, await house.draft({ ...CHINA, language, product: 'bilateral-note' }));
    });
  });

  test.each(LANGUAGES)('PDF, on every page and beside the headings: %s', (language) => {
    const draft = drafts.get(language) as Draft;
    const pdf = readPdf(house.write(draft, 'pdf').bytes);
    expect(pdf.pages).toHaveLength(2);
    for (const page of pdf.pages) {
      const head = page.painted.filter(({ subtype }) => subtype === 'Header').map(({ text }) => text ?? '');
      expect(head.join('').replace(/\s+/g, ' ')).toContain('PROTECTED A // PROTÉGÉ A');
    }
    const headings = pdf.elements.filter(({ role }) => role === 'H2').map(read);
    for (const heading of headings)
      expect(heading).toMatch(
        language === 'en' ? /\((PROTECTED A|UNCLASSIFIED)\)$/u : /\((PROTÉGÉ A|NON CLASSIFIÉ)\)$/u,
      );
  });

  test.each(Object.keys(WRITERS))('%s, in both languages', (format) => {
    for (const language of LANGUAGES) {
      const { bytes } = house.write(drafts.get(language) as Draft, format as keyof typeof WRITERS);
      if (format === 'pdf' || format === 'docx') continue;
      const text = new TextDecoder().decode(bytes).replaceAll('\u00a0', ' ');
      expect(text).toContain('PROTECTED A // PROTÉGÉ A');
    }
  });

  test('JSON, with the facts that ask for it, as its schema has it', async () => {
    const draft = await withMarks({ [ARREST]: 'Protected A' }, () => house.draft(CHINA));
    const brief = JSON.parse(new TextDecoder().decode(house.write(draft, 'json').bytes)) as Record<string, unknown>;
    expect(brief).toMatchObject({ marking: 'PROTECTED A // PROTÉGÉ A', markings: { [ARREST]: 'protected-a' } });
    const schema = (file: string) => JSON.parse(readFileSync(join(ROOT, 'schema', file), 'utf8')) as object;
    const validate = new Ajv2020({ strict: false })
      .addSchema(schema('fact.schema.json'))
      .compile(schema('brief.schema.json'));
    validate(brief);
    expect(validate.errors).toBeNull();
  });
});

describe('a record', () => {
  test('asks for a level that there is, however it is written, and is refused with another', async () => {
    const source = (id: string, marking: unknown) =>
      JSON.stringify({
        id: `marking/${id}`,
        publisher: 'Test',
        publisherFr: null,
        via: null,
        kind: 'official',
        title: null,
        url: `https://example.org/${id}`,
        published: null,
        read: TODAY,
        language: null,
        country: null,
        marking,
      });
    expect((await recordText(house, source('one', 'PROTECTED B'), ACT)).marking).toBe('PROTECTED B');
    expect((await recordText(house, source('two', 'protégé c'), ACT)).marking).toBe('protégé c');
    const list =
      'expected one of unclassified, protected-a, protected-b, protected-c, confidential, secret, top-secret';
    expect(await refusal(() => recordText(house, source('three', 'Protected Z'), ACT))).toEqual([
      `INVALID_RECORD marking: "Protected Z" | ${list}`,
    ]);
    expect(await refusal(() => recordText(house, source('three', 3), ACT))).toEqual([
      `INVALID_RECORD marking: 3 | ${list}`,
    ]);
  });

  test('corrected in its marking alone has a revision that says so', async () => {
    await mark(house, ARREST, 'protected-a');
    const entry = (await house.store.history({ record: 'fact', id: ARREST })).at(-1);
    expect(entry).toMatchObject({
      action: 'corrected',
      marking: 'protected-a',
      changes: [{ field: 'marking', before: null, after: 'protected-a' }],
    });
    await mark(house, ARREST, null);
    expect(await refusal(() => mark(house, ARREST, 7 as unknown as string))).toEqual([
      'INVALID_RECORD marking: 7 | expected a marking such as protected-b, or null',
    ]);
  });

  test('comes in and goes out with it, in both kinds of file', async () => {
    await mark(house, ARREST, 'protected-b');
    for (const format of ['jsonl', 'csv'] as const) {
      let text = '';
      for await (const piece of exportData(house, format)) text += piece;
      const other = await open();
      const rows = () => [new TextEncoder().encode(text)];
      const report = await importFile(other, rows, ACT);
      expect([report.refused, report.refusals]).toEqual([0, []]);
      expect([...(await other.store.markings('fact', [ARREST]))]).toEqual([[ARREST, 'protected-b']]);
      expect((await other.draft(CHINA)).marking).toBe('PROTECTED B // PROTÉGÉ B');
      // A second time nothing changes.
      expect(await importFile(other, rows, ACT)).toMatchObject({ new: 0, changed: 0 });
      await other.close();
    }
    await mark(house, ARREST, null);
  });

  test('is not lowered by a file, nor raised past what a curator said', async () => {
    const other = await open();
    let text = '';
    for await (const piece of exportData(other, 'jsonl'))
      text += piece
        .split('\n')
        .filter((line) => line.includes(`"id":"${ARREST}"`) && line.includes('"kind"'))
        .join('\n');
    const line = (marking: string) => () => [
      new TextEncoder().encode(`${text.trim().replace(/\}$/, `,"marking":"${marking}"}`)}\n`),
    ];
    expect(await importFile(other, line('protected-b'), ACT)).toMatchObject({ changed: 1, refused: 0 });
    const report = await importFile(other, line('unclassified'), ACT);
    expect(report).toMatchObject({
      kept: false,
      refused: 1,
      refusals: [{ field: 'marking', found: '"unclassified"' }],
    });
    expect(await importFile(other, () => [new TextEncoder().encode(`${text.trim()}\n`)], ACT)).toMatchObject({
      same: 1,
    });
    expect((await importFile(other, line('Protectd B'), ACT)).refusals[0]).toMatchObject({
      field: 'marking',
      reason: 'UNKNOWN_WORD',
      expected: 'did you mean protected-b, protected-a or protected-c?',
    });
    expect([...(await other.store.markings('fact', [ARREST]))]).toEqual([[ARREST, 'protected-b']]);
    await other.close();
  });
});

describe('the list of levels', () => {
  const own = join(root, 'templates');
  const levels = (change: (list: { level: string }[]) => { level: string }[]) => {
    cpSync(fileURLToPath(TEMPLATES), own, { recursive: true });
    const file = join(own, 'markings.json');
    const json = JSON.parse(readFileSync(file, 'utf8')) as { levels: { level: string }[] };
    writeFileSync(file, JSON.stringify({ levels: change(json.levels) }));
  };

  test('without the level of a fact prints nothing rather than less', async () => {
    levels((list) => list.filter(({ level }) => level !== 'protected-b'));
    const other = await open({ CHANCERY_TEMPLATES: own });
    await mark(other, ARREST, 'protected-b');
    expect(await refusal(() => other.draft(CHINA))).toEqual([
      `FACT_MARKING ${ARREST} asks for the marking “protected-b”, which is none here | add the level to markings.json of the templates`,
    ]);
    expect((await other.draft({ text: 'Canada-Japan' })).marking).toBe('UNCLASSIFIED // NON CLASSIFIÉ');
    await other.close();
  });

  test('is in the order of the file', () => {
    const { markings } = house.templates;
    expect(markings.map(({ level }) => rankOf(level, markings))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(rankOf('TRÈS SECRET', markings)).toBe(6);
    expect(rankOf('secret', markings)).toBe(5);
    expect(rankOf('', markings as Markings)).toBeNull();
  });
});
