// In: the words of both languages, those of the release, and the words that templates ask for. Out: every wording that is missing, empty, of another kind
// or called for by nothing, and every slot that a pattern does not get, with file, line and column.

import { LANGUAGES, type Language } from '../../model/fact.ts';
import { isSlip, type Json, type Placed, readPlaced, type Spot } from '../../model/placed.ts';
import { nearest, type Problem, problem } from '../../model/problem.ts';
import { slotsOf } from '../words.ts';
import type { Asked } from './fields.ts';

type Leaf = string | readonly string[];
/** Wordings by their path, which is a list of keys: `["status", "in force"]`. */
type Wordings = Map<string, { path: readonly string[]; value: Leaf }>;

/** Exceptions of one language's grammar have no twin in the other. */
const OPEN = ['pronoun', 'usual'];

/** Most problems told before the search for more is given up. */
const MOST = 200;

export interface WordFiles {
  /** The two files. */
  texts: Record<Language, string>;
  /** The files of the release: what the program asks for. */
  release: Record<Language, string>;
}

/** Checks the words. @param asked what the templates ask for @param also what else may be there @param problems takes what is wrong. */
export function checkWords(
  { texts, release }: WordFiles,
  asked: readonly Asked[],
  also: readonly string[],
  problems: Problem[],
): void {
  const read = { en: fileOf('en', texts.en, problems), fr: fileOf('fr', texts.fr, problems) };
  const wanted = { en: wordingsOf(parsed(release.en)), fr: wordingsOf(parsed(release.fr)) };
  const called = new Set([...asked.map(({ key }) => key), ...also]);
  for (const language of LANGUAGES) {
    const file = read[language];
    if (!file) continue;
    const other = read[language === 'en' ? 'fr' : 'en'];
    missing(file, other, wanted[language], problems);
    for (const { path, value } of file.wordings.values()) {
      if (problems.length > MOST) return;
      wording(file, path, value, wanted, called, problems);
    }
  }
  if (read.en && read.fr) for (const one of read.en.wordings.values()) alike(one, read.en, read.fr, wanted, problems);
  const { en } = read;
  if (en) for (const one of asked) answer(one, en, problems);
}

interface File {
  language: Language;
  name: string;
  placed: Placed;
  wordings: Wordings;
}

function fileOf(language: Language, text: string, problems: Problem[]): File | null {
  const name = `words/${language}.json`;
  const placed = readPlaced(text);
  if (!isSlip(placed)) return { language, name, placed, wordings: wordingsOf(placed.value) };
  const { line, column, detail, suggestion } = placed;
  const place = { file: name, line, column };
  problems.push(problem('TEMPLATE_SYNTAX', { template: name, line, column, detail, suggestion }, place));
  return null;
}

function parsed(text: string): Json {
  const read = readPlaced(text);
  return isSlip(read) ? {} : read.value;
}

function wordingsOf(tree: Json, path: readonly string[] = [], found: Wordings = new Map()): Wordings {
  if (typeof tree === 'string' || (Array.isArray(tree) && tree.every((one) => typeof one === 'string')))
    found.set(path.join('.'), { path, value: tree as Leaf });
  else if (typeof tree === 'object' && tree !== null && !Array.isArray(tree))
    for (const [key, value] of Object.entries(tree)) wordingsOf(value, [...path, key], found);
  return found;
}

const isOpen = (path: readonly string[]): boolean => OPEN.every((key, i) => path[i] === key);

function tell(file: File, path: readonly string[], found: string, suggestion: string, problems: Problem[]): void {
  const { line, column } = file.placed.at(path);
  const values = { template: file.name, line, column, field: path.join('.'), found, suggestion };
  problems.push(problem('TEMPLATE_VALUE', values, { file: file.name, line, column }));
}

function missing(file: File, other: File | null, wanted: Wordings, problems: Problem[]): void {
  const { language, wordings, placed, name } = file;
  const needed = new Map([...wanted, ...(other?.wordings ?? [])]);
  for (const [key, { path }] of needed) {
    if (wordings.has(key) || isOpen(path)) continue;
    const { line, column } = placed.at(path);
    problems.push(problem('TEMPLATE_WORD', { language, key }, { file: name, line, column }));
  }
}

