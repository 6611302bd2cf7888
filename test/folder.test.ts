// A folder of templates of one's own: read in place of ours, every mistake in it told with file, line, column and hint, and nothing in it, however hostile,
// that crashes, goes on for ever, or reaches behind the data.

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openChancery } from '../src/brief.ts';
import { checkTemplates, proofOf } from '../src/craft.ts';
import { spotOf } from '../src/model/placed.ts';
import { type Problem, ProblemError } from '../src/model/problem.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';
import { jpeg, png, TEMPLATES } from './pictures.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-folder-'));
const home = join(root, 'home');
const shipped = fileURLToPath(TEMPLATES);
let own = '';
let n = 0;
beforeEach(() => {
  own = join(root, `own-${n++}`);
  cpSync(shipped, own, {
    recursive: true,
    filter: (path) => !path.includes('/fonts/Noto') || path.endsWith('Hebrew-Regular.ttf'),
  });
  // The large fonts need no copy to be there.
  for (const name of ['Devanagari', 'JP', 'KR', 'SC', 'TC', 'Thai'])
    symlinkSync(
      join(shipped, `style/fonts/NotoSans${name}-Regular.ttf`),
      join(own, `style/fonts/NotoSans${name}-Regular.ttf`),
    );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const world = (folder = own) =>
  openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY, CHANCERY_TEMPLATES: folder } });
const put = (file: string, content: string | Uint8Array) => {
  mkdirSync(dirname(join(own, file)), { recursive: true });
  writeFileSync(join(own, file), content);
};
const text = (file: string) => readFileSync(join(own, file), 'utf8');
const change = (file: string, from: string, to: string) => {
  expect(text(file)).toContain(from);
  put(
    file,
    text(file).replace(from, () => to),
  );
};
const told = ({ place: { file, line, column }, message, hint, code }: Problem): string =>
  `${file}:${line}:${column} ${code} ${message.replace(/^.*?(, line \d+)?(, column \d+)?[:,] /, '')} | ${hint}`;
const check = async () => (await checkTemplates(world())).map(told);

test('the shipped folder has nothing to mend, and neither has a copy of it', async () => {
  expect(await checkTemplates(openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY } }))).toEqual([]);
  expect(await check()).toEqual([]);
});

test('it takes the place of ours: a relative path starts where the person stands', async () => {
  change('words/en.json', '"threads": "Where things stand"', '"threads": "State of play"');
  const script = `
    const { openWorld } = await import(${JSON.stringify(new URL('../src/world.ts', import.meta.url).href)});
    const world = openWorld({ environment: { CHANCERY_TEMPLATES: ${JSON.stringify(`own-${n - 1}`)} } });
    process.stdout.write(new TextDecoder().decode(world.read('templates/words/en.json')));`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root }).toString()).toBe(
    text('words/en.json'),
  );
});

// ---- Every mistake, with its place ----------------------------------------------------------------------------------------

