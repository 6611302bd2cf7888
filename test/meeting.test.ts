// The products that rest on what only the requester knows, on the real data: their words are told apart from what is recorded, and nobody is made
// to say what no record has them say.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, type Draft, graphqlRequest } from '../src/brief.ts';
import { type Block, eachInline, type Inline, statementsOf, textOf } from '../src/model/doc.ts';
import type { Answers, DossierSection } from '../src/model/dossier.ts';
import { LANGUAGES, type Language } from '../src/model/fact.ts';
import { PAPERS, type Request } from '../src/model/question.ts';
import { openHouse, PAIRS, requestFor, TODAY } from './house.ts';
import { readPdf } from './reader/reader.ts';

let house: Chancery;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const MEETING = {
  date: '2026-12-03',
  time: 'Wtime',
  place: 'Wplace',
  format: 'Wformat',
  language: 'Wlanguage',
  interpretation: 'Winterpretation',
  mandate: 'Wmandate',
  participants: [
    { name: 'Anita Anand', title: 'Wtitle', party: 'CAN' },
    { name: 'Yi WANG', party: 'CHN' },
    { name: 'Wnobody', party: 'CHN' },
  ],
  objectives: ['Wours'],
  theirObjectives: ['Wtheirs'],
  runOfShow: ['Wshow'],
  ifRaised: ['Wraised'],
  doNotRaise: ['Wnot'],
  deliverables: ['Wresult'],
};
const COMMITTEE = {
  name: 'Wname',
  date: '2026-12-01',
  motion: 'Wmotion',
  members: ['Wmember'],
  questions: [
    'Why does China still charge a duty on canola?',
    'Que fait le gouvernement contre l’ingérence étrangère?',
    'What about the moon landing programme?',
  ],
  askedBefore: ['Wasked'],
  principals: ['Wprincipal'],
  background: 'Wbackground',
};
const text = 'Canada-China since 2018';
const meeting = (language: Language = 'en'): Request => ({ text, language, meeting: MEETING });
const committee = (language: Language = 'en'): Request => ({ text, language, committee: COMMITTEE });

const section = <Name extends DossierSection['section']>(draft: Draft, name: Name) =>
  draft.dossier.sections.find((s): s is Extract<DossierSection, { section: Name }> => s.section === name);

/** The text of each page, spaces single. */
const wordsOf = (bytes: Uint8Array): string[] =>
  readPdf(bytes).pages.map((page) =>
    page.painted
      .map(({ text: glyph }) => glyph ?? '')
      .join('')
      .replace(/\s+/g, ' '),
  );

/** The words of a document inside what is marked as the requester's, and outside it. */
function parted(blocks: readonly Block[]): { inside: string; outside: string } {
  let inside = '';
  let outside = '';
  const own = new Set<Inline>();
  eachInline(blocks, (inline) => {
    if (inline.type === 'given') inside += `${textOf(inline.children)}\n`;
    if (inline.type === 'given' || own.has(inline))
      for (const child of 'children' in inline ? inline.children : []) own.add(child);
    if (inline.type === 'text' && !own.has(inline)) outside += `${inline.value} `;
  });
  return { inside, outside };
}

describe.each(LANGUAGES)('in %s', (language) => {
  test.each([
    ['a meeting note', () => meeting(language)],
    ['committee questions', () => committee(language)],
  ])('%s: the requester’s words stand nowhere but where they are marked as theirs', async (_, request) => {
    const draft = await house.draft(request());
    const given: string[] =
      JSON.stringify([draft.question.meeting, draft.question.committee]).match(/\bW[a-z]+\b(?! (?:does|about))/g) ?? [];
    expect(given.length).toBeGreaterThan(5);
    const { inside, outside } = parted(draft.doc.blocks);
    for (const word of given) expect(inside).toContain(word);
    expect(outside.match(/W[a-z]+\b/g)?.filter((word) => given.some((one) => one === word)) ?? []).toEqual([]);
    // Each says in so many words whose it is, in whatever format; in the margin the name stands alone.
    const mark = house.templates.words[language].text('given.mark');
    for (const line of inside
      .trim()
      .split('\n')
      .filter((l) => !/^(Anita Anand|Yi WANG|Wnobody)$/.test(l)))
      expect(line.endsWith(mark), line).toBe(true);
    for (const format of ['html', 'markdown', 'text', 'pdf'] as const) {
      const { bytes } = house.write(draft, format);
      const all = format === 'pdf' ? wordsOf(bytes).join(' ') : new TextDecoder().decode(bytes);
      expect(all.split(mark.slice(0, -1)).length, format).toBeGreaterThan(given.length - 3);
    }
    // Nothing of it passes for a statement; all that is one has its sources.
    expect(
      statementsOf(draft.doc).filter((s) => /W[a-z]{3,}/.test(s.text) && given.some((g) => s.text.includes(g))),
    ).toEqual([]);
    expect(draft.statements.filter(({ sources }) => sources.length === 0)).toEqual([]);
  });

  test('an answer is said in at most a minute, and its time is printed', async () => {
    for (const parties of PAIRS) {
      const draft = await house.draft({ ...requestFor('committee-qa', parties), language });
      const told = new TextDecoder().decode(house.write(draft, 'markdown').bytes);
      const times = [...told.matchAll(/(\d+) (?:words at|mots, à) 150/g)].map(([, n]) => Number(n));
      const answered = section(draft, 'answers')?.answers.filter(({ messages }) => messages.length > 0) ?? [];
      expect(times.length, parties.join()).toBe(answered.length);
      expect(Math.max(0, ...times), parties.join()).toBeLessThanOrEqual(150);
      for (const { messages } of answered) expect(messages.length).toBeLessThanOrEqual(5);
    }
  });
});

