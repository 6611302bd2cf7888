// The template room: Canadian typography, sentences, the closed set of tags, and what is said of a mistake in a template.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Language } from '../src/model/fact.ts';
import { ProblemError } from '../src/model/problem.ts';
import { loadTemplates } from '../src/template/fill.ts';
import { parseMarkup } from '../src/template/markup.ts';
import { typography } from '../src/template/typography.ts';
import { capital, contract, fillSlots, readWords } from '../src/template/words.ts';

const ROOT = resolve(import.meta.dirname, '..');
const words = (language: Language) =>
  readWords(language, readFileSync(join(ROOT, `templates/words/${language}.json`), 'utf8'));
const en = typography(words('en'));
const fr = typography(words('fr'));
const N = '\u00a0';

describe('Canadian English and Canadian French, as the Translation Bureau writes them', () => {
  test.each([
    ['2018', '2018', '2018'],
    ['2018-12', 'December 2018', `décembre${N}2018`],
    ['2026-03-01', `1${N}March 2026`, `1er${N}mars${N}2026`],
    ['2025-08-12', `12${N}August 2025`, `12${N}août${N}2025`],
    ['2018/2020', '2018 to 2020', '2018 au 2020'],
    ['2026-01-14/2026-01-17', `14 to 17${N}January 2026`, `14 au 17${N}janvier${N}2026`],
    ['2018-12~', 'about December 2018', `vers décembre${N}2018`],
    ['2018-12-01/..', `since 1${N}December 2018`, `depuis 1er${N}décembre${N}2018`],
  ])('a date is printed as precisely as it is known: %s', (edtf, english, french) => {
    expect(en.date(edtf, 'prose')).toBe(english);
    expect(fr.date(edtf, 'prose')).toBe(french);
  });

  test.each([
    ['2025-08-12', null, false, `on 12${N}August 2025`, `le 12${N}août${N}2025`],
    ['2025-08-12', null, true, `on 12${N}August`, `le 12${N}août`],
    ['2025-08', null, true, 'in August 2025', `en août${N}2025`],
    ['2025', null, false, 'in 2025', 'en 2025'],
    ['2026-01-14', '2026-01-17', false, `from 14 to 17${N}January 2026`, `du 14 au 17${N}janvier${N}2026`],
    ['2026-03-30', '2026-04-02', false, `from 30${N}March to 2${N}April 2026`, `du 30${N}mars au 2${N}avril${N}2026`],
    ['2020-04', '2020-06', false, 'from April to June 2020', `d’avril à juin${N}2020`],
    ['2018', '2020', false, 'from 2018 to 2020', 'de 2018 à 2020'],
  ])('when: %s %s', (date, end, sameYear, english, french) => {
    expect(en.on(date, end, sameYear)).toBe(english);
    expect(fr.on(date, end, sameYear)).toBe(french);
  });

  test.each([
    ['{75.8 %}', `75.8${N}per cent`, `75,8${N}%`],
    ['{49000}', '49,000', `49${N}000`],
    ['{1500}', '1500', '1500'],
    ['{CAD 1.5 billion}', `$1.5${N}billion`, `1,5${N}milliard${N}de${N}dollars`],
    ['{CAD 70 billion}', `$70${N}billion`, `70${N}milliards${N}de${N}dollars`],
    ['{USD 50 billion}', `US$50${N}billion`, `50${N}milliards${N}de${N}dollars américains`],
    ['{EUR 10 million}', `€10${N}million`, `10${N}millions${N}d’euros`],
    ['{CAD 1.3 trillion}', `$1.3${N}trillion`, `1${N}300${N}milliards${N}de${N}dollars`],
    ['{1.9 million}', `1.9${N}million`, `1,9${N}million`],
    ['{2 million}', `2${N}million`, `2${N}millions`],
    ['{CAD 400}', '$400', `400${N}dollars`],
    ['{2026}', '2026', '2026'],
    ['from {75.8} to {5.9 %}', `from 75.8 to 5.9${N}per cent`, `from 75,8 to 5,9${N}%`],
  ])('a typed value: %s', (marked, english, french) => {
    expect(en.text(marked, 'prose')).toBe(english);
    expect(fr.text(marked, 'prose')).toBe(french);
  });

  test('money in tables', () => {
    expect(en.amount(118.7, 'CAD billion', 'table')).toBe(`C$118.7${N}billion`);
    expect(fr.amount(118.7, 'CAD billion', 'table')).toBe(`118,7${N}G$`);
    expect(fr.amount(50, 'USD billion', 'table')).toBe(`50${N}G$ US`);
    expect(en.amount(5.9, '%', 'table')).toBe('5.9%');
    expect(fr.amount(5.9, '%', 'table')).toBe(`5,9${N}%`);
  });

  test('groups that must not part are glued', () => {
    expect(en.plain('Bill C-70 and section 232', 'prose')).toBe(`Bill${N}C-70 and section${N}232`);
    expect(fr.plain("M. Carney parle d'article 232 : « oui »", 'prose')).toBe(
      `M.${N}Carney parle d’article${N}232${N}: «${N}oui${N}»`,
    );
    expect(fr.plain('12 % des 1 300 milliards de dollars', 'prose')).toBe(
      `12${N}% des 1${N}300${N}milliards${N}de${N}dollars`,
    );
    expect(en.plain('a 100% surtax worth CAD 1.5 billion', 'prose')).toBe(
      `a 100${N}per cent surtax worth $1.5${N}billion`,
    );
  });

  test('French never puts an ordinary space where the page may not break', () => {
    const out = fr.text("le taux est de {5.9 %} : l'accord vise {CAD 70 billion} d'ici le {2026-03-01}", 'prose');
    expect(out).not.toMatch(/ [:%$»]|« | [;!?]/);
  });

  test('lists', () => {
    expect(en.list(['a', 'b', 'c'])).toBe('a, b and c');
    expect(fr.list(['a', 'b'])).toBe('a et b');
    expect(en.list(['a'])).toBe('a');
  });

  test('French prepositions contract with the article and elide before a vowel', () => {
    expect(contract('à', 'le dépôt')).toBe('au dépôt');
    expect(contract('à', 'les surtaxes')).toBe('aux surtaxes');
    expect(contract('à', 'l’annonce')).toBe('à l’annonce');
    expect(contract('de', 'le dépôt')).toBe('du dépôt');
    expect(contract('de', 'les surtaxes')).toBe('des surtaxes');
    expect(contract('de', 'avril')).toBe('d’avril');
    expect(contract('de', 'la Chine')).toBe('de la Chine');
    expect(fillSlots('en réponse {à noun}', { noun: 'les surtaxes' }, 'fr')).toBe('en réponse aux surtaxes');
    expect(fillSlots('{Noun}!', { noun: 'élan' }, 'fr')).toBe('Élan!');
    expect(capital('« à voir »')).toBe('« À voir »');
  });
});