describe('a mistake is told where it is', () => {
  test.each<[string, string, string, string, string, number, string]>([
    [
      'an unknown field',
      'parts/thread-entry.hbs',
      '{{name}}',
      '{{nmae}}',
      '{{nmae}}',
      2,
      'TEMPLATE_FIELD the data has no “nmae” | did you mean name?',
    ],
    [
      'a field that stands further out',
      'parts/agreements.hbs',
      '{{#if ../types}}',
      '{{#if types}}',
      '{{#if types}}',
      6,
      'TEMPLATE_FIELD the data has no “types” | did you mean ../types?',
    ],
    [
      'an unknown list',
      'parts/recent.hbs',
      '{{#each rows}}',
      '{{#each row}}',
      '{{#each row}}',
      8,
      'TEMPLATE_FIELD the data has no “row” | did you mean rows?',
    ],
    [
      'a list that is printed',
      'parts/recent.hbs',
      '{{caption}}',
      '{{rows}}',
      '{{rows}}',
      2,
      'TEMPLATE_SYNTAX “rows” is a list, not a text or a number | write {{#each …}}',
    ],
    [
      'a sentence that is printed',
      'parts/bottom-line.hbs',
      '{{sentence this}}',
      '{{cite this this}}',
      '{{cite this this}}',
      7,
      'TEMPLATE_SYNTAX “this” is a sentence, not a text | write {{sentence …}}',
    ],
    [
      'what is not always there',
      'parts/agreements.hbs',
      '<caption>{{caption}}</caption>',
      '<caption>{{chart.caption}}</caption>',
      '{{chart.caption}}</caption>',
      2,
      'TEMPLATE_SYNTAX “chart” is not there in every brief | write it within {{#if chart}}…{{/if}}',
    ],
    [
      'an unknown variable of a loop',
      'parts/key-facts-table.hbs',
      '@last',
      '@lst',
      '{{#unless @lst}}',
      10,
      'TEMPLATE_FIELD the data has no “@lst” | did you mean @last?',
    ],
    [
      'an unknown helper',
      'parts/thread-entry.hbs',
      '{{sentence this}}',
      '{{sentense this}}',
      '{{sentense this}}',
      0,
      'TEMPLATE_SYNTAX there is no helper “sentense” | did you mean sentence?',
    ],
    [
      'a helper with a value too few',
      'parts/recent.hbs',
      '{{cite text facts}}',
      '{{cite text}}',
      '{{cite text}}',
      0,
      'TEMPLATE_SYNTAX “cite” takes 2 values, not 1 | see docs/templates.md',
    ],
    [
      'an unknown name of a value',
      'parts/gaps.hbs',
      'rank=rank',
      'rnk=rank',
      'rnk=rank',
      0,
      'TEMPLATE_SYNTAX “cite” takes no rnk= | did you mean rank?',
    ],
    [
      'an unknown part',
      'parts/key-facts.hbs',
      '{{> parts/key-facts-table}}\n</entry>',
      '{{> parts/key-fact-table}}\n</entry>',
      '{{> parts/key-fact-table}}',
      0,
      'TEMPLATE_SYNTAX there is no part “parts/key-fact-table” | did you mean parts/key-facts-table',
    ],
    [
      'an unknown wording',
      'parts/recent.hbs',
      '"columns.date"',
      '"columns.dat"',
      '"columns.dat"',
      0,
      'TEMPLATE_SYNTAX there is no wording “columns.dat” | did you mean columns.date?',
    ],
    [
      'an unknown tag',
      'parts/thread-entry.hbs',
      '<margin>',
      '<marign>',
      '<marign>',
      0,
      'TEMPLATE_TAG there is no tag <marign> | did you mean margin?',
    ],
    [
      'an unknown attribute',
      'parts/thread-entry.hbs',
      '<entry thread=',
      '<entry thred=',
      '<entry thred',
      0,
      'TEMPLATE_TAG <entry> has no attribute thred | did you mean thread?',
    ],
    [
      'an unknown value of one',
      'parts/recent.hbs',
      'columns="date text"',
      'columns="date texte"',
      '<table',
      0,
      'TEMPLATE_TAG <table> has no columns “texte” | did you mean text?',
    ],
    [
      'an unknown chart',
      'parts/timeline.hbs',
      'chart="timeline"',
      'chart="timelin"',
      '<figure',
      0,
      'TEMPLATE_TAG <figure> has no chart “timelin” | did you mean timeline?',
    ],
    [
      'a tag where it cannot stand',
      'parts/recent.hbs',
      '<td>{{cite text facts}}</td>',
      '<td><p role="small">x</p>{{cite text facts}}</td>',
      '<p role="small">x',
      0,
      'TEMPLATE_TAG <p> cannot stand in <td> | close <td> first',
    ],
    [
      'a row of another length',
      'parts/recent.hbs',
      '<th>{{word "columns.date"}}</th>',
      '',
      '<tr><th>',
      0,
      'TEMPLATE_TAG the row has 1 cells, its table 2 columns | see the attribute columns of <table>',
    ],
    [
      'a row that states nothing',
      'parts/recent.hbs',
      '{{cite text facts}}',
      '{{text}}',
      '<tr rank',
      0,
      'TEMPLATE_TAG the row carries no source | cite the facts of the row in one of its cells',
    ],
    [
      'a sentence without a source',
      'parts/gaps.hbs',
      '<p>{{#each lines}}',
      '<p>All is well. {{#each lines}}',
      'All is well',
      0,
      'TEMPLATE_TAG text in <p> carries no source | use {{sentence}} or {{cite}}, or give the paragraph role="small"',
    ],
    [
      'text outside every tag',
      'parts/timeline.hbs',
      '<figure',
      'Look: <figure',
      'Look:',
      0,
      'TEMPLATE_TAG text stands outside every tag | put it into a paragraph, a heading or a cell',
    ],
    [
      'a block that is not closed',
      'parts/look-ahead.hbs',
      '{{/each}}',
      '',
      '{{#each rows}}',
      0,
      'TEMPLATE_SYNTAX {{#each}} is not closed | write {{/each}} where it ends',
    ],
    [
      'a block closed as another',
      'parts/agreements.hbs',
      '{{/if}}\n  <table',
      '{{/each}}\n  <table',
      '{{/each}}\n  <table',
      0,
      'TEMPLATE_SYNTAX {{/each}} stands where {{#if}} of line 3 is open | write {{/if}}',
    ],
    [
      'a brace too few',
      'parts/recent.hbs',
      '{{title}}',
      '{{title}',
      '{{title}</h2>',
      0,
      'TEMPLATE_SYNTAX “{{” is not closed | write }} at its end',
    ],
    [
      'a quote too few',
      'parts/recent.hbs',
      '{{word "columns.date"}}',
      '{{word "columns.date}}',
      '{{word "columns.date}}',
      0,
      'TEMPLATE_SYNTAX a text is not closed in {{…}} | write " at its end',
    ],
    [
      'a wording that French has not',
      'words/fr.json',
      '    "look-ahead": "À venir",\n',
      '',
      '"sections": {',
      0,
      'TEMPLATE_WORD words/fr.json has no “sections.look-ahead” | add it, in both languages',
    ],
    [
      'a wording that nothing asks for',
      'words/en.json',
      '    "look-ahead": "Look-ahead",\n',
      '    "look-ahead": "Look-ahead",\n    "look-ahaed": "Look-ahead",\n',
      '"look-ahaed"',
      0,
      'TEMPLATE_VALUE sections.look-ahaed: nothing asks for it | did you mean sections.look-ahead?',
    ],
    [
      'a slot that nothing fills',
      'words/en.json',
      '"page": "page {n} of {total}"',
      '"page": "page {n} of {totla}"',
      '"page": "page {n} of {totla}"',
      0,
      'TEMPLATE_VALUE furniture.page: nothing fills {totla} | did you mean {total}?',
    ],
    [
      'a slot that one language has and the other not',
      'words/fr.json',
      '"page {n} de {total}"',
      '"page {n}"',
      '"page": "page {n}"',
      0,
      'TEMPLATE_VALUE furniture.page: {total} is missing | both languages say the same',
    ],
    [
      'an unknown section of a product',
      'products/one-page.json',
      '"recent"',
      '"recnet"',
      '"section": "recnet"',
      0,
      'PLAN_WRONG sections.3.section: “recnet” | did you mean recent?',
    ],
    [
      'an unknown field of a product',
      'products/one-page.json',
      '"take": 4',
      '"tkae": 4',
      '"tkae"',
      0,
      'PLAN_WRONG sections.5.tkae: an unknown field | did you mean take?',
    ],
    [
      'a section twice',
      'products/one-page.json',
      '"threads"',
      '"recent"',
      '"section": "recent", "take": 5',
      0,
      'PLAN_WRONG sections.3.section: “recent” stands twice | expected each section once',
    ],
    [
      'a colour that is too light',
      'style/theme.json',
      '"#1f5c8b"',
      '"#7fb0d8"',
      '"value": "#7fb0d8"',
      0,
      'THEME_WRONG colours.blue.value: #7fb0d8 has a contrast of 2.3:1 on white | at least 4.5:1: make it darker',
    ],
    [
      'print that is too small',
      'style/theme.json',
      '"size": 7.8',
      '"size": 7',
      '"size": 7,',
      0,
      'THEME_WRONG styles.caption.size: 7 | expected at least 7.5 pt',
    ],
    [
      'text in the colour of a hairline',
      'style/theme.json',
      '"colour": "soft",\n      "before": 0,\n      "after": 11',
      '"colour": "grid",\n      "before": 0,\n      "after": 11',
      '"colour": "grid"',
      0,
      'THEME_WRONG styles.meta.colour: “grid” | expected one of ink, soft, blue, rust',
    ],
    [
      'a ground that is too dark',
      'style/theme.json',
      '"#eff3f7"',
      '"#8fa3b7"',
      '"value": "#8fa3b7"',
      0,
      'THEME_WRONG colours.tint.value: blue on it has a contrast of 2.7:1 | at least 4.5:1: make it lighter, or blue darker',
    ],
    [
      'a marking without French',
      'markings.json',
      '"fr": "PROTÉGÉ A" }',
      '"fr": " " }',
      '"fr": " "',
      0,
      'TEMPLATE_VALUE levels.1.part.fr: " " | expected a label in French',
    ],
    [
      'two markings of one label',
      'markings.json',
      '"en": "PROTECTED B // PROTÉGÉ B"',
      '"en": "PROTECTED A // PROTÉGÉ A"',
      '{\n      "level": "protected-b"',
      0,
      'TEMPLATE_VALUE levels.2: “PROTECTED A // PROTÉGÉ A” is also level 2 | give each level a name of its own',
    ],
    [
      'a style sheet that loads something',
      'style/html.css',
      '* {',
      '@import "https://example.org/font.css";\n* {',
      '@import',
      0,
      'TEMPLATE_VALUE @import: it loads a file | write what it needs into the style sheet: a brief is one file',
    ],
    [
      'a colour on the screen that is too light by night',
      'style/html.css',
      '--soft: #a5afba',
      '--soft: #4a4f55',
      '--soft: #4a4f55',
      0,
      'TEMPLATE_VALUE --soft: #4a4f55 has a contrast of 2.1:1 on --paper by night | at least 4.5:1',
    ],
  ])('%s', async (_, file, from, to, shown, offset, message) => {
    change(file, from, to);
    const { line, column } = spotOf(text(file), text(file).indexOf(shown) + offset);
    expect((await check()).join('\n')).toContain(`${file}:${line}:${column} ${message}`);
  });

  test('JSON that is none, in plain words', async () => {
    change('words/en.json', '"numerals": [', '"numerals": [[,');
    change('markings.json', '"levels": [', '"levels" [');
    change('products/one-page.json', '"pages": 1,', '"pages": 1,\n  "pages": 2,');
    put('style/letterhead.json', '{ "logo": null, "lines": { "en": [], "fr": [], } }');
    put('style/theme.json', text('style/theme.json').slice(0, 900));
    expect(await check()).toEqual([
      'markings.json:3:12 TEMPLATE_SYNTAX “[” follows a key | write a colon between key and value',
      'products/one-page.json:3:3 TEMPLATE_SYNTAX “pages” stands twice | keep one of the two',
      'style/letterhead.json:1:48 TEMPLATE_SYNTAX “}” follows a comma | remove the comma before it',
      expect.stringMatching(/^style\/theme\.json:\d+:\d+ TEMPLATE_SYNTAX /),
      expect.stringMatching(
        /^words\/en\.json:\d+:\d+ TEMPLATE_SYNTAX “,.*” is no value \| write a text in double quotes/,
      ),
    ]);
  });

  test('all at once, by file, line and column, each once', async () => {
    change('parts/thread-entry.hbs', '{{name}}', '{{nmae}}');
    change('parts/thread-entry.hbs', '{{state}}', '{{sate}}');
    change('parts/recent.hbs', '{{caption}}', '{{caption}}{{capiton}}');
    change('words/fr.json', '    "look-ahead": "À venir",\n', '');
    change('style/theme.json', '"#a23b22"', '"#ffb0a0"');
    const found = await check();
    const spot = (file: string, shown: string, offset: number) => {
      const { line, column } = spotOf(text(file), text(file).indexOf(shown) + offset);
      return `${file}:${line}:${column}`;
    };
    expect(found.map((line) => line.split(' ')[0])).toEqual([
      spot('parts/recent.hbs', '{{capiton}}', 2),
      spot('parts/thread-entry.hbs', '{{nmae}}', 2),
      spot('parts/thread-entry.hbs', '{{sate}}', 2),
      spot('style/theme.json', '"value": "#ffb0a0"', 0),
      spot('words/fr.json', '"sections": {', 0),
    ]);
  });

  test('a word of the author’s own may be asked for, in both languages', async () => {
    change('parts/recent.hbs', '<table', '<p role="small">{{fill "department.dates" caption=caption}}</p>\n  <table');
    change('words/en.json', '"products": {', '"department": { "dates": "Dates: {caption}" },\n  "products": {');
    const [missing] = await check();
    expect(missing).toMatch(/^words\/fr\.json:\d+:\d+ TEMPLATE_WORD words\/fr\.json has no “department\.dates”/);
    change('words/fr.json', '"products": {', '"department": { "dates": "Dates : {caption}" },\n  "products": {');
    expect(await check()).toEqual([]);
    change('parts/recent.hbs', ' caption=caption', '');
    expect(await check()).toEqual([
      expect.stringMatching(/^words\/en\.json:\d+:\d+ TEMPLATE_VALUE department\.dates: nothing fills \{caption\}/),
    ]);
  });
});

