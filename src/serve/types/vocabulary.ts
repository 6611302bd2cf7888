// In: the closed lists of the model. Out: the enums of the schema. A value of the model that has no description here does not compile.

import { registerEnumType } from 'type-graphql';
import type { DroppedReason, KeptReason } from '../../model/dossier.ts';
import type {
  AGREEMENT_TYPES,
  AgreementStatus,
  EventType,
  FactKind,
  Language,
  LinkType,
  SourceKind,
  Topic,
} from '../../model/fact.ts';
import { isNote, PROBLEMS, type ProblemCode } from '../../model/problem.ts';
import { type Format, type Paper, PRODUCTS, type Product, type ShippedProduct } from '../../model/question.ts';
import type { Action, RecordKind, State } from '../../model/revision.ts';

/** The name of a value in the schema: `human-rights` → `HUMAN_RIGHTS`. */
const nameOf = (value: string): string => value.toUpperCase().replace(/[^A-Z0-9]+/g, '_');

/** An enum whose values inside are the model's own. `values`: model value → description, in the order in which they are shown. */
export function vocabulary<Value extends string>(name: string, description: string, values: Record<Value, string>) {
  const entries = Object.entries(values) as [Value, string][];
  const members: Record<string, Value> = Object.fromEntries(entries.map(([value]) => [nameOf(value), value]));
  const valuesConfig = Object.fromEntries(entries.map(([value, text]) => [nameOf(value), { description: text }]));
  registerEnumType(members, { name, description, valuesConfig });
  return members;
}

export const LanguageEnum = vocabulary<Language>('Language', 'An official language of Canada.', {
  en: 'Canadian English.',
  fr: 'Canadian French.',
});

/** An enum cannot be open: products that are no part of a release are told apart by name. */
export type ProductKind = ShippedProduct | 'other';

export const ProductEnum = vocabulary<ProductKind>(
  'Product',
  'A kind of brief. Every release has those named here; templates of one’s own may have more, which go by their names.',
  {
    'full-brief': 'The whole relationship, in as many pages as it needs.',
    'bilateral-note': 'A note of two pages.',
    'one-page': 'A note of one page.',
    review: 'What moved in the relations of one party, or of several, in a period, and what did not.',
    chronology: 'Events by year, with what each changed.',
    agreements: 'Agreements and arrangements by status: life cycle, lineage, and which are no treaties.',
    'meeting-note': 'A note for a meeting, which `meeting` describes.',
    'committee-qa': 'Questions and answers for a committee, which `committee` describes: a page for each question.',
    delta: 'What has changed since an edition or a day, news apart from corrections. Needs `delta`.',
    'trip-book':
      'The notes of a trip, which `trip` describes, bound in one book with one list of contents and of sources.',
    other: 'A product of the templates of this server: `productName` says which.',
  },
);

export const productKind = (product: Product): ProductKind => PRODUCTS.find((name) => name === product) ?? 'other';

export const PaperEnum = vocabulary<Paper>('Paper', 'A size of paper.', {
  letter: '8.5 by 11 inches: the paper of Canada.',
  a4: '210 by 297 mm.',
});

export const FormatEnum = vocabulary<Format>('Format', 'A file format of a brief.', {
  pdf: 'Tagged, accessible PDF (PDF/UA-1 and PDF/A-3a), the data of the brief attached.',
  html: 'One self-contained, accessible HTML file.',
  docx: 'Word document, to be edited: named styles, marks that refer to the numbered sources.',
  markdown: 'Markdown.',
  text: 'Plain text in UTF-8, in lines of at most 78 columns.',
  json: 'The data of the brief: question, facts, selection, sources and text.',
});

export const TopicEnum = vocabulary<Topic>('Topic', 'A subject that facts are about.', {
  agriculture: 'Farming, food and fisheries, and their trade barriers.',
  arctic: 'The Arctic.',
  borders: 'Borders and their crossing.',
  climate: 'Climate and environment.',
  consular: 'Consular cases: detention, release and protection of citizens.',
  culture: 'Culture and media.',
  defence: 'Defence and military co-operation.',
  development: 'Development and humanitarian aid.',
  diplomacy: 'Diplomatic relations, visits and meetings.',
  education: 'Education and students.',
  energy: 'Energy, including nuclear energy.',
  health: 'Health.',
  'human-rights': 'Human rights.',
  intelligence: 'Intelligence and foreign interference.',
  investment: 'Investment and its screening.',
  justice: 'Courts, extradition and police co-operation.',
  migration: 'Migration, visas and refugees.',
  multilateral: 'Work in international organisations.',
  security: 'National and international security.',
  technology: 'Science and technology.',
  trade: 'Trade in goods and services, tariffs.',
});

export const FactKindEnum = vocabulary<FactKind>('FactKind', 'One of the five kinds of facts.', {
  event: 'Something that happened.',
  agreement: 'An agreement, arrangement or declaration.',
  indicator: 'A figure.',
  office: 'An office held by a person.',
  position: 'A position on record.',
});

