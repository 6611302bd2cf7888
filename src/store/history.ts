// In: a record's name. Out: its revisions, each with what changed. Refuses nothing: what was never recorded has no history.

import type { FieldChange, HistoryEntry, Instant, Ref, Revision } from '../model/revision.ts';
import { entryOf, type Row } from './append.ts';
import type { Db } from './ground.ts';

/** A row as a revision. */
export function revisionOf(row: Row, superseded: Instant | null): Revision {
  const { id, number, seq, reason, action, state, coded, marking, release } = row;
  return {
    ...entryOf(row.record, JSON.parse(row.body)),
    id,
    number,
    seq,
    at: row.recorded_at,
    by: row.recorded_by,
    reason,
    action,
    state,
    machineCoded: coded === 1,
    marking,
    release,
    superseded,
  };
}

/** Every revision of a record, the first one first. An id that was merged into another fact has the history it had. */
export async function history(db: Db, { record, id }: Ref): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('revision')
    .selectAll()
    .where('record', '=', record)
    .where('id', '=', id)
    .orderBy('number')
    .execute();
  return rows.map((row, n) => {
    const before = rows[n - 1];
    const revision = revisionOf(row, rows[n + 1]?.recorded_at ?? null);
    if (!before) return { ...revision, changes: [] };
    const marking = changesBetween(before.marking, row.marking, 'marking');
    return { ...revision, changes: [...changesBetween(JSON.parse(before.body), JSON.parse(row.body)), ...marking] };
  });
}

/** The fields that differ between two bodies of one record. */
export function changesBetween(before: unknown, after: unknown, field = ''): FieldChange[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => changesBetween(before[name], after[name], field === '' ? name : `${field}.${name}`));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ field, before: before ?? null, after: after ?? null }];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
