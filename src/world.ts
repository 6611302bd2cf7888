// In: the machine. Out: everything that lies outside, through one door: the clock, the environment, the project's files, the places
// where results go, the database. Nothing else in src touches them. Refuses an output that cannot be written.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { backup, DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Day } from './model/date.ts';
import { ProblemError, problem, refuse } from './model/problem.ts';
import { type DataFile, type Files, openStore, restoreBackup, type Server, type Store } from './store/store.ts';

export interface World {
  /** The instant: the clock, or CHANCERY_NOW (ISO 8601) where it is set, so that a run can be repeated. */
  now(): Date;
  /** The calendar day of that instant: as written in CHANCERY_NOW, else where the machine stands. */
  today(): Day;
  /** Milliseconds since the process began, which nobody sets back. */
  elapsed(): number;
  /** A name that nothing else has (RFC 9562). */
  uuid(): string;
  /**
   * A file of the project, by its path with slashes: `data/…`, `templates/…`, `schema/…`. Null where there is none.
   * Refuses a template or a font that no page could need all of (TEMPLATE_TOO_LARGE).
   */
  read(path: string): Uint8Array | null;
  /** The same as the release has it, whatever folder stands in its place. */
  original(path: string): Uint8Array | null;
  /** Names of the files in a folder of the project, sorted; folders end in a slash. Empty where there is no such folder. */
  list(folder: string): string[];
  /**
   * Writes a result where the person asked for it, whole or not at all. A relative path starts where the person stands: the current
   * folder, or the one npm was called from. Refuses OUTPUT_UNWRITABLE.
   */
  write(path: string, bytes: Uint8Array | string): void;
  /** The same for what is long: in pieces, as they come. */
  writeAll(path: string, pieces: AsyncIterable<string>): Promise<void>;
  /** Where the path of a person leads: absolute. */
  at(path: string): string;
  /** A file of the person. Refuses INPUT_UNREADABLE. */
  input(path: string): Input;
  /** Replaces a file of the project: `schema/chancery.graphql`. Refuses OUTPUT_UNWRITABLE. */
  keep(path: string, text: string): void;
  /** Writes to standard output. A reader that has seen enough, as `head` has, is no failure. Refuses OUTPUT_UNWRITABLE. */
  print(bytes: Uint8Array | string): Promise<void>;
  /** The data files as `data check` and the store read them. */
  dataFiles(): DataFile[];
  /**
   * Opens the store: on the server that DATABASE_URL names, else the embedded one in `home`. CHANCERY_PATIENCE says for how many
   * milliseconds a writer waits for another (10000), CHANCERY_TIMEOUT after how many seconds a server gives up a statement that reads (30).
   */
  openStore(): Promise<Store>;
  /** Puts a backup in the place of the embedded database; what was there is kept beside it. Refuses BACKUP_FAILED. */
  restoreStore(backup: string): Promise<void>;
  /** A folder of files in `home`. */
  cabinet(name: string): Cabinet;
  /** A key that nobody guesses: CHANCERY_SECRET, else one kept in `home`; where that cannot be written, one for this process. Refuses BAD_SECRET. */
  secret(): Uint8Array;
  /** Different whenever the program may be. */
  readonly build: string;
  /** The folder of templates that CHANCERY_TEMPLATES names, absolute; null: that of the release. */
  readonly templates: string | null;
  /** The same world with another folder of templates. Refuses what is no folder (TEMPLATE_FOLDER). */
  withTemplates(folder: string): World;
  /** Calls `changed` a moment after something in a folder of the project has changed. @returns what ends it. */
  watch(folder: string, changed: () => void): () => void;
  /** Starts a thread that runs clerk.ts in a world like this one. */
  hire(): Worker;
  /** Processors that this process may use, at least 1. */
  readonly processors: number;
  /** Folder of the database: CHANCERY_HOME, or the platform's folder for data that must not be lost. */
  readonly home: string;
  env(name: string): string | undefined;
}

