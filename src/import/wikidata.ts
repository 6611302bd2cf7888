// In: the results of one of three queries of Wikidata (docs/import.md), in JSON or CSV: bilateral agreements, holders of offices, diplomatic missions.
// Out: drafts, one for each statement, its references as sources; rows that differ in the reference alone are joined. Qualifiers become dates
// as precise as Wikidata has them. Refuses rows without a date or party they need; passes over what Wikidata marks as deprecated.

import { type Edtf, parseDate } from '../model/date.ts';
import type { Agreement, Event, Fact, Language, Localized, Office, PartyCode, Source } from '../model/fact.ts';
import { Gather, ownCopy } from './gather.ts';
import { hostOf, isAddress, kindOf, sourceId } from './ids.ts';
import { instrumentOf } from './instrument.ts';
import type { Unit } from './lines.ts';
import { factRow, MACHINE_CODED, type Mapping, problemsOf, refusedRow, textProblem } from './mapping.ts';
import { type Parties, partiesOf } from './party.ts';
import type { Context, Row, RowProblem } from './row.ts';
import { wrong } from './row.ts';
import { cellCount, statusOf } from './sheet.ts';
import { treatyWords } from './treaties.ts';
import { both, fill, nameOf, oneLine, raised } from './words.ts';

/** Values of one row by variable; unknown and blank ones are left out. */
type Binding = Map<string, string>;

/** The variable that tells the query. */
export const SUBJECTS = ['agreement', 'person', 'mission'] as const;

/** Sources kept of one statement. */
const MOST_SOURCES = 5;

interface Pending {
  unit: Unit;
  rows: number;
  fact: Fact;
  sources: Source[];
}

/** The mapping of query results: JSON where no header is given, CSV otherwise. */
export function wikidata(context: Context, form: 'json' | 'csv'): Mapping {
  const open = new Gather<Pending>((into, more) => {
    into.rows += more.rows;
    for (const source of more.sources) {
      if (into.sources.length < MOST_SOURCES && !into.sources.some(({ id }) => id === source.id))
        into.sources.push(source);
    }
  });
  const parties = partiesOf(context.gazetteer);
  let header: string[] | null = null;
  let merged = 0;
  const row = ({ unit, rows, fact, sources }: Pending): Row => {
    merged += rows - 1;
    const whole: Fact = { ...fact, sources: sources.map(({ id }) => id) };
    const problems = problemsOf(whole, context);
    return problems.length > 0 ? refusedRow(unit, problems) : factRow(unit.line, whole, MACHINE_CODED, sources, rows);
  };
  return {
    take(unit) {
      if (form === 'csv' && header === null) {
        header = (unit.cells ?? []).map((name) => name.trim().replace(/^\?/, ''));
        return [];
      }
      const width = header?.length ?? 0;
      const problem = unit.problem ?? textProblem(unit.raw) ?? (form === 'csv' ? cellCount(unit, width) : null);
      if (problem) return [refusedRow(unit, [problem])];
      const binding = form === 'csv' ? fromCells(header ?? [], unit.cells ?? []) : fromJson(unit.raw);
      if (binding === null)
        return [refusedRow(unit, [wrong('row', 'NOT_JSON', unit.raw, 'a binding of SPARQL results')])];
      if (binding.get('rank')?.endsWith('DeprecatedRank'))
        return [{ outcome: 'left', line: unit.line, why: 'DEPRECATED' }];
      const read = new Statement(binding, unit, context, parties).read();
      if ('outcome' in read) return [read];
      const leaving = open.add(read.fact.id, read);
      if (leaving === 'late') return [{ outcome: 'left', line: unit.line, why: 'REPEATED' }];
      return leaving ? [row(leaving)] : [];
    },
    *end() {
      for (const pending of open.close()) yield row(pending);
    },
    merged: () => merged,
    headers: () => (form === 'csv' ? 1 : 0),
  };
}

