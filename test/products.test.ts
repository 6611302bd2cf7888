// Products are data: those of a release, and one that templates of one's own add, with no change in src.

import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { SECTIONS } from '../src/model/dossier.ts';
import { type Problem, ProblemError } from '../src/model/problem.ts';
import { PRODUCTS } from '../src/model/question.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';

const SHIPPED = resolve(import.meta.dirname, '../templates');

/** A folder of templates like the shipped one, with products of its own. */
function folderWith(products: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-templates-'));
  cpSync(SHIPPED, folder, { recursive: true });
  for (const [name, plan] of Object.entries(products))
    writeFileSync(join(folder, 'products', `${name}.json`), typeof plan === 'string' ? plan : JSON.stringify(plan));
  return folder;
}

const OWN = {
  title: { en: 'Desk note', fr: 'Note de pupitre' },
  answers: 'pair',
  pages: 3,
  mostPages: 4,
  sourcesPerFact: 1,
  sections: [
    { section: 'recent', take: 4, sort: 'oldest', title: { en: 'Of late', fr: 'Ces derniers temps' } },
    { section: 'agreements', take: 3, sort: 'newest' },
    { section: 'sources' },
  ],
};

const folders: string[] = [];
async function openWith(products: Record<string, unknown>): Promise<Chancery> {
  const templates = folderWith(products);
  const home = mkdtempSync(join(tmpdir(), 'chancery-'));
  folders.push(templates, home);
  return openChancery(openWorld({ folders: { templates }, environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY } }));
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('the products that the schema names are those that a release has', () => {
  const files = readdirSync(join(SHIPPED, 'products')).map((file) => file.replace(/\.json$/, ''));
  expect(files.sort()).toEqual([...PRODUCTS].sort());
});

describe('a product of one’s own', () => {
  let house: Chancery;
  beforeAll(async () => {
    house = await openWith({ 'desk-note': OWN });
  });
  afterAll(() => house.close());

  test.each(['desk-note', 'DESK_NOTE', 'Desk note', 'Note de pupitre'])(
    'is made when asked for as %s',
    async (name) => {
      const draft = await house.draft({ parties: ['CAN', 'CHN'], product: name });
      expect(draft.question).toMatchObject({ product: 'desk-note', pages: 3 });
      expect(draft.dossier.sections.map((s) => s.section)).toEqual(['recent', 'agreements', 'sources']);
      expect(draft.doc.furniture.header).toContain('Desk note');
      const text = new TextDecoder().decode(house.write(draft, 'markdown').bytes);
      expect(text).toContain('## Of late');
      expect(house.write(draft, 'pdf').pages).toBeLessThanOrEqual(3);
    },
  );

  test('may be named in a sentence, in either language', () => {
    expect(house.ask({ text: 'Desk note on Canada-India since 2023' })).toMatchObject({
      product: 'desk-note',
      parties: ['CAN', 'IND'],
      since: '2023',
    });
    expect(house.ask({ text: 'Note de pupitre Canada-Inde depuis 2023' })).toMatchObject({ product: 'desk-note' });
  });

  test('stands in the order its plan asks for', async () => {
    const { dossier } = await house.draft({ parties: ['CAN', 'CHN'], product: 'desk-note' });
    const dates = (section: string) =>
      dossier.sections.flatMap((s) =>
        s.section === section && 'rows' in s
          ? s.rows.map((row) => {
              const fact = 'fact' in row ? dossier.facts.get(row.fact) : undefined;
              return fact?.kind === 'event' ? fact.date : '';
            })
          : [],
      );
    expect(dates('recent').length).toBe(4);
    expect(dates('recent')).toEqual([...dates('recent')].sort());
  });

  test('keeps to its own pages, and to whom it is about', () => {
    const codes = (request: object): string[] => {
      try {
        house.ask({ parties: ['CAN', 'CHN'], product: 'desk-note', ...request });
        return [];
      } catch (error) {
        return (error as ProblemError).problems.map((p: Problem) => p.code);
      }
    };
    expect(codes({ pages: 4 })).toEqual([]);
    expect(codes({ pages: 5 })).toEqual(['BAD_PAGES']);
    expect(codes({ parties: ['CAN'] })).toEqual(['WRONG_PARTY_COUNT']);
    expect(codes({ parties: ['CAN', 'CHN', 'USA'] })).toEqual(['WRONG_PARTY_COUNT']);
  });

  test('changes the version of the templates, and with it the identity of every brief', async () => {
    const other = await openWith({ 'desk-note': { ...OWN, pages: 2 } });
    expect(other.templates.version).not.toBe(house.templates.version);
    await other.close();
  });
});

