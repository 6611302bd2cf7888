// In: a numbered Doc and the data it was made from. Out: one JSON text, as schema/brief.schema.json describes it: the same brief gives the
// same bytes. Refuses nothing; data that JSON cannot carry is a mistake of ours and throws.

import { type Doc, statementsOf } from '../model/doc.ts';
import type { Choice, DroppedReason, KeptReason } from '../model/dossier.ts';
import type { Stamp } from '../model/edition.ts';
import type { FactId, Source } from '../model/fact.ts';
import type { Most, Snapshot } from '../model/findings.ts';
import type { Problem } from '../model/problem.ts';
import type { Question, Request } from '../model/question.ts';

/** What the brief was made from, beside the document. */
export interface JsonEnvelope {
  /** Identity of the brief. */
  id: string;
  /** Of an issued brief; absent: it is not issued. */
  edition?: Stamp;
  /** As it came. */
  request: Request;
  /** The GraphQL request that makes the same brief. */
  graphql: { query: string; variables: Record<string, unknown> };
  /** As it was understood. */
  question: Question;
  snapshot: Snapshot;
  /** Version of the templates. */
  templates: string;
  /** The day the brief was made. */
  generated: string;
  /** Facts stated in the brief, records of schema/fact.schema.json. */
  facts: readonly unknown[];
  selection: {
    kept: readonly Choice<KeptReason>[];
    dropped: readonly Choice<DroppedReason>[];
    /** Null where every event was taken. */
    most: Most | null;
  };
  /** Facts stated that no person has reviewed. */
  drafts: readonly FactId[];
  notes: readonly Pick<Problem, 'code' | 'message'>[];
  /** The notes bound in a book, in its order; absent where it is none. */
  book?: readonly BoundNote[];
  /** Sources cited; number n is at n − 1. */
  sources: readonly Source[];
  /** Markings that facts of the brief ask for, by id; absent: none does. */
  markings?: Readonly<Record<string, string>>;
}

/** A note as it is bound in a book. */
export interface BoundNote {
  /** From 1. */
  number: number;
  /** Identity of the same note alone. */
  id: string;
  title: string;
  product: string;
  parties: readonly string[];
  /** Facts it states, and facts it has no room for. */
  kept: readonly FactId[];
  left: readonly FactId[];
}

/** Writes the brief as data. Two spaces of indent, one newline at the end. */
export function writeJson(doc: Doc, envelope: JsonEnvelope): string {
  const { question, snapshot, selection } = envelope;
  const brief = {
    id: envelope.id,
    title: doc.title,
    language: doc.language,
    marking: doc.furniture.marking,
    generated: envelope.generated,
    snapshot: { id: snapshot.id, facts: snapshot.facts, newest: snapshot.newest },
    templates: envelope.templates,
    ...(envelope.edition ? { edition: editionInOrder(envelope.edition) } : {}),
    request: inOrder(envelope.request),
    question: {
      text: question.text,
      parties: question.parties,
      since: question.since,
      until: question.until,
      topics: question.topics,
      product: question.product,
      language: question.language,
      pages: question.pages,
      paper: question.paper,
      asOf: question.asOf,
      ...(question.includeDrafts ? { includeDrafts: true } : {}),
      ...(question.marking === undefined ? {} : { marking: question.marking }),
    } satisfies Question,
    graphql: { query: envelope.graphql.query, variables: inOrder(envelope.graphql.variables) },
    statements: statementsOf(doc).map(({ text, facts, sources }) => ({ text, facts, sources })),
    sources: envelope.sources.map((source, i) => ({ number: i + 1, ...sourceInOrder(source) })),
    facts: envelope.facts.map(inOrder),
    ...(envelope.markings ? { markings: inOrder(envelope.markings) } : {}),
    selection: {
      kept: selection.kept.map(choiceInOrder),
      dropped: selection.dropped.map(choiceInOrder),
      ...(selection.most ? { events: { taken: selection.most.taken, of: selection.most.of } } : {}),
    },
    drafts: envelope.drafts,
    notes: envelope.notes.map(({ code, message }) => ({ code, message })),
    ...(envelope.book
      ? {
          book: envelope.book.map(({ number, id, title, product, parties, kept, left }) => ({
            number,
            id,
            title,
            product,
            parties,
            kept,
            left,
          })),
        }
      : {}),
  };
  return `${JSON.stringify(brief, null, 2)}\n`;
}

const editionInOrder = ({ number, edition, date, replaces }: Stamp) => ({
  number,
  edition,
  date,
  replaces: replaces && { edition: replaces.edition, date: replaces.date, changed: replaces.changed },
});

const choiceInOrder = ({ fact, reason }: Choice<KeptReason | DroppedReason>) => ({ fact, reason });

const sourceInOrder = (source: Source): Source => ({
  id: source.id,
  publisher: source.publisher,
  publisherFr: source.publisherFr,
  via: source.via,
  kind: source.kind,
  title: source.title,
  url: source.url,
  published: source.published,
  read: source.read,
  language: source.language,
  country: source.country,
});

/** The same data, `id` and `kind` first and the other fields by name, however the object was built. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return plain(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new Error(`no plain data: ${String(value)}`);
  const place = (key: string) => `${['id', 'kind'].indexOf(key) + 1 || 3}${key}`;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (place(a) < place(b) ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}

/** JSON would write null, or nothing, for what it cannot carry. */
function plain(value: unknown): unknown {
  const carried = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (!carried) throw new Error(`no plain data: ${String(value)}`);
  return value;
}
