// In: the gazetteer. Out: an index from what people type to the party meant. A form that two parties share leads to neither.

import type { Language, PartyCode } from '../model/fact.ts';
import type { Gazetteer, Party } from '../model/party.ts';
import { CODES_THAT_ARE_WORDS, FRENCH_NAME_WORDS, WORDS } from './grammar.ts';
import { plainForm, type Word, wordsOf } from './words.ts';

/** How a form names a party. `adjective`: naming the party again in this way is no repetition. */
type FormKind = 'name' | 'alias' | 'adjective' | 'code';

interface Form {
  /** The parties it may mean; more than one: it is shared, and means none by itself. */
  codes: PartyCode[];
  kind: FormKind;
  /** The one language that has this form; null where it tells none. */
  language: Language | null;
}

/** A party found in a text, in so many words. */
export interface Named {
  code: PartyCode;
  kind: FormKind;
  language: Language | null;
  length: number;
}

/** The index of a gazetteer. */
export interface Names {
  /** Forms by their folded words, joined by a space. */
  forms: ReadonlyMap<string, Form>;
  /** ISO 3166-1 alpha-2 and the parties' own codes, in capitals, to the party's code. */
  codes: ReadonlyMap<string, PartyCode>;
  /** First word of forms, to the length in words of the longest. */
  longest: ReadonlyMap<string, number>;
}

const LEADING_ARTICLES: ReadonlySet<string> = new Set(['the', 'le', 'la', 'les', 'l']);

const SHORT: ReadonlyMap<string, string> = new Map([
  ['saint', 'st'],
  ['sainte', 'ste'],
]);

const built = new WeakMap<Gazetteer, Names>();

/** The index of a gazetteer; made once for each. */
export function namesOf(gazetteer: Gazetteer): Names {
  const known = built.get(gazetteer);
  if (known) return known;
  const names = index([...gazetteer.values()]);
  built.set(gazetteer, names);
  return names;
}

/** The forms of a party, in order of right: what is the name of one party is not taken from it by the adjective of another. */
const TIERS: readonly ((party: Party) => [text: string, kind: FormKind, language: Language | null][])[] = [
  ({ names: { en, fr } }) => [
    [en.name, 'name', 'en'],
    [fr.name, 'name', 'fr'],
  ],
  ({ aliases }) => aliases.filter((alias) => !isAdjective(alias)).map((alias) => [alias, 'alias', languageOf(alias)]),
  (party) => adjectives(party).map((adjective) => [adjective, 'adjective', null]),
  (party) => adjectives(party).map((adjective) => [`${adjective}s`, 'adjective', null]),
];

/** An alias in lower case is an adjective: « canadienne ». */
const isAdjective = (alias: string): boolean => /^\p{Ll}/u.test(alias);

const languageOf = (alias: string): Language | null =>
  bareWords(alias).some((word) => FRENCH_NAME_WORDS.has(word)) ? 'fr' : null;

const adjectives = ({ names: { en, fr }, aliases }: Party): string[] =>
  [en.adjective, fr.adjective, ...aliases.filter(isAdjective)].filter((text) => text !== null);

function index(parties: readonly Party[]): Names {
  const forms = new Map<string, Form>();
  for (const tier of TIERS) {
    const added = new Map<string, Form>();
    for (const party of parties) {
      for (const [text, kind, language] of tier(party)) {
        for (const key of variants(text)) add(added, key, { codes: [party.code], kind, language });
      }
    }
    for (const [key, form] of added) if (!forms.has(key)) forms.set(key, form);
  }
  const longest = new Map<string, number>();
  for (const key of forms.keys()) {
    const words = key.split(' ');
    const first = words[0] ?? '';
    longest.set(first, Math.max(words.length, longest.get(first) ?? 0));
  }
  const alpha2 = parties.flatMap(({ alpha2, code }) => (alpha2 ? [[alpha2, code] as const] : []));
  const codes = new Map([...alpha2, ...parties.map(({ code }) => [code, code] as const)]);
  return { forms, codes, longest };
}

function add(forms: Map<string, Form>, key: string, form: Form): void {
  const there = forms.get(key);
  if (!there) {
    forms.set(key, form);
    return;
  }
  for (const code of form.codes) if (!there.codes.includes(code)) there.codes.push(code);
  if (there.language !== form.language) there.language = null;
}

/** The ways of writing one name, as keys: as it stands, without “and”, with “St” for “Saint”; each without leading article. */
function variants(text: string): Set<string> {
  const words = bareWords(text);
  const withoutAnd = words.filter((word) => word !== 'and' && word !== 'et');
  const ways = withoutAnd.length < words.length ? [words, withoutAnd] : [words];
  return new Set(ways.flatMap((way) => [way.join(' '), way.map((word) => SHORT.get(word) ?? word).join(' ')]));
}

function bareWords(text: string): string[] {
  const words = wordsOf(plainForm(text)).map((word) => word.folded);
  return words.slice(words.length > 1 && LEADING_ARTICLES.has(words[0] ?? '') ? 1 : 0);
}

/** The party named at word `i`, by the longest form; null where none is. `shouting`: the whole text is in capitals. */
export function partyAt(names: Names, words: readonly Word[], i: number, shouting: boolean): Named | null {
  const first = words[i];
  if (!first) return null;
  // “un” is an article before it is the United Nations, unless it is in capitals.
  const isWord = WORDS.en.has(first.folded) || WORDS.fr.has(first.folded);
  const capital = isCapital(first.typed);
  const keys: string[] = [];
  const most = Math.min(names.longest.get(first.folded) ?? 0, words.length - i);
  for (let n = 0; n < most; n++) keys.push([...keys.slice(-1), words[i + n]?.folded].join(' '));
  for (let length = keys.length; length >= 1; length--) {
    const form = names.forms.get(keys[length - 1] ?? '');
    const [code, ...others] = form?.codes ?? [];
    if (!form || !code || others.length > 0 || (length === 1 && isWord && !capital)) continue;
    return { code, kind: form.kind, language: form.language, length };
  }
  const code = names.codes.get(first.typed.toUpperCase());
  if (!code) return null;
  const mayBeLower = first.folded.length > 2 && !isWord && !CODES_THAT_ARE_WORDS.has(first.folded);
  const counts = capital ? !(isWord && shouting) : mayBeLower;
  return counts ? { code, kind: 'code', language: null, length: 1 } : null;
}

const isCapital = (typed: string): boolean => typed === typed.toUpperCase() && typed !== typed.toLowerCase();

/** The parties that a whole text may mean, by code, name or alias: none, one, or those that share the form. */
export function partiesOf(names: Names, text: string): readonly PartyCode[] {
  const code = names.codes.get(text.trim().toUpperCase());
  return code ? [code] : (names.forms.get(bareWords(text).join(' '))?.codes ?? []);
}
