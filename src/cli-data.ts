// In: the words of a command on the data. Out: what was recorded, brought in, written out, found; and an exit status: 0 done, 2 the request is
// wrong, 1 anything else, rows refused by an import among it. Results go to standard output, messages and progress to standard error.

import { type Chancery, openChancery } from './brief.ts';
import { accountOf, told } from './cli-account.ts';
import { type Line as LineOf, oneOf, quote, readLine, report } from './cli-line.ts';
import { SEARCH_HELP, SEARCH_OPTIONS, search } from './cli-search.ts';
import { EXPORT_FORMATS, exportData, importFile, knownMarking, recordText } from './curate.ts';
import { LINK_TYPES, type Link } from './model/fact.ts';
import { didYouMean, ProblemError, problem, refuse } from './model/problem.ts';
import { type Ref, type Revision, StaleError } from './model/revision.ts';
import type { World } from './world.ts';

const HELP = `chancery data – keeping the facts

  npm run data -- check                        check every line of data/
  npm run data -- import <file>                JSON Lines, CSV, GDELT, Wikidata, treaty listings
      --dry-run                                say what would come of it, keep nothing
      --accept-valid                           keep the valid rows where some are refused
      --refused <file>                         where the refused rows go; default: a name made from the file's
      --dates day-first|month-first            how to read 05/03/2024
  npm run data -- export                       everything recorded
      --format jsonl|csv  --output <file>      default: jsonl, on standard output
      --as-of <date>                           as it was known at the end of that day
${SEARCH_HELP}
  npm run data -- record <file>                one new fact, source or thread, as JSON
  npm run data -- correct <id> --set <field>=<value> …      title.fr="Un titre", marking=protected-a
  npm run data -- withdraw|restore|review <id>
  npm run data -- link|unlink <id> <type> <id> ${LINK_TYPES.join(', ')}
  npm run data -- history <id>                 every revision: when, by whom, why, what changed
  npm run data -- audit                        whether the trail still holds
  npm run data -- backup <file>                copy the database while it serves
  npm run data -- restore-backup <file>        put a copy in its place; stop the server before

whatever writes
  --by <name>                                  who; default: your login name
  --reason <text>                              why; import may go without
  --revision <n>                               the revision you have seen, where there is one
  --key <text>                                 sent twice with the same key, it is done once
  --kind fact|source|thread                    what the id names; default: fact

exit status: 0 done, 2 the request is wrong, 1 anything else
`;

const OPTIONS = [
  'refused',
  'dates',
  'format',
  'output',
  'as-of',
  'set',
  'by',
  'reason',
  'revision',
  'key',
  ...SEARCH_OPTIONS,
] as const;
const FLAGS = ['dry-run', 'accept-valid', 'drafts', 'counts', 'help'];
type Option = (typeof OPTIONS)[number];
type Line = LineOf<Option>;

/** What a command takes, and does; `run` gives the exit status where it is not 0. */
interface Command {
  /** Names of the words that have to follow; the last may be `…`: any number. */
  words: readonly string[];
  options: readonly (Option | 'dry-run' | 'accept-valid' | 'drafts' | 'counts')[];
  run(world: World, line: Line, words: readonly string[]): Promise<number | undefined>;
}

const WRITES = ['by', 'reason', 'key'] as const;
const CHANGES = [...WRITES, 'revision', 'kind'] as const;
const ON_FACTS = [...WRITES, 'revision'] as const;

