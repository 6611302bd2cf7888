// In: a CAMEO event code, an actor's codes. Out: the PLOVER type and topic, the party. The table is that of the PLOVER project
// (CAMEO2PLOVER-2021.txt, https://github.com/openeventdata/PLOVER), with two deviations that the vocabulary of the facts asks for: 057, signing
// an agreement, is AGREE (there SUPPORT), and 163, embargo and sanctions, is SANCTION (there COERCE). Its DEMAND is our REQUEST. Refuses nothing.

import type { EventType, PartyCode, Topic } from '../model/fact.ts';

/** What a code means: type and topic. */
type Meaning = readonly [EventType, Topic];

/** By the beginning of the code; the longest that fits counts. 01 (statements) and 02 (appeals) are no events in PLOVER. */
const MEANINGS: Record<string, Meaning> = {
  '03': ['AGREE', 'diplomacy'],
  '0311': ['AGREE', 'trade'],
  '0312': ['AGREE', 'defence'],
  '0313': ['AGREE', 'justice'],
  '0314': ['AGREE', 'intelligence'],
  '0331': ['AGREE', 'development'],
  '0332': ['AGREE', 'defence'],
  '0333': ['AGREE', 'development'],
  '0334': ['AGREE', 'security'],
  '0343': ['AGREE', 'human-rights'],
  '0351': ['AGREE', 'human-rights'],
  '0353': ['AGREE', 'justice'],
  '0354': ['AGREE', 'trade'],
  '0356': ['AGREE', 'security'],
  '04': ['CONSULT', 'diplomacy'],
  '05': ['SUPPORT', 'diplomacy'],
  '057': ['AGREE', 'diplomacy'],
  '06': ['COOPERATE', 'diplomacy'],
  '061': ['COOPERATE', 'trade'],
  '062': ['COOPERATE', 'defence'],
  '063': ['COOPERATE', 'justice'],
  '064': ['COOPERATE', 'intelligence'],
  '07': ['AID', 'development'],
  '072': ['AID', 'defence'],
  '074': ['AID', 'security'],
  '075': ['AID', 'migration'],
  '08': ['CONCEDE', 'diplomacy'],
  '0813': ['RETREAT', 'justice'],
  '0814': ['RETREAT', 'justice'],
  '0833': ['CONCEDE', 'human-rights'],
  '084': ['RETREAT', 'justice'],
  '085': ['RETREAT', 'trade'],
  '086': ['RETREAT', 'diplomacy'],
  '0863': ['RETREAT', 'development'],
  '087': ['RETREAT', 'security'],
  '09': ['ACCUSE', 'justice'],
  '092': ['ACCUSE', 'human-rights'],
  '093': ['ACCUSE', 'security'],
  '10': ['REQUEST', 'diplomacy'],
  '1011': ['REQUEST', 'trade'],
  '1012': ['REQUEST', 'defence'],
  '1013': ['REQUEST', 'justice'],
  '1014': ['REQUEST', 'intelligence'],
  '1031': ['REQUEST', 'development'],
  '1032': ['REQUEST', 'defence'],
  '1033': ['REQUEST', 'development'],
  '1034': ['REQUEST', 'security'],
  '1043': ['REQUEST', 'human-rights'],
  '1053': ['REQUEST', 'justice'],
  '1054': ['REQUEST', 'trade'],
  '1056': ['REQUEST', 'security'],
  '11': ['ACCUSE', 'diplomacy'],
  '1121': ['ACCUSE', 'justice'],
  '1122': ['ACCUSE', 'human-rights'],
  '1123': ['ACCUSE', 'security'],
  '1124': ['ACCUSE', 'justice'],
  '1125': ['ACCUSE', 'intelligence'],
  '115': ['ACCUSE', 'justice'],
  '116': ['ACCUSE', 'justice'],
  '12': ['REJECT', 'diplomacy'],
  '1211': ['REJECT', 'trade'],
  '1212': ['REJECT', 'defence'],
  '1213': ['REJECT', 'justice'],
  '1214': ['REJECT', 'intelligence'],
  '122': ['REJECT', 'development'],
  '1222': ['REJECT', 'defence'],
  '1224': ['REJECT', 'security'],
  '1233': ['REJECT', 'human-rights'],
  '1243': ['REJECT', 'justice'],
  '1244': ['REJECT', 'trade'],
  '1246': ['REJECT', 'security'],
  '13': ['THREATEN', 'diplomacy'],
  '1311': ['THREATEN', 'development'],
  '1312': ['THREATEN', 'trade'],
  '137': ['THREATEN', 'security'],
  '138': ['THREATEN', 'security'],
  '14': ['PROTEST', 'diplomacy'],
  '15': ['MOBILIZE', 'defence'],
  '151': ['MOBILIZE', 'security'],
  '153': ['MOBILIZE', 'security'],
  '16': ['SANCTION', 'diplomacy'],
  '162': ['SANCTION', 'development'],
  '1622': ['SANCTION', 'defence'],
  '163': ['SANCTION', 'trade'],
  '1661': ['SANCTION', 'security'],
  '17': ['COERCE', 'justice'],
  '1712': ['ASSAULT', 'security'],
  '1721': ['COERCE', 'human-rights'],
  '1722': ['COERCE', 'human-rights'],
  '174': ['COERCE', 'migration'],
  '175': ['ASSAULT', 'human-rights'],
  '18': ['ASSAULT', 'security'],
  '19': ['ASSAULT', 'security'],
  '191': ['COERCE', 'security'],
  '192': ['COERCE', 'security'],
  '20': ['ASSAULT', 'security'],
};

