// npm run test:browser: GraphiQL in a browser. It reads the schema and sends an operation, and nothing comes from, or goes to, anywhere but the server.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../../src/brief.ts';
import { type Server, serve } from '../../src/serve/serve.ts';
import { openHouse } from '../house.ts';
import { CHROME, demand } from './programs.ts';

demand(CHROME, 'Chromium', 'chromium');

const ROOT = resolve(import.meta.dirname, '../..');

describe.skipIf(CHROME === null)('GraphiQL', () => {
  let house: Chancery;
  let server: Server;
  beforeAll(async () => {
    house = await openHouse();
    const read = (path: string) => readFileSync(join(ROOT, path));
    server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read });
  });
  afterAll(async () => {
    await server?.close();
    await house?.close();
  });

  test('knows the schema, answers an operation, and speaks with nobody else', async () => {
    const browser = await chromium.launch({ executablePath: CHROME ?? '', args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const asked = new Set<string>();
      const said: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith('data:')) asked.add(new URL(request.url()).origin);
      });
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') said.push(message.text());
      });
      await page.goto(`${server.url}/graphiql`, { waitUntil: 'networkidle' });
      await page.getByLabel('Show Documentation Explorer').click();
      await page.getByText('Root Types').waitFor();
      await page.getByLabel('Execute query (Ctrl-Enter)').click();
      await expect.poll(() => page.locator('.result-window').textContent(), { timeout: 30_000 }).toContain('remaining');
      expect(await page.locator('.result-window').textContent()).toContain('publisher');
      expect([...asked]).toEqual([server.url]);
      expect(said).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test('is watched: what is from elsewhere is seen by the test, and stopped by the page', async () => {
    const browser = await chromium.launch({ executablePath: CHROME ?? '', args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/graphiql`, { waitUntil: 'load' });
      const sent = await page.evaluate(
        "fetch('https://elsewhere.example/').then(() => 'sent', (error) => String(error))",
      );
      expect(sent).toContain('TypeError');
      const { headers } = await fetch(`${server.url}/graphiql`);
      expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    } finally {
      await browser.close();
    }
  });
});
