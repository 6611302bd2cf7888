// In: nothing. Out: the dossier: what was chosen, why, in which order, and in what shape of sentence. It is the same for both
// languages: no word stands in it, so an English and a French brief of one dossier say the same things in the same order.

import type { Day, Edtf } from './date.ts';
import type { ChangeKind, State } from './difference.ts';
import type { Stamp } from './edition.ts';
import type {
  AgreementStatus,
  EventType,
  Fact,
  FactId,
  Link,
  LinkType,
  Localized,
  PartyCode,
  Source,
  SourceId,
  Thread,
  ThreadId,
} from './fact.ts';
import type { Most, Snapshot } from './findings.ts';
import type { Product, Question } from './question.ts';

/** Why a fact is in. One for each fact kept: the first rule that chose it. */
export const KEPT_REASONS = [
  'BOTTOM_LINE',
  'KEY_FACT',
  'RECENT',
  'STANDING_STATE',
  'THREAD_TURN',
  'TURNING_POINT',
  'AGREEMENT',
  'FIGURE',
  'POSITION',
  'OFFICE_HOLDER',
  'LOOK_AHEAD',
  'CHRONOLOGY',
  'DISPUTED',
  'UNMOVED',
  'CONTACT',
  'BIOGRAPHY',
  'CHANGED',
] as const;
/** Why a fact is out. */
export const DROPPED_REASONS = [
  'PAGE_BUDGET',
  'LESS_SIGNIFICANT',
  'SUPERSEDED',
  'OLDER_FIGURE',
  'NOT_IN_PRODUCT',
  'FORMER_HOLDER',
  'UNCHANGED',
] as const;
export type KeptReason = (typeof KEPT_REASONS)[number];
export type DroppedReason = (typeof DROPPED_REASONS)[number];

export interface Choice<Reason> {
  fact: FactId;
  reason: Reason;
}

// ---- Sentences: plans, filled with words by the template room ------------------------------------------------------

/** One predicate of a sentence. */
export interface Step {
  fact: FactId;
  /** Where the date goes: at the head of the sentence, in the slot of the predicate, or nowhere. */
  date: 'head' | 'slot' | 'none';
  /** True where the year was given by the sentence before. */
  sameYear: boolean;
  /** A recorded relation to say; null where there is none or where the context says it. */
  link: Link | null;
  /** True where the fact it responds to is the sentence before: “In response, …”. */
  answers: boolean;
}

interface Weighed {
  /** Weight for a page budget; null: never dropped. */
  rank: number | null;
}

export type Sentence =
  | StateSentence
  | EventSentence
  | DirectionSentence
  | SummarySentence
  | DisputeSentence
  | OfficeSentence;

/** What holds: the state sentence of one fact. */
export interface StateSentence extends Weighed {
  form: 'state';
  facts: FactId[];
}
/** What happened: one subject, one or more predicates. */
export interface EventSentence extends Weighed {
  form: 'event';
  facts: FactId[];
  subject: 'name' | 'pronoun';
  steps: Step[];
}
/** Where the relationship is heading: what marked the years before, what marks the last two. */
export interface DirectionSentence extends Weighed {
  form: 'direction';
  facts: FactId[];
  turn: 'better' | 'worse' | 'good' | 'bad' | 'mixed';
  /** Kinds of event that weighed most, PLOVER types, heaviest first. */
  before: string[];
  lately: string[];
  /** Years covered by `before`; null when the period is too short to split. */
  years: { from: string; to: string } | null;
  /** Length of the recent window, which ends with the newest fact. */
  span: 'year' | 'twoYears' | 'period';
}
/** The recorded summary of one fact, with its date. */
export interface SummarySentence extends Weighed {
  form: 'summary';
  facts: FactId[];
}
/** Who says what, where sources differ. */
export interface DisputeSentence extends Weighed {
  form: 'dispute';
  facts: FactId[];
}
/** An office somebody holds or held, with its dates. */
export interface OfficeSentence extends Weighed {
  form: 'office';
  facts: FactId[];
}

// ---- Sections -------------------------------------------------------------------------------------------------------

export type DossierSection =
  | BottomLine
  | KeyFacts
  | TimelineSection
  | Recent
  | Threads
  | TurningPoints
  | Agreements
  | Figures
  | Positions
  | People
  | LookAhead
  | Chronology
  | ChronologyByYear
  | AgreementsAnnex
  | Relationships
  | Moved
  | Unmoved
  | Gaps
  | ContentsSection
  | Sources
  | MeetingSection
  | CommitteeSection
  | DeltaSummary
  | DeltaTable
  | TripSection;

