// A review: what moved in a period, by relationship and storyline, and what did not, each said from the record.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery, Draft } from '../src/brief.ts';
import { lastDay } from '../src/model/date.ts';
import type { DossierSection, SectionName } from '../src/model/dossier.ts';
import { type Fact, isCooperative } from '../src/model/fact.ts';
import { openHouse } from './house.ts';

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

function sectionOf<Name extends SectionName>(draft: Draft, name: Name): Extract<DossierSection, { section: Name }> {
  const found = draft.dossier.sections.find((s) => s.section === name);
  if (!found) throw new Error(`no section ${name}`);
  return found as Extract<DossierSection, { section: Name }>;
}
const factOf = (draft: Draft, id: string): Fact => draft.dossier.facts.get(id) as Fact;
const text = (draft: Draft): string => new TextDecoder().decode(house.write(draft, 'markdown').bytes);

test.each([
  ['Canada in 2025', 'review'],
  ['Canada over the past year', 'review'],
  ['le Canada en 2025', 'review'],
  ['le Canada au cours de la dernière année', 'review'],
  ['Bilan Canada-Chine depuis 2025', 'review'],
  ['Review of Canada-India since 2023', 'review'],
  ['Canada-China in 2025', 'full-brief'],
])('%s: %s', (asked, product) => {
  expect(house.ask({ text: asked }).product).toBe(product);
});

test('a product that is named wins over the usual one', () => {
  expect(house.ask({ text: 'Canada in 2025', product: 'one-page' }).product).toBe('one-page');
});

describe('Canada in 2025', () => {
  let draft: Draft;
  beforeAll(async () => {
    draft = await house.draft({ text: 'Canada in 2025' });
  });

  test('at a glance: every relationship once, its events counted by side', async () => {
    const { rows } = sectionOf(draft, 'relationships');
    expect(new Set(rows.map((r) => r.party)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(15);
    const { facts } = await house.store.find(draft.question);
    const ofUsa = facts.filter((f) => f.kind === 'event' && f.thread !== null && /^can-usa\//.test(f.thread));
    const row = rows.find((r) => r.party === 'USA');
    const cooperative = ofUsa.filter((f) => f.kind === 'event' && isCooperative(f.type)).length;
    expect(row?.events).toBeGreaterThanOrEqual(ofUsa.length);
    expect(row?.cooperative).toBeGreaterThanOrEqual(cooperative);
    for (const { newest, events, cooperative: of } of rows) {
      expect(of).toBeLessThanOrEqual(events);
      expect(factOf(draft, newest)).toBeDefined();
    }
  });

  test('what moved stands by relationship, each with what moved it in the period', () => {
    const { relationships } = sectionOf(draft, 'moved');
    const order = sectionOf(draft, 'relationships').rows.map((r) => r.party);
    expect(relationships.map((r) => r.party).filter((party) => party !== null)).toEqual(
      order.filter((party) => relationships.some((r) => r.party === party)),
    );
    expect(text(draft)).toContain('### The United States');
    expect(text(draft)).toContain('### At home and multilateral');
  });

  test('what did not move rests on facts from before the period, and on agreements without a step in it', () => {
    const { parties, threads, agreements } = sectionOf(draft, 'unmoved');
    expect(threads.length).toBeGreaterThan(0);
    for (const { fact } of [...parties, ...threads]) {
      const found = factOf(draft, fact);
      expect('date' in found ? found.date.slice(0, 4) < '2025' : found.kind === 'agreement', fact).toBe(true);
      expect(draft.kept).toContainEqual({ fact, reason: 'UNMOVED' });
    }
    for (const { fact } of agreements) {
      const found = factOf(draft, fact);
      if (found.kind !== 'agreement') throw new Error(`no agreement: ${fact}`);
      for (const step of [found.signed, found.inForce, found.ended, found.provisionallyApplied])
        expect(step?.startsWith('2025') ?? false, `${fact} ${step}`).toBe(false);
    }
    // What moved cannot have stood still.
    const moved = sectionOf(draft, 'moved').relationships.flatMap((r) => r.entries.map((e) => e.thread));
    expect(threads.filter(({ thread }) => moved.includes(thread))).toEqual([]);
    expect(text(draft)).toContain('nothing is recorded in 2025.');
  });

  test('every statement has its source, of whatever time', () => {
    expect(draft.statements.filter((s) => s.sources.length === 0)).toEqual([]);
  });

  test('French says the same', async () => {
    const fr = await house.draft({ text: 'le Canada en 2025' });
    expect(fr.kept).toEqual(draft.kept);
    expect(fr.statements.map((s) => s.facts)).toEqual(draft.statements.map((s) => s.facts));
    expect(fr.statements.map((s) => s.sources)).toEqual(draft.statements.map((s) => s.sources));
    expect(text(fr)).toContain('Rien n’est consigné en 2025 avec');
  });

  test('an end of the period is the last day that counts', () => {
    for (const { fact } of draft.kept) {
      const found = factOf(draft, fact);
      if (found.kind === 'event') expect(lastDay(found.date) <= '2025-12-31' || found.end === null).toBe(true);
    }
  });
});

test('of all time nothing is said to have stood still', async () => {
  const draft = await house.draft({ parties: ['CAN', 'CHN'], product: 'review' });
  expect(draft.dossier.sections.map((s) => s.section)).not.toContain('unmoved');
});

test('a pair is reviewed by storyline, without a heading for the one relationship', async () => {
  const draft = await house.draft({ text: 'Review of Canada-China since 2025' });
  expect(sectionOf(draft, 'relationships').by).toBe('thread');
  expect(sectionOf(draft, 'moved').relationships.map((r) => r.party)).toEqual([null]);
  expect(text(draft)).not.toMatch(/^### /m);
});