function fromJson(raw: string): Binding | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return null;
  }
  const binding: Binding = new Map();
  for (const [name, term] of Object.entries(value ?? {})) {
    if (typeof term !== 'object' || term === null) continue;
    const [type, text] = [Reflect.get(term, 'type'), Reflect.get(term, 'value')];
    if (typeof text === 'string' && type !== 'bnode') put(binding, name, text);
  }
  return binding;
}

function fromCells(header: readonly string[], cells: readonly string[]): Binding {
  const binding: Binding = new Map();
  for (const [n, name] of header.entries()) put(binding, name, cells[n] ?? '');
  return binding;
}

/** Unknown values are blank nodes, and in CSV the addresses that stand for them. */
function put(binding: Binding, name: string, value: string): void {
  const text = value.trim();
  if (text !== '' && !/^_:|\/\.well-known\/genid\/|^t\d+$/.test(text)) binding.set(name, text);
}

/** One row of results. */
class Statement {
  private readonly binding: Binding;
  private readonly unit: Unit;
  private readonly context: Context;
  private readonly parties: Parties;
  private readonly problems: RowProblem[] = [];

  constructor(binding: Binding, unit: Unit, context: Context, parties: Parties) {
    this.binding = binding;
    this.unit = unit;
    this.context = context;
    this.parties = parties;
  }

  read(): Pending | Row {
    const subject = SUBJECTS.find((name) => this.binding.has(name));
    if (subject === undefined)
      return refusedRow(this.unit, [
        wrong('row', 'NOT_A_RECORD', this.unit.raw, `a variable ${SUBJECTS.map((s) => `?${s}`).join(', ')}`),
      ]);
    const item = this.item(subject);
    const fact =
      subject === 'agreement' ? this.agreement(item) : subject === 'person' ? this.office(item) : this.mission(item);
    if (this.problems.length > 0 || fact === null) return refusedRow(this.unit, this.problems);
    return {
      unit: { ...this.unit, raw: ownCopy(this.unit.raw), cells: null },
      rows: 1,
      fact,
      sources: this.sources(item),
    };
  }

  // ---- Values ----------------------------------------------------------------------------------------------------

  private item(variable: string): string {
    const value = this.binding.get(variable) ?? '';
    const found = /(?:^|\/)(Q\d+)$/.exec(value)?.[1];
    if (found === undefined)
      this.problems.push(wrong(variable, 'UNKNOWN_CODE', value, 'an item such as http://www.wikidata.org/entity/Q16'));
    return found ?? '';
  }

  private party(variable: string): PartyCode {
    const value = this.binding.get(variable);
    const codes = value === undefined ? [] : this.parties.find(value);
    if (value === undefined) this.problems.push(wrong(variable, 'MISSING', '', 'an ISO 3166-1 alpha-3 code'));
    else if (codes.length !== 1)
      this.problems.push(wrong(variable, 'UNKNOWN_PARTY', value, 'an ISO 3166-1 alpha-3 code'));
    return codes[0] ?? '';
  }

  private date(variable: string): Edtf | null {
    const value = this.binding.get(variable);
    if (value === undefined) return null;
    const date = wikidataDate(value, this.binding.get(`${variable}Precision`) ?? null);
    if (date === null)
      this.problems.push(
        wrong(variable, 'BAD_DATE', value, 'a date of our era with its precision, 7 (century) to 11 (day)'),
      );
    return date;
  }

  /** A label; an item without one has its number there. */
  private label(variable: string): string | null {
    const value = this.binding.get(variable);
    return value === undefined || /^Q\d+$/.test(value) ? null : oneLine(value);
  }

