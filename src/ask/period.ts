// In: the words of a request and the day of asking. Out: the period they name, as EDTF, and how many words it took. Refuses (in the
// result, not by throwing) what looks like a date and is none.

import { addYears, type Day, daysInMonth, type Edtf, parseDate } from '../model/date.ts';
import { LONGEST_PHRASE, MONTHS, NUMBERS, PHRASES, type Role, UNITS, type Unit } from './grammar.ts';
import type { Word } from './words.ts';

/** What stands at a place in the text. `next` is the index of the first word behind it. */
export type Period =
  | { kind: 'period'; since: Edtf | null; until: Edtf | null; next: number }
  /** A date that the calendar does not have: 2019-02-30, 2018-13. */
  | { kind: 'bad'; next: number }
  /** A word that must have a date behind it, and has none. */
  | { kind: 'dangling'; next: number };

/** A date as far as it is written: a part that is null may come from the other end of a range. */
interface Piece {
  year: number | null;
  month: number | null;
  day: number | null;
  /** `2018-20`, `the 2010s`: a period in one piece. */
  through: number | null;
  next: number;
}

const BAD = 'bad';
type PieceOrBad = Piece | typeof BAD | null;

const TIGHT = /^[-\u2010-\u2015\u2212/.]$/;
/** Dashes that join the ends of a range, and never the parts of a date. */
const RANGE_ONLY = /^[\u2012-\u2015]$/;
const RANGE = /^\s*(?:[-\u2010-\u2015\u2212/→]|\.{2,3})\s*$/;
const YEAR = /^[1-9]\d{3}$/;
const TWO_DIGITS = /^\d{2}$/;
const DAY = /^(\d{1,2})(?:st|nd|rd|th|er|e)?$/;
const DECADE = /^([1-9]\d{2}0)s$/;

/** Length in words of the longest phrase at `i` that plays a role; 0 where there is none. */
export function phraseAt(words: readonly Word[], i: number, role: Role): number {
  let longest = 0;
  let phrase = '';
  for (let n = 1; n <= LONGEST_PHRASE && i + n <= words.length; n++) {
    phrase += `${n > 1 ? ' ' : ''}${words[i + n - 1]?.folded}`;
    if (PHRASES.get(phrase)?.has(role)) longest = n;
  }
  return longest;
}

const hasRole = (word: Word | undefined, role: Role): boolean => PHRASES.get(word?.folded ?? '')?.has(role) ?? false;

/**
 * Reads the period that begins at word `i`: “since 2018”, “2020 to 2024”, “de mars à juin 2021”, “over the past year”, “2025”.
 * @returns null where no period begins there.
 */
export function periodAt(words: readonly Word[], i: number, today: Day): Period | null {
  const rolling = rollingAt(words, i, today);
  if (rolling) return rolling;
  for (const role of ['between', 'since', 'after', 'before', 'until', 'from', 'of', 'in'] as const) {
    const length = phraseAt(words, i, role);
    if (length === 0) continue;
    const found = afterKeyword(words, i + length, role, today);
    if (found) return found;
    // These words say nothing but “a date follows”; the others also join names.
    const onlyDates = role === 'since' || role === 'after' || role === 'before' || role === 'until';
    const joinsNames = length === 1 && hasRole(words[i], 'filler');
    if (onlyDates && !joinsNames) return { kind: 'dangling', next: i + length };
  }
  return afterKeyword(words, i, 'bare', today);
}

/**
 * Reads one whole text as one date: “March 2019”, “1er mars 2025”, “2019-03”, “today”.
 * @returns null where it is none, or more than one.
 */
export function dateOf(words: readonly Word[], today: Day): Edtf | null {
  if (words.length > 0 && phraseAt(words, 0, 'now') === words.length) return today;
  const piece = pieceAt(words, 0, today);
  if (!piece || piece === BAD || piece.through !== null || piece.next !== words.length) return null;
  return edtf(piece);
}

