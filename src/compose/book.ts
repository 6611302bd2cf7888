// In: the dossiers of the notes of a trip, the question and the plan of the book. Out: the dossier of the book: what its notes rest on, gathered,
// each thing once, and the sections that are its own. Pure. Refuses nothing.

import { lastDay } from '../model/date.ts';
import type { Dossier, DossierSection, ProductPlan, TripSection } from '../model/dossier.ts';
import type { Question } from '../model/question.ts';
import { together } from './markings.ts';
import { gatherChoices } from './selection.ts';

/**
 * Gathers the dossiers of notes.
 * @param notes one for each stop, in the order travelled; never empty.
 * @returns the dossier of the book. A fact that any note keeps is kept, for the reason of the first that does.
 */
export function gather(notes: readonly Dossier[], question: Question, plan: ProductPlan): Dossier {
  const [first] = notes;
  if (!first) throw new Error('a book without notes');
  const all = <K, V>(of: (note: Dossier) => Iterable<readonly [K, V]>) =>
    new Map(notes.flatMap((note) => [...of(note)]));
  const { kept, dropped } = gatherChoices(notes);
  const newest = notes.flatMap((note) => note.newest ?? []);
  return {
    question,
    snapshot: first.snapshot,
    plan,
    newest: newest.length > 0 ? newest.reduce((a, b) => (lastDay(b) > lastDay(a) ? b : a)) : null,
    sections: plan.sections.flatMap(({ section }) => made(section, notes, question) ?? []),
    kept,
    dropped,
    facts: all((note) => note.facts),
    threads: all((note) => note.threads),
    sources: all((note) => note.sources),
    drafts: new Set(notes.flatMap((note) => [...note.drafts])),
    draftsLeft: Math.max(...notes.map((note) => note.draftsLeft)),
    most: null,
    ...together(notes.map((note) => note.markings)),
  };
}

/** The sections of a book that are not its notes'; null where it has nothing for one. */
function made(section: DossierSection['section'], notes: readonly Dossier[], question: Question): BookSection | null {
  switch (section) {
    case 'cover':
    case 'programme':
    case 'contents':
      return { section };
    case 'logistics':
      return (question.trip?.logistics.length ?? 0) > 0 ? { section } : null;
    case 'notes':
      return {
        section,
        notes: notes.map(({ question: of, plan: { product, title } }) => ({
          question: of,
          plan: title ? { product, title } : { product },
        })),
      };
    case 'sources':
      return notes.some((note) => note.sections.some((s) => s.section === 'sources')) ? { section } : null;
    default:
      return null;
  }
}

type BookSection = TripSection | Extract<DossierSection, { section: 'contents' | 'sources' }>;
