// In: what became of a file, or the revisions of a record. Out: the same as text for people at a terminal. Refuses nothing.

import { type ImportReport, MOST_TOLD } from './curate.ts';
import type { HistoryEntry } from './model/revision.ts';

/** What became of a file: how many, then what is wrong with each refused row. */
export function accountOf(
  name: string,
  account: ImportReport,
  { dryRun, mend }: { dryRun: boolean; mend: string | null },
) {
  const { kept, rows, refused, merged, left, refusals } = account;
  const out = Object.entries(left).filter(([, count]) => count > 0);
  const count = (label: string, value: number, what: string, more = '') =>
    `  ${label.padEnd(11)}${value} ${what}${value === 1 ? '' : 's'}${more}`;
  const told = new Map<number, typeof refusals>();
  for (const refusal of refusals) told.set(refusal.line, [...(told.get(refusal.line) ?? []), refusal]);
  const lines = [
    `${name}: ${account.kind}`,
    count('read', rows, 'row'),
    count('new', account.new, 'record'),
    count('changed', account.changed, 'record'),
    count('same', account.same, 'record'),
    count('refused', refused, 'row'),
    ...(merged > 0 ? [count('merged', merged, 'row', ' into others')] : []),
    ...(out.length > 0
      ? [
          count(
            'left out',
            out.reduce((sum, [, n]) => sum + n, 0),
            'row',
            `: ${out.map(([why, n]) => `${why} ${n}`).join(', ')}`,
          ),
        ]
      : []),
    ...[...told].flatMap(([line, wrong]) => [
      `line ${line}`,
      ...wrong.flatMap(({ field, reason, found, expected }) => [
        `  ${field}: ${found} (${reason})`,
        `    expected ${expected}`,
      ]),
    ]),
    ...(refused > MOST_TOLD ? [`and ${refused - MOST_TOLD} more rows`] : []),
    ...(mend === null ? [] : [`to mend: ${mend}`]),
    ...(dryRun ? ['a dry run: nothing was kept'] : kept || refused > 0 ? [] : ['nothing to change']),
  ];
  return `${lines.join('\n')}\n`;
}

/** Revisions for people: when, by whom, why, and what changed. */
export function told(entries: readonly HistoryEntry[]): string {
  const value = (one: unknown) => {
    const text = JSON.stringify(one);
    return text.length > 100 ? `${text.slice(0, 99)}…` : text;
  };
  return entries
    .map(({ number, at: instant, by, reason, action, state, changes }) =>
      [
        `  revision ${number}, ${instant.slice(0, 16).replace('T', ' ')} UTC, ${by}: ${reason} (${action}, ${state})`,
        ...changes.map(({ field, before, after }) => `    ${field}: ${value(before)} → ${value(after)}`),
      ].join('\n'),
    )
    .map((text) => `${text}\n`)
    .join('');
}
