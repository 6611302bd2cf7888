// In: a listing of treaties as a table: of the United Nations Treaty Series, or of Canada Treaty Information (docs/import.md names the columns). Out: agreements
// as drafts, with the register as their official source. Refuses a row without number, title, parties or date.

import type { Edtf } from '../model/date.ts';
import type { Agreement, Clause, Language, Localized, PartyCode, Source } from '../model/fact.ts';
import { folded } from './columns.ts';
import { readCell } from './csv.ts';
import { isAddress, part } from './ids.ts';
import { instrumentOf } from './instrument.ts';
import type { Unit } from './lines.ts';
import { factRow, MACHINE_CODED, type Mapping, problemsOf, refusedRow, textProblem } from './mapping.ts';
import { type Parties, partiesInTitle, partiesOf } from './party.ts';
import type { Context, Row, RowProblem } from './row.ts';
import { wrong } from './row.ts';
import { cellCount, statusOf } from './sheet.ts';
import { both, fill, listed, nameOf, oneLine } from './words.ts';
import { writtenDate } from './written.ts';

/** A register: how its columns are called, and what is known of all its treaties. */
interface Register {
  origin: 'unts' | 'cts';
  columns: Record<string, readonly string[]>;
  /** How day and month stand in its dates of digits; null: not known. */
  dates: 'day-first' | null;
  /** The party of every treaty; null where there is none. */
  party: PartyCode | null;
  source: Pick<Source, 'publisher' | 'publisherFr' | 'country'>;
  /** Where the treaty is found, by its number, where the listing has no address. */
  address(number: string): string;
}

/** UNTS: headings of the search results and labels of the pages of treaties.un.org; `reg num`, `con date` … as published copies of its lists have them. */
export const UNTS: Register = {
  origin: 'unts',
  columns: {
    number: ['registration number', 'reg number', 'reg num', 'numero d enregistrement'],
    title: ['title', 'full title'],
    titleFr: ['titre', 'title fr', 'french title'],
    parties: ['participants', 'participant s', 'participant', 'parties'],
    signed: [
      'places dates of conclusion',
      'conclusion date',
      'date of conclusion',
      'con date',
      'date conclusion',
      'conclusion',
    ],
    inForce: ['eif information', 'entry into force date', 'entry into force', 'date of entry into force', 'eif'],
    ended: ['termination date', 'date of termination', 'terminated'],
    registered: ['registration date', 'reg date'],
    volume: ['unts volume number', 'volume', 'vol', 'unts volume'],
    kind: ['agreement type', 'treaty type', 'type', 'tr type'],
    subject: ['subject terms', 'subj terms', 'subject'],
    url: ['url', 'link', 'href', 'address'],
  },
  // 08/12/2005 is the eighth of December on every page of the collection.
  dates: 'day-first',
  party: null,
  source: {
    publisher: 'United Nations Treaty Series',
    publisherFr: 'Recueil des Traités des Nations Unies',
    country: null,
  },
  address: () => 'https://treaties.un.org/Pages/UNTSOnline.aspx?id=2&clang=_en',
};

/** Canada: the register exports no table; these columns follow what its pages tell of a treaty. */
export const CTS: Register = {
  origin: 'cts',
  columns: {
    number: ['treaty number', 'treaty id', 'numero du traite', 'e number'],
    series: ['cts number', 'cts', 'canada treaty series', 'rtc', 'numero rtc', 'recueil des traites du canada'],
    title: ['title', 'english title', 'title en'],
    titleFr: ['titre', 'french title', 'title fr'],
    parties: [
      'countries',
      'country',
      'parties',
      'partner',
      'partners',
      'country organization',
      'pays',
      'partenaire',
      'partenaires',
      'pays organisation',
    ],
    signed: ['date of signature', 'signature', 'signed', 'signature date', 'date de signature', 'signe'],
    inForce: [
      'in force',
      'entry into force',
      'date of entry into force',
      'en vigueur',
      'entree en vigueur',
      'date d entree en vigueur',
    ],
    ended: ['terminated', 'termination', 'date of termination', 'fin', 'denonce', 'date d extinction'],
    kind: ['type', 'bilateral multilateral', 'bilateral or multilateral'],
    subject: ['subject', 'subjects', 'sujet', 'sujets'],
    url: ['url', 'link', 'address', 'lien', 'adresse'],
  },
  dates: null,
  party: 'CAN',
  source: { publisher: 'Global Affairs Canada', publisherFr: 'Affaires mondiales Canada', country: 'CAN' },
  address: (number) =>
    /^E\d+$/i.test(number)
      ? `https://www.treaty-accord.gc.ca/details.aspx?lang=eng&id=${number.slice(1)}`
      : 'https://www.treaty-accord.gc.ca/cts-rtc.aspx?lang=eng',
};

