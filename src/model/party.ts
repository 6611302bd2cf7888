// In: nothing. Out: a party as the gazetteer knows it: names and grammar in both languages, aliases, members.

import type { Language, PartyCode } from './fact.ts';

/** How a name behaves in a sentence. */
export interface PartyName {
  /** `Canada`, `United States`, `Chine`: without article. */
  name: string;
  /** With its article as it stands in running text: `Canada`, `the United States`, `la Chine`, `les États-Unis`, `l’OTAN`, `Israël`. */
  full: string;
  /** Adjective: `Canadian`, `canadien`. Masculine singular in French. Null where there is none in use. */
  adjective: string | null;
  /** French grammar; English uses `number` alone. */
  gender: 'm' | 'f';
  number: 'singular' | 'plural';
}

/** A state or an organisation. */
export interface Party {
  /** ISO 3166-1 alpha-3, or the usual abbreviation of an organisation. */
  code: PartyCode;
  /** ISO 3166-1 alpha-2; null for organisations. */
  alpha2: string | null;
  kind: 'state' | 'organisation';
  names: Record<Language, PartyName>;
  /** Further names people type, both languages: `PRC`, `the States`, `Royaume-Uni`. */
  aliases: string[];
  /** Codes of the members of an organisation; empty for states. */
  members: PartyCode[];
}

/** Every party, by code. */
export type Gazetteer = ReadonlyMap<PartyCode, Party>;