/** Files that the program keeps for itself. Each is there whole or not at all. */
export interface Cabinet {
  /** Refuses FILES_UNWRITABLE. */
  put(name: string, bytes: Uint8Array | string): Promise<void>;
  /** Null where there is none. */
  get(name: string): Promise<Uint8Array | null>;
  /** It was used just now. */
  touch(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Every file, with its size in bytes and when it was put or used last. */
  list(): Promise<{ name: string; size: number; used: Date }[]>;
}

/** A file to be read, as often as need be. */
export interface Input {
  /** In bytes. */
  size: number;
  /** Its bytes from the first one, in pieces. Refuses INPUT_UNREADABLE. */
  open(): AsyncIterable<Uint8Array>;
}

export interface WorldOptions {
  /** Other places for folders of the project: `{ templates: '/srv/our-templates' }`. */
  folders?: Record<string, string>;
  /** Instead of the variables of the process. */
  environment?: Record<string, string | undefined>;
  /** Opens a SQLite database, where a connection is to have something else about it. */
  connect?: Connect;
}

type Connect = (at: string | URL, options?: DatabaseSyncOptions) => DatabaseSync;

/** The folder that holds package.json, data, templates and schema: this file lies one below it, in src, dist or bundle. */
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The world as it is. */
export function openWorld(options: WorldOptions = {}): World {
  const environment = options.environment ?? process.env;
  const env = (name: string) => environment[name] || undefined;
  const at = (path: string) => resolve(standpoint(env), path);
  const named = env('CHANCERY_TEMPLATES');
  const templates = options.folders?.['templates'] ?? (named === undefined ? null : at(named));
  const folders = { ...options.folders, ...(templates === null ? {} : { templates }) };
  const place = (path: string) => inProject(path, folders);
  const home = env('CHANCERY_HOME') ?? dataFolder(env);
  const now = () => {
    const fixed = env('CHANCERY_NOW');
    const date = fixed === undefined ? new Date() : new Date(fixed);
    return Number.isNaN(date.getTime()) ? refuse('BAD_DATE', { value: fixed ?? '' }, { field: 'CHANCERY_NOW' }) : date;
  };
  const read = (path: string) => {
    const at = place(path);
    return at === null ? null : readOrNull(at, path);
  };
  const original = (path: string) => {
    const at = inProject(path, {});
    return at === null ? null : readOrNull(at, path);
  };
  const list = (folder: string) => {
    const at = place(folder);
    if (at === null || !statSync(at, { throwIfNoEntry: false })?.isDirectory()) return [];
    return readdirSync(at, { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  };
  const dataPaths = () => [
    'data/gazetteer.json',
    'data/sources.jsonl',
    'data/threads.jsonl',
    ...list('data/facts')
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => `data/facts/${name}`),
  ];
  const dataFiles = () =>
    dataPaths().flatMap((path): DataFile[] => {
      const bytes = read(path);
      return bytes === null ? [] : [{ path, text: Buffer.from(bytes).toString('utf8') }];
    });
  const need = (path: string) => Buffer.from(read(path) ?? refuse('DATA_MISSING', { name: path })).toString();
  const stamp = () =>
    [...dataPaths(), 'data/release.json']
      .map((path) => {
        const found = statSync(place(path) ?? path, { throwIfNoEntry: false });
        return found ? `${path} ${found.size} ${found.mtimeMs}` : path;
      })
      .join('\n');

  const today = () => {
    const instant = now();
    return env('CHANCERY_NOW')?.match(/^\d{4}-\d\d-\d\d/)?.[0] ?? localDay(instant);
  };
  const connect: Connect = options.connect ?? ((at, how = {}) => new DatabaseSync(at, how));
  const patience = Number(env('CHANCERY_PATIENCE') ?? 10_000);
  const embedded = embeddedFiles(home, patience, connect);
  const address = env('DATABASE_URL');
  const database =
    address === undefined ? embedded : serverAt(address, patience, Number(env('CHANCERY_TIMEOUT') ?? 30) * 1000);

  return {
    now,
    today,
    elapsed: () => performance.now(),
    uuid: randomUUID,
    read,
    original,
    list,
    write: (path, bytes) => writeWhole(path, at(path), bytes),
    writeAll: (path, pieces) => writeInPieces(path, at(path), pieces),
    at,
    input: (path) => inputAt(path, at(path)),
    keep: (path, text) => writeWhole(path, place(path) ?? ROOT, text),
    print,
    dataFiles,
    openStore: () =>
      openStore({
        now,
        today,
        name: randomUUID,
        stamp,
        data: dataFiles,
        release: () => need('data/release.json'),
        gazetteer: () => need('data/gazetteer.json'),
        migrations: {
          names: () => list('schema/migrations').filter((name) => name.endsWith('.sql')),
          text: (name) => need(`schema/migrations/${name}`),
        },
        database,
      }),
    restoreStore: (backup) => restoreBackup(embedded, at(backup)),
    cabinet: (name) => cabinetIn(join(home, name), now),
    secret: () => secretIn(home, env('CHANCERY_SECRET')),
    get build() {
      return builtAs();
    },
    templates,
    withTemplates(folder) {
      const own = folderAt(folder, at(folder));
      return openWorld({ ...options, folders: { ...options.folders, templates: own } });
    },
    watch: (folder, changed) => watchFolder(place(folder) ?? ROOT, changed),
    hire() {
      const { environment } = options;
      // Beside this file, and as this file is: compiled, or as it was written.
      const clerk = new URL(`./clerk${extname(import.meta.url)}`, import.meta.url);
      return new Worker(clerk, { workerData: { folders, environment } });
    },
    processors: availableParallelism(),
    home,
    env,
  };
}

/** A path inside the project, or null: `..` and absolute paths do not lead out of it. */
function inProject(path: string, folders: Record<string, string>): string | null {
  const [top = '', ...rest] = path.split('/');
  const base = folders[top] ?? join(ROOT, top);
  const at = resolve(base, ...rest);
  const inside = relative(base, at);
  const out = top === '' || top === '..' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return out ? null : at;
}

/** Largest files of templates, in bytes. A font of all Chinese characters has ten million. */
const LARGEST = { text: 1_000_000, font: 20_000_000 };

/** @param path as it was asked for */
function readOrNull(at: string, path: string): Uint8Array | null {
  try {
    const found = statSync(at);
    // A pipe or a device would never end.
    if (!found.isFile()) return null;
    const [, below] = /^templates\/(.*)$/.exec(path) ?? [];
    const most = /\.(ttf|otf|ttc|woff2?)$/i.test(path) ? LARGEST.font : LARGEST.text;
    if (below !== undefined && found.size > most)
      refuse('TEMPLATE_TOO_LARGE', { name: below, size: found.size, most }, { file: below, line: 1, column: 1 });
    return readFileSync(at);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    return null;
  }
}

/** A folder that the person names. */
function folderAt(asked: string, at: string): string {
  const found = statSync(at, { throwIfNoEntry: false });
  if (found?.isDirectory()) return at;
  return refuse('TEMPLATE_FOLDER', {
    path: asked,
    detail: found ? 'it is no folder' : 'there is no such folder',
    suggestion: 'copy the folder templates of the release there',
  });
}

/** Looks at a folder four times a second: that serves every editor and every disk, whatever way either has of saving. */
const LOOK = 250;

function watchFolder(folder: string, changed: () => void): () => void {
  const stampOf = () => {
    try {
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          const found = statSync(path, { throwIfNoEntry: false });
          return `${path} ${found?.size} ${found?.mtimeMs}`;
        })
        .sort()
        .join('\n');
    } catch {
      return '';
    }
  };
  let stamp = stampOf();
  const timer = setInterval(() => {
    const now = stampOf();
    if (now === stamp) return;
    stamp = now;
    changed();
  }, LOOK);
  return () => clearInterval(timer);
}

