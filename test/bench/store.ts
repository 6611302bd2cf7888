// npm run bench:store [-- --most 100000] [-- --large] [-- --store sqlite|postgres]: the store of record on synthetic events of a realistic skew, on
// both makes of database: the embedded one as it ships, and a PostgreSQL server started for this. From 10^4 to 10^6 events, with --large to 10^7; each
// size in a process of its own, so that its memory is its own. Every question is warmed up WARM times and asked ROUNDS times; the ratio is that of the
// medians to the smallest size. Nothing here can fail: it measures.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Chancery } from '../../src/brief.ts';
import type { Event } from '../../src/model/fact.ts';
import type { Filter, ImportRow } from '../../src/store/store.ts';
import { ask, type Postgres, startPostgres } from '../postgres.ts';
import { chance, syntheticRows } from './events.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const WARM = 20;
const ROUNDS = 60;
const ACT = { by: 'bench', reason: 'bench:store' };
/** The day of the release, two days on which something is recorded, and the day after. */
const [BEFORE, FIRST, SECOND, TODAY] = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'] as const;

interface Row {
  name: string;
  value: number;
  unit: string;
  note?: string;
}

const given = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const one = given('--one');
if (one !== undefined) await measure(Number(one));
else await compare();

// ---- All sizes, both makes ---------------------------------------------------------------------------------------------

async function compare(): Promise<void> {
  const most = Number(given('--most') ?? (process.argv.includes('--large') ? 10_000_000 : 1_000_000));
  const sizes = [10_000, 100_000, 1_000_000, 10_000_000].filter((n) => n <= most);
  const wanted = given('--store');
  console.log(`${WARM} rounds of warming up, then ${ROUNDS} (briefs and openings fewer); x: times the smallest size\n`);
  if (wanted !== 'postgres') await table('SQLite, embedded, WAL, synchronous=FULL', sizes, null);
  if (wanted === 'sqlite') return;
  const server = await startPostgres();
  if (!server) return;
  await table(`PostgreSQL ${server.version}, as it comes`, sizes, server);
  await server.stop();
}

async function table(name: string, sizes: readonly number[], server: Postgres | null): Promise<void> {
  console.log(name);
  const smallest = new Map<string, number>();
  for (const size of sizes) {
    for await (const { name: what, value, unit, note = '' } of child(size, server && (await server.schema()))) {
      if (!smallest.has(what)) smallest.set(what, value);
      const ratio = value / (smallest.get(what) ?? value);
      const shown = value.toFixed(value < 10 ? 2 : 0).padStart(9);
      console.log(
        `${String(size).padStart(9)}  ${what.padEnd(46)} ${shown} ${unit.padEnd(9)} ${ratio.toFixed(2).padStart(6)} x  ${note}`,
      );
    }
    console.log('');
  }
}

/** The rows of one size, as they are measured. */
async function* child(size: number, address: string | null): AsyncGenerator<Row> {
  const environment = address === null ? {} : { DATABASE_URL: address };
  const arguments_ = [import.meta.filename, '--one', String(size)];
  const process_ = spawn(process.execPath, arguments_, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(process_, 'close');
  let rest = '';
  for await (const piece of process_.stdout) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Row;
  }
  await closed;
  if (process_.exitCode !== 0) throw new Error(`${size} events: stopped with status ${process_.exitCode}`);
}

// ---- One size, one make ------------------------------------------------------------------------------------------------

