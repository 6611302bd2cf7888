// In: the text of templates/markings.json. Out: the levels of protection with their labels, the lowest first. Every mistake is told with line, column
// and what was expected.

import type { Localized } from '../../model/fact.ts';
import { Form } from '../../model/form.ts';
import type { Marking, Markings } from '../../model/marking.ts';
import type { Json } from '../../model/placed.ts';
import type { Problem } from '../../model/problem.ts';

/** Reads the levels. @param problems takes what is wrong with the file. */
export function readMarkings(text: string, problems: Problem[]): Markings {
  const form = new Form('markings.json', text, 'TEMPLATE_VALUE');
  const whole = form.fields(form.root, [], ['levels']);
  const list = form.list(whole.levels, ['levels'], 'a list of levels, the lowest first');
  const [lowest, ...higher] = list.map((entry, i) => levelOf(form, entry, i));
  // Two levels with one label would be one to a reader.
  const told = new Map<string, number>();
  [lowest, ...higher].forEach((marking, i) => {
    if (!marking) return;
    for (const name of new Set([marking.level, marking.page.en, marking.page.fr])) {
      const before = told.get(name);
      if (name !== '' && before !== undefined)
        form.say(['levels', i], `“${name}” is also level ${before + 1}`, 'give each level a name of its own');
      told.set(name, i);
    }
  });
  if (!lowest) form.wrong(['levels'], whole.levels, 'at least one level');
  problems.push(...form.problems);
  const none = { en: '', fr: '' };
  return [lowest ?? { level: '', page: none, part: none }, ...higher];
}

function levelOf(form: Form, value: Json, index: number): Marking {
  const path = ['levels', index];
  const entry = form.fields(value, path, ['level', 'page', 'part']);
  const level = form.text(entry.level, [...path, 'level'], 'a name such as protected-a');
  if (level !== '' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(level))
    form.wrong([...path, 'level'], entry.level, 'small letters, digits and hyphens, such as protected-a');
  return {
    level,
    page: labelsOf(form, entry.page, [...path, 'page']),
    part: labelsOf(form, entry.part, [...path, 'part']),
  };
}

function labelsOf(form: Form, value: Json | undefined, path: readonly (string | number)[]): Localized {
  const { en, fr } = form.fields(value, path, ['en', 'fr']);
  return {
    en: form.text(en, [...path, 'en'], 'a label in English'),
    fr: form.text(fr, [...path, 'fr'], 'a label in French'),
  };
}
