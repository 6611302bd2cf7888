// docs/templates.md, carried out as it is written: a department's own copy of the templates, changed step by step, checked, and printed.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, type Draft, openChancery } from '../src/brief.ts';
import { textOf } from '../src/model/doc.ts';
import { LANGUAGES, type Language } from '../src/model/fact.ts';
import { FRAME, SECTIONS, type Shape } from '../src/template/shape.ts';
import { openWorld } from '../src/world.ts';
import { launch } from './command/desk.ts';
import { TODAY } from './house.ts';
import { readPdf } from './reader/reader.ts';

const ROOT = join(import.meta.dirname, '..');
const guide = readFileSync(join(ROOT, 'docs/templates.md'), 'utf8');
const root = mkdtempSync(join(tmpdir(), 'chancery-guide-'));
const home = join(root, 'home');
const own = join(root, 'our-templates');
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Step {
  kind: string;
  body: string;
  /** File named in the text before. */
  named: string;
}

const [, sitting = ''] = /## One sitting\n([\s\S]*?)\n## /.exec(guide) ?? [];
const steps = [...sitting.matchAll(/([^\n]*)\n\n```(\w+)\n([\s\S]*?)\n```/g)].map(
  ([, before = '', kind = '', body = '']): Step => ({ kind, body, named: /`([\w./-]+)`:$/.exec(before)?.[1] ?? '' }),
);

/** Puts the lines with a plus in the place of those with a minus, which must be there once. */
function patch(body: string): void {
  const [head = '', ...lines] = body.split('\n');
  const file = join(own, head.replace('--- ', ''));
  const text = readFileSync(file, 'utf8');
  const side = (sign: string) =>
    lines
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  expect(text.split(side('-')), `${head}: ${side('-')}`).toHaveLength(2);
  writeFileSync(
    file,
    text.replace(side('-'), () => side('+')),
  );
}

/** Carries out one command of the guide; those that go on for ever, and the brief, are carried out below. */
async function command(line: string): Promise<string | null> {
  const words = line.split(' ');
  if (words[0] === 'cp') {
    cpSync(join(ROOT, words.at(-2) ?? ''), join(root, words.at(-1) ?? ''), { recursive: true });
    return null;
  }
  const [, script, folder = ''] = /^npm run (templates:check) (\S+)$/.exec(line) ?? [];
  if (!script) return null;
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts[script]).toBe('node src/launch.js templates check');
  const { stdout, stderr, status } = await launch(['templates', 'check', folder], { cwd: root, home });
  expect(status).toBe(stderr === '' ? 0 : 1);
  return `${stdout}${stderr}`.trim();
}

