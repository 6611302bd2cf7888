// In: the text of data/gazetteer.json. Out: every party by code. Refuses what is no array of whole parties, a code that two have, a
// member that is no party.

import type { PartyCode } from '../model/fact.ts';
import type { Gazetteer, Party } from '../model/party.ts';
import { refuse } from '../model/problem.ts';

const FILE = 'gazetteer.json';

/**
 * Reads the gazetteer: a JSON array of parties, one party a line.
 * @throws ProblemError BAD_RECORD for text that is no such array, two parties of one code, or a member that is no party
 */
export function readGazetteer(json: string): Gazetteer {
  const bad = (line: number, field: string, found: string, expected: string) =>
    refuse('BAD_RECORD', { file: FILE, line, field, found, expected }, { file: FILE, line, field });
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch {
    return bad(1, 'file', 'not JSON', 'a JSON array of parties');
  }
  if (!Array.isArray(list)) return bad(1, 'file', typeof list, 'a JSON array of parties');
  const parties = new Map<PartyCode, Party>();
  for (const [i, item] of list.entries()) {
    const wrong = wrongField(item);
    if (wrong) return bad(i + 2, wrong, 'missing, or of the wrong kind', 'a party: see src/model/party.ts');
    const party = item as Party;
    if (parties.has(party.code)) return bad(i + 2, 'code', party.code, 'a code that no other party has');
    parties.set(party.code, party);
  }
  for (const [i, { members }] of [...parties.values()].entries()) {
    for (const member of members) if (!parties.has(member)) return bad(i + 2, 'members', member, 'the code of a party');
  }
  return parties;
}

/** The first field of a record that a party must have and this one has not. */
function wrongField(item: unknown): string | null {
  const record = (value: unknown): Record<string, unknown> =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
  const party = record(item);
  if (!isText(party.code)) return 'code';
  if (party.alpha2 !== null && !isText(party.alpha2)) return 'alpha2';
  if (party.kind !== 'state' && party.kind !== 'organisation') return 'kind';
  for (const language of ['en', 'fr']) {
    const name = record(record(party.names)[language]);
    const field = (key: string) => `names.${language}.${key}`;
    if (!isText(name.name)) return field('name');
    if (!isText(name.full)) return field('full');
    if (name.adjective !== null && !isText(name.adjective)) return field('adjective');
    if (name.gender !== 'm' && name.gender !== 'f') return field('gender');
    if (name.number !== 'singular' && name.number !== 'plural') return field('number');
  }
  if (!isTexts(party.aliases)) return 'aliases';
  if (!isTexts(party.members)) return 'members';
  return null;
}
