// In: the words of a command on templates. Out: every problem of a folder of templates, each where an editor finds it; or a server on this machine that
// shows a sample brief and makes it anew at every save. Exit status: 0 nothing to mend, 2 the request is wrong, 1 anything else, problems among it.

import { type Line as LineOf, portOf, quote, readLine, report } from './cli-line.ts';
import { checkTemplates, proofOf, sampleOf } from './craft.ts';
import { didYouMean, exitOf, type Problem, ProblemError, problem, refuse } from './model/problem.ts';
import { PAPERS, type Request } from './model/question.ts';
import type { World } from './world.ts';

const HELP = `chancery templates – changing how briefs read and look

  npm run templates:check [folder]             every error, with file, line and column
  npm run templates:preview -- ["request"]     shows a brief and makes it anew at every save (PORT, 4001)
      --templates <folder>                     default: CHANCERY_TEMPLATES, or the templates of the release
      --product <name>                         of the release or of the folder; default: the full brief
      --marking <level>                        at least this protection
      --paper ${PAPERS.join('|')}  --pages <n>  --topics trade,consular

docs/templates.md teaches it in one sitting.

exit status: 0 nothing to mend, 2 the request is wrong, 1 anything else
`;

const OPTIONS = ['templates', 'product', 'marking', 'paper', 'pages', 'topics'] as const;
type Line = LineOf<(typeof OPTIONS)[number]>;
const COMMANDS: Record<string, (world: World, line: Line, words: readonly string[]) => Promise<number>> = {
  check,
  preview,
};

/** Runs one command on templates. @returns the exit status. */
export async function templates(args: readonly string[], world: World): Promise<number> {
  try {
    const line = readLine(args, { options: OPTIONS, flags: ['help'] });
    const [name, ...words] = line.words;
    if (line.flags.has('help') || (name === undefined && line.problems.length === 0)) {
      await world.print(HELP);
      return 0;
    }
    if (line.problems.length > 0) throw new ProblemError(line.problems);
    const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name ?? ''] : undefined;
    if (!command) {
      const names = Object.keys(COMMANDS).map((known) => `templates ${known}`);
      const typed = quote(`templates ${name ?? ''}`);
      return refuse('UNKNOWN_COMMAND', { value: typed, suggestion: didYouMean(typed, names, 'see templates --help') });
    }
    return await command(world, line, words);
  } catch (error) {
    return report(error, world, OPTIONS);
  }
}

async function check(world: World, { options }: Line, words: readonly string[]): Promise<number> {
  const [option] = Object.keys(options).filter((name) => name !== 'templates');
  if (option)
    throw new ProblemError([
      problem('UNKNOWN_OPTION', { value: `--${option}`, suggestion: 'templates check does not take it' }),
    ]);
  const [named = options.templates, more] = words;
  if (more !== undefined) refuse('UNEXPECTED_WORD', { command: 'templates check', value: quote(more) });
  const folder = named ?? world.env('CHANCERY_TEMPLATES') ?? 'templates';
  const problems = await checkTemplates(named === undefined ? world : world.withTemplates(named));
  if (problems.length === 0) {
    await world.print(`${folder}: nothing to mend\n`);
    return 0;
  }
  for (const one of problems) process.stderr.write(`${told(one, folder)}\n`);
  const files = new Set(problems.map(({ place }) => place.file)).size;
  process.stderr.write(`${counted(problems.length, 'problem')} in ${counted(files, 'file')}\n`);
  return problems.some(({ code }) => exitOf(code) === 1) ? 1 : 2;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** A problem as editors and terminals take it: the place first, and the file as one finds it from here. */
function told(one: Problem, folder: string): string {
  const { code, hint, place } = one;
  const { file, line, column } = place;
  const where = file === undefined ? '' : `${folder.replace(/[/\\]+$/, '')}/${file}:${line ?? 1}:${column ?? 1}: `;
  return `${where}${saidOf(one)} (${code})${hint ? `\n  hint: ${hint}` : ''}`;
}

/** Its message without the place, which stands before it. */
export function saidOf({ message, place: { file } }: Problem): string {
  if (file === undefined || !message.startsWith(file)) return message;
  return message.slice(file.length).replace(/^(, line \d+)?(, column \d+)?[,:]? /, '');
}

async function preview(world: World, { options }: Line, words: readonly string[]): Promise<number> {
  const { templates: folder, topics, ...asked } = options;
  const text = words.join(' ');
  const request: Request = {
    // What only a requester knows is a sample where nobody gives it.
    ...sampleOf(world, asked.product),
    ...(text ? { text } : {}),
    ...asked,
    ...(topics ? { topics: topics.split(',').flatMap((topic) => topic.trim() || []) } : {}),
  };
  const own = folder === undefined ? world : world.withTemplates(folder);
  const { preview: open } = await import('./serve/preview.ts');
  const server = await open({
    port: portOf(world.env('PORT') ?? '4001'),
    read: (path) => world.original(path),
    build: () => proofOf(own, request),
    watch: (changed) => own.watch('templates', changed),
    say: saidOf,
  });
  await world.print(`the preview is at ${server.url}\n`);
  await new Promise<void>((stop) => {
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  await server.close();
  return 0;
}
