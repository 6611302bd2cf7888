// In: the words of a command line. Out: a file, a report, a server, and an exit status: 0 done, 2 the request is wrong, 1 anything else. Results go
// to standard output, messages for people to standard error, each with its hint.

import type { Brief, Chancery, Draft } from './brief.ts';
import { didYouMean, exitOf, type Problem, ProblemError, problem, refuse } from './model/problem.ts';
import { FORMATS, type Format, PAPERS, PRODUCTS, type Request } from './model/question.ts';
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
const FLAGS = ['help', 'version'] as const;
const COMMANDS = ['brief', 'serve', 'data', 'schema'] as const;

interface Line {
  words: string[];
  options: Partial<Record<Option, string>>;
  flags: Set<string>;
}

/** Runs one command line. @returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const world = openWorld();
  try {
    const [command = '', ...rest] = args;
    const line = readLine(COMMANDS.includes(command as (typeof COMMANDS)[number]) ? rest : args);
    if (line.flags.has('help')) return print(HELP);
    if (line.flags.has('version')) return print(`chancery ${version(world)}\n`);
    switch (command) {
      case 'serve':
        return await serve(world);
      case 'data':
        return await data(world, line.words);
      case 'schema':
        return await schema(world);
      default:
        return await brief(world, line);
    }
  } catch (error) {
    return report(error, world);
  }
}

function readLine(args: readonly string[]): Line {
  const line: Line = { words: [], options: {}, flags: new Set() };
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    if (!word.startsWith('--')) {
      line.words.push(word);
      continue;
    }
    const [name = '', given] = word.slice(2).split(/=(.*)/s);
    if (FLAGS.includes(name as (typeof FLAGS)[number])) line.flags.add(name);
    else if (OPTIONS.includes(name as Option)) {
      const value = given ?? args[++i];
      if (value === undefined) refuse('MISSING_VALUE', { option: `--${name}` }, { field: name });
      line.options[name as Option] = value;
    } else {
      const all = [...OPTIONS, ...FLAGS].map((o) => `--${o}`);
      refuse('UNKNOWN_OPTION', { value: word, suggestion: didYouMean(word, all, 'see --help') }, { field: name });
    }
  }
  return line;
}

async function brief(world: World, line: Line): Promise<number> {
  const { openChancery } = await import('./brief.ts');
  const { format = 'pdf', output, topics, ...options } = line.options;
  const wanted = format.toLowerCase();
  const known = (FORMATS as readonly string[]).includes(wanted);
  const wrong = known
    ? []
    : [
        problem(
          'UNKNOWN_FORMAT',
          { value: format, suggestion: didYouMean(format, FORMATS, `write ${FORMATS.join(', ')}`) },
          { field: 'format' },
        ),
      ];
  const request: Request = {
    ...(line.words.length > 0 ? { text: line.words.join(' ') } : {}),
    ...options,
    ...(topics === undefined
      ? {}
      : {
          topics: topics
            .split(',')
            .map((t) => t.trim())
            .filter(Boolean),
        }),
  };
  const chancery = await openChancery(world);
  try {
    const draft = await draftOr(chancery, request, wrong);
    const made = chancery.write(draft, wanted as Format);
    const path = output ?? made.fileName;
    if (path === '-') await toStandardOutput(made.bytes);
    else world.write(path, made.bytes);
    (path === '-' ? process.stderr : process.stdout).write(summary(draft, made, path));
    return 0;
  } finally {
    await chancery.close();
  }
}

/** Tells everything that is wrong with a request at once, the format included. */
async function draftOr(chancery: Chancery, request: Request, wrong: Problem[]): Promise<Draft> {
  if (wrong.length === 0) return chancery.draft(request);
  try {
    chancery.ask(request);
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError([...error.problems, ...wrong]);
    throw error;
  }
  throw new ProblemError(wrong);
}

function summary(draft: Draft, made: Brief, path: string): string {
  const found = draft.kept.length + draft.dropped.length;
  const lines = [
    `${path === '-' ? made.fileName : path}`,
    ...(made.pages === null ? [] : [`  pages        ${made.pages}`]),
    `  facts        ${draft.kept.length} used of ${found} found`,
    `  newest fact  ${draft.dossier.newest ?? 'none'}`,
    `  brief        ${draft.id}`,
    ...made.notes.map((note) => `  note         ${note.message} (${note.code})`),
  ];
  return `${lines.join('\n')}\n`;
}

function toStandardOutput(bytes: Uint8Array): Promise<void> {
  return new Promise((done, fail) => process.stdout.write(bytes, (error) => (error ? fail(error) : done())));
}

async function serve(world: World): Promise<number> {
  const [{ openChancery }, { serve: open }] = await Promise.all([import('./brief.ts'), import('./serve/serve.ts')]);
  const chancery = await openChancery(world);
  const host = world.env('HOST') ?? '127.0.0.1';
  const port = Number(world.env('PORT') ?? 4000);
  const server = await open(chancery, {
    host,
    port,
    log: (text) => process.stderr.write(`${text}\n`),
    read: (path) => world.read(path),
  });
  process.stdout.write(`chancery listens on ${server.url}\n`);
  await new Promise<void>((stop) => {
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  await server.close();
  await chancery.close();
  return 0;
}

async function data(world: World, words: readonly string[]): Promise<number> {
  if (words[0] !== 'check')
    refuse('UNKNOWN_COMMAND', { value: `data ${words[0] ?? ''}`, suggestion: 'write data check' });
  const { checkData } = await import('./brief.ts');
  const files = world.dataFiles();
  const { problems } = checkData(files);
  if (problems.length > 0) throw new ProblemError(problems);
  const lines = files.reduce((n, f) => n + f.text.split('\n').filter((l) => l.trim() !== '').length, 0);
  return print(`${lines} lines in ${files.length} files: nothing to mend\n`);
}

async function schema(world: World): Promise<number> {
  const { schemaText } = await import('./serve/serve.ts');
  world.write('schema/chancery.graphql', schemaText());
  return print('schema/chancery.graphql written\n');
}

function version(world: World): string {
  const bytes = world.read('package.json');
  return bytes ? String((JSON.parse(new TextDecoder().decode(bytes)) as { version: string }).version) : '';
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Tells people what went wrong; what we did not foresee is told without its insides, unless CHANCERY_DEBUG is set. */
function report(error: unknown, world: World): number {
  const problems = error instanceof ProblemError ? error.problems : [problem('INTERNAL')];
  for (const p of problems)
    process.stderr.write(`error: ${p.message} (${p.code})\n${p.hint ? `  hint: ${p.hint}\n` : ''}`);
  if (!(error instanceof ProblemError) && world.env('CHANCERY_DEBUG')) console.error(error);
  // One fault of ours outweighs any number of theirs.
  return problems.some((p) => exitOf(p.code) === 1) ? 1 : 2;
}
