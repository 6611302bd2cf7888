// In: a command as written in a page. Out: what it did, in a process of its own and a folder of its own. The project's data and templates are
// changed only in copies.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TODAY } from '../house.ts';
import { readDocx } from '../reader/docx.ts';
import type { Outcome } from './blocks.ts';

const ROOT = resolve(import.meta.dirname, '../..');

interface Surroundings {
  cwd: string;
  home: string;
  environment?: Record<string, string>;
  /** Other places for folders of the project. */
  folders?: Record<string, string>;
  /** Stop reading standard output after so many bytes or lines. */
  enough?: (read: Buffer) => Buffer | null;
}

interface Ended {
  stdout: Buffer;
  stderr: string;
  status: number | null;
}

/** Runs `chancery`. */
export function launch(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const { folders = {} } = surroundings;
  if (Object.keys(folders).length === 0)
    return start(process.execPath, [join(ROOT, 'src/launch.js'), ...args], surroundings);
  // The same door, opened on a world that has other folders.
  const at = (file: string) => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href);
  const script = `
    (await import('node:module')).enableCompileCache();
    const [{ main }, { openWorld }] = [await import(${at('cli.js')}), await import(${at('world.js')})];
    process.exitCode = await main(process.argv.slice(1), openWorld({ folders: ${JSON.stringify(folders)} }));`;
  return start(process.execPath, ['--input-type=module', '-e', script, '--', ...args], surroundings);
}

/** Runs npm, called from the current folder on the project. */
const npm = (args: readonly string[], surroundings: Surroundings): Promise<Ended> =>
  start('npm', ['--prefix', ROOT, ...args], surroundings);

function start(program: string, args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const { cwd, home, environment, enough } = surroundings;
  const child = spawn(program, args, {
    cwd,
    // npm leaves the folder of whoever started the tests; a command that does not go through npm has none.
    env: { ...process.env, INIT_CWD: undefined, CHANCERY_HOME: home, CHANCERY_NOW: TODAY, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = [Buffer.alloc(0), Buffer.alloc(0)];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout = Buffer.concat([stdout, bytes]);
    const seen = enough?.(stdout);
    if (!seen) return;
    stdout = Buffer.from(seen);
    child.stdout.destroy();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = Buffer.concat([stderr, bytes]);
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => done({ stdout, stderr: stderr.toString(), status }));
  });
}

/** Where one block works: a current folder, and the folders of the project it has changed. */
export class Desk {
  private readonly cwd: string;
  private readonly home: string;
  private readonly folders: Record<string, string> = {};

  constructor(cwd: string, home: string) {
    this.cwd = cwd;
    this.home = home;
  }

  /** `@ taken/` · `@ note.txt text` · `@ home/*.sqlite text` · `@ data/facts/CAN-JPN.jsonl:3 text` · `@ sheet.csv:2 text` */
  prepare(line: string): void {
    const [, path = '', text = ''] = /^@ (\S+) ?(.*)$/.exec(line) ?? [];
    const [, name = '', at = ''] = /^(.+):(\d+)$/.exec(path) ?? [];
    if (name) {
      const [, top = '', rest = ''] = /^(data|templates)\/(.+)$/.exec(name) ?? [];
      const file = top ? join(this.copyOf(top), rest) : join(this.cwd, name);
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      lines[Number(at) - 1] = text;
      writeFileSync(file, lines.join('\n'));
    } else if (path.endsWith('/')) mkdirSync(join(this.cwd, path), { recursive: true });
    else {
      const found = globSync(path, { cwd: this.cwd });
      for (const file of found.length > 0 ? found : [path]) writeFileSync(join(this.cwd, file), text);
    }
  }

  /** A folder of the project that may be changed. */
  private copyOf(top: string): string {
    const copy = `${this.cwd}-${top}`;
    if (!existsSync(copy)) cpSync(join(ROOT, top), copy, { recursive: true });
    this.folders[top] = copy;
    return copy;
  }