/** Writes beside the place, then renames: whoever reads there finds the old file or the new one, never a half. */
function writeWhole(asked: string, place: string, bytes: Uint8Array | string): void {
  let draft = '';
  try {
    const { file, mode } = replaceable(asked, place);
    // A device or a pipe is written to, not replaced.
    if (file === null) writeFileSync(place, bytes);
    else {
      draft = draftOf(file);
      writeFileSync(draft, bytes, { flag: 'wx', mode });
      renameSync(draft, file);
    }
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw error instanceof ProblemError ? error : unwritable(asked, codeOf(error));
  }
}

async function writeInPieces(asked: string, place: string, pieces: AsyncIterable<string>): Promise<void> {
  let draft = '';
  try {
    const { file, mode } = replaceable(asked, place);
    if (file === null) await writeFile(place, gathered(pieces));
    else {
      draft = draftOf(file);
      await writeFile(draft, gathered(pieces), { flag: 'wx', mode });
      renameSync(draft, file);
    }
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    // What the pieces are made of may fail as well, and says so itself.
    throw typeof Reflect.get(Object(error), 'syscall') === 'string' ? unwritable(asked, codeOf(error)) : error;
  }
}

/** Small pieces joined to ones worth a call of the system. */
async function* gathered(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    if (held.length < 1 << 16) continue;
    yield held;
    held = '';
  }
  yield held;
}

