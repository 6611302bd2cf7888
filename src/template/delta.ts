// In: a section of a delta brief. Out: its rows in words: what changed, how it was, how it is. A change is told by a word, never by a colour alone; old and new
// stand in columns of their own.

import type { State } from '../model/difference.ts';
import type { DeltaRow, DeltaSummary, DeltaTable } from '../model/dossier.ts';
import { type Agreement, dateOf, type Fact, type FactId, type Indicator, type Office } from '../model/fact.ts';
import { agreementRow, figure } from './rows.ts';
import type { Setting } from './setting.ts';
import type { PartView } from './shape.ts';
import { partyName } from './title.ts';
import { capital } from './words.ts';

/** What the template of a section of a delta brief sees. */
export function deltaView(setting: Setting, section: DeltaSummary | DeltaTable): PartView {
  if (section.section === 'delta') return { counts: countsOf(setting, section), sentences: section.sentences };
  const rows = section.rows.map((row) => ({ ...rowOf(setting, section.section, row), rank: row.rank }));
  const caption = setting.words.text(`captions.${section.section}`);
  return { caption, rows } as PartView;
}

// ---- How much ---------------------------------------------------------------------------------------------------------

/** `Since edition 1 of 24 November 2026 …: added 3 (1 of them found late), corrected 2; unchanged 187.` */
function countsOf(setting: Setting, { from, to, counts, late, unchanged }: DeltaSummary): string {
  const { words, type } = setting;
  const span = words.fill(to ? 'delta.fromTo' : 'delta.since', {
    from: stateOf(setting, from),
    to: to ? stateOf(setting, to) : '',
  });
  const n = (count: number) => type.number(count);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (all === 0) return type.glue(words.fill('delta.nothing', { span, n: n(unchanged) }));
  const list = [
    words.fill(late > 0 ? 'delta.addedLate' : 'delta.added', { n: n(counts.added), late: n(late) }),
    ...(['updated', 'corrected', 'ended', 'withdrawn'] as const).map((change) =>
      words.fill(`delta.${change}`, { n: n(counts[change]) }),
    ),
    words.fill('delta.unchanged', { n: n(unchanged) }),
  ];
  return type.glue(words.fill('delta.counts', { span, list: list.join(words.text('delta.and')) }));
}

function stateOf({ words, type }: Setting, { edition, day, newest }: State): string {
  const known = { newest: type.date(newest, 'prose') };
  return edition
    ? words.fill('delta.edition', {
        ...known,
        number: edition.number,
        edition: edition.edition,
        date: type.date(edition.date, 'prose'),
      })
    : words.fill('delta.day', { ...known, date: type.date(day, 'prose') });
}

// ---- Rows -------------------------------------------------------------------------------------------------------------

interface Row {
  /** How it changed, in a word. */
  change: string;
  [cell: string]: unknown;
}

function rowOf(setting: Setting, section: DeltaTable['section'], row: DeltaRow): Row {
  const { words, type, language, dossier } = setting;
  const fact = needed(dossier.facts.get(row.fact), row.fact);
  const was = dossier.former?.get(row.fact) ?? null;
  const facts: FactId[] = row.by ? [row.fact, row.by] : [row.fact];
  const change = words.text(`delta.kinds.${row.late ? 'late' : row.change}`);
  const date = dateOf(fact);
  const none = words.text('delta.none');
  switch (section) {
    case 'delta-news':
      return { change, date: date ? type.date(date, 'table') : none, text: withEnder(setting, fact, row.by), facts };
    case 'delta-agreements': {
      const status = (one: Fact | null) => (one ? agreementRow(setting, one as Agreement).status : null);
      return { change, text: nameOf(setting, fact), was: status(was) ?? none, now: status(fact) ?? none, facts };
    }
    case 'delta-figures': {
      const now = fact as Indicator;
      const before = row.before ? (needed(dossier.facts.get(row.before), row.before) as Indicator) : null;
      return {
        change,
        name: capital(type.plain(now.name[language], 'table')),
        basis: now.basis ? type.plain(now.basis[language], 'table') : null,
        was: before ? { text: figure(setting, before), facts: [before.id] } : null,
        now: { text: figure(setting, now), facts },
        difference: before ? differenceOf(setting, before, now) : none,
      };
    }
    case 'delta-people': {
      const office = fact as Office;
      return {
        change,
        party: capital(setting.gazetteer.get(office.party)?.names[language].name ?? office.party),
        post: capital(type.plain(office.post[language], 'table')),
        holder: office.holder,
        native: office.holderNative,
        when: termOf(setting, office),
        facts,
      };
    }
    case 'delta-corrections': {
      const when = date ? type.date(date, 'table') : none;
      return {
        change,
        text: withEnder(setting, fact, row.by),
        was: row.change === 'added' ? words.text('delta.unrecorded') : (told(setting, was, row.fields, false) ?? when),
        now: row.change === 'withdrawn' ? change : (nowOf(setting, was, fact, row.fields) ?? when),
        facts,
      };
    }
  }
}

function needed(fact: Fact | undefined, id: FactId): Fact {
  if (!fact) throw new Error(`not in the dossier: ${id}`);
  return fact;
}

