// In: a fact, source or thread as a curator writes it in GraphQL. Out: the body of the record, every field written; and where in the input a field of
// the record stands. Refuses nothing: whether the record is right is the store's to say.

import type * as model from '../model/fact.ts';
import type {
  AgreementInput,
  ClauseInput,
  ClausesInput,
  EventInput,
  FactInput,
  IndicatorInput,
  LocalizedInput,
  OfficeInput,
  PositionInput,
  SourceInput,
  ThreadInput,
} from './types/record-input.ts';

const both = ({ en, fr }: LocalizedInput): model.Localized => ({ en, fr });
const bothOrNull = (text: LocalizedInput | null | undefined): model.Localized | null => (text ? both(text) : null);
const clause = ({ subject, predicate, noun, state, label }: ClauseInput): model.Clause => ({
  subject,
  predicate,
  noun,
  state: state ?? null,
  label: label ?? null,
});
const clauses = ({ en, fr }: ClausesInput) => ({ en: clause(en), fr: clause(fr) });

/** What all facts have; `kind` comes from whoever knows it. */
const shared = (input: FactInput) => ({
  id: input.factId,
  parties: input.parties,
  topics: input.topics,
  significance: input.significance,
  thread: input.threadId ?? null,
  links: input.links.map(({ linkType, factId }) => ({ type: linkType, to: factId })),
  sources: input.sourceIds,
  confidence: input.confidence,
  disputed: bothOrNull(input.disputed),
  note: input.note ?? null,
  next: input.nextStep ? { date: input.nextStep.due, what: both(input.nextStep.what) } : null,
  sameAs: input.sameAs,
});

export const eventOf = (input: EventInput): model.Event => ({
  ...shared(input),
  kind: 'event',
  date: input.date,
  end: input.endDate ?? null,
  title: both(input.title),
  summary: both(input.summary),
  type: input.eventType,
  people: input.people,
  place: bothOrNull(input.place),
  clause: clauses(input.clause),
  stateRestsOn: input.stateRestsOn,
});

export const agreementOf = (input: AgreementInput): model.Agreement => ({
  ...shared(input),
  kind: 'agreement',
  title: both(input.title),
  short: bothOrNull(input.shortTitle),
  type: input.agreementType,
  status: input.status,
  negotiationsOpened: input.negotiationsOpened ?? null,
  concluded: input.concluded ?? null,
  signed: input.signed ?? null,
  ...(input.tabled ? { tabled: input.tabled } : {}),
  provisionallyApplied: input.provisionallyApplied ?? null,
  inForce: input.inForce ?? null,
  ended: input.ended ?? null,
  ...(input.treatyNumber ? { treatyNumber: input.treatyNumber } : {}),
  summary: both(input.summary),
  clause: clauses(input.clause),
  stateRestsOn: input.stateRestsOn,
});

export const indicatorOf = (input: IndicatorInput): model.Indicator => ({
  ...shared(input),
  kind: 'indicator',
  series: input.series,
  name: both(input.name),
  period: input.period,
  value: input.value,
  unit: input.unit,
  basis: bothOrNull(input.basis),
  frequency: input.frequency,
  flow: input.flow ?? null,
});

export const officeOf = (input: OfficeInput): model.Office => ({
  ...shared(input),
  kind: 'office',
  party: input.party,
  post: both(input.post),
  holder: input.holder,
  holderNative: input.holderNative ? { lang: input.holderNative.languageTag, text: input.holderNative.text } : null,
  from: input.since ?? null,
  to: input.until ?? null,
  rank: input.rank,
});

export const positionOf = (input: PositionInput): model.Position => ({
  ...shared(input),
  kind: 'position',
  party: input.party,
  on: input.about,
  date: input.date,
  summary: both(input.summary),
  speaker: input.speaker ?? null,
  clause: clauses(input.clause),
});

export const sourceOf = (input: SourceInput): model.Source => ({
  id: input.sourceId,
  publisher: input.publisher,
  publisherFr: input.publisherFr ?? null,
  via: input.via ?? null,
  kind: input.kind,
  title: input.title ?? null,
  url: input.url,
  published: input.published ?? null,
  read: input.readOn,
  language: input.languageTag ?? null,
  country: input.countryCode ?? null,
});

export const threadOf = (input: ThreadInput): model.Thread => ({
  id: input.threadId,
  parties: input.parties,
  name: both(input.name),
  topics: input.topics,
  status: input.state,
  significance: input.significance,
});

// ---- Places ------------------------------------------------------------------------------------------------------------

/** What can be written. */
export type Written = model.FactKind | 'source' | 'thread';

/** Fields that the schema names otherwise than the record: those of facts, then those of one kind. A number stands for the place in a list. */
const SHARED_NAMES: Record<string, string> = {
  id: 'factId',
  thread: 'threadId',
  sources: 'sourceIds',
  next: 'nextStep',
  'next.date': 'nextStep.due',
  'links.0.type': 'links.0.linkType',
  'links.0.to': 'links.0.factId',
};
const NAMES: Record<Written, Record<string, string>> = {
  event: { ...SHARED_NAMES, type: 'eventType', end: 'endDate' },
  agreement: { ...SHARED_NAMES, type: 'agreementType', short: 'shortTitle' },
  indicator: SHARED_NAMES,
  office: { ...SHARED_NAMES, from: 'since', to: 'until', 'holderNative.lang': 'holderNative.languageTag' },
  position: { ...SHARED_NAMES, on: 'about' },
  source: { id: 'sourceId', read: 'readOn', language: 'languageTag', country: 'countryCode' },
  thread: { id: 'threadId', status: 'state' },
};

/** Where in its input object a field of a record stands: `['clause', 'fr', 'state']`, `['links', '1', 'factId']`. */
export function placeInInput(kind: Written, field: string): string[] {
  const path = field.split('.');
  const names = NAMES[kind];
  return path.flatMap((name, n) => {
    const whole = [...path.slice(0, n), name].map((part) => (/^\d+$/.test(part) ? '0' : part)).join('.');
    return names[whole]?.split('.').at(-1) ?? name;
  });
}