const codes = (files: Record<string, string>): string[] => {
  try {
    loadTemplates(new Map(Object.entries(files)));
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map((p) => `${p.code} ${p.message}`);
  }
};

describe('a mistake in a template is told with file and line', () => {
  test.each([
    [
      'an unknown tag',
      '<p>\n<blink>x</blink></p>',
      'TEMPLATE_TAG brief.hbs, line 2, column 1: there is no tag <blink>',
    ],
    [
      'an unknown attribute',
      '<p colour="red">x</p>',
      'TEMPLATE_TAG brief.hbs, line 1, column 1: <p> has no attribute colour',
    ],
    [
      'an unclosed tag',
      '<section id="a">\n<p role="small">x</p>',
      'TEMPLATE_TAG brief.hbs, line 1, column 1: <section> is not closed in this block',
    ],
    [
      'a stray close',
      '<p role="small">x</p>\n</section>',
      'TEMPLATE_TAG brief.hbs, line 2, column 1: </section> closes nothing in this block',
    ],
    ['a tag closed in another block', '{{#if a}}<p>{{/if}}x</p>', 'TEMPLATE_TAG'],
    ['a triple-stash', '<p>{{{a}}}</p>', 'TEMPLATE_SYNTAX brief.hbs, line 1: unescaped output is refused'],
    ['an unknown helper', '<p>{{shout a}}</p>', 'TEMPLATE_SYNTAX brief.hbs, line 1: there is no helper “shout”'],
    ['an unknown part', '{{> parts/none}}', 'TEMPLATE_SYNTAX brief.hbs, line 1: there is no part “parts/none”'],
    ['a syntax error', '<p>{{#if a}}</p>', 'TEMPLATE_SYNTAX brief.hbs, line 1'],
    ['a decorator', '{{* evil}}', 'TEMPLATE_SYNTAX'],
    ['a bare sign', '<h1>a < b</h1>', 'TEMPLATE_TAG brief.hbs, line 1, column 7: a “<” that opens no tag'],
  ])('%s', (_, text, message) => {
    const found = codes({ brief: text });
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain(message);
  });

  test('all mistakes at once, in every file', () => {
    expect(codes({ brief: '<blink/>\n<marquee/>', 'parts/a': '{{{x}}}' })).toHaveLength(3);
  });

  const none = () => '';
  const helpers = { word: none, fill: none, sentence: none, cite: none, join: none };

  test.each([
    ['a field', '<h1>\n{{nmae}}</h1>', 'brief.hbs, line 2: the data has no “nmae”'],
    ['a field of a field', '<h1>{{title.x}}</h1>', 'brief.hbs, line 1: the data has no “x”'],
    ['a list', '<h1>{{#each rows}}x{{/each}}</h1>', 'brief.hbs, line 1: the data has no “rows”'],
    ['a condition', '<h1>\n\n{{#if missing}}x{{/if}}</h1>', 'brief.hbs, line 3: the data has no “missing”'],
  ])('%s that the data does not have', (_, text, message) => {
    const filler = loadTemplates(new Map([['brief', text]]));
    expect(() => filler.fill({ title: {} }, helpers)).toThrow(message);
  });

  test.each([
    '<p>{{constructor}}</p>',
    '<p>{{title.constructor.name}}</p>',
    '{{#each __proto__}}x{{/each}}',
    '<p>{{word constructor}}</p>',
  ])('the machinery behind the data is out of reach: %s', (text) => {
    expect(codes({ brief: text })[0]).toContain('is out of reach of a template');
  });

  test('what the data says cannot become a tag', () => {
    const filler = loadTemplates(new Map([['brief', '<h1>{{title}}</h1>']]));
    const [heading] = parseMarkup(filler.fill({ title: '<h1>&amp;"\'</h1>' }, helpers));
    expect(heading?.children).toEqual(['<h1>&amp;"\'</h1>']);
  });
});

describe('markup', () => {
  test.each(['<p>', '</p>', '<p><s></p></s>', '<p x="1"/>', 'loose text', '<p>a<b>c</b></p>'])(
    'refuses %s',
    (markup) => {
      expect(() => parseMarkup(markup)).toThrow(ProblemError);
    },
  );
});
