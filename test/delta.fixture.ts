// A history to be told in a delta brief: fictional facts of Bhutan and Nepal, recorded on one day, and what becomes of them on another.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chancery, openChancery } from '../src/brief.ts';
import { issueBrief } from '../src/issue.ts';
import type { Agreement, Event, Indicator, Office, Source } from '../src/model/fact.ts';
import { openWorld } from '../src/world.ts';

export const BEFORE = '2026-11-24T12:00:00Z';
export const AFTER = '2026-12-08T12:00:00Z';
const BY = { by: 'A. Curator', reason: 'fictional, for a test' };

const both = (en: string, fr: string) => ({ en, fr });
const common = {
  parties: ['BTN', 'NPL'],
  topics: ['trade' as const],
  significance: 3,
  thread: null,
  links: [],
  sources: ['test/one'],
  confidence: 'confirmed' as const,
  disputed: null,
  note: null,
  next: null,
  sameAs: [],
};

const clause = (subject: string, predicate: string, noun: string) => ({
  subject,
  predicate,
  noun,
  state: null,
  label: null,
});

const source = (name: string, read: string): Source => ({
  id: `test/${name}`,
  publisher: 'Test Gazette',
  publisherFr: null,
  via: null,
  kind: 'official',
  title: `Notice ${name}`,
  url: `https://gazette.example/${name}`,
  published: null,
  read,
  language: 'en',
  country: 'CAN',
});

const talks = (name: string, date: string, en: string, fr: string, more: Partial<Event> = {}): Event => ({
  ...common,
  id: `btn-npl/${name}`,
  kind: 'event',
  date,
  end: null,
  title: both(`Fictional ${en}`, `${fr} (fictif)`),
  summary: both(`Fictional ${en}.`, `${fr} (fictif).`),
  type: 'CONSULT',
  people: [],
  place: null,
  clause: {
    en: clause('Bhutan', `held a fictional ${en} with Nepal {on}`, `the ${en}`),
    fr: clause('le Bhoutan', `a tenu avec le Népal {on} une rencontre fictive : ${fr.toLowerCase()}`, 'la rencontre'),
  },
  stateRestsOn: [],
  ...more,
});

export const agreement = (name: string, en: string, fr: string, more: Partial<Agreement> = {}): Agreement => ({
  ...common,
  id: `btn-npl/${name}`,
  kind: 'agreement',
  title: both(`Fictional agreement on ${en}`, `Accord fictif sur ${fr}`),
  short: null,
  type: 'trade agreement',
  status: 'signed',
  negotiationsOpened: null,
  concluded: null,
  signed: '2025-03-04',
  provisionallyApplied: null,
  inForce: null,
  ended: null,
  summary: both(`The fictional agreement on ${en} binds both.`, `L’accord fictif sur ${fr} lie les deux parties.`),
  clause: {
    en: clause('Bhutan and Nepal', `signed a fictional agreement on ${en}`, `the agreement on ${en}`),
    fr: clause('le Bhoutan et le Népal', `ont signé un accord fictif sur ${fr}`, `l’accord sur ${fr}`),
  },
  stateRestsOn: [],
  ...more,
});

export const trade = (year: string, value: number): Indicator => ({
  ...common,
  id: `btn-npl/trade-${year}`,
  kind: 'indicator',
  series: 'btn-npl/trade',
  name: both('fictional two-way trade in goods', 'échanges fictifs de biens'),
  period: year,
  value,
  unit: 'USD million',
  basis: null,
  frequency: 'annual',
  flow: 'total',
});

export const office = (name: string, holder: string, from: string, to: string | null): Office => ({
  ...common,
  id: `btn-npl/office-${name}`,
  kind: 'office',
  party: 'BTN',
  post: both('Ambassador to Nepal (fictional)', 'ambassadeur au Népal (fictif)'),
  holder,
  holderNative: null,
  from,
  to,
  rank: 3,
});

const id = (name: string) => ({ record: 'fact' as const, id: `btn-npl/${name}` });

/** The first state. The clock of the house stands at BEFORE. */
export async function recordFirst({ store }: Chancery): Promise<void> {
  await store.record({ record: 'source', body: source('one', '2026-11') }, BY);
  await store.record({ record: 'source', body: source('two', '2026-12-08') }, BY);
  for (const body of [
    talks('opening', '2024-05-06', 'round of talks on trade', 'Pourparlers commerciaux'),
    talks('closure', '2025-02-03', 'closing of a border crossing', 'Fermeture d’un poste frontalier', {
      significance: 4,
    }),
    talks('mistaken', '2025-06-01', 'visit that was another', 'Visite confondue avec une autre'),
    agreement('transit', 'transit', 'le transit'),
    agreement('water', 'water', 'l’eau', { status: 'in force', inForce: '2019-01-01', signed: '2018-02-02' }),
    trade('2024', 118.7),
    trade('2025', 125),
    office('old', 'Karma Exemple', '2022-02-01', null),
  ])
    await store.record({ record: 'fact', body }, BY);
}

/** What becomes of it. The clock of the house stands at AFTER. */
export async function recordThen({ store }: Chancery): Promise<void> {
  const correct = (name: string, set: Record<string, unknown>) => store.correct(id(name), 1, { set }, BY);
  await store.record(
    {
      record: 'fact',
      body: talks('reopening', '2026-12-02', 'reopening of the border crossing', 'Réouverture du poste frontalier', {
        significance: 5,
        links: [{ type: 'ends', to: 'btn-npl/closure' }],
        sources: ['test/two'],
        clause: {
          en: clause('Bhutan and Nepal', 'reopened a fictional border crossing {on}', 'the reopening'),
          fr: clause('le Bhoutan et le Népal', 'ont rouvert {on} un poste frontalier fictif', 'la réouverture'),
        },
      }),
    },
    BY,
  );
  await store.record(
    { record: 'fact', body: talks('overlooked', '2019-03-04', 'round of talks found late', 'Pourparlers retrouvés') },
    BY,
  );
  await correct('opening', { date: '2024-05-07', sources: ['test/two', 'test/one'] });
  await store.withdraw(id('mistaken'), 1, BY);
  await correct('transit', { status: 'in force', inForce: '2026-12-01' });
  await correct('trade-2025', { value: 131.2 });
  await store.record({ record: 'fact', body: { ...trade('2026', 150), period: '2026' } }, BY);
  await correct('office-old', { to: '2026-11-30' });
  await store.record({ record: 'fact', body: office('new', 'Pema Modèle', '2026-12-01', null) }, BY);
}

/** A house in which all of it has happened, and the first state was issued. */
export async function openHistory(): Promise<Chancery> {
  const environment = { CHANCERY_HOME: mkdtempSync(join(tmpdir(), 'chancery-')), CHANCERY_NOW: BEFORE };
  const house = await openChancery(openWorld({ environment }));
  await recordFirst(house);
  await issueBrief(house, { parties: ['BTN', 'NPL'] }, { by: 'A. Curator' });
  environment.CHANCERY_NOW = AFTER;
  await recordThen(house);
  return house;
}
