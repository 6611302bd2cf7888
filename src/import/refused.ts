// In: a reading and its refused rows. Out: the file of refused rows, in the form of the file that was read, each row with its reasons, so that a
// person can mend it in place and import it again. Refuses nothing.

import { folded, REASONS_COLUMN } from './columns.ts';
import { type Delimiter, wholeRecord, writeCell } from './csv.ts';
import type { Kind, Refused, RowProblem } from './row.ts';

/** Writes a file of refused rows, piece by piece: UTF-8; tables begin with a byte-order mark, which spreadsheets look for. */
export interface RefusedFile {
  open(): string;
  row(row: Mended): string;
  close(): string;
}

/** A row that is to be mended; the store has reasons of its own beside those of the import. */
type Mended = Pick<Refused, 'raw'> & { problems: readonly (Omit<RowProblem, 'reason'> & { reason: string })[] };

/** What is wrong with a row, in one line. */
const reasons = (problems: Mended['problems']): string =>
  problems
    .map(({ field, reason, found, expected }) => `${field}: ${reason}: ${found}; expected ${expected}`)
    .join(' | ')
    .replace(/[\r\n\t]+/g, ' ');

/**
 * The file of refused rows of a reading.
 * @param reading its kind and, where it is a table, its delimiter and header; complete once the first row was read
 */
export function refusedFile(reading: {
  readonly kind: Kind;
  readonly table: { readonly delimiter: Delimiter; readonly header: string } | null;
}): RefusedFile {
  switch (reading.kind) {
    case 'jsonl':
      // Lines that begin with # are passed over when the file comes back.
      return { open: () => '', row: ({ problems, raw }) => `# ${reasons(problems)}\n${raw}\n`, close: () => '' };
    case 'gdelt':
      // One column more than the export has; it is passed over when the file comes back.
      return {
        open: () => '',
        row: ({ problems, raw }) => `${raw.split('\t').slice(0, 61).join('\t')}\t${reasons(problems)}\n`,
        close: () => '',
      };
    case 'sparql-json':
      return bindings();
    default:
      return table(reading);
  }
}

/** A document of results whose bindings have one variable more, `refused`. What is no object becomes one of the reasons alone. */
function bindings(): RefusedFile {
  let comma = '';
  return {
    open: () => '{"head":{"vars":[]},"results":{"bindings":[',
    row: ({ problems, raw }) => {
      const term = `"refused":${JSON.stringify({ type: 'literal', value: reasons(problems) })}`;
      let object: unknown = null;
      try {
        object = JSON.parse(raw);
      } catch {
        // Told by the reasons.
      }
      const whole = typeof object === 'object' && object !== null && !Array.isArray(object);
      const text = whole ? JSON.stringify({ ...JSON.parse(`{${term}}`), ...without(object as object) }) : `{${term}}`;
      const piece = `${comma}\n${text}`;
      comma = ',';
      return piece;
    },
    close: () => '\n]}}\n',
  };
}

const without = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== 'refused'));

/** The table with one column more at its end. */
function table(reading: Parameters<typeof refusedFile>[0]): RefusedFile {
  const delimiter = () => reading.table?.delimiter ?? ',';
  const header = () => reading.table?.header ?? '';
  const width = () => wholeRecord(header(), delimiter())?.cells ?? [];
  const again = () => folded(width().at(-1) ?? '') === folded(REASONS_COLUMN);
  return {
    open: () => `\ufeff${header()}${again() ? '' : `${delimiter()}${REASONS_COLUMN}`}\r\n`,
    row: ({ problems, raw }) => {
      const record = again() ? wholeRecord(raw, delimiter()) : null;
      // A row that comes back has old reasons in its last cell, if it has as many cells as the header.
      const bare = record && record.cells.length === width().length ? record.before : raw;
      return `${bare}${delimiter()}${writeCell(reasons(problems), delimiter())}\r\n`;
    },
    close: () => '',
  };
}
