// In: a dossier. Out: what templates see: plain data in the language of the brief, section by section, and the charts. Sentence plans
// pass through as they are; the `sentence` helper writes them.

import { firstDay, lastDay } from '../model/date.ts';
import type { DossierSection, Sentence, ThreadEntry } from '../model/dossier.ts';
import {
  type Agreement,
  dateOf,
  type Event,
  type Fact,
  type FactId,
  isCooperative,
  type Office,
} from '../model/fact.ts';
import { annexRow, changeCell, eventType, legendOf, noneIn, scopeOf } from './annex-rows.ts';
import { locatorOf, seriesOf, tallyOf, timelineOf } from './charts.ts';
import { deltaView } from './delta.ts';
import { editionLine } from './edition.ts';
import { committeeView, meetingView } from './given.ts';
import type { Drawn } from './markup.ts';
import { leftOut, newestCell, nextCell, unmovedParties } from './review-rows.ts';
import { agreementRow, figureRow, gapLines, keyFact } from './rows.ts';
import type { Setting } from './setting.ts';
import type { FRAME, Of, PartView } from './shape.ts';
import { partiesOf, partyName, periodOf, threadName, titleOf, topicsOf, understoodOf } from './title.ts';
import { tripView } from './trip.ts';
import { capital } from './words.ts';

/** What the frame sees, and in each of its sections what that section's part sees. */
export type View = Omit<Of<typeof FRAME>, 'sections'> & { sections: (PartView & { section: string; title: string })[] };

export function viewOf(setting: Setting): { view: View; charts: Map<string, Drawn> } {
  const { dossier, words, type } = setting;
  const charts = new Map<string, Drawn>();
  const title = titleOf(setting);
  const found = dossier.kept.length + dossier.dropped.length;
  const asOf = type.date(dossier.snapshot.newest, 'prose');
  const empty = dossier.newest === null;
  // A delta brief may find much and have nothing to tell.
  const silent = empty || (dossier.former !== undefined && dossier.kept.length === 0);
  // What the requester knows is told whether or not anything is recorded.
  const cites = dossier.sections.some(
    (s) => s.section === 'participants' && s.rows.some((row) => row.offices.length > 0),
  );
  const told = empty
    ? dossier.sections.filter((s) => FROM_THE_REQUEST.has(s.section) || (cites && s.section === 'sources'))
    : dossier.sections;
  const sections = told.map((section) => ({
    ...sectionView(setting, section, charts),
    section: section.section,
    title: sectionTitle(setting, section),
  }));
  const provenance = provenanceOf(setting, silent);
  const view: View = {
    title,
    meta: words.fill(empty ? 'metaNothing' : 'meta', {
      asOf: setting.language === 'fr' ? type.named(dossier.snapshot.newest).replace(/^le /, '') : asOf,
      newest: type.date(dossier.newest ?? dossier.snapshot.newest, 'prose'),
      found: type.number(found),
      kept: '\uE000kept',
      generated: type.date(setting.today, 'prose'),
    }),
    edition: editionLine(setting),
    nothing:
      empty && !dossier.question.trip
        ? {
            bottom: words.text('nothing.bottom'),
            looked: words.fill('nothing.looked', {
              kinds: words.text('nothing.kinds'),
              parties: partiesOf(setting),
              period: periodOf(setting) + topicsOf(setting),
              facts: type.number(dossier.snapshot.facts),
              snapshot: dossier.snapshot.id,
            }),
          }
        : null,
    sections,
    provenance: Object.values(provenance).some((line) => line !== null) ? provenance : null,
  };
  return { view, charts };
}

function provenanceOf(setting: Setting, empty: boolean): NonNullable<View['provenance']> {
  const { dossier, words, type } = setting;
  // Where no section tells the gaps, lines here must.
  const untold = !empty && !dossier.sections.some((s) => s.section === 'gaps');
  const onSingle = dossier.kept.some(({ fact }) => dossier.facts.get(fact)?.confidence === 'single');
  const { draftsLeft, most } = dossier;
  return {
    understood: setting.bound ? null : understoodOf(setting),
    rules:
      // Where nothing is stated there is nothing to say of how it is cited.
      empty || setting.bound
        ? null
        : dossier.plan.sourcesPerFact === 1
          ? words.text('provenance.rules')
          : words.fill('provenance.rulesMany', { n: type.numeral(dossier.plan.sourcesPerFact) }),
    single: untold && onSingle ? words.fill('provenance.single', { single: '\uE000single' }) : null,
    dropped: !setting.dropping || empty ? null : words.fill('counts.dropped', { dropped: '\uE000dropped' }),
    drafts:
      untold && dossier.drafts.size > 0 ? type.glue(words.fill('provenance.drafts', { drafts: '\uE000drafts' })) : null,
    draftsLeft:
      draftsLeft === 0
        ? null
        : type.glue(
            draftsLeft === 1
              ? words.text('provenance.draftsLeftOne')
              : words.fill('provenance.draftsLeft', { n: type.number(draftsLeft) }),
          ),
    most:
      most === null
        ? null
        : type.glue(words.fill('provenance.most', { most: type.number(most.taken), n: type.number(most.of) })),
  };
}