const COMMANDS: Record<string, Command> = {
  check: { words: [], options: [], run: check },
  import: {
    words: ['a file'],
    options: ['dry-run', 'accept-valid', 'by', 'reason', 'refused', 'dates'],
    run: bringIn,
  },
  export: { words: [], options: ['format', 'output', 'as-of'], run: writeOut },
  search: {
    words: ['…'],
    options: [...SEARCH_OPTIONS, 'as-of', 'drafts', 'counts'],
    run: async (world, line, words) => {
      await world.print(await withChancery(world, (chancery) => search(chancery, line, words)));
      return undefined;
    },
  },
  record: { words: ['a file'], options: WRITES, run: record },
  correct: { words: ['an id', '…'], options: [...CHANGES, 'set'], run: correct },
  withdraw: { words: ['an id'], options: CHANGES, run: change('withdraw') },
  restore: { words: ['an id'], options: CHANGES, run: change('restore') },
  review: { words: ['an id'], options: CHANGES, run: change('review') },
  link: { words: ['an id', 'a type of link', 'the id of another fact'], options: ON_FACTS, run: tie('link') },
  unlink: { words: ['an id', 'a type of link', 'the id of another fact'], options: ON_FACTS, run: tie('unlink') },
  history: { words: ['an id'], options: ['kind'], run: history },
  audit: { words: [], options: [], run: audit },
  backup: { words: ['a file'], options: [], run: backup },
  'restore-backup': { words: ['a file'], options: [], run: restoreBackup },
};

/** Runs one command on the data. @returns the exit status. */
export async function data(args: readonly string[], world: World): Promise<number> {
  try {
    const line = readLine(args, { options: OPTIONS, flags: FLAGS });
    const [name, ...words] = line.words;
    if (line.flags.has('help') || (name === undefined && line.problems.length === 0)) {
      await world.print(HELP);
      return 0;
    }
    if (line.problems.length > 0) throw new ProblemError(line.problems);
    const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name ?? ''] : undefined;
    if (!command) {
      const names = Object.keys(COMMANDS).map((known) => `data ${known}`);
      const typed = quote(`data ${name ?? ''}`);
      return refuse('UNKNOWN_COMMAND', { value: typed, suggestion: didYouMean(typed, names, 'see data --help') });
    }
    checkLine(name ?? '', command, line, words);
    return (await command.run(world, line, words)) ?? 0;
  } catch (error) {
    return report(error, world, OPTIONS);
  }
}

