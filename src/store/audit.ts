// In: one state of a database. Out: whether its audit trail holds: each entry follows from the one before, and the revisions and editions are the ones
// it was written for. Refuses nothing: what does not hold is the result (AUDIT_BROKEN).

import { createHash } from 'node:crypto';
import { type Problem, problem } from '../model/problem.ts';
import { contentOf, hashOf, NO_HASH, NO_SUM } from './append.ts';
import { digestOf, plus, sumOf, sumText, weight } from './canon.ts';
import { refText } from './context.ts';
import type { Db } from './ground.ts';
import { hashOfEdition } from './register.ts';
import type { Seq } from './tables.ts';

export interface AuditReport {
  entries: number;
  revisions: number;
  editions: number;
  /** Hash of the last entry: kept elsewhere, it proves that nothing was cut off at the end. */
  head: string;
  /** The first entry that does not hold; null where all do. */
  brokenAt: number | null;
  /** Empty: the trail holds. At most 100. */
  problems: Problem[];
}

const BATCH = 1000;

/**
 * Walks the whole trail. Reads every revision once; keeps one number for each record.
 * @param registered false: a database of before there was a register of editions.
 */
export async function checkAudit(db: Db, registered = true): Promise<AuditReport> {
  const problems: Problem[] = [];
  let brokenAt: number | null = null;
  const note = (entry: number, detail: string) => {
    brokenAt ??= entry;
    if (problems.length < 100) problems.push(problem('AUDIT_BROKEN', { entry, detail }));
  };
  let entries = 0;
  let editions = 0;
  let head = NO_HASH;
  let seq: Seq = 0;
  let sum = sumOf(NO_SUM);
  // The current revision of each record, and what it adds to the sum.
  const current = new Map<string, { seq: Seq; number: number; until: Seq | null; weight: bigint }>();

  for (;;) {
    const batch = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', entries)
      .orderBy('seq')
      .limit(BATCH)
      .execute();
    if (batch.length === 0) break;
    for (const entry of batch) {
      const { hash, ...rest } = entry;
      if (entry.seq !== entries + 1) note(entry.seq, `entry ${entries + 1} is missing`);
      if (entry.previous_hash !== head) note(entry.seq, 'it does not follow from the entry before');
      if (hashOf(rest) !== hash) note(entry.seq, 'it was changed');
      if (entry.first_seq !== seq + 1) note(entry.seq, `it begins at revision ${entry.first_seq}, not ${seq + 1}`);
      entries = entry.seq;
      head = hash;
      if (entry.action === 'issued') {
        const edition = await db
          .selectFrom('edition')
          .selectAll()
          .where('seq', '=', editions + 1)
          .executeTakeFirst();
        if (!edition || hashOfEdition(edition) !== entry.content_hash)
          note(entry.seq, `edition ${entry.subject} is ${edition ? 'not what was issued' : 'missing'}`);
        if (entry.last_seq !== seq) note(entry.seq, `it is of revision ${entry.last_seq}, not ${seq}`);
        editions++;
        continue;
      }
      const content = createHash('sha256');
      seq = entry.first_seq - 1;
      while (seq < entry.last_seq) {
        const rows = await db
          .selectFrom('revision')
          .selectAll()
          .where('seq', '>', seq)
          .where('seq', '<=', entry.last_seq)
          .orderBy('seq')
          .limit(BATCH)
          .execute();
        if (rows.length === 0) break;
        for (const row of rows) {
          const digest = digestOf(row.record, row.state, row.body);
          content.update(contentOf(row, digest));
          const key = refText(row);
          const before = current.get(key);
          if (before && before.until !== row.seq)
            note(entry.seq, `revision ${before.seq} is not superseded by ${row.seq}`);
          if (row.number !== (before?.number ?? 0) + 1)
            note(entry.seq, `revision ${row.seq} is not the next of ${row.id}`);
          const adds = weight(row.state, digest);
          sum = plus(sum, adds - (before?.weight ?? 0n));
          current.set(key, { seq: row.seq, number: row.number, until: row.until, weight: adds });
          seq = row.seq;
        }
      }
      if (seq !== entry.last_seq) note(entry.seq, `revision ${entry.last_seq} is missing`);
      seq = entry.last_seq;
      if (content.digest('hex') !== entry.content_hash) note(entry.seq, 'its revisions were changed');
      const state = await db
        .selectFrom('snapshot')
        .selectAll()
        .where('version', '=', entry.last_seq)
        .executeTakeFirst();
      if (state?.sum !== sumText(sum) || state.at !== entry.at) note(entry.seq, 'its snapshot was changed');
    }
  }
  for (const { seq: last, until } of current.values())
    if (until !== null) note(entries, `revision ${last} is superseded by none`);
  const more = await db.selectFrom('revision').select('seq').where('seq', '>', seq).limit(1).executeTakeFirst();
  if (more) note(entries, `revision ${more.seq} belongs to no entry`);
  const unheard = registered
    ? await db.selectFrom('edition').select('number').where('seq', '>', editions).limit(1).executeTakeFirst()
    : undefined;
  if (unheard) note(entries, `an edition of ${unheard.number} belongs to no entry`);
  return { entries, revisions: seq, editions, head, brokenAt, problems };
}
