// In: nothing. Out: the fact and what it rests on: the five kinds, links, sources, threads, and their closed vocabularies.
// The record format on disk is schema/fact.schema.json; this file is the same shape in TypeScript.

import { type Day, type Edtf, firstDay, LATEST, order } from './date.ts';

export const LANGUAGES = ['en', 'fr'] as const;
/** BCP 47 primary language. English is Canadian English, French is Canadian French. */
export type Language = (typeof LANGUAGES)[number];

/** One text in each official language. */
export interface Localized {
  en: string;
  fr: string;
}

/** Text in another language than the brief. */
export interface Phrase {
  /** BCP 47: `zh-Hans`, `ar`, `uk`. */
  lang: string;
  text: string;
}

/** ISO 3166-1 alpha-3 for a state, or the code of an organisation (EU, NATO, G7 …). */
export type PartyCode = string;
export type FactId = string;
export type SourceId = string;
export type ThreadId = string;

export const TOPICS = [
  'agriculture',
  'arctic',
  'borders',
  'climate',
  'consular',
  'culture',
  'defence',
  'development',
  'diplomacy',
  'education',
  'energy',
  'health',
  'human-rights',
  'intelligence',
  'investment',
  'justice',
  'migration',
  'multilateral',
  'security',
  'technology',
  'trade',
] as const;
export type Topic = (typeof TOPICS)[number];

