// In: the words of a command line, and the options it may have; what went wrong. Out: the line as it was meant; messages for people on standard
// error, each with its hint, and the exit status they mean: 2 the request is wrong, 1 anything else. Refuses only a port that is none: what is
// wrong with a line stands in it.

import { PARTICULARS } from './model/particulars.ts';
import { didYouMean, exitOf, nearest, type Problem, ProblemError, problem, refuse } from './model/problem.ts';
import type { World } from './world.ts';

/** What a command line may say beside words. */
export interface Grammar<Option extends string> {
  /** Options with a value. */
  options: readonly Option[];
  /** Options without. */
  flags: readonly string[];
}

export interface Line<Option extends string> {
  words: string[];
  /** The last value of each option. */
  options: Partial<Record<Option, string>>;
  /** Every option with its value, as typed. */
  given: [Option, string][];
  flags: Set<string>;
  problems: Problem[];
  /** No telling which words are the value of an unknown option, and which the request. */
  unclear: boolean;
}

/** Reads the whole line before anything is said of it. An option that is misspelt takes the value of the one it resembles. */
export function readLine<Option extends string>(args: readonly string[], grammar: Grammar<Option>): Line<Option> {
  const line: Line<Option> = { words: [], options: {}, given: [], flags: new Set(), problems: [], unclear: false };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') line.words.push(...rest.splice(0));
    else if (/^(--|-\p{L}$)/u.test(word)) readOption(word === '-h' ? '--help' : word, rest, line, grammar);
    else line.words.push(word);
  }
  return line;
}

function readOption<Option extends string>(
  word: string,
  rest: string[],
  line: Line<Option>,
  { options, flags }: Grammar<Option>,
): void {
  const names = [...options, ...flags].map((name) => `--${name}`);
  const [typed = '', given] = word.split(/=(.*)/s);
  const known = names.includes(typed);
  if (!known) {
    const suggestion = didYouMean(typed, names, 'see --help');
    line.problems.push(problem('UNKNOWN_OPTION', { value: quote(typed), suggestion }, { field: typed }));
  }
  const meant = known ? typed : nearest(typed, names)[0];
  const option = options.find((name) => `--${name}` === meant);
  if (!option) {
    if (known) line.flags.add(typed.slice(2));
    else if (!meant) line.unclear = true;
    return;
  }
  const value = given ?? (rest[0]?.startsWith('--') ? undefined : rest.shift());
  // A variable that a script left empty would quietly ask for something else.
  if (value === undefined || /^[\s,]*$/.test(value))
    line.problems.push(problem('MISSING_VALUE', { option: meant ?? typed }, { field: typed }));
  else {
    line.options[option] = value;
    line.given.push([option, value]);
  }
}

/** A word of the line, short enough for a message. */
export const quote = (word: string): string => {
  const seen = word.replace(/[\p{C}\s]+/gu, ' ').trim();
  return seen.length > 60 ? `${seen.slice(0, 60).trimEnd()}…` : seen;
};

/** Values that fit into a hint. */
const MOST_NAMED = 10;

/** The value that was typed for an option. Refuses what is none of them. */
export function oneOf<Value extends string>(option: string, typed: string, values: readonly Value[]): Value {
  const found = values.find((value) => value.toLowerCase() === typed.toLowerCase());
  return (
    found ??
    refuse('UNKNOWN_VALUE', {
      option: `--${option}`,
      value: quote(typed),
      suggestion: didYouMean(
        typed,
        values,
        values.length > MOST_NAMED ? 'see docs/search.md' : `write ${values.join(' or ')}`,
      ),
    })
  );
}

/** The number of a port. Refuses BAD_PORT. */
export function portOf(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return port <= 65535 ? port : refuse('BAD_PORT', { value: quote(value) }, { field: 'PORT' });
}

/**
 * Tells people what went wrong; what we did not foresee is told without its insides, unless CHANCERY_DEBUG is set.
 * @param options those of the command: a problem with one of them is told with its name
 * @returns the exit status
 */
export function report(error: unknown, world: World, options: readonly string[]): number {
  const problems = error instanceof ProblemError ? error.problems : [problem('INTERNAL')];
  for (const p of problems)
    process.stderr.write(
      `error: ${placeOf(p, options)}${p.message} (${p.code})\n${p.hint ? `  hint: ${p.hint}\n` : ''}`,
    );
  if (!(error instanceof ProblemError) && world.env('CHANCERY_DEBUG')) console.error(error);
  // One fault of ours outweighs any number of theirs.
  return problems.some((p) => exitOf(p.code) === 1) ? 1 : 2;
}

/** The option or the variable that the problem is about, where the message alone would leave people guessing. */
function placeOf({ code, place }: Problem, options: readonly string[]): string {
  const [field = ''] = place.field?.split('.') ?? [];
  const option = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // Fields of a record or a file bear the names of options; their messages name them.
  if (place.file === undefined && !/_RECORD$/.test(code) && options.includes(option)) return `--${option}: `;
  if (PARTICULARS.some((name) => name === field)) return `${place.field}: `;
  return /^[A-Z_]+$/.test(field) ? `${field}: ` : '';
}
