import 'reflect-metadata';

// In: an open Chancery, an address to listen on. Out: the doors to others over HTTP: GraphQL and its streams, the schema, the files of briefs, the
// staff page, health; and the work on jobs, which goes on meanwhile. Refuses a port that is taken (PORT_TAKEN) and a list of curators that is none (BAD_CURATORS). Every error is JSON with a code and a hint,
// without stack or path.

import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Chancery } from '../brief.ts';
import { type Hiring, noClerks, openClerks } from '../clerks.ts';
import { httpOf, type Problem, type ProblemCode, ProblemError, problem, refuse } from '../model/problem.ts';
import { openArchive } from './archive.ts';
import { type Context, contextOf, type Rooms } from './context.ts';
import { curatorsOf } from './curators.ts';
import { addFiles, whileThere } from './files.ts';
import { graphqlServer } from './graphql.ts';
import { openLinks } from './links.ts';
import { addPage, type Read } from './page.ts';
import { bodyOf, RETRY, worthRetrying } from './problems.ts';
import { openRunner } from './runner.ts';
import { schemaText } from './schema.ts';
import { openShelf } from './shelf.ts';
import { addStreams, isSocket } from './streams.ts';

export { schemaText } from './schema.ts';

export interface ServeOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Takes one line of the log, JSON: a request answered, or something that went wrong inside. */
  log: (line: string) => void;
  /** Reads a file of the project; null where there is none. */
  read: Read;
  /** Threads that make the briefs; absent: this one makes them, and answers nobody meanwhile. */
  threads?: Hiring;
  /** Who may record over the network: `name:token`, with commas between. Absent: nobody. */
  curators?: string | undefined;
  jobs?: JobLimits;
}

export interface JobLimits {
  /** Most jobs that are not finished; absent: 20. */
  open?: number;
  /** How long a brief of a job is left to a process that is not heard of, in milliseconds; absent: 6 seconds. */
  lease?: number;
  /** Most streams that follow jobs; absent: 200. */
  streams?: number;
  /** Most bytes of finished files kept on disk; absent: 1 GiB. */
  space?: number;
}

export interface Server {
  /** Where it listens: `http://127.0.0.1:4000`. */
  url: string;
  /** Takes no more requests, lets those in flight finish, for at most ten seconds. The Chancery stays open. */
  close(): Promise<void>;
}