/** What a fact is called in a table. */
function nameOf(setting: Setting, fact: Fact): string {
  const { type, language } = setting;
  switch (fact.kind) {
    case 'event':
      return type.plain(fact.title[language], 'table');
    case 'agreement':
      return agreementRow(setting, fact).text;
    case 'position':
      return type.plain(fact.summary[language], 'table').replace(/\.$/, '');
    case 'indicator':
      return `${capital(type.plain(fact.name[language], 'table'))}, ${type.date(fact.period, 'table')}`;
    case 'office':
      return `${fact.holder}, ${type.plain(fact.post[language], 'table')}`;
  }
}

/** What a fact is called, and what ended it. */
function withEnder(setting: Setting, fact: Fact, by: FactId | null): string {
  const ender = by === null ? undefined : setting.dossier.facts.get(by);
  const text = nameOf(setting, fact);
  return ender ? setting.words.fill('delta.endedBy', { text, by: nameOf(setting, ender) }) : text;
}

/** By how much a figure differs from another, in per cent; none where the two cannot be compared so. */
function differenceOf({ words, type }: Setting, before: Indicator, now: Indicator): string {
  const none = words.text('delta.none');
  if (before.unit !== now.unit || before.unit.includes('%') || before.value <= 0) return none;
  const percent = Math.round(((now.value - before.value) / before.value) * 1000) / 10;
  if (percent === 0) return type.amount(0, '%', 'table');
  return `${percent > 0 ? '+' : '\u2212'}${type.amount(Math.abs(percent), '%', 'table')}`;
}

/** From when until when an office was held. */
function termOf({ words, type }: Setting, { from, to }: Office): string {
  if (to) return words.fill('delta.until', { date: type.named(to) });
  return from ? words.fill('delta.from', { date: type.named(from) }) : words.text('status.notRecorded');
}

// ---- Fields -----------------------------------------------------------------------------------------------------------

/** Fields with one word for all of them: their texts are too long for a table, or no text at all. */
const NAMED: Readonly<Record<string, string>> = {
  clause: 'wording',
  summary: 'wording',
  title: 'wording',
  name: 'wording',
  short: 'wording',
  stateRestsOn: 'links',
  links: 'links',
  sources: 'sources',
  disputed: 'disputed',
  thread: 'thread',
};

/**
 * The fields that differ, as a fact has them: `date 3 March 2024; sources revised`; null where none do.
 * @param revised whether to tell as well of those whose names have to do
 */
function told(setting: Setting, fact: Fact | null, fields: readonly string[], revised: boolean): string | null {
  const { words } = setting;
  if (!fact || fields.length === 0) return null;
  const parts = fields.flatMap((field) => {
    const key = `delta.fields.${NAMED[field] ?? field}`;
    const name = words.text(words.has(key) ? key : 'delta.fields.other');
    const value = inWords(setting, fact, field);
    // A figure needs no name.
    if (value !== null)
      return field === 'value' || field === 'unit' ? value : words.fill('delta.field', { name, value });
    return revised ? words.fill('delta.revised', { name }) : [];
  });
  return parts.length > 0
    ? setting.type.glue([...new Set(parts)].join(words.text('delta.and')))
    : words.text('delta.none');
}

/** How a corrected fact is; a figure with by how much it differs. */
function nowOf(setting: Setting, was: Fact | null, fact: Fact, fields: readonly string[]): string | null {
  const now = told(setting, fact, fields, true);
  if (now === null || was?.kind !== 'indicator' || fact.kind !== 'indicator' || !fields.includes('value')) return now;
  const difference = differenceOf(setting, was, fact);
  return difference === setting.words.text('delta.none') ? now : `${now} (${difference})`;
}

/** A field in words; null where its name has to do. */
function inWords(setting: Setting, fact: Fact, field: string): string | null {
  const { words, type, language } = setting;
  const none = words.text('delta.none');
  const value: unknown = Reflect.get(fact, field);
  switch (field) {
    case 'date':
    case 'end':
    case 'period':
    case 'negotiationsOpened':
    case 'concluded':
    case 'signed':
    case 'provisionallyApplied':
    case 'inForce':
    case 'ended':
    case 'from':
    case 'to':
      return typeof value === 'string' ? type.date(value, 'table') : none;
    case 'value':
    case 'unit':
      return fact.kind === 'indicator' ? type.amount(fact.value, fact.unit, 'table') : null;
    case 'status':
      return words.text(`tally.${value}`);
    case 'significance':
      return String(value);
    case 'holder':
    case 'speaker':
      return typeof value === 'string' ? value : none;
    case 'people':
      return Array.isArray(value) && value.length > 0 ? type.list(value.map(String)) : none;
    case 'parties':
      return type.list(fact.parties.map((party) => partyName(setting, party)));
    case 'topics':
      return type.list(fact.topics.map((topic) => words.text(`topics.${topic}`)));
    case 'place':
    case 'post':
    case 'basis': {
      const text: unknown = Reflect.get(Object(value), language);
      return typeof text === 'string' ? type.plain(text, 'table') : none;
    }
    case 'next':
      return fact.next
        ? `${type.date(fact.next.date, 'table')}, ${type.plain(fact.next.what[language], 'table').replace(/\.$/, '')}`
        : none;
    default:
      return null;
  }
}
