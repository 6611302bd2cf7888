// The house rules, each with its reason in the failure message.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { PROBLEMS } from '../src/model/problem.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

interface Source {
  /** Relative to src, with slashes: `ask/ask.ts`. */
  path: string;
  /** First folder, or null for the files of the landing. */
  room: string | null;
  text: string;
  imports: string[];
}

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? files(join(folder, e.name)) : [join(folder, e.name)],
  );

const sources: Source[] = files(SRC)
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))
  .map((file) => {
    const text = readFileSync(file, 'utf8');
    const path = relative(SRC, file).replaceAll('\\', '/');
    const imports = [...text.matchAll(/(?:from\s+|import\s*\(?\s*)'(\.[^']+)'/g)].map((m) =>
      relative(SRC, resolve(dirname(file), m[1] as string)).replaceAll('\\', '/'),
    );
    return { path, room: path.includes('/') ? (path.split('/')[0] as string) : null, text, imports };
  });

const ROOMS = ['ask', 'store', 'compose', 'template', 'write', 'import', 'serve'];
const code = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/([^:'"])\/\/.*$/gm, '$1');

test('a room has one door, the file named like the room, so that one knows where to knock', () => {
  for (const room of ROOMS)
    expect(
      sources.map((s) => s.path),
      `src/${room} has no door ${room}.ts`,
    ).toContain(`${room}/${room}.ts`);
});

test('rooms import only the model, never one another: a walk that skips the hall cannot be read', () => {
  const wrong = sources
    .filter((s) => s.room !== null && s.room !== 'serve')
    .flatMap((s) =>
      s.imports
        .filter((i) => i.includes('/') && i.split('/')[0] !== s.room && i.split('/')[0] !== 'model')
        .map((i) => `${s.path} imports ${i}`),
    );
  expect(wrong).toEqual([]);
});

test('the model imports nothing but itself: nouns know no verbs', () => {
  expect(
    sources.filter((s) => s.room === 'model').flatMap((s) => s.imports.filter((i) => !i.startsWith('model/'))),
  ).toEqual([]);
});

test('serve and cli call brief.ts, or clerks.ts, who call it in threads of their own; none of them reaches into rooms', () => {
  const wrong = sources
    .filter((s) => s.room === 'serve' || /^(cli(-\w+)?|clerks?)\.ts$/.test(s.path))
    .flatMap((s) =>
      s.imports
        .filter(
          (i) =>
            !/^((model|serve)\/|cli-)/.test(i) &&
            !['brief.ts', 'clerks.ts', 'craft.ts', 'curate.ts', 'issue.ts', 'world.ts'].includes(i),
        )
        .map((i) => `${s.path} imports ${i}`),
    );
  expect(wrong).toEqual([]);
});

test('there are five walks, a page each: brief.ts from a request to a brief, compare.ts from a question to two states of it, craft.ts from templates to what is wrong with them, curate.ts from a file to records, issue.ts from a brief to the register and back; envelope.ts says what a file carries of itself; all knock at doors only', () => {
  const rooms = (s: Source) => s.imports.filter((i) => i.includes('/') && !i.startsWith('model/'));
  const walks = sources.filter((s) => s.room === null && !/^(cli|clerk)/.test(s.path));
  // world.ts opens the store, whose place lies outside.
  expect(walks.map((s) => s.path).sort()).toEqual([
    'brief.ts',
    'compare.ts',
    'craft.ts',
    'curate.ts',
    'envelope.ts',
    'issue.ts',
    'world.ts',
  ]);
  const inside = walks.flatMap((s) => rooms(s).map((i) => [s.path, ...i.split('/')] as const));
  expect(inside.filter(([, room, file]) => file !== `${room}.ts`).map((i) => i.join(' → '))).toEqual([]);
  const called = (path: string) => [...new Set(inside.filter(([from]) => from === path).map(([, room]) => room))];
  expect(called('curate.ts').sort()).toEqual(['import', 'store']);
  expect(called('craft.ts').sort()).toEqual(['template', 'write']);
  expect(called('world.ts')).toEqual(['store']);
});

test('nothing outside world.ts touches the clock, the disk, the environment or chance: the same question must give the same bytes', () => {
  const outside =
    /\bDate\.now\b|\bnew Date\(\)|\bprocess\.env\b|\bMath\.random\b|'node:(fs|os|child_process|net|http|https|dns)(\/promises)?'|\brandomUUID\b|\bperformance\.now\b|\bfetch\(/;
  const wrong = sources.filter((s) => s.path !== 'world.ts').filter((s) => outside.test(code(s.text)));
  expect(wrong.map((s) => `${s.path}: ${outside.exec(code(s.text))?.[0]}`)).toEqual([]);
});

test('only world.ts starts threads, and only clerk.ts runs in one: all else must not know in which thread it is', () => {
  const wrong = sources.filter((s) => code(s.text).includes("'node:worker_threads'")).map((s) => s.path);
  expect(wrong.sort()).toEqual(['clerk.ts', 'world.ts']);
});

test('no file is a drawer: a name says what is inside', () => {
  const drawer = /(^|[-/])(utils?|helpers?|common|misc|shared|lib)(\.ts|\/|$)/i;
  expect(sources.map((s) => s.path).filter((p) => drawer.test(p))).toEqual([]);
  const names = sources.flatMap((s) =>
    [
      ...s.text.matchAll(
        /export (?:abstract )?(?:class|interface|type|function|const) (\w*(?:Manager|Helper|Util|Service|Impl))\b/g,
      ),
    ].map((m) => `${s.path}: ${m[1]}`),
  );
  expect(names).toEqual([]);
});

test('each file opens by saying what comes in, what leaves, what it refuses', () => {
  expect(
    sources.filter((s) => !/^(import 'reflect-metadata';\n+)?(\/\/|\/\*)/.test(s.text)).map((s) => s.path),
  ).toEqual([]);
});

test('the type checker is never talked out of it', () => {
  const excuse = /\bas any\b|: any\b/;
  // Excuses live in comments, types outside them.
  const wrong = sources.filter(
    (s) => /@ts-(ignore|expect-error|nocheck)|biome-ignore/.test(s.text) || excuse.test(code(s.text)),
  );
  expect(wrong.map((s) => s.path)).toEqual([]);
});

test('every problem of the closed list can happen: a code nobody raises misleads whoever reads the list', () => {
  const all = sources
    .filter((s) => s.path !== 'model/problem.ts')
    .map((s) => s.text)
    .join('\n');
  expect(Object.keys(PROBLEMS).filter((c) => !all.includes(`'${c}'`))).toEqual([]);
});

test('no word that a reader of a brief will see stands in src: an editor must be able to change it', () => {
  // These speak to authors of templates and themes, about their mistakes.
  const diagnostics = /^(template\/(fill\.ts|folder\/)|write\/(style|pdf\/theme)\.ts)/;
  const rooms = sources.filter(
    (s) => ['compose', 'template', 'write'].includes(s.room ?? '') && !diagnostics.test(s.path),
  );
  // Three words in a row in a string are a phrase; messages of problems and of broken invariants are for other eyes.
  const phrase = /'[^'\n]*\b\p{L}{2,} \p{L}{2,} \p{L}{2,}[^'\n]*'|`[^`\n]*\b\p{L}{2,} \p{L}{2,} \p{L}{2,}[^`\n]*`/gu;
  const wrong = rooms.flatMap((s) =>
    code(s.text)
      .split('\n')
      .filter((l) => !/refuse\(|problem\(|Error\(|broken\(|add\(|detail|suggestion/.test(l))
      .flatMap((l) => [...l.matchAll(phrase)].map((m) => `${s.path}: ${m[0]}`)),
  );
  expect(wrong).toEqual([]);
});

test('the words of both languages are all in use: a dead word is a lie waiting to be translated', () => {
  const text = [
    ...sources.map((s) => s.text),
    ...files(join(ROOT, 'templates'))
      .filter((f) => f.endsWith('.hbs'))
      .map((f) => readFileSync(f, 'utf8')),
  ].join('\n');
  const words = JSON.parse(readFileSync(join(ROOT, 'templates/words/en.json'), 'utf8')) as Record<string, unknown>;
  expect(Object.keys(words).filter((k) => !new RegExp(`['"\`]${k}[.'"\`$]`).test(text))).toEqual([]);
});

test('what the project says of itself names no machine and no path of one', () => {
  const own = files(ROOT).filter(
    (f) =>
      !/node_modules|\/\.(git|venv|mypy_cache)(\/|$)|\/(dist|bundle|generated|__pycache__)\/|package-lock|\.(png|ttf|pdf|jsonl)$/.test(
        f,
      ),
  );
  const path = new RegExp(['/', 'work/|/', 'root/|\\.\\./', 'shared'].join(''));
  expect(own.filter((f) => path.test(readFileSync(f, 'utf8'))).map((f) => basename(f))).toEqual([]);
});