export type SectionName = DossierSection['section'];

export interface BottomLine {
  section: 'bottom-line';
  sentences: Sentence[];
}
export interface KeyFacts {
  section: 'key-facts';
  rows: KeyFact[];
  /** Parties of the map beside them; null: no map. */
  map: PartyCode[] | null;
}
export type KeyFact =
  | { row: 'figure'; fact: FactId; rival: FactId | null; rank: number }
  | { row: 'met'; fact: FactId; rank: number }
  | { row: 'leaders'; facts: FactId[]; rank: number }
  | { row: 'envoys'; facts: FactId[]; rank: number }
  | { row: 'next'; fact: FactId; rank: number };
export interface TimelineSection {
  section: 'timeline';
  facts: FactId[];
  /** Least significance shown. */
  threshold: number;
  from: Day;
  to: Day;
}
export interface Recent {
  section: 'recent';
  since: Day;
  rows: { fact: FactId; rank: number }[];
}
export interface ThreadEntry {
  /** The storyline, or for a review the other party. */
  thread: ThreadId | null;
  party: PartyCode | null;
  /** `closed` only where nothing known contradicts it. */
  state: 'open' | 'closed';
  newest: Edtf;
  sentences: Sentence[];
  rank: number;
}
export interface Threads {
  section: 'threads';
  by: 'thread' | 'party';
  entries: ThreadEntry[];
}
/** Every relationship of a party, or every storyline of a relationship, in a line. */
export interface Relationships {
  section: 'relationships';
  by: 'thread' | 'party';
  rows: {
    thread: ThreadId | null;
    party: PartyCode | null;
    /** Events of the period, and how many of them co-operate. */
    events: number;
    cooperative: number;
    newest: FactId;
    next: FactId | null;
    rank: number;
  }[];
}
/** What moved in the period: by relationship, heaviest first, and within it by storyline. */
export interface Moved {
  section: 'moved';
  /** `party` is null where there is but one relationship. */
  relationships: { party: PartyCode | null; entries: ThreadEntry[] }[];
}
/** What did not: that too is said. */
export interface Unmoved {
  section: 'unmoved';
  /** Parties with whom nothing is recorded in the period, by the newest fact before it. */
  parties: { party: PartyCode; fact: FactId }[];
  /** Open storylines with nothing recorded in the period, by the newest fact before it. */
  threads: { party: PartyCode | null; thread: ThreadId; fact: FactId; rank: number }[];
  /** Agreements without a dated step in the period. */
  agreements: { fact: FactId; rank: number }[];
  /** How many more storylines and agreements there are than are listed. */
  left: { threads: number; agreements: number };
  rank: number;
}
export interface TurningPoints {
  section: 'turning-points';
  rows: { fact: FactId; sentence: Sentence; rank: number }[];
}
export interface Agreements {
  section: 'agreements';
  rows: { fact: FactId; rank: number }[];
  total: number;
  /** The rows counted by status, in the order of a life cycle, for a chart; null where there are fewer than three. */
  byStatus: { status: AgreementStatus; facts: FactId[] }[] | null;
}
export interface Figures {
  section: 'figures';
  /** Weight of the chart for a page budget. */
  rank: number;
  /** `rivals`: figures of other sources for the period of `latest` that differ from it; absent where there are none. */
  rows: { series: string; latest: FactId; before: FactId | null; rivals?: FactId[]; rank: number }[];
  /** Annual series in one unit and basis with at least three points, for a chart; null where there are none. */
  chart: { unit: string; lines: { flow: 'exports' | 'imports' | 'total'; facts: FactId[] }[] } | null;
}
export interface Positions {
  section: 'positions';
  entries: { party: PartyCode; sentences: Sentence[]; rank: number }[];
}
export interface People {
  section: 'people';
  rows: { fact: FactId; rank: number }[];
}
export interface LookAhead {
  section: 'look-ahead';
  rows: { fact: FactId; rank: number }[];
}
export interface Chronology {
  section: 'chronology';
  threshold: number;
  rows: { fact: FactId; rank: number }[];
  left: number;
}
/** What an event changed: what holds since; what ended, replaced or amended that; or what it is itself to another fact. */
export type Change =
  | { how: 'state'; facts: FactId[] }
  | { how: 'until'; type: 'ends' | 'replaces' | 'amends'; by: FactId }
  | { how: 'link'; type: LinkType; to: FactId };
