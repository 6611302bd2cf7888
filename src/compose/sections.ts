// In: nothing. Out: the makers of sections, by name, and the order in which they choose. The order in which sections stand is the plan's.

import type { DossierSection, SectionName, SectionPlan, TripSection } from '../model/dossier.ts';
import { agreementsAnnex, chronologyByYear } from './annexes.ts';
import { bottomLine } from './bottom-line.ts';
import { answers, committee } from './committee.ts';
import { deltaAgreements, deltaCorrections, deltaFigures, deltaNews, deltaPeople, deltaSummary } from './delta.ts';
import type { Desk } from './desk.ts';
import { figures } from './figures.ts';
import { gaps } from './gaps.ts';
import { keyFacts, people } from './key-facts.ts';
import { biographies, deliverables, given, ifRaised, lastContacts, participants, talkingPoints } from './meeting.ts';
import { moved, relationships, unmoved } from './review.ts';
import { agreements, chronology, lookAhead, recent, timeline, turningPoints } from './tables.ts';
import { positions, threads } from './threads.ts';

/** Makes a section, or null where it would be empty, and enters the facts it uses in the desk's ledger with its reason. */
type Maker = (desk: Desk, plan: SectionPlan) => DossierSection | null;

/** A brief that is read at a sitting needs no list of contents: neither one of a page or three, nor one that cites few facts. */
const SITTING = { pages: 3, facts: 60 };

const contents: Maker = ({ question: { pages }, kept }) =>
  (pages === null || pages > SITTING.pages) && kept.size > SITTING.facts ? { section: 'contents' } : null;

/** A section that is made of the facts of one question; those of a book are made where its notes are gathered. */
type Made = Exclude<SectionName, TripSection['section']>;

/** The makers, by section. */
export const MAKERS: Record<Made, Maker> = {
  'bottom-line': bottomLine,
  'key-facts': keyFacts,
  timeline,
  recent,
  threads,
  'turning-points': turningPoints,
  agreements,
  figures,
  positions,
  people,
  'look-ahead': lookAhead,
  chronology,
  'chronology-by-year': chronologyByYear,
  'agreements-annex': agreementsAnnex,
  relationships,
  moved,
  unmoved,
  gaps,
  contents,
  // Where nothing is cited there are none.
  sources: ({ kept }) => (kept.size > 0 ? { section: 'sources' } : null),
  meeting: given('meeting', (meeting) => [meeting.date]),
  participants,
  objectives: given('objectives', (meeting) => [...meeting.objectives, ...meeting.theirObjectives]),
  'run-of-show': given('run-of-show', (meeting) => meeting.runOfShow),
  'talking-points': talkingPoints,
  'if-raised': ifRaised,
  'do-not-raise': given('do-not-raise', (meeting) => meeting.doNotRaise),
  'last-contacts': lastContacts,
  deliverables,
  biographies,
  committee,
  answers,
  delta: deltaSummary,
  'delta-news': deltaNews,
  'delta-agreements': deltaAgreements,
  'delta-figures': deltaFigures,
  'delta-people': deltaPeople,
  'delta-corrections': deltaCorrections,
};

/** The order in which sections choose, which is not the order in which they stand: the first to choose a fact gives the reason. */
export const CHOOSING: readonly Made[] = [
  'delta',
  'delta-news',
  'delta-agreements',
  'delta-figures',
  'delta-people',
  'delta-corrections',
  'bottom-line',
  'meeting',
  'committee',
  'participants',
  'objectives',
  'run-of-show',
  'do-not-raise',
  'talking-points',
  'if-raised',
  'last-contacts',
  'deliverables',
  'answers',
  'threads',
  'moved',
  'key-facts',
  'look-ahead',
  'turning-points',
  'agreements',
  'positions',
  'figures',
  'recent',
  'people',
  'biographies',
  'agreements-annex',
  'chronology',
  'chronology-by-year',
  'timeline',
  'relationships',
  'unmoved',
  'gaps',
  'contents',
  'sources',
];
