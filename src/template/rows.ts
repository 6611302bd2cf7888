// In: one row of a section. Out: its cells in words, each with the facts it states.

import { firstDay, lastDay } from '../model/date.ts';
import type { DossierSection, Figures } from '../model/dossier.ts';
import {
  type Agreement,
  type AgreementStatus,
  dateOf,
  type Event,
  type Fact,
  type FactId,
  type Indicator,
  type Office,
} from '../model/fact.ts';
import type { Setting } from './setting.ts';
import { threadName } from './title.ts';
import { capital } from './words.ts';

/** Text about facts, to be cited. */
export interface Cited {
  text: string;
  facts: FactId[];
  rank: number | null;
}

type KeyFactRow = Extract<DossierSection, { section: 'key-facts' }>['rows'][number];

export function keyFact(
  setting: Setting,
  row: KeyFactRow,
  fact: (id: FactId) => Fact,
): { label: string; parts: Cited[] } {
  const { words, type, language } = setting;
  const cite = (text: string, ...facts: FactId[]): Cited => ({ text, facts, rank: null });
  switch (row.row) {
    case 'figure': {
      const latest = fact(row.fact) as Indicator;
      const services = /services/.test(`${latest.name.en} ${latest.basis?.en ?? ''}`);
      const goods = /goods|merchandise/.test(`${latest.basis?.en ?? ''} ${latest.name.en}`);
      const key =
        latest.flow === 'total'
          ? services
            ? 'totalServices'
            : goods
              ? 'total'
              : 'totalOther'
          : (latest.flow ?? 'total');
      const parts = [cite(type.amount(latest.value, latest.unit, 'table'), latest.id)];
      if (row.rival) {
        const rival = fact(row.rival) as Indicator;
        parts.push(cite(saidBy(setting, rival), rival.id));
      }
      return { label: words.fill(`keyFacts.${key}`, { period: type.date(latest.period, 'table') }), parts };
    }
    case 'met': {
      const event = fact(row.fact) as Event;
      const text = words.fill('keyFacts.metValue', {
        date: type.date(event.date, 'prose'),
        place: event.place?.[language] ?? '',
        title: type.plain(event.title[language], 'table'),
      });
      return { label: words.text('keyFacts.met'), parts: [cite(type.glue(text), event.id)] };
    }
    case 'leaders':
      return {
        label: words.text('keyFacts.leaders'),
        parts: row.facts.map((id) => {
          const office = fact(id) as Office;
          return cite(
            words.fill('keyFacts.leader', {
              holder: office.holder,
              party: setting.gazetteer.get(office.party)?.names[language].name ?? office.party,
            }),
            id,
          );
        }),
      };
    case 'envoys':
      return {
        label: words.text('keyFacts.envoys'),
        parts: row.facts.map((id) => {
          const office = fact(id) as Office;
          const post = type.plain(office.post[language], 'table');
          const lower = post.charAt(0).toLowerCase() + post.slice(1);
          return cite(
            office.from
              ? words.fill('keyFacts.since', {
                  holder: office.holder,
                  post: language === 'fr' ? lower : post,
                  from: type.named(office.from),
                })
              : words.fill('keyFacts.holder', { holder: office.holder, post: language === 'fr' ? lower : post }),
            id,
          );
        }),
      };
    case 'next': {
      const next = fact(row.fact).next;
      const text = words.fill('keyFacts.nextValue', {
        date: type.date(next?.date ?? '', 'prose'),
        what: type.plain(next?.what[language] ?? '', 'table').replace(/\.$/, ''),
      });
      return { label: words.text('keyFacts.next'), parts: [cite(type.glue(text), row.fact)] };
    }
    default:
      row satisfies never;
      return { label: '', parts: [] };
  }
}

export function agreementRow(
  setting: Setting,
  a: Agreement,
): { text: string; type: string; signed: string; status: string } {
  const { words, type, language } = setting;
  const short = a.short?.[language];
  const title = type.plain(a.title[language], 'table');
  const text =
    short && !title.includes(short) && short.length <= 20 && !short.includes('(')
      ? `${title} (${type.plain(short, 'table')})`
      : title;
  return {
    text,
    type: words.text(`agreementTypes.${a.type}`),
    signed: a.signed ? type.date(a.signed, 'table') : '–',
    status: statusText(setting, a, a.status),
  };
}

/** A status with the date from which it holds, where that is known. */
export function statusText({ words, type }: Setting, a: Agreement, of: AgreementStatus): string {
  const named = (d: string) => type.named(d);
  let status: string;
  switch (of) {
    case 'in force':
      status = a.inForce
        ? words.fill('status.inForceSince', { date: named(a.inForce) })
        : words.text('status.in force');
      break;
    case 'provisionally applied':
      status = a.provisionallyApplied
        ? words.fill('status.provisionallySince', { date: named(a.provisionallyApplied) })
        : words.text('status.provisionally applied');
      break;
    case 'under negotiation':
      status = a.negotiationsOpened
        ? words.fill('status.underNegotiationSince', { date: named(a.negotiationsOpened) })
        : words.text('status.under negotiation');
      break;
    case 'concluded':
      status = a.concluded
        ? words.fill('status.concludedOn', {
            date: type.date(a.concluded, 'table'),
            on: type.on(a.concluded, null, false),
          })
        : words.text('status.concluded');
      break;
    case 'terminated':
      status = a.ended
        ? words.fill('status.endedOn', { date: type.date(a.ended, 'table'), on: type.on(a.ended, null, false) })
        : words.text('status.terminated');
      break;
    case 'signed':
      status = words.text(BINDING.test(a.type) ? 'status.signed' : 'status.signedOnly');
      break;
    default:
      status = words.text(`status.${of}`);
  }
  return type.glue(status);
}

