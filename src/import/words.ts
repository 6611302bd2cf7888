// In: the patterns under `machine` in templates/words, and what a row says. Out: the words of facts that no person wrote, in both languages, each
// marked as coded by machine. The patterns are a closed list; a file of words that lacks one is refused (TEMPLATE_WORD).

import {
  EVENT_TYPES,
  type EventType,
  LANGUAGES,
  type Language,
  type Localized,
  type PartyCode,
} from '../model/fact.ts';
import type { Gazetteer, PartyName } from '../model/party.ts';
import { ProblemError, problem, refuse } from '../model/problem.ts';

/** Key of the patterns in templates/words/en.json and fr.json. */
export const MACHINE = 'machine';

/** Patterns for one thing that is told; the slots are `{a}`, `{b}`, `{title}` …, and `[a|ont]` takes the number of `{a}`. */
interface Telling {
  title: string;
  predicate: string;
  noun: string;
}

/** The patterns of one language. */
export interface MachineWords {
  /** Headline of anything coded by machine: `{title}` and the mark. */
  marked: string;
  /** A predicate with the mark that a machine has coded it. */
  told: string;
  /** A sentence of which `{sentence}` is told by news reports that a machine has read. */
  reported: string;
  /** A title that the record has in the other language only. */
  untranslated: string;
  /** Two parties, several, and more than can be named, as the parties of a treaty. */
  between: { two: string; several: string; many: string };
  /** Joins names: `{list} and {last}`. */
  and: string;
  event: Record<EventType, Telling>;
  /** Where treaties are listed, with its article. */
  register: Record<'unts' | 'cts' | 'wikidata', string>;
  treaty: { predicate: string; noun: string; summary: string };
  mission: { opened: Telling; operated: Telling };
  sheet: { subject: string; predicate: string; noun: string };
}

const EVENT_PATHS = EVENT_TYPES.flatMap((type) => ['title', 'predicate', 'noun'].map((key) => `event.${type}.${key}`));
const PATHS = [
  'marked',
  'told',
  'reported',
  'untranslated',
  'and',
  'between.two',
  'between.several',
  'between.many',
  ...['unts', 'cts', 'wikidata'].map((register) => `register.${register}`),
  ...EVENT_PATHS,
  ...['predicate', 'noun', 'summary'].map((key) => `treaty.${key}`),
  ...['opened', 'operated'].flatMap((form) => ['title', 'predicate', 'noun'].map((key) => `mission.${form}.${key}`)),
  ...['subject', 'predicate', 'noun'].map((key) => `sheet.${key}`),
];

/**
 * Takes the patterns out of the words of both languages.
 * @param words the whole of templates/words/en.json and fr.json, parsed
 * @throws ProblemError TEMPLATE_WORD for every pattern that is missing
 */
export function readMachineWords(words: Record<Language, unknown>): Record<Language, MachineWords> {
  const at = (language: Language, path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>(
        (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
        words[language],
      );
  const missing = LANGUAGES.flatMap((language) =>
    PATHS.map((path) => `${MACHINE}.${path}`)
      .filter((key) => typeof at(language, key) !== 'string')
      .map((key) => problem('TEMPLATE_WORD', { language, key })),
  );
  if (missing.length > 0) throw new ProblemError(missing);
  // Every path of it was just seen to hold a text.
  return { en: at('en', MACHINE) as MachineWords, fr: at('fr', MACHINE) as MachineWords };
}

/** Parties by their places in a pattern. */
type Named = Record<string, PartyName>;

/** French contraction and elision of `à` and `de` before a name with or without its article. */
function contracted(preposition: string, name: string): string {
  if (/^les? /.test(name)) {
    const [one, many] = preposition === 'à' ? ['au', 'aux'] : ['du', 'des'];
    return name.startsWith('le ') ? `${one} ${name.slice(3)}` : `${many} ${name.slice(4)}`;
  }
  return preposition === 'de' && /^[aeiouyàâéèêëîïôûh]/i.test(name) ? `d’${name}` : `${preposition} ${name}`;
}

/** A piece of a pattern: text, one of two texts by the number of `{a}`, or a slot. */
type Piece = string | { one: string; many: string } | { slot: string; preposition: string | null; whole: string };

const patterns = new Map<string, readonly Piece[]>();

/** The pieces of a pattern; patterns are few, and each is taken apart once. */
function piecesOf(pattern: string): readonly Piece[] {
  const known = patterns.get(pattern);
  if (known) return known;
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of pattern.matchAll(/\[([^[\]|]*)\|([^[\]|]*)\]|\{(?:(à|de) )?(\p{L}+)\}/gu)) {
    const [whole, one, many, preposition, slot] = found;
    if (found.index > from) pieces.push(pattern.slice(from, found.index));
    if (slot === undefined) pieces.push({ one: one ?? '', many: many ?? '' });
    else pieces.push({ slot, preposition: preposition ?? null, whole });
    from = found.index + whole.length;
  }
  pieces.push(pattern.slice(from));
  patterns.set(pattern, pieces);
  return pieces;
}

/**
 * Fills a pattern. `{a}` is the name of a party with its article, `{A}` without, `{à a}` and `{de a}` contract; a slot that nothing fills stays
 * (`{on}`, the place of the date).
 */
export function fill(pattern: string, named: Named, texts: Record<string, string> = {}): string {
  let filled = '';
  for (const piece of piecesOf(pattern)) {
    if (typeof piece === 'string') filled += piece;
    else if ('one' in piece) filled += named['a']?.number === 'plural' ? piece.many : piece.one;
    else {
      const { slot, preposition, whole } = piece;
      const party = named[slot.toLowerCase()];
      const text = texts[slot] ?? (slot === slot.toLowerCase() ? party?.full : party?.name);
      if (text === undefined) filled += whole;
      else filled += preposition ? contracted(preposition, text) : text;
    }
  }
  return filled;
}

/** The same pattern in both languages. */
export function both(make: (language: Language) => string): Localized {
  return { en: make('en'), fr: make('fr') };
}

/** The first letter raised. */
export const raised = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** Names of parties with their articles, joined as the language joins them. */
export function listed(words: MachineWords, names: readonly string[]): string {
  const last = names[names.length - 1] ?? '';
  if (names.length < 2) return last;
  return words.and.replace('{list}', names.slice(0, -1).join(', ')).replace('{last}', last);
}

/** How a party is called in a language. */
export function nameOf(gazetteer: Gazetteer, code: PartyCode, language: Language): PartyName {
  const party = gazetteer.get(code);
  return party ? party.names[language] : refuse('UNKNOWN_PARTY', { name: code, suggestion: '' });
}

const UNFIT = /[\p{Cc}\u2014{}]|\s\s|^\s|\s$/u;

/** Text that a record may hold: one line, no control character, no dash of the wrong length, no stray space, no brace. */
export function oneLine(text: string): string {
  if (!UNFIT.test(text)) return text;
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/ ?\u2014 ?/g, ' – ')
    .replace(/\{/g, '(')
    .replace(/\}/g, ')')
    .trim();
}
