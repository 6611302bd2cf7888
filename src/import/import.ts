// In: the bytes of a file, and what it holds. Out: its rows: records to be recorded, rows to be mended, rows the mapping passes over; and the file of
// refused rows. Pure: no disk, no database, memory that does not grow with the file. Refuses a file of no known kind (IMPORT_KIND).

import { type Delimiter, Records } from './csv.ts';
import { Decoder } from './decode.ts';
import { isSeparatorLine, tableDelimiter, withoutMark } from './detect.ts';
import { Seen } from './gather.ts';
import { gdelt } from './gdelt.ts';
import { jsonl } from './jsonl.ts';
import { Lines, type Splitter, type Unit } from './lines.ts';
import type { Mapping } from './mapping.ts';
import { type Context, type Kind, LEFT_OUT, type Progress, type Row } from './row.ts';
import { sheet } from './sheet.ts';
import { Bindings } from './sparql.ts';
import { CTS, treaties, UNTS } from './treaties.ts';
import { wikidata } from './wikidata.ts';

export { detect, HEAD } from './detect.ts';
export { exportCsv, exportJsonl, type Kept } from './export.ts';
export { type RefusedFile, refusedFile } from './refused.ts';
export {
  type Context,
  type Good,
  KINDS,
  type Kind,
  LEFT_OUT,
  type Progress,
  REASONS,
  type Reason,
  type Refused,
  type Row,
  type RowProblem,
} from './row.ts';
export { readMachineWords } from './words.ts';

/** A file being read: its rows, once, in the order in which they are complete. */
export interface Reading extends AsyncIterable<Row> {
  readonly kind: Kind;
  /** How far it is; changes while rows are taken. */
  readonly progress: Readonly<Progress>;
  /** What separates the cells, and the header as it stands in the file; null where the kind has none, and before the first row. */
  readonly table: { readonly delimiter: Delimiter; readonly header: string } | null;
}

/**
 * Reads the rows of a file.
 * @param stream the whole file from its first byte, in pieces of any size
 * @param kind what it holds, as `detect` says
 * @param refused lines of sound rows that the store has refused: they bring no source that others need, and come with their text
 */
export function readRows(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  kind: Kind,
  context: Context,
  refused: ReadonlySet<number> = new Set(),
): Reading {
  const left = Object.fromEntries(LEFT_OUT.map((why) => [why, 0])) as Progress['left'];
  const progress: Progress = { bytes: 0, rows: 0, good: 0, merged: 0, refused: 0, left };
  const reading: { -readonly [Key in keyof Omit<Reading, typeof Symbol.asyncIterator>]: Reading[Key] } = {
    kind,
    progress,
    table: null,
  };
  const rows = () =>
    readAll(stream, kind, context, refused, progress, (table) => {
      reading.table = table;
    });
  return Object.assign(reading, { [Symbol.asyncIterator]: rows });
}

async function* readAll(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  kind: Kind,
  context: Context,
  refused: ReadonlySet<number>,
  progress: Progress,
  tell: (table: Reading['table']) => void,
): AsyncGenerator<Row> {
  const decoder = new Decoder();
  const opening = new Opening(kind, context, tell);
  const sources = new Seen();
  const texts = new Map<number, string>();
  let read = 0;

  const count = (row: Row): Row => {
    if (row.outcome === 'refused') progress.refused++;
    else if (row.outcome === 'left') progress.left[row.why]++;
    else {
      progress.good++;
      if (refused.has(row.line)) {
        row.raw = texts.get(row.line) ?? '';
        texts.delete(row.line);
        return row;
      }
      // A source that many rows name is brought by the first of them.
      if (row.entries.length > 1)
        row.entries = row.entries.filter(({ record, body }) => record !== 'source' || sources.first(body.id));
    }
    return row;
  };
  const account = () => {
    const mapping = opening.mapping;
    progress.merged = mapping?.merged() ?? 0;
    progress.rows = Math.max(0, read - (mapping?.headers() ?? 0));
  };

  for await (const bytes of stream) {
    progress.bytes += bytes.length;
    for (const text of decoder.push(bytes)) {
      for (const unit of opening.push(text)) {
        read++;
        if (refused.has(unit.line)) texts.set(unit.line, unit.raw);
        for (const row of opening.take(unit)) yield count(row);
      }
      account();
    }
  }
  for (const unit of opening.end(decoder.end())) {
    read++;
    if (refused.has(unit.line)) texts.set(unit.line, unit.raw);
    for (const row of opening.take(unit)) yield count(row);
  }
  for (const row of opening.rest()) yield count(row);
  account();
}

/** Waits for the first line of a table, which tells the delimiter, and then cuts and maps. */
class Opening {
  mapping: Mapping | null = null;
  private splitter: Splitter | null = null;
  private held = '';
  private began = false;
  private delimiter: Delimiter = ',';
  private header = true;
  private readonly kind: Kind;
  private readonly context: Context;
  private readonly tell: (table: Reading['table']) => void;

  constructor(kind: Kind, context: Context, tell: (table: Reading['table']) => void) {
    this.kind = kind;
    this.context = context;
    this.tell = tell;
  }

  push(text: string): Unit[] {
    let more = text;
    if (!this.began) {
      more = withoutMark(more);
      this.began = more !== '';
    }
    if (this.splitter) return this.splitter.push(more);
    this.held += more;
    const lines = this.held.split('\n').filter((line) => line.trim() !== '');
    const whole = this.held.endsWith('\n') ? lines.length : lines.length - 1;
    // The line `sep=;` stands alone before the header.
    if (isTable(this.kind) && whole < (isSeparatorLine(lines[0] ?? '') ? 2 : 1) && this.held.length < 1 << 16)
      return [];
    return this.start().push(this.took());
  }

  end(text: string): Unit[] {
    const units = this.push(text);
    if (!this.splitter) units.push(...this.start().push(this.took()));
    return [...units, ...(this.splitter?.end() ?? [])];
  }

  /** The rows that a unit completes. The header of a table is a unit of its own. */
  take(unit: Unit): Row[] {
    if (this.header && isTable(this.kind)) {
      this.header = false;
      this.tell({ delimiter: this.delimiter, header: unit.raw });
    }
    return this.mapping?.take(unit) ?? [];
  }

  rest(): Iterable<Row> {
    return this.mapping?.end() ?? [];
  }

  private took(): string {
    const held = this.held;
    this.held = '';
    return held;
  }

  private start(): Splitter {
    const { kind, context } = this;
    if (isTable(kind)) {
      this.delimiter = tableDelimiter(this.held);
      const first = this.held.indexOf('\n');
      // Its place stays empty, so that lines keep their numbers.
      if (isSeparatorLine(this.held.trimStart().split('\n')[0] ?? '')) this.held = this.held.slice(Math.max(0, first));
    }
    this.splitter = kind === 'sparql-json' ? new Bindings() : isTable(kind) ? new Records(this.delimiter) : new Lines();
    this.mapping = mappingOf(kind, context, this.delimiter);
    return this.splitter;
  }
}

const isTable = (kind: Kind): boolean => kind.endsWith('csv');

function mappingOf(kind: Kind, context: Context, delimiter: Delimiter): Mapping {
  switch (kind) {
    case 'jsonl':
      return jsonl(context);
    case 'csv':
      return sheet(context, delimiter);
    case 'gdelt':
      return gdelt(context);
    case 'sparql-json':
      return wikidata(context, 'json');
    case 'sparql-csv':
      return wikidata(context, 'csv');
    case 'unts-csv':
      return treaties(context, UNTS);
    case 'cts-csv':
      return treaties(context, CTS);
  }
}
