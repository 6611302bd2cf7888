// In: nothing. Out: the question a brief answers, and the closed lists a request chooses from.

import type { Day, Edtf } from './date.ts';
import type { Language, PartyCode, Topic } from './fact.ts';
import type { Particulars } from './particulars.ts';

/** The products of a release. Templates of one's own may have more of them: a product is a file of `templates/products/`. */
export const PRODUCTS = [
  ...(['full-brief', 'bilateral-note', 'one-page', 'review', 'chronology', 'agreements'] as const),
  ...(['meeting-note', 'committee-qa', 'delta', 'trip-book'] as const),
] as const;
export type ShippedProduct = (typeof PRODUCTS)[number];
/** Name of a product: that of its file, without extension. */
export type Product = string;

/** What is made of a request that names no product: of one party, what moved in its relations. */
export const usualProduct = (parties: readonly PartyCode[]): ShippedProduct =>
  parties.length === 1 ? 'review' : 'full-brief';

export const PAPERS = ['letter', 'a4'] as const;
export type Paper = (typeof PAPERS)[number];

export const FORMATS = ['pdf', 'html', 'docx', 'markdown', 'text', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export const MAX_PAGES = 150;
/** Longest text of a request, in UTF-16 code units. */
export const MAX_TEXT = 500;
export const MAX_PARTIES = 10;

/** What a brief answers. Whole: every choice is made, so the same question always means the same brief. */
export interface Question extends Particulars {
  /** As typed; null when the request came structured. */
  text: string | null;
  /** In the order asked. One party: a review of its relations. */
  parties: PartyCode[];
  since: Edtf | null;
  until: Edtf | null;
  /** Empty: all. */
  topics: Topic[];
  product: Product;
  language: Language;
  /** Page budget; null: as many as it needs. */
  pages: number | null;
  paper: Paper;
  /** The day whose knowledge and calendar the brief takes. */
  asOf: Day;
  /** Also facts that no person has reviewed yet; absent: without them. */
  includeDrafts?: boolean;
  /** Level of protection asked for, as the templates name it; absent: none. The brief bears it, or a higher one where its facts ask for that. */
  marking?: string;
}

/** What bounds a list of facts: whose, when, on what, known on which day. */
export type Bounds = Pick<Question, 'parties' | 'since' | 'until' | 'topics' | 'asOf'>;

/** A request before it is understood: what came from a terminal, a form or GraphQL. Every field may be missing or wrong. */
export interface Request {
  text?: string | null;
  parties?: string[] | null;
  since?: string | null;
  until?: string | null;
  topics?: string[] | null;
  product?: string | null;
  language?: string | null;
  pages?: number | string | null;
  paper?: string | null;
  /** The day whose knowledge is asked for; today where it is left out. */
  asOf?: string | null;
  /** What only the requester knows, as read from JSON or GraphQL; see particulars.ts. */
  meeting?: unknown;
  committee?: unknown;
  trip?: unknown;
  delta?: unknown;
  /** Also facts that no person has reviewed yet. */
  includeDrafts?: boolean | null;
  /** Least level of protection: `protected-a`. */
  marking?: string | null;
}
