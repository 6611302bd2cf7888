// The operations that the documentation shows and the clients are generated from, sent to a server with all its limits, as an integrator sends them.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSchema, type DocumentNode, Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, openChancery } from '../src/brief.ts';
import { PROBLEMS } from '../src/model/problem.ts';
import { type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { TODAY } from './house.ts';

const FOLDER = 'schema/operations';
const TOKEN = 'token-of-an-example-0123456789';

const texts = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => [basename(name, '.graphql'), readFileSync(join(FOLDER, name), 'utf8')] as const),
);
/** In the order in which they can be carried out: one may need what another recorded. */
const variables = new Map(
  Object.entries(JSON.parse(readFileSync(join(FOLDER, 'variables.json'), 'utf8')) as Record<string, object>),
);
const schema = buildSchema(readFileSync('schema/chancery.graphql', 'utf8'));

/** The one definition of a document. */
function operationOf(document: DocumentNode) {
  const [first, ...others] = document.definitions;
  if (first?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) throw new Error('not one operation');
  return first;
}

/** `<requestBrief.job.id>` among the variables stands for what was answered before. */
function filled(values: object, before: Record<string, unknown>): object {
  const step = (of: unknown, key: string) => (of as Record<string, unknown> | undefined)?.[key];
  return JSON.parse(JSON.stringify(values), (_, value: unknown) => {
    const [, path] = typeof value === 'string' ? (/^<([\w.]+)>$/.exec(value) ?? []) : [];
    return path ? path.split('.').reduce<unknown>(step, before) : value;
  }) as object;
}

/** What a stream of server-sent events told last. */
const lastly = (stream: string): string[] =>
  [...stream.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => data ?? '').slice(-1);

describe('each operation in schema/operations', () => {
  const home = mkdtempSync(join(tmpdir(), 'chancery-operations-'));
  let house: Chancery;
  let server: Server;
  beforeAll(async () => {
    const world = openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY } });
    house = await openChancery(world);
    const curators = `An Example:${TOKEN}`;
    server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read: world.read, curators });
  });
  afterAll(async () => {
    await server.close();
    await house.close();
    rmSync(home, { recursive: true, force: true });
  });

  test('is named as its file is, says what it is for, and has variables to try it with', () => {
    for (const [name, text] of texts) {
      expect(operationOf(parse(text)).name?.value).toBe(name);
      expect(text, `${name} opens with no comment`).toMatch(/^# \S/);
    }
    expect([...variables.keys()].sort()).toEqual([...texts.keys()].sort());
  });

  test('is carried out by the server, within its limits, and finds something', async () => {
    /** All that was answered, by field of the root. */
    const before: Record<string, unknown> = {};
    for (const [name, values] of variables) {
      const text = texts.get(name) ?? '';
      const streamed = operationOf(parse(text)).operation === 'subscription';
      const response = await fetch(`${server.url}/graphql${streamed ? '/stream' : ''}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: streamed ? 'text/event-stream' : 'application/json',
          authorization: `Bearer ${TOKEN}`,
        },
        body: JSON.stringify({ query: text, variables: filled(values, before) }),
      });
      const [told] = streamed ? lastly(await response.text()) : [await response.text()];
      const { data, errors } = JSON.parse(told ?? '') as { data: Record<string, object | null>; errors?: unknown };
      expect(errors, name).toBeUndefined();
      const [answer] = Object.values(data);
      expect(answer, name).toEqual(expect.anything());
      expect(answer, name).not.toMatchObject({ totalCount: 0 });
      expect(answer ?? {}, name).toMatchObject('userErrors' in (answer ?? {}) ? { userErrors: [] } : {});
      Object.assign(before, data);
    }
    expect(before).toMatchObject({ jobProgress: { status: 'DONE' }, cancelJob: { job: { status: 'DONE' } } });
  });

  test('together they show every field of the roots', () => {
    const shown = new Set<string>();
    const info = new TypeInfo(schema);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    for (const text of texts.values())
      visit(
        parse(text),
        visitWithTypeInfo(info, {
          Field: ({ name }) => {
            const parent = info.getParentType();
            if (roots.some((root) => root === parent)) shown.add(`${parent?.name}.${name.value}`);
          },
        }),
      );
    const all = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}).map((field) => `${root?.name}.${field}`));
    expect(
      all.filter((field) => !shown.has(field)),
      'without an operation in schema/operations',
    ).toEqual([]);
  });
});

test('every operation in the documentation is one of these files: what is shown is what is run', () => {
  const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`), 'clients/sdk/README.md'];
  const blocks = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(
        (block) => [page, block[1]] as const,
      ),
    );
  expect(blocks.length).toBeGreaterThan(1);
  const plain = (text: string) => print(parse(text));
  for (const [page, block] of blocks) {
    const name = operationOf(parse(block ?? '')).name?.value ?? '';
    expect(plain(block ?? ''), `${page}: ${name}`).toBe(plain(texts.get(name) ?? '{ none }'));
  }
});

test('every code in docs/api.md is one that the server has', () => {
  const [, table = ''] = readFileSync('docs/api.md', 'utf8').split('\n## When something is wrong\n');
  const codes = [...(table.split('\n## ')[0] ?? '').matchAll(/^\|(.*)\|/gm)].flatMap(([row]) =>
    [...row.matchAll(/`([A-Z_]+)`/g)].map((code) => code[1] as string),
  );
  expect(codes.length).toBeGreaterThan(30);
  const served = readFileSync('src/serve/problems.ts', 'utf8');
  expect(codes.filter((code) => !(code in PROBLEMS) && !served.includes(code))).toEqual([]);
});