/** Largest body of a request, in bytes. */
const MOST_BODY = 256 * 1024;
/** How long a client may take to send its request, in milliseconds. */
const PATIENCE = 60_000;
/** How long requests in flight may take once the server is to close, in milliseconds. */
const GRACE = 10_000;
/** How long a brief of a job is left to a process that is not heard of, in milliseconds. */
const LEASE = 6000;
/** How often the archive is tidied, in milliseconds. */
const HOUR = 3_600_000;

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** Opens the doors. */
export async function serve(
  chancery: Chancery,
  { host, port, log, read, threads, curators, jobs = {} }: ServeOptions,
): Promise<Server> {
  const report = (error: unknown) =>
    log(JSON.stringify({ level: 'error', error: error instanceof Error ? error.stack : String(error) }));
  const desk = curatorsOf(curators);
  const { lease = LEASE, open, streams: most, space } = jobs;
  const links = openLinks(chancery.secret(), chancery.now);
  const archive = await openArchive(chancery, space);
  const queue = await chancery.store.queue({ lease, ...(open === undefined ? {} : { open }) });
  const clerks = threads ? openClerks(threads, report) : noClerks(chancery);
  const shelf = openShelf(chancery, clerks, archive, report);
  // As many at once as there are clerks: whoever asks for one brief waits for one task of each at most.
  const runner = openRunner({ queue, shelf, archive, most: threads?.most ?? 1, beat: lease / 4, report });
  const rooms: Rooms = { chancery, shelf, archive, links, queue, runner };
  const apollo = graphqlServer(report);
  await apollo.start();
  let closing = false;

  const app = fastify({
    bodyLimit: MOST_BODY,
    requestTimeout: PATIENCE,
    http: { shouldUpgradeCallback: isSocket },
    frameworkErrors: (_error, _request, reply) => answer(reply, [problem('NOT_FOUND')]),
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
  app.addHook('onResponse', async ({ method, url, id }, reply) => {
    // Not what was asked: the query string holds what a person typed.
    const path = url.replace(/\?.*$/s, '');
    log(
      JSON.stringify({ level: 'info', id, method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }),
    );
  });
  app.setErrorHandler((error, _request, reply) => {
    const problems = problemsOf(error);
    if (problems.some(({ code }) => code === 'INTERNAL')) report(error);
    return answer(reply, problems);
  });
  app.setNotFoundHandler((request, reply) => notFound(app, request, reply));

  let url = '';
  const context = ({ authorization }: FastifyRequest['headers'], origin: string | null, signal: AbortSignal) =>
    contextOf(rooms, origin ?? url, () => desk.named(authorization), signal);
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: fastifyApolloHandler<Context, FastifyInstance['server']>(apollo, {
      context: async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return context(request.headers, originOf(request), whileThere(reply));
      },
    }),
  });
  app.get('/schema.graphql', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(schemaText()),
  );
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { id, facts, newest } = await chancery.store.snapshotAt();
    reply.header('cache-control', 'no-store').code(closing ? 503 : 200);
    return reply.send({ status: closing ? 'closing' : 'ready', snapshot: id, facts, newest });
  });
  addFiles(app, shelf, links);
  addPage(app, chancery, shelf, links, read, report);
  const streams = addStreams(app, {
    contextOf: ({ headers }, signal) =>
      context(headers, originOf({ protocol: 'http', host: headers.host ?? '' }), signal),
    report,
    most,
  });
  const housekeeping = setInterval(() => void archive.tidy().catch(report), HOUR).unref();

  try {
    url = await listen(app, host, port);
  } catch (error) {
    clearInterval(housekeeping);
    await runner.close();
    await clerks.close();
    throw error;
  }
  return {
    url,
    async close() {
      closing = true;
      clearInterval(housekeeping);
      // Streams last as long as what they follow: they are not waited for.
      await Promise.all([streams.close(), runner.close()]);
      const late = setTimeout(() => app.server.closeAllConnections(), GRACE);
      await app.close();
      clearTimeout(late);
      await Promise.all([apollo.stop(), clerks.close()]);
    },
  };
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'EADDRINUSE') return refuse('PORT_TAKEN', { port }, { field: 'PORT' });
    throw error;
  }
}

/** How the client addressed us; null where that is no address of a host. */
function originOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string | null {
  return /^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i.test(host) ? `${protocol}://${host}` : null;
}

// ---- Errors of plain HTTP ----------------------------------------------------------------------------------------------

/** The errors of Fastify that a client can cause. */
const CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  const code = CODES[String(Reflect.get(Object(error), 'code'))];
  if (code) return [problem(code, { most: MOST_BODY })];
  const status: unknown = Reflect.get(Object(error), 'statusCode');
  return [problem(typeof status === 'number' && status < 500 ? 'BODY_MALFORMED' : 'INTERNAL')];
}

function answer(reply: FastifyReply, problems: readonly Problem[]): FastifyReply {
  const status = Math.max(...problems.map(({ code }) => httpOf(code)));
  if (worthRetrying(problems)) reply.header('retry-after', RETRY);
  return reply
    .code(status)
    .headers(HEADERS)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(bodyOf(problems));
}

function notFound(app: FastifyInstance, { method, url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = url.replace(/\?.*$/s, '');
  const allowed = (['GET', 'HEAD', 'POST'] as const).filter(
    (name) => app.findRoute({ method: name, url: path }) !== null,
  );
  if (allowed.length === 0) return answer(reply, [problem('NOT_FOUND')]);
  return answer(reply.header('allow', allowed.join(', ')), [
    problem('METHOD_NOT_ALLOWED', { method, allowed: allowed.join(', ') }),
  ]);
}
