// In: the bytes of a file that says it is a PDF, from whoever sends it. Out: the data of the brief attached to it. Refuses what is no PDF (NOT_A_BRIEF), one
// that was cut off (PDF_TRUNCATED), one that carries no such data (NOT_OURS). It reads one kind of stream and nothing else of the file: no reference is
// followed, nothing is drawn, and what it inflates is bounded.

import { inflateSync } from 'node:zlib';
import { refuse } from '../../model/problem.ts';

/** Most bytes of the data, inflated. Those of the longest brief there is are a tenth of it. */
const MOST_DATA = 32 * 1024 * 1024;
/** Most attached files looked at. */
const MOST_FILES = 64;
/** Longest dictionary of a stream looked at; ours has 200 bytes. */
const DICTIONARY = 2048;
/** The end of a file must be this near its last byte (ISO 32000-1, annex H, note 18). */
const TAIL = 1024;

/** The JSON attached to a PDF: the first value that `wanted` takes. */
export function attachedJson<Wanted>(bytes: Uint8Array, wanted: (value: unknown) => value is Wanted): Wanted {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.subarray(0, TAIL).includes('%PDF-')) refuse('NOT_A_BRIEF');
  if (!file.subarray(-TAIL).includes('%%EOF')) refuse('PDF_TRUNCATED');
  for (const data of embedded(file)) {
    try {
      const value: unknown = JSON.parse(data.toString('utf8'));
      if (wanted(value)) return value;
    } catch {
      // Another's attachment.
    }
  }
  return refuse('NOT_OURS');
}

/** Content of the streams that are embedded files (ISO 32000-1, 7.11.4). */
function* embedded(file: Buffer): Generator<Buffer> {
  let at = 0;
  for (let n = 0; n < MOST_FILES; n++) {
    at = file.indexOf('/EmbeddedFile', at);
    if (at < 0) return;
    const name = at;
    at += '/EmbeddedFile'.length;
    // The tree of their names.
    if (file[at] === 0x73) continue;
    const opens = file.lastIndexOf(' obj', name);
    const begins = file.indexOf('stream', name);
    if (opens < 0 || begins < 0 || begins - opens > DICTIONARY) continue;
    const dictionary = file.toString('latin1', opens, begins);
    const from = begins + 'stream'.length + (file[begins + 6] === 0x0d ? 2 : 1);
    const given = /\/Length\s+(\d{1,9})(?!\s+\d+\s+R)/.exec(dictionary)?.[1];
    const to = given === undefined ? file.indexOf('endstream', from) : from + Number(given);
    if (to < from || to > file.length) continue;
    const data = inflated(file.subarray(from, to), dictionary);
    if (data) yield data;
  }
}

function inflated(data: Buffer, dictionary: string): Buffer | null {
  if (!/\/Filter\b/.test(dictionary)) return data.length <= MOST_DATA ? data : null;
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?/.test(dictionary)) return null;
  try {
    return inflateSync(data, { maxOutputLength: MOST_DATA });
  } catch {
    return null;
  }
}
