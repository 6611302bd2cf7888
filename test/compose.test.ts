// The composer on small made-up records: which states stand, how facts join, what a link lets be said, what gives way.

import { describe, expect, test } from 'vitest';
import { compose } from '../src/compose/compose.ts';
import { tell } from '../src/compose/sentences.ts';
import type { Dossier, ProductPlan, SectionName } from '../src/model/dossier.ts';
import type { Event, Fact, Link, Source, Thread } from '../src/model/fact.ts';
import type { Findings } from '../src/model/findings.ts';
import type { Question } from '../src/model/question.ts';

const words = (text: string) => ({ en: text, fr: text });

function event(
  id: string,
  date: string,
  more: Partial<Omit<Event, 'clause'>> & { subject?: string; predicate?: string; state?: string | null } = {},
): Event {
  const { subject = 'Canada', predicate = 'did a thing {on}', state = null, ...rest } = more;
  const clause = { subject, predicate, noun: `the ${id}`, state, label: null };
  return {
    id,
    kind: 'event',
    date,
    end: null,
    parties: ['CAN', 'CHN'],
    topics: ['trade'],
    significance: 3,
    thread: 'can-chn/one',
    links: [],
    sources: ['s/1'],
    confidence: 'confirmed',
    disputed: null,
    note: null,
    next: null,
    sameAs: [],
    title: words(id),
    summary: words(id),
    type: 'SANCTION',
    people: [],
    place: null,
    clause: { en: clause, fr: clause },
    stateRestsOn: [],
    ...rest,
  };
}

const link = (type: Link['type'], to: string): Link => ({ type, to });

const QUESTION: Question = {
  text: null,
  parties: ['CAN', 'CHN'],
  since: null,
  until: null,
  topics: [],
  product: 'full-brief',
  language: 'en',
  pages: null,
  paper: 'letter',
  asOf: '2026-11-24',
};

const plan = (...sections: [SectionName, { take?: number; sentences?: number }?][]): ProductPlan => ({
  product: 'full-brief',
  version: 'test',
  pages: null,
  sourcesPerFact: 2,
  sections: sections.map(([section, limits]) => ({
    section,
    take: limits?.take ?? null,
    atLeast: null,
    sentences: limits?.sentences ?? null,
  })),
});

function dossierOf(facts: Fact[], wanted: ProductPlan, question: Partial<Question> = {}, linked: Fact[] = []): Dossier {
  const source: Source = {
    id: 's/1',
    publisher: 'P',
    publisherFr: null,
    via: null,
    kind: 'official',
    title: null,
    url: 'https://example.org/',
    published: null,
    read: '2026-11',
    language: null,
    country: null,
  };
  const thread = (id: string): Thread => ({
    id,
    parties: ['CAN', 'CHN'],
    name: words(id),
    topics: ['trade'],
    status: 'open',
    significance: 4,
  });
  const findings: Findings = {
    snapshot: { id: 'x', facts: facts.length, newest: '2026-07-05' },
    facts,
    linked: new Map(linked.map((f) => [f.id, f])),
    sources: new Map([[source.id, source]]),
    threads: new Map(['can-chn/one', 'can-chn/two'].map((id) => [id, thread(id)])),
  };
  return compose(findings, { ...QUESTION, ...question }, wanted);
}

const statesTold = (d: Dossier): string[] =>
  d.sections.flatMap((s) =>
    s.section === 'threads'
      ? s.entries.flatMap((e) => e.sentences.filter((x) => x.form === 'state').map((x) => x.facts[0] as string))
      : [],
  );

describe('what stands', () => {
  const first = event('first', '2025-01-01', { state: 'a duty applies' });

  test.each(['ends', 'replaces', 'amends'] as const)('a state falls when a later fact %s its fact', (type) => {
    const later = event('later', '2026-01-01', { links: [link(type, 'first')], state: 'no duty applies' });
    expect(statesTold(dossierOf([first, later], plan(['threads'])))).toEqual(['later']);
  });

  test.each(['follows_up', 'responds_to', 'part_of'] as const)('and stands when a later fact only %s it', (type) => {
    const later = event('later', '2026-01-01', { links: [link(type, 'first')] });
    expect(statesTold(dossierOf([first, later], plan(['threads'])))).toEqual(['first']);
  });

  test('an end known outside the question counts', () => {
    const end = event('end', '2026-02-01', { links: [link('ends', 'first')] });
    expect(statesTold(dossierOf([first], plan(['threads']), {}, [end]))).toEqual([]);
  });

  test('a state that rests on a later fact is not told of an earlier period', () => {
    const rests = event('rests', '2025-01-01', { state: 'figures moved', stateRestsOn: ['later'] });
    const later = event('later', '2026-03-01');
    expect(statesTold(dossierOf([rests], plan(['threads']), { until: '2025' }, [later]))).toEqual([]);
    expect(statesTold(dossierOf([rests, later], plan(['threads'])))).toEqual(['rests']);
  });
});

