// In: a record that was checked. Out: the rows under which it is found. Refuses nothing.

import { type Day, daysBetween, EARLIEST, type Edtf, firstDay, LATEST, lastDay } from '../model/date.ts';
import { type Agreement, dateOf, type Fact, type PartyCode, type Source, type SourceId } from '../model/fact.ts';
import type { Entry, State } from '../model/revision.ts';
import type { DayNumber, Seq, Tables } from './tables.ts';

/** `2018-12-01` → 20181201. */
export const dayNumber = (day: Day): DayNumber =>
  Number(day.slice(0, 4)) * 10_000 + Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10));

/** Spans, in days, that share a walk through time: within one, nothing that began more than so many days before a period reaches into it. */
export const REACHES = [0, 31, 9_999_999] as const;

interface Place {
  state: State;
  /** Seq of the first revision of the fact. */
  origin: Seq;
  seq: Seq;
}

/** Under which parties a fact is found. */
export function pairRows(fact: Fact, days: Days, { state, origin, seq }: Place): Tables['pair'][] {
  const codes = [...fact.parties].sort();
  const span = fact.kind === 'event' ? daysBetween(days.first, days.last) : Infinity;
  const [first_day, last_day, known_day] = [dayNumber(days.first), dayNumber(days.last), dayNumber(days.known)];
  const reach = REACHES.find((most) => span <= most) ?? REACHES[2];
  const day = dayNumber(days.place);
  const { kind, significance } = fact;
  // Written out in the order of the columns: these are most of the rows there are.
  const under = (a: PartyCode, b: PartyCode): Tables['pair'] => ({
    a,
    b,
    kind,
    state,
    live: 1,
    significance,
    reach,
    day,
    fact: origin,
    seq,
    until: null,
    first_day,
    last_day,
    known_day,
  });
  const rows = [under('', '')];
  for (const [n, a] of codes.entries()) {
    rows.push(under(a, ''));
    for (let m = n + 1; m < codes.length; m++) rows.push(under(a, codes[m] ?? ''));
  }
  return rows;
}

export const topicRows = (fact: Fact, seq: Seq): Tables['fact_topic'][] => fact.topics.map((topic) => ({ topic, seq }));
export const sourceRows = (fact: Fact, seq: Seq): Tables['fact_source'][] =>
  fact.sources.map((source) => ({ source, seq }));

/** What a fact points to. */
export function linkRows(fact: Fact, seq: Seq): Tables['link'][] {
  return [
    ...fact.links.map(({ type, to }) => ({ target: to, type, seq })),
    ...restsOn(fact).map((target) => ({ target, type: 'rests_on' as const, seq })),
    ...fact.sameAs.map((target) => ({ target, type: 'same_as' as const, seq })),
    ...(fact.thread === null ? [] : [{ target: fact.thread, type: 'thread' as const, seq }]),
  ];
}

/** Facts on which the state sentence of a fact also rests. */
export const restsOn = (fact: Fact): readonly string[] =>
  fact.kind === 'event' || fact.kind === 'agreement' ? fact.stateRestsOn : [];

/** What no two current records of a kind share, or what those of a series share. */
export function keysOf({ record, body }: Entry): Pick<Tables['revision'], 'series' | 'address'> {
  return {
    series: record === 'fact' && body.kind === 'indicator' ? body.series : null,
    address: record === 'source' ? `${body.url} of ${body.publisher}` : null,
  };
}

// ---- When a fact holds -----------------------------------------------------------------------------------------------

interface Days {
  /** By which it takes its place in time. */
  place: Day;
  first: Day;
  last: Day;
  /** Before which nobody knew it. */
  known: Day;
}

/** The days from and to which a fact holds, and the day before which it was not known. */
export function daysOf(fact: Fact, sources: ReadonlyMap<SourceId, Source>): Days {
  const date = dateOf(fact);
  const place = date === null ? EARLIEST : firstDay(date);
  switch (fact.kind) {
    case 'event':
      return { place, first: place, last: lastDay(fact.end ?? fact.date), known: place };
    case 'position':
      return { place, first: place, last: lastDay(fact.date), known: place };
    case 'agreement': {
      const first = earliest(stepsOf(fact)) ?? EARLIEST;
      return { place, first, last: fact.ended ? lastDay(fact.ended) : LATEST, known: first };
    }
    case 'office':
      return { place, first: place, last: fact.to ? lastDay(fact.to) : LATEST, known: place };
    case 'indicator': {
      // A target for 2030 was known when it was published; where no source says when that was, at the latest when one was read.
      const cited = fact.sources.flatMap((id) => sources.get(id) ?? []);
      const told =
        earliest(cited.flatMap(({ published }) => published ?? [])) ?? earliest(cited.map(({ read }) => read));
      return { place, first: place, last: lastDay(fact.period), known: told !== null && told < place ? told : place };
    }
  }
}

const stepsOf = (fact: Agreement): Edtf[] =>
  [fact.negotiationsOpened, fact.concluded, fact.signed, fact.provisionallyApplied, fact.inForce, fact.ended].filter(
    (date) => date !== null,
  );

function earliest(dates: readonly Edtf[]): Day | null {
  return dates.map(firstDay).sort()[0] ?? null;
}

/** The newest date in a fact of something that had happened when its sources were read; null where there is none. */
export function newsOf(fact: Fact, sources: ReadonlyMap<SourceId, Source>): { news: Edtf; news_day: DayNumber } | null {
  const read = fact.sources.flatMap((id) => sources.get(id)?.read ?? []).map(lastDay);
  const until = read.sort().at(-1) ?? LATEST;
  let newest: Edtf | null = null;
  for (const date of datesOf(fact)) {
    if (lastDay(date) <= until && (newest === null || firstDay(date) > firstDay(newest))) newest = date;
  }
  return newest === null ? null : { news: newest, news_day: dayNumber(firstDay(newest)) };
}

function datesOf(fact: Fact): Edtf[] {
  switch (fact.kind) {
    case 'event':
    case 'position':
      return [fact.date];
    case 'agreement':
      return stepsOf(fact);
    case 'indicator':
      return [fact.period];
    case 'office':
      return [];
  }
}
