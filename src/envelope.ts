// In: a draft, the templates it was made with. Out: what a file carries of itself: the question and the GraphQL request that makes the same brief, facts,
// selection, notes, sources. Refuses nothing. What is marked higher than the brief stays out of its file.

import type { Draft } from './brief.ts';
import type { Day } from './model/date.ts';
import { editionId } from './model/edition.ts';
import { rankOf } from './model/marking.ts';
import { asGiven } from './model/particulars.ts';
import { PRODUCTS, type Question } from './model/question.ts';
import { ranksOf, type Templates } from './template/template.ts';
import type { JsonEnvelope } from './write/write.ts';

/** The GraphQL request that makes the same brief. */
const BRIEF_QUERY =
  'query Brief($request: BriefRequestInput!) { brief(request: $request) { id title file(format: PDF) { url sha256 } } }';

/** The one that gives an edition again. */
const EDITION_QUERY =
  'query Edition($editionId: String!, $language: Language!) { edition(editionId: $editionId) { editionId title(language: $language) file(language: $language, format: PDF) { url sha256 } } }';

/** Everything that `brief.json`, the attachment of a PDF, says beside the text. */
export function envelopeOf(draft: Draft, { markings }: Templates): JsonEnvelope {
  const { question, dossier } = draft;
  const { stamp } = dossier;
  const request = graphqlRequest(question, draft.generated);
  const ranks = ranksOf(dossier, markings);
  const level = (fact: string) => ranks.get(fact) ?? 0;
  const own = draft.kept.flatMap(({ fact }) => (level(fact) > 0 ? [[fact, markings[level(fact)]?.level ?? '']] : []));
  // The name of a fact tells of it: what is marked higher than the brief stays out of its file.
  const borne = rankOf(draft.marking, markings) ?? 0;
  const dropped = draft.dropped.filter(({ fact }) => level(fact) <= borne);
  return {
    id: draft.id,
    ...(stamp ? { edition: stamp } : {}),
    request,
    graphql: stamp
      ? { query: EDITION_QUERY, variables: { editionId: editionId(stamp), language: question.language.toUpperCase() } }
      : { query: BRIEF_QUERY, variables: { request } },
    question,
    snapshot: dossier.snapshot,
    templates: dossier.plan.version,
    generated: draft.generated,
    facts: draft.kept.map((c) => dossier.facts.get(c.fact)),
    drafts: draft.kept.flatMap(({ fact }) => (dossier.drafts.has(fact) ? [fact] : [])),
    selection: { kept: draft.kept, dropped, most: dossier.most },
    ...(own.length > 0 ? { markings: Object.fromEntries(own) } : {}),
    notes: draft.notes.map(({ code, message }) => ({ code, message })),
    ...(draft.book
      ? { book: draft.book.map((note) => ({ ...note, left: note.left.filter((fact) => level(fact) <= borne) })) }
      : {}),
    sources: draft.sources,
  };
}

/** The question as `BriefRequestInput` would carry it on a day. */
export function graphqlRequest(question: Question, today: Day): Record<string, unknown> {
  const upper = (s: string) => s.toUpperCase().replace(/-/g, '_');
  return {
    parties: question.parties,
    ...(question.since ? { since: question.since } : {}),
    ...(question.until ? { until: question.until } : {}),
    ...(question.topics.length > 0 ? { topics: question.topics.map(upper) } : {}),
    ...(PRODUCTS.some((name) => name === question.product)
      ? { product: upper(question.product) }
      : { productName: question.product }),
    language: upper(question.language),
    ...(question.pages ? { pages: question.pages } : {}),
    paper: upper(question.paper),
    ...(question.asOf === today ? {} : { asOf: question.asOf }),
    ...asGiven(question),
    ...(question.includeDrafts ? { includeDrafts: true } : {}),
    ...(question.marking === undefined ? {} : { marking: question.marking }),
  };
}
