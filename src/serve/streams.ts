// In: subscriptions, over server-sent events or a WebSocket. Out: a stream of answers to each, under the same rules as every other operation. Refuses
// what is no subscription (WRONG_ENDPOINT), what the rules refuse, and more streams than the server bears (BUSY).

import { type Duplex, Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { createHandler } from 'graphql-sse';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { type Problem, ProblemError, problem, refuse } from '../model/problem.ts';
import { admit, type Terms } from './admission.ts';
import type { Context } from './context.ts';
import { writeOut } from './listed.ts';
import { bodyOf, formatted, graphqlError, retryOf, unforeseen } from './problems.ts';

type IncomingMessage = FastifyRequest['raw'];

/** Most streams at once: connections of server-sent events, and WebSockets. */
const MOST_STREAMS = 200;
/** Most subscriptions of one WebSocket. */
const MOST_EACH = 20;
/** Longest message of a client, in bytes. */
const MOST_MESSAGE = 64 * 1024;
/** How often a WebSocket is asked whether anybody is there, in milliseconds. Proxies close what is silent for a minute. */
const PING = 12_000;
/** Where WebSockets are opened. */
const SOCKETS = '/graphql';
const EVENTS = 'text/event-stream';

export interface Streams {
  /** Ends every stream. Clients come back by themselves. */
  close(): Promise<void>;
}

export interface Streaming extends Terms {
  /** The context of an operation that a request brought; the signal says when whoever asked has gone. */
  contextOf: (request: IncomingMessage, signal: AbortSignal) => Context;
  /** Takes what went wrong inside. */
  report: (error: unknown) => void;
  /** @param most streams; absent: 200 */
  most?: number | undefined;
}

/** Whether a request is to become a WebSocket: any other upgrade is left alone, and the request answered as it stands (RFC 9110, 7.8). */
export const isSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/** `GET` and `POST /graphql/stream` for server-sent events; WebSockets at `/graphql`. */
export function addStreams(
  app: FastifyInstance,
  { contextOf, report, most = MOST_STREAMS, ...terms }: Streaming,
): Streams {
  const told = (errors: readonly unknown[]): GraphQLFormattedError[] => {
    for (const error of errors) {
      const cause = unforeseen(error);
      if (cause !== null) report(cause);
    }
    return errors.flatMap((error) => formatted(graphqlError(error)));
  };
  /** An answer of a stream as the client may see it. */
  const shown = ({ errors, ...rest }: Answer) => (errors ? { ...rest, errors: told(errors) } : rest);

  // ---- Server-sent events ----------------------------------------------------------------------------------------------

  const following = new Set<FastifyReply['raw']>();
  const events = createHandler<{ request: IncomingMessage; gone: AbortSignal }, undefined, Context & Loose>({
    // Each operation has a connection of its own: nothing is reserved.
    authenticate: () => '',
    onSubscribe: ({ raw }, params) => {
      const admitted = admit(params, terms, () => contextOf(raw.request, raw.gone));
      return 'document' in admitted ? (admitted as never) : once({ errors: admitted.errors });
    },
    onNext: (_, __, answer) => shown(answer as Answer) as never,
  });
  const stream = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (following.size + sockets.clients.size >= most) refuse('BUSY');
    const gone = new AbortController();
    following.add(reply.raw);
    reply.raw.once('close', () => {
      gone.abort();
      following.delete(reply.raw);
    });
    const [body, { status }] = await events({
      method: request.method,
      url: request.url,
      headers: { get: (name) => (name === 'accept' ? EVENTS : String(request.headers[name] ?? '')) },
      body: (request.body ?? null) as Record<string, unknown> | null,
      raw: { request: request.raw, gone: gone.signal },
      context: undefined,
    });
    // What cannot be read at all is refused before there is a stream.
    if (body === null || typeof body === 'string')
      return refuse(status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'BODY_MALFORMED');
    gone.signal.addEventListener('abort', () => void body.return(undefined), { once: true });
    return (
      reply
        .type(`${EVENTS}; charset=utf-8`)
        .header('cache-control', 'no-store, no-transform')
        // Some proxies gather what they pass on unless they are told not to.
        .header('x-accel-buffering', 'no')
        .send(Readable.from(body).once('error', report))
    );
  };
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql/stream',
    exposeHeadRoute: false,
    preHandler: async (request) => writeOut(request, terms.manifest),
    handler: stream,
  });

  // ---- WebSockets ------------------------------------------------------------------------------------------------------

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE });
  const left = new WeakMap<IncomingMessage, AbortSignal>();
  const disposable = useServer(
    {
      onSubscribe: ({ extra: { request }, subscriptions }, _, params) => {
        const signal = left.get(request);
        if (!signal || Object.keys(subscriptions).length > MOST_EACH)
          return [graphqlError(new ProblemError([problem('BUSY')]))];
        const admitted = admit(params, terms, () => contextOf(request, signal));
        return 'document' in admitted ? admitted : admitted.errors;
      },
      onNext: (_, __, ___, ____, answer) => shown(answer) as never,
      onError: (_, __, ___, errors) => told(errors),
    },
    sockets,
    PING,
  );
  const objection = (request: IncomingMessage): [string, Problem] | null => {
    if (request.url?.replace(/\?.*$/s, '') !== SOCKETS) return ['404 Not Found', problem('NOT_FOUND')];
    // A page from elsewhere may open sockets here: the browser does not ask first, but says where the page is from.
    if (!isOwn(request)) return ['403 Forbidden', problem('BAD_ORIGIN')];
    const full = following.size + sockets.clients.size >= most;
    return full ? ['503 Service Unavailable', problem('BUSY')] : null;
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const wrong = objection(request);
    if (wrong) {
      turnAway(socket, ...wrong);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const gone = new AbortController();
      left.set(request, gone.signal);
      opened.once('close', () => gone.abort());
      sockets.emit('connection', opened, request);
    });
  };
  app.server.on('upgrade', upgrade);

  return {
    async close() {
      app.server.off('upgrade', upgrade);
      // Cut off, not ended: to the client an end would mean that there is no more to come.
      for (const reply of following) reply.destroy();
      await disposable.dispose();
    },
  };
}

type Loose = Record<PropertyKey, unknown>;

/** One answer of a stream. */
interface Answer {
  errors?: readonly unknown[] | undefined;
}

/** Whether a page that the browser shows is from here; who sends no origin is no browser. */
function isOwn({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined || headers.origin.replace(/^https?:\/\//, '') === headers.host;
}

/** Answers a request that is not to become a WebSocket. */
function turnAway(socket: Duplex, status: string, found: Problem): void {
  const body = JSON.stringify(bodyOf([found]));
  const wait = retryOf([found]);
  const headers = [
    `HTTP/1.1 ${status}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(wait === null ? [] : [`retry-after: ${wait}`]),
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}
