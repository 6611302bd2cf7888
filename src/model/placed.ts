// In: JSON as a person writes it. Out: its value, and where in the text each part of it stands, by line and column. What is no JSON is told, not
// thrown: where it ends to be JSON, what stands there and what should.

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A place in a text; both count from 1. */
export interface Spot {
  line: number;
  column: number;
}

/** A text in which something stands where it should not. */
export interface Slip extends Spot {
  detail: string;
  suggestion: string;
}

type Path = readonly (string | number)[];

/** JSON that knows where it stands. */
export interface Placed {
  value: Json;
  /** Where the value at a path stands, by its key; where there is none, the nearest value around it that there is. */
  at(path: Path): Spot;
}

/** Deepest nesting accepted. */
const DEEPEST = 32;

/** Reads JSON (RFC 8259). A key that stands twice in one object is a slip: one of the two would be lost. */
export function readPlaced(text: string): Placed | Slip {
  const scan = new Scan(text);
  try {
    scan.whole();
  } catch (slip) {
    if (!(slip instanceof Stop)) throw slip;
    return { ...spotOf(text, slip.offset), detail: slip.detail, suggestion: slip.suggestion };
  }
  return {
    value: JSON.parse(text) as Json,
    at(path) {
      for (let length = path.length; length > 0; length--) {
        const offset = scan.offsets.get(keyOf(path.slice(0, length)));
        if (offset !== undefined) return spotOf(text, offset);
      }
      return { line: 1, column: 1 };
    },
  };
}

export const isSlip = (read: Placed | Slip): read is Slip => 'detail' in read;

/** Line and column of an offset. */
export function spotOf(text: string, offset: number): Spot {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++;
  return { line, column: offset - start + 1 };
}

const keyOf = (path: Path): string => path.join('\u0000');

class Stop {
  readonly offset: number;
  readonly detail: string;
  readonly suggestion: string;
  constructor(offset: number, detail: string, suggestion: string) {
    this.offset = offset;
    this.detail = detail;
    this.suggestion = suggestion;
  }
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/** One pass over a text, noting where each value stands. */
class Scan {
  readonly offsets: Map<string, number> = new Map();
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): void {
    this.value([], 0);
    this.space();
    if (this.at < this.text.length) throw this.stop('stands after the end', 'remove it, or put it inside the braces');
  }

  private value(path: Path, depth: number): void {
    this.space();
    if (depth > DEEPEST) throw this.stop('is nested too deep', `nest at most ${DEEPEST} levels`);
    if (path.length > 0 && !this.offsets.has(keyOf(path))) this.offsets.set(keyOf(path), this.at);
    const sign = this.text[this.at];
    if (sign === '{') this.object(path, depth);
    else if (sign === '[') this.list(path, depth);
    else if (sign === '"') this.string();
    else if (!this.match(SCALAR))
      throw this.stop('is no value', 'write a text in double quotes, a number, true, false, null, {…} or […]');
  }

  private object(path: Path, depth: number): void {
    const opened = this.at++;
    const keys = new Set<string>();
    if (this.closes('}')) return;
    do {
      this.space();
      if (this.text[this.at] === '}') throw this.stop('follows a comma', 'remove the comma before it');
      if (this.text[this.at] !== '"') throw this.unfinished(opened, '{', 'is no key', 'write a key in double quotes');
      const start = this.at;
      const key = JSON.parse(this.string()) as string;
      if (keys.has(key)) throw new Stop(start, `“${key}” stands twice`, 'keep one of the two');
      keys.add(key);
      this.offsets.set(keyOf([...path, key]), start);
      this.space();
      if (this.text[this.at] !== ':') throw this.stop('follows a key', 'write a colon between key and value');
      this.at++;
      this.value([...path, key], depth + 1);
    } while (this.another('}', opened, '{'));
  }

  private list(path: Path, depth: number): void {
    const opened = this.at++;
    if (this.closes(']')) return;
    let index = 0;
    do {
      this.space();
      if (this.text[this.at] === ']') throw this.stop('follows a comma', 'remove the comma before it');
      this.value([...path, index++], depth + 1);
    } while (this.another(']', opened, '['));
  }

  /** Whether a comma leads to another entry; otherwise what closes the whole is read. */
  private another(close: string, opened: number, open: string): boolean {
    if (this.closes(close)) return false;
    if (this.text[this.at] !== ',')
      throw this.unfinished(opened, open, 'follows a value', `write a comma before it, or ${close}`);
    this.at++;
    return true;
  }

  private closes(sign: string): boolean {
    this.space();
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private string(): string {
    const start = this.at;
    if (this.match(STRING)) return this.text.slice(start, this.at);
    const line = this.text.slice(start + 1).split('\n', 1)[0] ?? '';
    throw line.includes('"')
      ? new Stop(start, 'a text holds a sign that is not allowed in it', 'write \\\\ for \\ and \\n for a new line')
      : new Stop(start, 'a text is not closed on its line', 'write " at its end');
  }

  private space(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return false;
    this.at += found[0].length;
    return true;
  }

  /** Where the text ends, what was opened is to blame; otherwise what stands here. */
  private unfinished(opened: number, sign: string, detail: string, suggestion: string): Stop {
    if (this.at < this.text.length) return this.stop(detail, suggestion);
    return new Stop(opened, `“${sign}” is not closed`, `write ${sign === '{' ? '}' : ']'} at its end`);
  }

  private stop(detail: string, suggestion: string): Stop {
    const found = /\S{1,20}/y;
    found.lastIndex = this.at;
    const shown = found.exec(this.text)?.[0];
    return shown === undefined
      ? new Stop(this.at, 'the file ends too early', 'complete it')
      : new Stop(this.at, `“${shown}” ${detail}`, suggestion);
  }
}
