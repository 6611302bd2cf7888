// In: a date or a number as people write it in a cell. Out: EDTF, or the number. Refuses what is none, and what two readers would read in
// two ways; nothing is guessed. Months and seasons in English and French, in full or short.

import { type Edtf, parseDate } from '../model/date.ts';
import type { Reason } from './row.ts';

/** What a cell says, or why it cannot be told. */
export type Written<Value> = { value: Value } | { reason: Reason; expected: string };

const MONTHS: Record<string, number> = {};
const SEASONS: Record<string, number> = {};
for (const [number, names] of [
  'january jan janvier janv',
  'february feb fevrier fevr fev',
  'march mar mars',
  'april apr avril avr',
  'may mai',
  'june jun juin',
  'july jul juillet juil',
  'august aug aout',
  'september sept sep septembre',
  'october oct octobre',
  'november nov novembre',
  'december dec decembre',
].entries())
  for (const name of names.split(' ')) MONTHS[name] = number + 1;
for (const [n, names] of ['spring printemps', 'summer ete', 'autumn fall automne', 'winter hiver'].entries())
  for (const name of names.split(' ')) SEASONS[name] = 21 + n;

const WEEKDAYS =
  /^(mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(day)?\b|^(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b/;
const ABOUT = /^(circa|ca|c|about|around|approximately|approx|vers|environ|v)\b\.? *|^~ */;
const SINCE = /^(since|from|after|depuis|a partir de|des)\b(?! .* (to|until|a|au|jusqu))/;
const UNTIL = /^(until|to|before|jusqu'en|jusqu'au|jusqu'a|jusque|avant)\b */;

const EXPECTED = 'a date such as 2024-03-05, 5 March 2024, mars 2024, 2024 or 2018-2020';
const bad: Written<Edtf> = { reason: 'BAD_DATE', expected: EXPECTED };

/** No date and no number is longer. */
const LONGEST = 80;

const two = (n: number | string): string => String(n).padStart(2, '0');

/** Lower case, without accents, odd spaces, dashes and quotes. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u00a0\u2007\u202f\s]+/g, ' ')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/[’‘]/g, "'")
    .trim();
}

/** Day 0 of the spreadsheets’ calendar of 1900, as they count it from 1 March 1900 on. */
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
/** Serial numbers taken for dates: 1927-05-18 to 2173-10-13. Four digits are a year. */
const SERIAL = /^[1-9]\d{4}([.,]\d+)?$/;

/**
 * Reads a date as people write it.
 * @param order how day and month stand in 05/03/2024; null: such a date is ambiguous unless one of them is above 12.
 */
export function writtenDate(text: string, order: 'day-first' | 'month-first' | null = null): Written<Edtf> {
  const typed = text.trim();
  // EDTF as it is recorded, which is also what an export writes. Two digits behind the stroke are a month, not a year.
  if (parseDate(typed)) return { value: typed };
  if (typed.length > LONGEST) return bad;
  let rest = plain(typed).replace(/^\((.*)\)$/, '$1');
  if (SERIAL.test(rest)) {
    const day = new Date(SERIAL_ZERO + Math.floor(Number(rest.replace(',', '.'))) * 86_400_000);
    return { value: day.toISOString().slice(0, 10) };
  }
  rest = rest.replace(WEEKDAYS, '').replace(/^[ ,.]+/, '');
  const about = ABOUT.test(rest);
  if (about) rest = rest.replace(ABOUT, '');
  const decade = /^(?:the )?(\d{3})0'?s$|^(?:les )?annees (\d{3})0$/.exec(rest);
  if (decade) return { value: `${decade[1] ?? decade[2]}X` };
  if (SINCE.test(rest)) {
    const from = moment(rest.replace(SINCE, '').replace(/^ (le )?/, ''), order);
    return 'reason' in from ? from : { value: `${from.value}/..` };
  }
  if (UNTIL.test(rest)) {
    const to = moment(rest.replace(UNTIL, '').replace(/^le /, ''), order);
    return 'reason' in to ? to : { value: `../${to.value}` };
  }
  const one = moment(rest, order);
  if ('value' in one) return about ? checked(`${one.value}~`) : one;
  if (one.reason === 'AMBIGUOUS_DATE') return one;
  const pair = interval(rest, order);
  if (!pair) return one;
  return 'reason' in pair || !about ? pair : checked(pair.value.replace('/', '~/').replace(/$/, '~'));
}

const checked = (value: Edtf): Written<Edtf> => (parseDate(value) ? { value } : bad);

/** One day, month, season or year. */
function moment(text: string, order: 'day-first' | 'month-first' | null): Written<Edtf> {
  const uncertain = text.endsWith('?');
  const bare = (uncertain ? text.slice(0, -1) : text).trim();
  const found = calendar(bare, order);
  if ('reason' in found || !uncertain) return found;
  return checked(`${found.value}?`);
}

function calendar(text: string, order: 'day-first' | 'month-first' | null): Written<Edtf> {
  // A time of day says nothing about the day.
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|utc|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    );
  if (iso) return checked(`${iso[1]}-${two(iso[2] ?? '')}-${two(iso[3] ?? '')}`);
  const compact = /^((?:1[89]|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  if (compact) return checked(`${compact[1]}-${compact[2]}-${compact[3]}`);
  const yearMonth = /^(\d{4})[-/.](\d{1,2})$/.exec(text) ?? null;
  if (yearMonth && Number(yearMonth[2]) <= 12) return checked(`${yearMonth[1]}-${two(yearMonth[2] ?? '')}`);
  const monthYear = /^(\d{1,2})[-/.](\d{4})$/.exec(text);
  if (monthYear) return checked(`${monthYear[2]}-${two(monthYear[1] ?? '')}`);
  const numeric = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text);
  if (numeric) return dayAndMonth(Number(numeric[1]), Number(numeric[2]), numeric[3] ?? '', order);
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/.test(text))
    return { reason: 'AMBIGUOUS_DATE', expected: 'a year of four digits, as in 2024-03-05' };
  const words = text
    .replace(/[.,]/g, ' ')
    .replace(/(\d)(st|nd|rd|th|er)\b/g, '$1')
    .replace(/\b(of|de|du|le|the)\b|\bd'/g, ' ')
    .split(/[ -]+/)
    .filter((word) => word !== '');
  if (words.length === 1 && /^\d{4}$/.test(words[0] ?? '')) return checked(words[0] ?? '');
  return words.length >= 2 && words.length <= 3 ? inWords(words) : bad;
}

function dayAndMonth(a: number, b: number, year: string, order: 'day-first' | 'month-first' | null): Written<Edtf> {
  if (a <= 12 && b <= 12 && a !== b && order === null)
    return {
      reason: 'AMBIGUOUS_DATE',
      expected: `${year}-${two(a)}-${two(b)} or ${year}-${two(b)}-${two(a)}, or a declared order of day and month`,
    };
  const dayFirst = a > 12 || (b <= 12 && order !== 'month-first');
  return checked(dayFirst ? `${year}-${two(b)}-${two(a)}` : `${year}-${two(a)}-${two(b)}`);
}

/** `5 mars 2024`, `march 5 2024`, `mar 2024`, `spring 2024`, `2024 march 5`. */
function inWords(words: readonly string[]): Written<Edtf> {
  const at = words.findIndex((word) => Object.hasOwn(MONTHS, word) || Object.hasOwn(SEASONS, word));
  const name = words[at];
  if (name === undefined) return bad;
  const numbers = words.filter((_, n) => n !== at);
  if (!numbers.every((word) => /^\d{1,4}$/.test(word))) return bad;
  const year = numbers.find((word) => word.length === 4);
  if (year === undefined)
    return /^\d{2}$/.test(numbers[numbers.length - 1] ?? '')
      ? { reason: 'AMBIGUOUS_DATE', expected: 'a year of four digits, as in 5 March 2024' }
      : bad;
  const season = SEASONS[name];
  if (season !== undefined) return numbers.length === 1 ? checked(`${year}-${season}`) : bad;
  const day = numbers.find((word) => word.length <= 2);
  const month = two(MONTHS[name] ?? 0);
  if (numbers.length === 1) return checked(`${year}-${month}`);
  return day === undefined ? bad : checked(`${year}-${month}-${two(day)}`);
}

/** `2018-2020`, `2018 to 2020`, `du 5 au 7 mars 2024`, `March 5-7, 2024`, `January-March 2024`. Null: no interval. */
function interval(text: string, order: 'day-first' | 'month-first' | null): Written<Edtf> | null {
  const bare = text.replace(/^(from|between|de|du|entre) /, '');
  for (const separator of [/ to | until | and | au | a | et | jusqu'(?:au|en|a) /, / - |\//, /-/]) {
    const parts = bare.split(separator);
    if (parts.length !== 2) continue;
    const [left = '', right = ''] = parts.map((part) => part.trim());
    const to = moment(right, order);
    const from = moment(left, order);
    if ('value' in from && 'value' in to) return checked(`${from.value}/${to.value}`);
    const filled = fill(left, right, order);
    if (filled) return filled;
    if ('reason' in to && to.reason === 'AMBIGUOUS_DATE') return to;
    if ('reason' in from && from.reason === 'AMBIGUOUS_DATE') return from;
  }
  return null;
}

/** An interval whose first half takes month or year from the second, or the second from the first: `5-7 March 2024`, `March 5-7, 2024`. */
function fill(left: string, right: string, order: 'day-first' | 'month-first' | null): Written<Edtf> | null {
  const year = /(\d{4})$/.exec(right)?.[1];
  if (year === undefined) return null;
  const month = Object.keys(MONTHS).find((name) => new RegExp(`\\b${name}\\b`).test(right));
  const candidates: [string, string][] = [
    [`${left} ${year}`, right],
    [`${left} ${month ?? ''} ${year}`, right],
  ];
  const days = /^([a-z]+)\.? (\d{1,2})$/.exec(left);
  const last = /^(\d{1,2}),? \d{4}$/.exec(right);
  if (days && last) candidates.push([`${days[1]} ${days[2]} ${year}`, `${days[1]} ${last[1]} ${year}`]);
  for (const [a, b] of candidates) {
    const [from, to] = [moment(a, order), moment(b, order)];
    if ('value' in from && 'value' in to) return checked(`${from.value}/${to.value}`);
  }
  return null;
}

// ---- Numbers ---------------------------------------------------------------------------------------------------------

const NUMBER_EXPECTED = 'a number such as 1234.5, 1 234,5 or -12';

/**
 * Reads a number as people write it: spaces, apostrophes or commas between thousands, point or comma before decimals.
 * @param comma whether the table tells that a comma stands before decimals (it does where semicolons separate the cells).
 */
export function writtenNumber(text: string, comma = false): Written<number> {
  let rest = text
    .slice(0, LONGEST)
    .replace(/[\u00a0\u2007\u202f\u2009\s]/g, ' ')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/%$/, '')
    .trim();
  const accounting = /^\((.*)\)$/.exec(rest);
  if (accounting) rest = `-${accounting[1]}`;
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(rest)) return finite(rest);
  if (/^-?\d{1,3}([ '’]\d{3})+([.,]\d+)?$/.test(rest)) return finite(rest.replace(/[ '’]/g, '').replace(',', '.'));
  if (/^-?\d{1,3}(,\d{3})+\.\d+$/.test(rest) || /^-?\d{1,3}(,\d{3}){2,}$/.test(rest))
    return finite(rest.replace(/,/g, ''));
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(rest) || /^-?\d{1,3}(\.\d{3}){2,}$/.test(rest))
    return finite(rest.replace(/\./g, '').replace(',', '.'));
  if (/^-?[1-9]\d{0,2},\d{3}$/.test(rest) && !comma)
    return {
      reason: 'AMBIGUOUS_NUMBER',
      expected: `${rest.replace(',', '')} or ${rest.replace(',', '.')}`,
    };
  if (/^-?\d+,\d+$/.test(rest)) return finite(rest.replace(',', '.'));
  return { reason: 'BAD_NUMBER', expected: NUMBER_EXPECTED };
}

function finite(text: string): Written<number> {
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { reason: 'BAD_NUMBER', expected: NUMBER_EXPECTED };
}
