// npm run bench:store [-- --most 1000000]: the store of record on synthetic events of a realistic skew: import, open, the hottest pair, the same as of an
// earlier day, one history, one whole brief, memory and disk, from ten thousand events up. Nothing here can fail: it measures.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Chancery } from '../../src/brief.ts';
import { syntheticRows } from './events.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const { openChancery } = await import(join(ROOT, 'dist/brief.js'));
const { openWorld } = await import(join(ROOT, 'dist/world.js'));

const at = process.argv.indexOf('--most');
const most = at > 0 ? Number(process.argv[at + 1]) : process.argv.includes('--large') ? 10_000_000 : 1_000_000;
const sizes = [10_000, 100_000, 1_000_000, 10_000_000].filter((n) => n <= most);

const median = (list: number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
const p95 = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length * 0.95)] ?? 0;
async function timed(rounds: number, work: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const start = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - start);
  }
  return times;
}

const base = new Map<string, number>();
const row = (size: number, name: string, value: number, unit: string, note = '') => {
  if (!base.has(name)) base.set(name, value);
  const ratio = value / (base.get(name) as number);
  console.log(
    `${String(size).padStart(9)}  ${name.padEnd(34)} ${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit.padEnd(9)} ${ratio.toFixed(2).padStart(6)} x smallest  ${note}`,
  );
};

for (const size of sizes) {
  const home = mkdtempSync(join(tmpdir(), 'chancery-store-bench-'));
  const world = openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24T12:00:00Z' } });
  let house: Chancery = await openChancery(world);
  const codes = [...house.gazetteer.keys()].filter((code) => code.length <= 10);
  const start = performance.now();
  await house.store.recordMany(() => syntheticRows(size, codes), { by: 'bench', reason: 'bench:store' });
  row(size, 'import', size / ((performance.now() - start) / 1000), 'events/s');
  await house.close();

  const opened = performance.now();
  house = await openChancery(world);
  row(size, 'open', performance.now() - opened, 'ms');

  const pair = [codes[0] as string, codes[1] as string];
  const filter = { between: pair, since: '2018', until: null, topics: [], minSignificance: 1, asOf: '2026-11-24' };
  const hot = await timed(40, () => house.store.page('event', filter, 200, null));
  row(size, 'hottest pair, a period, first 200', median(hot), 'ms', `p95 ${p95(hot).toFixed(2)} ms`);
  const question = house.ask({ parties: pair, since: '2018' });
  row(size, 'find for a brief', median(await timed(10, () => house.store.find(question))), 'ms');
  const before = await timed(10, () => house.store.page('event', { ...filter, asOf: '2026-11-23' }, 200, null));
  row(size, 'the same as of the day before', median(before), 'ms', `p95 ${p95(before).toFixed(2)} ms`);
  const prepared = performance.now();
  await house.store.prepareSearch();
  row(size, 'preparing the search', size / ((performance.now() - prepared) / 1000), 'events/s');
  const sought = { ...filter, text: 'meeting officials', topics: ['trade' as const] };
  const search = await timed(40, () => house.store.search(sought, 20, null));
  row(size, 'search: two words, a pair, a topic', median(search), 'ms', `p95 ${p95(search).toFixed(2)} ms`);
  const counts = await timed(10, async () => (await house.store.search(sought, 20, null)).facets());
  row(size, 'the same with its facets', median(counts), 'ms');
  const [first] = (await house.store.page('event', filter, 1, null)).facts;
  if (first)
    row(
      size,
      'history of a fact',
      median(await timed(20, () => house.store.history({ record: 'fact', id: first.id }))),
      'ms',
    );
  row(
    size,
    'a whole brief (CAN, CHN), PDF',
    median(await timed(5, async () => house.write(await house.draft({ text: 'Canada-China since 2018' }), 'pdf'))),
    'ms',
  );
  await house.close();

  const disk = readdirSync(home).reduce((sum, file) => sum + statSync(join(home, file)).size, 0);
  row(size, 'disk', disk / 2 ** 20, 'MB');
  row(size, 'memory of this process, at most', process.resourceUsage().maxRSS / 1024, 'MB');
  rmSync(home, { recursive: true });
}
