// In: the lines of a page of commands. Out: its blocks, and the text of what a command did, its variable parts as placeholders. Refuses a block
// that does not follow the grammar of README.md.

/** What a command did. */
export interface Outcome {
  stdout: string;
  stderr: string;
  status: number | null;
  /** New and changed files of the current folder, with what they are. */
  files: string[];
}

interface Step {
  /** Lines that begin with `@`. */
  prepare: string[];
  /** The line that begins with `%`. */
  command: string;
}

export interface Block {
  /** Its first command, without the sign. */
  name: string;
  /** Index of its first line, and of the one after its last. */
  from: number;
  to: number;
  steps: Step[];
}

/** The fenced blocks that hold a command. */
export function blocksOf(lines: readonly string[]): Block[] {
  const fences = lines.flatMap((line, i) => (line.startsWith('```') ? [i] : []));
  const blocks: Block[] = [];
  for (let i = 0; i + 1 < fences.length; i += 2) {
    const [from, to] = [(fences[i] ?? 0) + 1, fences[i + 1] ?? 0];
    const steps: Step[] = [];
    let prepare: string[] = [];
    for (const line of lines.slice(from, to)) {
      if (line.startsWith('@ ')) prepare.push(line);
      if (!line.startsWith('% ')) continue;
      steps.push({ prepare, command: line });
      prepare = [];
    }
    const name = steps[0]?.command.slice(2);
    if (!name || prepare.length > 0) throw new Error(`line ${from}: a block of commands ends without a command`);
    blocks.push({ name, from, to, steps });
  }
  if (fences.length % 2 === 1) throw new Error(`line ${fences.at(-1)}: a block is not closed`);
  return blocks;
}

/** What a command did, in lines. */
export function told({ stdout, stderr, status, files }: Outcome): string[] {
  const lines = (text: string, mark: string) =>
    text === ''
      ? []
      : plain(text)
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => (mark + line).trimEnd());
  return [
    ...lines(stdout, ''),
    ...lines(stderr, '2> '),
    ...files.map((file) => `+ ${plain(file)}`),
    ...(status === 0 ? [] : [`=> ${status}`]),
  ];
}

/** What the next fact in the data or the next template may change. A nought is never that: it says that nothing was found. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^( {2}brief {8})[0-9a-f]{16}$/gm, '$1<id>'],
  [/^( {2}pages {8})(?:[3-9]|\d\d+)$/gm, '$1<n>'],
  [/\b[1-9]\d* used of/g, '<n> used of'],
  [/\bused of [1-9]\d* found/g, 'used of <n> found'],
  [/\b(newest fact {2}|newest fact is of )\d{4}(?:-\d\d){0,2}/g, '$1<date>'],
  [/^( {2}note .*): [1-9]\d* (\([A-Z_]+\))$/gm, '$1: <n> $2'],
  [/\b\d+ lines in \d+ files/g, '<n> lines in <n> files'],
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/\b(snapshot )[0-9a-f]{12}\b/g, '$1<id>'],
  [/\b(templates )[0-9a-f]{8}\b/g, '$1<id>'],
  [/, state [1-9]\d*$/gm, ', state <n>'],
  [/^( {2}statements {3})[1-9]\d*/gm, '$1<n>'],
  [/\b[1-9]\d* in all\b/g, '<n> in all'],
  [/\b\d\d+ facts considered\b/g, '<n> facts considered'],
  [/\b[1-9]\d* entries, [1-9]\d* revisions$/gm, '<n> entries, <n> revisions'],
  [/\b\d{4,} (records|rows|lines)$/gm, '<n> $1'],
  [/\bchancery \d+\.\d+\.\d+\b/g, 'chancery <version>'],
  [/\bfacts-[0-9a-f]{8}\b/g, 'facts-<hash>'],
  [/^(more: --after )[\w-]{20,}$/gm, '$1<cursor>'],
];

const plain = (text: string): string =>
  PLACEHOLDERS.reduce((whole, [found, instead]) => whole.replace(found, instead), text);