test('templates without the usual product make the first they have', async () => {
  const house = await openWith({});
  const templates = folders.at(-2) as string;
  await house.close();
  for (const product of PRODUCTS) rmSync(join(templates, 'products', `${product}.json`));
  writeFileSync(join(templates, 'products', 'desk-note.json'), JSON.stringify(OWN));
  const home = folders.at(-1) as string;
  const only = await openChancery(
    openWorld({ folders: { templates }, environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY } }),
  );
  expect(only.ask({ text: 'Canada-China' }).product).toBe('desk-note');
  await only.close();
});

describe('a plan that is wrong is told with its file and its field', () => {
  const wrong: [string, unknown, [code: string, field: RegExp, words: RegExp][]][] = [
    ['no JSON', '{\n "pages": 1,\n "sections" [] }', [['TEMPLATE_SYNTAX', /^$/, /desk-note\.json, line 3/]]],
    ['no object', '[]', [['PLAN_WRONG', /^plan$/, /\[\]/]]],
    ['a field that is not known', { ...OWN, pagse: 3 }, [['PLAN_WRONG', /^pagse$/, /did you mean pages/]]],
    ['no title', { ...OWN, title: undefined }, [['PLAN_WRONG', /^title$/, /what the product is called/]]],
    ['a title in one language', { ...OWN, title: { en: 'A' } }, [['PLAN_WRONG', /^title\.fr$/, /words/]]],
    ['no sections', { ...OWN, sections: [] }, [['PLAN_WRONG', /^sections$/, /a list/]]],
    [
      'a section that is none',
      { ...OWN, sections: [{ section: 'recnt' }] },
      [['PLAN_WRONG', /^sections\.0\.section$/, /did you mean recent/]],
    ],
    [
      'a section twice',
      { ...OWN, sections: [{ section: 'recent' }, { section: 'recent' }] },
      [['PLAN_WRONG', /^sections\.1\.section$/, /each section once/]],
    ],
    [
      'an order that a section cannot have',
      { ...OWN, sections: [{ section: 'people', sort: 'newest' }] },
      [['PLAN_WRONG', /^sections\.0\.sort$/, /part of what it is/]],
    ],
    [
      'numbers that are none, all at once',
      { ...OWN, pages: 0, sourcesPerFact: '1', sections: [{ section: 'recent', take: 1.5, atLeast: 6 }] },
      [
        ['PLAN_WRONG', /^pages$/, /from 1 to 150, or null/],
        ['PLAN_WRONG', /^sourcesPerFact$/, /from 1 to 9/],
        ['PLAN_WRONG', /^sections\.0\.take$/, /from 1 to 1000/],
        ['PLAN_WRONG', /^sections\.0\.atLeast$/, /from 1 to 5/],
      ],
    ],
    ['whom it is about', { ...OWN, answers: 'everyone' }, [['PLAN_WRONG', /^answers$/, /any, party, pair/]]],
    ['what is numbered', { ...OWN, numbered: ['pages'] }, [['PLAN_WRONG', /^numbered\.0$/, /sections, paragraphs/]]],
  ];

  test.each(wrong)('%s', async (_, plan, expected) => {
    const error = await openWith({ 'desk-note': plan }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    const { problems } = error as ProblemError;
    expect(problems.map((p) => p.code)).toEqual(expected.map(([code]) => code));
    for (const [i, [, field, words]] of expected.entries()) {
      expect(problems[i]?.place.file).toBe('products/desk-note.json');
      expect(problems[i]?.place.field ?? '').toMatch(field);
      expect(`${problems[i]?.message} ${problems[i]?.hint}`).toMatch(words);
    }
  });

  test('a name that no option could carry', async () => {
    const error = await openWith({ 'Desk note': OWN }).catch((thrown: unknown) => thrown);
    expect((error as ProblemError).problems[0]).toMatchObject({ code: 'PLAN_WRONG', place: { field: 'name' } });
  });
});

test('every section has a part that sets it', () => {
  const parts = readdirSync(join(SHIPPED, 'parts'));
  for (const section of Object.keys(SECTIONS)) expect(parts).toContain(`${section}.hbs`);
});