export interface ChronologyByYear {
  section: 'chronology-by-year';
  /** Least significance shown. */
  threshold: number;
  years: { year: string; rows: { fact: FactId; change: Change | null; rank: number }[] }[];
  /** Types of event that occur, in the order of the vocabulary. */
  types: EventType[];
  /** Events found that are of lesser significance. */
  left: number;
}
/** An agreement's kin: what it replaces, amends, ends or is part of (`self`), or what does so to it. */
export interface Kin {
  type: 'replaces' | 'amends' | 'ends' | 'part_of';
  self: boolean;
  fact: FactId;
}
export interface AgreementsAnnex {
  section: 'agreements-annex';
  /** The day of whose status it tells. */
  asOf: Day;
  /** In the order of a life cycle; none where nothing is recorded. */
  groups: { status: AgreementStatus; rows: { fact: FactId; kin: Kin[]; rank: number }[] }[];
}
export interface Gaps {
  section: 'gaps';
  /** Weight of its remarks for a page budget. */
  rank: number;
  newest: { fact: FactId; date: Edtf } | null;
  single: FactId[];
  weak: FactId[];
  /** Those that no person has reviewed. */
  drafts: FactId[];
  disputes: DisputeSentence[];
  /** Dated steps that have passed, whose outcome is not recorded. */
  overdue: FactId[];
  /** Weighty open threads with nothing recorded lately. */
  quiet: ThreadId[];
  /** What was looked for and not found. */
  missing: { names: FactId[]; years: string[] }[];
}
/** The list of what stands where. */
export interface ContentsSection {
  section: 'contents';
}
/** From what to what a delta brief tells, and how much of each kind. */
export interface DeltaSummary {
  section: 'delta';
  from: State;
  /** Null: what is recorded now. */
  to: State | null;
  counts: Record<ChangeKind, number>;
  /** Of those added, how many are older than the information of the former state. */
  late: number;
  unchanged: number;
  /** The weightiest news. */
  sentences: Sentence[];
}
/** Facts that are not as they were: four tables of news, one of corrections to the record. */
export interface DeltaTable {
  section: 'delta-news' | 'delta-agreements' | 'delta-figures' | 'delta-people' | 'delta-corrections';
  rows: DeltaRow[];
}
export interface DeltaRow {
  fact: FactId;
  change: ChangeKind;
  /** Added, and older than the information of the former state. */
  late: boolean;
  /** Names of the fields that differ. */
  fields: string[];
  /** The fact that ended it; null where its own record says so. */
  by: FactId | null;
  /** Of a new figure, the one of the period before; null where there is none. */
  before: FactId | null;
  rank: number;
}
export interface Sources {
  section: 'sources';
}

// ---- Sections of products that rest on what only the requester knows: their words are in the question, beside these ----

/** What only the requester can say: nothing of it is chosen. */
interface FromTheRequest<Name extends string> {
  section: Name;
}
/** What somebody else holds or asks, and what is recorded of ours to answer it. */
export interface Reply {
  /** What it is about: a position, or a fact that is disputed. */
  on: FactId;
  thread: ThreadId | null;
  /** Theirs, then ours; only theirs where nothing of ours is recorded. */
  sentences: Sentence[];
  answered: boolean;
  rank: number;
}
export type MeetingSection =
  | FromTheRequest<'meeting' | 'objectives' | 'run-of-show' | 'do-not-raise'>
  | Participants
  | TalkingPoints
  | IfRaised
  | LastContacts
  | Deliverables
  | Biographies;
export interface Participants {
  section: 'participants';
  /** By the participant's place in the request; the offices they hold on the day of the meeting, weightiest first. */
  rows: { participant: number; party: PartyCode | null; offices: FactId[] }[];
}
export interface TalkingPoints {
  section: 'talking-points';
  points: Sentence[];
}
export interface IfRaised {
  section: 'if-raised';
  replies: Reply[];
}
export interface LastContacts {
  section: 'last-contacts';
  rows: { fact: FactId; rank: number }[];
}
export interface Deliverables {
  section: 'deliverables';
  rows: { fact: FactId; rank: number }[];
}
export interface Biographies {
  section: 'biographies';
  /** One for each participant, in the order of the request; without sentences where nothing is recorded of them. */
  entries: { participant: number; party: PartyCode | null; sentences: Sentence[]; rank: number }[];
}

export type CommitteeSection = FromTheRequest<'committee'> | Answers;
export interface Answers {
  section: 'answers';
  answers: Answer[];
}
/** A page for one question. Everything but the key messages gives way where the page is full. */
export interface Answer {
  /** Its place in the request. */
  question: number;
  /** Storylines it was matched to, best first; none: nothing recorded answers it. */
  threads: ThreadId[];
  /** Three to five where so much is recorded; said aloud in at most a minute. */
  messages: Sentence[];
  pressed: Reply[];
  supplementary: { thread: ThreadId; sentences: Sentence[]; rank: number }[];
  figures: Figures['rows'];
  positions: Sentence[];
  agreements: { fact: FactId; rank: number }[];
  steps: { fact: FactId; rank: number }[];
}