/** One wording by itself, and against that of the release. */
function wording(
  file: File,
  path: readonly string[],
  value: Leaf,
  wanted: Record<Language, Wordings>,
  called: ReadonlySet<string>,
  problems: Problem[],
): void {
  const key = path.join('.');
  const model = wanted[file.language].get(key);
  if (isOpen(path)) return;
  if (!model) {
    if (called.has(key)) return;
    const [near] = nearest(key, wanted[file.language].keys());
    tell(
      file,
      path,
      'nothing asks for it',
      near ? `did you mean ${near}?` : 'remove it, or write {{word}} with it in a template',
      problems,
    );
    return;
  }
  if (typeof value !== typeof model.value) {
    tell(file, path, `a ${kindOf(value)}`, `write a ${kindOf(model.value)}`, problems);
    return;
  }
  if (typeof value !== 'string' && value.length !== model.value.length) {
    tell(file, path, `${value.length} entries`, `write ${model.value.length}`, problems);
    return;
  }
  if (value === '' && model.value !== '') tell(file, path, 'an empty text', 'write a wording', problems);
  const given = new Set([...slotsIn(wanted.en.get(key)?.value), ...slotsIn(wanted.fr.get(key)?.value)]);
  for (const slot of slotsIn(value)) {
    if (given.has(slot)) continue;
    const [near] = nearest(slot, given);
    const list =
      given.size > 0 ? `there are ${[...given].map((one) => `{${one}}`).join(', ')}` : 'nothing is put in here';
    tell(file, path, `nothing fills {${slot}}`, near ? `did you mean {${near}}?` : list, problems);
  }
}

/** Both languages must say the same: slots that the release has in both, or that are an author's own. */
function alike(
  { path, value }: { path: readonly string[]; value: Leaf },
  en: File,
  fr: File,
  wanted: Record<Language, Wordings>,
  problems: Problem[],
): void {
  const key = path.join('.');
  const french = fr.wordings.get(key)?.value;
  if (french === undefined || isOpen(path)) return;
  const differs = (file: File, has: Leaf, lacks: Leaf, model: [Leaf | undefined, Leaf | undefined]) => {
    // What nothing fills has been told.
    const filled = model[0] === undefined ? null : new Set([...slotsIn(model[0]), ...slotsIn(model[1])]);
    const free = new Set(slotsIn(model[0]).filter((slot) => !slotsIn(model[1]).includes(slot)));
    const slot = slotsIn(has).find(
      (one) => !free.has(one) && (filled?.has(one) ?? true) && !slotsIn(lacks).includes(one),
    );
    if (slot !== undefined) tell(file, path, `{${slot}} is missing`, 'both languages say the same', problems);
  };
  const [english, model] = [wanted.en.get(key)?.value, wanted.fr.get(key)?.value];
  differs(fr, value, french, [english, model]);
  differs(en, french, value, [model, english]);
}

/** What a template asks for. */
function answer({ key, slots, at, tell: say }: Asked, en: File, problems: Problem[]): void {
  const value = en.wordings.get(key)?.value;
  const spot: Spot = { line: at.start.line, column: at.start.column + 1 };
  if (value === undefined) {
    const near = nearest(key, en.wordings.keys());
    say(
      'TEMPLATE_SYNTAX',
      spot,
      `there is no wording “${key}”`,
      near[0] ? `did you mean ${near[0]}?` : 'add it to words/en.json and words/fr.json',
    );
  } else if (typeof value !== 'string') say('TEMPLATE_SYNTAX', spot, `“${key}” is a list`, 'ask for a text');
  else if (slots) {
    const unfilled = slotsIn(value).filter((slot) => !slots.includes(slot));
    if (unfilled.length > 0)
      tell(
        en,
        key.split('.'),
        `nothing fills {${unfilled[0]}}`,
        'give it where the template asks for the text',
        problems,
      );
  }
}

const kindOf = (value: Leaf): string => (typeof value === 'string' ? 'text' : 'list of texts');

function slotsIn(value: Leaf | undefined): string[] {
  if (value === undefined) return [];
  return [...new Set((typeof value === 'string' ? [value] : value).flatMap(slotsOf))];
}
