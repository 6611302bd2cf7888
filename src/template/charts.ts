// In: the facts of a chart. Out: the chart as data in the language of the brief, with its caption and the text that stands for it.

import { type Day, firstDay } from '../model/date.ts';
import type { Chart, Locator } from '../model/doc.ts';
import type { DossierSection } from '../model/dossier.ts';
import {
  type AgreementStatus,
  type Event,
  type Fact,
  type FactId,
  type Indicator,
  isCooperative,
  type PartyCode,
} from '../model/fact.ts';
import type { Geography, Territory } from '../model/geography.ts';
import type { Setting } from './setting.ts';
import { capital } from './words.ts';

export function timelineOf(setting: Setting, events: readonly Event[], from: Day, to: Day): Chart {
  const { words, language } = setting;
  return {
    kind: 'timeline',
    from,
    to,
    above: words.text('captions.above'),
    below: words.text('captions.below'),
    points: events.map((e) => ({
      day: firstDay(e.date),
      side: isCooperative(e.type) ? 'above' : 'below',
      weight: e.significance,
      label: e.clause[language].label ? setting.type.plain(e.clause[language].label as string, 'table') : null,
    })),
  };
}

export function seriesOf(
  setting: Setting,
  chart: NonNullable<Extract<DossierSection, { section: 'figures' }>['chart']>,
  fact: (id: FactId) => Fact,
): { chart: Chart; alt: string; caption: string; facts: FactId[] } {
  const { words, type, language } = setting;
  const lines = chart.lines.map((line) => ({
    name: words.text(`flows.${line.flow}`),
    points: line.facts.map((id) => {
      const i = fact(id) as Indicator;
      return {
        period: i.period.slice(0, 4),
        value: i.value,
        display: type.amount(i.value, i.unit, 'table'),
        number: type.number(i.value),
      };
    }),
  }));
  const model = fact(chart.lines[0]?.facts[0] ?? '') as Indicator;
  const unit = words.text(`chartUnits.${model.unit}`);
  return {
    chart: { kind: 'series', unit, lines },
    alt: words.fill('captions.tradeAlt', {
      list: lines
        .map((l) =>
          l.points
            .map((p) => words.fill('captions.tradePoint', { name: l.name, period: p.period, value: p.display }))
            .join('; '),
        )
        .join('; '),
    }),
    caption: type.glue(
      words.fill('captions.trade', {
        lines: type.list(lines.map((l, n) => (n === 0 ? l.name : l.name.toLowerCase()))),
        unit: model.basis ? `${unit}, ${type.plain(model.basis[language], 'table')}` : unit,
      }),
    ),
    facts: chart.lines.flatMap((l) => l.facts),
  };
}

const STATES: Record<AgreementStatus, 'standing' | 'coming' | 'gone'> = {
  'in force': 'standing',
  'provisionally applied': 'standing',
  signed: 'coming',
  concluded: 'coming',
  'under negotiation': 'coming',
  suspended: 'gone',
  terminated: 'gone',
};

export function tallyOf(
  { words, type }: Setting,
  byStatus: readonly { status: AgreementStatus; facts: readonly FactId[] }[],
  asOf: Day,
): { chart: Chart; alt: string; caption: string } {
  const rows = byStatus.map(({ status, facts }) => ({
    name: capital(words.text(`tally.${status}`)),
    count: facts.length,
    display: type.number(facts.length),
    state: STATES[status],
  }));
  const list = rows
    .map(({ name, display }) => words.fill('captions.tallyRow', { name: name.toLowerCase(), n: display }))
    .join('; ');
  const total = type.number(byStatus.reduce((sum, { facts }) => sum + facts.length, 0));
  return {
    chart: { kind: 'tally', rows },
    alt: words.fill('captions.tallyAlt', { n: total, list }),
    caption: type.glue(words.fill('captions.tally', { date: type.date(asOf, 'prose') })),
  };
}

/** The map of parties; null where the geography does not know one of them. */
export function locatorOf(
  setting: Setting,
  parties: readonly PartyCode[],
  geography: Geography,
): { chart: Locator; alt: string; caption: string } | null {
  const { gazetteer, language, words, type } = setting;
  const taken = new Set<PartyCode>(parties.filter((code) => gazetteer.get(code)?.kind === 'state'));
  const drawn = parties.map((code) => {
    const party = gazetteer.get(code);
    // Who is asked about by name is not drawn again as a member.
    const codes = party?.kind === 'organisation' ? party.members.filter((member) => !taken.has(member)) : [code];
    for (const one of codes) taken.add(one);
    return {
      name: party?.names[language].name ?? code,
      members: party?.members.length ?? 0,
      territories: codes.flatMap((one): Territory[] => {
        const found = geography.get(one);
        return found ? [found] : [];
      }),
    };
  });
  if (drawn.some(({ territories }) => territories.length === 0)) return null;
  const others = [...geography].flatMap(([code, territory]) => (taken.has(code) ? [] : [territory]));
  const list = type.list(
    drawn.map(({ name, members }) => (members > 0 ? words.fill('captions.mapMembers', { name, n: members }) : name)),
  );
  const crimea = taken.has('RUS') || taken.has('UKR') ? ` ${words.text('captions.mapCrimea')}` : '';
  return {
    chart: {
      kind: 'locator',
      parties: drawn.map(({ name, territories }) => ({ name: type.plain(name, 'table'), territories })),
      others,
    },
    alt: words.fill('captions.mapAlt', { list }),
    caption: type.glue(words.text('captions.map') + crimea),
  };
}