/** Sections that say something where nothing is recorded. */
const FROM_THE_REQUEST: ReadonlySet<DossierSection['section']> = new Set([
  'meeting',
  'participants',
  'objectives',
  'run-of-show',
  'do-not-raise',
  'talking-points',
  'if-raised',
  'deliverables',
  'committee',
  'answers',
  'cover',
  'programme',
  'logistics',
  'contents',
  'notes',
]);

function sectionTitle(setting: Setting, section: DossierSection): string {
  const { title } = setting.dossier.plan.sections.find((s) => s.section === section.section) ?? {};
  if (title) return title[setting.language];
  const { words } = setting;
  if (section.section === 'threads' && section.by === 'party') return words.text('sections.threadsReview');
  if (section.section === 'relationships' && section.by === 'thread') return words.text('sections.storylines');
  return words.text(`sections.${section.section}`);
}

function sectionView(setting: Setting, section: DossierSection, charts: Map<string, Drawn>): PartView {
  const { words, type, dossier, language } = setting;
  const fact = (id: FactId): Fact => {
    const found = dossier.facts.get(id);
    if (!found) throw new Error(`not in the dossier: ${id}`);
    return found;
  };
  const event = (id: FactId) => fact(id) as Event;
  const shortDate = (d: string) => type.date(d, 'table');
  const dated = ({ fact: id, rank }: { fact: FactId; rank: number }) => {
    const e = event(id);
    const span = e.end && e.end !== e.date ? `${e.date}/${e.end}` : e.date;
    return { date: shortDate(span), text: type.plain(e.title[language], 'table'), facts: [id], rank };
  };
  const threadEntry = (entry: ThreadEntry) => ({
    thread: entry.thread,
    name: threadName(setting, entry.thread, entry.party),
    state: type.glue(words.fill(`thread.${entry.state}`, { date: shortDate(entry.newest) })),
    paragraphs: paragraphsOf(entry.sentences),
    rank: entry.rank,
  });
  switch (section.section) {
    case 'bottom-line':
      return { sentences: section.sentences };
    case 'key-facts': {
      const map = section.map ? locatorOf(setting, section.map, setting.geography()) : null;
      if (map) charts.set('map', { chart: map.chart, facts: [] });
      return {
        map: map ? { chart: 'map', alt: map.alt, caption: map.caption } : null,
        caption: words.text('captions.key-facts'),
        rows: section.rows.map((row) => ({ ...keyFact(setting, row, fact), rank: row.rank })),
      };
    }
    case 'timeline': {
      const events = section.facts.map(event);
      charts.set('timeline', { chart: timelineOf(setting, events, section.from, section.to), facts: section.facts });
      const above = events.filter((e) => isCooperative(e.type)).length;
      const heavy = events.filter((e) => e.significance >= 5).slice(-6);
      const drafts = section.facts.filter((id) => dossier.drafts.has(id)).length;
      const unreviewed =
        drafts === 0 ? '' : ` ${words.fill('captions.timelineDrafts', { drafts: type.number(drafts) })}`;
      return {
        chart: 'timeline',
        caption:
          words.fill('captions.timeline', { n: type.number(events.length), threshold: section.threshold }) + unreviewed,
        alt: words.fill('captions.timelineAlt', {
          from: section.from.slice(0, 4),
          to: section.to.slice(0, 4),
          above: type.number(above),
          below: type.number(events.length - above),
          list: (heavy.length > 0 ? heavy : events.slice(-3))
            .map((e) => `${type.plain(e.title[language], 'table')} (${shortDate(e.date)})`)
            .join('; '),
        }),
      };
    }
    case 'recent':
      return {
        caption: words.fill('captions.recent', { date: type.date(section.since.slice(0, 7), 'prose') }),
        rows: section.rows.map(dated),
      };
    case 'threads':
      return {
        entries: section.entries.map(threadEntry),
      };
    case 'chronology-by-year':
      return {
        scope: scopeOf(setting, section),
        left: leftOut(setting, 'chronologyLeft', section.left),
        legend: legendOf(setting, section),
        years: section.years.map(({ year, rows }) => ({
          year,
          rows: rows.map((row) => ({
            ...dated(row),
            type: eventType(setting, event(row.fact)),
            change: changeCell(setting, event(row.fact), row.change, fact),
          })),
        })),
      };
    case 'agreements-annex': {
      const byStatus = section.groups.map(({ status, rows }) => ({ status, facts: rows.map((row) => row.fact) }));
      const tally =
        byStatus.flatMap(({ facts }) => facts).length >= 3 ? tallyOf(setting, byStatus, section.asOf) : null;
      if (tally) charts.set('tally', { chart: tally.chart, facts: byStatus.flatMap(({ facts }) => facts) });
      return {
        none: section.groups.length === 0 ? noneIn(setting) : null,
        chart: tally ? { chart: 'tally', alt: tally.alt, caption: tally.caption } : null,
        status: words.fill('columns.status', { date: shortDate(section.asOf) }),
        groups: section.groups.map(({ status, rows }) => ({
          name: capital(words.text(`tally.${status}`)),
          rows: rows.map((row) => annexRow(setting, row, status, fact)),
        })),
      };
    }
    case 'relationships':
      return {
        caption: words.text(section.by === 'party' ? 'captions.relationships' : 'captions.storylines'),
        first: words.text(section.by === 'party' ? 'columns.relationship' : 'columns.storyline'),
        rows: section.rows.map((row) => ({
          name: threadName(setting, row.thread, row.party),
          events: type.number(row.events),
          cooperative: type.number(row.cooperative),
          conflicting: type.number(row.events - row.cooperative),
          newest: newestCell(setting, fact(row.newest)),
          next: row.next ? nextCell(setting, fact(row.next)) : null,
          rank: row.rank,
        })),
      };
    case 'moved':
      return {
        relationships: section.relationships.map(({ party, entries }, i) => ({
          id: `moved-${i + 1}`,
          name: dossier.question.parties.length === 1 ? threadName(setting, null, party) : null,
          entries: entries.map(threadEntry),
        })),
      };
    case 'unmoved':
      return {
        lines: section.parties.length > 0 ? [unmovedParties(setting, section)] : [],
        threads: section.threads.map((row) => ({
          party: row.party ? threadName(setting, null, row.party) : null,
          name: threadName(setting, row.thread, null),
          newest: newestCell(setting, fact(row.fact)),
          rank: row.rank,
        })),
        parties: dossier.question.parties.length === 1,
        agreements: section.agreements.map(({ fact: id, rank }) => ({
          ...agreementRow(setting, fact(id) as Agreement),
          facts: [id],
          rank,
        })),
        status: words.fill('columns.status', { date: shortDate(setting.dossier.snapshot.newest) }),
        threadsLeft: leftOut(setting, 'threadsLeft', section.left.threads),
        agreementsLeft: leftOut(setting, 'agreementsLeft', section.left.agreements),
      };
    case 'turning-points':
      return {
        entries: section.rows.map((row) => ({
          date: type.date(event(row.fact).date, 'prose'),
          title: type.plain(event(row.fact).title[language], 'prose'),
          paragraphs: [[row.sentence]],
          rank: row.rank,
        })),
      };
    case 'agreements': {
      const tally = section.byStatus ? tallyOf(setting, section.byStatus, setting.dossier.snapshot.newest) : null;
      const counted = section.byStatus?.flatMap(({ facts }) => facts) ?? [];
      if (tally) charts.set('tally', { chart: tally.chart, facts: counted });
      return {
        chart: tally ? { chart: 'tally', alt: tally.alt, caption: tally.caption } : null,
        caption: words.text('captions.agreements'),
        types: dossier.question.pages === null,
        count: words.fill('counts.agreements', { n: type.number(section.total) }),
        status: words.fill('columns.status', { date: shortDate(setting.dossier.snapshot.newest) }),
        rows: section.rows.map(({ fact: id, rank }) => ({
          ...agreementRow(setting, fact(id) as Agreement),
          facts: [id],
          rank,
        })),
      };
    }
    case 'figures': {
      const chart = section.chart ? seriesOf(setting, section.chart, fact) : null;
      if (chart) charts.set('trade', { chart: chart.chart, facts: chart.facts });
      return {
        asOf: asOfLine(
          setting,
          'figure',
          section.rows.map((row) => fact(row.latest)),
        ),
        caption: words.text('captions.figures'),
        chart: chart
          ? { chart: 'trade', rank: section.rank, alt: chart.alt, caption: chart.caption, facts: chart.facts }
          : null,
        rows: section.rows.map((row) => figureRow(setting, row, fact)),
      };
    }
    case 'positions':
      return {
        asOf: asOfLine(
          setting,
          'position',
          section.entries.flatMap((e) => e.sentences.flatMap((s) => s.facts)).map(fact),
        ),
        entries: section.entries.map((e) => ({
          name: capital(partyName(setting, e.party)),
          paragraphs: paragraphsOf(e.sentences),
          rank: e.rank,
        })),
      };
    case 'people':
      return {
        caption: words.text('captions.people'),
        rows: section.rows.map(({ fact: id, rank }) => {
          const office = fact(id) as Office;
          return {
            party: capital(setting.gazetteer.get(office.party)?.names[language].name ?? office.party),
            post: capital(type.plain(office.post[language], 'table')),
            holder: office.holder,
            native: office.holderNative,
            since: office.from ? shortDate(office.from) : words.text('status.notRecorded'),
            facts: [id],
            rank,
          };
        }),
      };
    case 'look-ahead':
      return {
        caption: words.text('captions.look-ahead'),
        rows: section.rows.map(({ fact: id, rank }) => {
          const next = fact(id).next;
          return {
            date: type.date(next?.date ?? '', 'prose'),
            text: type.plain(next?.what[language] ?? '', 'table').replace(/\.$/, ''),
            facts: [id],
            rank,
          };
        }),
      };
    case 'chronology':
      return {
        caption: words.text('captions.chronology'),
        rows: section.rows.map(dated),
        left: leftOut(setting, 'chronologyLeft', section.left),
      };
    case 'gaps':
      return { lines: gapLines(setting, section, fact), sentences: section.disputes as Sentence[] };
    case 'delta':
    case 'delta-news':
    case 'delta-agreements':
    case 'delta-figures':
    case 'delta-people':
    case 'delta-corrections':
      return deltaView(setting, section);
    case 'contents':
      return { bound: dossier.question.trip !== undefined };
    case 'sources':
      return {};
    case 'cover':
    case 'programme':
    case 'logistics':
    case 'notes':
      return tripView(setting, section, charts);
    case 'committee':
    case 'answers':
      return committeeView(setting, section, fact);
    case 'meeting':
    case 'participants':
    case 'objectives':
    case 'run-of-show':
    case 'do-not-raise':
    case 'talking-points':
    case 'if-raised':
    case 'last-contacts':
    case 'deliverables':
    case 'biographies':
      return meetingView(setting, section, fact);
    default:
      section satisfies never;
      return {};
  }
}