// ---- Letterheads and fonts --------------------------------------------------------------------------------------------------

describe('a letterhead', () => {
  const letterhead = (logo: object | null, lines: object = { en: ['A'], fr: ['B'] }) =>
    put('style/letterhead.json', JSON.stringify({ logo, lines }));
  const logo = { file: 'logo.png', height: 40, alt: { en: 'A star', fr: 'Une étoile' } };

  test('of the right kind is printed', async () => {
    letterhead(logo);
    put('style/logo.png', png({ colour: 6, width: 20, height: 20 }));
    expect(await check()).toEqual([]);
    letterhead({ ...logo, file: 'fonts/logo.jpg' });
    put('style/fonts/logo.jpg', jpeg());
    expect(await check()).toEqual([]);
  });

  test.each<[string, () => void, string]>([
    [
      'no file',
      () => letterhead(logo),
      'style/logo.png:1:1 LOGO_WRONG there is no such file | put it beside letterhead.json',
    ],
    [
      'a drawing',
      () => put('style/logo.png', '<svg/>'),
      'style/logo.png:1:1 LOGO_WRONG it is a drawing (SVG or another XML) | save it as PNG or JPEG',
    ],
    [
      'too many bytes',
      () => put('style/logo.png', new Uint8Array(600_000)),
      'style/logo.png:1:1 LOGO_WRONG it has 600000 bytes | save it smaller: at most 500000 bytes',
    ],
    [
      'far too many bytes',
      () => {
        put('style/logo.png', '');
        truncateSync(join(own, 'style/logo.png'), 100_000_000);
      },
      'style/logo.png:1:1 TEMPLATE_TOO_LARGE style/logo.png has 100000000 bytes | at most 1000000 are read',
    ],
    [
      'half a picture',
      () => put('style/logo.png', png().subarray(0, 50)),
      'style/logo.png:1:1 LOGO_WRONG it is cut short or damaged | save it again',
    ],
    [
      'a picture too wide',
      () => put('style/logo.png', png({ width: 200, height: 10 })),
      'style/logo.png:1:1 LOGO_WRONG at that height it is 800 points wide | give it less height: a page has room for 480',
    ],
  ])('is refused: %s', async (_, make, message) => {
    letterhead(logo);
    make();
    expect((await check()).join('\n')).toContain(message);
  });

  test('needs its alternative text in both languages, a height, and a place inside the folder', async () => {
    letterhead({ file: '../../secret.png', height: 4, alt: { en: 'A star', fr: '' } }, { en: ['A'], fr: [] });
    expect(await check()).toEqual([
      'style/../../secret.png:1:1 LOGO_WRONG it lies outside the folder | put it beside letterhead.json',
      'style/letterhead.json:1:36 TEMPLATE_VALUE logo.height: 4 | expected a height from 12 to 144 points',
      expect.stringContaining(
        'TEMPLATE_VALUE logo.alt.fr: "" | expected what the logo shows, for whoever cannot see it',
      ),
      expect.stringContaining('TEMPLATE_VALUE lines.fr: no line | write it in both languages'),
    ]);
  });
});

