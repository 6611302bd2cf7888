// In: a JSON file that a template author may change. Out: its values, each of the kind that is wanted, and every problem found on the way, with
// file, line and column. Nothing is thrown: what is wrong is told and stands as a value that does no harm until the problems are.

import { isSlip, type Json, type Placed, readPlaced } from './placed.ts';
import { didYouMean, type Problem, type ProblemCode, problem } from './problem.ts';

type Path = readonly (string | number)[];
type Fields<Name extends string> = Record<Name, Json | undefined>;

/** Most problems of one kind told of a file, and most entries that any list of a file needs. */
const MOST = 100;
const LONGEST = 60;

/** A file held to its form. */
export class Form {
  readonly problems: Problem[] = [];
  /** The whole; null where the file is no JSON, which has been told. */
  readonly root: Json;
  private readonly file: string;
  private readonly code: ProblemCode;
  private readonly placed: Placed | null;
  private readonly whole: string;

  /** @param code what a wrong value is told as: its message knows `{template}`, `{line}`, `{field}` and `{found}`, its hint is `{suggestion}`. @param whole what the whole is called */
  constructor(file: string, text: string, code: ProblemCode, whole = 'file') {
    this.whole = whole;
    this.file = file;
    this.code = code;
    const read = readPlaced(text);
    this.placed = isSlip(read) ? null : read;
    this.root = isSlip(read) ? null : read.value;
    if (isSlip(read)) {
      const { line, column, detail, suggestion } = read;
      const place = { file, line, column };
      this.problems.push(problem('TEMPLATE_SYNTAX', { template: file, line, column, detail, suggestion }, place));
    }
  }

  /** Tells of a value that is not what it should be. */
  wrong(path: Path, found: Json | undefined, expected: string): void {
    this.say(path, found === undefined ? 'missing' : short(JSON.stringify(found)), `expected ${expected}`);
  }

  /** The same in words. */
  say(path: Path, found: string, suggestion: string): void {
    // Of a file that is no JSON all has been said.
    if (!this.placed) return;
    const { line, column } = this.placed.at(path);
    const field = path.length === 0 ? this.whole : path.join('.');
    const values = { template: this.file, line, column, field, found, suggestion };
    this.problems.push(problem(this.code, values, { file: this.file, line, column, field }));
  }

  /** The fields of an object; a field that is not among `names` is told, with what may have been meant. `why` may stand anywhere. */
  fields<Name extends string>(value: Json | undefined, path: Path, names: readonly Name[]): Fields<Name> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.wrong(path, value, 'an object');
      return {} as Fields<Name>;
    }
    for (const key of Object.keys(value)) {
      if (this.problems.length > MOST) break;
      if (key === 'why' || names.some((name) => name === key)) continue;
      this.say([...path, key], 'an unknown field', didYouMean(key, names, `one of ${names.join(', ')}`));
    }
    return Object.fromEntries(names.map((name) => [name, own(value, name)])) as Fields<Name>;
  }

  list(value: Json | undefined, path: Path, expected: string): readonly Json[] {
    if (!Array.isArray(value)) {
      this.wrong(path, value, expected);
      return [];
    }
    if (value.length > LONGEST) this.say(path, `${value.length} entries`, `write at most ${LONGEST}`);
    return value.slice(0, LONGEST);
  }

  /** A text that says something, in one line. */
  text(value: Json | undefined, path: Path, expected: string): string {
    if (typeof value === 'string' && value.trim() !== '' && !/\p{Cc}/u.test(value)) return value;
    this.wrong(path, value, expected);
    return '';
  }

  number(value: Json | undefined, path: Path, expected: string, good: (n: number) => boolean): number {
    if (typeof value === 'number' && good(value)) return value;
    this.wrong(path, value, expected);
    return 0;
  }

  /** One of a closed list. */
  oneOf<Value extends string>(value: Json | undefined, path: Path, values: readonly [Value, ...Value[]]): Value {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    const list = `one of ${values.join(', ')}`;
    if (typeof value === 'string') this.say(path, `“${short(value)}”`, didYouMean(value, values, `expected ${list}`));
    else this.wrong(path, value, list);
    return values[0];
  }
}

const own = (value: { [key: string]: Json }, name: string): Json | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