export type TripSection = FromTheRequest<'cover' | 'programme' | 'logistics'> | Notes;
export interface Notes {
  section: 'notes';
  /** One for each stop, in the order travelled: what the note is called rests on its question. */
  notes: { question: Question; plan: Pick<ProductPlan, 'product' | 'title'> }[];
}

/** How the rows of a section may be sorted. By title they may not: two languages would have two orders. */
export const SORTS = ['weight', 'newest', 'oldest', 'status'] as const;
export type Sort = (typeof SORTS)[number];

/** Every section, and the ways in which a plan may sort it: the usual one first; none where its order is part of what it is. */
export const SECTIONS: Readonly<Record<SectionName, readonly Sort[]>> = {
  'bottom-line': [],
  'key-facts': [],
  timeline: [],
  recent: ['newest', 'oldest', 'weight'],
  threads: ['weight', 'newest'],
  'turning-points': ['oldest', 'newest', 'weight'],
  agreements: ['status', 'weight', 'newest', 'oldest'],
  figures: [],
  positions: [],
  people: [],
  'look-ahead': [],
  chronology: ['oldest', 'newest', 'weight'],
  'chronology-by-year': ['oldest', 'newest'],
  'agreements-annex': ['weight', 'newest', 'oldest'],
  relationships: ['weight', 'newest'],
  moved: ['weight', 'newest'],
  unmoved: [],
  gaps: [],
  delta: [],
  'delta-news': [],
  'delta-agreements': [],
  'delta-figures': [],
  'delta-people': [],
  'delta-corrections': [],
  contents: [],
  sources: [],
  meeting: [],
  participants: [],
  objectives: [],
  'run-of-show': [],
  'talking-points': [],
  'if-raised': [],
  'do-not-raise': [],
  'last-contacts': [],
  deliverables: [],
  biographies: [],
  committee: [],
  answers: [],
  cover: [],
  programme: [],
  logistics: [],
  notes: [],
};

/** About whom a product can be asked: anyone, one party, or two. */
export const ANSWERS = ['any', 'party', 'pair'] as const;
/** What is numbered so that a person can point at it aloud. */
export const NUMBERED = ['sections', 'paragraphs'] as const;

/** A product: which sections, in which order, how much of each. One file of `templates/products/`, and what that file says. */
export interface ProductPlan {
  product: Product;
  /** Version of the plan and its templates, printed in the brief. */
  version: string;
  /** What it is called; absent: by the words of the templates. */
  title?: Localized;
  /** Absent: any. */
  answers?: (typeof ANSWERS)[number];
  /** Page budget; null: as many as it needs. */
  pages: number | null;
  /** Most pages that it may be given instead; absent: those of its budget, or as many as any brief may have. */
  mostPages?: number;
  /** Absent: nothing. */
  numbered?: (typeof NUMBERED)[number][];
  /** Most sources cited for one fact. */
  sourcesPerFact: number;
  sections: SectionPlan[];
}
export interface SectionPlan {
  section: SectionName;
  /** Most rows or entries; null: all. */
  take: number | null;
  /** Least significance; null: any. */
  atLeast: number | null;
  /** Most sentences of an entry; null: all. */
  sentences: number | null;
  /** Absent: the usual one of SECTIONS. */
  sort?: Sort;
  /** Its heading; absent: the words of the templates. */
  title?: Localized;
}

export interface Dossier {
  question: Question;
  /** Of an issued brief; absent: it is not issued. */
  stamp?: Stamp;
  snapshot: Snapshot;
  plan: ProductPlan;
  /** Date of the newest fact the dossier rests on; null when nothing was found. */
  newest: Edtf | null;
  sections: DossierSection[];
  kept: Choice<KeptReason>[];
  dropped: Choice<DroppedReason>[];
  facts: Map<FactId, Fact>;
  /** Facts as they were in the former state, those that are not as they were; absent where there is none. */
  former?: Map<FactId, Fact>;
  threads: Map<ThreadId, Thread>;
  sources: Map<SourceId, Source>;
  /** Facts that no person has reviewed: marked wherever they are told. */
  drafts: ReadonlySet<FactId>;
  /** How many such facts were left out, because they were not asked for. */
  draftsLeft: number;
  /** Null where every event was taken. */
  most: Most | null;
  /** As in Findings. */
  markings?: ReadonlyMap<FactId, readonly string[]>;
}
