// In: nothing. Out: what templates see, field by field: the shape of the frame and of each part. It is one with the types of the view (view.ts), so that
// what is said here of a field holds, and a field that is not here does not exist.

import type { SectionName, Sentence } from '../model/dossier.ts';
import type { FactId, Phrase } from '../model/fact.ts';

/** What a field holds. Only a text, a number and a weight can be printed. */
export type Shape =
  | 'text'
  | 'number'
  /** Weight for a page budget: a number, or nothing. */
  | 'weight'
  /** Yes or no. */
  | 'flag'
  /** Ids of facts, for `cite`. */
  | 'facts'
  /** The plan of a sentence, for `sentence`. */
  | 'sentence'
  /** A name in its own script, for `cite`. */
  | 'phrase'
  | { readonly list: Shape }
  /** May be missing: null. */
  | { readonly maybe: Shape }
  | { readonly fields: { readonly [name: string]: Shape } };

/** The type of a value of a shape. */
export type Of<S> = S extends 'text'
  ? string
  : S extends 'number'
    ? number
    : S extends 'weight'
      ? number | null
      : S extends 'flag'
        ? boolean
        : S extends 'facts'
          ? readonly FactId[]
          : S extends 'sentence'
            ? Sentence
            : S extends 'phrase'
              ? Phrase
              : S extends { readonly list: infer Item }
                ? readonly Of<Item>[]
                : S extends { readonly maybe: infer Value }
                  ? Of<Value> | null
                  : S extends { readonly fields: infer Fields }
                    ? { [Name in keyof Fields]: Of<Fields[Name]> }
                    : never;

const list = <S extends Shape>(of: S) => ({ list: of }) as const;
const maybe = <S extends Shape>(of: S) => ({ maybe: of }) as const;
const fields = <F extends { readonly [name: string]: Shape }>(of: F) => ({ fields: of }) as const;

/** Text about facts. */
const cited = { text: 'text', facts: 'facts', rank: 'weight' } as const;
/** An event on a line of its own. */
const dated = fields({ ...cited, date: 'text' });
const paragraphs = list(list('sentence'));
const picture = { chart: 'text', alt: 'text', caption: 'text' } as const;

/** Series with their newest and their oldest figure. */
const figures = {
  caption: 'text',
  rows: list(
    fields({
      name: 'text',
      basis: maybe('text'),
      latest: fields(cited),
      rivals: list(fields(cited)),
      before: maybe(fields(cited)),
      rank: 'weight',
    }),
  ),
} as const;
/** What the requester said, under labels. */
const said = list(fields({ label: 'text', texts: list('text') }));
const reply = { name: 'text', sentences: list('sentence'), answered: 'flag', rank: 'weight' } as const;

/** A storyline with its paragraphs. */
const threadEntry = fields({ thread: maybe('text'), name: 'text', state: 'text', paragraphs, rank: 'weight' });
const agreement = fields({
  text: 'text',
  type: 'text',
  signed: 'text',
  status: 'text',
  facts: 'facts',
  rank: 'weight',
});

/** What every part has. */
const PART = { section: 'text', title: 'text' } as const;

