// In: the desk. Out: the numbers: each series with its newest and oldest figure, and the trade series long enough to draw.

import { lastDay, order } from '../model/date.ts';
import type { DossierSection, SectionPlan } from '../model/dossier.ts';
import type { FactId, Indicator } from '../model/fact.ts';
import type { Desk } from './desk.ts';
import { cut, newestFirst, weight } from './weights.ts';

export function figures(desk: Desk, plan: SectionPlan): DossierSection | null {
  const series = new Map<string, Indicator[]>();
  for (const fact of desk.facts) {
    if (fact.kind !== 'indicator') continue;
    series.set(fact.series, [...(series.get(fact.series) ?? []), fact]);
  }
  const rows = [...series.values()]
    .map((points) => points.sort((a, b) => order(lastDay(b.period), lastDay(a.period)) || order(a.id, b.id)))
    .map((points) => ({
      latest: points[0] as Indicator,
      before: points[1] ?? null,
      oldest: points[points.length - 1] as Indicator,
      n: points.length,
    }))
    .sort((a, b) => flowOrder(a.latest) - flowOrder(b.latest) || b.n - a.n || newestFirst(a.latest, b.latest));
  const chosen = cut(rows, plan.take).map((row, i) => {
    // Numbers move in pairs: the newest beside the oldest of the series that the period holds.
    const before = row.n > 1 ? row.oldest : null;
    desk.keep(row.latest.id, 'FIGURE');
    if (before) desk.keep(before.id, 'FIGURE');
    return { series: row.latest.series, latest: row.latest.id, before: before?.id ?? null, rank: weight('figure', i) };
  });
  if (chosen.length === 0) return null;
  const chart = tradeChart([...series.values()]);
  for (const line of chart?.lines ?? []) for (const id of line.facts) desk.keep(id, 'FIGURE');
  return { section: 'figures', rank: weight('figure', chosen.length), rows: chosen, chart };
}

const FLOWS = ['total', 'exports', 'imports', 'balance'];
const flowOrder = (fact: Indicator): number =>
  (fact.flow === null ? 9 : FLOWS.indexOf(fact.flow)) + (fact.frequency === 'annual' ? 0 : 5);

/** Lines of one unit and basis with three annual points or more; fewer are not drawn. */
function tradeChart(
  all: readonly Indicator[][],
): { unit: string; lines: { flow: 'exports' | 'imports' | 'total'; facts: FactId[] }[] } | null {
  const long = all
    .map((points) =>
      points.filter(
        (p) => p.frequency === 'annual' && p.flow !== null && p.flow !== 'balance' && / billion$/.test(p.unit),
      ),
    )
    .filter((points) => points.length >= 3)
    .sort((a, b) => b.length - a.length || order(a[0]?.series ?? '', b[0]?.series ?? ''));
  const model = long[0]?.[0];
  if (!model) return null;
  const lines = new Map<string, FactId[]>();
  for (const points of long) {
    const first = points[0] as Indicator;
    if (
      first.unit !== model.unit ||
      (first.basis?.en ?? '') !== (model.basis?.en ?? '') ||
      lines.has(first.flow as string)
    )
      continue;
    lines.set(
      first.flow as string,
      points.sort((a, b) => order(a.period, b.period)).map((p) => p.id),
    );
  }
  return {
    unit: model.unit,
    lines: [...lines].map(([flow, facts]) => ({ flow: flow as 'exports' | 'imports' | 'total', facts })),
  };
}
