// In: the text of templates/style/letterhead.json, and the logo it names. Out: what stands at the top of the first page, in either language. Every
// mistake is told with line, column and what was expected; a logo that is none, is damaged or too large, with what is wrong with it.

import type { Letterhead, Logo } from '../../model/doc.ts';
import { LANGUAGES, type Language, type Localized } from '../../model/fact.ts';
import { Form } from '../../model/form.ts';
import { isUnfit, type Picture, readPicture } from '../../model/picture.ts';
import type { Json } from '../../model/placed.ts';
import { type Problem, problem } from '../../model/problem.ts';

/** In points: what can be seen, and what leaves room for the brief. */
const HEIGHT = { least: 12, most: 144 };
/** Widest logo, in points: the measure of a page. */
const WIDTH = 480;
/** Most lines beside it. */
const LINES = 6;
/** Largest file, in bytes: it travels in every brief. */
const BYTES = 500_000;

/**
 * Reads the letterhead.
 * @param read bytes of a file below `style/`; null where there is none.
 * @param problems takes what is wrong with it.
 * @returns null where there is nothing to print.
 */
export function readLetterhead(
  text: string,
  read: (path: string) => Uint8Array | null,
  problems: Problem[],
): Record<Language, Letterhead | null> {
  const form = new Form('style/letterhead.json', text, 'TEMPLATE_VALUE');
  const whole = form.fields(form.root, [], ['logo', 'lines']);
  const lines = form.fields(whole.lines, ['lines'], LANGUAGES);
  const texts = { en: linesOf(form, lines.en, 'en'), fr: linesOf(form, lines.fr, 'fr') };
  if ((texts.en.length === 0) !== (texts.fr.length === 0))
    form.say(['lines', texts.en.length === 0 ? 'en' : 'fr'], 'no line', 'write it in both languages');
  const logo = whole.logo === null ? null : logoOf(form, whole.logo, read);
  problems.push(...form.problems);
  const of = (language: Language): Letterhead | null =>
    texts[language].length === 0 && !logo
      ? null
      : { lines: texts[language], logo: logo && { ...logo.logo, alt: logo.alt[language] } };
  return { en: of('en'), fr: of('fr') };
}

function linesOf(form: Form, value: Json | undefined, language: Language): string[] {
  const list = form.list(value, ['lines', language], 'a list of lines');
  if (list.length > LINES) form.say(['lines', language], `${list.length} lines`, `write at most ${LINES}`);
  return list.map((line, i) => form.text(line, ['lines', language, i], 'a line of text'));
}

function logoOf(
  form: Form,
  value: Json | undefined,
  read: (path: string) => Uint8Array | null,
): { logo: Omit<Logo, 'alt'>; alt: Localized } | null {
  const { file, height, alt } = form.fields(value, ['logo'], ['file', 'height', 'alt']);
  const said = form.fields(alt, ['logo', 'alt'], LANGUAGES);
  const wanted = 'what the logo shows, for whoever cannot see it';
  const alternatives = {
    en: form.text(said.en, ['logo', 'alt', 'en'], wanted),
    fr: form.text(said.fr, ['logo', 'alt', 'fr'], wanted),
  };
  const tall = form.number(
    height,
    ['logo', 'height'],
    `a height from ${HEIGHT.least} to ${HEIGHT.most} points`,
    (n) => n >= HEIGHT.least && n <= HEIGHT.most,
  );
  const path = form.text(file, ['logo', 'file'], 'the name of a file beside this one');
  if (path === '') return null;
  const wrong = (detail: string, suggestion: string) => {
    form.problems.push(
      problem('LOGO_WRONG', { file: path, detail, suggestion }, { file: `style/${path}`, line: 1, column: 1 }),
    );
    return null;
  };
  if (path.split('/').includes('..') || /^([/\\]|[a-z]+:)/i.test(path))
    return wrong('it lies outside the folder', 'put it beside letterhead.json');
  const bytes = read(path);
  if (!bytes) return wrong('there is no such file', 'put it beside letterhead.json');
  if (bytes.length > BYTES) return wrong(`it has ${bytes.length} bytes`, `save it smaller: at most ${BYTES} bytes`);
  const picture = readPicture(bytes);
  if (isUnfit(picture)) return wrong(picture.detail, picture.suggestion);
  const width = widthOf(picture, tall);
  if (width > WIDTH)
    return wrong(
      `at that height it is ${Math.round(width)} points wide`,
      `give it less height: a page has room for ${WIDTH}`,
    );
  return { logo: { picture, width, height: tall }, alt: alternatives };
}

const widthOf = ({ width, height }: Picture, tall: number): number => (tall * width) / height;