describe('how facts join', () => {
  const ranks = () => null;
  const any = () => true;

  test('one actor, short predicates: one sentence', () => {
    const [one, ...more] = tell([event('a', '2025-01-01'), event('b', '2025-02-01')], ranks, any);
    expect(more).toEqual([]);
    expect(one?.steps.map((s) => s.fact)).toEqual(['a', 'b']);
  });

  test('two actors: two sentences, and the date moves', () => {
    const told = tell(
      [event('a', '2025-01-01'), event('b', '2025-02-01', { subject: 'China' }), event('c', '2025-03-01')],
      ranks,
      any,
    );
    expect(told.map((s) => s.steps[0]?.date)).toEqual(['slot', 'head', 'slot']);
  });

  test('the same actor again, not joined, becomes a pronoun', () => {
    const long = 'did a thing that takes a great many words to tell and so on and so forth to the end {on}';
    const told = tell(
      [
        event('a', '2025-01-01', { predicate: long }),
        event('b', '2025-02-01', { predicate: long }),
        event('c', '2025-03-01', { predicate: long }),
      ],
      ranks,
      any,
    );
    expect(told.map((s) => s.subject)).toEqual(['name', 'name', 'pronoun']);
  });

  test('a reply to the sentence before says so, without naming it', () => {
    const [, reply] = tell(
      [event('a', '2025-01-01'), event('b', '2025-02-01', { subject: 'China', links: [link('responds_to', 'a')] })],
      ranks,
      any,
    );
    expect(reply?.steps[0]).toMatchObject({ answers: true, link: null });
  });

  test('a reply to something else names it', () => {
    const [only] = tell([event('b', '2025-02-01', { links: [link('responds_to', 'a')] })], ranks, any);
    expect(only?.steps[0]).toMatchObject({ answers: false, link: { type: 'responds_to', to: 'a' } });
  });

  test('no link, no cause: order in time is given by dates', () => {
    const told = tell([event('a', '2025-01-01'), event('b', '2025-01-02', { subject: 'China' })], ranks, any);
    expect(told.flatMap((s) => s.steps).every((s) => !s.answers && s.link === null)).toBe(true);
  });

  test('a relation that somebody denies is not said', () => {
    const [only] = tell(
      [event('b', '2025-02-01', { links: [link('responds_to', 'a')], disputed: words('China denies it') })],
      ranks,
      any,
    );
    expect(only?.steps[0]?.link).toBeNull();
  });

  test('later sentences never weigh more than earlier ones, so a paragraph is cut from its end', () => {
    const told = tell(
      [
        event('a', '2025-01-01', { subject: 'A' }),
        event('b', '2025-02-01', { subject: 'B' }),
        event('c', '2025-03-01', { subject: 'C' }),
      ],
      (_, i) => [5, 9, 7][i] ?? 0,
      any,
    );
    expect(told.map((s) => s.rank)).toEqual([5, 5, 5]);
  });
});

describe('the bottom line', () => {
  const many = (from: number, type: Event['type']) =>
    Array.from({ length: 4 }, (_, i) => event(`${type}${from}${i}`, `${from}-0${i + 1}-01`, { type, significance: 4 }));

  test.each([
    ['SANCTION', 'AGREE', 'better'],
    ['AGREE', 'SANCTION', 'worse'],
    ['AGREE', 'CONSULT', 'good'],
    ['ACCUSE', 'SANCTION', 'bad'],
  ] as const)('from %s to %s: %s', (then, now, turn) => {
    const d = dossierOf([...many(2020, then), ...many(2026, now)], plan(['bottom-line']));
    const [first] = d.sections[0]?.section === 'bottom-line' ? d.sections[0].sentences : [];
    expect(first).toMatchObject({ form: 'direction', turn, before: [then], lately: [now] });
  });

  test('has at most three sentences and says nothing of a direction on two facts', () => {
    const d = dossierOf(
      [
        event('a', '2026-01-01', { state: 'x holds' }),
        event('b', '2026-02-01', { state: 'y holds', thread: 'can-chn/two' }),
      ],
      plan(['bottom-line']),
    );
    const sentences = d.sections[0]?.section === 'bottom-line' ? d.sections[0].sentences : [];
    expect(sentences.map((s) => s.form)).toEqual(['state', 'state']);
  });

  test('what it has told is told otherwise below', () => {
    const d = dossierOf([event('a', '2026-01-01', { state: 'x holds' })], plan(['bottom-line'], ['threads']));
    expect(statesTold(d)).toEqual([]);
    expect(d.sections[1]?.section === 'threads' && d.sections[1].entries[0]?.sentences[0]?.form).toBe('event');
  });
});

test('every fact found is kept or dropped once, in the order found', () => {
  const facts = [
    event('a', '2018-01-01', { significance: 1 }),
    event('b', '2026-01-01', { state: 'x holds' }),
    event('c', '2020-01-01', { significance: 5 }),
  ];
  const d = dossierOf(facts, plan(['bottom-line'], ['threads', { take: 1, sentences: 2 }]));
  expect([...d.kept, ...d.dropped].map((c) => c.fact).sort()).toEqual(['a', 'b', 'c']);
});

test('nothing found gives a dossier without sections that state', () => {
  const d = dossierOf([], plan(['bottom-line'], ['key-facts'], ['threads'], ['gaps'], ['sources']));
  expect(d.sections).toEqual([]);
  expect(d.newest).toBeNull();
});

test('the composer does not change what it is given', () => {
  const facts = [event('b', '2026-01-01', { state: 'x holds' }), event('a', '2025-01-01')];
  const before = structuredClone(facts);
  dossierOf(facts, plan(['bottom-line'], ['threads'], ['chronology'], ['gaps']));
  expect(facts).toEqual(before);
});
