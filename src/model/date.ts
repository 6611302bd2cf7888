// In: EDTF text (ISO 8601-2:2019 / Library of Congress EDTF, levels 0 and 1). Out: the first and last day it can mean, and how
// precisely it is known. Refuses (null) whatever is not a calendar date: 2019-02-30, 2018-13, free text.

/** An EDTF date as recorded: `2018`, `2018-12`, `2018-12-01`, `2018-12~`, `2018/2020`, `2018-12-01/..`. */
export type Edtf = string;
/** One calendar day, `YYYY-MM-DD`. Days compare as strings. */
export type Day = string;

export type Precision = 'day' | 'month' | 'season' | 'year' | 'decade' | 'century';

/** One end of an EDTF date. `first` and `last` bound the days it can mean. */
export interface Moment {
  first: Day;
  last: Day;
  precision: Precision;
  year: number;
  month: number | null;
  day: number | null;
  /** EDTF qualifier `~`. */
  approximate: boolean;
  /** EDTF qualifier `?`. */
  uncertain: boolean;
}

/** A parsed EDTF date. For a single date `from` and `to` are the same; an open or unknown end of an interval is null. */
export interface Span {
  text: Edtf;
  interval: boolean;
  from: Moment | null;
  to: Moment | null;
  first: Day;
  last: Day;
}

export const EARLIEST: Day = '0001-01-01';
export const LATEST: Day = '9999-12-31';

const MOMENT = /^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?([?~%])?$/;
const SEASON_FIRST_MONTH: Record<number, number> = { 21: 3, 22: 6, 23: 9, 24: 12 };

const two = (n: number): string => String(n).padStart(2, '0');
const four = (n: number): string => String(n).padStart(4, '0');

/** Days in a month of the proleptic Gregorian calendar; month 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function moment(text: string): Moment | null {
  const found = MOMENT.exec(text);
  if (!found) return null;
  const [, y = '', m, d, mark] = found;
  const approximate = mark === '~' || mark === '%';
  const uncertain = mark === '?' || mark === '%';
  const make = (
    first: Day,
    last: Day,
    precision: Precision,
    year: number,
    month: number | null,
    day: number | null,
  ) => ({
    first,
    last,
    precision,
    year,
    month,
    day,
    approximate,
    uncertain,
  });
  if (y.includes('X')) {
    if (m) return null;
    const low = Number(y.replace(/X/g, '0'));
    const high = Number(y.replace(/X/g, '9'));
    return make(`${four(low)}-01-01`, `${four(high)}-12-31`, y.endsWith('XX') ? 'century' : 'decade', low, null, null);
  }
  const year = Number(y);
  if (year === 0) return null;
  if (!m || m === 'XX') {
    if (d && d !== 'XX') return null;
    return make(`${y}-01-01`, `${y}-12-31`, 'year', year, null, null);
  }
  const month = Number(m);
  const season = SEASON_FIRST_MONTH[month];
  if (season) {
    if (d) return null;
    const endMonth = season === 12 ? 2 : season + 2;
    const endYear = season === 12 ? year + 1 : year;
    const last = `${four(endYear)}-${two(endMonth)}-${two(daysInMonth(endYear, endMonth))}`;
    return make(`${y}-${two(season)}-01`, last, 'season', year, month, null);
  }
  if (month < 1 || month > 12) return null;
  const length = daysInMonth(year, month);
  if (!d || d === 'XX') return make(`${y}-${m}-01`, `${y}-${m}-${two(length)}`, 'month', year, month, null);
  const day = Number(d);
  if (day < 1 || day > length) return null;
  return make(`${y}-${m}-${d}`, `${y}-${m}-${d}`, 'day', year, month, day);
}

const parsed = new Map<string, Span | null>();
/** The date asked last: of one record the same is asked a dozen times. */
let last: { text: string; span: Span | null } = { text: '', span: null };

/**
 * Reads an EDTF date, levels 0 and 1.
 * @returns the span, or null where the text is not such a date (an interval that ends before it begins is none).
 */
export function parseDate(text: Edtf): Span | null {
  if (text === last.text) return last.span;
  const known = parsed.get(text);
  if (known !== undefined) {
    last = { text, span: known };
    return known;
  }
  const span = parseSpan(text);
  // Dates come from a bounded vocabulary (the records), but a request can bring any: keep the memory bounded.
  if (parsed.size > 20_000) parsed.clear();
  parsed.set(text, span);
  return span;
}

function parseSpan(text: Edtf): Span | null {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const at = moment(text);
    return at && { text, interval: false, from: at, to: at, first: at.first, last: at.last };
  }
  const [a = '', b = ''] = [text.slice(0, slash), text.slice(slash + 1)];
  const open = (s: string) => s === '' || s === '..';
  const from = open(a) ? null : moment(a);
  const to = open(b) ? null : moment(b);
  if ((!open(a) && !from) || (!open(b) && !to) || (!from && !to)) return null;
  const first = from?.first ?? EARLIEST;
  const last = to?.last ?? LATEST;
  return first > last ? null : { text, interval: true, from, to, first, last };
}

/** The first day a recorded date can mean. Throws on text that is no EDTF date: the records were checked when they came in. */
export function firstDay(text: Edtf): Day {
  return known(text).first;
}

/** The last day a recorded date can mean. */
export function lastDay(text: Edtf): Day {
  return known(text).last;
}

function known(text: Edtf): Span {
  const span = parseDate(text);
  if (!span) throw new Error(`not an EDTF date: ${text}`);
  return span;
}

/** Plain code-unit order, the same on every machine and in every locale. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whole days from one day to another (negative when `to` is earlier). */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The day before a day. */
export function dayBefore(day: Day): Day {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}

/** The day `n` years before or after a day; 29 February becomes 28 February. */
export function addYears(day: Day, n: number): Day {
  const year = Number(day.slice(0, 4)) + n;
  const month = Number(day.slice(5, 7));
  return `${four(year)}-${two(month)}-${two(Math.min(Number(day.slice(8, 10)), daysInMonth(year, month)))}`;
}
