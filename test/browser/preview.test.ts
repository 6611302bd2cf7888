// The preview of templates as an author has it before them: the page changes at a save without being asked to, tells what is wrong, asks for nothing from
// elsewhere, and axe finds nothing to mend in it.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saidOf } from '../../src/cli-templates.ts';
import { proofOf } from '../../src/craft.ts';
import { type Preview, preview } from '../../src/serve/preview.ts';
import { openWorld } from '../../src/world.ts';
import { TODAY } from '../house.ts';
import { TEMPLATES } from '../pictures.ts';
import { CHROME, demand } from './programs.ts';

demand(CHROME, 'Chromium', 'chromium');

describe.skipIf(CHROME === null)('in a browser', () => {
  const root = mkdtempSync(join(tmpdir(), 'chancery-preview-'));
  const own = join(root, 'own');
  const asked = new Set<string>();
  const said: string[] = [];
  let browser: Browser;
  let page: Page;
  let server: Preview;

  beforeAll(async () => {
    cpSync(fileURLToPath(TEMPLATES), own, { recursive: true });
    const world = openWorld({
      environment: { CHANCERY_HOME: join(root, 'home'), CHANCERY_NOW: TODAY },
    }).withTemplates(own);
    server = await preview({
      port: 0,
      read: (path) => world.original(path),
      build: () => proofOf(world, { text: 'Canada-Japan since 2024', product: 'one-page' }),
      watch: (changed) => world.watch('templates', changed),
      say: saidOf,
    });
    browser = await chromium.launch({ executablePath: CHROME ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(root, { recursive: true, force: true });
  });

  const change = (file: string, from: string, to: string) =>
    writeFileSync(join(own, file), readFileSync(join(own, file), 'utf8').replace(from, to));

  test('what is saved is what is seen', async () => {
    const brief = page.frameLocator('#page');
    await brief.getByText('Where things stand').first().waitFor();
    change('words/en.json', '"threads": "Where things stand"', '"threads": "State of play"');
    await brief.getByText('State of play').first().waitFor();
    await page.getByText('Français, écran').click();
    await brief.getByText('Où en sont les dossiers').first().waitFor();
  });

  test('what is wrong is told with its place, until it is mended', async () => {
    change('parts/thread-entry.hbs', '{{name}}', '{{nmae}}');
    await page.getByText('parts/thread-entry.hbs:2:37').waitFor();
    expect(await page.locator('#problems li').textContent()).toBe(
      'parts/thread-entry.hbs:2:37 the data has no “nmae” (TEMPLATE_FIELD)did you mean name?',
    );
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = (await page.evaluate(
      'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"] })',
    )) as AxeResults;
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
    change('parts/thread-entry.hbs', '{{nmae}}', '{{name}}');
    await page.locator('#problems').waitFor({ state: 'hidden' });
  });

  test('nothing comes from elsewhere, and nothing is complained of', () => {
    expect([...asked].filter((origin) => origin !== server.url && origin !== 'null')).toEqual([]);
    expect(said).toEqual([]);
  });
});
