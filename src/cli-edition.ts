// In: the words of a command on issued briefs. Out: what stands in the register, a file of an edition made again, what a file is; and an exit status: 0
// done, 2 the request is wrong, 1 anything else, a file that is not as it was made among it. Results go to standard output, messages to standard error.

import { type Brief, type Chancery, openChancery } from './brief.ts';
import { type Line as LineOf, quote, readLine, report } from './cli-line.ts';
import { draftingIn, issueBrief, MOST_FILE, rebuild, type Verdict, verifyFile } from './issue.ts';
import type { Edition } from './model/edition.ts';
import { LANGUAGES, type Language } from './model/fact.ts';
import { didYouMean, ProblemError, problem, refuse } from './model/problem.ts';
import { FORMATS, type Format, type Request } from './model/question.ts';
import type { World } from './world.ts';

const HELP = `chancery edition – the briefs that were issued

  chancery edition list                        the last one first
      --number <B0001>                         those of one topic
      --parties <CAN,CHN>                      those about exactly these parties
  chancery edition show <id>                   what was asked, from which data, by whom, its files
  chancery edition rebuild <id>                its file again, the same bytes
      --language en|fr  --format ${FORMATS.join('|')}
      --output <file>                          - for standard output; default: the name it was issued under
  chancery verify <file>                       whether it is one of ours, unchanged, and what of it has been corrected since

exit status: 0 done, 2 the request is wrong, 1 anything else
`;

const OPTIONS = ['number', 'parties', 'language', 'format', 'output'] as const;
type Option = (typeof OPTIONS)[number];
type Line = LineOf<Option>;

/** What a command takes, and does; `run` gives the exit status where it is not 0. */
interface Command {
  /** The word that has to follow; null: none. */
  word: string | null;
  options: readonly Option[];
  run(world: World, line: Line, word: string): Promise<number | undefined>;
}

const COMMANDS: Record<string, Command> = {
  'edition list': { word: null, options: ['number', 'parties'], run: list },
  'edition show': { word: 'an id', options: [], run: show },
  'edition rebuild': { word: 'an id', options: ['language', 'format', 'output'], run: again },
  verify: { word: 'a file', options: [], run: verify },
};

/** Runs one command on issued briefs. @returns the exit status. */
export async function edition(args: readonly string[], world: World): Promise<number> {
  try {
    const line = readLine(args, { options: OPTIONS, flags: ['help'] });
    if (line.flags.has('help') || args.join() === 'edition') {
      await world.print(HELP);
      return 0;
    }
    if (line.problems.length > 0) throw new ProblemError(line.problems);
    const [first = '', second] = line.words;
    const name = first === 'verify' ? first : `${first} ${second ?? ''}`;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) {
      const suggestion = didYouMean(name, Object.keys(COMMANDS), 'see edition --help');
      return refuse('UNKNOWN_COMMAND', { value: quote(name), suggestion });
    }
    const [word, more] = line.words.slice(name.split(' ').length);
    checkLine(name, command, line, word, more);
    return (await command.run(world, line, word ?? '')) ?? 0;
  } catch (error) {
    return report(error, world, OPTIONS);
  }
}

function checkLine(name: string, { word: what, options }: Command, line: Line, word?: string, more?: string): void {
  const problems = Object.keys(line.options)
    .filter((option) => !options.some((known) => known === option))
    .map((option) => problem('UNKNOWN_OPTION', { value: `--${option}`, suggestion: `${name} does not take it` }));
  if (what !== null && word === undefined) problems.push(problem('MISSING_WORD', { command: name, what }));
  const unexpected = what === null ? word : more;
  if (unexpected !== undefined) problems.push(problem('UNEXPECTED_WORD', { command: name, value: quote(unexpected) }));
  if (problems.length > 0) throw new ProblemError(problems);
}

async function withChancery<Answer>(world: World, work: (chancery: Chancery) => Promise<Answer>): Promise<Answer> {
  const chancery = await openChancery(world);
  try {
    return await work(chancery);
  } finally {
    await chancery.close();
  }
}

// ---- Issuing ----------------------------------------------------------------------------------------------------------

/** Issues what a request asks, and gives the file of it that was asked for. */
export async function issue(
  chancery: Chancery,
  request: Request,
  { by, key, format }: { by: string; key?: string | undefined; format: Format },
): Promise<{ edition: Edition; made: Brief }> {
  const issued = await issueBrief(chancery, request, { by, key });
  const { language } = chancery.ask(await chancery.completed(request));
  return { edition: issued, made: await rebuild(issued, language, format, draftingIn(chancery)) };
}

/** What was issued, in lines. */
export function issuedAs({ id, date, issuedBy, replaces }: Edition): string[] {
  return [
    `  edition      ${id}, issued ${date} by ${issuedBy}`,
    ...(replaces
      ? [`  replaces     edition ${replaces.edition} of ${replaces.date}, facts changed since: ${replaces.changed}`]
      : []),
  ];
}

// ---- The register ------------------------------------------------------------------------------------------------------

/** Editions of one reading. */
const PAGE = 100;

