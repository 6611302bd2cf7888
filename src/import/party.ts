// In: the gazetteer. Out: the party that a cell names, in either language, by any of its names, codes or official forms. Refuses a name
// that no party bears, and one that two bear: which of them is meant is for a person to say.

import type { PartyCode } from '../model/fact.ts';
import type { Gazetteer, Party } from '../model/party.ts';
import { type RowProblem, wrong } from './row.ts';

/** Finds parties by name. */
export interface Parties {
  /** The codes that a whole text may mean: none, one, or those that share it. */
  find(text: string): readonly PartyCode[];
  /** The parties that one cell names, in its order, or what is wrong with the first name that is not one party. */
  inCell(field: string, text: string): PartyCode[] | RowProblem;
  party(code: PartyCode): Party | undefined;
}

const built = new WeakMap<Gazetteer, Parties>();

/** Lower case, without accents, marks and leading article. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/['’.]/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(the|le|la|les|l) (?=.)/, '')
    .replace(/\bsainte?\b/g, (word) => (word === 'saint' ? 'st' : 'ste'))
    .replace(/\b(and|et)\b/g, '&');
}

/** Forms by which treaty registers call a state whose short name the gazetteer has. */
const FORMAL =
  /^(?:(?:government|gouvernement) (?:of|de|du|des|d)(?: the| la| l)? )?(?:(?:federal|federative|democratic|islamic|socialist|bolivarian|plurinational|united|arab|peoples?|people s|co operative|cooperative|oriental|hellenic|independent) )*(?:republic|kingdom|state|states|commonwealth|principality|sultanate|union|federation|republique|royaume|etat|principaute|confederation|grand duchy)(?: (?:federale|democratique|islamique|socialiste|populaire|arabe|unie))* (?:of|de|du|des|d)(?: the| la| l)? (.+)$/;
const GOVERNMENT = /^(?:government|gouvernement) (?:of|de|du|des|d)(?: the| la| l)? (.+)$/;

/** The index of a gazetteer; made once for each. */
export function partiesOf(gazetteer: Gazetteer): Parties {
  const known = built.get(gazetteer);
  if (known) return known;
  const forms = new Map<string, PartyCode[]>();
  const codes = new Map<string, PartyCode>();
  const add = (text: string, code: PartyCode) => {
    const key = folded(text);
    const there = forms.get(key);
    if (!there) forms.set(key, [code]);
    else if (!there.includes(code)) there.push(code);
  };
  for (const party of gazetteer.values()) {
    codes.set(party.code, party.code);
    if (party.alpha2 && !codes.has(party.alpha2)) codes.set(party.alpha2, party.code);
    for (const { name, full } of Object.values(party.names)) for (const text of [name, full]) add(text, party.code);
    // An alias in lower case is an adjective: it names no party in a cell of its own.
    for (const alias of party.aliases) if (!/^\p{Ll}/u.test(alias)) add(alias, party.code);
  }
  const find = (text: string): readonly PartyCode[] => {
    const typed = text.trim();
    const code = codes.get(typed) ?? codes.get(typed.toUpperCase());
    if (code !== undefined && (typed.length > 2 || typed === typed.toUpperCase())) return [code];
    const key = folded(typed);
    const exact = forms.get(key);
    if (exact) return exact;
    for (const form of [FORMAL, GOVERNMENT]) {
      const short = form.exec(key)?.[1];
      const found = short === undefined ? undefined : forms.get(short);
      if (found) return found;
    }
    // “Iran (Islamic Republic of)”, “Netherlands (Kingdom of the)”: what stands in brackets is the form of the state.
    const before = /^([^()]+)\([^()]*\)$/.exec(typed)?.[1];
    const found = before === undefined ? undefined : forms.get(folded(before));
    if (found) return found;
    // “United Kingdom of Great Britain and Northern Ireland”.
    const kingdom = /^(.+?) (?:of|de) /.exec(key)?.[1];
    return (kingdom === 'united kingdom' || kingdom === 'royaume uni' ? forms.get(kingdom) : undefined) ?? [];
  };
  // A file names few parties, many times.
  const told = new Map<string, readonly PartyCode[]>();
  const remembered = (text: string): readonly PartyCode[] => {
    const before = told.get(text);
    if (before) return before;
    const codes = find(text);
    if (told.size > 5000) told.clear();
    if (text.length < 200) told.set(text, codes);
    return codes;
  };
  const parties: Parties = {
    find: remembered,
    party: (code) => gazetteer.get(code),
    inCell: (field, text) => inCell(remembered, field, text),
  };
  built.set(gazetteer, parties);
  return parties;
}

/** Ways in which a cell separates several parties, tried only where the whole is no name; `Bosnia and Herzegovina` stays one. */
const SEPARATORS = [/\s*[;|\n]\s*/, /\s*,\s*(?:and |et )?/, /\s+(?:and|et|&)\s+|\s*,\s*/, /\s*[/–—]\s*/, /\s*-\s*/];

function inCell(find: Parties['find'], field: string, text: string): PartyCode[] | RowProblem {
  const whole = find(text);
  if (whole.length === 1) return [...whole];
  let first: string | null = whole.length > 1 ? text : null;
  if (first === null) {
    for (const separator of SEPARATORS) {
      const names = text.split(separator).filter((name) => name.trim() !== '');
      if (names.length < 2) continue;
      const found = names.map((name) => ({ name, codes: find(name) }));
      if (found.every(({ codes }) => codes.length === 1)) return [...new Set(found.flatMap(({ codes }) => codes))];
      if (found.some(({ codes }) => codes.length > 0))
        first ??= found.find(({ codes }) => codes.length !== 1)?.name ?? null;
    }
  }
  const name = first ?? text;
  const codes = find(name);
  return codes.length > 1
    ? wrong(field, 'AMBIGUOUS_PARTY', name, `one of ${codes.join(', ')}`)
    : wrong(field, 'UNKNOWN_PARTY', name, 'a state or organization of the gazetteer, by name or code');
}

/** The parties that a title names as its two sides: “between the Government of Canada and the Republic of Latvia on …”. Empty where it does not. */
export function partiesInTitle(parties: Parties, title: string): PartyCode[] {
  const sides =
    /\b(?:between|entre) (.{2,120}?) (?:and|et) (.{2,120}?)(?= (?:on|for|concerning|regarding|relating|respecting|with respect|to|in|amending|concernant|relatif|relative|sur|portant|pour|en|visant|modifiant)\b|[,;(.]|$)/i.exec(
      title,
    );
  if (!sides) return [];
  const found = [sides[1] ?? '', sides[2] ?? ''].map((name) => parties.find(name));
  return found.every((codes) => codes.length === 1) ? [...new Set(found.flat())] : [];
}
