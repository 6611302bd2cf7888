// In: dates, numbers, money, text with typed values. Out: text in the typography of Canadian English or Canadian French, its groups
// glued by no-break spaces. Follows The Canadian Style and Le guide du rédacteur (Translation Bureau), as docs/style.md tells.

import { type Edtf, type Moment, parseDate } from '../model/date.ts';
import type { Words } from './words.ts';

const NBSP = '\u00a0';

/** `prose` is read, `table` is looked up: shorter months, signs instead of words. */
export type Style = 'prose' | 'table';

export interface Typography {
  /** A date as precise as it is known: `1 March 2026`, `mars 2026`, `2018 to 2020`. */
  date(edtf: Edtf, style: Style): string;
  /** When something took place, with its preposition: `on 12 August 2025`, `en août 2025`, `du 14 au 17 janvier 2026`. */
  on(date: Edtf, end: Edtf | null, sameYear: boolean): string;
  /** A date as it stands after « depuis » or « de »: `le 12 mai 2026`, `mai 2026`; in English the date alone. */
  named(edtf: Edtf): string;
  number(value: number): string;
  /** A count at the place of a word: in letters below ten. */
  numeral(count: number): string;
  /** A measured value: `$118.7 billion`, `118,7 G$`, `6.1 per cent`. */
  amount(value: number, unit: string, style: Style): string;
  /** Text whose typed values are set. */
  text(marked: string, style: Style): string;
  /** Text recorded without typed values (titles, summaries): quotes, signs and spaces put right. */
  plain(recorded: string, style: Style): string;
  list(items: readonly string[]): string;
  /** Glues what must not part at the end of a line. */
  glue(text: string): string;
}

const MONEY = /^([A-Z]{3}) (\d+(?:\.\d+)?)(?: (thousand|million|billion|trillion))?$/;
/** A count that would pass for a year. */
const COUNT = /^n (\d+)$/;
const NUMBER = /^(\d+(?:\.\d+)?)(?: (thousand|million|billion|trillion))?( %)?$/;

