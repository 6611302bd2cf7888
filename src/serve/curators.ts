// In: the list of curators as the environment has it, the Authorization header of a request. Out: the name of the curator who asks. Refuses a list
// that is none (BAD_CURATORS), everybody where there is no list (FORBIDDEN), whoever brings no token of it (UNAUTHENTICATED), and whoever has brought
// too many wrong ones (RATE_LIMITED).

import { createHash, timingSafeEqual } from 'node:crypto';
import { refuse } from '../model/problem.ts';
import { type Allowance, openAllowance } from './allowance.ts';

/** Who may record over the network. */
export interface Curators {
  /** The curator whose token the header carries: `Bearer <token>`. Refuses FORBIDDEN, UNAUTHENTICATED and RATE_LIMITED. */
  named(authorization: string | undefined, address: string): string;
}

/** Wrong tokens that an address may bring, all at once or one by one. */
const GUESSES = 10;
/** How long it takes until an address that has brought them may bring as many again, in milliseconds. */
const FORGIVEN = 15 * 60_000;

/** A name as the audit trail keeps it, and a token of RFC 6750 that nobody guesses. */
const ENTRY = /^(?<name>[^\p{C}\u2014:]{1,100}):(?<token>[\w.~+/-]{20,200}=*)$/u;

/** @param list `name:token`, with commas between; absent: nobody may. */
export function curatorsOf(list: string | undefined, elapsed: () => number): Curators {
  const guesses: Allowance = openAllowance(GUESSES, FORGIVEN, elapsed);
  const known = (list ?? '')
    .split(',')
    .flatMap((entry, n) => (entry.trim() === '' ? [] : [curatorOf(entry.trim(), n)]));
  if (new Set(known.map(({ digest }) => digest.toString('hex'))).size < known.length)
    refuse('BAD_CURATORS', { detail: 'two curators have the same token' }, { field: 'CHANCERY_CURATORS' });
  return {
    named(authorization, address) {
      if (known.length === 0) return refuse('FORBIDDEN');
      const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
      if (token === undefined) return refuse('UNAUTHENTICATED');
      // Before any comparison: whoever guesses on does not learn which guess was right.
      guesses.demand(address);
      const asked = digestOf(token);
      // Every token is compared, whole: the time taken tells nothing of any.
      const [found] = known.filter(({ digest }) => timingSafeEqual(digest, asked));
      if (found) return found.name;
      guesses.spend(address, 1);
      return refuse('UNAUTHENTICATED');
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