async function measure(size: number): Promise<void> {
  const { openChancery } = await import(join(ROOT, 'dist/brief.js'));
  const { importFile } = await import(join(ROOT, 'dist/curate.js'));
  const { openWorld } = await import(join(ROOT, 'dist/world.js'));
  const home = mkdtempSync(join(tmpdir(), 'chancery-store-bench-'));
  const address = process.env.DATABASE_URL;
  const environment: Record<string, string> = { CHANCERY_HOME: home, ...(address ? { DATABASE_URL: address } : {}) };
  const world = openWorld({ environment });
  const on = (day: string) => {
    environment.CHANCERY_NOW = `${day}T12:00:00Z`;
  };
  const row = (name: string, value: number, unit: string, note = '') =>
    process.stdout.write(`${JSON.stringify({ name, value, unit, note } satisfies Row)}\n`);
  const time = async (name: string, rounds: number, work: (round: number) => unknown) => {
    const times: number[] = [];
    let used = process.cpuUsage();
    for (let round = -WARM; round < rounds; round++) {
      if (round === 0) used = process.cpuUsage();
      const start = performance.now();
      await work(round + WARM);
      if (round >= 0) times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(used);
    times.sort((a, b) => a - b);
    const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
    const each = ((user + system) / 1000 / rounds).toFixed(2);
    row(name, at(0.5), 'ms', `p95 ${at(0.95).toFixed(2)}, longest ${at(1).toFixed(2)}; ${each} of this processor`);
  };

  on(FIRST);
  let house: Chancery = await openChancery(world);
  const codes = [...house.gazetteer.keys()].filter((code) => code.length <= 10);
  const file = join(home, 'events.jsonl');
  write(file, syntheticRows(size, codes));
  const [start, used] = [performance.now(), process.cpuUsage()];
  const report = await importFile(house, () => world.input(file).open(), ACT);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  if (!report.kept) throw new Error('the events were refused');
  const each = `${((user + system) / size).toFixed(1)} µs of this processor an event`;
  row('import of a file', size / seconds, 'events/s', each);
  row('memory of this process, at most', process.resourceUsage().maxRSS / 1024, 'MB');
  rmSync(file);

  // What was known before is then not all that is known.
  on(SECOND);
  await house.store.recordMany(() => corrected(syntheticRows(Math.min(size, 100_000), codes)), ACT);
  await house.close();
  on(TODAY);
  const opening: number[] = [];
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    house = await openChancery(world);
    opening.push(performance.now() - from);
    if (round < 4) await house.close();
  }
  row('open', opening.sort((a, b) => a - b)[2] ?? 0, 'ms', `longest ${(opening[4] ?? 0).toFixed(0)}`);

  const { store } = house;
  const [a = 'CAN', b = 'USA'] = codes;
  const filter: Filter = {
    between: [a, b],
    since: '2018',
    until: null,
    topics: [],
    minSignificance: 1,
    asOf: TODAY,
  };
  const foremost = (more: Partial<Filter>) => store.page('event', { ...filter, ...more }, 200, null, 'significance');
  await time('events of the hottest pair, first 200 by weight', ROUNDS, () => foremost({}));
  const pairs = pairsOfSkew(codes);
  await time('the same of many pairs', ROUNDS * 5, (round) => foremost({ between: pairs[round % pairs.length] ?? [] }));
  await time('events of the hottest pair, first 200 by date', ROUNDS, () => store.page('event', filter, 200, null));
  await time('how many they are', 20, () => store.totals(filter));
  const question = house.ask({ parties: [a, b], since: '2018' });
  await time('brief query, hottest pair', ROUNDS, () => store.find(question));
  await time('as of yesterday, since corrected', ROUNDS, () => foremost({ asOf: FIRST }));
  await time('as of before any of it was recorded', ROUNDS, () => foremost({ asOf: BEFORE }));
  const [event] = (await store.page('event', filter, 1, null)).facts;
  if (event) await time('history of a fact', ROUNDS, () => store.history({ record: 'fact', id: event.id }));
  const [from, spent] = [performance.now(), process.cpuUsage()];
  await store.prepareSearch();
  const took = (performance.now() - from) / 1000;
  const cost = process.cpuUsage(spent);
  row(
    'preparing the search',
    size / took,
    'events/s',
    `${((cost.user + cost.system) / size).toFixed(1)} µs of this processor an event`,
  );
  const sought = { ...filter, text: 'meeting officials', topics: ['trade' as const] };
  await time('search: two words, hottest pair, a topic', ROUNDS, () => store.search(sought, 20, null));
  await time('the same with its facets', 12, async () => (await store.search(sought, 20, null)).facets());
  await time('whole brief, Canada-China since 2018, PDF', 12, async () =>
    house.write(await house.draft({ text: 'Canada-China since 2018' }), 'pdf'),
  );
  await house.close();
  row('disk', (address ? await sizeOnServer(address) : sizeOf(home)) / 2 ** 20, 'MB');
  rmSync(home, { recursive: true });
}

function write(path: string, rows: Iterable<ImportRow>): void {
  const file = openSync(path, 'w');
  let text = '';
  for (const { body } of rows) {
    text += `${JSON.stringify(body)}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
}

/** A hundredth of the events, each a little heavier than it was. */
function* corrected(rows: Iterable<ImportRow>): Generator<ImportRow> {
  let n = 0;
  for (const { record, body, line } of rows) {
    if (record !== 'fact' || n++ % 100 !== 0) continue;
    const event = body as Event;
    yield { record, body: { ...event, significance: event.significance === 5 ? 4 : event.significance + 1 }, line };
  }
}

/** Pairs as busy as those of the events: each as likely as an event of it. */
function pairsOfSkew(codes: readonly string[]): string[][] {
  const next = chance(7);
  const rank = () => Math.min(codes.length - 1, Math.floor(codes.length * next() ** 4));
  return Array.from({ length: 500 }, () => [codes[rank()] ?? 'CAN', codes[rank()] ?? 'USA'])
    .filter(([x, y]) => x !== y)
    .map((pair) => pair.sort());
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

async function sizeOnServer(address: string): Promise<number> {
  const [found] = await ask(
    address,
    `select sum(pg_total_relation_size(c.oid)) as size from pg_class c join pg_namespace n on n.oid = relnamespace
      where nspname = current_schema() and relkind = 'r'`,
  );
  return Number(found?.size);
}
