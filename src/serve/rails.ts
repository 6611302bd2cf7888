// In: the environment of the server. Out: its guard rails: how much may be asked, by whom what may be seen. Refuses what it does not understand
// (BAD_SETTING), rather than run otherwise than somebody thinks.

import { refuse } from '../model/problem.ts';
import type { Readers } from './metrics.ts';

/** Each may be absent: then it is what DEFAULTS says. */
export interface Rails {
  /** Points that a client may spend within a minute; 0: as many as it likes. */
  rate: number;
  /** How long an answer may take, in milliseconds; 0: as long as it takes. */
  timeout: number;
  /** GraphQL operations carried out at once. */
  places: number;
  /** GraphQL operations that may wait for a place. */
  waiting: number;
  /** Path and text of a manifest of operations. */
  operations: { path: string; text: string } | undefined;
  /** Whether nothing but the operations of the manifest is carried out. */
  onlyListed: boolean;
  introspection: boolean;
  graphiql: boolean;
  metrics: Readers;
  /** Addresses of proxies whose `X-Forwarded-For` is believed, with commas between; empty: none. */
  proxies: string;
}

export const DEFAULTS: Rails = {
  rate: 100_000,
  timeout: 30_000,
  places: 100,
  waiting: 400,
  operations: undefined,
  onlyListed: false,
  introspection: true,
  graphiql: true,
  metrics: 'local',
  proxies: '',
};

/** An address, or a network: `10.0.0.0/8`; names of networks are those of proxy-addr. */
const PROXIES =
  /^(?:[\da-f.:]+(?:\/\d{1,3})?|loopback|linklocal|uniquelocal)(?:,(?:[\da-f.:]+(?:\/\d{1,3})?|loopback|linklocal|uniquelocal))*$/i;

/**
 * @param env a variable of the environment
 * @param read text of a file of the person. Refuses INPUT_UNREADABLE.
 */
export async function railsOf(
  env: (name: string) => string | undefined,
  read: (path: string) => Promise<string>,
): Promise<Rails> {
  const wrong = (name: string, expected: string): never =>
    refuse('BAD_SETTING', { name, value: (env(name) ?? '').slice(0, 60), expected }, { field: name });
  const number = (name: string, usual: number, most: number): number => {
    const value = env(name);
    if (value === undefined) return usual;
    return /^\d{1,9}$/.test(value) && Number(value) <= most
      ? Number(value)
      : wrong(name, `set it to a whole number from 0 to ${most}`);
  };
  const choice = <Choice extends string>(name: string, choices: readonly Choice[], usual: Choice): Choice => {
    const value = env(name);
    if (value === undefined) return usual;
    return choices.find((one) => one === value.toLowerCase()) ?? wrong(name, `set it to ${choices.join(' or ')}`);
  };
  const path = env('CHANCERY_OPERATIONS');
  const onlyListed = choice('CHANCERY_OPERATIONS_ONLY', ['1', '0'], '0') === '1';
  if (onlyListed && path === undefined) wrong('CHANCERY_OPERATIONS_ONLY', 'set CHANCERY_OPERATIONS to a manifest too');
  const proxies = (env('CHANCERY_PROXIES') ?? '').replace(/\s/g, '');
  if (proxies !== '' && !PROXIES.test(proxies))
    wrong('CHANCERY_PROXIES', 'set it to addresses or networks, with commas between: 10.0.0.0/8, loopback');
  const onOff = (name: string, usual: boolean) => choice(name, ['on', 'off'], usual ? 'on' : 'off') === 'on';
  return {
    rate: number('CHANCERY_RATE', DEFAULTS.rate, 100_000_000),
    timeout: number('CHANCERY_TIMEOUT', DEFAULTS.timeout / 1000, 3600) * 1000,
    places: Math.max(1, number('CHANCERY_CONCURRENCY', DEFAULTS.places, 10_000)),
    waiting: number('CHANCERY_QUEUE', DEFAULTS.waiting, 100_000),
    operations: path === undefined ? undefined : { path, text: await read(path) },
    onlyListed,
    introspection: onOff('CHANCERY_INTROSPECTION', DEFAULTS.introspection),
    graphiql: onOff('CHANCERY_GRAPHIQL', DEFAULTS.graphiql),
    metrics: choice('CHANCERY_METRICS', ['local', 'on', 'off'], DEFAULTS.metrics),
    proxies,
  };
}
