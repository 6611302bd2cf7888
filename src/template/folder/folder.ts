// In: a folder of templates. Out: the templates, ready to be filled. Refuses, all at once and each with file, line and column: what is missing, too
// large, no text, no JSON or no template; what asks for fields, words, sections or parts that there are not; a letterhead or a marking that is none.

import { createHash } from 'node:crypto';
import type { Letterhead } from '../../model/doc.ts';
import type { ProductPlan } from '../../model/dossier.ts';
import type { Language } from '../../model/fact.ts';
import type { Markings } from '../../model/marking.ts';
import { isSlip, readPlaced } from '../../model/placed.ts';
import { byPlace, type Problem, ProblemError, problem, refuse } from '../../model/problem.ts';
import type { Product } from '../../model/question.ts';
import { type Filler, fillerOf, readAll } from '../fill.ts';
import { type Typography, typography } from '../typography.ts';
import { readWords, type Words } from '../words.ts';
import { checkFields } from './fields.ts';
import { readLetterhead } from './letterhead.ts';
import { readMarkings } from './markings.ts';
import { readPlans } from './plans.ts';
import { checkWords } from './wording.ts';

/** A folder of templates, read and checked. */
export interface Templates {
  /** First 8 hex digits of the SHA-256 of everything that a template author may change, fonts left out. */
  version: string;
  plans: ReadonlyMap<Product, ProductPlan>;
  words: Record<Language, Words>;
  type: Record<Language, Typography>;
  markings: Markings;
  letterhead: Record<Language, Letterhead | null>;
  filler: Filler;
}

/** Where templates are read from. Paths are below the folder, with slashes. */
export interface Folder {
  /** Text of a file; null where there is none. Refuses one that is too large or no text. */
  text(path: string): string | null;
  /** The same as the release has it: what the program asks for. */
  release(path: string): string | null;
  bytes(path: string): Uint8Array | null;
  /** Names of the files in a folder. */
  list(folder: string): readonly string[];
}

/** Where files of the project are read from. */
interface Place {
  /** The folder that stands in the place of the release's; null: none does. */
  readonly templates: string | null;
  read(path: string): Uint8Array | null;
  /** As the release has it. */
  original(path: string): Uint8Array | null;
  list(folder: string): string[];
}

/** The folder of templates of a world. Refuses one that is none. */
export function folderOf(world: Place): Folder {
  if (world.templates !== null && world.list('templates').length === 0)
    refuse(
      'TEMPLATE_FOLDER',
      {
        path: 'the folder',
        detail: 'there is no such folder, or nothing in it',
        suggestion: 'copy the folder templates of the release there, or unset CHANCERY_TEMPLATES',
      },
      { field: 'CHANCERY_TEMPLATES' },
    );
  const decode = (bytes: Uint8Array | null, path: string): string | null => {
    try {
      return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      const place = { file: path, line: 1, column: 1 };
      const values = { template: path, line: 1, detail: 'it is no text in UTF-8', suggestion: 'save it as UTF-8' };
      return refuse('TEMPLATE_SYNTAX', values, place);
    }
  };
  return {
    text: (path) => decode(world.read(`templates/${path}`), path),
    release: (path) => decode(world.original(`templates/${path}`), path),
    bytes: (path) => world.read(`templates/${path}`),
    list: (path) => world.list(`templates/${path}`),
  };
}

/** Files that every folder of templates has, beside its products and parts. */
const FRAME = [
  'brief.hbs',
  'words/en.json',
  'words/fr.json',
  'markings.json',
  'style/letterhead.json',
  'style/theme.json',
  'style/html.css',
];

/**
 * Reads a folder of templates.
 * @throws ProblemError with everything that is wrong with it, by file, line and column.
 */
export function readTemplates(folder: Folder): Templates {
  const problems: Problem[] = [];
  const read = inFolder(folder, problems);
  if (problems.length > 0 || !read) throw new ProblemError(byPlace(problems));
  return read;
}

