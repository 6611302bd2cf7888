// The clients as an integrator makes them: the commands of docs/api.md, run in a copy of what a clone holds, against a server of its own.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './workshop.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  const installed = await shop.run('npm ci --no-audit --no-fund', 'clients');
  expect(installed.stderr + installed.stdout, 'npm ci in clients').toMatch(/added \d+ packages/);
});
afterAll(() => shop?.close());

const page = readFileSync('docs/api.md', 'utf8');
/** The blocks of shell under a heading of the page. */
const commands = (heading: string): string[] => {
  const [, section = ''] = page.split(`\n### ${heading}\n`);
  return [...(section.split(/\n##+ /)[0] ?? '').matchAll(/```sh\n([\s\S]*?)```/g)].map((block) => block[1] as string);
};

/** A language that is missing is passed over, and that is said; where everything has to be there, it is a failure. */
function languageAt(name: string, probe: string): typeof describe.skip {
  const there = spawnSync('bash', ['-c', probe]).status === 0;
  if (there || process.env.CI) return describe;
  console.warn(`\n!!! ${name} IS MISSING: ITS CLIENT IS NOT TESTED !!! (${probe})\n`);
  return describe.skip;
}

/** What each example prints. */
const PRINTED = /^\d+ events\n(?:\d{4}\S* .+ \(.+\)\n){3}canada-china-since-2018\.pdf (\d+) bytes ([0-9a-f]{64})\n$/;
const told = new Map<string, string>();

/** Runs the commands of the page, then the example with a request that is wrong. */
function example(language: string, again: string): void {
  const folder = `clients/${language.toLowerCase()}`;

  test('is generated, checked and run by the commands of the page', async () => {
    const { status, stdout, stderr } = await shop.run(commands(language).at(-1) ?? '');
    expect(status, stdout + stderr).toBe(0);
    expect(stderr).toMatch(/^DONE 1 of 1$/m);
    const [printed = ''] = /\d+ events\n[\s\S]*$/.exec(stdout) ?? [];
    expect(printed).toMatch(PRINTED);
    told.set(language, printed);
  });

  test('left the file whole', async () => {
    const [, size, sha256] = PRINTED.exec(told.get(language) ?? '') ?? [];
    const { stdout } = await shop.run(
      'wc -c < canada-china-since-2018.pdf; sha256sum canada-china-since-2018.pdf',
      folder,
    );
    expect(stdout.trim().split(/\s+/).slice(0, 2)).toEqual([size, sha256]);
  });

  test('tells the code of what is wrong', async () => {
    const { status, stderr } = await shop.run(`${again} Canada-Chyna`, folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^UNKNOWN_PARTY: .*Chyna.* \(did you mean China/m);
    expect(stderr).not.toMatch(/Traceback|goroutine/);
  });
}

describe('curl', () => {
  test('the commands of the page download a brief and check it', async () => {
    const { status, stdout, stderr } = await shop.run(commands('curl').join('\n'));
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('canada-china-since-2018.pdf: OK');
  });
});

describe('TypeScript, by graphql-codegen', () => {
  example('TypeScript', 'node brief.ts');
});

languageAt('PYTHON 3.10 WITH VENV', 'python3 -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"')(
  'Python, by ariadne-codegen',
  () => example('Python', '.venv/bin/python brief.py'),
);

languageAt('GO 1.24', 'cd clients/go && go list -m')('Go, by genqlient', () => {
  // A go.mod or go.sum that is not complete is refused, not mended.
  beforeAll(() => {
    process.env.GOFLAGS = '-mod=readonly';
  });
  example('Go', 'go run .');
});

test('all examples print the same', () => {
  expect(new Set(told.values()).size).toBe(1);
});

describe('the package for TypeScript', () => {
  const program = () => /```ts\n([\s\S]*?)```/.exec(readFileSync('clients/sdk/README.md', 'utf8'))?.[1] ?? '';
  const tsc = () => join(shop.folder, 'clients/node_modules/.bin/tsc');
  const consumer = 'consumer';
  const check = (file: string, lib: string) =>
    shop.run(
      `"${tsc()}" --strict --exactOptionalPropertyTypes --noEmit --module nodenext --target es2022 ${lib} ${file}`,
      consumer,
    );

  beforeAll(async () => {
    const packed = await shop.run(commands('TypeScript')[0] ?? '');
    expect(packed.status, packed.stderr).toBe(0);
    mkdirSync(join(shop.folder, consumer));
    writeFileSync(join(shop.folder, consumer, 'package.json'), '{ "private": true, "type": "module" }');
    const installed = await shop.run(
      'npm install --offline --no-audit --no-fund ../clients/chancery-client-*.tgz',
      consumer,
    );
    expect(installed.status, installed.stderr).toBe(0);
  });

  test('has the version of Chancery', () => {
    const version = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    expect(version('clients/sdk/package.json')).toBe(version('package.json'));
    expect(page).toContain(`chancery-client-${version('package.json')}.tgz`);
  });

  test('holds types and no code of the server, and needs nothing', async () => {
    const { stdout } = await shop.run('tar -tzf chancery-client-*.tgz', 'clients');
    const modules = ['generated', 'index', 'operation', 'problem'];
    expect(stdout.trim().split('\n').sort()).toEqual(
      [
        ...['LICENSE', 'README.md', 'package.json'],
        ...modules.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]),
      ]
        .map((name) => `package/${name}`)
        .sort(),
    );
    const { stdout: installed } = await shop.run('ls node_modules', consumer);
    expect(installed).toBe('@chancery\n');
    const { stdout: text } = await shop.run('cat node_modules/@chancery/client/dist/*', consumer);
    const imported = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name as string);
    expect(imported.length).toBeGreaterThan(3);
    expect(imported.filter((name) => !name.startsWith('./'))).toEqual([]);
    expect(text).not.toMatch(/'node:|require\(|\bany;|process\.env/);
  });

  test.each([
    ['a browser', '--lib es2022,dom --types ""'],
    ['Node.js', '--lib es2022 --types node --typeRoots ../clients/node_modules/@types'],
  ])('is typed for %s', async (_, lib) => {
    // What only Node.js has is declared in the program of the page by its types.
    writeFileSync(
      join(shop.folder, consumer, 'program.ts'),
      lib.includes('dom') ? program().replace('process.env.CHANCERY_URL', 'location.origin') : program(),
    );
    const { status, stdout } = await check('program.ts', lib);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  test.each([
    ['a variable that is missing', 'await chancery.ask(Events, {});', 'between'],
    ['a topic that is none', "await chancery.brief({ topics: ['TRADES'] });", 'TRADES'],
    ['a field that was not asked for', "(await chancery.brief({ text: '' })).colour;", 'colour'],
    ['null that is not looked at', "await chancery.download((await chancery.brief({ text: '' })).file);", 'null'],
  ])('sees %s', async (_, line, word) => {
    const head =
      "import { connect, Events } from '@chancery/client'; void Events; const chancery = connect({ url: '' });";
    writeFileSync(join(shop.folder, consumer, 'wrong.ts'), `${head}\n${line}\n`);
    const { stdout } = await check('wrong.ts', '--lib es2022,dom --types ""');
    expect(stdout).toMatch(/^wrong\.ts\(2,\d+\): error/);
    expect(stdout).toContain(word);
  });

  /** Runs a program against a server. */
  const run = (text: string, environment = {}) => {
    writeFileSync(join(shop.folder, consumer, 'run.ts'), text);
    return shop.run('node run.ts', consumer, environment);
  };

  test('runs the program of its page', async () => {
    const { status, stdout, stderr } = await run(program());
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(
      /^(\d{4}\S* .+\n){3}canada-china-since-2018\.pdf \d+ [0-9a-f]{64}\n([A-Z]+ [012] of 2\n)*DONE 2 of 2\n(canada-\S+\.pdf \d+\n){2}$/,
    );
  });

  test('gives what is wrong as values with codes', async () => {
    const { stdout, stderr } = await run(`
      import { ChanceryError, connect, Audit } from '@chancery/client';
      const chancery = connect({ url: process.env.CHANCERY_URL ?? '' });
      const brief = await chancery.brief({ parties: ['CAN', 'IDN'] });
      if (!brief.file) throw new Error('no file');
      const { file } = brief;
      const asked = [
        () => chancery.brief({ parties: ['CAN', 'Atlantis'] }),
        () => chancery.ask(Audit, {}),
        () => connect({ url: process.env.CHANCERY_URL ?? '', token: 'x'.repeat(20) }).ask(Audit, {}),
        () => chancery.download({ ...file, sha256: '0'.repeat(64) }),
        () => chancery.download({ ...file, url: file.url.replace(brief.id, '0123456789abcdef') }),
        () => chancery.order({ requests: [{ text: 'Canada' }, { parties: ['CAN', 'Atlantis'] }] }),
        async () => { for await (const job of chancery.follow('bm9uZQ')) console.log(job); },
        () => connect({ url: new URL('/nothing', file.url) }).brief({ text: 'Canada' }),
        () => connect({ url: new URL('/?', file.url), fetch: () => fetch(new URL('/', file.url)) }).brief({ text: 'Canada' }),
      ];
      for (const ask of asked) await ask().catch((error: unknown) => {
        if (!(error instanceof ChanceryError)) throw error;
        console.log(error.problems.map(({ code, field }) => [code, field]).join(), error.status, error.has('UNKNOWN_PARTY'));
      });`);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'UNKNOWN_PARTY,request.parties.1 200 true',
      'FORBIDDEN, 200 false',
      'FORBIDDEN, 200 false',
      'FILE_DAMAGED, 200 false',
      'BAD_LINK, 403 false',
      'UNKNOWN_PARTY,input.requests.1.parties.1 200 true',
      'UNKNOWN_JOB,id 200 false',
      'NOT_FOUND, 404 false',
      'NOT_CHANCERY, 200 false',
    ]);
  });

  test('waits for a busy server as long as it says, but sends no mutation twice', async () => {
    const { stdout, stderr } = await run(`
      import { createServer } from 'node:http';
      import { ChanceryError, connect, Snapshot, ThreadRecord } from '@chancery/client';
      let asked = 0;
      const server = createServer((_, response) => {
        asked += 1;
        const busy = { errors: [{ message: 'busy', extensions: { code: 'BUSY', hint: 'wait' } }] };
        const well = { data: { snapshot: { snapshotId: 'x', factCount: 1, newest: '2026' } } };
        if (asked < 3) response.writeHead(503, { 'retry-after': '0' });
        response.end(JSON.stringify(asked < 3 ? busy : well));
      }).listen(0, '127.0.0.1', async () => {
        const { port } = server.address() as { port: number };
        const url = \`http://127.0.0.1:\${port}\`;
        console.log((await connect({ url }).ask(Snapshot, {})).snapshot.factCount, asked);
        const told = async (promise: Promise<unknown>) =>
          promise.catch((error: unknown) => error instanceof ChanceryError && console.log(error.problems[0]?.code, error.retryAfter, asked));
        asked = 0;
        await told(connect({ url, retries: 1 }).ask(Snapshot, {}));
        asked = 0;
        const name = { en: 'x', fr: 'x' };
        const thread = { threadId: 'x', parties: [], name, topics: [], state: 'OPEN', significance: 1 } as const;
        await told(connect({ url }).ask(ThreadRecord, { input: { reason: 'x', thread } }));
        server.close();
      });`);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['1 3', 'BUSY 0 2', 'BUSY 0 1']);
  });
});