/** The file that a path leads to, behind its links; null: no file, but something that can be written to. */
function replaceable(asked: string, place: string): { file: string | null; mode: number } {
  if (asked.endsWith('/') || asked.endsWith(sep)) throw unwritable(asked, 'EISDIR');
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) return { file: place, mode: 0o666 };
  if (found.isFile()) accessSync(place, constants.W_OK);
  return { file: found.isFile() ? realpathSync(place) : null, mode: found.mode };
}

const draftOf = (file: string): string => join(dirname(file), `.chancery-${randomUUID().slice(0, 8)}`);

function inputAt(asked: string, place: string): Input {
  try {
    const found = statSync(place);
    if (found.isDirectory()) throw unreadable(asked, 'EISDIR');
    accessSync(place, constants.R_OK);
    return { size: found.size, open: () => piecesOf(asked, place) };
  } catch (error) {
    throw error instanceof ProblemError ? error : unreadable(asked, codeOf(error));
  }
}

async function* piecesOf(asked: string, place: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(place, { highWaterMark: 1 << 18 });
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    throw unreadable(asked, codeOf(error));
  }
}

// ---- What the program keeps for itself ---------------------------------------------------------------------------------

function cabinetIn(folder: string, now: () => Date): Cabinet {
  const at = (name: string) => join(folder, name);
  return {
    async put(name, bytes) {
      const draft = draftOf(at(name));
      try {
        await mkdir(folder, { recursive: true });
        // On the disk before it has its name: whoever was told that it is kept finds it after a loss of power, too.
        await writeFile(draft, bytes, { flag: 'wx', flush: true });
        await utimes(draft, now(), now());
        await rename(draft, at(name));
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {});
        const code = codeOf(error);
        throw new ProblemError([problem('FILES_UNWRITABLE', { detail: REASONS[code] ?? code })]);
      }
    },
    get: (name) => readFile(at(name)).catch(() => null),
    touch: (name) => utimes(at(name), now(), now()).catch(() => {}),
    remove: (name) => rm(at(name), { force: true }).catch(() => {}),
    async list() {
      const names = await readdir(folder).catch(() => []);
      const found = await Promise.all(
        names.map(async (name) => ({ name, stat: await stat(at(name)).catch(() => null) })),
      );
      return found.flatMap(({ name, stat }) => (stat?.isFile() ? [{ name, size: stat.size, used: stat.mtime }] : []));
    },
  };
}

/** Fewest characters of a secret that somebody chose. */
const SECRET = 32;

function secretIn(home: string, given: string | undefined): Uint8Array {
  if (given !== undefined)
    return given.length >= SECRET ? Buffer.from(given) : refuse('BAD_SECRET', {}, { field: 'CHANCERY_SECRET' });
  const file = join(home, 'secret');
  const made = randomBytes(SECRET).toString('hex');
  const draft = draftOf(file);
  try {
    mkdirSync(home, { recursive: true });
    writeFileSync(draft, made, { flag: 'wx', mode: 0o600 });
    // Of several who start at once one wins, and all take its secret.
    linkSync(draft, file);
  } catch {
    // It is there, or cannot be written.
  }
  if (existsSync(draft)) rmSync(draft);
  const kept = readOrNull(file, 'secret');
  return kept && kept.length >= SECRET ? kept : Buffer.from(made);
}

/** Names and sizes of the files of the program. */
function builtAs(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => `${name} ${statSync(join(folder, name)).size}`);
  return createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12);
}

