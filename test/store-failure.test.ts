// What may befall a store, made to happen: each is told with its code, and nothing is lost.

import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { Store } from '../src/store/store.ts';
import { openWorld, type WorldOptions } from '../src/world.ts';
import { ask } from './postgres.ts';
import { ACT, DATA, event, filter, folder, makes, question, source } from './stores.ts';

const here = (file: string) => new URL(file, import.meta.url).href;
const MIGRATIONS = new URL('../schema/migrations/', import.meta.url).pathname;
const code = (value: string) => ({ problems: [{ code: value }] });
const fileIn = (home: string) => join(home, 'chancery.sqlite');
const open = (home: string, more: WorldOptions = {}, environment: Record<string, string> = {}) =>
  openWorld({
    environment: { CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24T12:00:00Z', ...environment },
    folders: { data: DATA },
    ...more,
  });

/** A store in which a curator has recorded something, closed. */
async function curated(name = 'home'): Promise<string> {
  const home = folder(name);
  const store = await open(home).openStore();
  await store.record({ record: 'source', body: source('one') }, ACT);
  await store.record({ record: 'fact', body: event('kept') }, ACT);
  await store.close();
  return home;
}
const holds = (store: Store) => holdsOf(store, 'btn-npl/kept');
const holdsOf = async (store: Store, id: string) => {
  expect((await store.find(question(['BTN', 'NPL']))).facts.map((f) => f.id)).toEqual([id]);
  expect((await store.checkAudit()).problems).toEqual([]);
};

test('a full disk: the write is refused, all else stands', async () => {
  const home = await curated();
  const { size } = { size: readFileSync(fileIn(home)).length };
  let full = true;
  const connect: NonNullable<WorldOptions['connect']> = (at, how) => {
    const database = new DatabaseSync(at, how);
    if (full) database.exec(`pragma max_page_count = ${Math.ceil(size / 8192) + 4}`);
    return database;
  };
  const store = await open(home, { connect }).openStore();
  const before = store.snapshot;
  const rows = () =>
    Array.from({ length: 500 }, (_, n) => ({ record: 'fact' as const, body: event(`full/${n}`), line: n + 1 }));
  await expect(store.recordMany(rows, ACT)).rejects.toMatchObject(code('STORE_FULL'));
  expect(store.snapshot).toEqual(before);
  await holds(store);
  await store.close();
  full = false;
  const roomy = await open(home, { connect }).openStore();
  expect(await roomy.recordMany(rows, ACT)).toMatchObject({ kept: true, new: 500 });
  await roomy.close();
});

test('a folder that may not be written: reads work, writes are refused', async () => {
  const home = await curated();
  chmodSync(dirname(home), 0o755);
  chmodSync(fileIn(home), 0o444);
  chmodSync(home, 0o555);
  // Root may write anywhere: another does the reading.
  const root = process.getuid?.() === 0;
  const { output } = await run(
    `const store = await world.openStore();
     const found = await store.find(${JSON.stringify(question(['BTN', 'NPL']))});
     const refused = await store.record({ record: 'fact', body: ${JSON.stringify(event('late'))} }, { by: 'x', reason: 'y' }).catch((e) => e.problems[0].code);
     console.log(store.onDisk, found.facts.map((f) => f.id).join(), refused);
     await store.close();`,
    home,
    root ? { uid: 65534, gid: 65534 } : {},
  );
  expect(output).toBe('true btn-npl/kept STORE_READ_ONLY\n');
  chmodSync(home, 0o755);
});

test('a second writer waits, then is refused', async () => {
  const home = await curated();
  const store = await open(home, {}, { CHANCERY_PATIENCE: '200' }).openStore();
  const other = new DatabaseSync(fileIn(home));
  other.exec('begin immediate');
  const write = () => store.record({ record: 'fact', body: event('second') }, ACT);
  await expect(write()).rejects.toMatchObject(code('STORE_BUSY'));
  await holds(store);
  const waiting = write();
  setTimeout(() => other.exec('commit'), 60);
  expect(await waiting).toMatchObject({ number: 1 });
  other.close();
  await store.close();
});

test.each<[string, (path: string) => void]>([
  ['garbage', (path) => writeFileSync(path, 'this is no database '.repeat(1000))],
  ['empty', (path) => writeFileSync(path, '')],
  ['gone', (path) => rmSync(path)],
  ['cut short', (path) => writeFileSync(path, readFileSync(path).subarray(0, 20_000))],
])('a database with curators’ work that is %s is an error, and a backup brings it back', async (_, damage) => {
  const home = await curated();
  const copy = folder('backup');
  const before = await open(home).openStore();
  await before.backup(copy);
  const { snapshot } = before;
  await before.close();
  damage(fileIn(home));
  const left = existsSync(fileIn(home)) ? readFileSync(fileIn(home)) : null;
  const world = open(home);
  await expect(world.openStore()).rejects.toMatchObject(code('STORE_CORRUPT'));
  expect(existsSync(fileIn(home)) ? readFileSync(fileIn(home)) : null).toEqual(left);

  await world.restoreStore(copy);
  const after = await world.openStore();
  expect(after.snapshot).toEqual(snapshot);
  await holds(after);
  await after.close();
  const kept = readdirSync(home).filter((name) => /\.before-\d+$/.test(name));
  expect(kept).toHaveLength(left === null ? 0 : 1);
});

test('flipped bytes: a broken page is an error where it is read, a changed word is found by the audit', async () => {
  const home = await curated();
  const bytes = readFileSync(fileIn(home));
  const word = bytes.indexOf('Talks kept');
  expect(word).toBeGreaterThan(0);
  const changed = Buffer.from(bytes);
  changed.write('Tales', word);
  writeFileSync(fileIn(home), changed);
  const store = await open(home).openStore();
  expect((await store.checkAudit()).problems.map((p) => p.code)).toContain('AUDIT_BROKEN');
  await store.close();

  const broken = Buffer.from(bytes);
  for (let page = 6; page < broken.length / 8192; page++) broken.fill(0xaa, page * 8192, page * 8192 + 64);
  writeFileSync(fileIn(home), broken);
  const reading = async () => {
    const damaged = await open(home).openStore();
    try {
      return await damaged.find(question(['BTN', 'NPL']));
    } finally {
      await damaged.close();
    }
  };
  await expect(reading()).rejects.toMatchObject(code('STORE_CORRUPT'));
  expect(readFileSync(fileIn(home))).toEqual(broken);
});

test('an import that keeps nothing leaves the database as it was: made anew where it is damaged', async () => {
  const home = folder('home');
  const store = await open(home).openStore();
  const rows = () => [
    { record: 'source' as const, body: source('one'), line: 1 },
    { record: 'fact' as const, body: event('good'), line: 2 },
    { record: 'fact' as const, body: event('bad', { significance: 9 }), line: 3 },
  ];
  expect(await store.recordMany(rows, ACT)).toMatchObject({ kept: false, refused: 1 });
  expect(await store.recordMany(rows, { ...ACT, acceptValid: true, dryRun: true })).toMatchObject({ kept: false });
  expect(readdirSync(home).filter((name) => name.endsWith('.curated'))).toEqual([]);
  expect(await store.recordMany(rows, { ...ACT, acceptValid: true })).toMatchObject({ kept: true, new: 2 });
  expect(readdirSync(home).filter((name) => name.endsWith('.curated'))).toHaveLength(1);
  await holdsOf(store, 'btn-npl/good');
  await store.close();
});

test('a database of a newer version is left alone', async () => {
  const home = await curated();
  const database = new DatabaseSync(fileIn(home));
  database.exec(`insert into migration values (99, '0099-later.sql')`);
  database.close();
  await expect(open(home).openStore()).rejects.toMatchObject(code('STORE_NEWER'));
});

test('a backup made while others write is one state, and a damaged one is refused', async () => {
  const home = await curated();
  const store = await open(home).openStore();
  const names = Array.from({ length: 60 }, (_, n) => `busy/${n}`);
  const writes = Promise.all(names.map((name) => store.record({ record: 'fact', body: event(name) }, ACT)));
  const copy = folder('backup');
  await store.backup(copy);
  await writes;
  const other = folder('restored');
  await open(other).restoreStore(copy);
  const restored = await open(other).openStore();
  const found = (await restored.find(question(['BTN', 'NPL']))).facts.length;
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThanOrEqual(61);
  expect((await restored.checkAudit()).problems).toEqual([]);
  await restored.record({ record: 'fact', body: event('after') }, ACT);
  await restored.close();

  const bytes = readFileSync(copy);
  bytes.write('XXXXXXXX', bytes.lastIndexOf('Talks kept'));
  writeFileSync(copy, bytes);
  await expect(open(other).restoreStore(copy)).rejects.toMatchObject(code('BACKUP_FAILED'));
  await expect(store.backup(join(folder('none'), 'x'))).rejects.toMatchObject(code('OUTPUT_UNWRITABLE'));
  await store.close();
});

test('an import killed at any moment is there whole, or not at all', { timeout: 60_000 }, async () => {
  const home = await curated();
  const rows = 4000;
  let whole = 0;
  for (let kill = 0; kill < 10; kill++) {
    const script = `
      const store = await world.openStore();
      const rows = function* () { for (let n = 0; n < ${rows}; n++) yield { record: 'fact', line: n + 1, body: { ...${JSON.stringify(event('x'))}, id: 'killed/${kill}-' + n, parties: ['LKA', 'MDV'] } } };
      console.log('ready');
      await store.recordMany(rows, { by: 'import', reason: 'test' });
      await store.close();`;
    await run(script, home, {}, 20 + kill * 90);
    const store = await open(home).openStore();
    const { event: count } = await store.totals(filter({ between: ['LKA', 'MDV'] }));
    expect(count % rows).toBe(0);
    expect(count / rows - whole).toBeLessThanOrEqual(1);
    whole = count / rows;
    await holds(store);
    await store.close();
  }
  // Some were killed before they were done.
  expect(whole).toBeLessThan(10);
});

describe('a database of an earlier version', () => {
  const steps = readdirSync(MIGRATIONS)
    .filter((name) => !name.includes('postgres'))
    .sort();
  const textOf = (name: string) =>
    readFileSync(join(MIGRATIONS, name), 'utf8').replaceAll('/* WITHOUT ROWID */', 'WITHOUT ROWID');
  const versions = steps.map((_, n) => n).slice(1);

  test.each(versions)('%i is brought up to date', async (version) => {
    const home = folder('home');
    const made = await open(home).openStore();
    await made.close();
    rmSync(fileIn(home));
    const database = new DatabaseSync(fileIn(home));
    if (version > 1) database.exec('create table migration (version integer not null primary key, name text not null)');
    for (const [n, name] of steps.slice(0, version).entries()) {
      database.exec(textOf(name));
      if (version > 1) database.prepare('insert into migration values (?, ?)').run(n + 1, name);
    }
    database.close();
    const store = await open(home).openStore();
    expect(store.snapshot.facts).toBe(824);
    expect(store.onDisk).toBe(true);
    expect((await store.checkAudit()).problems).toEqual([]);
    expect((await store.search({ ...filter(), text: 'canola' }, 1, null)).total).toBeGreaterThan(10);
    await store.close();
  });

  const server = makes.find(({ name }) => name === 'PostgreSQL');
  test.skipIf(!server)('1 is brought up to date on PostgreSQL', async () => {
    const place = await server?.place();
    if (!place) return;
    await ask(place.environment.DATABASE_URL ?? '', textOf('0001-facts.sql'));
    const store = await place.world().openStore();
    expect(store.snapshot.facts).toBe(824);
    await store.close();
  });
});

test('a statement that reads for too long is broken off; one that writes is not', async () => {
  const server = makes.find(({ name }) => name === 'PostgreSQL');
  const place = await server?.place();
  const address = place?.environment.DATABASE_URL;
  if (!address) return;
  const home = folder('impatient');
  await (await place.world().openStore()).close();
  const store = await open(
    home,
    {},
    { DATABASE_URL: address, CHANCERY_TIMEOUT: '1', CHANCERY_PATIENCE: '10000' },
  ).openStore();
  const other = new pg.Client({ connectionString: address });
  await other.connect();
  await other.query('begin; lock table revision in access exclusive mode');
  await expect(store.find(question(['CAN', 'CHN']))).rejects.toMatchObject(code('TIMED_OUT'));
  const writing = store.record({ record: 'source', body: source('waits') }, ACT);
  await pause(2000);
  await other.query('commit');
  expect((await writing).number).toBe(1);
  await other.end();
  await store.close();
});

test('a server that does not answer, or not to us', async () => {
  for (const DATABASE_URL of [
    'postgres://chancery@127.0.0.1:9/none',
    'postgres://chancery@no.such.host.invalid/none',
  ]) {
    await expect(openWorld({ environment: { DATABASE_URL } }).openStore()).rejects.toMatchObject(
      code('STORE_UNREACHABLE'),
    );
  }
});

test('a backup that was copied into place by hand is not thrown away when it breaks', async () => {
  const home = await curated();
  const other = folder('copied');
  cpSync(fileIn(home), fileIn(other), { recursive: true });
  const store = await open(other).openStore();
  await holds(store);
  await store.close();
  writeFileSync(fileIn(other), 'garbage'.repeat(5000));
  await expect(open(other).openStore()).rejects.toMatchObject(code('STORE_CORRUPT'));
});

/** Runs a script with a world in a process of its own; kills it so many milliseconds after it said “ready”. */
function run(
  script: string,
  home: string,
  user: { uid?: number; gid?: number },
  kill?: number,
): Promise<{ output: string }> {
  const whole = `import { openWorld } from ${JSON.stringify(here('../src/world.ts'))};
    const world = openWorld({ environment: { CHANCERY_HOME: ${JSON.stringify(home)}, CHANCERY_NOW: '2026-11-24T12:00:00Z' } });
    ${script}`;
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', whole], { ...user, cwd: '/' });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data;
      if (kill !== undefined && output.includes('ready')) setTimeout(() => child.kill('SIGKILL'), kill);
    });
    child.stderr.on('data', (data: Buffer) => {
      output += data;
    });
    child.once('error', fail);
    child.once('close', () => done({ output }));
  });
}