describe('a font', () => {
  const FILE = 'style/fonts/SourceSerif4-Regular.ttf';
  test.each<[string, string | Uint8Array, string]>([
    [
      'that is none',
      'hello',
      'style/fonts/SourceSerif4-Regular.ttf:1:1 FONT_WRONG it is no TrueType font that can be read | give a font in a .ttf file',
    ],
    [
      'that is half',
      new Uint8Array([0, 1, 0, 0, 0, 9, 0, 0]),
      'style/fonts/SourceSerif4-Regular.ttf:1:1 FONT_WRONG it is no TrueType font that can be read | give a font in a .ttf file',
    ],
  ])('%s is refused, by the check and by a brief', async (_, content, message) => {
    put(FILE, content);
    expect((await check()).join('\n')).toContain(message);
    const { problems } = await proofOf(world(), { text: 'Canada-Japan', product: 'one-page' });
    expect(problems.map(({ code }) => code)).toEqual(['FONT_WRONG']);
  });

  test('that lacks letters is named with them; one that is missing with its name', async () => {
    change('words/en.json', '"author": "Chancery"', '"author": "Chancery ཀ"');
    rmSync(join(own, 'style/fonts/SourceSans3-Italic.ttf'));
    const found = await check();
    expect(found).toContain(
      'style/fonts/SourceSans3-Italic.ttf:1:1 TEMPLATE_MISSING the templates have no style/fonts/SourceSans3-Italic.ttf | restore it from the release',
    );
    expect(found).toContain(
      `${FILE}:1:1 FONT_WRONG it lacks “ཀ” | choose a font that has them, or name another after it in style/theme.json`,
    );
  });
});

