// In: the words of a search at a terminal, and what narrows it. Out: what was found, as text for people. Refuses as a request for a brief does, a
// value that is none of an option, and what the store refuses.

import type { Chancery } from './brief.ts';
import { type Line, oneOf, quote } from './cli-line.ts';
import {
  AGREEMENT_TYPES,
  dateOf,
  EVENT_TYPES,
  FACT_KINDS,
  type Fact,
  LANGUAGES,
  type Language,
  SOURCE_KINDS,
  titleOf,
} from './model/fact.ts';
import { refuse } from './model/problem.ts';

export const SEARCH_HELP = `  npm run data -- search <words>               facts by their titles and summaries: canola duty, '"free trade"', nego*
      --party, --topic, --kind, --type         CHN · trade · event, agreement … · SANCTION, tax treaty …
      --source <kind or publisher>             official, wire … or a name
      --since, --until, --as-of <date>         --significance 3: at least that
      --language en|fr                         only in texts of one language, which is also the one shown
      --drafts  --counts                       also what no person has reviewed; how many of each
      --first <n>  --after <cursor>            default: 20`;

export const SEARCH_OPTIONS = [
  'kind',
  'party',
  'topic',
  'type',
  'source',
  'since',
  'until',
  'significance',
  'language',
  'first',
  'after',
] as const;
type Option = (typeof SEARCH_OPTIONS)[number] | 'as-of';

/** Most facts of a page. */
const MOST = 200;
/** Most values of a facet that are told at a terminal. */
const MOST_TOLD = 8;

/** Searches, and tells what was found. */
export async function search(
  { store, bounds, templates }: Chancery,
  { options, given, flags }: Pick<Line<string>, 'options' | 'given' | 'flags'>,
  words: readonly string[],
): Promise<string> {
  /** Every value of an option, given several times or with commas. */
  const all = (option: Option): string[] =>
    given.flatMap(([name, value]) => (name === option ? value.split(',').flatMap((one) => one.trim() || []) : []));
  const one = (option: Option): string | null => options[option] ?? null;
  const { parties, ...within } = bounds({
    parties: all('party'),
    topics: all('topic'),
    since: one('since'),
    until: one('until'),
    asOf: one('as-of'),
  });
  const language: Language | null = options['language'] ? oneOf('language', options['language'], LANGUAGES) : null;
  const isKind = (source: string) => SOURCE_KINDS.some((kind) => kind === source.toLowerCase());
  const sources = given.flatMap(([name, value]) => (name === 'source' ? [value.trim()] : []));
  const found = await store.search(
    {
      ...within,
      text: words.join(' '),
      language,
      between: parties,
      kinds: all('kind').map((kind) => oneOf('kind', kind, FACT_KINDS)),
      types: all('type').map((type) => oneOf('type', type, [...EVENT_TYPES, ...AGREEMENT_TYPES])),
      sourceKinds: sources.filter(isKind).map((kind) => oneOf('source', kind, SOURCE_KINDS)),
      // A name may have a comma.
      publishers: sources.filter((source) => !isKind(source)),
      minSignificance: Number(oneOf('significance', one('significance') ?? '1', ['1', '2', '3', '4', '5'])),
      includeDrafts: flags.has('drafts'),
    },
    sizeOf(one('first') ?? '20'),
    one('after'),
  );
  const shown = language ?? 'en';
  const type = templates.type[shown];
  const title = (fact: Fact): string => {
    const text = titleOf(fact)[shown];
    const set = text.includes('{') ? type.text(text, 'prose') : type.plain(text, 'prose');
    return fact.kind === 'office' ? `${set}: ${fact.holder}` : set;
  };
  const lines = [
    found.total === 1 ? '1 fact' : `${found.total} facts`,
    ...found.facts.flatMap((fact) => [
      `  ${(dateOf(fact) ?? '').padEnd(10)}  ${title(fact)}${found.drafts.has(fact.id) ? ' (draft)' : ''}`,
      `              ${fact.id}`,
    ]),
    ...(found.hasNextPage ? [`more: --after ${found.endCursor}`] : []),
    ...(flags.has('counts') ? countsOf(await found.facets()) : []),
  ];
  return `${lines.join('\n')}\n`;
}

const sizeOf = (typed: string): number =>
  /^[1-9]\d{0,2}$/.test(typed)
    ? Number(typed)
    : refuse('BAD_PAGE_SIZE', { value: quote(typed), most: MOST }, { field: 'first' });

const LABELS = {
  kind: 'kinds',
  type: 'types',
  significance: 'significance',
  year: 'years',
  party: 'parties',
  topic: 'topics',
  sourceKind: 'sources',
  publisher: 'publishers',
} as const;

function countsOf(facets: Record<keyof typeof LABELS, readonly { value: string; count: number }[]>): string[] {
  return (Object.keys(LABELS) as (keyof typeof LABELS)[]).flatMap((facet) => {
    const counts = facets[facet];
    if (counts.length === 0) return [];
    const told = counts.slice(0, MOST_TOLD).map(({ value, count }) => `${value} ${count}`);
    const more = counts.length > MOST_TOLD ? [`${counts.length - MOST_TOLD} more`] : [];
    return `  ${LABELS[facet].padEnd(14)}${[...told, ...more].join(' · ')}`;
  });
}
