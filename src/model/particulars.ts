// In: nothing. Out: the particulars of a brief: what only the requester knows and no record holds, as they stand in a question.

import type { Edtf } from './date.ts';
import type { PartyCode } from './fact.ts';
import type { Product, Question, Request } from './question.ts';

/** The particulars a request may bring, by the name of its field. */
export const PARTICULARS = ['meeting', 'committee', 'trip', 'delta'] as const;
export type Particular = (typeof PARTICULARS)[number];

/** The product that each is for. Given without a product, it asks for that one; the product cannot do without it. */
export const PRODUCT_OF: Readonly<Record<Particular, string>> = {
  meeting: 'meeting-note',
  committee: 'committee-qa',
  trip: 'trip-book',
  delta: 'delta',
};

/** Somebody at a meeting. */
export interface Participant {
  name: string;
  title: string | null;
  /** Whom they speak for; null where that is not said. */
  party: PartyCode | null;
}

/** Lists keep the order given; a text is one line, printable, its spaces single. */
export interface Meeting {
  date: Edtf;
  /** As the requester writes it: `14:30`, `after the plenary`. */
  time: string | null;
  place: string | null;
  /** In person, by telephone, a working lunch … */
  format: string | null;
  /** Languages it is held in. */
  language: string | null;
  interpretation: string | null;
  /** Who asked for it, and why. */
  mandate: string | null;
  participants: Participant[];
  /** Ours. */
  objectives: string[];
  theirObjectives: string[];
  runOfShow: string[];
  ifRaised: string[];
  doNotRaise: string[];
  deliverables: string[];
}

/** An appearance before a committee. */
export interface Committee {
  name: string;
  date: Edtf;
  /** The text that calls for the appearance. */
  motion: string | null;
  members: string[];
  /** Never empty. */
  questions: string[];
  /** What the members have asked before. */
  askedBefore: string[];
  /** Who answers for what, on our side. */
  principals: string[];
  background: string | null;
}

export interface Stop {
  date: Edtf;
  /** The last day, where the stop is longer than one. */
  endDate: Edtf | null;
  place: string;
  /** Never empty. */
  parties: PartyCode[];
  /** The note wanted for it; null: what the trip book takes for it. */
  product: Product | null;
  title: string | null;
  meeting: Meeting | null;
}

export interface Trip {
  title: string | null;
  /** In the order travelled; never empty. */
  stops: Stop[];
  logistics: string[];
}

/** Two editions of a brief to be compared. */
export interface Delta {
  /** Id of the edition in hand, or a date. */
  from: string;
  /** Null: the brief as it would be made now. */
  to: string | null;
}

/** The particulars of a question; each is absent where none are given. */
export interface Particulars {
  meeting?: Meeting;
  committee?: Committee;
  trip?: Trip;
  delta?: Delta;
}

/** The parties that the particulars name, each once, in the order of naming. */
export function partiesNamed({ meeting, trip }: Particulars): PartyCode[] {
  const meetings = [...(meeting ? [meeting] : []), ...(trip?.stops ?? []).flatMap((stop) => stop.meeting ?? [])];
  const participants = meetings.flatMap((each) => each.participants.flatMap(({ party }) => party ?? []));
  return [...new Set([...(trip?.stops ?? []).flatMap(({ parties }) => parties), ...participants])];
}

/** What a note of a trip book is, where its stop names no product. */
const NOTE = { withMeeting: 'meeting-note', without: 'bilateral-note' };

/**
 * The requests for the notes of a trip, one for each stop, in the order travelled: about the parties of the stop, and for the rest as the trip is asked.
 */
export function noteRequests(question: Question): Request[] {
  const { since, until, topics, language, paper, asOf, includeDrafts, trip } = question;
  return (trip?.stops ?? []).map(({ parties, product, meeting }) => ({
    parties,
    since,
    until,
    topics,
    product: product ?? (meeting ? NOTE.withMeeting : NOTE.without),
    language,
    paper,
    asOf,
    ...(meeting ? { meeting } : {}),
    ...(includeDrafts ? { includeDrafts } : {}),
  }));
}

/** How many people the particulars name: a note on them grows with each. */
export const peopleIn = ({ meeting }: Particulars): number => meeting?.participants.length ?? 0;

/** The particulars as a request brings them: nothing empty, and products as the schema spells them. Asked again, they give the same question. */
export function asGiven({ meeting, committee, trip, delta }: Particulars): Record<string, unknown> {
  const given = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(given);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).filter(
      ([, held]) => held !== null && !(Array.isArray(held) && held.length === 0),
    );
    return Object.fromEntries(
      fields.map(([name, held]) => [
        name,
        name === 'product' ? String(held).toUpperCase().replace(/-/g, '_') : given(held),
      ]),
    );
  };
  const all = { meeting, committee, trip, delta };
  return Object.fromEntries(PARTICULARS.flatMap((name) => (all[name] ? [[name, given(all[name])]] : [])));
}