describe('the worked example', () => {
  let house: Chancery;
  let drafts: Record<Language, Draft>;
  let before: Record<Language, Draft>;

  beforeAll(async () => {
    let said: string | null = null;
    for (const { kind, body, named } of steps) {
      if (kind === 'diff') patch(body);
      else if (kind === 'json') writeFileSync(join(own, named), `${body}\n`);
      else if (kind === 'text') expect(said).toBe(body);
      else said = await command(body);
    }
    const environment = { CHANCERY_HOME: home, CHANCERY_NOW: TODAY };
    const draftsOf = async (chancery: Chancery) => {
      const made = await Promise.all(
        LANGUAGES.map((language) =>
          chancery.draft({ text: 'Canada-China since 2018', product: 'bilateral-note', language }),
        ),
      );
      return { en: made[0], fr: made[1] } as Record<Language, Draft>;
    };
    house = await openChancery(openWorld({ environment: { ...environment, CHANCERY_TEMPLATES: own } }));
    drafts = await draftsOf(house);
    const ours = await openChancery(openWorld({ environment }));
    before = await draftsOf(ours);
    await ours.close();
  }, 120_000);
  afterAll(() => house?.close());

  test('has a step of each kind, and each command was understood', () => {
    const count = (kind: string) => steps.filter((step) => step.kind === kind).length;
    expect(count('diff')).toBeGreaterThan(8);
    expect([count('json'), count('text')]).toEqual([2, 2]);
  });

  test.each(LANGUAGES)('changes what it says it changes: %s', (language) => {
    const { doc } = drafts[language];
    const headings = doc.blocks.flatMap((block) =>
      block.type === 'section' ? block.children.flatMap((b) => (b.type === 'heading' ? [textOf(b.children)] : [])) : [],
    );
    const [threads, ahead] = language === 'en' ? ['State of play', 'Look-ahead'] : ['État des dossiers', 'À venir'];
    expect(headings.indexOf(threads)).toBeGreaterThan(headings.indexOf(ahead));
    expect(headings).toContain(ahead);
    const text = new TextDecoder().decode(house.write(drafts[language], 'markdown').bytes);
    expect(text).toContain(
      language === 'en'
        ? 'Dates are those the governments have announced.'
        : 'Les dates sont celles que les gouvernements ont annoncées.',
    );
    expect(text).toContain('UNCLASSIFIED – DRAFT // NON CLASSIFIÉ – ÉBAUCHE');
    expect(text).toContain(language === 'en' ? 'Department of Examples' : 'Ministère des Exemples');
  });

  test('makes a product of its own, in both languages', async () => {
    for (const language of LANGUAGES) {
      const draft = await house.draft({ text: 'Canada-China since 2018', product: 'desk-note', language });
      expect(house.write(draft, 'pdf').pages).toBe(1);
      expect(draft.doc.furniture.header).toContain(language === 'en' ? 'Desk note' : 'Note de pupitre');
    }
  });

  test('and nothing else: the same facts, both languages alike', () => {
    const facts = (draft: Draft) => draft.kept.map(({ fact }) => fact);
    expect(facts(drafts.en)).toEqual(facts(drafts.fr));
    expect(drafts.en.dossier.kept).toEqual(before.en.dossier.kept);
    expect(drafts.en.id).not.toBe(before.en.id);
    expect(house.templates.version).not.toBe('');
  });

  test.each(LANGUAGES)(
    'stands on the page: two pages, the logo with its alternative text, the green: %s',
    (language) => {
      const { bytes, pages } = house.write(drafts[language], 'pdf');
      expect(pages).toBe(2);
      const pdf = readPdf(bytes);
      const [logo] = pdf.elements.filter(({ role }) => role === 'Figure');
      expect(logo?.alt).toBe(
        language === 'en' ? 'A white star on a green disc' : 'Une étoile blanche sur un disque vert',
      );
      const html = new TextDecoder().decode(house.write(drafts[language], 'html').bytes);
      expect(html).toContain(`alt="${logo?.alt}" width="53" height="53"`);
      expect(html).toContain('src="data:image/png;base64,');
      expect(html).toContain('--blue: #1d6b4f');
    },
  );
});

describe('the reference', () => {
  const namesOf = (shape: Shape): string[] => {
    if (typeof shape === 'string') return [];
    if ('list' in shape) return namesOf(shape.list);
    if ('maybe' in shape) return namesOf(shape.maybe);
    return Object.entries(shape.fields).flatMap(([name, inner]) => [name, ...namesOf(inner)]);
  };

  test('names every section and every field that a part has', () => {
    for (const [section, shape] of Object.entries(SECTIONS)) {
      const row =
        guide
          .split('\n')
          .find((line) => line.startsWith(`| \`${section}\``) || line.startsWith(`\`${section}\` has`)) ?? '';
      expect(row, section).not.toBe('');
      // What a picture has is said once, of the timeline.
      const own = namesOf(shape).filter((name) => !['alt', 'caption'].includes(name) || section === 'timeline');
      expect(
        own.filter((name) => !row.includes(`\`${name}\``)),
        section,
      ).toEqual([]);
    }
    expect(namesOf(FRAME).filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  test('is a guide to scripts that there are', () => {
    const known = execFileSync(process.execPath, ['-p', 'Object.keys(require("./package.json").scripts).join(" ")'], {
      cwd: ROOT,
    })
      .toString()
      .trim()
      .split(' ');
    const named = [...guide.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});