export const EventTypeEnum = vocabulary<EventType>(
  'EventType',
  'What kind of act an event is: the event types of PLOVER (https://github.com/openeventdata/PLOVER). AGREE to RETREAT co-operate, REQUEST to ASSAULT conflict.',
  {
    AGREE: 'To agree to do something, or to sign an agreement.',
    CONSULT: 'To meet, visit or hold talks.',
    SUPPORT: 'To declare support, or to extend diplomatic recognition.',
    CONCEDE: 'To yield, ease or lift a measure.',
    COOPERATE: 'To work together in trade, defence, justice or otherwise.',
    AID: 'To give aid.',
    RETREAT: 'To release persons, withdraw forces or stop hostilities.',
    REQUEST: 'To request, demand or order.',
    ACCUSE: 'To accuse, criticise, complain or investigate.',
    REJECT: 'To refuse, block or break off.',
    THREATEN: 'To threaten.',
    PROTEST: 'To protest publicly.',
    SANCTION: 'To impose sanctions, duties or embargoes, or to reduce relations.',
    MOBILIZE: 'To move or alert forces.',
    COERCE: 'To arrest, expel, sentence or seize.',
    ASSAULT: 'To attack.',
  },
);

export const AgreementStatusEnum = vocabulary<AgreementStatus>(
  'AgreementStatus',
  'Where an agreement stands in its life.',
  {
    'under negotiation': 'Negotiations are open.',
    concluded: 'Negotiations have ended in a text; it is not signed.',
    signed: 'Signed; not in force.',
    'provisionally applied': 'Applied before it enters into force.',
    'in force': 'In force.',
    suspended: 'Suspended by a party or by both.',
    terminated: 'Ended.',
  },
);

export const AgreementTypeEnum = vocabulary<(typeof AGREEMENT_TYPES)[number]>(
  'AgreementType',
  'What kind of instrument an agreement is.',
  {
    'accession protocol': 'Protocol of accession of a state to an agreement.',
    agreement: 'Agreement of another kind.',
    'air transport agreement': 'Agreement on air services.',
    'boundary agreement': 'Agreement on a boundary.',
    'customs agreement': 'Agreement on customs procedures.',
    'declaration of intent': 'Declaration of intent.',
    'defence agreement': 'Agreement on defence.',
    'defence arrangement': 'Defence arrangement below a treaty.',
    'digital trade agreement': 'Agreement on digital trade.',
    'economic cooperation protocol': 'Protocol on economic co-operation.',
    'energy treaty': 'Treaty on energy.',
    'extradition agreement': 'Agreement on extradition.',
    framework: 'Framework for further work.',
    'free trade agreement': 'Free trade agreement.',
    'interim trade agreement': 'Trade agreement until a fuller one follows.',
    'investment arrangement': 'Arrangement on investment below a treaty.',
    'investment protection agreement': 'Agreement on the promotion and protection of investment.',
    'joint statement': 'Joint statement or declaration.',
    'memorandum of understanding': 'Memorandum of understanding.',
    'migration agreement': 'Agreement on migration or asylum.',
    'military mission': 'Mandate of a military mission.',
    'mutual legal assistance agreement': 'Agreement on mutual legal assistance.',
    'nuclear cooperation agreement': 'Agreement on the peaceful uses of nuclear energy.',
    partnership: 'Partnership.',
    'political agreement': 'Agreement on political co-operation.',
    protocol: 'Protocol to another agreement.',
    'research agreement': 'Agreement on research or science.',
    roadmap: 'Road map of steps agreed.',
    'security agreement': 'Agreement on security.',
    'security and defence partnership': 'Partnership on security and defence.',
    'security of information agreement': 'Agreement on the protection of classified information.',
    'supply contract': 'Contract of supply between governments or with their companies.',
    'tax treaty': 'Tax treaty.',
    'trade agreement': 'Agreement on trade other than free trade.',
    'trade arrangement': 'Arrangement on trade below a treaty.',
    'visiting forces agreement': 'Agreement on the status of visiting forces.',
    'water treaty': 'Treaty on shared waters.',
  },
);

export const ConfidenceEnum = vocabulary<'confirmed' | 'single'>('Confidence', 'How well a fact is attested.', {
  confirmed: 'By two sources, or by one official or wire source.',
  single: 'By a single source.',
});

export const SourceKindEnum = vocabulary<SourceKind>(
  'SourceKind',
  'What kind of publisher a source comes from, in order of preference.',
  {
    official: 'The issuer itself: a government, court or organisation.',
    wire: 'A news agency.',
    newspaper: 'A national newspaper or broadcaster.',
    specialist: 'A trade, legal or research publication.',
    regional: 'A regional or local publication.',
    state_media: 'State media.',
    reference: 'A work of reference.',
    aggregator: 'A site that repeats others.',
  },
);

