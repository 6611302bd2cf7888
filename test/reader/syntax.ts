// In: the bytes of a PDF. Out: its objects. Reads what ISO 32000-1, 7 says, and shares nothing with what wrote the file. Refuses what is not
// well formed: an offset that leads nowhere, a stream that does not inflate, a name that never ends.

import { inflateSync } from 'node:zlib';

export class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
export class Ref {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
}
/** An operator of a content stream. */
export class Operator {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
/** Strings are bytes, one code unit each. */
export type Value = null | boolean | number | string | Name | Ref | Operator | Value[] | Dict | Stream;
export type Dict = Map<string, Value>;
export class Stream {
  readonly dict: Dict;
  readonly bytes: Uint8Array;
  constructor(dict: Dict, bytes: Uint8Array) {
    this.dict = dict;
    this.bytes = bytes;
  }
}

const SPACE = ' \t\n\r\f\0';
const END = `${SPACE}()<>[]{}/%`;

/** Reads values one after the other from text in which every byte is one code unit. */
export class Lexer {
  at: number;
  private readonly text: string;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  skip(): void {
    for (;;) {
      while (this.at < this.text.length && SPACE.includes(this.text[this.at] as string)) this.at++;
      if (this.text[this.at] !== '%') return;
      while (this.at < this.text.length && !'\r\n'.includes(this.text[this.at] as string)) this.at++;
    }
  }

  get done(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  value(): Value {
    this.skip();
    const c = this.text[this.at];
    if (c === undefined) throw new Error('the file ends in the middle of a value');
    if (c === '/') return new Name(this.name());
    if (c === '(') return this.literal();
    if (this.text.startsWith('<<', this.at)) return this.dict();
    if (c === '<') return this.hex();
    if (c === '[') return this.array();
    const word = this.word();
    if (word === '') throw new Error(`unexpected ${JSON.stringify(c)} at ${this.at}`);
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) return this.numberOrRef(word);
    if (word === 'true' || word === 'false') return word === 'true';
    return word === 'null' ? null : new Operator(word);
  }

  private word(): string {
    const from = this.at;
    while (this.at < this.text.length && !END.includes(this.text[this.at] as string)) this.at++;
    return this.text.slice(from, this.at);
  }

  private name(): string {
    this.at++;
    return this.word().replace(/#([0-9a-fA-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  }

  private numberOrRef(word: string): Value {
    const found = /^\s+\d+\s+R(?![^\s()<>[\]{}/%])/.exec(this.text.slice(this.at, this.at + 16));
    if (!found || !/^\d+$/.test(word)) return Number(word);
    this.at += found[0].length;
    return new Ref(Number(word));
  }

  private literal(): string {
    let out = '';
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      let c = this.text[this.at] as string;
      if (c === '\\') {
        const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at + 1, this.at + 4));
        if (octal) {
          this.at += octal[0].length;
          out += String.fromCharCode(Number.parseInt(octal[0], 8) & 255);
          continue;
        }
        c = this.text[++this.at] as string;
        out += { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': '' }[c] ?? c;
        continue;
      }
      if (c === '(' && depth++ === 0) continue;
      if (c === ')' && --depth === 0) {
        this.at++;
        return out;
      }
      out += c;
    }
    throw new Error('a string never ends');
  }

  private hex(): string {
    const to = this.text.indexOf('>', this.at);
    const digits = this.text.slice(this.at + 1, to).replace(/\s/g, '');
    if (to < 0 || /[^0-9a-fA-F]/.test(digits)) throw new Error(`no hexadecimal string at ${this.at}`);
    this.at = to + 1;
    return Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex').toString('latin1');
  }

  private array(): Value[] {
    const out: Value[] = [];
    for (this.at++; ; out.push(this.value())) {
      this.skip();
      if (this.text[this.at] !== ']') continue;
      this.at++;
      return out;
    }
  }

  private dict(): Dict {
    const out: Dict = new Map();
    for (this.at += 2; ; ) {
      this.skip();
      if (this.text.startsWith('>>', this.at)) {
        this.at += 2;
        return out;
      }
      if (this.text[this.at] !== '/') throw new Error(`a dictionary has no key at ${this.at}`);
      const key = this.name();
      if (out.has(key)) throw new Error(`a dictionary has ${key} twice`);
      out.set(key, this.value());
    }
  }
}

/** All objects of a file, by number. */
export class Objects {
  readonly trailer: Dict;
  private readonly text: string;
  private readonly places = new Map<number, { offset: number } | { stream: number; index: number }>();
  private readonly found = new Map<number, Value>();

