// In: how many briefs. Out: on standard output, as JSON, what a server with one and with two clerks took to make so many fresh full briefs, and how long
// its event loop was kept from turning meanwhile, in milliseconds. The client is a process of its own: this file again, told where to ask.

import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

const [, , wanted = '40', url] = process.argv;
const count = Number(wanted);
/** Requests that a client has open at once. */
const AT_ONCE = 4;
const ROUNDS = 12;
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
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  process.stdout.write(String(performance.now() - start));
}

const asked = (server: string, briefs: number, first: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const args = [import.meta.filename, String(briefs), server, String(first)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (text) => {
      told += String(text);
    });
    child.on('close', (status) => (status === 0 ? resolve(Number(told)) : reject(new Error('the client failed'))));
  });

async function measure(): Promise<void> {
  // As src/launch.js has it.
  setFlagsFromString('--semi-space-growth-factor=1');
  const dist = (file: string) => import(`../../dist/${file}`);
  const [{ openChancery }, { openWorld }, { serve }] = await Promise.all([
    dist('brief.js'),
    dist('world.js'),
    dist('serve/serve.js'),
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
  const servers = [await open(1), await open(2)];
  let day = 1;
  const ask = (server: { url: string }, briefs: number) => {
    day += briefs;
    return asked(server.url, briefs, day);
  };
  // Every thread compiles for itself: each has made as many briefs before it counts.
  for (const [i, server] of servers.entries()) await ask(server, 30 * (i + 1));
  const times: number[][] = [[], []];
  const delays: ReturnType<typeof monitorEventLoopDelay>[] = [];
  const busy: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, server] of servers.entries()) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      const longest = watchThread();
      delay.enable();
      times[i]?.push((await ask(server, count)) / count);
      delay.disable();
      const most = longest();
      if (i === 0) continue;
      delays.push(delay);
      busy.push(most);
    }
  }
  await Promise.all(servers.map((server) => server.close()));
  await house.close();
  const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
  const ms = (read: (delay: (typeof delays)[0]) => number) => median(delays.map(read)) / 1e6;
  process.stdout.write(
    JSON.stringify({
      // Others use the machine as well: the quickest round has the least of them in it.
      one: Math.min(...(times[0] ?? [])),
      two: Math.min(...(times[1] ?? [])),
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
