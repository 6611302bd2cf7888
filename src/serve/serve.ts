import 'reflect-metadata';

// In: an open Chancery, an address to listen on. Out: the doors to others over HTTP: GraphQL and its streams, the schema, the files of briefs, the
// staff page, health; and the work on jobs, which goes on meanwhile. Refuses a port that is taken (PORT_TAKEN) and a list of curators that is none (BAD_CURATORS). Every error is JSON with a code and a hint,
// without stack or path.

import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Chancery } from '../brief.ts';
import { type Hiring, noClerks, openClerks } from '../clerks.ts';
import { httpOf, type Problem, type ProblemCode, ProblemError, problem, refuse } from '../model/problem.ts';
import { openAllowance } from './allowance.ts';
import { openArchive } from './archive.ts';
import { asking } from './asking.ts';
import { type Context, contextOf, type Rooms } from './context.ts';
import { curatorsOf } from './curators.ts';
import { whileThere } from './deadline.ts';
import { addExplorer } from './explorer.ts';
import { addFiles } from './files.ts';
import { openGate } from './gate.ts';
import { graphqlServer } from './graphql.ts';
import { guard } from './guard.ts';
import { idOf, openJournal } from './journal.ts';
import { openLinks } from './links.ts';
import { writeOut } from './listed.ts';
import { openManifest } from './manifest.ts';
import { openMetrics } from './metrics.ts';
import { addPage, type Read } from './page.ts';
import { bodyOf, retryOf } from './problems.ts';
import { DEFAULTS, type Rails } from './rails.ts';
import { openRunner } from './runner.ts';
import { schemaText } from './schema.ts';
import { openShelf } from './shelf.ts';
import { addStreams, isSocket } from './streams.ts';

export { codesText } from './codes.ts';
export { type Rails, railsOf } from './rails.ts';
export { schemaText } from './schema.ts';
export { openTracer } from './tracing.ts';

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
  /** How much may be asked, and what may be seen; what is absent is as usual. */
  rails?: Partial<Rails>;
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
/** In which an allowance that was spent is whole again, in milliseconds. */
const MINUTE = 60_000;
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
  { host, port, log, read, threads, curators, rails: given = {}, jobs = {} }: ServeOptions,
): Promise<Server> {
  const rails: Rails = { ...DEFAULTS, ...given };
  const { tracer, elapsed } = chancery;
  const journal = openJournal(log, chancery.now);
  const { report } = journal;
  const desk = curatorsOf(curators, elapsed);
  const manifest = openManifest(rails.operations, rails.onlyListed);
  const metrics = openMetrics(manifest.names);
  const { lease = LEASE, open, streams: most, space } = jobs;
  const links = openLinks(chancery.secret(), chancery.now);
  const archive = await openArchive(chancery, space);
  const queue = await chancery.store.queue({ lease, ...(open === undefined ? {} : { open }) });
  const clerks = metrics.counting(threads ? openClerks({ ...threads, tracer }, report) : noClerks(chancery));
  const shelf = metrics.counted(openShelf(chancery, clerks, archive, report));
  // As many at once as there are clerks: whoever asks for one brief waits for one task of each at most.
  const runner = openRunner({ queue, shelf, archive, most: threads?.most ?? 1, beat: lease / 4, report });
  const rooms: Rooms = { chancery, shelf, archive, links, queue, runner };
  const allowance = openAllowance(rails.rate, MINUTE, elapsed);
  const gate = openGate(rails.places, rails.waiting);
  metrics.watch(gate, clerks.load, allowance.size);
  const apollo = graphqlServer({ report, introspection: rails.introspection, guard: guard(allowance, gate) });
  await apollo.start();
  let closing = false;

  const app = fastify({
    bodyLimit: MOST_BODY,
    requestTimeout: PATIENCE,
    http: { shouldUpgradeCallback: isSocket },
    genReqId: ({ headers }) => idOf(headers['x-request-id'], chancery.uuid),
    trustProxy: rails.proxies === '' ? false : rails.proxies,
    frameworkErrors: (_error, _request, reply) => answer(reply, [problem('NOT_FOUND')]),
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async ({ id }, reply) => {
    reply.headers(HEADERS).header('x-request-id', id);
  });
  app.addHook('preHandler', (request, reply, done) => {
    const { method, headers, routeOptions } = request;
    tracer.within(typeof headers.traceparent === 'string' ? { traceparent: headers.traceparent } : {}, () =>
      tracer.span(`${method} ${routeOptions.url ?? ''}`.trim(), () => {
        const [, trace] = tracer.carry()['traceparent']?.split('-') ?? [];
        if (trace !== undefined) journal.of(request).trace = trace;
        const over = new Promise<void>((end) => reply.raw.once('close', end));
        done();
        return over;
      }),
    );
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, routeOptions } = request;
    const answered = { method, status: reply.statusCode, ms: reply.elapsedTime };
    // Not what was asked: the query string holds what a person typed.
    journal.answered(journal.of(request), { ...answered, path: url.replace(/\?.*$/s, '') });
    metrics.answered(journal.of(request), { ...answered, route: routeOptions.url ?? 'none' });
  });
  app.setErrorHandler((error, request, reply) => {
    const problems = problemsOf(error);
    for (const { code } of problems) journal.of(request).codes.add(code);
    if (problems.some(({ code }) => code === 'INTERNAL')) report(error, request.id);
    return answer(reply, problems);
  });
  app.setNotFoundHandler((request, reply) => notFound(app, request, reply));

  let url = '';
  const asker = asking(desk);
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    // Before the body is read: to refuse shall cost nothing.
    onRequest: async (request) => allowance.demand(asker(request).client),
    preHandler: async (request) => writeOut(request, manifest),
    handler: fastifyApolloHandler<Context, FastifyInstance['server']>(apollo, {
      context: async (request, reply) => {
        reply.header('cache-control', 'no-store');
        const origin = originOf(request) ?? url;
        const signal = whileThere(reply, rails.timeout);
        return contextOf(rooms, { origin, signal, account: journal.of(request), ...asker(request) });
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
  if (rails.graphiql) addExplorer(app, read);
  metrics.open(app, rails.metrics);
  const streams = addStreams(app, {
    contextOf: (request, signal) => {
      const { headers, socket } = request;
      const origin = originOf({ protocol: 'http', host: headers.host ?? '' }) ?? url;
      const account = journal.of({ id: idOf(headers['x-request-id'], chancery.uuid) });
      return contextOf(rooms, { origin, signal, account, ...asker({ headers, ip: socket.remoteAddress ?? '' }) });
    },
    allowance,
    manifest,
    introspection: rails.introspection,
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
  const wait = retryOf(problems);
  if (wait !== null) reply.header('retry-after', wait);
  const { id } = reply.request;
  return reply
    .code(status)
    .headers(HEADERS)
    .header('x-request-id', id)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(bodyOf(problems, id));
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
