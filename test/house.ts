// What several tests share: one house opened on the real data, with a fixed clock and a database folder of its own.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chancery, openChancery } from '../src/brief.ts';
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