/** PLOVER event types (https://github.com/openeventdata/PLOVER). */
export const EVENT_TYPES = [
  'AGREE',
  'CONSULT',
  'SUPPORT',
  'CONCEDE',
  'COOPERATE',
  'AID',
  'RETREAT',
  'REQUEST',
  'ACCUSE',
  'REJECT',
  'THREATEN',
  'PROTEST',
  'SANCTION',
  'MOBILIZE',
  'COERCE',
  'ASSAULT',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** PLOVER quad classes, folded to two: the first seven types co-operate, the others conflict. */
export const isCooperative = (type: EventType): boolean => EVENT_TYPES.indexOf(type) < 7;

export const AGREEMENT_STATUSES = [
  'under negotiation',
  'concluded',
  'signed',
  'provisionally applied',
  'in force',
  'suspended',
  'terminated',
] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

/** Kinds of instrument. Each has its words in the templates. */
export const AGREEMENT_TYPES = [
  'accession protocol',
  'agreement',
  'air transport agreement',
  'boundary agreement',
  'customs agreement',
  'declaration of intent',
  'defence agreement',
  'defence arrangement',
  'digital trade agreement',
  'economic cooperation protocol',
  'energy treaty',
  'extradition agreement',
  'framework',
  'free trade agreement',
  'interim trade agreement',
  'investment arrangement',
  'investment protection agreement',
  'joint statement',
  'memorandum of understanding',
  'migration agreement',
  'military mission',
  'mutual legal assistance agreement',
  'nuclear cooperation agreement',
  'partnership',
  'political agreement',
  'protocol',
  'research agreement',
  'roadmap',
  'security agreement',
  'security and defence partnership',
  'security of information agreement',
  'supply contract',
  'tax treaty',
  'trade agreement',
  'trade arrangement',
  'visiting forces agreement',
  'water treaty',
] as const;

/**
 * Kinds that bind nobody in international law whatever the instrument: in Canadian practice arrangements, not treaties. A defence arrangement is not
 * among them: what is called so may rest on an exchange of notes.
 */
const ARRANGEMENTS: ReadonlySet<string> = new Set<(typeof AGREEMENT_TYPES)[number]>([
  'declaration of intent',
  'framework',
  'investment arrangement',
  'joint statement',
  'memorandum of understanding',
  'partnership',
  'roadmap',
  'security and defence partnership',
  'trade arrangement',
]);
export const isArrangement = (type: string): boolean => ARRANGEMENTS.has(type);

export const SOURCE_KINDS = [
  'official',
  'wire',
  'newspaper',
  'specialist',
  'regional',
  'state_media',
  'reference',
  'aggregator',
] as const;
/** In order of preference: what an issuer says of itself, then agencies, then papers, then whoever repeats them. */
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const LINK_TYPES = ['responds_to', 'ends', 'amends', 'replaces', 'part_of', 'follows_up'] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** A recorded relation from the fact that carries it to another fact. The only ground for a causal or ordering word in a brief. */
export interface Link {
  type: LinkType;
  to: FactId;
}

/** A dated step to come. */
export interface Next {
  date: Edtf;
  what: Localized;
}

/** Where a fact was seen. Shared by facts. */
export interface Source {
  id: SourceId;
  publisher: string;
  /** Name of the publisher in French where it has one. */
  publisherFr: string | null;
  /** Who carried the text, where that is not the publisher. */
  via: string | null;
  kind: SourceKind;
  title: string | null;
  url: string;
  published: Edtf | null;
  /** When we read it. */
  read: Edtf;
  /** BCP 47 language of the text; null where not known. */
  language: string | null;
  /** ISO 3166-1 alpha-3 country of the publisher; null where not known. */
  country: PartyCode | null;
}

/** A storyline of a relationship. */
export interface Thread {
  id: ThreadId;
  parties: PartyCode[];
  name: Localized;
  topics: Topic[];
  status: 'open' | 'closed';
  significance: number;
}

/**
 * The words of a fact, as they stand in a sentence. Dates, numbers and money are typed values in braces, the same in both
 * languages, and are set by code in the typography of each: `{2026-03-01}`, `{75.8 %}`, `{CAD 1.5 billion}`, `{49000}`; `{n 2000}` is a count that would pass for a year.
 */
export interface Clause {
  /** Who acts; lower case unless a name. */
  subject: string;
  /** What they did, past tense, following the subject; `{on}` stands where the date goes. */
  predicate: string;
  /** A definite noun phrase for the fact, for other sentences to refer to it. */
  noun: string;
  /** What holds as a result, a sentence in the present without full stop; null where nothing does. */
  state: string | null;
  /** At most 26 characters, for the timeline; null for lesser facts. */
  label: string | null;
}

interface Common {
  id: FactId;
  parties: PartyCode[];
  topics: Topic[];
  /** 1 routine … 5 defines the relationship. */
  significance: number;
  thread: ThreadId | null;
  links: Link[];
  /** Best first. Never empty. */
  sources: SourceId[];
  /** `confirmed`: two sources, or one official or wire. */
  confidence: 'confirmed' | 'single';
  /** Who says what, where sources differ or a party denies; printed. */
  disputed: Localized | null;
  /** A curator's remark; never printed. */
  note: string | null;
  next: Next | null;
  /** Ids of records of the same fact that were merged into this one. */
  sameAs: FactId[];
}

export interface Event extends Common {
  kind: 'event';
  date: Edtf;
  end: Edtf | null;
  title: Localized;
  summary: Localized;
  type: EventType;
  people: string[];
  place: Localized | null;
  clause: { en: Clause; fr: Clause };
  /** Other facts on which the state sentence also rests. */
  stateRestsOn: FactId[];
}

export interface Agreement extends Common {
  kind: 'agreement';
  title: Localized;
  short: Localized | null;
  /** One of AGREEMENT_TYPES. */
  type: string;
  status: AgreementStatus;
  negotiationsOpened: Edtf | null;
  concluded: Edtf | null;
  signed: Edtf | null;
  /** Tabled in the House of Commons, after signature and before consent to be bound; absent: not recorded. */
  tabled?: Edtf;
  /** Start of provisional application, before or without entry into force. */
  provisionallyApplied: Edtf | null;
  inForce: Edtf | null;
  ended: Edtf | null;
  /** Under which a register has it: `E103231`, `UNTS I-43425`; absent: not recorded. */
  treatyNumber?: string;
  summary: Localized;
  clause: { en: Clause; fr: Clause };
  stateRestsOn: FactId[];
}

export interface Indicator extends Common {
  kind: 'indicator';
  /** Key of the series: one name, unit and basis. */
  series: string;
  name: Localized;
  period: Edtf;
  value: number;
  /** `CAD billion`, `%`, `persons` …: ISO 4217 code and scale for money, a unit word otherwise. */
  unit: string;
  basis: Localized | null;
  frequency: 'annual' | 'monthly' | 'other';
  /** What the series measures, for tables and charts; null where it is none of these. */
  flow: 'exports' | 'imports' | 'total' | 'balance' | null;
}

export interface Office extends Common {
  kind: 'office';
  party: PartyCode;
  post: Localized;
  holder: string;
  /** The same name in its own script or spelling; null where it is the same or not known for certain. */
  holderNative: Phrase | null;
  from: Edtf | null;
  to: Edtf | null;
  /** Weight of the post in a who's-who: 1 head of state or government, 2 minister, 3 envoy, 4 other. */
  rank: number;
}

export interface Position extends Common {
  kind: 'position';
  party: PartyCode;
  on: PartyCode;
  date: Edtf;
  summary: Localized;
  speaker: string | null;
  clause: { en: Clause; fr: Clause };
}

/** A recorded, sourced fact. */
export type Fact = Event | Agreement | Indicator | Office | Position;
export type FactKind = Fact['kind'];
export const FACT_KINDS = ['event', 'agreement', 'indicator', 'office', 'position'] as const satisfies FactKind[];

/**
 * The date by which a fact takes its place in time; null for an office or agreement of unknown date.
 * @param until an agreement stands at its latest step that is not after this day.
 */
export function dateOf(fact: Fact, until: Day = LATEST): Edtf | null {
  switch (fact.kind) {
    case 'event':
    case 'position':
      return fact.date;
    case 'indicator':
      return fact.period;
    case 'agreement': {
      const steps = [
        fact.ended,
        fact.inForce,
        fact.provisionallyApplied,
        fact.signed,
        fact.concluded,
        fact.negotiationsOpened,
      ];
      return steps.find((step) => step !== null && firstDay(step) <= until) ?? null;
    }
    case 'office':
      return fact.from;
  }
}

/** What a fact is, in a few words: the headline of an event, the name of an agreement or series, the post, the subject of a position. */
export function titleOf(fact: Fact): Localized {
  switch (fact.kind) {
    case 'event':
    case 'agreement':
      return fact.title;
    case 'indicator':
      return fact.name;
    case 'office':
      return fact.post;
    case 'position':
      return { en: fact.clause.en.noun, fr: fact.clause.fr.noun };
  }
}

/** The dated steps in the life of an agreement, first to last, each with the status that it brings; tabling brings none. */
export function stepsOf(a: Agreement): { step: AgreementStep; date: Edtf; status: AgreementStatus | null }[] {
  const steps: [AgreementStep, Edtf | null | undefined, AgreementStatus | null][] = [
    ['opened', a.negotiationsOpened, 'under negotiation'],
    ['concluded', a.concluded, 'concluded'],
    ['signed', a.signed, 'signed'],
    ['tabled', a.tabled, null],
    ['provisionally applied', a.provisionallyApplied, 'provisionally applied'],
    ['in force', a.inForce, 'in force'],
    ['ended', a.ended, 'terminated'],
  ];
  return steps.flatMap(([step, date, status]) => (date ? [{ step, date, status }] : []));
}
export const AGREEMENT_STEPS = [
  'opened',
  'concluded',
  'signed',
  'tabled',
  'provisionally applied',
  'in force',
  'ended',
] as const;
export type AgreementStep = (typeof AGREEMENT_STEPS)[number];

/** The status of an agreement on a day: as recorded, unless a recorded step lies after it; null where it had not begun. */
export function statusOn(a: Agreement, day: Day): AgreementStatus | null {
  const steps = stepsOf(a).filter(({ status }) => status !== null);
  const past = steps.filter(({ date }) => firstDay(date) <= day);
  if (past.length === steps.length) return a.status;
  return past.at(-1)?.status ?? null;
}

/** Orders facts by date, undated first, then by id. */
export function byDate(a: Fact, b: Fact): number {
  return order(sortDay(a), sortDay(b)) || order(a.id, b.id);
}

function sortDay(fact: Fact): Day {
  const date = dateOf(fact);
  return date ? firstDay(date) : '';
}
