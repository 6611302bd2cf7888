// In: nothing. Out: the edition: a brief that was issued under the permanent number of its topic; and what a brief depends on, pinned, so that it can
// be made again. The way of numbering is that of the Congressional Research Service: the number is the topic, the date is the version.

import type { Day } from './date.ts';
import type { FactId, Language, Localized } from './fact.ts';
import type { Snapshot } from './findings.ts';
import type { Format, Question } from './question.ts';
import type { Instant } from './revision.ts';

/** What a page prints of its edition. */
export interface Stamp {
  /** Number of the topic, given once and never again: `B0001`. */
  number: string;
  /** 1, 2, 3 … of the number. */
  edition: number;
  /** The day it was issued. */
  date: Day;
  /** Null for the first. */
  replaces: Replaced | null;
}

/** The edition before. */
export interface Replaced {
  edition: number;
  date: Day;
  /** Facts of the topic that were recorded, corrected or withdrawn between the two. */
  changed: number;
}

/** A question with all that its answer depends on: the same brief, byte for byte, on any day. */
export interface Pinned {
  question: Question;
  /** The day the brief was made. */
  generated: Day;
  /** Place in the order of recording up to which the data are read. */
  version: number;
  /** Identity of the data there. */
  snapshot: string;
  /** Version of the templates. */
  templates: string;
  /** Null for a brief that was not issued. */
  stamp: Stamp | null;
}

/** A file of an edition, as it was when it was issued. */
export interface IssuedFile {
  language: Language;
  format: Format;
  /** Hex. */
  sha256: string;
  byteSize: number;
  /** Null for formats without pages. */
  pages: number | null;
}

/** A brief that was issued, in both languages at once. Nothing of it changes later. */
export interface Edition extends Stamp {
  /** `B0001-2`. */
  id: string;
  issuedAt: Instant;
  issuedBy: string;
  title: Localized;
  /** As asked, without its wording; its language is the one in which it was asked. */
  question: Question;
  version: number;
  snapshot: Snapshot;
  templates: string;
  /** Version of the program that made the files. */
  program: string;
  /** In the order of languages, then formats. */
  files: IssuedFile[];
}

/** A sentence of an edition, and the facts it rests on. */
export interface Stated {
  text: string;
  facts: FactId[];
}

/** An edition before it has its place in the register. */
export interface Issue extends Omit<Edition, 'id' | 'issuedAt' | 'issuedBy'> {
  topic: string;
  stated: Record<Language, Stated[]>;
}

/** What a page prints of an edition. */
export const stampOf = ({ number, edition, date, replaces }: Edition): Stamp => ({ number, edition, date, replaces });

export const editionId = ({ number, edition }: Pick<Stamp, 'number' | 'edition'>): string => `${number}-${edition}`;

/** Whether a text has the form of an edition's id. */
export const isEditionId = (text: string): boolean => /^B\d{4,8}-[1-9]\d{0,5}$/.test(text);

/**
 * What a number stands for, as text: parties, period, topics, product, and the occasion where the product has one: the day of a meeting, a committee and
 * its day, a trip and its first day. Not the language, the paper, the page budget, the wording, the day of asking, or what else was brought: editions of
 * one topic may differ in them.
 */
export function topicOf({ parties, since, until, topics, product, meeting, committee, trip }: Question): string {
  const occasion = [
    ...(meeting ? [meeting.date] : []),
    ...(committee ? [committee.name, committee.date] : []),
    ...(trip ? [trip.title, trip.stops[0]?.date ?? null] : []),
  ];
  return JSON.stringify([[...parties].sort(), since, until, topics, product, ...occasion]);
}

/** The parties of a topic, in one order. */
export const partiesKey = (parties: readonly string[]): string => [...parties].sort().join(' ');
