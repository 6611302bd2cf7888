// In: the lines of a GDELT 2.0 event export: 61 columns separated by tabs, no header (GDELT Event Codebook V2.0). Out: events as drafts, coded
// by machine, the reports of one event merged: same day, same two parties, same CAMEO root code, same place. Refuses a line of another
// width, a bad date, code or address. Passes over what PLOVER does not count, what has not two parties, and actors that speak for no state.

import { daysInMonth } from '../model/date.ts';
import type { Clause, Event, EventType, Language, Localized, PartyCode, Source, Topic } from '../model/fact.ts';
import { actorOf, isOfficial, meaningOf } from './cameo.ts';
import { Gather, ownCopy } from './gather.ts';
import { hostOf, isAddress, kindOf, part, sourceId } from './ids.ts';
import type { Unit } from './lines.ts';
import { factRow, MACHINE_CODED, type Mapping, refusedRow, textProblem } from './mapping.ts';
import type { Context, LeftOut, Row, RowProblem } from './row.ts';
import { wrong } from './row.ts';
import { both, fill, nameOf, oneLine, raised } from './words.ts';

/** Columns of the export. Of those in between nothing is used. */
const COLUMNS = 61;
const ID = 0;
const DAY = 1;
const ACTOR_1 = { country: 7, group: 8, role: 12 };
const ACTOR_2 = { country: 17, group: 18, role: 22 };
const CODE = 26;
const ROOT = 28;
const GOLDSTEIN = 30;
const MENTIONS = 31;
const SOURCES = 32;
const ARTICLES = 33;
const PLACE_TYPE = 51;
const PLACE = 52;
const ADDED = 59;
const ADDRESS = 60;

/** Addresses kept of one event. */
const MOST_SOURCES = 3;

/** Whether a line has the form of the export: width, and a day, a code and a place type where they belong. */
export function looksLikeGdelt(line: string): boolean {
  const cells = line.split('\t');
  return (
    (cells.length === COLUMNS || cells.length === COLUMNS + 1) &&
    /^\d+$/.test(cells[ID] ?? '') &&
    /^\d{8}$/.test(cells[DAY] ?? '') &&
    /^\d{2}$/.test(cells[ROOT] ?? '') &&
    /^\d{8,14}$/.test(cells[ADDED] ?? '')
  );
}

interface Report {
  line: number;
  rows: number;
  day: string;
  parties: [PartyCode, PartyCode];
  /** Code of the report with most mentions; the first of equals. */
  code: string;
  root: string;
  type: EventType;
  topic: Topic;
  goldstein: number;
  best: number;
  mentions: number;
  sources: number;
  articles: number;
  place: string;
  placeType: string;
  ids: string[];
  /** Best first. */
  addresses: { address: string; added: string; mentions: number }[];
}

function join(into: Report, more: Report): void {
  into.rows += more.rows;
  into.mentions += more.mentions;
  into.sources += more.sources;
  into.articles += more.articles;
  if (more.best > into.best) {
    into.best = more.best;
    into.code = more.code;
    into.type = more.type;
    into.topic = more.topic;
    into.goldstein = more.goldstein;
  }
  if (into.ids.length < 10) into.ids.push(...more.ids);
  for (const source of more.addresses) {
    if (into.addresses.some((known) => known.address === source.address)) continue;
    into.addresses.push(source);
  }
  if (into.addresses.length > 1) {
    into.addresses.sort((a, b) => b.mentions - a.mentions);
    into.addresses.length = Math.min(into.addresses.length, MOST_SOURCES);
  }
}

/**
 * Significance by rule: 1, and one more for each of: ten articles or more; a hundred articles or more; a Goldstein value of 7 or more, or -7 or
 * less. Never above 3: what turns or defines a relationship is for a person to say.
 */
export function significanceOf(articles: number, goldstein: number): number {
  const more = (articles >= 10 ? 1 : 0) + (articles >= 100 ? 1 : 0) + (Math.abs(goldstein) >= 7 ? 1 : 0);
  return Math.min(3, 1 + more);
}

