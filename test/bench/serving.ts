// In: how many briefs. Out: on standard output, as JSON, what one clerk and two took to make fresh full briefs, and how long
// the event loop of a server was kept from turning while it made them, in milliseconds. The client is a process of its own: this file again, told where to ask.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

const [, , wanted = '40', url] = process.argv;
const count = Number(wanted);
/** Requests that a client has open at once. */
const AT_ONCE = 4;
const ROUNDS = 6;
const QUERY =
  'query ($request: BriefRequestInput!) { brief(request: $request) { id pageCount file(format: PDF) { url } } }';

/** Asks for briefs, each of another period, and fetches their files. */
async function client(server: string): Promise<void> {
  const first = Number(process.argv[4]);
  const days = Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(2018, 0, first + i)).toISOString().slice(0, 10),
  );
  const next = async (): Promise<void> => {
    const since = days.shift();
    if (!since) return;
    const response = await fetch(`${server}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { request: { parties: ['CAN', 'CHN'], since } } }),
    });
    const { data } = (await response.json()) as { data: { brief: { file: { url: string } } } };
    const file = await fetch(data.brief.file.url);
    if (file.status !== 200 || (await file.arrayBuffer()).byteLength < 100_000) throw new Error('no brief');
    return next();
  };
  process.stdout.write('ready');
  await once(process.stdin, 'data');
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  process.stdin.destroy();
}

/** Asks for briefs as a client would. @param watch what shall be done once the client is there: to start it takes this thread longer than a brief. */
async function asked(server: string, briefs: number, first: number, watch: () => void = () => {}): Promise<void> {
  const args = [import.meta.filename, String(briefs), server, String(first)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  watch();
  child.stdin.write('go');
  const [status] = await ended;
  if (status !== 0) throw new Error('the client failed');
}

async function measure(): Promise<void> {
  const dist = (file: string) => import(`../../dist/${file}`);
  const [{ openChancery }, { openWorld }, { serve }, { openClerks }] = await Promise.all([
    dist('brief.js'),
    dist('world.js'),
    dist('serve/serve.js'),
    dist('clerks.js'),
  ]);
  const environment = { CHANCERY_HOME: mkdtempSync(join(tmpdir(), 'chancery-serving-')), CHANCERY_NOW: '2026-11-24' };
  const world = openWorld({ environment });
  const house = await openChancery(world);
  const open = (most: number) =>
    serve(house, {
      host: '127.0.0.1',
      port: 0,
      log: () => {},
      read: world.read,
      threads: { hire: world.hire, most },
    });
  const pools = [1, 2].map((most) => openClerks({ hire: world.hire, most }, () => {}));
  const server = await open(2);
  let day = 1;
  const ask = (briefs: number, watch?: () => void) => {
    day += briefs;
    return asked(server.url, briefs, day, watch);
  };
  /** Fresh full briefs from clerks alone, four wanted at once. @returns milliseconds a brief. */
  const drawn = async (pool: (typeof pools)[0], briefs: number): Promise<number> => {
    const days = Array.from({ length: briefs }, () => new Date(Date.UTC(2018, 0, ++day)).toISOString().slice(0, 10));
    const start = performance.now();
    const next = async (): Promise<void> => {
      const since = days.pop();
      if (!since) return;
      const sheet = await pool.draft({ parties: ['CAN', 'CHN'], since });
      await sheet.write('pdf');
      return next();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return (performance.now() - start) / briefs;
  };
  // Every thread compiles for itself: each has made as many briefs before it counts.
  await ask(60);
  for (const [i, pool] of pools.entries()) await drawn(pool, 40 * (i + 1));
  const times: number[][] = [[], []];
  const delays: ReturnType<typeof monitorEventLoopDelay>[] = [];
  const busy: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, pool] of pools.entries()) times[i]?.push(await drawn(pool, 3 * count));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    let longest = () => 0;
    await ask(count, () => {
      delay.enable();
      longest = watchThread();
    });
    delay.disable();
    delays.push(delay);
    busy.push(longest());
  }
  await Promise.all([server, ...pools].map((open) => open.close()));
  await house.close();
  const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
  const ms = (read: (delay: (typeof delays)[0]) => number) => median(delays.map(read)) / 1e6;
  process.stdout.write(
    JSON.stringify({
      one: median(times[0] ?? []),
      two: median(times[1] ?? []),
      p99: ms((delay) => delay.percentile(99)),
      most: ms((delay) => delay.max),
      busy: Math.max(...busy),
      ...(await spinning()),
    }),
  );
}

/**
 * Watches how long this thread works between two turns of its event loop, in milliseconds of the processor: unlike the delay, that is its own
 * doing, however busy the machine is.
 */
function watchThread(): () => number {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let most = 0;
  let before = used();
  const timer = setInterval(() => {
    const now = used();
    most = Math.max(most, now - before);
    before = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** How much more two threads do here than one, where they have nothing in common: what the machine would allow at this moment. */
async function spinning(): Promise<{ machine: number }> {
  const source = `let x = 0; const start = performance.now(); for (let i = 0; i < 4e8; i++) x = (x + i) | 0;
    require('node:worker_threads').parentPort.postMessage(performance.now() - start)`;
  const spin = () =>
    new Promise<number>((resolve) => {
      new Worker(source, { eval: true }).once('message', resolve);
    });
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await spin();
    ratios.push((2 * alone) / Math.max(...(await Promise.all([spin(), spin()]))));
  }
  return { machine: Math.max(...ratios) };
}

await (url ? client(url) : measure());
