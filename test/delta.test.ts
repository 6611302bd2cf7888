// The delta brief: what it tells of a history, that from A to B mirrors from B to A, that English and French say the same, and what is refused.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, type Draft, openChancery } from '../src/brief.ts';
import { differencesOf } from '../src/compose/compose.ts';
import { draftingIn, issueBrief, rebuild } from '../src/issue.ts';
import type { Former } from '../src/model/difference.ts';
import type { DeltaRow, DeltaSummary, DossierSection } from '../src/model/dossier.ts';
import type { Edition } from '../src/model/edition.ts';
import type { Event, Fact } from '../src/model/fact.ts';
import type { FindingsAt } from '../src/model/findings.ts';
import type { Request } from '../src/model/question.ts';
import { chance } from './bench/events.ts';
import { AFTER, agreement, BEFORE, office, recordFirst, recordThen, trade } from './delta.fixture.ts';
import { ACT, event, makes, type Place } from './stores.ts';

const BY = { by: 'A. Curator' };
const PAIR = { parties: ['BTN', 'NPL'] };
const code = (name: string, field?: string) => ({ problems: [{ code: name, ...(field ? { place: { field } } : {}) }] });

const summaryOf = ({ dossier }: Draft): DeltaSummary =>
  dossier.sections.find((section): section is DeltaSummary => section.section === 'delta') as DeltaSummary;
const rowsOf = ({ dossier }: Draft): [string, DeltaRow][] =>
  dossier.sections.flatMap((section: DossierSection) =>
    'rows' in section && section.section.startsWith('delta-')
      ? (section.rows as DeltaRow[]).map((row): [string, DeltaRow] => [section.section, row])
      : [],
  );
const told = (draft: Draft) =>
  rowsOf(draft).map(
    ([section, { change, late, fact }]) =>
      `${section.slice(6)}: ${late ? 'late' : change} ${fact.replace('btn-npl/', '')}`,
  );

