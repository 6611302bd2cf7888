// In: the clause of a fact in both languages. Out: what is wrong with its phrases: a value without its twin in the other language, a slot for
// the date too many or too few, a value of no known form, a stray brace or full stop. Refuses nothing: faults are the result.

import { parseDate } from '../model/date.ts';
import type { Clause } from '../model/fact.ts';
import type { Fault } from './shape.ts';

const VALUE = /\{([^{}]*)\}/g;
const NUMBER = '\\d+(\\.\\d+)?( (thousand|million|billion|trillion))?';
const TYPED = new RegExp(`^([A-Z]{3} )?${NUMBER}$|^${NUMBER} %$|^n \\d+$`);

const NONE: readonly string[] = [];

/** What stands in braces, sorted. */
function valuesIn(text: string): readonly string[] {
  let open = text.indexOf('{');
  if (open < 0) return NONE;
  const values: string[] = [];
  while (open >= 0) {
    const close = text.indexOf('}', open + 1);
    if (close < 0) break;
    // Of two that open, the second has the value.
    const last = text.lastIndexOf('{', close);
    values.push(text.slice(last + 1, close));
    open = text.indexOf('{', close + 1);
  }
  return values.sort();
}

/** @param slots how many places for the date a predicate has. */
export function* clauseFaults(clause: { en: Clause; fr: Clause }, slots: 0 | 1): Generator<Fault> {
  for (const part of ['subject', 'predicate', 'noun', 'state', 'label'] as const) {
    const texts = { en: clause.en[part], fr: clause.fr[part] };
    if (texts.en === null || texts.fr === null) {
      if (texts.en === texts.fr) continue;
      const lacking = texts.en === null ? 'en' : 'fr';
      yield { field: `clause.${lacking}.${part}`, found: 'null', expected: 'a text, as in the other language' };
      continue;
    }
    const values = { en: valuesIn(texts.en), fr: valuesIn(texts.fr) };
    for (const language of ['en', 'fr'] as const) {
      const text = texts[language] ?? '';
      if (part !== 'predicate' && isPlain(text)) continue;
      yield* phraseFaults(`clause.${language}.${part}`, text, values[language], part === 'predicate' ? slots : 0);
    }
    const [en, fr] = [values.en.join(' · '), values.fr.join(' · ')];
    if (en !== fr && part !== 'label') {
      yield {
        field: `clause.fr.${part}`,
        found: `the values ${fr || 'none'}`,
        expected: `those of the English: ${en || 'none'}`,
      };
    }
  }
}

/** Without anything that could be wrong: most phrases are. */
const isPlain = (text: string): boolean => !text.includes('{') && !text.includes('}') && !text.endsWith('.');

function* phraseFaults(field: string, text: string, values: readonly string[], slots: 0 | 1): Generator<Fault> {
  const found = values.filter((value) => value === 'on').length;
  if (found !== slots) {
    yield { field, found: `{on} ${found} times`, expected: slots === 1 ? '{on} once, where the date goes' : 'no {on}' };
  }
  for (const value of values) {
    if (value === 'on' || TYPED.test(value) || (/^\d{4}/.test(value) && parseDate(value))) continue;
    yield {
      field,
      found: `{${value}}`,
      expected: 'a date, number, per cent or sum such as {2026-03-01}, {49000}, {75.8 %}, {CAD 1.5 billion}',
    };
  }
  if (/[{}]/.test(text.replace(VALUE, '')))
    yield { field, found: 'a brace without its partner', expected: 'braces in pairs' };
  if (/[^.]\.$/.test(text) && !/\b[A-Z]\.$/.test(text))
    yield { field, found: 'a full stop at the end', expected: 'none: the composer ends the sentence' };
}
