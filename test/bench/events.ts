// Synthetic events with a realistic skew: few relationships have most of what happens, most of it is routine, and later years have more. The same
// number always gives the same events.

import type { Event, PartyCode, Source } from '../../src/model/fact.ts';
import { EVENT_TYPES, TOPICS } from '../../src/model/fact.ts';
import type { ImportRow } from '../../src/store/store.ts';

/** A small generator (mulberry32): numbers from 0 to 1. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Events share sources, some dozens each. */
const PER_SOURCE = 40;

/**
 * @param count how many events; every fortieth row but one is a source.
 * @param codes parties, the busiest first.
 * @param from number of the first event, so that batches do not overlap.
 */
export function* syntheticRows(count: number, codes: readonly PartyCode[], from = 0): Generator<ImportRow> {
  const next = chance(from + 1);
  let line = 0;
  for (let n = from; n < from + count; n++) {
    const source = `wire-${Math.floor(n / PER_SOURCE)}`;
    if (n === from || n % PER_SOURCE === 0) yield { record: 'source', body: sourceOf(source), line: ++line };
    yield { record: 'fact', body: eventOf(n, source, codes, next), line: ++line };
  }
}

function sourceOf(name: string): Source {
  return {
    id: `synthetic/${name}`,
    publisher: 'Synthetic Wire',
    publisherFr: null,
    via: null,
    kind: 'wire',
    title: `Report ${name}`,
    url: `https://wire.example/${name}`,
    published: null,
    read: '2026-11',
    language: 'en',
    country: null,
  };
}

function eventOf(n: number, source: string, codes: readonly PartyCode[], next: () => number): Event {
  // Rank falls off as a power: the first pair has some hundredth of everything.
  const rank = () => Math.min(codes.length - 1, Math.floor(codes.length * next() ** 4));
  const a = rank();
  let b = rank();
  if (a === b) b = (b + 1) % codes.length;
  const year = 2026 - Math.floor(30 * next() ** 2);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${year}-${two(1 + Math.floor(next() * (year === 2026 ? 10 : 12)))}-${two(1 + Math.floor(next() * 28))}`;
  const roll = next();
  const [x = 'CAN', y = 'USA'] = [codes[a], codes[b]];
  const type = EVENT_TYPES[Math.floor(next() * EVENT_TYPES.length)] ?? 'CONSULT';
  return {
    id: `synthetic/${day}/event-${n}`,
    kind: 'event',
    date: roll < 0.97 ? day : day.slice(0, 7),
    end: roll > 0.995 ? `${year + 1}-06-30` : null,
    title: { en: `${x} and ${y}, event ${n}`, fr: `${x} et ${y}, événement ${n}` },
    summary: {
      en: `Officials of ${x} and ${y} dealt with matter ${n} at a meeting that lasted some hours.`,
      fr: `Des responsables de ${x} et de ${y} ont traité de l’affaire ${n} lors d’une réunion de quelques heures.`,
    },
    type,
    people: [],
    place: null,
    clause: {
      en: {
        subject: x,
        predicate: `met ${y} {on} on matter {${n + 1}}`,
        noun: `meeting {${n + 1}}`,
        state: null,
        label: null,
      },
      fr: {
        subject: x,
        predicate: `a rencontré ${y} {on} au sujet de l’affaire {${n + 1}}`,
        noun: `la réunion {${n + 1}}`,
        state: null,
        label: null,
      },
    },
    stateRestsOn: [],
    parties: [x, y],
    topics: [TOPICS[Math.floor(TOPICS.length * next() ** 2)] ?? 'trade'],
    significance: roll < 0.7 ? 1 : roll < 0.9 ? 2 : roll < 0.97 ? 3 : roll < 0.995 ? 4 : 5,
    thread: null,
    links: [],
    sources: [`synthetic/${source}`],
    confidence: 'confirmed',
    disputed: null,
    note: null,
    next: null,
    sameAs: [],
  };
}
