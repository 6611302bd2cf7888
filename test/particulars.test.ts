// What only the requester knows: read whole or refused with every problem, its code and its place.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ask, readGazetteer } from '../src/ask/ask.ts';
import { readParticulars } from '../src/ask/particulars.ts';
import { graphqlRequest } from '../src/brief.ts';
import { asGiven, partiesNamed } from '../src/model/particulars.ts';
import { type Problem, ProblemError } from '../src/model/problem.ts';
import type { Request } from '../src/model/question.ts';
import { PLANS } from './house.ts';

const gazetteer = readGazetteer(readFileSync(new URL('../data/gazetteer.json', import.meta.url), 'utf8'));
const TODAY = '2026-11-24';

/** Code and place of everything that is wrong with a request. */
function problemsOf(request: Request): string[] {
  try {
    ask(request, gazetteer, TODAY, PLANS);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, place }) => `${code} ${place.field}`);
  }
}

/** The particulars as they are read by themselves, whatever the products. */
function read(request: Request) {
  const told: Problem[] = [];
  const party = (value: unknown) => (gazetteer.has(String(value)) ? String(value) : null);
  const found = readParticulars(request, {
    tell: (problem) => told.push(problem),
    date: (value) => String(value),
    party,
    product: () => 'one-page',
  });
  return { found, told: told.map(({ code, place }) => `${code} ${place.field}`) };
}

test('a meeting is read whole: spaces single, lists in order, what is not given null or empty', () => {
  const { found, told } = read({
    meeting: {
      date: '2026-12-03',
      place: '  Lester B.\tPearson\nBuilding ',
      participants: [
        { name: 'Anita Anand', title: '', party: 'CAN' },
        { name: 'Wang Yi', party: 'CHN' },
      ],
      objectives: ['First', '  ', 'Second', null],
      theirObjectives: null,
    },
  });
  expect(told).toEqual([]);
  expect(found.meeting).toEqual({
    date: '2026-12-03',
    time: null,
    place: 'Lester B. Pearson Building',
    format: null,
    language: null,
    interpretation: null,
    mandate: null,
    participants: [
      { name: 'Anita Anand', title: null, party: 'CAN' },
      { name: 'Wang Yi', title: null, party: 'CHN' },
    ],
    objectives: ['First', 'Second'],
    theirObjectives: [],
    runOfShow: [],
    ifRaised: [],
    doNotRaise: [],
    deliverables: [],
  });
  expect(partiesNamed(found)).toEqual(['CAN', 'CHN']);
});

test('the particulars as given read again are the same', () => {
  const { found } = read({
    trip: {
      title: 'Asia',
      stops: [
        { date: '2026-12-01', endDate: '2026-12-02', place: 'Beijing', parties: ['CAN', 'CHN'], product: 'ONE_PAGE' },
        {
          date: '2026-12-04',
          place: 'Delhi',
          parties: ['CAN', 'IND'],
          meeting: { date: '2026-12-04', place: 'Delhi' },
        },
      ],
    },
    delta: { from: '2026-06-30' },
    committee: { name: 'CACN', date: '2026-12-01', questions: ['Canola?'] },
  });
  expect(partiesNamed(found)).toEqual(['CAN', 'CHN', 'IND']);
  const again = asGiven(found);
  expect(Object.keys(again)).toEqual(['committee', 'trip', 'delta']);
  expect(JSON.stringify(again)).toContain('"product":"ONE_PAGE"');
  expect(JSON.stringify(again)).not.toMatch(/null|\[\]/);
  expect(read(again).found).toEqual(found);
});

test('a question without particulars has no trace of them: its id stays what it was', () => {
  const question = ask({ text: 'Canada-China' }, gazetteer, TODAY, PLANS);
  expect(Object.keys(question).filter((key) => ['meeting', 'committee', 'trip', 'delta'].includes(key))).toEqual([]);
  expect(Object.keys(graphqlRequest(question, TODAY))).not.toContain('meeting');
});