describe.each(makes)('on $name', ({ place: newPlace }) => {
  let place: Place;
  let house: Chancery;
  let first: Edition;
  let second: Edition;
  const draft = (delta: object, more: Request = {}) => house.draft({ ...PAIR, ...more, delta });
  const both = async (delta: object) => [await draft(delta), await draft(delta, { language: 'fr' })] as const;

  beforeAll(async () => {
    place = await newPlace();
    place.at(BEFORE);
    house = await openChancery(place.world());
    await recordFirst(house);
    first = await issueBrief(house, PAIR, BY);
    place.at(AFTER);
    await recordThen(house);
    second = await issueBrief(house, PAIR, BY);
  });
  afterAll(() => house.close());

  test('news stands apart from corrections, and each change is told once', async () => {
    const from = await draft({ from: first.id });
    expect(told(from)).toEqual([
      'news: added reopening',
      'news: ended closure',
      'agreements: updated transit',
      'figures: added trade-2026',
      'people: added office-new',
      'people: ended office-old',
      'corrections: withdrawn mistaken',
      'corrections: corrected trade-2025',
      'corrections: corrected opening',
      'corrections: late overlooked',
    ]);
    expect(summaryOf(from)).toMatchObject({
      counts: { added: 4, updated: 1, corrected: 2, ended: 2, withdrawn: 1 },
      late: 1,
      unchanged: 2,
      from: { edition: { number: first.number, edition: 1 }, day: '2026-11-24' },
      to: null,
    });
    // The new edition has counted the same.
    expect(second.replaces).toEqual({ edition: 1, date: '2026-11-24', changed: 10 });
    const closure = rowsOf(from).find(([, { fact }]) => fact === 'btn-npl/closure')?.[1];
    expect(closure?.by).toBe('btn-npl/reopening');
    const ids = [...from.kept, ...from.dropped].map(({ fact }) => fact);
    expect(new Set(ids).size).toBe(ids.length);
    expect(from.dropped).toEqual([
      { fact: 'btn-npl/water', reason: 'UNCHANGED' },
      { fact: 'btn-npl/trade-2024', reason: 'UNCHANGED' },
    ]);
  });

  test('old and new stand beside each other, in both languages alike, every row with its mark', async () => {
    const [en, fr] = await both({ from: first.id });
    expect(fr.statements.map(({ facts }) => facts)).toEqual(en.statements.map(({ facts }) => facts));
    expect(fr.statements.map(({ sources }) => sources)).toEqual(en.statements.map(({ sources }) => sources));
    expect(fr.kept).toEqual(en.kept);
    for (const [one, values] of [
      [
        en,
        ['signed; entry into force', 'in force since 1', '131.2', '+14.3%', '(+5%)', 'date 6', 'date 7', 'ended by:'],
      ],
      [
        fr,
        [
          'signé; entrée en vigueur',
          'en vigueur depuis le 1er',
          '131,2',
          '+14,3\u00a0%',
          'date\u00a0: 6',
          'terminé par',
        ],
      ],
    ] as const) {
      const text = new TextDecoder().decode(house.write(one, 'markdown').bytes);
      for (const value of values) expect(text.replace(/&nbsp;/g, '\u00a0')).toContain(value);
      const words =
        one.question.language === 'en' ? ['New', 'Found late', 'Updated'] : ['Nouveau', 'Antérieur', 'Mise à jour'];
      for (const word of words) expect(text).toContain(word);
      expect(one.statements.every(({ sources }) => sources.length > 0)).toBe(true);
    }
    expect(house.write(en, 'pdf').pages).toBeLessThanOrEqual(2);
  });

  test('from an edition to itself there is nothing, and that is said', async () => {
    for (const delta of [
      { from: first.id, to: first.id },
      { from: second.id },
      { from: second.id.toLowerCase() },
      { from: '2026-12-08' },
    ])
      for (const one of await both(delta)) {
        expect(told(one)).toEqual([]);
        expect(one.statements).toEqual([]);
        const text = new TextDecoder().decode(house.write(one, 'markdown').bytes);
        expect(text).toMatch(/nothing has changed|rien n’a changé/);
        expect(text).not.toMatch(/^#+ Sources/m);
        expect(house.write(one, 'pdf').pages).toBe(1);
      }
  });

  test('there and back mirror each other', async () => {
    const there = await draft({ from: first.id, to: second.id });
    const back = await draft({ from: second.id, to: first.id });
    const of = (one: Draft, change: string) =>
      rowsOf(one)
        .filter(([, row]) => row.change === change)
        .map(([, { fact }]) => fact)
        .sort();
    expect(of(back, 'withdrawn')).toEqual(of(there, 'added'));
    expect(of(back, 'added')).toEqual(of(there, 'withdrawn'));
    expect(summaryOf(back).from).toEqual(summaryOf(there).to);
    // From the first edition to now is from the first to the second.
    expect(told(await draft({ from: first.id }))).toEqual(told(there));
    // And from the day it was issued.
    expect(told(await draft({ from: '2026-11-24' }))).toEqual(told(there));
  });

  test('a request that names an edition and nobody is about what the edition is about', async () => {
    const one = await house.draft({ delta: { from: first.id } });
    expect(one.question).toMatchObject({ parties: ['BTN', 'NPL'], product: 'delta' });
    expect(told(one)).toHaveLength(10);
  });

  test('a delta brief is issued and comes out the same, whatever is recorded since', async () => {
    const delta = { from: first.id };
    const edition = await issueBrief(house, { ...PAIR, delta }, BY);
    await house.store.record({ record: 'fact', body: event('later', { date: '2026-12-07' }) }, ACT);
    for (const { language, format, sha256 } of edition.files)
      expect((await rebuild(edition, language, format, draftingIn(house))).sha256).toBe(sha256);
    const next = await issueBrief(house, { ...PAIR, delta: { from: '2026-11-24' } }, BY);
    expect(next).toMatchObject({ number: edition.number, edition: 2, replaces: { changed: 1 } });
  });

  test('what names no state is refused, with its place', async () => {
    for (const [delta, problem] of [
      [{ from: 'B7777-1' }, code('UNKNOWN_EDITION')],
      [{ from: 'B0001-44' }, code('UNKNOWN_EDITION')],
      [{ from: 'yesterday' }, code('BAD_STATE', 'delta.from')],
      [{ from: '2026-11-24/2026-11-25' }, code('BAD_STATE', 'delta.from')],
      [{ from: '2030' }, code('AS_OF_IN_FUTURE', 'delta.from')],
      [{ from: '1999-01-01' }, code('TOO_EARLY', 'delta.from')],
      [{ from: first.id, to: 'nowhere' }, code('BAD_STATE', 'delta.to')],
    ] as const)
      await expect(draft(delta), JSON.stringify(delta)).rejects.toMatchObject(problem);
    const foreign = await issueBrief(house, { parties: ['CAN', 'CHN'], product: 'one-page' }, BY);
    await expect(draft({ from: foreign.id })).rejects.toMatchObject(code('FOREIGN_EDITION', 'delta.from'));
    await expect(house.draft({ ...PAIR, product: 'delta' })).rejects.toMatchObject(code('MISSING_FIELD', 'delta'));
  });
});

test('what drops out of the most significant is not withdrawn', async () => {
  const [make] = makes;
  const place = await (make as (typeof makes)[0]).place();
  place.at(BEFORE);
  const house = await openChancery(place.world());
  await recordFirst(house);
  const many = Array.from({ length: 410 }, (_, n) => event(`n${n}`, { significance: n < 395 ? 3 : 2 }));
  const rows = many.map((body, n) => ({ record: 'fact' as const, body, line: n + 1 }));
  expect((await house.store.recordMany(() => rows, ACT)).refusals).toEqual([]);
  const before = await issueBrief(house, { ...PAIR, product: 'one-page' }, BY);
  place.at(AFTER);
  await house.store.correct({ record: 'fact', id: 'btn-npl/n409' }, 1, { set: { significance: 4 } }, ACT);
  const one = await house.draft({ ...PAIR, delta: { from: before.id } });
  expect(told(one)).toEqual(['corrections: corrected n409']);
  await house.close();
});

describe('over random histories', () => {
  const KNOWN = '2024-06-30';
  const facts = (next: () => number): Map<string, Fact> => {
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
    const found = new Map<string, Fact>();
    for (let n = 0; n < 14; n++) {
      if (next() < 0.3) continue;
      const name = `${n}`;
      const fact: Fact =
        n % 5 === 0
          ? agreement(name, 'x', 'x', {
              inForce: pick([null, '2023-01-01', '2025-02-02']),
              ended: pick([null, '2025-03-03']),
            })
          : n % 5 === 1
            ? { ...trade('2024', pick([1, 2, 3])), id: `btn-npl/${name}` }
            : n % 5 === 2
              ? { ...office(name, 'X', '2020', pick([null, '2023', '2025-05'])), id: `btn-npl/${name}` }
              : (event(name, {
                  date: pick(['2019', '2023-05-06', '2024-06', '2025-01-01']),
                  links: next() < 0.2 ? [{ type: 'ends', to: `btn-npl/${pick([3, 4, 8])}` }] : [],
                }) as Event);
      found.set(fact.id, fact);
    }
    return found;
  };
  const state = (of: Map<string, Fact>): FindingsAt => ({
    snapshot: { id: 'x', facts: of.size, newest: KNOWN },
    version: 1,
    facts: [...of.values()],
    linked: new Map(),
    sources: new Map(),
    threads: new Map(),
  });
  const between = (a: FindingsAt, b: FindingsAt) => {
    const former: Former = {
      findings: a,
      state: { edition: null, day: '2026-01-01', newest: KNOWN },
      to: null,
      elsewhere: { before: new Map(), after: new Map() },
      sources: new Map(),
    };
    return differencesOf(former, b, '2026-01-01');
  };

  test.each(Array.from({ length: 200 }, (_, n) => n + 1))(
    'seed %i: there and back mirror, and to itself is nothing',
    (seed) => {
      const next = chance(seed);
      const [a, b] = [state(facts(next)), state(facts(next))];
      expect(between(a, a)).toEqual({ changed: [], unchanged: a.facts.length });
      const [there, back] = [between(a, b), between(b, a)];
      const ids = (of: typeof there, change: string) =>
        of.changed
          .filter((each) => each.change === change)
          .map(({ fact }) => fact)
          .sort();
      expect(ids(back, 'withdrawn')).toEqual(ids(there, 'added'));
      expect(ids(back, 'added')).toEqual(ids(there, 'withdrawn'));
      // What both have and holds differently is told both ways, old and new exchanged.
      const revised = (of: typeof there) =>
        of.changed
          .filter(({ was, is, fields }) => was && is && fields.length > 0)
          .sort((x, y) => (x.fact < y.fact ? -1 : 1));
      expect(revised(back).map(({ fact, was, is, fields }) => [fact, was, is, [...fields].sort()])).toEqual(
        revised(there).map(({ fact, was, is, fields }) => [fact, is, was, [...fields].sort()]),
      );
      // Each fact of either state is changed in one way or unchanged.
      const all = new Set([...a.facts, ...b.facts].map(({ id }) => id));
      expect(there.changed.length + there.unchanged).toBe(all.size);
      expect(new Set(there.changed.map(({ fact }) => fact)).size).toBe(there.changed.length);
      for (const { change, news, is } of there.changed) {
        if (change === 'withdrawn' || change === 'corrected') expect(news).toBe(false);
        if (change === 'updated') expect(news).toBe(true);
        if (change === 'added' && is?.kind === 'event') expect(news).toBe(is.date > '2024-06-30');
      }
    },
  );
});