// ---- Folders that are none, and hostile ones ----------------------------------------------------------------------------------

const refusals = async (folder = own): Promise<string[]> => {
  try {
    const chancery = await openChancery(world(folder));
    await chancery.draft({ text: 'Canada-China since 2018' }).finally(() => chancery.close());
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message }) => `${code} ${message}`);
  }
};

describe('a folder', () => {
  test('that is missing, empty, or a file says so', async () => {
    const said = 'TEMPLATE_FOLDER the folder cannot be used as templates: there is no such folder, or nothing in it';
    expect(await refusals(join(root, 'nowhere'))).toEqual([said]);
    mkdirSync(join(root, 'empty'));
    expect(await refusals(join(root, 'empty'))).toEqual([said]);
    writeFileSync(join(root, 'file'), '');
    expect(await refusals(join(root, 'file'))).toEqual([said]);
    expect((await checkTemplates(world(join(root, 'nowhere')))).map(({ code }) => code)).toEqual(['TEMPLATE_FOLDER']);
  });

  test('that is half written names every file it lacks, and takes none of ours in its place', async () => {
    for (const file of ['words/fr.json', 'parts/threads.hbs', 'style/letterhead.json', 'style/html.css'])
      rmSync(join(own, file));
    const missing = ['parts/threads.hbs', 'style/html.css', 'style/letterhead.json', 'words/fr.json'];
    expect(await refusals()).toEqual(missing.map((file) => `TEMPLATE_MISSING the templates have no ${file}`));
    expect((await check()).map((line) => line.split(':')[0])).toEqual(missing);
  });

  test('a pipe, a folder or bytes that are no text in place of a file', async () => {
    rmSync(join(own, 'parts/threads.hbs'));
    execFileSync('mkfifo', [join(own, 'parts/threads.hbs')]);
    rmSync(join(own, 'markings.json'));
    mkdirSync(join(own, 'markings.json'));
    put('words/fr.json', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]));
    expect(await refusals()).toEqual([
      'TEMPLATE_MISSING the templates have no markings.json',
      'TEMPLATE_MISSING the templates have no parts/threads.hbs',
      'TEMPLATE_SYNTAX words/fr.json, line 1: it is no text in UTF-8',
    ]);
  });
});