describe('what is wrong is told, all at once, with its place', () => {
  const meeting = { date: '2026-12-03' };
  const cases: Record<string, [Request, string[]]> = {
    'a meeting without a date': [{ meeting: { place: 'Ottawa' } }, ['MISSING_FIELD meeting.date']],
    'a blank date': [{ meeting: { date: ' ' } }, ['MISSING_FIELD meeting.date']],
    'a meeting that is none': [{ meeting: 'tomorrow' }, ['WRONG_FIELD meeting']],
    'a list for a meeting': [{ meeting: [] }, ['WRONG_FIELD meeting']],
    'an unknown field': [{ meeting: { ...meeting, plaice: 'Ottawa' } }, ['UNKNOWN_FIELD meeting.plaice']],
    'a field of the machinery': [
      JSON.parse('{"meeting": {"date": "2026", "__proto__": {}}}'),
      ['UNKNOWN_FIELD meeting.__proto__'],
    ],
    'a number for text': [{ meeting: { ...meeting, place: 7 } }, ['WRONG_FIELD meeting.place']],
    'text too long': [{ meeting: { ...meeting, place: 'x'.repeat(201) } }, ['WRONG_FIELD meeting.place']],
    'control characters': [
      { meeting: { ...meeting, objectives: ['ok', 'a\u0007'] } },
      ['TEXT_NOT_PRINTABLE meeting.objectives.1'],
    ],
    'direction marks': [{ meeting: { ...meeting, place: '\u202eawattO' } }, ['TEXT_NOT_PRINTABLE meeting.place']],
    'too long a list': [
      { meeting: { ...meeting, objectives: Array(31).fill('x') } },
      ['WRONG_FIELD meeting.objectives'],
    ],
    nobody: [
      { meeting: { ...meeting, participants: [{ title: 'Minister' }] } },
      ['MISSING_FIELD meeting.participants.0.name'],
    ],
    'an unknown party': [
      {
        meeting: {
          ...meeting,
          participants: [
            { name: 'A', party: 'CAN' },
            { name: 'B', party: 'XXX' },
          ],
        },
      },
      ['UNKNOWN_PARTY meeting.participants.1.party'],
    ],
    'a committee without anything': [
      { committee: {} },
      ['MISSING_FIELD committee.name', 'MISSING_FIELD committee.date', 'MISSING_FIELD committee.questions'],
    ],
    'no question': [
      { committee: { name: 'A', date: '2026', questions: ['', null] } },
      ['MISSING_FIELD committee.questions'],
    ],
    'a trip without stops': [{ trip: { title: 'Asia', stops: [] } }, ['MISSING_FIELD trip.stops']],
    'a stop without anything': [
      { trip: { stops: [{}] } },
      ['MISSING_FIELD trip.stops.0.date', 'MISSING_FIELD trip.stops.0.place', 'MISSING_FIELD trip.stops.0.parties'],
    ],
    'a delta from nothing': [{ delta: {} }, ['MISSING_FIELD delta.from']],
  };
  test.each(Object.entries(cases))('%s', (_, [request, expected]) => {
    const told: Problem[] = [];
    const party = (value: unknown, field: string) => {
      if (gazetteer.has(String(value))) return String(value);
      told.push({ code: 'UNKNOWN_PARTY', message: '', hint: '', place: { field } });
      return null;
    };
    const listener = {
      tell: (p: Problem) => told.push(p),
      date: (v: unknown) => String(v),
      party,
      product: () => null,
    };
    expect(readParticulars(request, listener)).toEqual({});
    expect(told.map(({ code, place }) => `${code} ${place.field}`)).toEqual(expected);
  });

  test('a date that is none, a party nobody knows', () => {
    const request = {
      text: 'Canada-China',
      meeting: { date: '2026-02-30', participants: [{ name: 'A', party: 'Chnia' }] },
    };
    expect(problemsOf(request)).toEqual(
      expect.arrayContaining(['BAD_DATE meeting.date', 'UNKNOWN_PARTY meeting.participants.0.party']),
    );
  });

  test('no more than twenty problems are told', () => {
    const participants = Array(40).fill({ party: 'Chnia' });
    expect(problemsOf({ text: 'Canada-China', meeting: { participants } }).length).toBe(20);
  });
});

test('particulars go with their product and no other', () => {
  expect(problemsOf({ text: 'Canada-China', product: 'one-page', meeting: { date: '2026-12-03' } })).toEqual([
    'UNKNOWN_FIELD meeting',
  ]);
  expect(problemsOf({ text: 'Canada-China', product: 'nowel', meeting: { date: '2026-12-03' } })).toEqual([
    'UNKNOWN_PRODUCT product',
  ]);
});
