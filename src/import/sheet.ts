// In: the records of a table with our columns (columns.ts). Out: facts, sources and threads. What a person may leave out is made up by rule, and a
// fact with words made up is a draft. Refuses an empty cell that the record cannot do without, and whatever cannot be read in one way only.

import {
  AGREEMENT_STATUSES,
  AGREEMENT_TYPES,
  EVENT_TYPES,
  type Fact,
  LANGUAGES,
  type Language,
  type PartyCode,
  SOURCE_KINDS,
  type Source,
  type Thread,
  TOPICS,
} from '../model/fact.ts';
import type { Entry, State } from '../model/revision.ts';
import { Cells } from './cells.ts';
import { FRENCH_SOURCE_KINDS, FRENCH_STATUSES, FRENCH_TOPICS, folded, pathOf, RECORD_KINDS } from './columns.ts';
import { type Delimiter, readCell } from './csv.ts';
import { datePart, digest, hostOf, kindOf, part, slug } from './ids.ts';
import type { Unit } from './lines.ts';
import { factRow, type Mapping, problemsOf, recordRow, refusedRow, shaped, textProblem } from './mapping.ts';
import type { Context, Row, RowProblem, Standing } from './row.ts';
import { markingProblem, wrong } from './row.ts';
import { fill, listed, nameOf, oneLine } from './words.ts';

/** The columns of one table: path by position; null for a column that is passed over. */
export function columnsOf(header: readonly string[]): (string | null)[] {
  const seen = new Set<string>();
  return header.map((name) => {
    const path = pathOf(readCell(name));
    if (path === null || seen.has(path)) return null;
    seen.add(path);
    return path;
  });
}

/** Whether a header is one of ours: two columns known, one of them what a fact is told by. */
export function looksLikeSheet(header: readonly string[]): boolean {
  const paths = columnsOf(header).filter((path) => path !== null);
  const tells = [
    'title.en',
    'title.fr',
    'value',
    'holder',
    'summary.en',
    'summary.fr',
    'source.url',
    'name.en',
    'clause.en.predicate',
  ];
  return paths.length >= 2 && paths.some((path) => tells.includes(path));
}

/** The mapping of a table with our columns. The first record is the header. */
export function sheet(context: Context, delimiter: Delimiter): Mapping {
  let columns: (string | null)[] | null = null;
  return {
    take(unit) {
      if (columns === null) {
        columns = columnsOf(unit.cells ?? []);
        return [];
      }
      const problem = unit.problem ?? cellCount(unit, columns.length) ?? textProblem(unit.raw);
      if (problem || !unit.cells) return [refusedRow(unit, problem ? [problem] : [])];
      return [new RowReader(context, delimiter, columns, unit).read()];
    },
    end: () => [],
    merged: () => 0,
    headers: () => 1,
  };
}

