// In: the path of a JSON file with what only the requester knows. Out: the fields of the request it brings. Refuses a file that cannot be
// read, is too large or is no JSON object, and fields it may not have; what is in them is for `ask` to judge.

import { quote } from './cli-line.ts';
import { PARTICULARS } from './model/particulars.ts';
import { didYouMean, ProblemError, problem, refuse } from './model/problem.ts';
import type { Request } from './model/question.ts';
import type { World } from './world.ts';

/** Most bytes of a file. */
const MOST_BYTES = 262_144;

/** Reads the file of `--with`. */
export async function particularsIn(path: string, world: World): Promise<Request> {
  const text = await textOf(path, world);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('INPUT_NOT_JSON', { path, ...placeIn(text, faultIn(text)) }, { file: path });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('INPUT_NOT_JSON', { path, line: 1, column: 1, detail: 'no object begins here' }, { file: path });
  const unknown = Object.keys(value).filter((name) => !PARTICULARS.some((known) => known === name));
  if (unknown.length > 0) {
    const fallback = `the fields are ${PARTICULARS.join(', ')}`;
    throw new ProblemError(
      unknown.slice(0, 20).map((name) => {
        const suggestion = didYouMean(name, PARTICULARS, fallback);
        return problem('UNKNOWN_FIELD', { value: quote(name), of: path, suggestion }, { field: 'with' });
      }),
    );
  }
  return value;
}

async function textOf(path: string, world: World): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of world.input(path).open()) {
    size += piece.length;
    if (size > MOST_BYTES) refuse('INPUT_TOO_LARGE', { path, most: MOST_BYTES }, { file: path });
    pieces.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    return refuse('INPUT_NOT_JSON', { path, line: 1, column: 1, detail: 'the file is not UTF-8' }, { file: path });
  }
}

const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy;

/** What may stand at a place: a value, the first of an object's names or its end, a name, a colon, a comma or the end. */
type Due = 'value' | 'value or ]' | 'name or }' | 'name' | ':' | ', or }' | ', or ]' | 'end';

/** Where JSON stops being JSON (RFC 8259), in UTF-16 code units, and what was due there. The parser of the platform does not always tell. */
function faultIn(text: string): { at: number; due: Due } {
  const open: ('{' | '[')[] = [];
  let due: Due = 'value';
  let at = 0;
  const after = (): Due => (open.length === 0 ? 'end' : open.at(-1) === '{' ? ', or }' : ', or ]');
  for (;;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const [whole = '', sign, string] = found ?? [];
    const next = nextDue(due, sign ?? (string ? '"' : whole && '0'), open, after);
    if (!next) return { at: at + (/^[ \t\n\r]*/.exec(text.slice(at))?.[0].length ?? 0), due };
    due = next;
    at += whole.length;
  }
}

/** What is due after a token; null where the token was not due. Opens and closes what it opens and closes. */
function nextDue(due: Due, token: string, open: ('{' | '[')[], after: () => Due): Due | null {
  const value = due === 'value' || due === 'value or ]';
  switch (token) {
    case '{':
    case '[':
      if (!value) return null;
      open.push(token);
      return token === '{' ? 'name or }' : 'value or ]';
    case '}':
    case ']':
      if (!due.endsWith(`or ${token}`)) return null;
      open.pop();
      return after();
    case '"':
      if (due === 'name' || due === 'name or }') return ':';
      return value ? after() : null;
    case '0':
      return value ? after() : null;
    case ':':
      return due === ':' ? 'value' : null;
    case ',':
      return due === ', or }' ? 'name' : due === ', or ]' ? 'value' : null;
    default:
      return null;
  }
}

/** Line and column, from 1, of a place in a text, and what stands there. */
function placeIn(
  text: string,
  { at, due }: { at: number; due: Due },
): { line: number; column: number; detail: string } {
  const lines = text.slice(0, at).split('\n');
  const stands = quote(/^\S{0,20}/.exec(text.slice(at))?.[0] ?? '');
  const expected = due === 'end' ? 'nothing more' : due.replace(/^(?=name|value)/, 'a ');
  return {
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    detail: `${stands ? `“${stands}” stands` : 'the file ends'} where ${expected} was expected`,
  };
}