function print(bytes: Uint8Array | string): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(bytes, (error) => {
      if (!error || codeOf(error) === 'EPIPE') done();
      else fail(unwritable('standard output', codeOf(error)));
    });
  });
}

/** Why the system would not write, for people. */
const REASONS: Record<string, string> = {
  EACCES: 'that is not allowed',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EPERM: 'that is not allowed',
  EROFS: 'the disk is read-only',
};

function unwritable(path: string, code: string): ProblemError {
  return new ProblemError([
    problem('OUTPUT_UNWRITABLE', { path, detail: REASONS[code] ?? code }, { field: '--output' }),
  ]);
}

const unreadable = (path: string, code: string): ProblemError =>
  new ProblemError([
    problem('INPUT_UNREADABLE', {
      path,
      detail: code === 'ENOENT' ? 'there is no such file' : (REASONS[code] ?? code),
    }),
  ]);

const codeOf = (error: unknown): string => String(Reflect.get(Object(error), 'code') ?? 'error');

function localDay(date: Date): Day {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dataFolder(env: (name: string) => string | undefined): string {
  switch (process.platform) {
    case 'win32':
      return join(env('LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local'), 'chancery');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'chancery');
    default:
      return join(env('XDG_DATA_HOME') ?? join(homedir(), '.local', 'share'), 'chancery');
  }
}

/** Where the person stands: npm runs a script in the project's folder, and tells from where it was called. */
function standpoint(env: (name: string) => string | undefined): string {
  return process.cwd() === ROOT ? (env('INIT_CWD') ?? ROOT) : process.cwd();
}

/** A PostgreSQL server: `postgres://user:password@host:port/database`. */
function serverAt(connectionString: string, patience: number, limit: number): Server {
  return {
    make: 'server',
    patience,
    async pool() {
      const { default: pg } = await import('pg');
      const types = {
        getTypeParser: (id: number) => (id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id)),
      };
      const pool = new pg.Pool({ connectionString, types, connectionTimeoutMillis: 10_000, statement_timeout: limit });
      // A connection that breaks while it rests is replaced when the next is asked for.
      pool.on('error', () => {});
      return pool;
    },
  };
}

/** The embedded database: one file, whichever copy of the project opens it. */
function embeddedFiles(home: string, patience: number, connect: Connect): Files {
  const file = join(home, 'chancery.sqlite');
  const mark = `${file}.curated`;
  const beside = ['', '-wal', '-shm'];
  return {
    make: 'embedded',
    patience,
    exists: () => existsSync(file),
    writable() {
      try {
        let at = existsSync(file) ? file : home;
        while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
        accessSync(at, constants.W_OK);
        accessSync(at === file ? home : at, constants.W_OK);
        return statSync(at === file ? home : at).isDirectory();
      } catch {
        return false;
      }
    },
    open(how, other) {
      const at = other ?? file;
      if (how === 'write') mkdirSync(dirname(at), { recursive: true });
      if (how !== 'frozen') return connect(at, { readOnly: how === 'read' });
      return connect(new URL(`${pathToFileURL(at).href}?immutable=1`), { readOnly: true });
    },
    memory: () => connect(':memory:'),
    curated: () => existsSync(mark),
    curate() {
      if (!existsSync(mark)) writeFileSync(mark, MARK);
    },
    discard() {
      for (const end of beside) rmSync(file + end, { force: true });
    },
    async copy(from, to) {
      const draft = `${to}.${randomUUID().slice(0, 8)}`;
      try {
        await backup(from, draft);
        renameSync(draft, to);
      } catch (error) {
        rmSync(draft, { force: true });
        throw unwritable(to, codeOf(error));
      }
    },
    replace(by) {
      const draft = `${file}.${randomUUID().slice(0, 8)}`;
      mkdirSync(home, { recursive: true });
      copyFileSync(by, draft);
      const kept = `${file}.before-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
      for (const end of beside) if (existsSync(file + end)) renameSync(file + end, kept + end);
      renameSync(draft, file);
    },
  };
}

const MARK =
  'The database beside this file holds what curators recorded and exists nowhere else. Keep both, and back them up.\n';
