// In: the words of a command line. Out: a file, a report, a server, and an exit status: 0 done, 2 the request is wrong, 1 anything else. Results go
// to standard output, messages for people to standard error, each with its hint.

import type { Brief, Chancery, Draft } from './brief.ts';
import { didYouMean, exitOf, nearest, type Problem, ProblemError, problem, refuse } from './model/problem.ts';
import { FORMATS, PAPERS, PRODUCTS, type Request } from './model/question.ts';
import { openWorld, type World } from './world.ts';

const HELP = `chancery – briefing notes from recorded facts

  npm run brief -- "Canada-China since 2018" [options]
  npm start                          serve on 127.0.0.1:4000 (HOST, PORT)
  npm run data:check                 check every line of data/

options of brief
  --language en|fr                   default: the language of the request
  --product ${PRODUCTS.join('|')}
  --pages <n>                        page budget
  --topics trade,consular            only these topics
  --since, --until <date>            2018, 2018-12, 2018-12-01 or "March 2019"
  --paper ${PAPERS.join('|')}
  --format ${FORMATS.join('|')}
  --output <file>                    - for standard output; default: a name made from the request
  --help, --version

exit status: 0 done, 2 the request is wrong, 1 anything else
`;

const OPTIONS = ['language', 'product', 'pages', 'topics', 'since', 'until', 'paper', 'format', 'output'] as const;
type Option = (typeof OPTIONS)[number];
const TYPED = [...OPTIONS, 'help', 'version'].map((name) => `--${name}`);
/** What may be asked besides a brief. */
const COMMANDS = { serve, 'data check': check, schema };
const NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

interface Line {
  words: string[];
  options: Partial<Record<Option, string>>;
  flags: Set<string>;
  problems: Problem[];
  /** No telling which words are the value of an unknown option, and which the request. */
  unclear: boolean;
}

/** Runs one command line. @returns the exit status. */
export async function main(args: readonly string[], world: World = openWorld()): Promise<number> {
  try {
    const line = readLine(args[0] === 'brief' ? args.slice(1) : args);
    if (line.flags.has('help')) await world.print(HELP);
    else if (line.flags.has('version')) await world.print(`chancery ${version(world)}\n`);
    else if (line.unclear) throw new ProblemError(line.problems);
    else if (args[0] === 'brief' || !NAMES.some((name) => beginsAs(name, line))) await brief(world, line);
    else await other(world, line);
    return 0;
  } catch (error) {
    return report(error, world);
  }
}

/** Reads the whole line before anything is said of it. An option that is misspelt takes the value of the one it resembles. */
function readLine(args: readonly string[]): Line {
  const line: Line = { words: [], options: {}, flags: new Set(), problems: [], unclear: false };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') line.words.push(...rest.splice(0));
    else if (/^(--|-\p{L}$)/u.test(word)) readOption(word === '-h' ? '--help' : word, rest, line);
    else line.words.push(word);
  }
  return line;
}

function readOption(word: string, rest: string[], line: Line): void {
  const [typed = '', given] = word.split(/=(.*)/s);
  const known = TYPED.includes(typed);
  if (!known) {
    const suggestion = didYouMean(typed, TYPED, 'see --help');
    line.problems.push(problem('UNKNOWN_OPTION', { value: quote(typed), suggestion }, { field: typed }));
  }
  const meant = known ? typed : nearest(typed, TYPED)[0];
  const option = OPTIONS.find((name) => `--${name}` === meant);
  if (!option) {
    if (known) line.flags.add(typed.slice(2));
    else if (!meant) line.unclear = true;
    return;
  }
  const value = given ?? (rest[0]?.startsWith('--') ? undefined : rest.shift());
  // A variable that a script left empty would quietly ask for another brief.
  if (value === undefined || /^[\s,]*$/.test(value))
    line.problems.push(problem('MISSING_VALUE', { option: meant ?? typed }, { field: typed }));
  else line.options[option] = value;
}

const beginsAs = (name: string, { words }: Line): boolean => name.split(' ')[0] === words[0];

/** Runs a command that takes no options. */
async function other(world: World, line: Line): Promise<void> {
  if (line.problems.length > 0) throw new ProblemError(line.problems);
  const [option] = Object.keys(line.options);
  if (option) refuse('UNKNOWN_OPTION', { value: `--${option}`, suggestion: 'only brief takes it' });
  const typed = line.words.join(' ');
  const name = NAMES.find((known) => beginsAs(known, line));
  if (name !== typed) refuse('UNKNOWN_COMMAND', { value: quote(typed), suggestion: `write ${name}` });
  await COMMANDS[name](world);
}