function afterKeyword(words: readonly Word[], i: number, role: Role | 'bare', today: Day): Period | null {
  const first = pieceAt(words, i, today) ?? dayAt(words, i);
  if (first === BAD) return { kind: 'bad', next: badEnd(words, i) };
  if (!first) return null;
  if (first.through !== null) {
    const [from, to] = [String(first.year), String(first.through)];
    if (role === 'before' || role === 'after') return null;
    return period(role === 'until' ? null : from, role === 'since' ? null : to, first.next);
  }
  const range = rangeAt(words, first, role === 'between', today);
  if (range && role !== 'before' && role !== 'until') return range;
  if (first.year === null) return null;
  const date = edtf(first);
  if (!date) return { kind: 'bad', next: first.next };
  const onward = phraseAt(words, first.next, 'onward');
  const isLastOn = words[first.next]?.folded === 'on' && first.next === words.length - 1;
  if (onward || isLastOn) return period(date, null, first.next + (onward || 1));
  switch (role) {
    case 'since':
    case 'from':
      return period(date, null, first.next);
    case 'after':
      return period(neighbour(first, 1), null, first.next);
    case 'until':
      return period(null, date, first.next);
    case 'before':
      return period(null, neighbour(first, -1), first.next);
    case 'between':
      return { kind: 'bad', next: first.next };
    default:
      return period(date, date, first.next);
  }
}

const period = (since: Edtf | null, until: Edtf | null, next: number): Period => ({
  kind: 'period',
  since,
  until,
  next,
});

/** The range whose first end has been read; null where no second end follows. */
function rangeAt(words: readonly Word[], first: Piece, andJoins: boolean, today: Day): Period | null {
  let i = first.next;
  if (i >= words.length) return null;
  if (!RANGE.test(words[i]?.glue ?? '')) {
    const joiner = phraseAt(words, i, 'to') || (andJoins ? phraseAt(words, i, 'and') : 0);
    if (joiner === 0) return null;
    i += joiner;
  }
  const now = phraseAt(words, i, 'now');
  if (now > 0 && first.year !== null) {
    const since = edtf(first);
    return since ? period(since, null, i + now) : { kind: 'bad', next: i + now };
  }
  const last = pieceAt(words, i, today) ?? dayAt(words, i, first.month !== null);
  if (last === BAD) return { kind: 'bad', next: badEnd(words, i) };
  if (!last || last.through !== null) return null;
  // “March to June 2021”, “16 to 18 January 2026”, “January 16 to 18, 2026”: what one end leaves out, the other says.
  const from = { ...first, month: first.month ?? (first.day === null ? null : last.month) };
  const to = { ...last, month: last.month ?? (last.day === null ? null : first.month) };
  if (to.year === null) return null;
  if (from.year === null) {
    const crossesNewYear = (from.month ?? 0) > (to.month ?? 0);
    from.year = crossesNewYear ? to.year - 1 : to.year;
  }
  if ((from.day !== null && from.month === null) || (to.day !== null && to.month === null)) return null;
  const [since, until] = [edtf(from), edtf(to)];
  return since && until ? period(since, until, last.next) : { kind: 'bad', next: last.next };
}

/** One date at `i`; a month may stand without its year. */
function pieceAt(words: readonly Word[], i: number, today: Day): PieceOrBad {
  const calendar = calendarAt(words, i, today);
  if (calendar) return calendar;
  const at = i + phraseAt(words, i, 'article');
  const word = words[at];
  if (!word) return null;
  if (YEAR.test(word.folded)) {
    if (words[at - 1]?.folded === 'annees' && word.folded.endsWith('0')) return decade(Number(word.folded), at + 1);
    return numericAt(words, at);
  }
  if (word.folded === 'annees' && YEAR.test(words[at + 1]?.folded ?? '') && words[at + 1]?.folded.endsWith('0')) {
    return decade(Number(words[at + 1]?.folded), at + 2);
  }
  const tens = DECADE.exec(word.folded);
  if (tens) return decade(Number(tens[1]), at + 1);
  return isAmbiguous(words, at) ? BAD : monthAt(words, at);
}

const decade = (year: number, next: number): Piece => ({ year, month: null, day: null, through: year + 9, next });

