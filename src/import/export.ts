// In: everything that is recorded, in order. Out: it in writing, as JSON Lines or as one table, in pieces. Lossless: read into an empty store and
// written again it gives the same bytes. Refuses records out of order, which would not.

import type { Bodies, Entry, RecordKind, State } from '../model/revision.ts';
import { COLUMNS } from './columns.ts';
import { type Delimiter, writeCell, writeList } from './csv.ts';
import { FIELDS, written } from './fields.ts';

/** A record as it stands: what has not been said is the usual: reviewed, by a person, unmarked. */
export type Kept = Entry & { state?: State; machineCoded?: boolean; marking?: string | null };

/** Sources first, then threads, then facts: what is named comes before what names it. */
const ORDER: readonly RecordKind[] = ['source', 'thread', 'fact'];

type Records = AsyncIterable<Kept> | Iterable<Kept>;

/** Watches that records come by kind in ORDER, and by id in code-unit order. */
async function* inOrder(records: Records): AsyncGenerator<Kept> {
  let [kind, id] = [0, ''];
  for await (const kept of records) {
    const now = ORDER.indexOf(kept.record);
    if (now < kind || (now === kind && id !== '' && kept.body.id <= id))
      throw new Error(`the export is out of order: ${kept.record} ${kept.body.id} after ${ORDER[kind]} ${id}`);
    [kind, id] = [now, kept.body.id];
    yield kept;
  }
}

const fieldsOf = ({ record, body }: Kept): readonly string[] =>
  record === 'fact' ? FIELDS[(body as Bodies['fact']).kind] : FIELDS[record];

/**
 * JSON Lines, UTF-8, one record a line.
 * @param records sources, threads, facts; each by id
 * @throws Error for records out of order
 */
export async function* exportJsonl(records: Records): AsyncGenerator<string> {
  for await (const kept of inOrder(records)) {
    const standing: Record<string, unknown> = {};
    if (kept.state !== undefined && kept.state !== 'reviewed') standing['state'] = kept.state;
    if (kept.machineCoded) standing['machineCoded'] = true;
    if (kept.marking != null) standing['marking'] = kept.marking;
    yield `${written(kept.body, fieldsOf(kept), standing)}\n`;
  }
}

/** Columns that only people write: an export has what they mean in others. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['party 1', 'party 2']);
const PATHS = COLUMNS.map(([path]) => path).filter((path) => !FOR_PEOPLE.has(path));

/**
 * One table, UTF-8 with byte-order mark, CRLF: a row for each source, thread and fact, told apart by the column `kind`; a column for each
 * field. A cell that a spreadsheet would take for a formula has an apostrophe before it, which an import takes away.
 * @param records sources, threads, facts; each by id
 * @throws Error for records out of order
 */
export async function* exportCsv(records: Records, delimiter: Delimiter = ','): AsyncGenerator<string> {
  yield `\ufeff${PATHS.join(delimiter)}\r\n`;
  for await (const kept of inOrder(records)) {
    const cells = cellsOf(kept);
    yield `${PATHS.map((path) => writeCell(cells.get(path) ?? '', delimiter)).join(delimiter)}\r\n`;
  }
}

/** The cells of one record, by path. */
function cellsOf(kept: Kept): Map<string, string> {
  const cells = new Map<string, string>();
  const put = (path: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) cells.set(path, writeList(value.map(entryText)));
    else if (typeof value === 'object')
      for (const [name, inner] of Object.entries(value)) put(`${path}.${name}`, inner);
    else cells.set(path, String(value));
  };
  for (const [field, value] of Object.entries(kept.body)) {
    put(kept.record === 'source' && field !== 'id' ? `source.${field}` : field, value);
  }
  if (kept.record !== 'fact') cells.set('kind', kept.record);
  if (kept.state !== undefined && kept.state !== 'reviewed') cells.set('state', kept.state);
  if (kept.machineCoded) cells.set('machineCoded', 'yes');
  if (kept.marking != null) cells.set('marking', kept.marking);
  return cells;
}

/** An entry of a list: text as it is, a link as `ends can-chn/…`. */
const entryText = (entry: unknown): string =>
  typeof entry === 'object' && entry !== null
    ? `${Reflect.get(entry, 'type')} ${Reflect.get(entry, 'to')}`
    : String(entry);
