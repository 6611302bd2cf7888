// In: pieces of records with a key. Out: the records, pieces of one key joined, each key once. Only so many are held at a time, and the memory of
// what has left is of a fixed size: neither grows with the file. The record that was opened first leaves first. Refuses nothing.

/** How many records are open at a time: further apart, pieces of one record are not joined. */
export const OPEN_RECORDS = 20_000;

/** Keys that are remembered after they have left; four to a set. */
const SETS = 1 << 19;
const WAYS = 4;

/** A memory of keys of fixed size, 16 megabytes. It forgets the oldest; what it says it has seen, it has, but for one in 10^9. */
export class Seen {
  private readonly marks = new Float64Array(SETS * WAYS);

  /** True the first time; false where the key came before. */
  first(key: string): boolean {
    let a = 0x811c9dc5;
    let b = 0x9e3779b9;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
    }
    // 53 bits, never 0: an empty place is 0.
    const mark = (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff) + 1;
    const set = ((b ^ (a >>> 15)) >>> 0) % SETS;
    const marks = this.marks;
    const from = set * WAYS;
    for (let way = 0; way < WAYS; way++) if (marks[from + way] === mark) return false;
    marks.copyWithin(from + 1, from, from + WAYS - 1);
    marks[from] = mark;
    return true;
  }
}

/** A part of a text keeps the whole of it in memory; what is held for later must not keep a piece of the file. */
export const ownCopy = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** Joins what belongs together. */
export class Gather<Value> {
  private readonly open = new Map<string, Value>();
  /** The keys that are open, in a ring: a map finds its first key slowly once many have left it. */
  private readonly ring: string[] = [];
  private oldest = 0;
  private readonly seen = new Seen();
  private readonly join: (into: Value, more: Value) => void;
  private readonly most: number;

  constructor(join: (into: Value, more: Value) => void, most = OPEN_RECORDS) {
    this.join = join;
    this.most = most;
  }

  /** Takes a piece. Returns the record that has to leave for it; null where none has to; `late` where the record of the piece has left. */
  add(key: string, value: Value): Value | 'late' | null {
    const there = this.open.get(key);
    if (there !== undefined) {
      this.join(there, value);
      return null;
    }
    if (!this.seen.first(key)) return 'late';
    this.open.set(key, value);
    if (this.ring.length < this.most) {
      this.ring.push(key);
      return null;
    }
    const leaving = this.ring[this.oldest] ?? '';
    const record = this.open.get(leaving) ?? null;
    this.open.delete(leaving);
    this.ring[this.oldest] = key;
    this.oldest = (this.oldest + 1) % this.most;
    return record;
  }

  /** What is still open, in order; nothing is open afterwards. */
  *close(): Generator<Value> {
    yield* this.open.values();
    this.open.clear();
  }
}