export function typography(words: Words): Typography {
  const french = words.language === 'fr';
  const months = words.list('months');
  const monthsShort = words.list('monthsShort');
  const group = french ? NBSP : words.text('number.group');
  const decimal = words.text('number.decimal');

  const digits = (text: string): string => {
    const [whole = '', part] = text.split('.');
    const grouped = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole;
    return part ? `${grouped}${decimal}${part}` : grouped;
  };
  const number = (value: number): string => digits(String(value));

  const numerals = words.list('numerals');
  const numeral = (count: number): string => numerals[count] ?? number(count);

  const monthName = (m: Moment, style: Style): string =>
    (style === 'table' ? monthsShort : months)[(m.month ?? 1) - 1] ?? '';
  const dayNumber = (m: Moment): string => (m.day === 1 ? words.fill('date.firstDay', { day: 1 }) : String(m.day));
  const moment = (m: Moment, style: Style): string => {
    const year = String(m.year);
    switch (m.precision) {
      case 'day':
        return words.fill('date.day', { day: dayNumber(m), month: monthName(m, style), year });
      case 'month':
        return words.fill('date.month', { month: monthName(m, style), year });
      case 'season':
        return words.fill(`seasons.${m.month}`, { year });
      case 'year':
        return year;
      case 'decade':
      case 'century':
        return words.fill('date.decade', { year });
    }
  };
  const qualified = (m: Moment, style: Style): string =>
    m.approximate || m.uncertain ? words.fill('date.approximate', { date: moment(m, style) }) : moment(m, style);

  const range = (from: Moment, to: Moment, style: Style, pattern: string): string => {
    const sameYear = from.year === to.year;
    const sameMonth = sameYear && from.month === to.month;
    let first = moment(from, style);
    if (from.precision === 'day' && to.precision === 'day' && sameYear) {
      first = sameMonth
        ? dayNumber(from)
        : words.fill('date.dayOnly', { day: dayNumber(from), month: monthName(from, style) });
    } else if (from.precision === 'month' && to.precision === 'month' && sameYear) first = monthName(from, style);
    return words.fill(pattern, { from: first, to: moment(to, style) });
  };

  const date = (edtf: Edtf, style: Style): string => {
    const span = parseDate(edtf);
    if (!span) return edtf;
    const { from, to } = span;
    if (!span.interval && from) return glue(qualified(from, style));
    if (from && to) return glue(range(from, to, style, style === 'table' ? 'date.rangeShort' : 'date.range'));
    if (from) return glue(words.fill('date.after', { date: moment(from, style) }));
    return to ? glue(words.fill('date.before', { date: moment(to, style) })) : edtf;
  };

  const named = (edtf: Edtf): string => {
    const span = parseDate(edtf);
    return french && span && !span.interval && span.from?.precision === 'day'
      ? `le ${date(edtf, 'prose')}`
      : date(edtf, 'prose');
  };

  const on = (edtf: Edtf, end: Edtf | null, sameYear: boolean): string => {
    const span = parseDate(end && !edtf.includes('/') && end !== edtf ? `${edtf}/${end}` : edtf);
    const from = span?.from;
    if (!span || !from) return '';
    const to = span.to;
    if (span.interval && to) {
      const kind =
        from.precision === 'day' && to.precision === 'day' ? 'Days' : from.precision === 'year' ? 'Years' : 'Months';
      return glue(range(from, to, 'prose', `on.range${kind}`));
    }
    if (from.approximate || from.uncertain)
      return glue(words.fill('on.approximate', { date: qualified(from, 'prose') }));
    const short = sameYear && from.precision === 'day';
    const text = short
      ? words.fill('date.dayOnly', { day: dayNumber(from), month: monthName(from, 'prose') })
      : moment(from, 'prose');
    return glue(words.fill(`on.${from.precision === 'century' ? 'decade' : from.precision}`, { date: text }));
  };

  /** `1.5 billion` → `1.5 billion`, `1,5 milliard`; a thousand millions stay milliards in French, 1.3 trillion → 1 300 milliards. */
  const scaled = (n: string, scale: string | undefined): string => {
    if (!scale) return digits(n);
    if (french && scale === 'trillion') return scaled(String(Number((Number(n) * 1000).toPrecision(12))), 'billion');
    if (scale === 'thousand') return digits(String(Number((Number(n) * 1000).toPrecision(12))));
    const [one = '', many = ''] = words.list(`scale.${scale}`);
    // French plural starts at two: 1,9 million.
    return `${digits(n)} ${french && Number(n) < 2 ? one : many}`;
  };
  const scaledShort = (n: string, scale: string | undefined): string => {
    if (french && scale === 'trillion') return scaledShort(String(Number(n) * 1000), 'billion');
    return `${digits(n)}${NBSP}${scale ? words.text(`scaleShort.${scale}`) : ''}`;
  };
  /** A thousand millions are a billion, a thousand billions a trillion; French counts on in milliards. */
  const raised = (n: string, scale: string | undefined): [string, string | undefined] => {
    const next = scale === 'million' ? 'billion' : scale === 'billion' && !french ? 'trillion' : null;
    return next && Number(n) >= 1000 ? [String(Number((Number(n) / 1000).toPrecision(12))), next] : [n, scale];
  };
  const money = (currency: string, given: string, scaleGiven: string | undefined, style: Style): string => {
    const [n, scale] = raised(given, scaleGiven);
    const pattern = `money.${style}.${currency}`;
    if (style === 'table' && words.text('money.scaleInTable') === 'short')
      return words.fill(pattern, { n: scaledShort(n, scale) });
    const value = scaled(n, scale);
    // « 70 milliards de dollars », but « 400 dollars ».
    const de =
      french && scale && scale !== 'thousand' ? (/^[^{]*\{n\} [aeiou]/.test(words.text(pattern)) ? ' d’' : ' de ') : '';
    if (!de) return words.fill(pattern, { n: value });
    return words.text(pattern).replace('{n} ', value + de);
  };
  const value = (typed: string, style: Style): string | null => {
    const m = MONEY.exec(typed);
    if (m) return money(m[1] as string, m[2] as string, m[3], style);
    const n = NUMBER.exec(typed);
    const count = COUNT.exec(typed);
    if (count) return digits(count[1] as string);
    if (n && (n[3] || n[2])) {
      const plainNumber = scaled(n[1] as string, n[2]);
      return n[3]
        ? words.fill(style === 'table' ? 'number.percentTable' : 'number.percent', { n: plainNumber })
        : plainNumber;
    }
    // Four bare digits are a year; a decimal point or another length is a number.
    if (n && !/^[12]\d{3}$/.test(typed)) return digits(n[1] as string);
    return parseDate(typed) ? date(typed, style) : null;
  };

  const text = (marked: string, style: Style): string =>
    glue(quotes(marked.replace(/\{([^{}]+)\}/g, (whole, typed: string) => value(typed, style) ?? whole)));

  const amount = (n: number, unit: string, style: Style): string => {
    const m = /^([A-Z]{3}) (thousand|million|billion|trillion)$/.exec(unit);
    if (m) return glue(money(m[1] as string, String(n), m[2], style));
    if (unit === '%' && style === 'prose') return glue(words.fill('number.percent', { n: number(n) }));
    return glue(words.fill(`units.${unit}`, { n: number(n) }));
  };

  const quotes = (t: string): string => {
    let s = t.replace(/'/g, '’');
    if (s.includes('"')) s = s.replace(/"([^"]*)"/g, `${words.text('quote.open')}$1${words.text('quote.close')}`);
    return s;
  };

  const plain = (recorded: string, style: Style): string => {
    let s = quotes(recorded);
    s = s.replace(
      /\b(CAD|USD|EUR|GBP|AUD) (\d[\d,.]*\d|\d)(?: (million|billion|trillion))?/g,
      (_, c: string, n: string, scale?: string) => money(c, n.replace(/,/g, ''), scale, french ? 'prose' : style),
    );
    if (!french && style === 'prose') s = s.replace(/(\d)\s?%/g, '$1 per cent');
    return glue(s);
  };

  const glue = (t: string): string => (french ? glueFrench(t) : glueEnglish(t));

  const list = (items: readonly string[]): string => {
    if (items.length < 2) return items[0] ?? '';
    const last = items[items.length - 1] as string;
    return words.fill('list.and', { list: items.slice(0, -1).join(words.text('list.separator')), last });
  };

  return { date, named, on, number, numeral, amount, text, plain, list, glue };
}

const EN_MONTHS =
  'January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec';
const FR_MONTHS =
  'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|janv\\.|févr\\.|juill\\.|sept\\.|oct\\.|nov\\.|déc\\.';

const ENGLISH: readonly [RegExp, string][] = [
  [/(\d) (million|billion|trillion|per cent|percent)\b/g, `$1${NBSP}$2`],
  [new RegExp(`\\b(\\d{1,2}) (${EN_MONTHS})\\b`, 'g'), `$1${NBSP}$2`],
  [/\b(section|article|Bill|page|paragraph|Article|Section|No\.) ([A-Z]?-?\d)/g, `$1${NBSP}$2`],
  [/\b(Mr\.|Ms\.|Mrs\.|Dr\.) /g, `$1${NBSP}`],
];

const FRENCH: readonly [RegExp, string][] = [
  [/ ([:%$»€])/g, `${NBSP}$1`],
  [/« /g, `«${NBSP}`],
  [/(\d) (?=\d{3}\b)/g, `$1${NBSP}`],
  [/(\d) (millions?|milliards?|billions?|milliers?)\b/g, `$1${NBSP}$2`],
  [/(millions?|milliards?|billions?) (de|d’) ?(dollars|euros|livres|yens|yuans|riyals)/g, `$1${NBSP}$2${NBSP}$3`],
  [/\u00a0d’\u00a0/g, `${NBSP}d’`],
  [/(\d) (dollars|euros|M\$|G\$|\$|p\.\s?100)/g, `$1${NBSP}$2`],
  [new RegExp(`\\b(\\d{1,2}|1er) (${FR_MONTHS})`, 'g'), `$1${NBSP}$2`],
  [new RegExp(`(${FR_MONTHS}) (\\d{4})`, 'g'), `$1${NBSP}$2`],
  [/\b(article|page|paragraphe|loi|C) (\d)/g, `$1${NBSP}$2`],
  [/\b(M\.|MM\.|Mme|Mmes|Dr|Dre|no) (?=\p{Lu}|\d)/gu, `$1${NBSP}`],
];

function glueEnglish(text: string): string {
  return apply(text, ENGLISH);
}

function glueFrench(text: string): string {
  return apply(text, FRENCH);
}

function apply(text: string, rules: readonly [RegExp, string][]): string {
  let glued = text;
  for (const [pattern, by] of rules) glued = glued.replace(pattern, by);
  return glued;
}