/** 2018, 2018-12, 2018-12-01, 2018-20. */
function numericAt(words: readonly Word[], i: number): PieceOrBad {
  const year = Number(words[i]?.folded);
  const joined = (n: number) => {
    const word = words[i + n];
    return word && TIGHT.test(word.glue) && /^\d{1,3}$/.test(word.folded) ? word : null;
  };
  const [second, third] = [joined(1), joined(2)];
  if (!second) return { year, month: null, day: null, through: null, next: i + 1 };
  if (!TWO_DIGITS.test(second.folded)) return BAD;
  const number = Number(second.folded);
  if (third) {
    const day = Number(third.folded);
    const exists = number >= 1 && number <= 12 && day >= 1 && day <= daysInMonth(year, number);
    return exists && TWO_DIGITS.test(third.folded) ? { year, month: number, day, through: null, next: i + 3 } : BAD;
  }
  // 2018-12 is a month, as ISO 8601 has it; 2018-20, and 2010–12 with a dash of ranges or a stroke, are years.
  const later = number > year % 100;
  const isMonth = number >= 1 && number <= 12;
  if (isMonth && !(later && (RANGE_ONLY.test(second.glue) || second.glue === '/'))) {
    return { year, month: number, day: null, through: null, next: i + 2 };
  }
  return later ? { year, month: null, day: null, through: year - (year % 100) + number, next: i + 2 } : BAD;
}

/** 16/01/2026, 01-02-2020: which number is the month, nobody can tell. */
function isAmbiguous(words: readonly Word[], i: number): boolean {
  const [day, month, year] = words.slice(i, i + 3);
  if (!day || !month || !year || !TIGHT.test(month.glue) || !TIGHT.test(year.glue)) return false;
  return /^\d\d?$/.test(day.folded) && /^\d\d?$/.test(month.folded) && /^(\d\d|\d{4})$/.test(year.folded);
}

/** March 2019, 16 January 2026, January 16th, 2026, 1er mars 2025; the year may be missing. */
function monthAt(words: readonly Word[], i: number): PieceOrBad {
  let at = i;
  const leading = DAY.exec(words[at]?.folded ?? '');
  let day: number | null = null;
  if (leading) {
    at += words[at + 1]?.folded === 'of' || words[at + 1]?.folded === 'de' ? 2 : 1;
    day = Number(leading[1]);
  }
  const month = MONTHS.get(words[at]?.folded ?? '');
  if (month === undefined) return null;
  at += 1;
  if (day === null) {
    const trailing = DAY.exec(words[at]?.folded ?? '');
    if (trailing) {
      day = Number(trailing[1]);
      at += 1;
    }
  }
  const skip = words[at]?.folded === 'of' || words[at]?.folded === 'de' ? 1 : 0;
  const year = words[at + skip]?.folded ?? '';
  if (!YEAR.test(year)) return { year: null, month, day, through: null, next: at };
  const piece = { year: Number(year), month, day, through: null, next: at + skip + 1 };
  return edtf(piece) ? piece : BAD;
}

/** A bare day: “16” of “16 to 18 January 2026”; with the year behind it, “18, 2026” of “January 16 to 18, 2026”. */
function dayAt(words: readonly Word[], i: number, maybeYear = false): Piece | null {
  const at = i + phraseAt(words, i, 'article');
  const found = DAY.exec(words[at]?.folded ?? '');
  if (!found) return null;
  const year = words[at + 1]?.folded ?? '';
  const hasYear = maybeYear && YEAR.test(year);
  return {
    year: hasYear ? Number(year) : null,
    month: null,
    day: Number(found[1]),
    through: null,
    next: at + (hasYear ? 2 : 1),
  };
}

/** “last year”, “this month”, « l’an dernier », « cette année »: a year or month of the calendar. */
function calendarAt(words: readonly Word[], i: number, today: Day): Piece | null {
  const shape = relativeAt(words, i);
  if (!shape || shape.count !== null || shape.rolling) return null;
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  if (shape.unit === 'year') {
    return { year: shape.last ? year - 1 : year, month: null, day: null, through: null, next: shape.next };
  }
  if (shape.unit !== 'month') return null;
  const at = shape.last ? monthsBack(today, 1) : today;
  return {
    year: shape.last ? Number(at.slice(0, 4)) : year,
    month: shape.last ? Number(at.slice(5, 7)) : month,
    day: null,
    through: null,
    next: shape.next,
  };
}