/** A row with another number of cells than the header: what moved where cannot be told. Empty cells at the end do no harm. */
export function cellCount(unit: Unit, width: number): RowProblem | null {
  const cells = unit.cells ?? [];
  if (cells.length === width || (cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')))
    return null;
  return wrong('row', 'CELL_COUNT', `${cells.length} cells`, `${width} cells, as in the header`);
}

const STATES: readonly State[] = ['draft', 'reviewed', 'withdrawn'];
const FRENCH_STATES = { brouillon: 'draft', revise: 'reviewed', retire: 'withdrawn' };
const ANSWERS = ['yes', 'no'];
const OTHER_ANSWERS = { oui: 'yes', non: 'no', vrai: 'yes', faux: 'no', true: 'yes', false: 'no' };
const CONFIDENCE = ['confirmed', 'single'];
const FREQUENCIES = ['annual', 'monthly', 'other'];
const FLOWS = ['exports', 'imports', 'total', 'balance'];
const THREAD_STATUSES = ['open', 'closed'];

type Fields = Record<string, unknown>;

/** Reads one row. */
class RowReader extends Cells {
  private readonly unit: Unit;

  constructor(context: Context, delimiter: Delimiter, columns: readonly (string | null)[], unit: Unit) {
    super(context, delimiter, columns, unit);
    this.unit = unit;
  }

  read(): Row {
    const kind = this.kind();
    if (kind === null) return refusedRow(this.unit, this.problems);
    if (kind === 'source') return this.sourceRecord();
    if (kind === 'thread') return this.threadRecord();
    const sources = this.sources();
    const fact = this.fact(kind, sources.records, sources.ids);
    const standing = this.standing();
    if (this.problems.length === 0) this.problems.push(...problemsOf(fact, this.context));
    if (this.problems.length > 0) return refusedRow(this.unit, this.problems);
    return factRow(this.unit.line, fact as unknown as Fact, standing, sources.records);
  }

  /** How the record stands, as an export writes it; by itself, a fact with words made up is a draft. */
  private standing(): Standing {
    const usual: State = this.madeUp ? 'draft' : 'reviewed';
    this.problems.push(...markingProblem(this.text('marking'), this.context));
    return {
      state: (this.word('state', STATES, FRENCH_STATES, usual) ?? usual) as State,
      machineCoded: this.word('machineCoded', ANSWERS, OTHER_ANSWERS, 'no') === 'yes',
      marking: this.text('marking'),
    };
  }

  // ---- Records ---------------------------------------------------------------------------------------------------

  private kind(): string | null {
    const cell = this.cells.get('kind');
    if (cell !== undefined) {
      const kind = RECORD_KINDS[folded(cell)];
      if (kind !== undefined) return kind;
      const expected = `one of ${[...new Set(Object.values(RECORD_KINDS))].join(', ')}`;
      this.problems.push(wrong('kind', 'UNKNOWN_WORD', cell, expected));
      return null;
    }
    if (this.has('holder')) return 'office';
    if (this.has('value')) return 'indicator';
    if (this.has('speaker') || this.has('on')) return 'position';
    if (['status', 'signed', 'inForce', 'concluded', 'negotiationsOpened'].some((path) => this.has(path)))
      return 'agreement';
    return 'event';
  }

  private partiesOfRow(): PartyCode[] {
    const paths = ['parties', 'party 1', 'party 2', 'party', 'on'];
    const all = paths.flatMap((path) => (path === 'parties' || !this.has('parties') ? this.partyCell(path) : []));
    if (all.length === 0 && !paths.some((path) => this.has(path)))
      this.problems.push(wrong('parties', 'MISSING', '', 'one or more states or organizations'));
    return [...new Set(all)];
  }

  private sources(): { ids: string[]; records: Source[] } {
    const ids = this.list('sources');
    if (!this.has('source.url')) {
      if (ids.length === 0)
        this.problems.push(
          wrong('source.url', 'NO_SOURCE', this.cells.get('source.publisher') ?? '', 'the address where it was seen'),
        );
      return { ids, records: [] };
    }
    const source = this.source(null);
    const faults = this.context.faultsOf('source', source);
    this.problems.push(...faults.map((fault) => shaped({ ...fault, field: `source.${fault.field}` })));
    // The shape was just proven, field by field.
    const record = source as unknown as Source;
    return { ids: [...ids, record.id], records: faults.length === 0 ? [record] : [] };
  }

  private source(id: string | null): Fields {
    const url = this.cells.get('source.url') ?? '';
    const publisher = this.text('source.publisher') ?? hostOf(url).replace(/^www\./, '');
    const published = this.date('source.published');
    return {
      id: id ?? `sheet/${slug(publisher) || 'source'}/${datePart(published)}/${digest(url)}`,
      publisher,
      publisherFr: this.text('source.publisherFr'),
      via: this.text('source.via'),
      kind: this.word('source.kind', SOURCE_KINDS, FRENCH_SOURCE_KINDS, kindOf(url)),
      title: this.text('source.title'),
      url,
      published,
      read: this.date('source.read') ?? this.context.today,
      language: this.text('source.language'),
      country: this.has('source.country') ? (this.partyCell('source.country')[0] ?? null) : null,
    };
  }

  private sourceRecord(): Row {
    const source = this.source(this.needed('id', 'the id of the source'));
    return this.other('source', source, (body) => ({ record: 'source', body: body as unknown as Source }));
  }

  private threadRecord(): Row {
    const thread: Fields = {
      id: this.needed('id', 'the id of the thread'),
      parties: this.partiesOfRow(),
      name: this.both('name'),
      topics: this.topics(),
      status: this.word('status', THREAD_STATUSES, { ouvert: 'open', clos: 'closed', ferme: 'closed' }, null),
      significance: this.number('significance'),
    };
    return this.other('thread', thread, (body) => ({ record: 'thread', body: body as unknown as Thread }));
  }

  private other(kind: 'source' | 'thread', value: Fields, entry: (body: Fields) => Entry): Row {
    const standing = this.standing();
    if (this.problems.length === 0) this.problems.push(...this.context.faultsOf(kind, value).map(shaped));
    return this.problems.length > 0
      ? refusedRow(this.unit, this.problems)
      : recordRow(this.unit.line, entry(value), standing);
  }

  private topics(): string[] {
    const cells = this.list('topics').flatMap((entry) => (entry.includes(',') ? entry.split(',') : [entry]));
    const topics = cells.map((cell) => this.word('topics', TOPICS, FRENCH_TOPICS, null, cell.trim()));
    if (cells.length === 0) this.problems.push(wrong('topics', 'MISSING', '', `one or more of ${TOPICS.join(', ')}`));
    return [...new Set(topics.filter((topic) => topic !== null))];
  }

  private fact(kind: string, records: readonly Source[], sources: readonly string[]): Fields {
    const party = this.partyCell('party')[0] ?? null;
    const parties = this.partiesOfRow();
    const own = this.own(kind, party ?? parties[0] ?? null, parties);
    const when = String(own['date'] ?? own['signed'] ?? own['period'] ?? own['from'] ?? '') || null;
    const tells =
      this.text('title.en') ??
      this.text('title.fr') ??
      this.text('holder') ??
      this.text('name.en') ??
      this.text('summary.en') ??
      '';
    const who =
      parties
        .map((code) => code.toLowerCase())
        .slice(0, 3)
        .join('-') || 'nobody';
    const first = records[0]?.kind;
    const strong = sources.length > 1 || first === 'official' || first === 'wire';
    return {
      id: this.text('id') ?? `sheet/${who}/${datePart(when)}/${part(tells || JSON.stringify(own))}`,
      kind,
      ...own,
      parties,
      topics: this.topics(),
      significance: this.number('significance') ?? 2,
      thread: this.text('thread'),
      links: this.list('links').map((entry) => {
        const [type = '', to = ''] = entry.split(/\s+/, 2);
        return { type, to };
      }),
      sources,
      confidence: this.word(
        'confidence',
        CONFIDENCE,
        { confirme: 'confirmed', unique: 'single' },
        strong ? 'confirmed' : 'single',
      ),
      disputed: this.translated('disputed'),
      note: this.text('note'),
      next: this.has('next.date') ? { date: this.date('next.date'), what: this.translated('next.what') } : null,
      sameAs: this.list('sameAs'),
    };
  }

  /** The fields that one kind of fact has to itself. */
  private own(kind: string, party: PartyCode | null, parties: readonly PartyCode[]): Fields {
    const between = (path: string, other: string) => (this.has(path) ? this.date(path) : this.date(other));
    switch (kind) {
      case 'event': {
        const title = this.title();
        this.needed('date', 'when it happened');
        this.needed('type', `one of ${EVENT_TYPES.join(', ')}`);
        return {
          ...this.span(),
          title,
          summary: this.translated('summary') ?? title,
          type: this.word('type', EVENT_TYPES, {}, null),
          people: this.list('people'),
          place: this.both('place'),
          clause: this.clause(title, parties, true),
          stateRestsOn: this.list('stateRestsOn'),
        };
      }
      case 'agreement': {
        const title = this.title();
        const steps = {
          negotiationsOpened: this.date('negotiationsOpened'),
          concluded: this.date('concluded'),
          signed: this.date('signed'),
          provisionallyApplied: this.date('provisionallyApplied'),
          inForce: this.date('inForce'),
          ended: this.date('ended'),
        };
        const tabled = this.date('tabled');
        const treatyNumber = this.text('treatyNumber');
        return {
          title,
          short: this.both('short'),
          type: this.word('type', AGREEMENT_TYPES, {}, 'agreement'),
          status: this.word('status', AGREEMENT_STATUSES, FRENCH_STATUSES, statusOf(steps)),
          ...steps,
          ...(tabled === null ? {} : { tabled }),
          ...(treatyNumber === null ? {} : { treatyNumber }),
          summary: this.translated('summary') ?? title,
          clause: this.clause(title, parties, false),
          stateRestsOn: this.list('stateRestsOn'),
        };
      }
      case 'indicator': {
        const name = this.both('name') ?? this.title();
        this.needed('value', 'a number');
        return {
          series: this.text('series') ?? `sheet/${part(name?.en ?? '')}`,
          name,
          period: between('period', 'date'),
          value: this.number('value'),
          unit: this.needed('unit', 'a unit such as CAD billion, % or persons'),
          basis: this.both('basis'),
          frequency: this.word(
            'frequency',
            FREQUENCIES,
            { annuel: 'annual', mensuel: 'monthly', autre: 'other' },
            'annual',
          ),
          flow: this.word('flow', FLOWS, { exportations: 'exports', importations: 'imports', solde: 'balance' }, null),
        };
      }
      case 'office':
        return {
          party,
          post: this.both('post'),
          holder: this.needed('holder', 'who holds the office'),
          holderNative: this.has('holderNative.text')
            ? {
                lang: this.needed('holderNative.lang', 'a language tag such as zh-Hans'),
                text: this.text('holderNative.text'),
              }
            : null,
          from: between('from', 'date'),
          to: between('to', 'end'),
          rank: this.number('rank') ?? 4,
        };
      default: {
        const summary = this.translated('summary');
        if (summary === null)
          this.problems.push(wrong('summary.en', 'MISSING', '', 'what was said, in one to three sentences'));
        this.needed('date', 'when it was said');
        return {
          party,
          on: this.partyCell('on')[0] ?? parties.find((code) => code !== party) ?? null,
          date: this.date('date'),
          summary,
          speaker: this.text('speaker'),
          clause: this.clause(summary, parties, true),
        };
      }
    }
  }

  /** Date and end of an event. Two ends in one cell are an interval; it is kept as it was written. */
  private span(): { date: string | null; end: string | null } {
    return { date: this.date('date'), end: this.date('end') };
  }

  private title(): { en: string; fr: string } | null {
    const title = this.translated('title');
    if (title === null) this.problems.push(wrong('title.en', 'MISSING', '', 'a headline'));
    return title;
  }

  /** The headline as somebody wrote it, in the language it has. */
  private bare(language: Language): string | null {
    const other = language === 'en' ? 'fr' : 'en';
    return this.text(`title.${language}`) ?? this.text(`title.${other}`);
  }

  /** The words for a paragraph; where a person wrote none, the headline is quoted and the fact is a draft. */
  private clause(title: { en: string; fr: string } | null, parties: readonly PartyCode[], dated: boolean): Fields {
    const given = [...this.cells.keys()].some((path) => path.startsWith('clause.'));
    if (!given) this.madeUp = true;
    const clause = (language: Language): Fields => {
      const at = (key: string) => this.text(`clause.${language}.${key}`);
      if (given)
        return {
          subject: at('subject'),
          predicate: at('predicate'),
          noun: at('noun'),
          state: at('state'),
          label: at('label'),
        };
      const words = this.context.words[language];
      const names = parties.map((code) => nameOf(this.context.gazetteer, code, language).full);
      const texts = {
        parties: listed(words, names.slice(0, 4)),
        title: oneLine(this.bare(language) ?? title?.[language] ?? ''),
      };
      const predicate = fill(words.sheet.predicate, {}, texts);
      return {
        subject: fill(words.sheet.subject, {}, texts),
        predicate: dated ? predicate : predicate.replace(/ ?\{on\}/, ''),
        noun: fill(words.sheet.noun, {}, texts),
        state: null,
        label: null,
      };
    };
    return Object.fromEntries(LANGUAGES.map((language) => [language, clause(language)]));
  }
}

/** Where an agreement stands, from its dates. Null where there is none. */
export function statusOf(steps: Record<string, string | null>): string | null {
  if (steps['ended']) return 'terminated';
  if (steps['inForce']) return 'in force';
  if (steps['provisionallyApplied']) return 'provisionally applied';
  if (steps['signed']) return 'signed';
  if (steps['concluded']) return 'concluded';
  return steps['negotiationsOpened'] ? 'under negotiation' : null;
}