describe('a hostile template', () => {
  test('of 100 MB is not read', async () => {
    truncateSync(join(own, 'parts/threads.hbs'), 100_000_000);
    truncateSync(join(own, 'words/en.json'), 100_000_000);
    expect(await refusals()).toEqual([
      'TEMPLATE_TOO_LARGE parts/threads.hbs has 100000000 bytes',
      'TEMPLATE_TOO_LARGE words/en.json has 100000000 bytes',
    ]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a part within itself',
      '{{> parts/timeline}}',
      /^TEMPLATE_ENDLESS parts\/timeline\.hbs, line 1: a part stands within itself: parts\/timeline\.hbs → parts\/timeline\.hbs$/,
    ],
    ['a part that chooses itself', '{{> (part section)}}', /^TEMPLATE_ENDLESS .*stands within itself/],
    [
      'a part chosen by what it is not',
      '{{> (part caption)}}',
      /^TEMPLATE_SYNTAX .*chosen by something else than a section/,
    ],
    [
      'a helper outside the list',
      '<p role="small">{{lookup this "constructor"}}</p>',
      /^TEMPLATE_SYNTAX .*there is no helper “lookup”/,
    ],
    [
      'a helper of Handlebars’ own',
      '{{#with this}}<p role="small">x</p>{{/with}}',
      /^TEMPLATE_SYNTAX .*there is no helper “with”/,
    ],
    ['the log', '<p role="small">{{log "x"}}</p>', /^TEMPLATE_SYNTAX .*there is no helper “log”/],
    [
      'the prototype',
      '<p role="small">{{caption.constructor.constructor}}</p>',
      /^TEMPLATE_SYNTAX .*“constructor” is out of reach/,
    ],
    [
      'the prototype in brackets',
      '<p role="small">{{this.[__proto__]}}</p>',
      /^TEMPLATE_SYNTAX .*“__proto__” is out of reach/,
    ],
    [
      'the prototype in quotes',
      '<p role="small">{{"constructor"}}</p>',
      /^TEMPLATE_SYNTAX .*a value stands where a field is wanted/,
    ],
    ['the root of the data', '<p role="small">{{@root.title}}</p>', /^TEMPLATE_FIELD .*@root/],
    ['raw output', '<p role="small">{{{caption}}}</p>', /^TEMPLATE_SYNTAX .*unescaped output/],
    ['raw output, another way', '<p role="small">{{& caption}}</p>', /^TEMPLATE_SYNTAX .*unescaped output/],
    ['a decorator', '{{#*inline "x"}}{{/inline}}', /^TEMPLATE_SYNTAX .*DecoratorBlock is not allowed/],
    [
      'a part with a block',
      '{{#>parts/timeline}}{{/parts/timeline}}',
      /^TEMPLATE_SYNTAX .*PartialBlockStatement is not allowed/,
    ],
    [
      'a part with values',
      '<figure chart="timeline" alt="x">{{> parts/x y=this}}</figure>',
      /^TEMPLATE_SYNTAX .*a part takes one field and nothing else/,
    ],
    ['an item with a name', '{{#each entries as |one|}}{{/each}}', /^TEMPLATE_SYNTAX .*an item cannot be given a name/],
    ['a script', '<script>alert(1)</script>', /^TEMPLATE_TAG .*there is no tag <script>/],
    [
      'a link that runs a program',
      '<p role="small"><a href="javascript:alert(1)">x</a></p>',
      /^TEMPLATE_TAG .*is not of the web/,
    ],
    [
      'two hundred blocks in each other',
      `${'{{#if chart}}'.repeat(200)}${'{{/if}}'.repeat(200)}`,
      /^TEMPLATE_SYNTAX .*nested more than 24 deep/,
    ],
    [
      'fifty thousand blocks in each other',
      `${'{{#if chart}}'.repeat(14_000)}`,
      /^TEMPLATE_SYNTAX .*nested more than 24 deep/,
    ],
    ['a long run of braces', '{'.repeat(190_000), /^TEMPLATE_SYNTAX/],
    ['a long run of tags', '<'.repeat(190_000), /^TEMPLATE_TAG/],
    ['a long run of quotes', `<p ${'"'.repeat(190_000)}`, /^TEMPLATE_TAG .*<p is not closed/],
    ['a template of 200 001 signs', ' '.repeat(200_001), /^TEMPLATE_SYNTAX .*longer than 200000 characters/],
  ])('is refused when it is read: %s', async (_, content, message) => {
    put('parts/x.hbs', '<soft>x</soft>');
    put('parts/timeline.hbs', content);
    const began = Date.now();
    const found = await refusals();
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(message);
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test('two parts that stand within each other', async () => {
    put('parts/timeline.hbs', '{{> parts/recent-table}}');
    put('parts/recent-table.hbs', '{{> parts/timeline}}');
    expect(await refusals()).toEqual([
      'TEMPLATE_ENDLESS parts/recent-table.hbs, line 1: a part stands within itself: parts/timeline.hbs → parts/recent-table.hbs → parts/timeline.hbs',
    ]);
  });

  test('that doubles at every step is given up, soon', async () => {
    // 8^9 pieces, a hundred million.
    for (let i = 0; i < 9; i++) put(`parts/x${i}.hbs`, `{{> parts/x${i + 1}}}`.repeat(8));
    put('parts/x9.hbs', '<soft>x</soft>');
    change('parts/timeline.hbs', '{{caption}}', '{{> parts/x0}}');
    const began = Date.now();
    expect(await refusals()).toEqual([expect.stringMatching(/^TEMPLATE_ENDLESS .*more than 400000 pieces/)]);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('of parts within parts without end is refused', async () => {
    for (let i = 0; i < 2000; i++) put(`parts/x${i}.hbs`, `{{> parts/x${i + 1}}}`);
    put('parts/x2000.hbs', '<soft>x</soft>');
    change('parts/timeline.hbs', '{{caption}}', '{{> parts/x0}}');
    expect(await refusals()).toEqual([expect.stringMatching(/^TEMPLATE_ENDLESS .*more than 12 deep/)]);
  });

  test('that loops over loops is given up, soon', async () => {
    const opened = Array.from({ length: 6 }, (_, i) => `{{#each ${'../'.repeat(i)}rows}}`).join('');
    const loops = `<p role="small">${opened}x${'{{/each}}'.repeat(6)}</p>`;
    change('parts/chronology.hbs', '<table', `${loops}<table`);
    const began = Date.now();
    expect(await refusals()).toEqual([
      expect.stringMatching(
        /^TEMPLATE_ENDLESS parts\/chronology\.hbs, line \d+: the brief has more than 400000 pieces/,
      ),
    ]);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('with words by the hundred thousand is refused, soon', async () => {
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`word number ${i}`, 'x']));
    change('words/en.json', '{\n  "months"', `{\n${JSON.stringify(many).slice(1, -1)},\n  "months"`);
    change('products/one-page.json', '"sections": [', `"sections": [\n${'{},'.repeat(90_000)}`);
    const began = Date.now();
    const found = await refusals();
    expect(found.length).toBeGreaterThan(100);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('cannot name a file outside the folder', async () => {
    change('parts/key-facts.hbs', '{{> parts/key-facts-table}}\n</entry>', '{{> ../../package}}\n</entry>');
    expect((await refusals())[0]).toMatch(/^TEMPLATE_SYNTAX/);
  });
});
