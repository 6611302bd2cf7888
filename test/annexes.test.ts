// What is looked up by itself: a chronology by year, and the annex of agreements.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chancery, Draft } from '../src/brief.ts';
import { compose } from '../src/compose/compose.ts';
import type { DossierSection, ProductPlan, SectionName, SectionPlan } from '../src/model/dossier.ts';
import { type Agreement, type Event, isArrangement, statusOn, stepsOf } from '../src/model/fact.ts';
import type { Question } from '../src/model/question.ts';
import { openHouse } from './house.ts';

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

function sectionOf<Name extends SectionName>(draft: Pick<Draft, 'dossier'>, name: Name) {
  const found = draft.dossier.sections.find((s) => s.section === name);
  if (!found) throw new Error(`no section ${name}`);
  return found as Extract<DossierSection, { section: Name }>;
}
const text = (draft: Draft): string => new TextDecoder().decode(house.write(draft, 'markdown').bytes);

describe('the status of an agreement on a day', () => {
  const words = { en: 'A', fr: 'A' };
  const clause = { subject: 'a', predicate: 'b', noun: 'c', state: null, label: null };
  const agreement = (more: Partial<Agreement>): Agreement => ({
    id: 'a/agreement/one',
    kind: 'agreement',
    title: words,
    short: null,
    type: 'agreement',
    status: 'in force',
    negotiationsOpened: '2018',
    concluded: null,
    signed: '2020-03-02',
    provisionallyApplied: null,
    inForce: '2021-01-01',
    ended: null,
    summary: words,
    clause: { en: clause, fr: clause },
    stateRestsOn: [],
    parties: ['CAN', 'CHN'],
    topics: ['trade'],
    significance: 3,
    thread: null,
    links: [],
    sources: ['s/1'],
    confidence: 'confirmed',
    disputed: null,
    note: null,
    next: null,
    sameAs: [],
    ...more,
  });

  test.each([
    ['2017-12-31', null],
    ['2018-01-01', 'under negotiation'],
    ['2020-03-01', 'under negotiation'],
    ['2020-03-02', 'signed'],
    ['2020-12-31', 'signed'],
    ['2021-01-01', 'in force'],
    ['2026-01-01', 'in force'],
  ])('%s: %s', (day, status) => expect(statusOn(agreement({}), day)).toBe(status));

  test('is as recorded after the last recorded step: suspended has no date of its own', () => {
    expect(statusOn(agreement({ status: 'suspended' }), '2026-01-01')).toBe('suspended');
    expect(statusOn(agreement({ status: 'suspended' }), '2020-06-01')).toBe('signed');
  });

  test('tabling is a step that changes no status', () => {
    const tabled = agreement({ tabled: '2020-06-01' });
    expect(stepsOf(tabled).map(({ step }) => step)).toEqual(['opened', 'signed', 'tabled', 'in force']);
    expect(statusOn(tabled, '2020-07-01')).toBe('signed');
  });

  test.each([
    ['memorandum of understanding', true],
    ['joint statement', true],
    ['free trade agreement', false],
    ['tax treaty', false],
    ['defence arrangement', false],
  ])('%s is an arrangement: %s', (type, is) => expect(isArrangement(type)).toBe(is));
});

describe('the annex of agreements', () => {
  let en: Draft;
  let fr: Draft;
  beforeAll(async () => {
    en = await house.draft({ text: 'Canada-China agreements' });
    fr = await house.draft({ text: 'accords Canada-Chine' });
  });

  test('is asked for by name', () => {
    expect([en.question.product, fr.question.product]).toEqual(['agreements', 'agreements']);
    expect(fr.question.language).toBe('fr');
  });

  test('has every agreement once, under its status on the day', async () => {
    const { groups, asOf } = sectionOf(en, 'agreements-annex');
    const rows = groups.flatMap((g) => g.rows.map((row) => [row.fact, g.status] as const));
    const { facts } = await house.store.find(en.question);
    const all = facts.filter((f): f is Agreement => f.kind === 'agreement');
    expect(rows.map(([id]) => id).sort()).toEqual(all.map((a) => a.id).sort());
    for (const [id, status] of rows) expect(statusOn(all.find((a) => a.id === id) as Agreement, asOf)).toBe(status);
  });

  test('says both titles, each in its language, and which is no treaty', () => {
    expect(text(en)).toContain('Protocole d’entente');
    expect(text(fr)).toContain('Memorandum');
    expect(text(en)).toContain('Memorandum of understanding: an arrangement, not a treaty');
    expect(text(fr)).toMatch(/Protocole d’entente\s: un arrangement, et non un traité/);
  });

  test('tells lineage both ways', () => {
    const kin = sectionOf(en, 'agreements-annex').groups.flatMap((g) =>
      g.rows.flatMap((row) => row.kin.map((k) => ({ of: row.fact, ...k }))),
    );
    const replaces = kin.find((k) => k.type === 'replaces' && k.self);
    expect(replaces).toBeDefined();
    expect(kin).toContainEqual({ of: replaces?.fact, type: 'replaces', self: false, fact: replaces?.of });
  });

  test('a past day has the status of that day', async () => {
    const draft = await house.draft({ parties: ['CAN', 'USA'], until: '2018-12-31', product: 'agreements' });
    const { groups, asOf } = sectionOf(draft, 'agreements-annex');
    expect(asOf).toBe('2018-12-31');
    const cusma = groups.find((g) => g.rows.some((row) => row.fact === 'can-usa/agreement/cusma'));
    expect(cusma?.status).toBe('signed');
  });

  test('where none is recorded it says so, and what was looked for', async () => {
    const draft = await house.draft({ text: 'Canada-Russia agreements' });
    expect(text(draft)).toContain(
      'No agreement or arrangement is recorded with Canada and Russia as parties, all years.',
    );
    expect(text(draft)).not.toContain('Sources');
  });

  test('leaves nothing out without saying so', async () => {
    expect(text(en)).not.toContain('want of room');
    const short = await house.draft({ text: 'Canada-China agreements', pages: 1 });
    expect(text(short)).toContain('want of room');
  });
});

