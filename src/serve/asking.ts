// In: a request. Out: who asks: the curator whose token it brings, and the client whose allowance it is paid from. A token is looked at once. Refuses
// nothing itself: whoever needs a curator is refused when they ask for the name.

import { ProblemError } from '../model/problem.ts';
import { clientOf } from './client.ts';
import type { Curators } from './curators.ts';

export interface Asker {
  /** Refuses what the list of curators refuses: FORBIDDEN, UNAUTHENTICATED, RATE_LIMITED. */
  curator(): string;
  client: string;
}

/** What of a request tells who asks. */
interface Asking {
  headers: { authorization?: string | undefined };
  ip: string;
}

/** @param desk the curators there are */
export function asking(desk: Curators): (request: Asking) => Asker {
  const known = new WeakMap<Asking, Asker>();
  return (request) => {
    const asker = known.get(request) ?? askerOf(request, desk);
    known.set(request, asker);
    return asker;
  };
}

function askerOf({ headers, ip }: Asking, desk: Curators): Asker {
  const address = clientOf(ip, null);
  // Most bring no token: for them nothing is looked up, and no error made, unless somebody asks for the name.
  if (headers.authorization === undefined) return { curator: () => desk.named(undefined, address), client: address };
  try {
    const name = desk.named(headers.authorization, address);
    return { curator: () => name, client: clientOf(ip, name) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const refused = () => {
      throw error;
    };
    return { curator: refused, client: address };
  }
}
