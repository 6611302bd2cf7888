// The door: what is asked of a Chancery server, over the fetch of the platform. Refuses with ChanceryError, whose problems carry codes.

import {
  Brief,
  type BriefQuery,
  type BriefRequestInput,
  Job,
  type JobQuery,
  Order,
  type OrderMutation,
  type RequestBriefInput,
} from './generated.ts';
import type { Operation } from './operation.ts';
import { ChanceryError, type Problem } from './problem.ts';

export * from './generated.ts';
export type { Operation } from './operation.ts';
export { ChanceryError, type Problem } from './problem.ts';

/** How to reach a server. */
export interface Options {
  /** Its address: `https://chancery.example`. */
  readonly url: string | URL;
  /** Token of a curator, for what only curators may do. */
  readonly token?: string;
  /** How often to ask again where the server is busy and says after how long. Default: 3. Mutations are not sent again. */
  readonly retries?: number;
  /** In place of the platform's own: for a proxy, or a certificate. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Where to fetch a file, and what it will be. `Brief.file` of any operation that asks for these three. */
export interface FileLink {
  readonly url: string;
  readonly byteSize: number;
  readonly sha256: string;
}

export interface Patience {
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** A brief as `Brief` asks for it. */
export type AskedBrief = BriefQuery['brief'];

/** A job as `Order` tells of it. */
export type OrderedJob = NonNullable<NonNullable<OrderMutation['requestBrief']>['job']>;
/** A job as `Job` tells of it. */
export type FollowedJob = NonNullable<JobQuery['job']>;

export interface Client {
  /** The answer to an operation: one of those exported here, or one of your own typed as `Operation`. */
  ask<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, patience?: Patience): Promise<Data>;
  /** The brief that answers a request, with everything it states, its sources, and where its PDF is. */
  brief(request: BriefRequestInput, patience?: Patience): Promise<AskedBrief>;
  /** Orders briefs as one job, to be made in their turn. Where a request is wrong, nothing is made, and the problems say which and why. */
  order(input: RequestBriefInput, patience?: Patience): Promise<OrderedJob>;
  /** How a job stands: now, then each time that it moved, until it has ended. Asks every second, or every `seconds`. `Files` then has its files. */
  follow(
    jobId: string,
    patience?: Patience & { readonly seconds?: number },
  ): AsyncGenerator<FollowedJob, void, undefined>;
  /** The bytes of a file, checked: their number and SHA-256 are what was announced (`FILE_DAMAGED` otherwise). */
  download(file: FileLink, patience?: Patience): Promise<Uint8Array<ArrayBuffer>>;
}

interface Answer {
  data?: unknown;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions?: Partial<Record<'code' | 'hint' | 'field', string>>;
  }[];
}

/** A client of one server. Nothing is sent before something is asked. */
export function connect({ url, token, retries = 3, fetch = globalThis.fetch }: Options): Client {
  const endpoint = new URL('graphql', url.toString().replace(/\/*$/, '/'));
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };

  /** Asks again, as long as it helps and does no harm. */
  async function patiently(request: () => Promise<Response>, again: number, { signal }: Patience): Promise<Response> {
    const response = await request();
    const after = secondsOf(response);
    if (response.status !== 503 || after === null || again === 0) return response;
    await response.body?.cancel();
    await pause(after, signal);
    return patiently(request, again - 1, { ...(signal ? { signal } : {}) });
  }

  const ask: Client['ask'] = async (operation, variables, patience = {}) => {
    const body = JSON.stringify({ query: operation, variables });
    const init = { method: 'POST', headers, body, ...patience };
    const response = await patiently(
      () => fetch(endpoint, init),
      /^\s*mutation\b/.test(operation) ? 0 : retries,
      patience,
    );
    const { data, errors } = await answerOf(response);
    if (errors.length > 0)
      throw new ChanceryError(errors, { status: response.status, retryAfter: secondsOf(response), data });
    return data as never;
  };

  return {
    ask,
    brief: async (request, patience) => (await ask(Brief, { request }, patience)).brief,
    order: async (input, patience) => {
      const { requestBrief: answer } = await ask(Order, { input }, patience);
      if (answer?.job) return answer.job;
      throw new ChanceryError((answer?.userErrors ?? []).map(problemOf), { status: 200 });
    },
    follow: async function* (id, { seconds = 1, ...patience } = {}) {
      for (let last = ''; ; await pause(seconds, patience.signal)) {
        const { job } = await ask(Job, { id }, patience);
        if (!job) return;
        const now = JSON.stringify(job);
        if (now !== last) yield job;
        last = now;
        if (job.status !== 'QUEUED' && job.status !== 'RUNNING') return;
      }
    },
    download: async (file, patience = {}) => {
      const response = await patiently(() => fetch(file.url, { ...patience }), retries, patience);
      if (!response.ok)
        throw new ChanceryError((await answerOf(response)).errors, {
          status: response.status,
          retryAfter: secondsOf(response),
        });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const sha256 = hexadecimal(await crypto.subtle.digest('SHA-256', bytes));
      if (bytes.length !== file.byteSize || sha256 !== file.sha256)
        throw new ChanceryError(
          [problem('FILE_DAMAGED', `${file.url} is not the file that was announced`, 'fetch it again')],
          response,
        );
      return bytes;
    },
  };
}

async function answerOf(response: Response): Promise<{ data: unknown; errors: Problem[] }> {
  const text = await response.text();
  const unread = [
    problem(
      'NOT_CHANCERY',
      `${response.url} answered ${response.status}, and not as Chancery does`,
      'see that the address is right',
    ),
  ];
  try {
    const { data, errors } = JSON.parse(text) as Answer;
    if (data === undefined && errors === undefined) return { data: null, errors: unread };
    return {
      data: data ?? null,
      errors: (errors ?? []).map(
        ({ message, path = [], extensions: { code = 'INTERNAL', hint = '', field = null } = {} }) => ({
          code,
          message,
          hint,
          field,
          path,
        }),
      ),
    };
  } catch {
    return { data: null, errors: unread };
  }
}

const problem = (code: string, message: string, hint: string): Problem => ({
  code,
  message,
  hint,
  field: null,
  path: [],
});

/** What a mutation says of its input; `path` there is a place in the variables. */
const problemOf = ({
  path,
  ...told
}: {
  code: string;
  message: string;
  hint: string;
  path: readonly string[];
}): Problem => ({
  ...told,
  field: path.join('.'),
  path: [],
});

const secondsOf = ({ headers }: Response): number | null => {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
};

const hexadecimal = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');

const pause = (seconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((go, stop) => {
    const timer = setTimeout(go, seconds * 1000);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      stop(signal.reason);
    });
  });
