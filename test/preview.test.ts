// The preview of templates: real files that change, a real server, and word of each edition as it is made.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saidOf } from '../src/cli-templates.ts';
import { proofOf } from '../src/craft.ts';
import { type Preview, preview } from '../src/serve/preview.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';
import { TEMPLATES } from './pictures.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-preview-'));
const own = join(root, 'own');
cpSync(fileURLToPath(TEMPLATES), own, { recursive: true });
const world = openWorld({
  environment: { CHANCERY_HOME: join(root, 'home'), CHANCERY_NOW: TODAY },
}).withTemplates(own);

let server: Preview;
const editions: number[] = [];
let heard: (() => void) | null = null;
const leave = new AbortController();

/** Waits until an edition has been told of. */
async function edition(n: number): Promise<void> {
  while (!editions.some((one) => one >= n))
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
}

beforeAll(async () => {
  server = await preview({
    port: 0,
    read: (path) => world.original(path),
    build: () => proofOf(world, { text: 'Canada-Japan since 2024', product: 'one-page' }),
    watch: (changed) => world.watch('templates', changed),
    say: saidOf,
  });
  const events = await fetch(`${server.url}/events`, { signal: leave.signal });
  expect(events.headers.get('content-type')).toBe('text/event-stream');
  void (async () => {
    for await (const piece of events.body ?? []) {
      for (const [, n] of new TextDecoder().decode(piece).matchAll(/^data: (\d+)$/gm)) editions.push(Number(n));
      heard?.();
    }
  })().catch(() => {});
});
afterAll(async () => {
  leave.abort();
  await server?.close();
  rmSync(root, { recursive: true, force: true });
});

const text = async (path: string) => (await fetch(server.url + path)).text();
const state = async () => JSON.parse(await text('/state')) as { edition: number; problems: unknown[] };
const change = (file: string, from: string, to: string) => {
  const before = readFileSync(join(own, file), 'utf8');
  expect(before).toContain(from);
  writeFileSync(join(own, file), before.replace(from, to));
};

test('shows the brief in both languages, on screen and on paper', async () => {
  await edition(1);
  expect(await state()).toEqual({ edition: 1, problems: [] });
  expect(await text('/brief.en.html')).toContain('<html lang="en-CA">');
  expect(await text('/brief.fr.html')).toContain('<html lang="fr-CA">');
  for (const language of ['en', 'fr']) {
    const answer = await fetch(`${server.url}/brief.${language}.pdf`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(new TextDecoder('latin1').decode(await answer.arrayBuffer()).startsWith('%PDF-1.7')).toBe(true);
  }
});

test('makes it anew when a file is saved, and says so', async () => {
  change('words/en.json', '"threads": "Where things stand"', '"threads": "State of play"');
  await edition(2);
  expect(await text('/brief.en.html')).toContain('State of play');
});

test('tells what is wrong, with its place, and goes on showing what was right', async () => {
  change('parts/thread-entry.hbs', '{{name}}', '{{nmae}}');
  await edition(3);
  expect(await state()).toEqual({
    edition: 3,
    problems: [
      {
        file: 'parts/thread-entry.hbs',
        line: 2,
        column: 37,
        said: 'the data has no “nmae”',
        hint: 'did you mean name?',
        code: 'TEMPLATE_FIELD',
      },
    ],
  });
  expect(await text('/brief.en.html')).toContain('State of play');
  change('parts/thread-entry.hbs', '{{nmae}}', '{{name}}');
  await edition(4);
  expect((await state()).problems).toEqual([]);
});

test('outlives a folder that is gone, and takes it up again', async () => {
  rmSync(join(own, 'words'), { recursive: true });
  await edition(5);
  expect((await state()).problems).toMatchObject([{ file: 'words/en.json' }, { file: 'words/fr.json' }]);
  cpSync(join(fileURLToPath(TEMPLATES), 'words'), join(own, 'words'), { recursive: true });
  for (let n = 6; (await state()).problems.length > 0; n++) await edition(n);
  expect(await text('/brief.en.html')).toContain('Where things stand');
});

test('brings nothing from another host, and lets no other site read it', async () => {
  for (const path of ['/', '/preview.css', '/preview.js', '/brief.en.html']) {
    const answer = await fetch(server.url + path);
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get('content-security-policy'), path).toMatch(/^default-src 'none'/);
    if (!path.startsWith('/brief')) expect(await answer.text(), path).not.toMatch(/https?:/);
  }
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const asked = request({ hostname, port, path: '/state', headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.once('error', reject);
    asked.end();
  });
  expect(status).toBe(403);
});