  /** A label in both languages; where one is missing, the other in its place says so. */
  private labels(english: string, french: string): Localized | null {
    const texts = { en: this.label(english), fr: this.label(french) };
    if (texts.en === null && texts.fr === null) {
      this.problems.push(wrong(english, 'MISSING', this.binding.get(english) ?? '', 'a label in English or French'));
      return null;
    }
    return both((l) => texts[l] ?? fill(this.context.words[l].untranslated, {}, { title: texts.en ?? texts.fr ?? '' }));
  }

  /** The name in its own script, with its language, where the query gives both. */
  private native(): Office['holderNative'] {
    const [text, lang] = [this.label('personNative'), this.binding.get('personNativeLang')];
    return text === null || lang === undefined || text === this.label('personLabel') ? null : { lang, text };
  }

  /** The labels as they are; one in the place of the other where it is missing. */
  private bare(english: string, french: string): Localized {
    const [en, fr] = [this.label(english), this.label(french)];
    return { en: en ?? fr ?? '', fr: fr ?? en ?? '' };
  }

  private sources(item: string): Source[] {
    const common = { publisherFr: null, via: null, published: null, language: null, country: null };
    const wiki: Source = {
      ...common,
      id: `wikidata/item/${item.toLowerCase()}`,
      publisher: 'Wikidata',
      kind: 'reference',
      title: null,
      url: `https://www.wikidata.org/wiki/${item}`,
      read: this.context.today,
    };
    const reference = this.binding.get('reference');
    if (reference === undefined || !isAddress(reference)) return [wiki];
    const read = this.binding.get('retrieved');
    const given: Source = {
      ...common,
      id: sourceId('wikidata', reference),
      publisher: hostOf(reference).replace(/^www\./, ''),
      kind: kindOf(reference),
      title: this.label('referenceTitle'),
      url: reference,
      read: (read === undefined ? null : wikidataDate(read, '11')) ?? this.context.today,
    };
    return [given, wiki];
  }

  private get common() {
    return {
      thread: null,
      links: [],
      sources: [],
      confidence: 'single',
      disputed: null,
      next: null,
      sameAs: [],
    } satisfies Partial<Fact>;
  }

  private note(...items: string[]): string {
    const rank = /(\w+)Rank$/.exec(this.binding.get('rank') ?? '')?.[1]?.toLowerCase();
    return `Wikidata ${items.join(' ')}${rank ? `; rank ${rank}` : ''}`;
  }

  // ---- Facts -----------------------------------------------------------------------------------------------------

  private agreement(item: string): Agreement | null {
    const title = this.labels('agreementLabel', 'titleFr');
    const parties = [this.party('isoA'), this.party('isoB')];
    const steps = {
      negotiationsOpened: null,
      concluded: null,
      signed: this.date('signed'),
      provisionallyApplied: null,
      inForce: this.date('inForce'),
      ended: this.date('ended'),
    };
    const status = statusOf(steps);
    if (status === null)
      this.problems.push(wrong('signed', 'MISSING', '', 'a date of signature, of entry into force or of end'));
    if (this.problems.length > 0 || title === null) return null;
    const { type, topic } = instrumentOf(this.label('agreementLabel') ?? title.fr);
    const words = treatyWords(this.context, 'wikidata', this.bare('agreementLabel', 'titleFr'), parties, null);
    return {
      id: `wikidata/${item.toLowerCase()}`,
      kind: 'agreement',
      title,
      short: null,
      type,
      status: status as Agreement['status'],
      ...steps,
      ...words,
      stateRestsOn: [],
      ...this.common,
      parties: [...new Set(parties)],
      topics: [topic],
      significance: 2,
      note: this.note(item),
    };
  }