test('talking points are our own positions on record: those of the government of the day, and of nobody else', async () => {
  const draft = await house.draft(meeting());
  const points = section(draft, 'talking-points')?.points.flatMap(({ facts }) => facts) ?? [];
  expect(points.length).toBeGreaterThan(2);
  expect(points.length).toBeLessThanOrEqual(6);
  const said = points.map((id) => draft.dossier.facts.get(id));
  for (const fact of said) {
    expect(fact?.kind === 'position' && fact.party).toBe('CAN');
    // Critics and premiers are recorded as Canadian, and speak for themselves; the government of 2016 speaks no longer.
    expect(fact?.kind === 'position' && fact.speaker).not.toEqual(expect.stringMatching(/Chong|Ford/));
    expect(fact?.kind === 'position' && fact.date >= '2025-03').toBe(true);
  }
  const spoken = draft.statements.filter(({ facts }) => facts.some((id) => points.includes(id)));
  for (const { text: sentence } of spoken) expect(sentence).toMatch(/20\d\d/);
});

test('what they hold is answered by what is recorded of ours, or by saying that nothing is', async () => {
  const draft = await house.draft(meeting());
  const replies = section(draft, 'if-raised')?.replies ?? [];
  expect(replies.length).toBeGreaterThan(1);
  for (const { on, sentences, answered } of replies) {
    const theirs = draft.dossier.facts.get(on);
    expect(theirs?.kind === 'position' && theirs.party).toBe('CHN');
    expect(sentences.length).toBe(answered ? 2 : 1);
  }
});

test('a participant is known by name in any order and case; of whom nothing is recorded, nothing is told', async () => {
  const draft = await house.draft(meeting());
  const rows = section(draft, 'participants')?.rows ?? [];
  expect(rows.map(({ offices }) => offices.length)).toEqual([1, 1, 0]);
  expect(draft.dossier.facts.get(rows[1]?.offices[0] ?? '')).toMatchObject({ kind: 'office', holder: 'Wang Yi' });
  const told = section(draft, 'biographies')?.entries ?? [];
  expect(told.map(({ sentences }) => sentences.length > 0)).toEqual([true, true, false]);
});

test('last contacts are meetings and calls of both sides, newest first', async () => {
  const draft = await house.draft(meeting());
  const events = (section(draft, 'last-contacts')?.rows ?? []).map(({ fact }) => draft.dossier.facts.get(fact));
  expect(events.length).toBeGreaterThan(3);
  const dates = events.map((e) => (e?.kind === 'event' ? e.date : ''));
  expect(dates).toEqual([...dates].sort().reverse());
  for (const event of events) expect(event?.kind === 'event' && event.people.length).toBeGreaterThan(0);
});

test('without text and parties, a meeting is about the parties of its participants', async () => {
  const draft = await house.draft({ meeting: MEETING });
  expect(draft.question).toMatchObject({ parties: ['CAN', 'CHN'], product: 'meeting-note', pages: 5 });
  expect(draft.title).toBe('Canada and China: meeting of 3\u00a0December 2026');
});

test('a question is answered from its storylines, in either language; one that nothing answers says so', async () => {
  for (const language of LANGUAGES) {
    const draft = await house.draft(committee(language));
    const { answers } = section(draft, 'answers') as Answers;
    expect(answers.map(({ threads }) => threads[0] ?? null)).toEqual([
      'can-chn/canola',
      'can-chn/foreign-interference',
      null,
    ]);
    const told = new TextDecoder().decode(house.write(draft, 'markdown').bytes);
    expect(told.split(house.templates.words[language].text('committee.unanswered')).length).toBe(2);
  }
});

test('with nothing recorded, what the request says is still there', async () => {
  for (const request of [meeting(), committee()]) {
    const draft = await house.draft({ ...request, text: 'Canada-Bhutan' });
    expect(draft.notes.map(({ code }) => code)).toEqual(['NOTHING_RECORDED']);
    expect(parted(draft.doc.blocks).inside).toMatch(/Wours|Wmotion/);
    // The office of a participant is recorded whomever they meet, and has its source.
    for (const { sources } of draft.statements) expect(sources.length).toBeGreaterThan(0);
    expect(draft.doc.blocks.some((b) => b.type === 'section' && b.id === 'sources')).toBe(draft.statements.length > 0);
  }
});

test.each(['CHN', 'USA', 'IND', 'UKR'])('Canada and %s: each question has a page to itself', async (other) => {
  for (const paper of PAPERS)
    for (const language of LANGUAGES) {
      const draft = await house.draft({ ...requestFor('committee-qa', ['CAN', other]), paper, language });
      const { bookmarks } = readPdf(house.write(draft, 'pdf').bytes);
      const first = Math.min(...bookmarks.map(({ page }) => page));
      const begins = bookmarks.filter(({ title }) => /^Question/.test(title)).map(({ page }) => page - first);
      expect(begins, `${paper} ${language}`).toEqual([1, 2, 3, 4]);
      const others = bookmarks.filter(({ title, level }) => level === 2 && !/^Question/.test(title));
      expect(others.length).toBeGreaterThan(0);
      for (const { page, title } of others) expect(page - first, title).toBeGreaterThan(4);
    }
});

test.each([['meeting', meeting()] as const, ['committee', committee('fr')] as const])(
  'the request attached to a brief makes it again: %s',
  async (_, request) => {
    const draft = await house.draft(request);
    const again = await house.draft(graphqlRequest(draft.question, TODAY) as Request);
    expect({ ...again.question, text }).toEqual(draft.question);
    expect(again.statements).toEqual(draft.statements);
    expect(again.doc.title).toBe(draft.doc.title);
  },
);