export const LinkTypeEnum = vocabulary<LinkType>(
  'LinkType',
  'How a fact bears on another. Only a recorded link allows a brief to write “in response to” or “replacing”.',
  {
    responds_to: 'Is a response to the other.',
    ends: 'Ends what the other began.',
    amends: 'Amends the other.',
    replaces: 'Replaces the other.',
    part_of: 'Is part of the other.',
    follows_up: 'Follows up the other.',
  },
);

export const PartyKindEnum = vocabulary<'state' | 'organisation'>(
  'PartyKind',
  'Whether a party is a state or an organisation.',
  {
    state: 'A state or territory with a code of ISO 3166-1.',
    organisation: 'An international organisation or grouping.',
  },
);

export const ThreadStatusEnum = vocabulary<'open' | 'closed'>('ThreadStatus', 'Whether a storyline still runs.', {
  open: 'Still running.',
  closed: 'Come to its end.',
});

export const FrequencyEnum = vocabulary<'annual' | 'monthly' | 'other'>(
  'Frequency',
  'How often a figure is recorded.',
  {
    annual: 'Once a year.',
    monthly: 'Once a month.',
    other: 'Otherwise, or once.',
  },
);

export const FlowEnum = vocabulary<'exports' | 'imports' | 'total' | 'balance'>(
  'Flow',
  'What a figure of trade measures.',
  {
    exports: 'Exports of the first party to the second.',
    imports: 'Imports of the first party from the second.',
    total: 'Exports and imports together.',
    balance: 'Exports less imports.',
  },
);

export const SelectionRuleEnum = vocabulary<KeptReason | DroppedReason>(
  'SelectionRule',
  'The rule by which a fact is in a brief or left out.',
  {
    BOTTOM_LINE: 'In: it states where the relationship stands.',
    KEY_FACT: 'In: a key fact.',
    RECENT: 'In: among the latest events.',
    STANDING_STATE: 'In: the newest standing state of its thread.',
    THREAD_TURN: 'In: a turn in its thread.',
    TURNING_POINT: 'In: a turning point of the relationship.',
    AGREEMENT: 'In: an agreement between the parties.',
    FIGURE: 'In: a figure of a series that is shown.',
    POSITION: 'In: a position on record.',
    OFFICE_HOLDER: 'In: somebody who holds office.',
    LOOK_AHEAD: 'In: it carries a dated step to come.',
    CHRONOLOGY: 'In: an event of the period.',
    DISPUTED: 'In: sources differ on it.',
    UNMOVED: 'In: the newest fact of what did not move in the period.',
    CONTACT: 'In: among the last contacts between the parties.',
    BIOGRAPHY: 'In: it tells who a participant is.',
    CHANGED: 'In: it is not as it was.',
    PAGE_BUDGET: 'Out: no room within the page budget.',
    LESS_SIGNIFICANT: 'Out: less significant than what is shown.',
    SUPERSEDED: 'Out: ended or replaced by a later fact.',
    OLDER_FIGURE: 'Out: an older figure of a series that is shown.',
    NOT_IN_PRODUCT: 'Out: not part of this product.',
    FORMER_HOLDER: 'Out: somebody no longer in office.',
    UNCHANGED: 'Out: it is as it was.',
  },
);

export const RecordKindEnum = vocabulary<RecordKind>('RecordKind', 'What has a history of its own.', {
  fact: 'A fact of one of the five kinds.',
  source: 'A source, shared by facts.',
  thread: 'A storyline of a relationship.',
});

export const RecordStateEnum = vocabulary<State>('RecordState', 'How far a record is held to be so.', {
  draft: 'Not yet seen by a person; left out of briefs unless asked for.',
  reviewed: 'Seen by a person who stands for it.',
  withdrawn: 'No longer held to be so. Its id is never used again.',
});

export const RevisionActionEnum = vocabulary<Action>('RevisionAction', 'What was done to a record.', {
  recorded: 'Recorded for the first time.',
  corrected: 'Its content was changed.',
  withdrawn: 'Taken back.',
  restored: 'Brought back after it was withdrawn.',
  reviewed: 'A person saw the draft and stands for it.',
  linked: 'A link to another fact was recorded.',
  unlinked: 'A link to another fact was taken back.',
});

export const StandingEnum = vocabulary<'issued' | 'changed'>('FileStanding', 'What a file is, by its SHA-256.', {
  issued: 'A file of an edition, byte for byte.',
  changed: 'It is said to be of an edition, and is none of its files.',
});

/** The problems of these codes as an enum; `{…}` in a description stands for the values of the message. */
export const problemVocabulary = (name: string, description: string, codes: readonly ProblemCode[]) =>
  vocabulary<string>(name, description, Object.fromEntries(codes.map((code) => [code, `${PROBLEMS[code].message}.`])));

/** Every note of the problem table, with its message as its description. */
export const NoteCodeEnum = problemVocabulary(
  'NoteCode',
  'What may be worth a remark about a brief that was made. `{…}` stands for the values of the message.',
  (Object.keys(PROBLEMS) as ProblemCode[]).filter(isNote),
);
