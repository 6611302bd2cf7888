// npm run test:browser: pages as a browser shows them. axe finds no breach of WCAG 2.2 AA or of its best practices in any kind of brief or in the staff
// page; a brief asks for nothing, from anywhere.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery } from '../../src/brief.ts';
import { type Doc, number } from '../../src/model/doc.ts';
import { LANGUAGES } from '../../src/model/fact.ts';
import { PRODUCTS } from '../../src/model/question.ts';
import { type Server, serve } from '../../src/serve/serve.ts';
import { writeHtml } from '../../src/write/html.ts';
import { HARD } from '../hard.fixture.ts';
import { openHouse, requestFor } from '../house.ts';
import { SOURCES } from '../pdf.fixture.ts';
import { CHROME, demand } from './programs.ts';

demand(CHROME, 'Chromium', 'chromium');

const ROOT = resolve(import.meta.dirname, '../..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** How a page is looked at. */
const LOOKS: Record<string, BrowserContextOptions> = {
  'by day': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'by night': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  'on a telephone': { viewport: { width: 360, height: 740 }, colorScheme: 'light' },
};

/** What there is in a page that axe was put into. */
interface InPage {
  axe: { run(options: object): Promise<AxeResults> };
  document: { querySelector(selector: string): { closest(selector: string): unknown } | null };
}

/** What axe finds wrong, or cannot judge although it should: rule, element, reason. */
async function wrongIn(page: Page): Promise<string[]> {
  // Not by a script element: the page's own policy allows none.
  await page.evaluate(AXE);
  const { passed, violations, undecided } = await page.evaluate(async (rules) => {
    const { axe, document } = globalThis as unknown as InPage;
    const found = await axe.run({ runOnly: { type: 'tag', values: rules } });
    const told = (results: AxeResults['violations'], keep: (selector: string) => boolean) =>
      results.flatMap(({ id, nodes }) =>
        nodes
          .map(({ target, failureSummary }) => ({ selector: target.join(' '), failureSummary }))
          .filter(({ selector }) => keep(selector))
          .map(({ selector, failureSummary }) => `${id} ${selector}: ${failureSummary}`),
      );
    // It does not see what lies under text in a drawing (test/write.test.ts holds the colours of those), nor under what must be scrolled to on a
    // telephone, which it sees by day and by night.
    const unseen = (selector: string) => document.querySelector(selector)?.closest('svg, [tabindex="0"]') !== null;
    return {
      passed: found.passes.length,
      violations: told(found.violations, () => true),
      undecided: told(found.incomplete, (selector) => !unseen(selector)),
    };
  }, RULES);
  // A page on which nothing passes was not looked at.
  expect(passed).toBeGreaterThan(10);
  return [...violations, ...undecided];
}

describe.skipIf(CHROME === null)('in a browser', () => {
  let browser: Browser;
  let house: Chancery;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROME ?? '', args: ['--no-sandbox'] });
    house = await openHouse();
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  /** Opens a file as if a server sent it, and hands back what it asked for beside itself. */
  async function open(
    html: string,
    look: BrowserContextOptions,
  ): Promise<{ page: Page; asked: string[]; said: string[] }> {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.route('**/*', (route) => {
      const address = route.request().url();
      if (address === 'https://brief.example/') return route.fulfill({ contentType: 'text/html', body: html });
      asked.push(address);
      return route.abort();
    });
    await page.goto('https://brief.example/', { waitUntil: 'load' });
    return { page, asked, said };
  }

  async function judge(html: string): Promise<void> {
    for (const [name, look] of Object.entries(LOOKS)) {
      const { page, asked, said } = await open(html, look);
      expect(asked, name).toEqual([]);
      expect(said, name).toEqual([]);
      expect(await wrongIn(page), name).toEqual([]);
      // Nothing hangs over the side (WCAG 2.2, 1.4.10).
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
      await page.context().close();
    }
  }

  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  describe.each(LANGUAGES)('%s', (language) => {
    test.each(PRODUCTS)('%s', async (product) => {
      for (const parties of [
        ['CAN', 'CHN'],
        ['CAN', 'ARE'],
        ['CAN', 'NATO'],
      ])
        await judge(
          text(
            house.write(await house.draft({ ...requestFor(product, parties), language, since: '2018' }), 'html').bytes,
          ),
        );
    });

    test('a brief of which nothing is recorded, and one of a single party', async () => {
      for (const parties of [['CAN', 'BTN'], ['CAN']])
        await judge(text(house.write(await house.draft({ parties, language, since: '2025' }), 'html').bytes));
    });
  });

  const css = readFileSync(join(ROOT, 'templates/style/html.css'), 'utf8');
  const hard = ({ ...doc }: Doc): Doc => {
    number(doc, SOURCES, { found: '178', kept: '31', dropped: '147', single: '4', drafts: '0' });
    return doc;
  };
  test.each(Object.keys(HARD).filter((name) => name !== 'long-table'))(
    'the document that is hard to set: %s',
    async (name) => {
      await judge(writeHtml(hard((HARD[name] as () => Doc)()), { css }));
    },
  );

  test('the judge is awake: what is broken on purpose is found, and a request is seen', async () => {
    const { page, asked } = await open(
      '<!doctype html><html><title>x</title><main><h1>x</h1><img src="https://elsewhere.example/x.png"><p style="color:#ccc">pale</p><h4>low</h4></main>',
      LOOKS['by day'] ?? {},
    );
    expect(asked).toEqual(['https://elsewhere.example/x.png']);
    const wrong = (await wrongIn(page)).map((line) => line.split(' ')[0]);
    expect(wrong).toEqual(expect.arrayContaining(['html-has-lang', 'image-alt', 'color-contrast', 'heading-order']));
    await page.context().close();
  });
});

describe.skipIf(CHROME === null)('the staff page', () => {
  let browser: Browser;
  let house: Chancery;
  let server: Server;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROME ?? '', args: ['--no-sandbox'] });
    house = await openHouse();
    const read = (path: string) => readFileSync(join(ROOT, path));
    server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await house?.close();
  });

  const ADDRESSES = {
    'as it opens': '/?',
    'filled in': '/?text=Canada-China+since+2018&product=one-page&format=docx',
    'with mistakes': '/ask?text=Canada-Chyna&product=x&format=x&pages=-1&paper=x&language=x',
  };
  describe.each(LANGUAGES)('%s', (language) => {
    test.each(Object.entries(ADDRESSES))('%s', async (_, address) => {
      for (const [name, look] of Object.entries(LOOKS)) {
        const context = await browser.newContext(look);
        const page = await context.newPage();
        const asked: string[] = [];
        const said: string[] = [];
        page.on('request', (request) => asked.push(new URL(request.url()).origin));
        page.on('pageerror', (error) => said.push(String(error)));
        await page.goto(`${server.url}${address}&lang=${language}`, { waitUntil: 'load' });
        expect(
          [...new Set(asked)].filter((origin) => origin !== 'null'),
          name,
        ).toEqual([server.url]);
        expect(said).toEqual([]);
        expect(await page.evaluate('document.documentElement.lang')).toBe(language);
        expect(await wrongIn(page), name).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
        await context.close();
      }
    });
  });

  test('a person asks for a brief by keyboard alone, and gets the file', async () => {
    const context = await browser.newContext({ acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(`${server.url}/?lang=en&product=one-page&format=docx`);
    // The field has the focus when the page opens; a program would be quicker than the browser gives it.
    await page.waitForFunction("document.activeElement?.id === 'text'");
    await page.keyboard.type('Canada-Philippines');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe('canada-philippines-one-page.docx');
    await context.close();
  });
});
