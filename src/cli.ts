// In: the words of a command line. Out: a file, a server, and an exit status: 0 done, 2 the request is wrong, 1 anything else. Results go to
// standard output, messages for people to standard error. The commands on the data are in cli-data.ts, those on templates in cli-templates.ts.

import type { Brief, Chancery, Draft } from './brief.ts';
import { type Line as LineOf, portOf, quote, readLine, report } from './cli-line.ts';
import { didYouMean, type Problem, ProblemError, problem, refuse } from './model/problem.ts';
import { FORMATS, type Format, PAPERS, type Request } from './model/question.ts';
import { openWorld, type World } from './world.ts';

const helpOf = (products: readonly string[]): string => `chancery – briefing notes from recorded facts

  npm run brief -- "Canada-China since 2018" [options]
  npm start                          serve on 127.0.0.1:4000 (HOST, PORT)
  npm run edition -- <command>       list, show, rebuild what was issued; npm run verify -- <file>
  npm run data -- <command>          record, correct, import, export …: npm run data -- --help
  npm run templates:check [folder]   and templates:preview: changing how briefs read and look

options of brief
  --language en|fr                   default: the language of the request
  --product <name>                   ${products.join(', ')}
  --pages <n>                        page budget
  --topics trade,consular            only these topics
  --since, --until <date>            2018, 2018-12, 2018-12-01 or "March 2019"
  --as-of <date>                     what was known at the end of that day
  --with <file>                      JSON: the meeting, committee, trip or delta that only you know of
  --drafts                           also facts that no person has reviewed, marked where they appear
  --paper ${PAPERS.join('|')}
  --marking <level>                  at least this protection: protected-a …
  --format ${FORMATS.join('|')}
  --output <file>                    - for standard output; default: a name made from the request
  --delta <edition|date>             what has changed since: B0001-2, 2026-06-30
  --issue                            give it the number of its topic and enter it in the register
  --by <name>                        who issues it; default: your login name
  --key <text>                       sent twice with the same key, it is issued once
  --help, --version

exit status: 0 done, 2 the request is wrong, 1 anything else
`;

const OPTIONS = [
  'language',
  'product',
  'pages',
  'topics',
  'since',
  'until',
  'as-of',
  'with',
  'paper',
  'marking',
  'format',
  'output',
  'delta',
  'by',
  'key',
] as const;
type Line = LineOf<(typeof OPTIONS)[number]>;
/** What may be asked besides a brief, and the data. */
const COMMANDS = { serve, schema };
const NAMES = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];

/** Runs one command line. @returns the exit status. */
export async function main(args: readonly string[], world: World = openWorld()): Promise<number> {
  if (args[0] === 'data') return (await import('./cli-data.ts')).data(args.slice(1), world);
  if (args[0] === 'edition' || args[0] === 'verify') return (await import('./cli-edition.ts')).edition(args, world);
  if (args[0] === 'templates') return (await import('./cli-templates.ts')).templates(args.slice(1), world);
  try {
    const line = readLine(args[0] === 'brief' ? args.slice(1) : args, {
      options: OPTIONS,
      flags: ['help', 'version', 'drafts', 'issue'],
    });
    if (line.flags.has('help')) await world.print(helpOf(productsOf(world)));
    else if (line.flags.has('version')) await world.print(`chancery ${version(world)}\n`);
    else if (line.unclear) throw new ProblemError(line.problems);
    else {
      const name = NAMES.find((known) => args[0] !== 'brief' && known === line.words[0]);
      await (name ? other(name, world, line) : brief(world, line));
    }
    return 0;
  } catch (error) {
    return report(error, world, OPTIONS);
  }
}

/** Runs a command that takes no options. */
async function other(name: keyof typeof COMMANDS, world: World, line: Line): Promise<void> {
  if (line.problems.length > 0) throw new ProblemError(line.problems);
  const [option] = [...Object.keys(line.options), ...(line.flags.has('drafts') ? ['drafts'] : [])];
  if (option) refuse('UNKNOWN_OPTION', { value: `--${option}`, suggestion: 'only brief takes it' });
  const typed = line.words.join(' ');
  if (name !== typed) refuse('UNKNOWN_COMMAND', { value: quote(typed), suggestion: `write ${name}` });
  await COMMANDS[name](world);
}

