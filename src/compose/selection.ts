// In: a dossier, and the document it became when what has no room was left out. Out: the selection, its counts, and the remarks that go with the
// brief. Pure. Refuses nothing.

import { type Count, type Doc, factsOf } from '../model/doc.ts';
import type { Dossier, DroppedReason, KeptReason } from '../model/dossier.ts';
import type { FactId } from '../model/fact.ts';
import { type Problem, problem } from '../model/problem.ts';

/** What of the facts found is stated and what is not, each with its reason. */
export type Selection = Pick<Dossier, 'kept' | 'dropped'>;

/** What of a dossier a document states, and what it has no room for. */
export function chosen(dossier: Dossier, doc: Doc): Selection {
  const stated = factsOf(doc);
  const noRoom = dossier.kept.filter((c) => !stated.has(c.fact));
  return {
    kept: dossier.kept.filter((c) => stated.has(c.fact)),
    dropped: [...dossier.dropped, ...noRoom.map((c) => ({ fact: c.fact, reason: 'PAGE_BUDGET' as const }))],
  };
}

const noRoomIn = ({ dropped }: Selection): number => dropped.filter(({ reason }) => reason === 'PAGE_BUDGET').length;

/** What is counted when it is known what is said, in the typography of a language. */
export function counted(
  dossier: Dossier,
  selection: Selection,
  number: (n: number) => string,
): Record<Count['of'], string> {
  const { kept, dropped } = selection;
  return {
    found: number(kept.length + dropped.length),
    kept: number(kept.length),
    dropped: number(noRoomIn(selection)),
    single: number(kept.filter((c) => dossier.facts.get(c.fact)?.confidence === 'single').length),
    drafts: number(kept.filter((c) => dossier.drafts.has(c.fact)).length),
  };
}

/** What is worth a remark: it travels with the brief. */
export function remarks(dossier: Dossier, selection: Selection): Problem[] {
  const { kept } = selection;
  const noRoom = noRoomIn(selection);
  const { question, draftsLeft, most } = dossier;
  const left = draftsLeft > 0 ? [problem('DRAFTS_LEFT_OUT', { count: draftsLeft })] : [];
  if (dossier.newest === null) {
    return [
      question.topics.length > 0
        ? problem('NOTHING_ON_TOPIC', { topics: question.topics.join(', ') })
        : problem('NOTHING_RECORDED'),
      ...left,
    ];
  }
  const notes: Problem[] = [];
  if (noRoom > 0)
    notes.push(
      problem('DROPPED_FOR_BUDGET', {
        count: noRoom,
        pages: question.pages ?? (question.trip ? 'each note' : 'one a question'),
      }),
    );
  const facts = kept.map((c) => dossier.facts.get(c.fact)).filter((f) => f !== undefined);
  const single = facts.filter((f) => f.confidence === 'single').length;
  const weak = facts.filter((f) =>
    f.sources.every((s) =>
      ['state_media', 'regional', 'reference', 'aggregator'].includes(dossier.sources.get(s)?.kind ?? ''),
    ),
  ).length;
  if (single > 0) notes.push(problem('SINGLE_SOURCE', { count: single }));
  if (weak > 0) notes.push(problem('WEAK_SOURCES', { count: weak }));
  const drafts = kept.filter((c) => dossier.drafts.has(c.fact)).length;
  if (drafts > 0) notes.push(problem('DRAFTS_CITED', { count: drafts }));
  notes.push(...left);
  if (most) notes.push(problem('MOST_SIGNIFICANT', { most: most.taken, count: most.of }));
  notes.push(problem('DATA_ENDS', { date: dossier.newest }));
  return notes;
}

/** The selection of several notes as one: each fact once, kept where any note keeps it. */
export function gatherChoices(notes: readonly Selection[]): Selection {
  const kept = new Map<FactId, KeptReason>();
  const dropped = new Map<FactId, DroppedReason>();
  for (const { fact, reason } of notes.flatMap((note) => note.kept)) if (!kept.has(fact)) kept.set(fact, reason);
  for (const { fact, reason } of notes.flatMap((note) => note.dropped))
    if (!kept.has(fact) && !dropped.has(fact)) dropped.set(fact, reason);
  return {
    kept: [...kept].map(([fact, reason]) => ({ fact, reason })),
    dropped: [...dropped].map(([fact, reason]) => ({ fact, reason })),
  };
}
