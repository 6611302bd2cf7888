// The whole walk on the real data, for every relationship: what must hold of any brief.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery, Draft } from '../src/brief.ts';
import type { Fact } from '../src/model/fact.ts';
import { FORMATS, PRODUCTS } from '../src/model/question.ts';
import { openHouse, PAIRS, requestFor } from './house.ts';

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const name = (parties: readonly string[]) => parties.join('-');
const both = (request: object): Promise<[Draft, Draft]> =>
  Promise.all([house.draft({ ...request, language: 'en' }), house.draft({ ...request, language: 'fr' })]);

/** Notes that a good brief may carry; any other fails. */
const EXPECTED = ['SINGLE_SOURCE', 'WEAK_SOURCES', 'DATA_ENDS', 'DROPPED_FOR_BUDGET'];

describe.each(PAIRS.map((p) => [name(p), p] as const))('%s', (_, parties) => {
  test.each(PRODUCTS)(
    '%s: English and French say the same, in the same order, with the same marks',
    async (product) => {
      const [en, fr] = await both(requestFor(product, parties));
      expect(fr.statements.map((s) => s.facts)).toEqual(en.statements.map((s) => s.facts));
      expect(fr.statements.map((s) => s.sources)).toEqual(en.statements.map((s) => s.sources));
      expect(fr.sources.map((s) => s.id)).toEqual(en.sources.map((s) => s.id));
      expect(fr.kept).toEqual(en.kept);
      expect(fr.dropped).toEqual(en.dropped);
      for (const [i, statement] of fr.statements.entries()) {
        // Dates, figures and money are typed values: whatever is printed in one language is printed in the other.
        expect(
          unmatched(figures(statement.text, 'fr'), figures(en.statements[i]?.text ?? '', 'en')),
          statement.text,
        ).toEqual([]);
      }
    },
  );

  test('each fact found is kept or dropped, once, with a reason', async () => {
    const draft = await house.draft({ parties: [...parties] });
    const ids = [...draft.kept, ...draft.dropped].map((c) => c.fact).sort();
    const found = (await house.store.find(draft.question)).facts.map((f) => f.id).sort();
    expect(ids).toEqual(found);
  });

  test('every sentence carries its mark, and sources are numbered as they come', async () => {
    const draft = await house.draft({ parties: [...parties] });
    expect(draft.statements.filter((s) => s.sources.length === 0)).toEqual([]);
    const order = [...new Set(draft.statements.flatMap((s) => s.sources))];
    expect(order).toEqual(draft.sources.map((_source, i) => i + 1));
  });

  test('no note that nobody asked for', async () => {
    for (const product of PRODUCTS) {
      const draft = await house.draft(requestFor(product, parties));
      expect(draft.notes.map((n) => n.code).filter((c) => !EXPECTED.includes(c))).toEqual([]);
    }
  });

  test('cause and reply are written only where a link is recorded', async () => {
    const draft = await house.draft({ parties: [...parties] });
    for (const statement of draft.statements.filter((s) => /\bin response\b|, replacing\b/i.test(s.text))) {
      const facts = statement.facts.map((id) => draft.dossier.facts.get(id)) as Fact[];
      const own =
        facts.some(
          (f) => 'clause' in f && /in response|replacing/i.test(`${f.clause.en.predicate} ${f.clause.en.state}`),
        ) || facts.some((f) => 'summary' in f && /in response|replacing/i.test(f.summary.en));
      expect(
        own || facts.some((f) => f.links.some((l) => l.type === 'responds_to' || l.type === 'replaces')),
        statement.text,
      ).toBe(true);
    }
  });

  test('French holds no ordinary space where a line may not break, and no typewriter apostrophe', async () => {
    const draft = await house.draft({ parties: [...parties], language: 'fr' });
    for (const { text } of draft.statements) expect(text).not.toMatch(/ [:%$»]|« |\d [$%]|'| [;!?]/);
  });
});

/** Numbers of a text without the manner of writing them. */
function figures(text: string, language: 'en' | 'fr'): number[] {
  const plain =
    language === 'en'
      ? text
          .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
          .replace(/\b(20)(\d\d)–(\d\d)\b/g, '$1$2 $1$3')
          .replace(/(\d+(?:\.\d+)?)\u00a0trillion/g, (_, n) => String(Number(n) * 1000))
      : text
          .replace(/\b1er\b/g, '1')
          .replace(/(\d)\u00a0(?=\d{3}(?!\d))/g, '$1')
          .replace(/(\d),(\d)/g, '$1.$2');
  return [...plain.matchAll(/\d+(?:\.\d+)?/g)].map((m) => Number(m[0]));
}

/** Numbers that stand in one text only. Recorded summaries and titles may write a small whole number in letters in one language. */
function unmatched(a: number[], b: number[]): number[] {
  const left = [...b];
  const alone = a.filter((n) => {
    const at = left.indexOf(n);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [...alone, ...left].filter((n) => !Number.isInteger(n) || n > 20);
}

describe('page budgets', () => {
  test.each(PAIRS.map((p) => [name(p), p] as const))(
    '%s: one page is one page and two are two, in both languages and on both papers',
    async (_, parties) => {
      for (const [product, pages] of [
        ['one-page', 1],
        ['bilateral-note', 2],
      ] as const) {
        for (const paper of ['letter', 'a4']) {
          for (const language of ['en', 'fr']) {
            const draft = await house.draft({ parties: [...parties], product, paper, language });
            const made = house.write(draft, 'pdf').pages;
            expect(made, `${product} ${paper} ${language}`).toBeLessThanOrEqual(pages);
            if (draft.dropped.some((c) => c.reason === 'PAGE_BUDGET')) expect(made).toBe(pages);
          }
        }
      }
    },
  );

  test('what there was no room for is listed and counted', async () => {
    const draft = await house.draft({ text: 'Canada-China since 2018', product: 'one-page' });
    const out = draft.dropped.filter((c) => c.reason === 'PAGE_BUDGET').length;
    expect(out).toBeGreaterThan(0);
    expect(draft.notes.find((n) => n.code === 'DROPPED_FOR_BUDGET')?.message).toContain(String(out));
  });
});

describe('the same question', () => {
  test.each(FORMATS)('gives the same bytes twice: %s', async (format) => {
    const request = { text: 'Canada-China since 2018' };
    const [a, b] = [house.write(await house.draft(request), format), house.write(await house.draft(request), format)];
    expect(a.sha256).toBe(b.sha256);
    expect(a.id).toBe(b.id);
  });

  test('asked in words or in fields finds the same facts', async () => {
    const words = await house.draft({ text: 'Canada-China since 2018' });
    const fields = await house.draft({ parties: ['CAN', 'CHN'], since: '2018', language: 'EN', product: 'FULL_BRIEF' });
    expect(fields.kept).toEqual(words.kept);
    expect(fields.statements).toEqual(words.statements);
  });
});

describe('what was asked for', () => {
  test('a pair with nothing recorded gets a short brief that says so, and what was looked for', async () => {
    const [en, fr] = await both({ text: 'Canada-Bhutan since 2018' });
    expect(en.notes.map((n) => n.code)).toEqual(['NOTHING_RECORDED']);
    const text = new TextDecoder().decode(house.write(en, 'markdown').bytes);
    expect(text).toContain('Nothing is recorded');
    expect(text).toContain('Bhutan');
    expect(new TextDecoder().decode(house.write(fr, 'markdown').bytes)).toContain('Rien n’est consigné');
    expect(house.write(en, 'pdf').pages).toBe(1);
  });

  test('topics narrow the facts', async () => {
    const all = await house.draft({ text: 'Canada-China since 2018' });
    const trade = await house.draft({ text: 'Canada-China since 2018', topics: ['consular'] });
    expect(trade.kept.length).toBeLessThan(all.kept.length);
    for (const { fact } of trade.kept) {
      const found = trade.dossier.facts.get(fact);
      expect(found?.kind === 'office' || found?.topics.includes('consular')).toBe(true);
    }
  });

  test('one party gives a review by relationship', async () => {
    const draft = await house.draft({ text: 'Canada in 2025' });
    expect(draft.question.product).toBe('review');
    const full = await house.draft({ text: 'Canada in 2025', product: 'full-brief' });
    const threads = full.dossier.sections.find((s) => s.section === 'threads');
    expect(threads?.section === 'threads' && threads.by).toBe('party');
    expect(threads?.section === 'threads' && threads.entries.length).toBeGreaterThan(10);
  });

  test('three parties take what at least two of them share', async () => {
    const draft = await house.draft({ text: 'Canada, United States and Mexico since 2018' });
    expect(draft.doc.title).toBe('Canada, the United States and Mexico since 2018');
    expect(draft.kept.length).toBeGreaterThan(50);
  });

  test('a state that has ended since is not told as standing, even where the end lies outside the period', async () => {
    const draft = await house.draft({ text: 'Canada-China between January 2025 and December 2025' });
    const states = draft.dossier.sections.flatMap((s) =>
      s.section === 'threads'
        ? s.entries.flatMap((e) => e.sentences.filter((x) => x.form === 'state').flatMap((x) => x.facts[0] ?? []))
        : [],
    );
    expect(states).not.toContain('can-chn/2025-08-12/canola-provisional-duty');
  });
});