  constructor(bytes: Uint8Array) {
    this.text = Buffer.from(bytes).toString('latin1');
    const start = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(this.text.slice(-64));
    if (!start) throw new Error('the file does not end with startxref');
    const table = this.at(Number(start[1])).value;
    if (!(table instanceof Stream)) throw new Error('startxref leads to no cross-reference stream');
    this.trailer = table.dict;
    const [kind = 0, where = 0, index = 0] = list(table.dict.get('W')) as number[];
    const rows = inflated(table);
    const field = (at: number, width: number) => {
      let n = 0;
      for (let i = 0; i < width; i++) n = n * 256 + (rows[at + i] as number);
      return n;
    };
    for (let id = 0, at = 0; at < rows.length; id++, at += kind + where + index) {
      const what = field(at, kind);
      const first = field(at + kind, where);
      if (what === 1) this.places.set(id, { offset: first });
      else if (what === 2) this.places.set(id, { stream: first, index: field(at + kind + where, index) });
    }
  }

  /** Numbers of all objects. */
  ids(): number[] {
    return [...this.places.keys()];
  }

  /** The object itself where a value refers to one. A reference to nothing is an error. */
  get(value: Value | undefined): Value {
    if (!(value instanceof Ref)) return value ?? null;
    const known = this.found.get(value.id);
    if (known !== undefined) return known;
    const place = this.places.get(value.id);
    if (!place) throw new Error(`object ${value.id} is referred to and is not there`);
    const object = 'offset' in place ? this.direct(value.id, place.offset) : this.packed(value.id, place);
    this.found.set(value.id, object);
    return object;
  }

  dict(value: Value | undefined): Dict {
    const found = this.get(value);
    if (found instanceof Stream) return found.dict;
    if (found instanceof Map) return found;
    throw new Error('no dictionary where one is wanted');
  }

  list(value: Value | undefined): Value[] {
    return list(this.get(value));
  }

  stream(value: Value | undefined): Stream {
    const found = this.get(value);
    if (found instanceof Stream) return found;
    throw new Error('no stream where one is wanted');
  }

  private direct(id: number, offset: number): Value {
    const object = this.at(offset);
    if (object.id !== id) throw new Error(`object ${id} is said to be at ${offset}, where ${object.id} is`);
    return object.value;
  }

  private at(offset: number): { id: number; value: Value } {
    const lexer = new Lexer(this.text, offset);
    const id = lexer.value();
    lexer.value();
    const obj = lexer.value();
    if (typeof id !== 'number' || !(obj instanceof Operator) || obj.name !== 'obj')
      throw new Error(`no object at ${offset}`);
    const value = lexer.value();
    lexer.skip();
    if (!(value instanceof Map) || !this.text.startsWith('stream', lexer.at)) return { id, value };
    const from = lexer.at + 'stream'.length + (this.text[lexer.at + 6] === '\r' ? 2 : 1);
    const length = this.get(value.get('Length')) as number;
    if (!/^\s*endstream/.test(this.text.slice(from + length, from + length + 16)))
      throw new Error(`stream ${id} is not as long as it says`);
    return { id, value: new Stream(value, Buffer.from(this.text.slice(from, from + length), 'latin1')) };
  }

  private packed(id: number, { stream, index }: { stream: number; index: number }): Value {
    const own = this.stream(new Ref(stream));
    const text = Buffer.from(inflated(own)).toString('latin1');
    const head = new Lexer(text);
    let offset = 0;
    for (let i = 0; i <= index; i++) {
      const number = head.value();
      offset = head.value() as number;
      if (i === index && number !== id) throw new Error(`object ${id} is not at ${index} in stream ${stream}`);
    }
    return new Lexer(text, (own.dict.get('First') as number) + offset).value();
  }
}

const list = (value: Value | undefined): Value[] => {
  if (Array.isArray(value)) return value;
  throw new Error('no array where one is wanted');
};

/** Content of a stream. */
export function inflated(stream: Stream): Uint8Array {
  const filter = stream.dict.get('Filter');
  if (filter === undefined || filter === null) return stream.bytes;
  if (filter instanceof Name && filter.name === 'FlateDecode') return inflateSync(stream.bytes);
  throw new Error('a filter that no file of ours should need');
}

/** Text of a PDF text string: UTF-16 with its mark, else Latin. */
export function textString(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error('no string where one is wanted');
  if (!value.startsWith('\xfe\xff')) return value;
  return Buffer.from(value.slice(2), 'latin1').swap16().toString('utf16le');
}
