// In: the first bytes of a file. Out: what it holds, seen from its content; its name is not asked. Refuses what is none of the kinds
// (IMPORT_KIND).

import { refuse } from '../model/problem.ts';
import { type Delimiter, delimiterOf, Records } from './csv.ts';
import { Decoder } from './decode.ts';
import { looksLikeGdelt } from './gdelt.ts';
import { KINDS, type Kind } from './row.ts';
import { looksLikeSheet } from './sheet.ts';
import { CTS, looksLikeTreaties, UNTS } from './treaties.ts';
import { SUBJECTS } from './wikidata.ts';

/** How many bytes of a file are enough to know it by. */
export const HEAD = 1 << 16;

/** What a file holds. */
export interface Detected {
  kind: Kind;
  /** What separates its cells; null where it has none. */
  delimiter: Delimiter | null;
}

/**
 * What a file holds.
 * @param head its first bytes, HEAD of them where it has as many
 * @throws ProblemError IMPORT_KIND
 */
export function detect(head: Uint8Array): Detected {
  const decoder = new Decoder();
  let text = '';
  for (const piece of decoder.push(head.subarray(0, HEAD))) text += piece;
  text = withoutMark(text + decoder.end());
  const lines = text.split(/\r?\n/).filter((raw) => raw.trim() !== '' && !raw.startsWith('#'));
  const line = lines[0] ?? '';

  if (line.trimStart().startsWith('{')) {
    const kind = jsonKind(text.trimStart(), line);
    if (kind) return { kind, delimiter: null };
  } else if (lines.slice(0, 10).some(looksLikeGdelt)) return { kind: 'gdelt', delimiter: '\t' };
  else if (line !== '') {
    const delimiter = tableDelimiter(text);
    const records = new Records(delimiter);
    const header = [...records.push(text), ...records.end()].find((unit) => !isSeparatorLine(unit.raw))?.cells ?? [];
    const kind = tableKind(header);
    if (kind) return { kind, delimiter };
  }
  const found = line
    .slice(0, 60)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  return refuse('IMPORT_KIND', { found, kinds: KINDS.join(', ') });
}

/** The byte-order mark that a decoder leaves in place. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** `sep=;`, a line by which spreadsheets tell each other the delimiter. */
export const isSeparatorLine = (line: string): boolean => /^"?sep=[,;\t]"?\r?$/i.test(line);

/** What separates the cells of a table: told by its first line, or counted in its header. */
export function tableDelimiter(text: string): Delimiter {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const told = /^"?sep=([,;\t])/i.exec(lines[0] ?? '')?.[1];
  return told ? (told as Delimiter) : delimiterOf(lines[0] ?? '');
}

/** A document of SPARQL results has its list of bindings, or begins with the list of its variables; JSON Lines have a whole object in a line. */
function jsonKind(text: string, line: string): Kind | null {
  if (/^\{\s*"(head|results)"\s*:/.test(text) && /"(vars|bindings|link)"\s*:/.test(text)) return 'sparql-json';
  return /^\s*\{\s*("|$|\})/.test(line) && !/^\s*\{\s*$/.test(line) ? 'jsonl' : null;
}

function tableKind(header: readonly string[]): Kind | null {
  const names = header.map((name) => name.trim().replace(/^\?/, ''));
  // The variables of our queries; a table with a column `person` of its own has no `position` beside it.
  if (SUBJECTS.some((subject) => names.includes(subject) && names.includes(`${subject}Label`))) return 'sparql-csv';
  if (looksLikeTreaties(UNTS, header)) return 'unts-csv';
  if (looksLikeTreaties(CTS, header)) return 'cts-csv';
  return looksLikeSheet(header) ? 'csv' : null;
}