describe('a chronology by year', () => {
  test('says its scope, its filter, what it leaves out, and the types of event that occur', async () => {
    const draft = await house.draft({ text: 'Chronology Canada-India since 2023' });
    expect(draft.question.product).toBe('chronology');
    const { left, types, years } = sectionOf(draft, 'chronology-by-year');
    const written = text(draft);
    expect(written).toContain('with Canada and India as parties, since 2023, of significance 2 or more');
    if (left > 0) expect(written).toMatch(/lesser events? (is|are) left out/);
    expect(types.length).toBeGreaterThan(3);
    expect(written).toMatch(/Co-operation: .*Conflict: /);
    expect(years.map((y) => y.year)).toEqual([...years.map((y) => y.year)].sort());
    for (const { year, rows } of years)
      for (const { fact } of rows) expect((draft.dossier.facts.get(fact) as Event).date.slice(0, 4)).toBe(year);
  });

  test('keeps to six pages unless more are asked for', async () => {
    const request = { text: 'Chronology Canada-China since 2018' };
    const six = await house.draft(request);
    const all = await house.draft({ ...request, pages: 20 });
    expect(house.write(six, 'pdf').pages).toBe(6);
    expect(all.kept.length).toBeGreaterThan(six.kept.length);
    expect(all.dropped.filter((c) => c.reason === 'PAGE_BUDGET')).toEqual([]);
  });

  test('what an event changed is what holds, what ended it, or what it is to another', async () => {
    const draft = await house.draft({ text: 'Chronology Canada-China since 2018', pages: 20 });
    const rows = sectionOf(draft, 'chronology-by-year').years.flatMap((y) => y.rows);
    const of = (id: string) => rows.find((row) => row.fact === id)?.change;
    expect(of('can-chn/2018-12-01/meng-arrest')).toMatchObject({ how: 'until', type: 'ends' });
    expect(rows.filter((row) => row.change?.how === 'state').length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.change?.how === 'link').length).toBeGreaterThan(3);
    // A state that no longer holds is not told as holding.
    for (const { fact, change } of rows) {
      const ended = rows.some(({ fact: other }) =>
        draft.dossier.facts
          .get(other)
          ?.links.some((l) => l.to === fact && (l.type === 'ends' || l.type === 'replaces')),
      );
      if (ended) expect(change?.how, fact).not.toBe('state');
    }
  });

  test('where nothing is of that weight it says so', () => {
    const question: Question = {
      text: null,
      parties: ['CAN', 'CHN'],
      since: null,
      until: null,
      topics: [],
      product: 'chronology',
      language: 'en',
      pages: null,
      paper: 'letter',
      asOf: '2026-11-24',
    };
    const section: SectionPlan = { section: 'chronology-by-year', take: null, atLeast: 2, sentences: null };
    const plan: ProductPlan = {
      product: 'chronology',
      version: 'test',
      pages: null,
      sourcesPerFact: 1,
      sections: [section],
    };
    const snapshot = { id: 'x', facts: 0, newest: '2026-07-05' };
    const none = { snapshot, facts: [], linked: new Map(), sources: new Map(), threads: new Map() };
    expect(compose(none, question, plan).sections).toEqual([
      { section: 'chronology-by-year', threshold: 2, years: [], types: [], left: 0 },
    ]);
  });
});
