// Finished files: kept by what they hold, served again without being made again, behind links that hold for some days.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Brief, type Chancery, openChancery, outlineOf } from '../src/brief.ts';
import { issueBrief } from '../src/issue.ts';
import { type Archive, openArchive } from '../src/serve/archive.ts';
import { type ServeOptions, type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { type Answer, ask, ended, type File, order } from './jobs.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-archive-'));
const { read } = openWorld();
const opened: { close(): Promise<void> }[] = [];
let count = 0;

interface Place {
  environment: Record<string, string>;
  files(): string[];
  path(name: string): string;
}
function place(): Place {
  const home = join(root, String(++count));
  const path = (name: string) => join(home, 'files', name);
  return {
    environment: { CHANCERY_HOME: home, CHANCERY_NOW: '2026-11-24T12:00:00Z' },
    files: () => readdirSync(join(home, 'files')).sort(),
    path,
  };
}
const house = async ({ environment }: Place): Promise<Chancery> => {
  const chancery = await openChancery(openWorld({ environment }));
  opened.push(chancery);
  return chancery;
};
const log: string[] = [];
const open = async (chancery: Chancery, more: Partial<ServeOptions> = {}): Promise<Server> => {
  const server = await serve(chancery, { host: '127.0.0.1', port: 0, log: (line) => log.push(line), read, ...more });
  opened.unshift(server);
  return server;
};
const close = async () => {
  for (const one of opened.splice(0)) await one.close();
};
const errors = () => log.splice(0).filter((line) => line.includes('"level":"error"'));
afterEach(async () => {
  await close();
  errors();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const BRIEF =
  '{ brief(request: {text: "Canada-Indonesia", product: ONE_PAGE}) { id title statements { text } file { url expiresAt sha256 byteSize fileName } } }';
const REQUEST = { text: 'Canada-Indonesia', product: 'one-page' };
const noPen: Chancery['write'] = () => {
  throw new Error('this was to be made no more');
};
const code = async (response: Response) =>
  ((await response.json()) as Answer).errors.map(({ extensions }) => extensions.code).join();

describe('a finished file', () => {
  test('is served again after a restart without being made again, and so is what its brief says', async () => {
    const here = place();
    const first = await open(await house(here));
    const { brief } = (await ask(first.url, BRIEF)).data;
    const bytes = Buffer.from(await (await fetch(brief.file.url)).arrayBuffer());
    const path = brief.file.url.slice(first.url.length);
    await close();

    const later = await house(here);
    const second = await open({ ...later, draft: noPen as never, write: noPen });
    const again = await fetch(second.url + path);
    expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true);
    expect(again.headers.get('content-disposition')).toContain('canada-indonesia-one-page.pdf');
    const { data } = await ask(
      second.url,
      `{ node(id: "${brief.id}") { __typename id ... on Brief { title statements { text } file { sha256 } } } }`,
    );
    expect(data.node).toEqual({
      __typename: 'Brief',
      id: brief.id,
      title: brief.title,
      statements: brief.statements,
      file: { sha256: brief.file.sha256 },
    });
    // Asked for anew, it is composed again, for that is how its id is known; it is not written again.
    const third = await open({ ...later, write: noPen });
    expect((await ask(third.url, BRIEF)).data.brief).toMatchObject({
      id: brief.id,
      file: { sha256: brief.file.sha256 },
    });
    expect(errors()).toEqual([]);
  });

  test('of another format is made where the data still give the same brief, and otherwise is not', async () => {
    const here = place();
    const first = await open(await house(here));
    const { id } = (await ask(first.url, BRIEF)).data.brief;
    await close();
    const query = `{ node(id: "${id}") { ... on Brief { file(format: HTML) { sha256 } } } }`;
    const later = await house(here);
    const second = await open(later);
    const { data } = await ask(second.url, query);
    expect(Reflect.get(Object(data.node), 'file')).toEqual({
      sha256: later.write(await later.draft(REQUEST), 'html').sha256,
    });
    await close();
    here.environment['CHANCERY_NOW'] = '2026-11-25T12:00:00Z';
    const third = await open(await house(here));
    const { errors: told } = await ask(third.url, query.replace('HTML', 'JSON'));
    expect(told.map(({ extensions }) => extensions.code)).toEqual(['UNKNOWN_BRIEF']);
  });

  test('of an edition is made in any format, on whatever day, and is the one that was issued', async () => {
    const here = place();
    const chancery = await house(here);
    const first = await open(chancery);
    const edition = await issueBrief(chancery, REQUEST, { by: 'A. Curator' });
    const query = `{ edition(editionId: "${edition.id}") { brief { id file { sha256 } } } }`;
    const found: unknown = (await ask(first.url, query)).data;
    const id = /"id":"([0-9a-f]{16})"/.exec(JSON.stringify(found))?.[1];
    await close();
    here.environment['CHANCERY_NOW'] = '2026-11-25T12:00:00Z';
    const second = await open(await house(here));
    const { data } = await ask(second.url, `{ node(id: "${id}") { ... on Brief { file(format: HTML) { sha256 } } } }`);
    const issued = edition.files.find(({ language, format }) => language === 'en' && format === 'html');
    expect(Reflect.get(Object(data.node), 'file')).toEqual({ sha256: issued?.sha256 });
  });

  test('that was damaged is not served', async () => {
    const here = place();
    const { brief } = (await ask((await open(await house(here))).url, BRIEF)).data;
    await close();
    writeFileSync(here.path(brief.file.sha256), 'something else');
    const later = await open(await house(here));
    const { file } = (await ask(later.url, BRIEF)).data.brief;
    expect((await (await fetch(file.url)).arrayBuffer()).byteLength).toBe(brief.file.byteSize);
  });

  test('made by another program is made anew when it is asked for anew', async () => {
    const here = place();
    const chancery = await house(here);
    await ask((await open(chancery)).url, BRIEF);
    let written = 0;
    const write: Chancery['write'] = (draft, format) => {
      written += 1;
      return chancery.write(draft, format);
    };
    const build = 'another';
    const next = await open({ ...chancery, write, build });
    await ask(next.url, BRIEF);
    await ask(next.url, BRIEF);
    expect(written).toBe(1);
  });

  test('that cannot be kept is served nevertheless; a job that rests on it fails, and says why', async () => {
    const here = place();
    const chancery = await house(here);
    writeFileSync(join(here.environment['CHANCERY_HOME'] ?? '', 'files'), 'a file where the folder should be');
    const server = await open(chancery);
    const { file } = (await ask(server.url, BRIEF)).data.brief;
    expect((await fetch(file.url)).status).toBe(200);
    expect(errors().join()).toContain('the finished file cannot be kept');
    const job = await ended(server.url, (await order(server.url, { requests: [{ text: 'Canada-Fiji' }] })).id);
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'FILES_UNWRITABLE' } });
  });
});

