// In: the list of curators as the environment has it, the Authorization header of a request. Out: the name of the curator who asks. Refuses a list
// that is none (BAD_CURATORS), everybody where there is no list (FORBIDDEN), and whoever brings no token of it (UNAUTHENTICATED).

import { createHash, timingSafeEqual } from 'node:crypto';
import { refuse } from '../model/problem.ts';

/** Who may record over the network. */
export interface Curators {
  /** The curator whose token the header carries: `Bearer <token>`. Refuses FORBIDDEN and UNAUTHENTICATED. */
  named(authorization: string | undefined): string;
}

/** A name as the audit trail keeps it, and a token of RFC 6750 that nobody guesses. */
const ENTRY = /^(?<name>[^\p{C}\u2014:]{1,100}):(?<token>[\w.~+/-]{20,200}=*)$/u;

/** @param list `name:token`, with commas between; absent: nobody may. */
export function curatorsOf(list: string | undefined): Curators {
  const known = (list ?? '')
    .split(',')
    .flatMap((entry, n) => (entry.trim() === '' ? [] : [curatorOf(entry.trim(), n)]));
  if (new Set(known.map(({ digest }) => digest.toString('hex'))).size < known.length)
    refuse('BAD_CURATORS', { detail: 'two curators have the same token' }, { field: 'CHANCERY_CURATORS' });
  return {
    named(authorization) {
      if (known.length === 0) return refuse('FORBIDDEN');
      const [, token = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
      const asked = digestOf(token);
      // Every token is compared, whole: the time taken tells nothing of any.
      const [found] = known.filter(({ digest }) => timingSafeEqual(digest, asked));
      return found ? found.name : refuse('UNAUTHENTICATED');
    },
  };
}

function curatorOf(entry: string, n: number): { name: string; digest: Buffer } {
  const { name, token } = ENTRY.exec(entry)?.groups ?? {};
  // What was written is not repeated: it may hold a token.
  return name && token
    ? { name: name.trim(), digest: digestOf(token) }
    : refuse('BAD_CURATORS', { detail: `entry ${n + 1} is not name:token` }, { field: 'CHANCERY_CURATORS' });
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
