// In: the address of a brief's file. Out: a link to it that holds for some days and cannot be made by anybody else. Refuses a link that was changed
// (BAD_LINK) or has expired (LINK_EXPIRED).

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { refuse } from '../model/problem.ts';

export interface Link {
  /** `/briefs/0123456789abcdef.pdf?expires=…&signature=…` */
  path: string;
  expiresAt: Date;
}

export interface Links {
  /** The same path, asked for twice within an hour, gives the same link. */
  to(path: string): Link;
  /** Refuses BAD_LINK and LINK_EXPIRED. @param query of the address as it was asked for */
  check(path: string, query: unknown): void;
}

/** How long a link holds at least, in milliseconds: as long as a finished job is kept. */
const HOLDS = 7 * 24 * 3600 * 1000;
const HOUR = 3600 * 1000;

/** @param now the clock */
export function openLinks(secret: Uint8Array, now: () => Date): Links {
  // Made once: of bytes it would be made anew for each link.
  const key = createSecretKey(secret);
  const sign = (path: string, expires: number) =>
    createHmac('sha256', key).update(`${path}\n${expires}`).digest('base64url');
  return {
    to(path) {
      const until = Math.ceil((now().getTime() + HOLDS) / HOUR) * HOUR;
      const expires = until / 1000;
      return { path: `${path}?expires=${expires}&signature=${sign(path, expires)}`, expiresAt: new Date(until) };
    },
    check(path, query) {
      const [given, signature] = [textOf(query, 'expires'), textOf(query, 'signature')];
      const expires = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN;
      const [expected, brought] = [Buffer.from(sign(path, expires)), Buffer.from(signature)];
      if (brought.length !== expected.length || !timingSafeEqual(brought, expected)) refuse('BAD_LINK');
      if (expires * 1000 <= now().getTime())
        refuse('LINK_EXPIRED', { at: new Date(expires * 1000).toISOString().slice(0, 10) });
    },
  };
}

function textOf(query: unknown, name: string): string {
  const given: unknown = Reflect.get(Object(query), name);
  return typeof given === 'string' ? given : '';
}