function inFolder(folder: Folder, problems: Problem[]): Templates | null {
  const hash = createHash('sha256');
  /** Text of a file that has to be there, with its place in the version. */
  const text = (path: string): string | null => {
    const found = caught(() => folder.text(path), problems);
    if (found === null && !problems.some(({ place }) => place.file === path))
      problems.push(problem('TEMPLATE_MISSING', { name: path }, { file: path, line: 1, column: 1 }));
    hash.update(`${path}\0${found}\0`);
    return found ?? null;
  };
  const [brief, en, fr, levels, head] = FRAME.map(text);
  const sources = new Map<string, string>(brief === undefined || brief === null ? [] : [['brief', brief]]);
  for (const file of folder.list('parts')) {
    const part = file.endsWith('.hbs') ? text(`parts/${file}`) : null;
    if (part !== null) sources.set(`parts/${file.slice(0, -4)}`, part);
  }
  const trees = readAll(sources, problems);
  const asked = checkFields(trees);
  const products = new Map<Product, string>();
  for (const file of folder.list('products')) {
    const json = file.endsWith('.json') ? text(`products/${file}`) : null;
    if (json !== null) products.set(file.slice(0, -'.json'.length), json);
  }
  if (products.size === 0) missing('products/*.json', problems);
  const markings = levels ? readMarkings(levels, problems) : null;
  const letterhead = head
    ? readLetterhead(head, (path) => caught(() => folder.bytes(`style/${path}`), problems), problems)
    : null;
  for (const logo of [letterhead?.en?.logo]) if (logo) hash.update(logo.picture.bytes);
  const version = hash.digest('hex').slice(0, 8);
  if (en && fr) {
    const release = { en: folder.release('words/en.json') ?? en, fr: folder.release('words/fr.json') ?? fr };
    // A product may have its title there.
    const named = [...products.keys()].map((product) => `products.${product}`);
    checkWords({ texts: { en, fr }, release }, asked, named, problems);
  }
  const titles = titlesIn(en);
  const plans = readPlans(products, (product) => titles?.has(product) ?? true, version, problems);
  for (const { sections } of plans.values())
    for (const { section } of sections) if (!sources.has(`parts/${section}`)) missing(`parts/${section}.hbs`, problems);
  if (problems.length > 0 || !en || !fr || !markings || !letterhead) return null;
  const words = { en: readWords('en', en), fr: readWords('fr', fr) };
  return {
    version,
    plans,
    words,
    type: { en: typography(words.en), fr: typography(words.fr) },
    markings,
    letterhead,
    filler: fillerOf(trees, sources),
  };
}

function missing(file: string, problems: Problem[]): void {
  if (!problems.some(({ place }) => place.file === file))
    problems.push(problem('TEMPLATE_MISSING', { name: file }, { file, line: 1, column: 1 }));
}

/** Products for which the words have a title; null where the words cannot be read, of which all has been said. */
function titlesIn(words: string | null | undefined): Set<string> | null {
  const read = readPlaced(words ?? '');
  if (isSlip(read)) return null;
  return new Set(Object.keys(Object(Reflect.get(Object(read.value), 'products'))));
}

/** What reading gives; null where it is refused, which is told. */
function caught<Found>(read: () => Found, problems: Problem[]): Found | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

/** Every text of the templates that may be printed as it stands, for whoever has to see that it can be. */
export function printedWords({ words, markings, letterhead, plans }: Templates): string {
  const labels = markings.flatMap(({ page, part }) => [page.en, page.fr, part.en, part.fr]);
  const lines = [letterhead.en, letterhead.fr].flatMap((one) => one?.lines ?? []);
  const titles = [...plans.values()]
    .flatMap((plan) => [plan, ...plan.sections])
    .flatMap(({ title }) => (title ? [title.en, title.fr] : []));
  return [words.en.all, words.fr.all, ...labels, ...lines, ...titles].join('');
}
