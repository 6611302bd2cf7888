// In: the desk of committee questions and answers. Out: for each question of the request the storylines it is about, what to say first, what to say
// if pressed, and what stands behind it. A question that nothing recorded answers has no answer.

import { order } from '../model/date.ts';
import type { Answer, DossierSection, Reply, SectionPlan, Sentence } from '../model/dossier.ts';
import type { Agreement, Event, FactId, Position } from '../model/fact.ts';
import type { Point, Series } from '../model/series.ts';
import { statesOf } from './bottom-line.ts';
import { type Desk, dayOf, type Storyline, type Told } from './desk.ts';
import { chosenOf, figureRow } from './figures.ts';
import { matched, touches } from './matching.ts';
import { stateSentence, tell } from './sentences.ts';
import { lineOf, ours, replyTo, said, speaksForParty, stancesOf } from './stances.ts';
import { steps } from './tables.ts';
import { apart, nameable } from './threads.ts';
import { byWeight, newestFirst } from './weights.ts';

/** An answer is said in 35 to 60 seconds: at 150 words a minute at most 150 words, in the longer of the two languages. */
const MOST_WORDS = 150;
const MOST_MESSAGES = 5;
/** How much of the rest, where there is room. */
const MOST = { pressed: 3, critics: 2, turns: 3, figures: 4, positions: 3, agreements: 3, steps: 2 };
/** A dispute about less is a matter for a footnote. */
const DISPUTE = 4;
/** A series belongs to a question that shares a word with it that few storylines have. */
const RELEVANT = 1.3;
/** Weights on a page: what is asked next is kept longest. */
const RANK = { pressed: 700, step: 640, supplementary: 600, figure: 560, position: 500, agreement: 440 };

export const committee = (desk: Desk): DossierSection | null =>
  desk.question.committee ? { section: 'committee' } : null;

export function answers(desk: Desk, _plan: SectionPlan): DossierSection | null {
  const questions = desk.question.committee?.questions ?? [];
  const made = questions.map((text, question) => answerTo(desk, text, question));
  return made.length > 0 ? { section: 'answers', answers: made } : null;
}

function answerTo(desk: Desk, text: string, question: number): Answer {
  const lines = matched(desk, text);
  const used = new Set<FactId>();
  const messages = messagesOf(desk, lines, used);
  return {
    question,
    threads: lines.flatMap((line) => line.thread?.id ?? []),
    messages,
    pressed: pressedOn(desk, lines, used),
    supplementary: lines.flatMap((line) => turnsOf(desk, line, used)),
    positions: positionsOf(desk, lines, used),
    agreements: agreementsOf(desk, lines, used),
    steps: stepsOf(desk, lines),
    figures: lines.length > 0 ? figuresOf(desk, lines, text) : [],
  };
}

/** The longer of the two languages, in words as recorded. */
function lengthOf(fact: Told): number {
  // A date or a sum is one word as recorded, and about four as said.
  const words = (text: string) => text.split(/\s+/).length + 3 * (text.split('{').length - 1);
  const of = ({ subject, predicate, state }: Told['clause']['en']) =>
    words(fact.kind === 'position' || state === null ? `${subject} ${predicate}` : state);
  return Math.max(of(fact.clause.en), of(fact.clause.fr));
}

/** What stands and what we hold, storyline by storyline in turn; where that is little, what happened last. */
function messagesOf(desk: Desk, lines: readonly Storyline[], used: Set<FactId>): Sentence[] {
  const stances = stancesOf(desk, ours(desk));
  const columns = lines.map((line) => {
    const states = apart(statesOf(desk, line)).filter((f) => f.kind !== 'position');
    const own = stances.filter((f) => line.facts.includes(f)).sort(newestFirst);
    return [states[0], own[0], states[1], own[1], states[2]].flatMap((fact) => fact ?? []);
  });
  const inTurn = Array.from({ length: 5 }, (_, i) => columns.flatMap((column) => column[i] ?? [])).flat();
  const events = lines.flatMap((line) => line.facts.filter((f): f is Event => f.kind === 'event')).sort(newestFirst);
  const sentences: Sentence[] = [];
  let words = 0;
  const take = (fact: Told, as: (fact: Told) => Sentence[]) => {
    if (sentences.length >= MOST_MESSAGES || used.has(fact.id) || words + lengthOf(fact) > MOST_WORDS) return;
    words += lengthOf(fact);
    const made = as(fact);
    for (const id of made.flatMap((s) => s.facts)) {
      used.add(id);
      desk.keep(id, fact.kind === 'position' ? 'POSITION' : 'STANDING_STATE');
    }
    sentences.push(...made);
  };
  for (const fact of inTurn)
    take(fact, (f) => (f.kind === 'position' ? said(desk, f, null) : [stateSentence(f, null)]));
  for (const event of events) {
    if (sentences.length >= 3) break;
    if (event.significance >= 2) take(event, () => tell([event], () => null, nameable(desk)));
  }
  return sentences;
}