/** The mapping of a GDELT export. */
export function gdelt(context: Context): Mapping {
  const open = new Gather<Report>(join);
  const phrases = new Phrases(context);
  let merged = 0;
  const row = (report: Report): Row => factOf(report, phrases);
  return {
    take(unit) {
      if (unit.problem) return [refusedRow(unit, [unit.problem])];
      const read = readLine(unit, context);
      if (!('day' in read)) return [read];
      const key = `${read.day}|${read.parties[0]}|${read.parties[1]}|${read.root}|${read.place}`;
      const leaving = open.add(key, read);
      if (leaving === 'late') return [{ outcome: 'left', line: unit.line, why: 'REPEATED' }];
      if (!leaving) return [];
      merged += leaving.rows - 1;
      return [row(leaving)];
    },
    *end() {
      for (const report of open.close()) {
        merged += report.rows - 1;
        yield row(report);
      }
    },
    merged: () => merged,
    headers: () => 0,
  };
}

function readLine(unit: Unit, context: Context): Report | Row {
  const cells = unit.raw.split('\t');
  // The file of refused rows has the reasons in one more column.
  if (cells.length !== COLUMNS && cells.length !== COLUMNS + 1)
    return refusedRow(unit, [
      wrong('row', 'CELL_COUNT', `${cells.length} columns`, `${COLUMNS} columns separated by tabs`),
    ]);
  const cell = (n: number): string => cells[n] ?? '';
  const left = (why: LeftOut): Row => ({ outcome: 'left', line: unit.line, why });

  const meaning = meaningOf(cell(CODE));
  if (meaning === 'no event') return left('NOT_AN_EVENT');
  const [a, b] = [ACTOR_1, ACTOR_2].map(({ country, group }) => actorOf(cell(country), cell(group)));
  if (a == null || b == null || a === b) return left('ONE_PARTY');
  if (!context.gazetteer.has(a) || !context.gazetteer.has(b)) return left('NOT_A_PARTY');
  if (!isOfficial(cell(ACTOR_1.role)) || !isOfficial(cell(ACTOR_2.role))) return left('NOT_OFFICIAL');

  const garbled = textProblem(unit.raw);
  if (garbled) return refusedRow(unit, [garbled]);
  const problems: RowProblem[] = [];
  const day = calendarDay(cell(DAY));
  if (day === null) problems.push(wrong('SQLDATE', 'BAD_DATE', cell(DAY), 'a day as in 20240305'));
  if (meaning === null) problems.push(wrong('EventCode', 'UNKNOWN_CODE', cell(CODE), 'a CAMEO event code, as in 042'));
  const numbers = [GOLDSTEIN, MENTIONS, SOURCES, ARTICLES].map((n) => Number(cell(n)));
  for (const [n, name] of ['GoldsteinScale', 'NumMentions', 'NumSources', 'NumArticles'].entries()) {
    if (!Number.isFinite(numbers[n])) {
      const found = cell([GOLDSTEIN, MENTIONS, SOURCES, ARTICLES][n] ?? 0);
      problems.push(wrong(name, 'BAD_NUMBER', found, 'a number'));
    }
  }
  if (!isAddress(cell(ADDRESS)))
    problems.push(wrong('SOURCEURL', 'NO_SOURCE', cell(ADDRESS), 'an address that begins with https://'));
  if (problems.length > 0 || day === null || meaning === null) return refusedRow(unit, problems);

  const [goldstein = 0, mentions = 0, sources = 0, articles = 0] = numbers;
  return {
    line: unit.line,
    rows: 1,
    day,
    parties: [a, b],
    code: cell(CODE),
    root: cell(CODE).slice(0, 2),
    type: meaning[0],
    topic: meaning[1],
    goldstein,
    best: mentions,
    mentions,
    sources,
    articles,
    place: ownCopy(cell(PLACE)),
    placeType: cell(PLACE_TYPE),
    ids: [cell(ID)],
    addresses: [{ address: ownCopy(cell(ADDRESS)), added: calendarDay(cell(ADDED).slice(0, 8)) ?? day, mentions }],
  };
}