/** What the part of each section has beside its name and title. */
export const SECTIONS = {
  'bottom-line': fields({ sentences: list('sentence') }),
  'key-facts': fields({
    map: maybe(fields(picture)),
    caption: 'text',
    rows: list(fields({ label: 'text', parts: list(fields(cited)), rank: 'weight' })),
  }),
  timeline: fields(picture),
  recent: fields({ caption: 'text', rows: list(dated) }),
  threads: fields({ entries: list(threadEntry) }),
  'turning-points': fields({ entries: list(fields({ date: 'text', title: 'text', paragraphs, rank: 'weight' })) }),
  agreements: fields({
    chart: maybe(fields(picture)),
    caption: 'text',
    types: 'flag',
    count: 'text',
    status: 'text',
    rows: list(agreement),
  }),
  figures: fields({
    ...figures,
    asOf: maybe('text'),
    chart: maybe(fields({ ...picture, rank: 'weight', facts: 'facts' })),
  }),
  positions: fields({ asOf: maybe('text'), entries: list(fields({ name: 'text', paragraphs, rank: 'weight' })) }),
  people: fields({
    caption: 'text',
    rows: list(
      fields({
        party: 'text',
        post: 'text',
        holder: 'text',
        native: maybe('phrase'),
        since: 'text',
        facts: 'facts',
        rank: 'weight',
      }),
    ),
  }),
  'look-ahead': fields({ caption: 'text', rows: list(dated) }),
  chronology: fields({ caption: 'text', rows: list(dated), left: maybe('text') }),
  gaps: fields({ lines: list(fields({ ...cited, ofRecord: 'flag' })), sentences: list('sentence') }),
  contents: fields({ bound: 'flag' }),
  sources: fields({}),
  'chronology-by-year': fields({
    scope: 'text',
    left: maybe('text'),
    legend: list('text'),
    years: list(
      fields({
        year: 'text',
        rows: list(fields({ ...cited, date: 'text', type: 'text', change: maybe(fields(cited)) })),
      }),
    ),
  }),
  'agreements-annex': fields({
    none: maybe('text'),
    chart: maybe(fields(picture)),
    status: 'text',
    groups: list(
      fields({
        name: 'text',
        rows: list(
          fields({
            title: 'text',
            short: maybe('text'),
            other: fields({ lang: 'text', text: 'text' }),
            parties: 'text',
            kind: 'text',
            number: maybe('text'),
            steps: list('text'),
            status: 'text',
            kin: list(fields(cited)),
            facts: 'facts',
            rank: 'weight',
          }),
        ),
      }),
    ),
  }),
  relationships: fields({
    caption: 'text',
    first: 'text',
    rows: list(
      fields({
        name: 'text',
        events: 'text',
        cooperative: 'text',
        conflicting: 'text',
        newest: fields(cited),
        next: maybe(fields(cited)),
        rank: 'weight',
      }),
    ),
  }),
  moved: fields({
    relationships: list(fields({ id: 'text', name: maybe('text'), entries: list(threadEntry) })),
  }),
  unmoved: fields({
    lines: list(fields(cited)),
    threads: list(fields({ party: maybe('text'), name: 'text', newest: fields(cited), rank: 'weight' })),
    parties: 'flag',
    agreements: list(agreement),
    status: 'text',
    threadsLeft: maybe('text'),
    agreementsLeft: maybe('text'),
  }),
  meeting: fields({ legend: 'text', rows: said }),
  participants: fields({
    caption: 'text',
    rows: list(fields({ name: 'text', title: 'text', party: 'text', offices: list(fields(cited)) })),
  }),
  objectives: fields({ ours: list('text'), theirs: list('text') }),
  'run-of-show': fields({ items: list('text') }),
  'do-not-raise': fields({ items: list('text') }),
  'talking-points': fields({ points: list('sentence'), spoken: maybe('text') }),
  'if-raised': fields({ replies: list(fields(reply)), items: list('text') }),
  'last-contacts': fields({ caption: 'text', rows: list(dated) }),
  deliverables: fields({ caption: 'text', rows: list(dated), items: list('text') }),
  biographies: fields({
    entries: list(
      fields({ name: 'text', party: 'text', offices: list('sentence'), path: list('sentence'), rank: 'weight' }),
    ),
  }),
  committee: fields({
    legend: 'text',
    rows: said,
    caption: 'text',
    questions: list(fields({ n: 'number', text: 'text', threads: 'text', spoken: 'text' })),
  }),
  answers: fields({
    answers: list(
      fields({
        id: 'text',
        n: 'number',
        text: 'text',
        threads: maybe('text'),
        messages: list('sentence'),
        spoken: maybe('text'),
        pressed: list(fields({ ...reply, on: 'text' })),
        supplementary: list(fields({ name: 'text', sentences: list('sentence'), rank: 'weight' })),
        figures: fields(figures),
        positions: list('sentence'),
        steps: list(fields(cited)),
        agreements: list(fields({ ...cited, label: 'text' })),
      }),
    ),
  }),
  delta: fields({ counts: 'text', sentences: list('sentence') }),
  'delta-news': fields({
    caption: 'text',
    rows: list(fields({ ...cited, change: 'text', date: 'text' })),
  }),
  'delta-agreements': fields({
    caption: 'text',
    rows: list(fields({ ...cited, change: 'text', was: 'text', now: 'text' })),
  }),
  'delta-figures': fields({
    caption: 'text',
    rows: list(
      fields({
        change: 'text',
        name: 'text',
        basis: maybe('text'),
        was: maybe(fields({ text: 'text', facts: 'facts' })),
        now: fields({ text: 'text', facts: 'facts' }),
        difference: 'text',
        rank: 'weight',
      }),
    ),
  }),
  'delta-people': fields({
    caption: 'text',
    rows: list(
      fields({
        change: 'text',
        party: 'text',
        post: 'text',
        holder: 'text',
        native: maybe('phrase'),
        when: 'text',
        facts: 'facts',
        rank: 'weight',
      }),
    ),
  }),
  'delta-corrections': fields({
    caption: 'text',
    rows: list(fields({ ...cited, change: 'text', was: 'text', now: 'text' })),
  }),
  // The title of the cover is what stands over its table.
  cover: fields({ legend: 'text', rows: said, map: maybe(fields(picture)) }),
  programme: fields({
    caption: 'text',
    rows: list(
      fields({
        n: 'number',
        date: 'text',
        place: 'text',
        called: maybe('text'),
        meeting: maybe('text'),
        hosts: 'text',
      }),
    ),
  }),
  logistics: fields({ items: list('text') }),
  notes: fields({
    notes: list(fields({ id: 'text', title: 'text', label: 'text', place: 'text', called: maybe('text') })),
  }),
} as const satisfies Record<SectionName, { readonly fields: Record<string, Shape> }>;

/** What the part of a section sees. */
export type PartView = { [Name in SectionName]: Of<(typeof SECTIONS)[Name]> }[SectionName];

/** What the frame sees, `brief.hbs`. */
export const FRAME = fields({
  title: 'text',
  meta: 'text',
  edition: maybe('text'),
  nothing: maybe(fields({ bottom: 'text', looked: 'text' })),
  sections: list(fields(PART)),
  provenance: maybe(
    fields({
      understood: maybe('text'),
      rules: maybe('text'),
      single: maybe('text'),
      dropped: maybe('text'),
      drafts: maybe('text'),
      draftsLeft: maybe('text'),
      most: maybe('text'),
    }),
  ),
});

/** What a file sees at its top, by its name without extension; null: whatever the place sees in which it stands. */
export function shapeOf(name: string): { readonly fields: { readonly [name: string]: Shape } } | null {
  if (name === 'brief') return FRAME;
  const section = name.replace(/^parts\//, '');
  return Object.hasOwn(SECTIONS, section) ? fields({ ...PART, ...SECTIONS[section as SectionName].fields }) : null;
}

/** Names that a `<figure>` can give to a chart. */
export const CHARTS = ['timeline', 'map', 'tally', 'trade', 'trip'] as const;