/** Instruments that enter into force; for the others “signed” is all there is to say. */
const BINDING = /agreement|treaty|protocol|convention/i;

/** The figure of another source, with its publisher. */
export function saidBy(setting: Setting, { sources, value, unit }: Indicator): string {
  const { type, language, dossier } = setting;
  const source = dossier.sources.get(sources[0] ?? '');
  const publisher = (language === 'fr' && source?.publisherFr) || (source?.publisher ?? '');
  return type.glue(`${publisher}${language === 'fr' ? ' :' : ':'} ${type.amount(value, unit, 'table')}`);
}

/** A series with its newest and its oldest figure, and those of other sources beside the newest. */
export function figureRow(
  setting: Setting,
  row: Figures['rows'][number],
  fact: (id: FactId) => Fact,
): { name: string; basis: string | null; latest: Cited; rivals: Cited[]; before: Cited | null; rank: number } {
  const { type, language } = setting;
  const cite = (text: string, id: FactId): Cited => ({ text, facts: [id], rank: null });
  const latest = fact(row.latest) as Indicator;
  return {
    name: capital(type.plain(latest.name[language], 'table')),
    basis: latest.basis ? type.plain(latest.basis[language], 'table') : null,
    latest: cite(figure(setting, latest), latest.id),
    rivals: (row.rivals ?? []).map((id) => cite(saidBy(setting, fact(id) as Indicator), id)),
    before: row.before ? cite(figure(setting, fact(row.before) as Indicator), row.before) : null,
    rank: row.rank,
  };
}

export function figure(setting: Setting, i: Indicator): string {
  return `${setting.type.amount(i.value, i.unit, 'table')} (${setting.type.date(i.period, 'table')})`;
}

/** A remark; `ofRecord` where it speaks of the record and not of what a fact says. */
export interface GapLine extends Cited {
  ofRecord: boolean;
}

export function gapLines(
  setting: Setting,
  gaps: Extract<DossierSection, { section: 'gaps' }>,
  fact: (id: FactId) => Fact,
): GapLine[] {
  const { words, type, language } = setting;
  const lines: GapLine[] = [];
  // The newest fact's date always stands; what follows gives way, its end first.
  const push = (text: string, facts: FactId[], ofRecord = true) =>
    lines.push({ text: type.glue(text), facts, rank: lines.length === 0 ? null : gaps.rank - lines.length, ofRecord });
  if (gaps.newest) push(words.fill('gaps.newest', { date: type.named(gaps.newest.date) }), [gaps.newest.fact]);
  for (const id of gaps.overdue) {
    const next = fact(id).next;
    if (next)
      push(
        words.fill(firstDay(next.date) > lastDay(setting.dossier.snapshot.newest) ? 'gaps.after' : 'gaps.overdue', {
          what: type.plain(next.what[language], 'prose').replace(/\.$/, ''),
          date: type.date(next.date, 'prose'),
        }),
        [id],
        false,
      );
  }
  for (const miss of gaps.missing) {
    const names = miss.names.map((id) => {
      const series = fact(id) as Indicator;
      return `${type.plain(series.name[language], 'prose')}${series.basis ? ` (${type.plain(series.basis[language], 'prose')})` : ''}`;
    });
    push(
      words.fill('gaps.missing', {
        years: type.list(miss.years.map((year) => type.date(year, 'prose'))),
        names: names.join(words.text('gaps.and')),
      }),
      miss.names,
    );
  }
  if (gaps.quiet.length > 0) {
    const newestOf = (thread: string): FactId[] => {
      const facts = [...setting.dossier.facts.values()].filter((f) => f.thread === thread && dateOf(f));
      facts.sort((a, b) => (lastDay(dateOf(a) as string) < lastDay(dateOf(b) as string) ? 1 : -1));
      return facts.slice(0, 1).map((f) => f.id);
    };
    push(
      words.fill('gaps.quiet', { list: type.list(gaps.quiet.map((t) => threadName(setting, t, null))) }),
      gaps.quiet.flatMap(newestOf),
    );
  }
  if (gaps.single.length > 0) {
    push(
      gaps.single.length === 1
        ? words.text('gaps.singleOne')
        : words.fill('gaps.single', { n: type.numeral(gaps.single.length) }),
      gaps.single.slice(0, 8),
    );
  }
  if (gaps.weak.length > 0) {
    push(
      gaps.weak.length === 1
        ? words.text('gaps.weakOne')
        : words.fill('gaps.weak', { n: type.numeral(gaps.weak.length) }),
      gaps.weak.slice(0, 8),
    );
  }
  if (gaps.drafts.length > 0) {
    push(
      gaps.drafts.length === 1
        ? words.text('gaps.draftsOne')
        : words.fill('gaps.drafts', { n: type.numeral(gaps.drafts.length) }),
      gaps.drafts.slice(0, 8),
    );
  }
  return lines;
}