  private office(item: string): Office | null {
    const position = this.item('position');
    const post = this.labels('positionLabel', 'postFr');
    const holder = this.label('personLabel');
    if (holder === null)
      this.problems.push(wrong('personLabel', 'MISSING', this.binding.get('personLabel') ?? '', 'a name'));
    const party = this.party('iso');
    const [from, to] = [this.date('start'), this.date('end')];
    const level = this.binding.get('level') ?? '4';
    if (!/^[1-4]$/.test(level))
      this.problems.push(
        wrong('level', 'UNKNOWN_WORD', level, '1 head of state or government, 2 minister, 3 envoy, 4 other'),
      );
    if (this.problems.length > 0 || post === null || holder === null) return null;
    return {
      id: `wikidata/${item.toLowerCase()}/${position.toLowerCase()}/${from?.replace(/[^\dxX-]/g, '').toLowerCase() ?? 'undated'}`,
      kind: 'office',
      party,
      post,
      holder,
      holderNative: this.native(),
      from,
      to,
      rank: Number(level),
      ...this.common,
      parties: [party],
      topics: ['diplomacy'],
      significance: 2,
      note: this.note(item, position),
    };
  }

  private mission(item: string): Event | null {
    const name = this.labels('missionLabel', 'nameFr') && this.bare('missionLabel', 'nameFr');
    const parties = [this.party('sender'), this.party('host')] as const;
    const [opened, closed] = [this.date('opened'), this.date('closed')];
    if (opened === null && !this.binding.has('opened'))
      this.problems.push(wrong('opened', 'MISSING', '', 'when the mission was opened'));
    if (this.problems.length > 0 || name === null || opened === null) return null;
    const { gazetteer, words } = this.context;
    const place = this.label('place');
    const named = (l: Language) => ({ a: nameOf(gazetteer, parties[0], l), b: nameOf(gazetteer, parties[1], l) });
    const telling = (l: Language) => words[l].mission[closed === null ? 'opened' : 'operated'];
    const tell = (l: Language, key: 'title' | 'predicate' | 'noun') =>
      fill(telling(l)[key], named(l), { name: name[l] });
    const clause = (l: Language) => ({
      subject: named(l).a.full,
      predicate: tell(l, 'predicate'),
      noun: tell(l, 'noun'),
      state: null,
      label: null,
    });
    const clauses = { en: clause('en'), fr: clause('fr') };
    return {
      id: `wikidata/${item.toLowerCase()}`,
      kind: 'event',
      date: opened,
      end: closed,
      title: both((l) => words[l].marked.replace('{title}', tell(l, 'title'))),
      summary: both((l) => raised(`${clauses[l].subject} ${clauses[l].predicate.replace(/\s?\{on\}/, '')}.`)),
      // PLOVER counts the opening of a mission with diplomatic co-operation (CAMEO 05).
      type: 'SUPPORT',
      people: [],
      place: place === null ? null : { en: place, fr: this.label('placeFr') ?? place },
      clause: clauses,
      stateRestsOn: [],
      ...this.common,
      parties: [...new Set(parties)],
      topics: ['diplomacy'],
      significance: 2,
      note: this.note(item),
    };
  }
}

/**
 * A date of Wikidata as EDTF (https://www.wikidata.org/wiki/Help:Dates).
 * @param precision 11 day, 10 month, 9 year, 8 decade, 7 century; null: a day, but 1 January is taken for the year, which is how it is stored
 * @returns null for what is less precise than a century, before our era, or no date
 */
export function wikidataDate(value: string, precision: string | null): Edtf | null {
  const found = /^\+?(\d{4})-(\d{2})-(\d{2})(T|$)/.exec(value);
  if (!found) return null;
  const [, year = '', month = '', day = ''] = found;
  const grain = precision ?? (month === '01' && day === '01' ? '9' : '11');
  const century = String(Math.floor((Number(year) - 1) / 100)).padStart(2, '0');
  const date: Record<string, string> = {
    '7': `${century}XX`,
    '8': `${year.slice(0, 3)}X`,
    '9': year,
    '10': `${year}-${month}`,
    '11': `${year}-${month}-${day}`,
  };
  const edtf = date[String(Math.min(11, Number(grain)))];
  return edtf !== undefined && parseDate(edtf) ? edtf : null;
}
