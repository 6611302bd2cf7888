// In: what makes a proof of some templates, and what tells of a change in them. Out: a page on this machine that shows the sample brief in both
// languages, on screen and on paper, made anew at every save; or what is wrong, with file, line and column. Nothing on it comes from another host.
// Refuses a port that is taken (PORT_TAKEN).

import fastify, { type FastifyReply } from 'fastify';
import type { Proof } from '../craft.ts';
import { LANGUAGES } from '../model/fact.ts';
import { type Problem, problem, refuse } from '../model/problem.ts';
import type { Read } from './page.ts';

export interface PreviewOptions {
  /** 0 takes a free one. */
  port: number;
  /** Reads a file of the release: the page itself must stand whatever is wrong with the templates. */
  read: Read;
  build(): Promise<Proof>;
  /** Calls `changed` after each change. @returns what ends it. */
  watch(changed: () => void): () => void;
  /** What a problem says, without its place. */
  say(problem: Problem): string;
}

export interface Preview {
  /** Where it listens: `http://127.0.0.1:4001`. */
  url: string;
  close(): Promise<void>;
}

/** What the page asks for: which edition there is, and what is wrong. */
interface State {
  edition: number;
  problems: { file: string; line: number; column: number; said: string; hint: string; code: string }[];
}

const SHEET = {
  '/': ['preview.html', 'text/html; charset=utf-8'],
  '/preview.css': ['preview.css', 'text/css; charset=utf-8'],
  '/preview.js': ['preview.js', 'text/javascript; charset=utf-8'],
} as const;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Of the brief in its frame. */
const FRAMED =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Opens the preview. The first proof is made before it answers. */
export async function preview({ port, read, build, watch, say }: PreviewOptions): Promise<Preview> {
  let edition = 0;
  let proof: Proof = { problems: [], files: {} };
  const listeners = new Set<FastifyReply['raw']>();
  const make = async () => {
    // A fault of ours must not end the preview; the next save may be better.
    const made = await build().catch((): Proof => ({ problems: [problem('INTERNAL')], files: {} }));
    // What was last right stays to be seen beside what is wrong now.
    proof = { problems: made.problems, files: made.problems.length > 0 ? proof.files : made.files };
    edition++;
    for (const listener of listeners) listener.write(`data: ${edition}\n\n`);
  };
  const saved = inTurn(make);
  await saved();

  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    // Another site must not read it through a name that leads here.
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.host)) return reply.code(403).send('');
  });
  for (const [path, [file, type]] of Object.entries(SHEET))
    app.get(path, (_request, reply) => {
      const bytes = read(`templates/site/${file}`) ?? refuse('TEMPLATE_MISSING', { name: `site/${file}` });
      return reply.header('content-security-policy', POLICY).type(type).send(Buffer.from(bytes));
    });
  app.get('/state', () => stateOf(edition, proof.problems, say));
  app.get('/events', (_request, reply) => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    raw.write(`data: ${edition}\n\n`);
    listeners.add(raw);
    raw.once('close', () => listeners.delete(raw));
  });
  for (const language of LANGUAGES)
    for (const format of ['html', 'pdf'] as const)
      app.get(`/brief.${language}.${format}`, (_request, reply) => {
        const file = proof.files[language]?.[format];
        if (!file) return reply.code(404).type('text/plain').send('');
        return reply.header('content-security-policy', FRAMED).type(file.mediaType).send(Buffer.from(file.bytes));
      });

  const url = await listen(() => app.listen({ host: '127.0.0.1', port }), port);
  const end = watch(() => void saved());
  return {
    url,
    async close() {
      end();
      for (const listener of listeners) listener.end();
      await app.close();
    },
  };
}

/** One at a time; what is asked for meanwhile is done once more at the end. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let at: Promise<void> | null = null;
  let again = false;
  const go = async () => {
    do {
      again = false;
      await work();
    } while (again);
    at = null;
  };
  return () => {
    again = at !== null;
    at ??= go();
    return at;
  };
}

function stateOf(edition: number, problems: readonly Problem[], say: (one: Problem) => string): State {
  return {
    edition,
    problems: problems.map((one) => {
      const { file = '', line = 1, column = 1 } = one.place;
      return { file, line, column, said: say(one), hint: one.hint, code: one.code };
    }),
  };
}

async function listen(open: () => Promise<string>, port: number): Promise<string> {
  try {
    return await open();
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'EADDRINUSE') return refuse('PORT_TAKEN', { port }, { field: 'PORT' });
    throw error;
  }
}
