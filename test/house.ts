// What several tests share: one house opened on the real data, with a fixed clock and a database folder of its own.

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chancery, openChancery } from '../src/brief.ts';
import type { ProductPlan } from '../src/model/dossier.ts';
import { asGiven } from '../src/model/particulars.ts';
import { PRODUCTS, type Product, type Question, type Request } from '../src/model/question.ts';
import { openWorld } from '../src/world.ts';

/** The day on which all tests take place. */
export const TODAY = '2026-11-24';

export function openHouse(): Promise<Chancery> {
  const home = mkdtempSync(join(tmpdir(), 'chancery-'));
  return openChancery(openWorld({ environment: { CHANCERY_HOME: home, CHANCERY_NOW: TODAY } }));
}

/** Every relationship that the data must serve. */
export const PAIRS: readonly (readonly string[])[] = [
  ['CAN', 'USA'],
  ['CAN', 'MEX'],
  ['CAN', 'GBR'],
  ['CAN', 'FRA'],
  ['CAN', 'DEU'],
  ['CAN', 'EU'],
  ['CAN', 'NATO'],
  ['CAN', 'UKR'],
  ['CAN', 'RUS'],
  ['CAN', 'ISR'],
  ['CAN', 'PSE'],
  ['CAN', 'IRN'],
  ['CAN', 'CHN'],
  ['CAN', 'IND'],
  ['CAN', 'ARE'],
  ['CAN', 'SAU'],
  ['CAN', 'JPN'],
  ['CAN', 'KOR'],
  ['CAN', 'AUS'],
  ['CAN', 'IDN'],
  ['CAN', 'PHL'],
  ['CAN', 'ASEAN'],
];

/** A request for a product about parties, with what only a requester would know where the product needs it. */
export function requestFor(product: Product, parties: readonly string[]): Request {
  const date = '2026-12-03';
  const participants = [
    { name: 'Mark Carney', title: 'Prime Minister' },
    ...parties.map((party) => ({ name: `Somebody of ${party}`, party })),
  ];
  const questions = [
    'Trade and investment',
    'Security and defence',
    'La situation des droits de la personne',
    'The moon',
  ];
  const particulars: Record<string, Request> = {
    'meeting-note': { meeting: { date, place: 'Ottawa', participants, objectives: ['To agree on 75 points'] } },
    'committee-qa': { committee: { name: 'Committee of 25', date, questions } },
    delta: { delta: { from: '2026-11-23' } },
    'trip-book': {
      trip: {
        stops: [
          { date, endDate: '2026-12-05', place: 'Stop of 75', parties: [...parties], meeting: { date, participants } },
          { date: '2026-12-07', place: 'Somewhere', parties: [...parties], product: 'one-page', title: 'The last one' },
        ],
        logistics: ['Gate 25'],
      },
    },
  };
  return { parties: [...parties], product, ...particulars[product] };
}

/** The shipped products, as their files say. */
export const PLANS: ReadonlyMap<Product, ProductPlan> = new Map(
  PRODUCTS.map((product) => {
    const file = new URL(`../templates/products/${product}.json`, import.meta.url);
    return [product, JSON.parse(readFileSync(file, 'utf8')) as ProductPlan];
  }),
);

/** The requests of the golden briefs, by name, as their folders record them. */
export function goldenRequests(): Map<string, Request> {
  const folder = join(import.meta.dirname, 'briefs');
  return new Map(
    readdirSync(folder).flatMap((name): [string, Request][] => {
      const question = JSON.parse(readFileSync(join(folder, name, '1-question.json'), 'utf8')) as Question;
      const { text, product, language, pages, paper } = question;
      // A history that is told has a house of its own.
      if (question.delta) return [];
      return [[name, { text, product, language, pages, paper, ...asGiven(question) }]];
    }),
  );
}