const found = new Map<string, Meaning | 'no event' | null>();

/** What a CAMEO event code means: type and topic; `no event` for statements and appeals; null for what is no code. */
export function meaningOf(code: string): Meaning | 'no event' | null {
  const known = found.get(code);
  if (known !== undefined) return known;
  const meaning = lookUp(code);
  if (code.length <= 4) found.set(code, meaning);
  return meaning;
}

function lookUp(code: string): Meaning | 'no event' | null {
  if (!/^(0[1-9]|1\d|20)\d{0,2}$/.test(code)) return null;
  if (/^0[12]/.test(code)) return 'no event';
  for (let length = code.length; length >= 2; length--) {
    const meaning = MEANINGS[code.slice(0, length)];
    if (meaning) return meaning;
  }
  return null;
}

/** CAMEO country codes that are not the ISO 3166-1 alpha-3 code of the state. */
const COUNTRIES: Record<string, PartyCode> = { ROM: 'ROU', TMP: 'TLS' };

/** CAMEO codes of known groups that are organizations of the gazetteer (CAMEO.knowngroup.txt). */
const GROUPS: Record<string, PartyCode> = {
  ASN: 'ASEAN',
  CWN: 'COMMONWEALTH',
  EEC: 'EU',
  EFT: 'EFTA',
  GCC: 'GCC',
  GOS: 'G7',
  IMF: 'IMF',
  NAT: 'NATO',
  OAS: 'OAS',
  SCE: 'OSCE',
  UNO: 'UN',
  WBK: 'WORLDBANK',
  WTO: 'WTO',
};

/** Roles in which an actor acts for its state or organization (CAMEO.type.txt): none given, government, military, courts, legislature, police, services. */
const OFFICIAL: ReadonlySet<string> = new Set(['', 'GOV', 'MIL', 'JUD', 'LEG', 'COP', 'SPY', 'IGO']);

/** The party code of an actor by its group and country codes; null where it has neither. */
export function actorOf(country: string, group: string): PartyCode | null {
  return GROUPS[group] ?? (country === '' ? null : (COUNTRIES[country] ?? country));
}

/** Whether an actor of this role acts for its state or organization. */
export const isOfficial = (role: string): boolean => OFFICIAL.has(role);
