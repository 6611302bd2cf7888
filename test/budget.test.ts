// One page means one page: in every product, for every number of pages it may take, in both languages and on both papers. The finished files are
// read; nothing is taken from the layout. Here for the most, the fewest and the most uneven facts; in test:conformance for every relationship.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Brief, Chancery, Draft } from '../src/brief.ts';
import { LANGUAGES } from '../src/model/fact.ts';
import { PAPERS } from '../src/model/question.ts';
import { readTheme } from '../src/write/pdf/theme.ts';
import { openHouse, PAIRS } from './house.ts';
import { readPdf } from './reader/reader.ts';

const theme = readTheme(readFileSync(new URL('../templates/style/theme.json', import.meta.url), 'utf8'));
const BUDGETS = {
  'full-brief': [1, 2, 3, 5],
  'bilateral-note': [1, 2],
  'one-page': [1],
  review: [2, 4],
  chronology: [1, 3],
  agreements: [1, 2],
};
const SOME = ['USA', 'SAU', 'IND'];
const pairs = process.env['EVERY_PAIR'] ? PAIRS : PAIRS.filter(([, other = '']) => SOME.includes(other));
/** Least share of the last page that is filled where facts were dropped. */
const FULL = 0.85;

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Share of the last page that its text fills, down to its last base line. */
function filled({ bytes }: Brief): number {
  const page = readPdf(bytes).pages.at(-1);
  const bases = page?.painted.flatMap(({ mcid, text, box, size }) =>
    typeof mcid === 'number' && text !== null ? [box.bottom + size / 4] : [],
  );
  const { top, bottom } = theme.page;
  const height = page?.height ?? 0;
  return (height - top - Math.min(height, ...(bases ?? []))) / (height - top - bottom);
}

describe.each(pairs.map((parties) => [parties.join('–'), parties] as const))('%s', (_, parties) => {
  test.each(Object.entries(BUDGETS))('%s', async (product, budgets) => {
    for (const paper of PAPERS)
      for (const pages of budgets) {
        const drafts: Draft[] = [];
        for (const language of LANGUAGES) {
          const draft = await house.draft({ parties: [...parties], product, language, paper, pages });
          const brief = house.write(draft, 'pdf');
          const told = `${language} ${paper} ${pages}`;
          drafts.push(draft);
          expect(brief.pages, told).toBeLessThanOrEqual(pages);
          const dropped = draft.dropped.filter(({ reason }) => reason === 'PAGE_BUDGET').length;
          // The note tells how many; the selection tells which.
          expect(draft.notes.some(({ code }) => code === 'DROPPED_FOR_BUDGET')).toBe(dropped > 0);
          if (dropped === 0) continue;
          expect(brief.pages, `${told}, ${dropped} dropped`).toBe(pages);
          expect(filled(brief), `${told}, ${dropped} dropped`).toBeGreaterThanOrEqual(FULL);
        }
        // The same facts in both languages.
        expect(drafts[1]?.kept.map(({ fact }) => fact)).toEqual(drafts[0]?.kept.map(({ fact }) => fact));
      }
  });
});