async function list(world: World, { options }: Line): Promise<undefined> {
  await withChancery(world, async (chancery) => {
    const named = options.parties?.split(',').flatMap((party) => party.trim() || []);
    const parties = named ? chancery.ask({ parties: named }).parties : null;
    const filter = { number: options.number?.toUpperCase() ?? null, parties };
    let after: string | null = null;
    do {
      const page = await chancery.store.register.page(filter, PAGE, after);
      await world.print(page.editions.map((each) => `${inOneLine(each)}\n`).join(''));
      after = page.hasNextPage ? (page.cursors.at(-1) ?? null) : null;
    } while (after !== null);
  });
}

const inOneLine = ({ id, date, issuedBy, title, question }: Edition): string =>
  `${id.padEnd(9)} ${date}  ${title[question.language]} (${question.product}), ${issuedBy}`;

async function show(world: World, _line: Line, id: string): Promise<undefined> {
  const found = await withChancery(world, ({ store }) => store.register.edition(id));
  const { question, snapshot, version, templates, program, title, files } = found;
  const period = [
    ...(question.since ? [`from ${question.since}`] : []),
    ...(question.until ? [`until ${question.until}`] : []),
  ];
  const lines = [
    found.id,
    ...LANGUAGES.map((language) => `  title ${language}     ${title[language]}`),
    ...issuedAs(found),
    `  asked        ${question.product} on ${[question.parties.join(', '), ...period, ...question.topics].join(', ')}`,
    `  known on     ${question.asOf}`,
    `  data         snapshot ${snapshot.id}, state ${version}`,
    `  made with    chancery ${program}, templates ${templates}`,
    ...files.map(({ language, format, sha256 }) => `  ${`${language} ${format}`.padEnd(12)} ${sha256}`),
  ];
  await world.print(`${lines.join('\n')}\n`);
}

async function again(world: World, { options }: Line, id: string): Promise<undefined> {
  const format = oneOf('format', options.format ?? 'pdf', FORMATS);
  await withChancery(world, async (chancery) => {
    const found = await chancery.store.register.edition(id);
    const language: Language = oneOf('language', options.language ?? found.question.language, LANGUAGES);
    const made = await rebuild(found, language, format, draftingIn(chancery));
    const path = options.output ?? made.fileName;
    if (path === '-') return world.print(made.bytes);
    world.write(path, made.bytes);
    return world.print(`${path}\n${issuedAs(found).join('\n')}\n  sha256       ${made.sha256}, as it was issued\n`);
  });
}

function oneOf<Value extends string>(option: Option, typed: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === typed.toLowerCase());
  const suggestion = didYouMean(typed, values, `write ${values.join(' or ')}`);
  return found ?? refuse('UNKNOWN_VALUE', { option: `--${option}`, value: quote(typed), suggestion });
}

// ---- What a file is ----------------------------------------------------------------------------------------------------

async function verify(world: World, _line: Line, path: string): Promise<number> {
  const file = world.input(path);
  if (file.size > MOST_FILE) refuse('FILE_TOO_LARGE', { size: file.size, most: MOST_FILE });
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of file.open()) {
    size += piece.length;
    // A device has no size beforehand.
    if (size > MOST_FILE) refuse('FILE_TOO_LARGE', { size, most: MOST_FILE });
    pieces.push(piece);
  }
  const verdict = await withChancery(world, (chancery) => verifyFile(chancery, Buffer.concat(pieces)));
  await world.print(toldOf(path, verdict));
  return verdict.standing === 'issued' || verdict.standing === 'made' ? 0 : 1;
}

const STANDINGS: Record<Verdict['standing'], string> = {
  issued: 'as it was issued',
  made: 'a brief made here, unchanged; it was not issued',
  changed: 'CHANGED: its bytes are not those that were made here',
  unproven: 'not proven: it names a brief that cannot be made again here',
};

/** Statements told one by one; of the others the number. */
const MOST_TOLD = 50;

function toldOf(path: string, verdict: Verdict): string {
  const { standing, sha256, edition: of, newer, statements, overtaken, why } = verdict;
  const lines = [
    `${path}: ${STANDINGS[standing]}`,
    `  sha256       ${sha256}`,
    ...(verdict.brief === null ? [] : [`  brief        ${verdict.brief}`]),
    ...(of ? issuedAs(of) : []),
    ...(newer ? [`  replaced by  edition ${newer.edition} of ${newer.date}`] : []),
    ...(why ? [`  why          ${why.message} (${why.code})`] : []),
    ...(standing === 'unproven'
      ? []
      : [`  statements   ${statements}, on facts that have changed since: ${overtaken.length}`]),
    ...overtaken
      .slice(0, MOST_TOLD)
      .flatMap(({ text, revisions }) => [
        `“${text}”`,
        ...revisions.map(
          ({ fact, action, at, by, reason }) => `  ${fact}: ${action} ${at.slice(0, 10)}, ${by}: ${reason}`,
        ),
      ]),
    ...(overtaken.length > MOST_TOLD ? [`and ${overtaken.length - MOST_TOLD} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