/** The position of every column that a register knows. */
function columnsOf(register: Register, header: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [n, name] of header.entries()) {
    const key = folded(readCell(name));
    for (const [field, names] of Object.entries(register.columns)) {
      if (names.includes(key) && !found.has(field)) found.set(field, n);
    }
  }
  return found;
}

/** Whether a header is that of a register: its number and title, and one date. */
export function looksLikeTreaties(register: Register, header: readonly string[]): boolean {
  const columns = columnsOf(register, header);
  const numbered = columns.has('number') || columns.has('series');
  return (
    numbered && (columns.has('title') || columns.has('titleFr')) && (columns.has('signed') || columns.has('inForce'))
  );
}

/** The mapping of a listing of treaties. The first record is the header. */
export function treaties(context: Context, register: Register): Mapping {
  let columns: Map<string, number> | null = null;
  let width = 0;
  const parties = partiesOf(context.gazetteer);
  return {
    take(unit) {
      if (columns === null) {
        columns = columnsOf(register, unit.cells ?? []);
        width = unit.cells?.length ?? 0;
        return [];
      }
      const problem = unit.problem ?? cellCount(unit, width) ?? textProblem(unit.raw);
      if (problem) return [refusedRow(unit, [problem])];
      return [readTreaty(unit, columns, register, parties, context)];
    },
    end: () => [],
    merged: () => 0,
    headers: () => 1,
  };
}

function readTreaty(
  unit: Unit,
  columns: ReadonlyMap<string, number>,
  register: Register,
  parties: Parties,
  context: Context,
): Row {
  const problems: RowProblem[] = [];
  const cell = (field: string): string => {
    const at = columns.get(field);
    const text = at === undefined ? '' : oneLine(readCell(unit.cells?.[at] ?? ''));
    return /^(not available|n\/a|-)$/i.test(text) ? '' : text;
  };
  const missing = (field: string, expected: string) => problems.push(wrong(field, 'MISSING', '', expected));

  const [number, series] = [cell('number'), cell('series')];
  if (number === '' && series === '') missing('number', 'the number under which the register has the treaty');
  const english = cell('title');
  const french = cell('titleFr');
  if (english === '' && french === '') missing('title', 'the title of the treaty');

  const named =
    cell('parties') === ''
      ? partiesInTitle(parties, english || french)
      : parties.inCell('parties', unit.cells?.[columns.get('parties') ?? -1] ?? '');
  if (!Array.isArray(named)) problems.push(named);
  const all = Array.isArray(named) ? [...new Set([...(register.party ? [register.party] : []), ...named])] : [];
  if (Array.isArray(named) && named.length === 0) missing('parties', 'the parties, separated by semicolons');

  const signed = lastDate(cell('signed'), register, context);
  const force = datesOfForce(cell('inForce'), register, context);
  const ended = lastDate(cell('ended'), register, context);
  for (const [field, date] of [
    ['signed', signed],
    ['inForce', force],
    ['ended', ended],
  ] as const) {
    if ('reason' in date) problems.push({ ...date, field });
  }
  if (problems.length > 0 || 'reason' in signed || 'reason' in force || 'reason' in ended)
    return refusedRow(unit, problems);

  const steps = {
    negotiationsOpened: null,
    concluded: null,
    signed: signed.date,
    provisionallyApplied: force.provisional,
    inForce: force.date,
    ended: ended.date,
  };
  const status = statusOf(steps);
  if (status === null)
    return refusedRow(unit, [wrong('signed', 'MISSING', '', 'a date of signature or of entry into force')]);

  const title = titles(context, english, french);
  const id = idOf(register, number, series);
  const url = isAddress(cell('url')) ? cell('url') : register.address(number);
  const shared = url === register.address('');
  const source: Source = {
    id: shared ? `${register.origin}/register` : `${id}/register`,
    ...register.source,
    via: null,
    kind: 'official',
    title: shared ? null : english || french,
    url,
    published: null,
    read: context.today,
    language: shared || register.origin === 'cts' ? null : english ? 'en' : 'fr',
  };
  const { type, topic } = instrumentOf(`${english} ${french} ${cell('subject')}`);
  const fact: Agreement = {
    id,
    kind: 'agreement',
    title,
    short: null,
    type,
    status: status as Agreement['status'],
    ...steps,
    treatyNumber: register.origin === 'unts' ? `UNTS ${number}` : number || `CTS ${series}`,
    ...treatyWords(context, register.origin, { en: english || french, fr: french || english }, all, cell('kind')),
    stateRestsOn: [],
    parties: all,
    topics: [topic],
    significance: 2,
    thread: null,
    links: [],
    sources: [source.id],
    confidence: 'confirmed',
    disputed: null,
    note: noteOf(register, number, series, cell),
    next: null,
    sameAs: [],
  };
  const faults = problemsOf(fact, context);
  return faults.length > 0 ? refusedRow(unit, faults) : factRow(unit.line, fact, MACHINE_CODED, [source]);
}

