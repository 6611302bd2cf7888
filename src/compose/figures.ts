// In: the desk. Out: the numbers: each series with its newest and oldest figure, and the trade series long enough to draw.

import { order } from '../model/date.ts';
import type { DossierSection, Figures, SectionPlan } from '../model/dossier.ts';
import type { FactId, Indicator } from '../model/fact.ts';
import type { Point, Series } from '../model/series.ts';
import type { Desk } from './desk.ts';
import { cut, newestFirst, weight } from './weights.ts';

export function figures(desk: Desk, plan: SectionPlan): DossierSection | null {
  const all = desk.series.map((series) => ({ series, newest: series.points.at(-1) as Point }));
  all.sort(
    (a, b) =>
      flowOrder(a.series) - flowOrder(b.series) ||
      b.series.points.length - a.series.points.length ||
      newestFirst(chosenOf(a.newest), chosenOf(b.newest)),
  );
  const rows = cut(all, plan.take).map(({ series }, i) => figureRow(desk, series, weight('figure', i)));
  if (rows.length === 0) return null;
  const chart = tradeChart(desk.series);
  for (const line of chart?.lines ?? []) for (const id of line.facts) desk.keep(id, 'FIGURE');
  return { section: 'figures', rank: weight('figure', rows.length), rows, chart };
}

/** A series as a row: its newest figure, those of other sources that differ from it, and the oldest. */
export function figureRow(desk: Desk, series: Series, rank: number): Figures['rows'][number] {
  const newest = series.points.at(-1) as Point;
  const latest = chosenOf(newest);
  const rivals = newest.figures.filter(({ value }) => value !== latest.value).map(({ id }) => id);
  // Numbers move in pairs: the newest beside the oldest of the series that the period holds.
  const before = series.points.length > 1 ? chosenOf(series.points[0] as Point).id : null;
  for (const id of [latest.id, ...(before ? [before] : []), ...rivals]) desk.keep(id, 'FIGURE');
  const row = { series: latest.series, latest: latest.id, before, rank };
  return rivals.length > 0 ? { ...row, rivals } : row;
}

/** The figure that stands for a period: the best attested. */
export const chosenOf = (point: Point): Indicator => point.figures[0] as Indicator;

const FLOWS = ['total', 'exports', 'imports', 'balance'];
const flowOrder = ({ flow, frequency }: Series): number =>
  (flow === null ? 9 : FLOWS.indexOf(flow)) + (frequency === 'annual' ? 0 : 5);

/** Lines of the same parties, unit and basis with three annual points or more; fewer are not drawn. */
function tradeChart(all: readonly Series[]): Figures['chart'] {
  const long = all
    .filter(({ frequency, unit, points }) => frequency === 'annual' && / billion$/.test(unit) && points.length >= 3)
    .filter(({ flow }) => flow !== null && flow !== 'balance')
    .sort((a, b) => b.points.length - a.points.length || order(a.key, b.key));
  const model = long[0];
  if (!model) return null;
  const lines = new Map<'exports' | 'imports' | 'total', FactId[]>();
  for (const { flow, unit, basis, parties, points } of long) {
    if (flow === null || flow === 'balance' || lines.has(flow)) continue;
    if (unit !== model.unit || basis?.en !== model.basis?.en || parties.join() !== model.parties.join()) continue;
    lines.set(
      flow,
      points.map((point) => chosenOf(point).id),
    );
  }
  return { unit: model.unit, lines: [...lines].map(([flow, facts]) => ({ flow, facts })) };
}
