// In: the stamp of an issued brief. Out: what the page says of its number, edition, date and of what it replaces, in words. A brief that was not issued
// says nothing of it.

import type { Setting } from './setting.ts';

/** The line under the title: number, edition, date, what it replaces and how many facts have changed since; null for a brief that was not issued. */
export function editionLine({ dossier, words, type }: Setting): string | null {
  const { stamp } = dossier;
  if (!stamp) return null;
  const { number, edition, replaces } = stamp;
  const date = type.date(stamp.date, 'prose');
  if (!replaces) return type.glue(words.fill('edition.first', { number, date }));
  const changed = words.fill(`edition.${howMany(replaces.changed)}`, { n: type.number(replaces.changed) });
  const before = { before: replaces.edition, beforeDate: type.date(replaces.date, 'prose') };
  return type.glue(words.fill('edition.next', { number, edition, date, ...before, changed }));
}

/** Number and edition at the foot of every page; empty for a brief that was not issued. */
export function editionFoot({ dossier, words, type }: Setting): string {
  const { stamp } = dossier;
  return stamp ? type.glue(words.fill('edition.foot', { number: stamp.number, edition: stamp.edition })) : '';
}

const howMany = (count: number): 'changedNone' | 'changedOne' | 'changed' =>
  count === 0 ? 'changedNone' : count === 1 ? 'changedOne' : 'changed';