/** `unts/i-43425`, `cts/e103231`, `cts/2001-27`. A number without Roman numeral is of the first part, treaties registered. */
function idOf(register: Register, number: string, series: string): string {
  if (register.origin === 'unts') {
    const bare = number.replace(':', '-');
    return `unts/${part(/^\d/.test(bare) ? `I-${bare}` : bare)}`;
  }
  return `cts/${number !== '' ? part(number) : part(series.replace(/\bno\.?\s*/i, ''))}`;
}

function noteOf(register: Register, number: string, series: string, cell: (field: string) => string): string {
  const told = [
    register.origin === 'unts' ? `UNTS registration number ${number}` : number,
    series === '' ? '' : `CTS ${series}`,
    cell('volume') === '' ? '' : `volume ${cell('volume')}`,
    cell('registered') === '' ? '' : `registered ${cell('registered')}`,
    cell('kind'),
    cell('signed') === '' ? '' : `conclusion: ${cell('signed')}`,
    cell('inForce') === '' ? '' : `entry into force: ${cell('inForce')}`,
  ];
  return told
    .filter((text) => text !== '')
    .join('; ')
    .slice(0, 1000)
    .trim();
}

const titles = (context: Context, english: string, french: string): Localized =>
  both((language) => {
    const own = language === 'en' ? english : french;
    return own || fill(context.words[language].untranslated, {}, { title: english || french });
  });

// ---- Dates of registers ----------------------------------------------------------------------------------------------

type Found = { date: Edtf | null } | RowProblem;

/** A date within other words: `Geneva 08/12/2005`, `14 January 2007, in accordance with article 11`. */
const DATE =
  /\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}|(?:\d{1,2}(?:er|st|nd|rd|th)? )?\p{L}{3,9}\.? (?:\d{1,2}(?:st|nd|rd|th)?, )?\d{4}|\b\d{4}\b/gu;

/** The last date that a cell names: an exchange of notes is concluded by the last of them. */
function lastDate(text: string, register: Register, context: Context): Found {
  if (text === '') return { date: null };
  const order = register.dates ?? context.dates ?? null;
  const whole = writtenDate(text, order);
  if ('value' in whole) return { date: whole.value };
  const dates: Edtf[] = [];
  for (const [written] of text.matchAll(DATE)) {
    const read = writtenDate(written, order);
    if ('value' in read) dates.push(read.value);
    else if (read.reason === 'AMBIGUOUS_DATE') return wrong('', read.reason, written, read.expected);
  }
  const last = dates.sort().at(-1);
  return last === undefined ? wrong('', whole.reason, text, whole.expected) : { date: last };
}

/** `provisionally on 1 May 2003; definitively on 5 June 2004`: the two are not the same. */
function datesOfForce(
  text: string,
  register: Register,
  context: Context,
): { date: Edtf | null; provisional: Edtf | null } | RowProblem {
  const pieces = text.split(/[;|]|(?= and definitively)|(?= et definitivement)/);
  const provisional = pieces.filter((piece) => /provision?al|provisoire/i.test(piece));
  const definitive = pieces
    .filter((piece) => !provisional.includes(piece))
    .join('; ')
    .trim();
  const first = lastDate(provisional.join('; ').trim(), register, context);
  const then = lastDate(definitive, register, context);
  if ('reason' in first) return first;
  return 'reason' in then ? then : { date: then.date, provisional: first.date };
}

// ---- Words -----------------------------------------------------------------------------------------------------------

/**
 * The words of an agreement that only its title and parties are known of.
 * @param title in the language it has, where it has not both
 * @param kind as the register calls it: `Open Multilateral`
 */
export function treatyWords(
  context: Context,
  register: 'unts' | 'cts' | 'wikidata',
  title: Localized,
  parties: readonly PartyCode[],
  kind: string | null,
): { summary: Localized; clause: { en: Clause; fr: Clause } } {
  const texts = (language: Language): Record<string, string> => {
    const words = context.words[language];
    const names = parties.map((code) => nameOf(context.gazetteer, code, language));
    const [a, b] = names;
    const open = kind !== null && /multilateral/i.test(kind) && /open/i.test(kind);
    const who =
      open || names.length > 5 || !a || !b
        ? words.between.many
        : names.length === 2
          ? fill(words.between.two, { a, b })
          : words.between.several.replace(
              '{list}',
              listed(
                words,
                names.map(({ full }) => full),
              ),
            );
    return { title: oneLine(title[language]), between: who, register: words.register[register] };
  };
  const made = (language: Language, key: 'predicate' | 'noun' | 'summary'): string =>
    fill(context.words[language].treaty[key], {}, texts(language));
  const clause = (language: Language): Clause => ({
    subject: made(language, 'noun'),
    predicate: made(language, 'predicate'),
    noun: made(language, 'noun'),
    state: null,
    label: null,
  });
  return { summary: both((l) => made(l, 'summary')), clause: { en: clause('en'), fr: clause('fr') } };
}