  /** `% NAME=value chancery words … | head -n 3` */
  async run(line: string): Promise<Outcome> {
    const [command = '', count] = line.slice(2).split(' | head ');
    const words = wordsOf(command);
    const environment: Record<string, string> = {};
    while (/^[A-Z_]+=/.test(words[0] ?? '')) {
      const [name = '', value = ''] = words.shift()?.split(/=(.*)/s) ?? [];
      environment[name] = value;
    }
    const { cwd, home, folders } = this;
    const before = this.seen();
    const program = words.shift() === 'npm' ? npm : launch;
    const ended = await program(words, { cwd, home, environment, folders, ...(count ? { enough: head(count) } : {}) });
    const after = this.seen();
    const files = [...after.keys()].filter((path) => after.get(path) !== before.get(path));
    // Bytes of a document are told by the file that has the same.
    const same = [...after.keys()].find((path) => ended.stdout.length > 0 && ended.stdout.equals(this.read(path)));
    return {
      stdout: same ? `<${same}>` : ended.stdout.toString(),
      stderr: ended.stderr,
      status: ended.status,
      files: files.map((path) => `${path}: ${kindOf(path, this.read(path))}`),
    };
  }

  private read(path: string): Buffer {
    return readFileSync(join(this.cwd, path));
  }

  /** Every file, the hidden ones too, with what tells one writing from another. */
  private seen(): Map<string, string> {
    const paths = readdirSync(this.cwd, { recursive: true, encoding: 'utf8' }).sort();
    return new Map(
      paths.flatMap((path) => {
        const file = statSync(join(this.cwd, path));
        return file.isFile() ? [[path.replaceAll('\\', '/'), `${file.ino} ${file.mtimeMs} ${file.size}`]] : [];
      }),
    );
  }
}

/** The words of a command: bare, in double quotes as JSON has them, or `"a"*500` for as many. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/("(?:[^"\\]|\\.)*")(?:\*(\d+))?(?= |$)|\S+/g)].map(([word, quoted, times]) =>
    quoted ? (JSON.parse(quoted) as string).repeat(Number(times ?? 1)) : word,
  );
}

/** `head -c 8`, `head -n 3`: reads so much and closes the pipe. */
function head(count: string): (read: Buffer) => Buffer | null {
  const [flag, n] = count.split(' ');
  const most = Number(n);
  return (read) => {
    if (flag === '-c') return read.length >= most ? read.subarray(0, most) : null;
    let end = -1;
    for (let i = 0; i < most; i++) {
      end = read.indexOf('\n', end + 1);
      if (end < 0) return null;
    }
    return read.subarray(0, end);
  };
}

/** What a file is, judged by both of its ends: half a file is none of these. */
function kindOf(path: string, bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (text.startsWith('%PDF-') && text.endsWith('%%EOF\n')) {
    const [, width] = /\/MediaBox \[0 0 ([\d.]+) /.exec(text) ?? [];
    return `PDF, ${width === '612' ? 'letter' : 'A4'}`;
  }
  const [, language] = /^<!doctype html>\s*<html lang="([\w-]+)/i.exec(text) ?? [];
  if (language && text.trimEnd().endsWith('</html>')) return `HTML, ${language}`;
  if (text.startsWith('SQLite format 3')) return 'database';
  if (path.endsWith('.curated')) return 'mark';
  if (path.endsWith('.csv') || path.endsWith('.jsonl')) return `${text.split('\n').length - 1} lines`;
  if (path.endsWith('.json')) return JSON.parse(bytes.toString()) ? 'JSON' : 'broken';
  if (path.endsWith('.docx'))
    return readDocx(new Uint8Array(bytes)).paragraphs.some(({ style }) => style === 'Title') ? 'Word' : 'broken';
  if (path.endsWith('.txt')) return /^=+$/m.test(text) && text.endsWith('\n') ? 'plain text' : 'broken';
  return /^# ./m.test(text) && text.endsWith('\n') ? 'Markdown' : 'not known';
}
