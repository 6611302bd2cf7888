// Words that are put together from letters and pairs are the words that fontkit shapes: the same glyphs, standing for the same characters, in the
// same places. All words of some briefs, in every face of the design and both kinds of figures.

import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../src/brief.ts';
import { LANGUAGES } from '../src/model/fact.ts';
import { Composer } from '../src/write/pdf/plain.ts';
import { readTheme } from '../src/write/pdf/theme.ts';
import { openHouse } from './house.ts';

const STYLE = new URL('../templates/style/', import.meta.url);
const theme = readTheme(readFileSync(new URL('theme.json', STYLE), 'utf8'));
const FILES = [...new Set(Object.values(theme.faces).flatMap((cuts) => Object.values(cuts).flat()))];
const KINDS = ['tnum', 'pnum'];
const PAIRS = [
  ['CAN', 'CHN'],
  ['CAN', 'TUR'],
  ['CAN', 'UKR'],
  ['CAN', 'MEX'],
];

const open = (file: string) => {
  const bytes = new Uint8Array(readFileSync(new URL(file, STYLE)));
  return { bytes, font: create(bytes) };
};
type Run = ReturnType<ReturnType<typeof open>['font']['layout']>;
const told = ({ glyphs, positions }: Run) =>
  glyphs.map(({ id, codePoints }, i) => {
    const { xAdvance, xOffset, yOffset } = positions[i] as Run['positions'][number];
    return [id, codePoints, xAdvance, xOffset, yOffset];
  });

let house: Chancery;
let words: string[];
beforeAll(async () => {
  house = await openHouse();
  const found = new Set([
    'fi',
    'fjord',
    'fluff',
    'affinity',
    'Ffffi',
    'ff-fi',
    'Wi\u2011Fi',
    'ﬁne',
    'Şafak',
    'İstanbul',
    '//',
    '½',
  ]);
  for (const parties of PAIRS)
    for (const language of LANGUAGES) {
      const draft = await house.draft({ parties, language });
      const text = new TextDecoder().decode(house.write(draft, 'markdown').bytes);
      for (const word of text.split(/[ \n]+/)) found.add(word).add(word.toUpperCase());
    }
  words = [...found];
});
afterAll(() => house.close());

describe.each(FILES)('%s', (file) => {
  test.each(KINDS)('%s', (kind) => {
    const { bytes, font } = open(file);
    const composer = new Composer(font, bytes, kind);
    let composed = 0;
    const wrong = words.filter((word) => {
      const run = composer.compose(word);
      if (run) composed++;
      return run && JSON.stringify(told(run)) !== JSON.stringify(told(font.layout(word, { [kind]: true })));
    });
    expect(wrong).toEqual([]);
    // Else nothing was compared, and a first brief would wait for fontkit.
    expect(composed / words.length).toBeGreaterThan(0.99);
  });

  test('leaves alone what is more than letters and pairs', () => {
    const { bytes, font } = open(file);
    const composer = new Composer(font, bytes, 'pnum');
    for (const word of ['e\u0301te\u0301', '1\u20442', 'co\u00adop', '\u200bword', 'Київ', '习近平', 'محمد'])
      expect(composer.compose(word), word).toBeNull();
  });
});
