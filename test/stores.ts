// Both makes of store, for tests that hold for each: the embedded one, and a PostgreSQL server where there is one to be had.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Event, Source } from '../src/model/fact.ts';
import type { Question } from '../src/model/question.ts';
import type { Filter } from '../src/store/store.ts';
import { openWorld, type World } from '../src/world.ts';
import { startPostgres } from './postgres.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-stores-'));
const postgres = await startPostgres();
afterAll(async () => {
  await postgres?.stop();
  rmSync(root, { recursive: true, force: true });
});

let count = 0;
/** A new name in a folder that is taken away at the end. */
export const folder = (name: string): string => join(root, `${name}-${++count}`);
export const DATA = new URL('../data', import.meta.url).pathname;

/** A copy of the data, in a folder of its own. */
export function copyOfData(): string {
  const data = folder('data');
  cpSync(DATA, data, { recursive: true });
  return data;
}

/** A place for a store, empty at first, with a clock that can be set. */
export interface Place {
  /** The environment of its worlds: home, address, clock. */
  environment: Record<string, string>;
  world(data?: string): World;
  at(instant: string): void;
}

export interface Make {
  name: 'SQLite' | 'PostgreSQL';
  place(): Promise<Place>;
}

function placeIn(environment: Record<string, string>): Place {
  environment.CHANCERY_NOW = '2026-11-24T12:00:00Z';
  return {
    environment,
    world: (data = DATA) => openWorld({ environment, folders: { data } }),
    at: (instant) => {
      environment.CHANCERY_NOW = instant;
    },
  };
}

export const makes: Make[] = [
  { name: 'SQLite', place: async () => placeIn({ CHANCERY_HOME: folder('home') }) },
  ...(postgres
    ? [{ name: 'PostgreSQL' as const, place: async () => placeIn({ DATABASE_URL: await postgres.schema() }) }]
    : []),
];

export const question = (parties: string[], more: Partial<Question> = {}): Question => ({
  text: null,
  parties,
  since: null,
  until: null,
  topics: [],
  product: 'full-brief',
  language: 'en',
  pages: null,
  paper: 'letter',
  asOf: '2026-11-24',
  ...more,
});

export const filter = (more: Partial<Filter> = {}): Filter => ({
  between: [],
  since: null,
  until: null,
  topics: [],
  minSignificance: 1,
  asOf: '2026-11-24',
  ...more,
});

export const ACT = { by: 'A. Curator', reason: 'seen in the register' };

/** A source that is not in the release. */
export const source = (name: string, more: Partial<Source> = {}): Source => ({
  id: `test/${name}`,
  publisher: 'Test Gazette',
  publisherFr: null,
  via: null,
  kind: 'official',
  title: `Notice ${name}`,
  url: `https://gazette.example/${name}`,
  published: null,
  read: '2026-11',
  language: 'en',
  country: 'CAN',
  ...more,
});

/** An event that is not in the release, of a pair of which the release has nothing. */
export const event = (name: string, more: Partial<Event> = {}): Event => ({
  id: `btn-npl/${name}`,
  kind: 'event',
  date: '2024-05-06',
  end: null,
  title: { en: `Talks ${name}`, fr: `Pourparlers ${name}` },
  summary: { en: 'Officials met.', fr: 'Des responsables se sont rencontrés.' },
  type: 'CONSULT',
  people: [],
  place: null,
  clause: {
    en: { subject: 'Bhutan', predicate: 'met Nepal {on}', noun: 'the talks', state: null, label: null },
    fr: {
      subject: 'le Bhoutan',
      predicate: 'a rencontré le Népal {on}',
      noun: 'les pourparlers',
      state: null,
      label: null,
    },
  },
  stateRestsOn: [],
  parties: ['BTN', 'NPL'],
  topics: ['diplomacy'],
  significance: 3,
  thread: null,
  links: [],
  sources: ['test/one'],
  confidence: 'confirmed',
  disputed: null,
  note: null,
  next: null,
  sameAs: [],
  ...more,
});