async function brief(world: World, line: Line): Promise<void> {
  const { openChancery } = await import('./brief.ts');
  const { format = 'pdf', output, topics, ...options } = line.options;
  const wanted = FORMATS.find((name) => name === format.toLowerCase());
  const wrong = [...line.problems];
  if (!wanted) {
    const suggestion = didYouMean(format, FORMATS, `write ${FORMATS.join(', ')}`);
    wrong.push(problem('UNKNOWN_FORMAT', { value: quote(format), suggestion }, { field: 'format' }));
  }
  const listed = topics?.split(',').flatMap((topic) => topic.trim() || []);
  const text = line.words.join(' ');
  const request: Request = { ...options, ...(text ? { text } : {}), ...(listed ? { topics: listed } : {}) };
  const chancery = await openChancery(world);
  try {
    const draft = await draftOr(chancery, request, wrong);
    const made = chancery.write(draft, wanted ?? 'pdf');
    const path = output ?? made.fileName;
    if (path === '-') {
      await world.print(made.bytes);
      process.stderr.write(summary(draft, made, made.fileName));
    } else {
      world.write(path, made.bytes);
      await world.print(summary(draft, made, path));
    }
  } finally {
    await chancery.close();
  }
}

/** Tells everything that is wrong with a request at once: with the line it came in, and with what it asks. */
async function draftOr(chancery: Chancery, request: Request, wrong: Problem[]): Promise<Draft> {
  if (wrong.length === 0) return chancery.draft(request);
  try {
    chancery.ask(request);
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError([...wrong, ...error.problems]);
    throw error;
  }
  throw new ProblemError(wrong);
}

function summary(draft: Draft, made: Brief, path: string): string {
  const found = draft.kept.length + draft.dropped.length;
  const lines = [
    path,
    ...(made.pages === null ? [] : [`  pages        ${made.pages}`]),
    `  facts        ${draft.kept.length} used of ${found} found`,
    `  newest fact  ${draft.dossier.newest ?? 'none'}`,
    `  brief        ${draft.id}`,
    ...made.notes.flatMap(({ message, code, hint }) => [
      `  note         ${message} (${code})`,
      ...(hint ? [`    hint       ${hint}`] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

async function serve(world: World): Promise<void> {
  const [{ openChancery }, { serve: open }] = await Promise.all([import('./brief.ts'), import('./serve/serve.ts')]);
  const host = world.env('HOST') ?? '127.0.0.1';
  const port = portOf(world.env('PORT') ?? '4000');
  const chancery = await openChancery(world);
  const server = await open(chancery, {
    host,
    port,
    log: (text) => process.stderr.write(`${text}\n`),
    read: (path) => world.read(path),
  });
  await world.print(`chancery listens on ${server.url}\n`);
  await new Promise<void>((stop) => {
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  await server.close();
  await chancery.close();
}

function portOf(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return port <= 65535 ? port : refuse('BAD_PORT', { value: quote(value) }, { field: 'PORT' });
}

async function check(world: World): Promise<void> {
  const { checkData } = await import('./brief.ts');
  const files = world.dataFiles();
  const { problems } = checkData(files);
  if (problems.length > 0) throw new ProblemError(problems);
  const lines = files.reduce((n, f) => n + f.text.split('\n').filter((l) => l.trim() !== '').length, 0);
  await world.print(`${lines} lines in ${files.length} files: nothing to mend\n`);
}

async function schema(world: World): Promise<void> {
  const { schemaText } = await import('./serve/serve.ts');
  world.keep('schema/chancery.graphql', schemaText());
  await world.print('schema/chancery.graphql written\n');
}

function version(world: World): string {
  const bytes = world.read('package.json');
  return bytes ? String((JSON.parse(new TextDecoder().decode(bytes)) as { version: string }).version) : '';
}

/** A word of the line, short enough for a message. */
const quote = (word: string): string => {
  const seen = word.replace(/[\p{C}\s]+/gu, ' ').trim();
  return seen.length > 60 ? `${seen.slice(0, 60).trimEnd()}…` : seen;
};

/** Tells people what went wrong; what we did not foresee is told without its insides, unless CHANCERY_DEBUG is set. */
function report(error: unknown, world: World): number {
  const problems = error instanceof ProblemError ? error.problems : [problem('INTERNAL')];
  for (const p of problems)
    process.stderr.write(`error: ${placeOf(p)}${p.message} (${p.code})\n${p.hint ? `  hint: ${p.hint}\n` : ''}`);
  if (!(error instanceof ProblemError) && world.env('CHANCERY_DEBUG')) console.error(error);
  // One fault of ours outweighs any number of theirs.
  return problems.some((p) => exitOf(p.code) === 1) ? 1 : 2;
}

/** The option or the variable that the problem is about, where the message alone would leave people guessing. */
function placeOf({ place }: Problem): string {
  const [field = ''] = place.field?.split('.') ?? [];
  if (OPTIONS.some((option) => option === field)) return `--${field}: `;
  return /^[A-Z_]+$/.test(field) ? `${field}: ` : '';
}
