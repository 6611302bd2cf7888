// In: JSON Lines: facts, sources and threads in the form of schema/fact.schema.json, in any order; the sources of a fact may stand in it as
// objects instead of ids. Out: the records. Lines that begin with # are comments. Refuses what is no JSON, no record, or not of that form.

import type { Fact, Source, Thread } from '../model/fact.ts';
import { datePart, digest, slug } from './ids.ts';
import type { Unit } from './lines.ts';
import { factRow, type Mapping, problemsOf, recordRow, refusedRow, shaped, textProblem } from './mapping.ts';
import type { Context, Row, RowProblem, Standing } from './row.ts';
import { markingProblem, wrong } from './row.ts';

const FACT_KINDS = new Set<unknown>(['event', 'agreement', 'indicator', 'office', 'position']);
const STATES = new Set<unknown>(['draft', 'reviewed', 'withdrawn']);

type Fields = Record<string, unknown>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The mapping of JSON Lines. */
export function jsonl(context: Context): Mapping {
  let comments = 0;
  return {
    take(unit) {
      if (unit.problem) return [refusedRow(unit, [unit.problem])];
      if (unit.raw.startsWith('#')) {
        comments++;
        return [];
      }
      return [readRecord(unit, context)];
    },
    end: () => [],
    merged: () => 0,
    headers: () => comments,
  };
}

function readRecord(unit: Unit, context: Context): Row {
  const garbled = textProblem(unit.raw);
  if (garbled) return refusedRow(unit, [garbled]);
  let value: unknown;
  try {
    value = JSON.parse(unit.raw);
  } catch {
    return refusedRow(unit, [wrong('row', 'NOT_JSON', unit.raw, 'one JSON object')]);
  }
  if (!isRecord(value)) return refusedRow(unit, [wrong('row', 'NOT_A_RECORD', unit.raw, 'one JSON object')]);
  try {
    if (FACT_KINDS.has(value['kind'])) return readFact(unit, value, context);
    if ('publisher' in value) return readOther('source', unit, value, context);
    if ('name' in value && 'status' in value) return readOther('thread', unit, value, context);
  } catch (error) {
    // A value nested so deep that it cannot be looked through is no record; anything else is a mistake of ours.
    if (!(error instanceof RangeError)) throw error;
    return refusedRow(unit, [wrong('row', 'NOT_A_RECORD', unit.raw, 'a fact, a source or a thread')]);
  }
  const found = JSON.stringify(value['kind']) ?? '';
  return refusedRow(unit, [
    wrong('kind', 'NOT_A_RECORD', found, `one of ${[...FACT_KINDS].join(', ')}; or a source or a thread`),
  ]);
}

/** Takes out of a record how it stands, as an export writes it; most files do not say. */
function standingOf(value: Fields, context: Context): { fields: Fields; standing: Standing; problems: RowProblem[] } {
  if (!('state' in value || 'machineCoded' in value || 'marking' in value))
    return { fields: value, standing: { state: 'reviewed', machineCoded: false, marking: null }, problems: [] };
  const { state = 'reviewed', machineCoded = false, marking = null, ...fields } = value;
  const problems: RowProblem[] = [];
  const bad = (field: string, value: unknown, expected: string) =>
    problems.push(wrong(field, 'UNKNOWN_WORD', JSON.stringify(value) ?? '', expected));
  if (!STATES.has(state)) bad('state', state, `one of ${[...STATES].join(', ')}`);
  if (typeof machineCoded !== 'boolean') bad('machineCoded', machineCoded, 'true or false');
  if (marking !== null && typeof marking !== 'string')
    bad('marking', marking, 'a marking such as protected-b, or null');
  else problems.push(...markingProblem(marking, context));
  return { fields, standing: { state, machineCoded, marking } as Standing, problems };
}

function readOther(kind: 'source' | 'thread', unit: Unit, value: Fields, context: Context): Row {
  const { fields, standing, problems } = standingOf(value, context);
  problems.push(...context.faultsOf(kind, fields).map(shaped));
  if (problems.length > 0) return refusedRow(unit, problems);
  // The shape was just proven, field by field.
  return kind === 'source'
    ? recordRow(unit.line, { record: 'source', body: fields as unknown as Source }, standing)
    : recordRow(unit.line, { record: 'thread', body: fields as unknown as Thread }, standing);
}

function readFact(unit: Unit, value: Fields, context: Context): Row {
  const { fields, standing, problems } = standingOf(value, context);
  const sources: Source[] = [];
  if (Array.isArray(fields['sources']) && fields['sources'].some(isRecord)) {
    fields['sources'] = fields['sources'].map((source: unknown, n) => {
      if (!isRecord(source)) return source;
      const whole = wholeSource(source, context);
      const faults = context.faultsOf('source', whole);
      problems.push(...faults.map((fault) => shaped({ ...fault, field: `sources.${n}.${fault.field}` })));
      if (faults.length === 0) sources.push(whole as unknown as Source);
      return whole['id'];
    });
  }
  problems.push(...problemsOf(fields, context));
  if (problems.length > 0) return refusedRow(unit, problems);
  return factRow(unit.line, fields as unknown as Fact, standing, sources);
}

/** A source that stands inside a fact: what it leaves out is not known; its id is made of its publisher, date and address. */
function wholeSource(source: Fields, context: Context): Fields {
  const text = (name: string): string => (typeof source[name] === 'string' ? source[name] : '');
  const made = `inline/${slug(text('publisher')) || 'source'}/${datePart(text('published') || null)}/${digest(text('url'))}`;
  return {
    id: made,
    publisher: null,
    publisherFr: null,
    via: null,
    kind: null,
    title: null,
    url: null,
    published: null,
    read: context.today,
    language: null,
    country: null,
    ...source,
  };
}