function checkLine(name: string, { words, options }: Command, line: Line, given: readonly string[]): void {
  const strange = [...Object.keys(line.options), ...line.flags].filter((option) => !options.some((o) => o === option));
  const problems = strange.map((option) =>
    problem('UNKNOWN_OPTION', { value: `--${option}`, suggestion: `data ${name} does not take it` }),
  );
  const needed = words.filter((word) => word !== '…');
  const missing = needed[given.length];
  if (missing) problems.push(problem('MISSING_WORD', { command: `data ${name}`, what: missing }));
  const more = words.includes('…') ? undefined : given[needed.length];
  if (more !== undefined) problems.push(problem('UNEXPECTED_WORD', { command: `data ${name}`, value: quote(more) }));
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

// ---- Files -------------------------------------------------------------------------------------------------------------

async function bringIn(world: World, line: Line, [path = '']: readonly string[]): Promise<number> {
  const { options, flags } = line;
  const by = options.by ?? whoIs(world);
  const file = world.input(path);
  const name = path.split(/[/\\]/).at(-1) ?? path;
  const [dryRun, acceptValid] = [flags.has('dry-run'), flags.has('accept-valid')];
  const dates = options.dates === undefined ? null : oneOf('dates', options.dates, ['day-first', 'month-first']);
  return withChancery(world, async (chancery) => {
    const showing = process.stderr.isTTY;
    const account = await importFile(chancery, file.open, {
      by,
      reason: options.reason ?? `import of ${name}`,
      dryRun,
      acceptValid,
      dates,
      onProgress: ({ rows, bytes }) => {
        const part = Math.floor((100 * bytes) / Math.max(1, file.size));
        if (showing) process.stderr.write(`\r  ${rows} rows, ${part} % of the file`);
      },
    });
    if (showing) process.stderr.write('\r\u001b[K');
    const mend = account.refusedFile ? (options.refused ?? name.replace(/(\.[^.]*)?$/, '.refused$1')) : null;
    if (account.refusedFile && mend !== null) await world.writeAll(mend, account.refusedFile);
    await world.print(accountOf(name, account, { dryRun, mend }));
    // The next search would have to do it. What keeps it from being done is no fault of this import.
    if (account.kept) await chancery.store.prepareSearch().catch(() => {});
    if (account.refused === 0 || acceptValid) return 0;
    const rows = account.refused === 1 ? '1 row is' : `${account.refused} rows are`;
    return refuse('IMPORT_REFUSED', { rows });
  });
}

async function writeOut(world: World, { options }: Line): Promise<undefined> {
  const format = oneOf('format', options.format ?? 'jsonl', EXPORT_FORMATS);
  const { output = '-' } = options;
  await withChancery(world, async (chancery) => {
    const pieces = exportData(chancery, format, options['as-of'] ?? null);
    if (output === '-') {
      for await (const piece of pieces) await world.print(piece);
      return;
    }
    let records = format === 'csv' ? -1 : 0;
    const counted = async function* () {
      for await (const piece of pieces) {
        records++;
        yield piece;
      }
    };
    await world.writeAll(output, counted());
    await world.print(`${output}: ${records} records\n`);
  });
}

async function check(world: World): Promise<undefined> {
  const { checkData } = await import('./brief.ts');
  const files = world.dataFiles();
  const { problems } = checkData(files);
  if (problems.length > 0) throw new ProblemError(problems);
  const lines = files.reduce((n, f) => n + f.text.split('\n').filter((l) => l.trim() !== '').length, 0);
  await world.print(`${lines} lines in ${files.length} files: nothing to mend\n`);
}

// ---- Records -----------------------------------------------------------------------------------------------------------

async function record(world: World, line: Line, [path = '']: readonly string[]): Promise<undefined> {
  const act = actOf(world, line);
  const pieces: Uint8Array[] = [];
  for await (const piece of world.input(path).open()) pieces.push(piece);
  await withChancery(world, async (chancery) => {
    await world.print(standing(await recordText(chancery, Buffer.concat(pieces).toString('utf8'), act)));
  });
}

async function correct(world: World, line: Line, [id = '', ...more]: readonly string[]): Promise<undefined> {
  const typed = [...line.given.flatMap(([option, value]) => (option === 'set' ? [value] : [])), ...more];
  if (typed.length === 0) refuse('MISSING_VALUE', { option: '--set' });
  const set = typed.map((text): [string, string] => {
    const [, path, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? refuse('BAD_SET', { value: quote(text) });
    return [path ?? '', value ?? ''];
  });
  await changing(world, line, id, async (chancery, ref, expected, act) => {
    const now = (await chancery.store.history(ref)).at(-1)?.body;
    const values = set.map(([path, text]) => [path, typedValue(text, at(now, path))]);
    const fields: Record<string, unknown> = Object.fromEntries(values);
    const { marking = null } = fields;
    if (marking !== null) knownMarking(chancery, marking);
    return chancery.store.correct(ref, expected, { set: fields }, act);
  });
}

/** What stands at the path of a field. */
const at = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((node, name) => (Object(node) === node ? Reflect.get(node as object, name) : null), body);

/** A value as a person types it: JSON where it looks like it, a number or a list where there is one now, otherwise text. */
function typedValue(text: string, now: unknown): unknown {
  if (text === 'null' || /^["[{]/.test(text))
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  if (typeof now === 'number' && text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text);
  if (!Array.isArray(now)) return text;
  return text.split(',').flatMap((entry) => entry.trim() || []);
}

function change(how: 'withdraw' | 'restore' | 'review'): Command['run'] {
  return (world, line, [id = '']) =>
    changing(world, line, id, ({ store }, ref, expected, act) => store[how](ref, expected, act));
}

function tie(how: 'link' | 'unlink'): Command['run'] {
  return (world, line, [id = '', type = '', to = '']) =>
    changing(world, line, id, ({ store }, ref, expected, act) =>
      // The store knows the types, and tells those it knows.
      store[how](ref.id, expected, { type: type as Link['type'], to }, act),
    );
}

type Act = ReturnType<typeof actOf>;

/** One change to a record: done, told; where another has changed it meanwhile, told what they did. */
async function changing(
  world: World,
  line: Line,
  id: string,
  work: (chancery: Chancery, ref: Ref, expected: number, act: Act) => Promise<Revision>,
): Promise<undefined> {
  const ref = refOf(line, id);
  const { revision } = line.options;
  if (revision !== undefined && !/^[1-9]\d{0,8}$/.test(revision)) refuse('BAD_REVISION', { value: quote(revision) });
  const act = actOf(world, line, revision === undefined ? ['revision'] : []);
  const expected = Number(revision);
  await withChancery(world, async (chancery) => {
    try {
      await world.print(standing(await work(chancery, ref, expected, act), expected));
    } catch (error) {
      if (error instanceof StaleError) {
        const since = (await chancery.store.history(ref)).filter(({ number }) => number > expected);
        process.stderr.write(told(since));
      }
      throw error;
    }
  });
}

const standing = ({ id, number, action, state }: Revision, expected?: number): string =>
  number === expected
    ? `${id}: nothing to change; revision ${number} stands, ${state}\n`
    : `${id}: revision ${number}, ${action}, ${state}\n`;

function refOf({ options }: Line, id: string): Ref {
  return {
    record: options.kind === undefined ? 'fact' : oneOf('kind', options.kind, ['fact', 'source', 'thread']),
    id,
  };
}

async function history(world: World, line: Line, [id = '']: readonly string[]): Promise<undefined> {
  const ref = refOf(line, id);
  const entries = await withChancery(world, ({ store }) => store.history(ref));
  if (entries.length > 0) await world.print(`${id}\n${told(entries)}`);
  else if (ref.record === 'fact') refuse('UNKNOWN_FACT', { id: quote(id) });
  else refuse('UNKNOWN_RECORD', { record: ref.record, id: quote(id) });
}

// ---- The store as a whole ----------------------------------------------------------------------------------------------

async function audit(world: World): Promise<undefined> {
  const { problems, entries, revisions, head } = await withChancery(world, ({ store }) => store.checkAudit());
  if (problems.length > 0) throw new ProblemError(problems);
  await world.print(`the audit trail holds: ${entries} entries, ${revisions} revisions\n  last entry ${head}\n`);
}

async function backup(world: World, _line: Line, [path = '']: readonly string[]): Promise<undefined> {
  await withChancery(world, ({ store }) => store.backup(world.at(path)));
  await world.print(`${path}: copied and checked\n`);
}

async function restoreBackup(world: World, _line: Line, [path = '']: readonly string[]): Promise<undefined> {
  world.input(path);
  await world.restoreStore(path);
  await world.print(`${path} is now the database in ${world.home}; what was there is kept beside it\n`);
}

// ---- Who, why, which ---------------------------------------------------------------------------------------------------

const whoIs = (world: World): string =>
  world.env('USER') ?? world.env('USERNAME') ?? refuse('MISSING_VALUE', { option: '--by' });

/** Who writes and why. Refuses what is missing, all at once. */
function actOf(world: World, { options }: Line, missing: readonly Option[] = []) {
  const by = options.by ?? world.env('USER') ?? world.env('USERNAME');
  const absent = [...missing, ...(options.reason ? [] : ['reason']), ...(by ? [] : ['by'])];
  if (absent.length > 0)
    throw new ProblemError(absent.map((option) => problem('MISSING_VALUE', { option: `--${option}` })));
  return { by: by ?? '', reason: options.reason ?? '', ...(options.key === undefined ? {} : { key: options.key }) };
}
