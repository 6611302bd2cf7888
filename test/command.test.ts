// The command line as a person meets it: the commands of test/command/*.md, each run in a process of its own, with everything it says and
// every file it leaves. COMMAND=accept writes what they say now. The grammar: test/command/README.md.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Block, blocksOf, told } from './command/blocks.ts';
import { Desk, launch } from './command/desk.ts';

const FOLDER = join(import.meta.dirname, 'command');
const accepting = process.env['COMMAND'] === 'accept';
const root = mkdtempSync(join(tmpdir(), 'chancery-command-'));
const home = join(root, 'home');

// The first command may have to build the project; the others then find it built.
beforeAll(async () => expect(await launch(['--version'], { cwd: root, home })).toMatchObject({ status: 0 }), 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

// The machine is shared: two commands at once, however many tests wait.
vi.setConfig({ maxConcurrency: 2, testTimeout: 60_000 });

const pages = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .map((name) => {
    const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n');
    return { name, lines, blocks: blocksOf(lines) };
  });
const answers = new Map<Block, string[]>();

const cases = pages.flatMap(({ name, lines, blocks }) =>
  blocks.map((block) => ({ page: name, block, said: lines.slice(block.from, block.to), ...block })),
);
test.concurrent.for(cases)('$page, line $from: $name', async ({ block, said }, { expect }) => {
  const desk = new Desk(mkdtempSync(join(root, 'desk-')), home);
  const actual: string[] = [];
  for (const { prepare, command } of block.steps) {
    for (const line of prepare) desk.prepare(line);
    actual.push(...prepare, command, ...told(await desk.run(command)));
  }
  answers.set(block, actual);
  if (!accepting) expect(actual.join('\n')).toBe(said.join('\n'));
});

afterAll(() => {
  if (!accepting) return;
  for (const { name, lines, blocks } of pages) {
    // From the end, so that the lines before stay where they are.
    for (const block of blocks.toReversed())
      lines.splice(block.from, block.to - block.from, ...(answers.get(block) ?? lines.slice(block.from, block.to)));
    writeFileSync(join(FOLDER, name), lines.join('\n'));
  }
});

test('two that start at once in an empty folder do each other no harm', async () => {
  const fresh = join(root, 'fresh');
  const ask = () =>
    launch(['brief', 'Canada-Japan', '--format', 'json', '--output', '-'], { cwd: root, home: fresh }).then(
      ({ status, stdout, stderr }) => ({ status, stderr, text: stdout.toString() }),
    );
  const [one, two] = await Promise.all([ask(), ask()]);
  expect(one.status).toBe(0);
  expect(one.stderr).not.toContain('STORE_IN_MEMORY');
  expect(two).toEqual(one);
  expect(readdirSync(fresh)).toHaveLength(1);
});

test('every option of --help has its command here', () => {
  const all = pages.map(({ lines }) => lines.join('\n')).join('\n');
  const help = /options of brief\n([\s\S]*?)\n\n/.exec(all)?.[1] ?? '';
  const options = [...help.matchAll(/--\w+/g)].map(([option]) => option);
  expect(options.length).toBeGreaterThan(8);
  const commands = [...all.matchAll(/^% .*/gm)].map(([line]) => line).join('\n');
  expect(options.filter((option) => !commands.includes(option))).toEqual([]);
});
