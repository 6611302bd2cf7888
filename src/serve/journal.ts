// In: requests, and what was found out about each on its way. Out: one line of the log for each answer, and one for whatever went wrong inside, both
// JSON, both with the id of the request. Never the text of an operation, its variables, or the query string of an address: they hold what was typed.

/** What is told of a request. */
export interface Account {
  /** As the log and the answer have it. */
  readonly id: string;
  /** Name and kind of its operation, once it is known to fit the schema. */
  operation?: { name: string | null; kind: string };
  /** Of the text of its operation: the first 12 hexadecimal digits of SHA-256. */
  hash?: string;
  /** In points. */
  cost?: number;
  /** Id of the trace that it is part of (W3C Trace Context), where somebody traces. */
  trace?: string;
  /** Codes of what it was refused with, each once. */
  codes: Set<string>;
}

export interface Journal {
  /** What is told of a request; the same whenever it is asked for. */
  of(request: { id: string }): Account;
  /** The log has one more line. */
  answered(account: Account, answer: { method: string; path: string; status: number; ms: number }): void;
  /** Something went wrong inside. */
  report(error: unknown, id?: string): void;
}

/** Longest name of an operation that is written down. */
const MOST_NAME = 60;

/** @param log takes one line @param now the clock */
export function openJournal(log: (line: string) => void, now: () => Date): Journal {
  const write = (level: 'info' | 'error', entry: object) => {
    log(JSON.stringify({ time: now().toISOString(), level, ...entry }));
  };
  const accounts = new WeakMap<object, Account>();
  return {
    of(request) {
      const account = accounts.get(request) ?? { id: request.id, codes: new Set<string>() };
      accounts.set(request, account);
      return account;
    },
    answered({ id, operation, hash, cost, codes, trace }, { method, path, status, ms }) {
      write('info', {
        id,
        method,
        path,
        status,
        ms: Math.round(ms),
        ...(operation ? { operation: operation.name?.slice(0, MOST_NAME) ?? null, kind: operation.kind } : {}),
        ...(hash === undefined ? {} : { hash }),
        ...(cost === undefined ? {} : { cost }),
        ...(codes.size > 0 ? { codes: [...codes] } : {}),
        ...(trace === undefined ? {} : { trace }),
      });
    },
    report(error, id) {
      const told = error instanceof Error ? error.stack : String(error);
      write('error', { ...(id === undefined ? {} : { id }), error: told });
    },
  };
}

/** What others may call a request: letters, digits and `-_.:/+=@`, at most 128. */
const ID = /^[\w.:/+=@-]{1,128}$/;

/** The id under which a request goes: the one it brings, where that is well formed, or another that nobody has. */
export const idOf = (given: string | string[] | undefined, uuid: () => string): string =>
  typeof given === 'string' && ID.test(given) ? given : uuid();