async function brief(world: World, line: Line): Promise<void> {
  const { openChancery } = await import('./brief.ts');
  const { format = 'pdf', output, topics, 'as-of': asOf, with: file, delta, by, key, ...options } = line.options;
  const wanted = FORMATS.find((name) => name === format.toLowerCase());
  const wrong = [...line.problems];
  const issuing = line.flags.has('issue');
  for (const [option, given] of Object.entries({ by, key }))
    if (given !== undefined && !issuing)
      wrong.push(problem('UNKNOWN_OPTION', { value: `--${option}`, suggestion: 'only with --issue' }));
  if (!wanted) {
    const suggestion = didYouMean(format, FORMATS, `write ${FORMATS.join(', ')}`);
    wrong.push(problem('UNKNOWN_FORMAT', { value: quote(format), suggestion }, { field: 'format' }));
  }
  const listed = topics?.split(',').flatMap((topic) => topic.trim() || []);
  const text = line.words.join(' ');
  const brought = file ? await particularsOr(file, world, wrong) : {};
  const request: Request = {
    ...options,
    ...brought,
    ...(delta ? { delta: { from: delta } } : {}),
    ...(text ? { text } : {}),
    ...(listed ? { topics: listed } : {}),
    ...(asOf ? { asOf } : {}),
    ...(line.flags.has('drafts') ? { includeDrafts: true } : {}),
  };
  const chancery = await openChancery(world);
  try {
    const { made, told } = await madeOf(
      chancery,
      request,
      wrong,
      wanted ?? 'pdf',
      issuing ? issuerOf(world, by, key) : null,
    );
    const path = output ?? made.fileName;
    if (path === '-') {
      await world.print(made.bytes);
      process.stderr.write(summary(made, made.fileName, told));
    } else {
      world.write(path, made.bytes);
      await world.print(summary(made, path, told));
    }
  } finally {
    await chancery.close();
  }
}

interface Issuer {
  by: string;
  key: string | undefined;
}

const issuerOf = (world: World, by: string | undefined, key: string | undefined): Issuer => ({
  by: by ?? world.env('USER') ?? world.env('USERNAME') ?? refuse('MISSING_VALUE', { option: '--by' }),
  key,
});

/** Makes a brief, or issues it. @returns the file asked for, and what is to be said of it. */
async function madeOf(
  chancery: Chancery,
  request: Request,
  wrong: Problem[],
  format: Format,
  issuer: Issuer | null,
): Promise<{ made: Brief; told: string[] }> {
  if (issuer && wrong.length === 0) {
    const { issue, issuedAs } = await import('./cli-edition.ts');
    const { edition, made } = await issue(chancery, request, { ...issuer, format });
    return { made, told: issuedAs(edition) };
  }
  const draft = await draftOr(chancery, request, wrong);
  const found = draft.kept.length + draft.dropped.length;
  const told = [
    `  facts        ${draft.kept.length} used of ${found} found`,
    `  newest fact  ${draft.dossier.newest ?? 'none'}`,
    ...(draft.question.marking === undefined && !draft.dossier.markings ? [] : [`  marking      ${draft.marking}`]),
  ];
  return { made: chancery.write(draft, format), told };
}

/** What a file brings. Where it is wrong, that is told with what is wrong with the line: what it was to ask nobody knows. */
async function particularsOr(file: string, world: World, wrong: readonly Problem[]): Promise<Request> {
  const { particularsIn } = await import('./cli-with.ts');
  try {
    return await particularsIn(file, world);
  } catch (error) {
    throw error instanceof ProblemError ? new ProblemError([...wrong, ...error.problems]) : error;
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

function summary(made: Brief, path: string, told: readonly string[]): string {
  const lines = [
    path,
    ...(made.pages === null ? [] : [`  pages        ${made.pages}`]),
    ...told,
    `  brief        ${made.id}`,
    ...made.notes.flatMap(({ message, code, hint }) => [
      `  note         ${message} (${code})`,
      ...(hint ? [`    hint       ${hint}`] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

async function serve(world: World): Promise<void> {
  const [{ openChancery }, { openTracer, railsOf, serve: open }] = await Promise.all([
    import('./brief.ts'),
    import('./serve/serve.ts'),
  ]);
  const host = world.env('HOST') ?? '127.0.0.1';
  const port = portOf(world.env('PORT') ?? '4000');
  const most = workersOf(world.env('CHANCERY_WORKERS') ?? String(Math.min(world.processors, 4)));
  const rails = await railsOf(world.env, (path) => textOf(path, world));
  const chancery = await openChancery(world, openTracer());
  const server = await open(chancery, {
    host,
    port,
    log: (text) => process.stderr.write(`${text}\n`),
    read: (path) => world.read(path),
    threads: { hire: () => world.hire(), most },
    curators: world.env('CHANCERY_CURATORS'),
    rails,
  });
  await world.print(`chancery listens on ${server.url}\n`);
  await new Promise<void>((stop) => {
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  await server.close();
  await chancery.close();
}

async function textOf(path: string, world: World): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of world.input(path).open()) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** More would only take memory from one another. */
const MOST_WORKERS = 64;

function workersOf(value: string): number {
  const most = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  const place = { field: 'CHANCERY_WORKERS' };
  return most >= 1 && most <= MOST_WORKERS
    ? most
    : refuse('BAD_WORKERS', { value: quote(value), most: MOST_WORKERS }, place);
}

async function schema(world: World): Promise<void> {
  const { codesText, schemaText } = await import('./serve/serve.ts');
  world.keep('schema/chancery.graphql', schemaText());
  world.keep('docs/errors.md', codesText());
  await world.print('schema/chancery.graphql and docs/errors.md written\n');
}

/** Without opening the house: the names of the plans. */
const productsOf = (world: World): string[] =>
  world.list('templates/products').flatMap((name) => (name.endsWith('.json') ? name.slice(0, -5) : []));

function version(world: World): string {
  const bytes = world.read('package.json');
  return bytes ? String((JSON.parse(new TextDecoder().decode(bytes)) as { version: string }).version) : '';
}