/** How new a section is, where that is not as new as the brief; a note of few pages has no room to say it. */
function asOfLine({ words, type, dossier }: Setting, of: 'figure' | 'position', facts: readonly Fact[]): string | null {
  const newest = facts.flatMap((f) => dateOf(f) ?? []).reduce((a, b) => (lastDay(b) > lastDay(a) ? b : a), '0001');
  const brief = dossier.newest;
  if (dossier.question.pages !== null || brief === null || newest === '0001' || lastDay(newest) >= firstDay(brief))
    return null;
  return type.glue(words.fill(`asOf.${of}`, { date: type.date(newest, 'prose') }));
}

/** Longest paragraph, in sentences: beyond it the eye loses its place. */
const LONG = 5;

/** What stands, then how it came to that; a long path in parts of like size. */
function paragraphsOf(sentences: readonly Sentence[]): Sentence[][] {
  if (sentences.length <= LONG) return [[...sentences]];
  const path = sentences.findIndex((s) => s.form !== 'state');
  const standing = path > 1 ? sentences.slice(0, path) : [];
  const rest = sentences.slice(standing.length);
  const parts = Math.ceil(rest.length / LONG);
  const size = Math.ceil(rest.length / parts);
  const paragraphs = Array.from({ length: parts }, (_, i) => rest.slice(i * size, (i + 1) * size));
  return standing.length > 0 ? [standing, ...paragraphs] : paragraphs;
}