/** `20240305` as `2024-03-05`; null for what is no day. */
function calendarDay(text: string): string | null {
  if (!/^[1-9]\d{7}$/.test(text)) return null;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  if (month < 1 || month > 12 || day < 1 || (day > 28 && day > daysInMonth(year, month))) return null;
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

function factOf(report: Report, phrases: Phrases): Row {
  const { day, parties, type, root } = report;
  const sources = report.addresses.map(({ address, added }) => sourceOf(address, added));
  const town = report.placeType === '1' ? '' : oneLine(report.place.split(',')[0] ?? '');
  const words = phrases.of(type, parties);
  const where = report.place === '' ? '' : `-${part(report.place, 6)}`;
  const fact: Event = {
    id: `gdelt/${day}/${parties[0].toLowerCase()}-${parties[1].toLowerCase()}-${root}${where}`,
    kind: 'event',
    date: day,
    end: null,
    title: words.title,
    summary: words.summary,
    type,
    people: [],
    place: town === '' ? null : { en: town, fr: town },
    clause: words.clause,
    stateRestsOn: [],
    parties: [...parties],
    topics: [report.topic],
    significance: significanceOf(report.articles, report.goldstein),
    thread: null,
    links: [],
    sources: sources.map((source) => source.id),
    // Reports that a machine found alike may all repeat one dispatch.
    confidence: 'single',
    disputed: null,
    note: noteOf(report),
    next: null,
    sameAs: [],
  };
  return factRow(report.line, fact, MACHINE_CODED, sources, report.rows);
}

/** What a curator needs to judge the coding. Never printed. */
function noteOf(report: Report): string {
  const place = oneLine(report.place);
  const counts = `mentions ${report.mentions}, sources ${report.sources}, articles ${report.articles}`;
  const where = place === '' ? '' : `; ${place}`;
  return `CAMEO ${report.code}; Goldstein ${report.goldstein}; ${counts}; reports merged ${report.rows}; GDELT ${report.ids.slice(0, 10).join(' ')}${where}`;
}

function sourceOf(address: string, added: string): Source {
  return {
    id: sourceId('gdelt', address),
    publisher: hostOf(address).replace(/^www\./, ''),
    publisherFr: null,
    via: 'GDELT Project',
    kind: kindOf(address),
    title: null,
    url: address,
    published: null,
    read: added,
    language: null,
    country: null,
  };
}

interface Phrase {
  title: Localized;
  summary: Localized;
  clause: { en: Clause; fr: Clause };
}

/** The words of an event depend on its type and parties alone: they are composed once for each. */
class Phrases {
  private readonly made = new Map<string, Phrase>();
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  of(type: EventType, parties: readonly [PartyCode, PartyCode]): Phrase {
    const key = `${type}|${parties[0]}|${parties[1]}`;
    const known = this.made.get(key);
    if (known) return known;
    if (this.made.size >= 20_000) this.made.clear();
    const phrase = this.make(type, parties);
    this.made.set(key, phrase);
    return phrase;
  }

  private make(type: EventType, parties: readonly [PartyCode, PartyCode]): Phrase {
    const named = (language: Language) => ({
      a: nameOf(this.context.gazetteer, parties[0], language),
      b: nameOf(this.context.gazetteer, parties[1], language),
    });
    const words = this.context.words;
    const telling = (language: Language) => words[language].event[type];
    const predicate = (language: Language) => fill(telling(language).predicate, named(language));
    const clause = (language: Language): Clause => ({
      subject: named(language).a.full,
      predicate: words[language].told.replace('{predicate}', predicate(language)),
      noun: fill(telling(language).noun, named(language)),
      state: null,
      label: null,
    });
    const clauses = { en: clause('en'), fr: clause('fr') };
    return {
      title: both((l) => words[l].marked.replace('{title}', fill(telling(l).title, named(l)))),
      summary: both((l) => {
        const said = `${clauses[l].subject} ${predicate(l).replace(/\s?\{on\}/, '')}`;
        return raised(words[l].reported.replace('{sentence}', said));
      }),
      clause: clauses,
    };
  }
}