/** “over the past year”, “last two years”, « ces six derniers mois », « depuis deux ans », “two years ago”: up to today. */
function rollingAt(words: readonly Word[], i: number, today: Day): Period | null {
  const since = phraseAt(words, i, 'since');
  const lead = since || phraseAt(words, i, 'in') || phraseAt(words, i, 'from');
  const ago = phraseAt(words, i + lead, 'ago');
  const shape = relativeAt(words, i + lead + ago);
  if (!shape) return null;
  const behind = ago ? 0 : phraseAt(words, shape.next, 'ago');
  const counts = shape.count !== null && (shape.last || since > 0 || ago > 0 || behind > 0);
  if (!counts && !shape.rolling) return null;
  return period(back(today, shape.count ?? 1, shape.unit), null, shape.next + behind);
}

interface Relative {
  unit: Unit;
  /** How many units; null where no number stands. */
  count: number | null;
  /** A word such as “last” stands there; otherwise one such as “this”, or only a number. */
  last: boolean;
  /** “the past year”: the twelve months up to today, not last year. */
  rolling: boolean;
  next: number;
}

/** [the] [last] [two] [last] years [last], in either language. */
function relativeAt(words: readonly Word[], i: number): Relative | null {
  // One word: « l’an » is an article and a unit here.
  const article = hasRole(words[i], 'article') ? 1 : 0;
  const current = phraseAt(words, i, 'this');
  const attempt = (start: number, isCurrent: boolean, hasArticle: boolean): Relative | null => {
    let at = start;
    const before = phraseAt(words, at, 'last');
    at += before;
    const count = countAt(words, at);
    if (count !== null) at += 1;
    if (words[at]?.folded === 'of') at += 1;
    const inside = before ? 0 : phraseAt(words, at, 'last');
    at += inside;
    const unit = UNITS.get(words[at]?.folded ?? '');
    if (!unit) return null;
    at += 1;
    const behind = before || inside ? 0 : phraseAt(words, at, 'last');
    const last = before + inside + behind > 0;
    if (!last && count === null && !isCurrent) return null;
    // “last year” and « l’année dernière » are the calendar's; “the last year”, “past year” and « la dernière année » are spans.
    const calendar = behind > 0 || isCurrent || (words[start]?.folded === 'last' && !hasArticle);
    return { unit, count, last, rolling: last && count === null && !calendar, next: at + behind };
  };
  return (
    (current ? attempt(i + current, true, false) : null) ??
    (article ? attempt(i + article, false, true) : null) ??
    attempt(i, false, false)
  );
}

function countAt(words: readonly Word[], i: number): number | null {
  const text = words[i]?.folded ?? '';
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  return NUMBERS.get(text) ?? null;
}

function back(today: Day, count: number, unit: Unit): Day {
  if (unit === 'decade') return addYears(today, -10 * Math.min(count, 100));
  if (unit === 'year') return addYears(today, -count);
  if (unit === 'month') return monthsBack(today, count);
  return shift(today, -count * (unit === 'week' ? 7 : 1));
}

function monthsBack(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - count;
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  return dayText(year, month, Math.min(Number(day.slice(8, 10)), daysInMonth(year, month)));
}

const shift = (day: Day, days: number): Day => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

const pad = (n: number, width: number) => String(n).padStart(width, '0');
const dayText = (year: number, month: number, day: number): Day => `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;

/** The date as EDTF; null where it has no year or the calendar does not have it. */
function edtf({ year, month, day }: Pick<Piece, 'year' | 'month' | 'day'>): Edtf | null {
  if (year === null) return null;
  const text = [pad(year, 4), ...(month === null ? [] : [pad(month, 2)]), ...(day === null ? [] : [pad(day, 2)])].join(
    '-',
  );
  return parseDate(text) ? text : null;
}

/** The year, month or day next to a date, as precise as it: “after 2020” begins in 2021. */
function neighbour({ year, month, day }: Piece, step: 1 | -1): Edtf | null {
  if (year === null) return null;
  if (month === null) return edtf({ year: year + step, month, day });
  if (day !== null) return shift(dayText(year, month, day), step);
  const months = year * 12 + month - 1 + step;
  return edtf({ year: Math.floor(months / 12), month: (months % 12) + 1, day });
}

/** Where a date that is none ends: behind all that is glued to it, and behind month words and numbers. */
function badEnd(words: readonly Word[], i: number): number {
  let at = i + 1;
  while (at < words.length) {
    const word = words[at];
    if (!word || !(MONTHS.has(word.folded) || /^\d/.test(word.folded))) break;
    at += 1;
  }
  return at;
}