/** What others hold on these storylines, and those on our own side who speak for nobody but themselves; then what is disputed. */
function pressedOn(desk: Desk, lines: readonly Storyline[], used: Set<FactId>): Reply[] {
  const own = ours(desk);
  const critics = lines
    .flatMap((line) => line.facts.filter((f): f is Position => f.kind === 'position'))
    .filter((f) => !used.has(f.id) && (f.party !== own || !speaksForParty(desk, f)))
    .sort(newestFirst)
    .slice(0, MOST.critics);
  const replies = critics.map((position, i) => replyTo(desk, position, RANK.pressed - i * 40, used));
  const disputed = lines
    .flatMap((line) => line.facts.filter((f) => f.disputed !== null && f.significance >= DISPUTE))
    .sort(byWeight)
    .slice(0, Math.max(0, MOST.pressed - replies.length));
  for (const [i, fact] of disputed.entries()) {
    const rank = RANK.pressed - (replies.length + i) * 40;
    desk.keep(fact.id, 'DISPUTED');
    replies.push({
      on: fact.id,
      thread: fact.thread,
      sentences: [{ form: 'dispute', facts: [fact.id], rank }],
      answered: true,
      rank,
    });
  }
  return replies;
}

/** The turns that brought a storyline where it is, beyond what has been said. */
function turnsOf(desk: Desk, line: Storyline, used: Set<FactId>): Answer['supplementary'] {
  const turns = line.facts
    .filter((f): f is Event => f.kind === 'event' && !used.has(f.id))
    .sort(byWeight)
    .slice(0, MOST.turns)
    .sort((a, b) => order(dayOf(a), dayOf(b)) || order(a.id, b.id));
  if (!line.thread || turns.length === 0) return [];
  for (const { id } of turns) {
    used.add(id);
    desk.keep(id, 'THREAD_TURN');
  }
  const rank = RANK.supplementary - lineOrder(desk, line);
  return [{ thread: line.thread.id, sentences: tell(turns, (_, i) => rank - i * 20, nameable(desk)), rank }];
}

const lineOrder = (desk: Desk, line: Storyline): number => Math.min(15, desk.storylines.indexOf(line));

function positionsOf(desk: Desk, lines: readonly Storyline[], used: Set<FactId>): Sentence[] {
  return lines
    .flatMap((line) => line.facts.filter((f): f is Position => f.kind === 'position' && !used.has(f.id)))
    .sort((a, b) => newestFirst(a, b) || lineOf(desk, a) - lineOf(desk, b))
    .slice(0, MOST.positions)
    .flatMap((position, i) => {
      used.add(position.id);
      desk.keep(position.id, 'POSITION');
      return said(desk, position, RANK.position - i * 20);
    });
}

function agreementsOf(desk: Desk, lines: readonly Storyline[], used: Set<FactId>): Answer['agreements'] {
  return lines
    .flatMap((line) => line.facts.filter((f): f is Agreement => f.kind === 'agreement' && !used.has(f.id)))
    .sort(byWeight)
    .slice(0, MOST.agreements)
    .map((agreement, i) => {
      desk.keep(agreement.id, 'AGREEMENT');
      return { fact: agreement.id, rank: RANK.agreement - i * 20 };
    });
}

function stepsOf(desk: Desk, lines: readonly Storyline[]): Answer['steps'] {
  const threads = new Set(lines.map((line) => line.thread?.id ?? ''));
  return steps(desk)
    .filter((fact) => threads.has(fact.thread ?? ' '))
    .slice(0, MOST.steps)
    .map((fact, i) => {
      desk.keep(fact.id, 'LOOK_AHEAD');
      return { fact: fact.id, rank: RANK.step - i * 20 };
    });
}

/** Series of the storylines, or that the question's own words name; of trade where the first storyline is about trade. */
function figuresOf(desk: Desk, lines: readonly Storyline[], text: string): Answer['figures'] {
  const threads = new Set(lines.map((line) => line.thread?.id ?? ''));
  const trade = lines[0]?.thread?.topics.includes('trade') ?? false;
  const relevance = ({ name, basis, flow, points }: Series): number => {
    const named = touches(desk, text, [name.en, name.fr, basis?.en ?? '', basis?.fr ?? ''].join(' '));
    const own = points.some(({ figures }) => figures.some(({ thread }) => thread !== null && threads.has(thread)));
    return (own ? 20 : 0) + (named >= RELEVANT ? named : 0) + (trade && flow !== null ? 0.1 : 0);
  };
  const newest = ({ points }: Series) => chosenOf(points.at(-1) as Point);
  return desk.series
    .map((series) => ({ series, relevance: relevance(series) }))
    .filter((one) => one.relevance > 0)
    .sort((a, b) => b.relevance - a.relevance || newestFirst(newest(a.series), newest(b.series)))
    .slice(0, MOST.figures)
    .map(({ series }, i) => figureRow(desk, series, RANK.figure - i * 20));
}
