// What was known on a past day: random sequences of writes at random instants, and every read compared with a replay of them in plain code.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../src/model/fact.ts';
import type { State } from '../src/model/revision.ts';
import type { Store } from '../src/store/store.ts';
import { chance } from './bench/events.ts';
import { ACT, event, filter, makes, type Place, question, source } from './stores.ts';

interface Written {
  at: string;
  id: string;
  number: number;
  state: State;
  body: Event;
}

const FACTS = 12;
const WRITES = 160;
const START = Date.parse('2027-01-01T00:00:00Z');
const DAY = 86_400_000;

describe.each(makes)('on $name', ({ place: newPlace }) => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await place.world().openStore();
    await store.record({ record: 'source', body: source('one') }, ACT);
  });
  afterAll(() => store.close());

  test.each([1, 2, 3])('as of any day is a replay until that day (seed %i)', async (seed) => {
    const next = chance(seed);
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
    const written: Written[] = [];
    const current = (id: string) => written.filter((one) => one.id === id).at(-1);
    const parties = [`BTN`, ['NPL', 'LKA', 'MDV'][seed - 1] ?? 'NPL'];
    const ids = Array.from({ length: FACTS }, (_, n) => `past-${seed}/${n}`);
    // The runs of a store share its clock, which never runs backwards.
    let instant = START + seed * 100 * DAY;
    const from = instant;

    for (let n = 0; n < WRITES; n++) {
      instant += Math.floor(next() ** 3 * 2 * DAY);
      place.at(new Date(instant).toISOString());
      const id = pick(ids);
      const ref = { record: 'fact' as const, id };
      const was = current(id);
      const body: Event = {
        ...(was?.body ?? event(id, { id, parties })),
        significance: pick([1, 2, 3, 4, 5]),
        date: pick(['2019', '2020-05', '2021-06-07', '2022-02-02']),
        topics: [pick(['trade', 'energy', 'justice'])],
      };
      const made = !was
        ? await store.record({ record: 'fact', body }, ACT, { state: pick(['draft', 'reviewed']) })
        : was.state === 'withdrawn'
          ? await store.restore(ref, was.number, ACT)
          : was.state === 'draft' && next() < 0.5
            ? await store.review(ref, was.number, ACT)
            : next() < 0.3
              ? await store.withdraw(ref, was.number, ACT)
              : await store.correct(ref, was.number, { body }, ACT);
      if (made.number !== was?.number)
        written.push({ at: made.at, id, number: made.number, state: made.state, body: made.body as Event });
    }
    expect(written.length).toBeGreaterThan(WRITES / 2);

    const days = Math.ceil((instant - from) / DAY);
    for (let n = 0; n < 40; n++) {
      const asOf = new Date(from + Math.floor((next() * (days + 2) - 1) * DAY)).toISOString().slice(0, 10);
      const known = new Map(written.filter(({ at }) => at.slice(0, 10) <= asOf).map((one) => [one.id, one]));
      const standing = (states: readonly State[]) =>
        [...known.values()].filter(({ state }) => states.includes(state)).map(({ body }) => body);
      const byId = (a: Event, b: Event) => (a.id < b.id ? -1 : 1);

      for (const includeDrafts of [false, true]) {
        const expected = standing(includeDrafts ? ['reviewed', 'draft'] : ['reviewed']).sort(byId);
        const { facts } = await store.find(question(parties, { asOf, includeDrafts }));
        expect((facts as Event[]).sort(byId), `find as of ${asOf}`).toEqual(expected);
        const heavy = filter({
          between: parties,
          asOf,
          includeDrafts,
          minSignificance: 3,
          topics: ['trade', 'energy'],
          since: '2020-05-10',
        });
        const page = await store.page('event', heavy, 200, null);
        const within = expected.filter(
          (one) => one.significance >= 3 && one.topics[0] !== 'justice' && one.date !== '2019',
        );
        expect([...page.facts].sort(byId), `page as of ${asOf}`).toEqual(within);
        expect(await page.total()).toBe(within.length);
        expect((await store.totals(heavy)).event).toBe(within.length);
        const id = pick(ids);
        expect(await store.fact(id, { asOf, includeDrafts })).toEqual(expected.find((one) => one.id === id) ?? null);
      }
    }
    for (const id of ids) {
      const history = await store.history({ record: 'fact', id });
      expect(history.map(({ number, state, at }) => ({ number, state, at }))).toEqual(
        written.filter((one) => one.id === id).map(({ number, state, at }) => ({ number, state, at })),
      );
    }
    expect((await store.checkAudit()).problems).toEqual([]);
  });

  test('a clock that runs backwards does not change the past', async () => {
    place.at('2030-01-01T00:00:00Z');
    await store.record({ record: 'fact', body: event('late', { id: 'past/late' }) }, ACT);
    const then = await store.snapshotAt('2030-01-01');
    place.at('2029-01-01T00:00:00Z');
    expect(await store.record({ record: 'fact', body: event('early', { id: 'past/early' }) }, ACT)).toMatchObject({
      at: '2030-01-01T00:00:00.000Z',
    });
    expect((await store.snapshotAt('2029-06-01')).facts).toBeLessThan(then.facts);
  });
});
