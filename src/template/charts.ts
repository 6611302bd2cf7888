// In: the facts of a chart. Out: the chart as data in the language of the brief, with its caption and the text that stands for it.

import { type Day, firstDay } from '../model/date.ts';
import type { Chart } from '../model/doc.ts';
import type { DossierSection } from '../model/dossier.ts';
import { type Event, type Fact, type FactId, type Indicator, isCooperative } from '../model/fact.ts';
import type { Setting } from './setting.ts';

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
      return { period: i.period.slice(0, 4), value: i.value, display: type.amount(i.value, i.unit, 'table') };
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