describe('the archive', () => {
  async function archiveOf(
    here: Place,
    space?: number,
  ): Promise<{ archive: Archive; keep(name: string, size: number): Promise<Brief> }> {
    const chancery = await house(here);
    const outline = outlineOf(await chancery.draft(REQUEST));
    const archive = await openArchive(chancery, space);
    return {
      archive,
      async keep(name, size) {
        const made = chancery.write(await chancery.draft(REQUEST), 'json');
        const { createHash } = await import('node:crypto');
        const bytes = new Uint8Array(size).fill(name.charCodeAt(0));
        const brief: Brief = { ...made, id: name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
        await archive.keep(brief, { ...outline, id: name });
        return brief;
      },
    };
  }

  test('gives back what it was given', async () => {
    const here = place();
    const { archive, keep } = await archiveOf(here);
    const kept = await keep('a', 1000);
    expect(await archive.file('a', 'json')).toMatchObject({ ...kept, bytes: expect.anything() });
    expect(Buffer.from((await archive.file('a', 'json'))?.bytes ?? []).equals(kept.bytes)).toBe(true);
    expect(await archive.find('a', 'json')).toEqual({
      id: 'a',
      format: 'json',
      mediaType: kept.mediaType,
      fileName: kept.fileName,
      byteSize: 1000,
      sha256: kept.sha256,
      pages: null,
    });
    const chancery = await house(here);
    expect(await archive.outline('a')).toEqual({ ...outlineOf(await chancery.draft(REQUEST)), id: 'a' });
    expect([await archive.find('a', 'pdf'), await archive.file('b', 'json'), await archive.outline('b')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(here.files()).toEqual([kept.sha256, 'a.json.json', 'a.outline'].sort());
  });

  test('keeps to its size: what was not used for longest gives way', async () => {
    const here = place();
    const { archive, keep } = await archiveOf(here, 450_000);
    await keep('a', 100_000);
    await keep('b', 100_000);
    await keep('c', 100_000);
    await archive.file('a', 'json');
    await keep('d', 150_000);
    expect(await archive.file('b', 'json')).toBeNull();
    for (const name of ['a', 'c', 'd']) expect((await archive.file(name, 'json'))?.id, name).toBe(name);
    const size = () => here.files().reduce((sum, name) => sum + statSync(here.path(name)).size, 0);
    expect(size()).toBeLessThanOrEqual(450_000);
    // Opened again with less room, it makes room at once.
    await archiveOf(here, 200_000);
    expect(size()).toBeLessThanOrEqual(200_000);
  });

  test('takes away what nobody has used for eight days', async () => {
    const here = place();
    const { archive, keep } = await archiveOf(here);
    await keep('a', 1000);
    await keep('b', 1000);
    here.environment['CHANCERY_NOW'] = '2026-11-30T12:00:00Z';
    await archive.file('b', 'json');
    here.environment['CHANCERY_NOW'] = '2026-12-03T12:00:00Z';
    await archive.tidy();
    expect([await archive.find('a', 'json'), (await archive.find('b', 'json'))?.id]).toEqual([null, 'b']);
    expect(here.files().some((name) => name.startsWith('a.'))).toBe(false);
  });
});

describe('a link', () => {
  const linked = async (here: Place): Promise<{ server: Server; file: File }> => {
    const server = await open(await house(here));
    return { server, file: (await ask(server.url, BRIEF)).data.brief.file };
  };

  test('holds for seven days and says until when; then it is gone, and a new one can be had', async () => {
    const here = place();
    const { server, file } = await linked(here);
    expect(file.expiresAt).toBe('2026-12-01T12:00:00.000Z');
    here.environment['CHANCERY_NOW'] = '2026-11-24T12:59:59Z';
    expect((await ask(server.url, BRIEF)).data.brief.file.expiresAt).toBe('2026-12-01T13:00:00.000Z');
    here.environment['CHANCERY_NOW'] = '2026-12-01T11:59:59Z';
    expect((await fetch(file.url)).status).toBe(200);
    here.environment['CHANCERY_NOW'] = '2026-12-01T12:00:00Z';
    const expired = await fetch(file.url);
    expect([expired.status, await code(expired)]).toEqual([410, 'LINK_EXPIRED']);
    const again = (await ask(server.url, BRIEF)).data.brief.file;
    expect((await fetch(again.url)).status).toBe(200);
  });

  test('that was changed is none of ours', async () => {
    const { server, file } = await linked(place());
    const { origin, pathname, searchParams } = new URL(file.url);
    const changed = (change: Record<string, string | null>, path = pathname) => {
      const query = new URLSearchParams(searchParams);
      for (const [name, value] of Object.entries(change)) value === null ? query.delete(name) : query.set(name, value);
      return fetch(`${origin}${path}?${query}`);
    };
    expect((await changed({})).status).toBe(200);
    const signature = searchParams.get('signature') ?? '';
    const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const attempts: [Record<string, string | null>, string?][] = [
      [{ expires: String(Number(searchParams.get('expires')) + 1) }],
      [{ expires: null }],
      [{ expires: 'soon' }],
      [{ signature: other }],
      [{ signature: signature.slice(1) }],
      [{ signature: null }],
      [{}, pathname.replace('.pdf', '.html')],
      [{}, '/briefs/0123456789abcdef.pdf'],
    ];
    for (const attempt of attempts) {
      const response = await changed(...attempt);
      expect([response.status, await code(response)], JSON.stringify(attempt)).toEqual([403, 'BAD_LINK']);
    }
    expect((await fetch(`${server.url}${pathname}`, { method: 'HEAD' })).status).toBe(403);
  });

  test('is signed with a secret that lasts, that nobody else may read, or that was given', async () => {
    const here = place();
    const { file } = await linked(here);
    await close();
    const kept = join(here.environment['CHANCERY_HOME'] ?? '', 'secret');
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const secret = readFileSync(kept, 'utf8');
    const { file: again } = await linked(here);
    expect(new URL(again.url).search).toBe(new URL(file.url).search);
    expect(readFileSync(kept, 'utf8')).toBe(secret);
    await close();
    here.environment['CHANCERY_SECRET'] = 's'.repeat(32);
    const { file: other } = await linked(here);
    expect(new URL(other.url).search).not.toBe(new URL(file.url).search);
    here.environment['CHANCERY_SECRET'] = 's'.repeat(31);
    await expect(linked(here)).rejects.toThrow('too short');
  });

  test('can be made where the folder cannot be written', async () => {
    const here = place();
    const home = here.environment['CHANCERY_HOME'] ?? '';
    writeFileSync(home, 'a file where the folder should be');
    const { file } = await linked(here);
    expect((await fetch(file.url)).status).toBe(200);
    chmodSync(home, 0o644);
  });
});
