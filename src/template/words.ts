// In: the text of templates/words/en.json and fr.json. Out: one language's words, asked for by path; filled patterns. Refuses a path that is not
// there (TEMPLATE_WORD) and what is no JSON; whether the two languages have the same is seen to in wording.ts.

import type { Language } from '../model/fact.ts';
import { refuse } from '../model/problem.ts';

type Tree = { [key: string]: Tree | string | string[] };

/** The words of one language. */
export interface Words {
  language: Language;
  /** All of them, one after the other. */
  all: string;
  /** The text at a path such as `status.signed`. */
  text(path: string): string;
  /** The texts at a path that holds a list. */
  list(path: string): string[];
  /** Whether there is anything at a path. */
  has(path: string): boolean;
  /** The pattern at a path, its `{slots}` filled. A slot with a capital (`{Before}`) takes the value with its first letter raised. */
  fill(path: string, values: Record<string, string | number>): string;
}

export function readWords(language: Language, json: string): Words {
  const tree = parse(language, json);
  const found = new Map<string, Tree | string | string[] | undefined>();
  const at = (path: string): Tree | string | string[] | undefined => {
    if (found.has(path)) return found.get(path);
    let node: Tree | string | string[] | undefined = tree;
    for (const key of path.split('.')) {
      node = typeof node === 'object' && !Array.isArray(node) && Object.hasOwn(node, key) ? node[key] : undefined;
    }
    found.set(path, node);
    return node;
  };
  const words: Words = {
    language,
    all: textIn(tree),
    has: (path) => at(path) !== undefined,
    text: (path) => {
      const value = at(path);
      return typeof value === 'string' ? value : refuse('TEMPLATE_WORD', { language, key: path });
    },
    list: (path) => {
      const value = at(path);
      return Array.isArray(value) ? value : refuse('TEMPLATE_WORD', { language, key: path });
    },
    fill: (path, values) => fillSlots(words.text(path), values, language),
  };
  return words;
}

const SLOT = /\{(?:(à|de) )?(\p{L}+)\}/gu;

/**
 * Fills the slots of a pattern. `{à x}` and `{de x}` contract with the French article that begins the value: à + le → au,
 * de + les → des, de + a vowel → d’.
 */
export function fillSlots(pattern: string, values: Record<string, string | number>, language: Language): string {
  return pattern.replace(SLOT, (whole, preposition: string | undefined, name: string) => {
    const lower = name[0]?.toLowerCase() + name.slice(1);
    const value = Object.hasOwn(values, name) ? values[name] : values[lower];
    if (value === undefined) return refuse('TEMPLATE_WORD', { language, key: `${pattern} ${whole}` });
    const text = name === lower ? String(value) : capital(String(value));
    return preposition ? contract(preposition as 'à' | 'de', text) : text;
  });
}

/** Names of the slots of a pattern, with a small first letter, as they stand. */
export function slotsOf(pattern: string): string[] {
  return [...pattern.matchAll(SLOT)].map(([, , name = '']) => name[0]?.toLowerCase() + name.slice(1));
}

/** French contraction of a preposition with the article or the vowel that follows (Le guide du rédacteur; Grevisse). */
export function contract(preposition: 'à' | 'de', noun: string): string {
  const rest = (article: string) => noun.slice(article.length);
  if (/^le\s/u.test(noun)) return `${preposition === 'à' ? 'au' : 'du'} ${rest('le ')}`;
  if (/^les\s/u.test(noun)) return `${preposition === 'à' ? 'aux' : 'des'} ${rest('les ')}`;
  if (preposition === 'de' && /^[aeiouyâàéèêëîïôûœæh]/iu.test(noun) && !/^(huit|onze|oui|y[aeo])/iu.test(noun))
    return `d’${noun}`;
  return `${preposition} ${noun}`;
}

const textIn = (tree: Tree | string | string[]): string =>
  typeof tree === 'string' ? tree : Array.isArray(tree) ? tree.join('') : Object.values(tree).map(textIn).join('');

/** The text with its first letter raised; brackets, quotes and values before it stay. */
export function capital(text: string): string {
  return text.replace(
    /^([«“"'‘(\s\u00a0]*)(\p{Ll})/u,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

function parse(language: Language, json: string): Tree {
  try {
    return JSON.parse(json) as Tree;
  } catch {
    return refuse('TEMPLATE_SYNTAX', {
      template: `words/${language}.json`,
      line: 1,
      detail: 'not JSON',
      suggestion: 'check commas and quotes',
    });
  }
}
