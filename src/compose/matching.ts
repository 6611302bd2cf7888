// In: a question as a person asks it, in either language, and the storylines of the desk. Out: the storylines that it is about, best first; none
// where nothing recorded has to do with it. Words that few storylines have weigh most (inverse document frequency).

import type { Fact } from '../model/fact.ts';
import type { Desk, Storyline } from './desk.ts';

/** Most storylines of one question. */
const MOST = 3;
/** Share of the weight of a question's words that a storyline must have; and of the best one's weight that another must. */
const ENOUGH = 0.3;
const NEAR = 0.7;
/** What the name of a storyline adds to its share, where it says all of a question's words. */
const NAMED = 0.5;

/** What a word weighs that no storyline has; and a single fact that has the words of a question, beside a storyline full of them. */
const UNHEARD = 1.2;
const ONE_FACT = 0.75;

/** The first letters of a word without its plural: enough to tell matters apart, few enough to join its forms. */
function stem(word: string): string {
  const short = word.length > 4 ? word.replace(/[sx]$/, '').replace(/e$/, '') : word;
  return short.slice(0, 7);
}

/** Words of questions that say nothing of their matter, in either language, without accents. */
const EMPTY_WORDS =
  'what|when|where|which|while|who|whom|whose|why|how|will|would|should|could|can|does|did|done|has|have|had|being|been|are|was|were|the|' +
  'and|for|with|from|about|into|over|under|this|that|these|those|there|their|they|them|your|our|its|his|her|not|any|all|some|more|most|' +
  'than|then|also|still|yet|does|doing|going|take|taking|took|make|making|made|give|giving|given|get|getting|got|let|letting|want|need|' +
  'believe|regarding|concerning|happen|happening|explain|tell|say|said|think|plan|planning|next|current|latest|today|now|since|until|new|' +
  'government|minister|response|position|situation|statement|policy|matter|que|quoi|quel|quelle|quels|quelles|quand|comment|combien|' +
  'pourquoi|qui|dont|les|des|une|aux|avec|dans|pour|par|sur|sous|est|sont|etait|sera|fait|faire|gouvernement|ministre|pense|dire|prevoit|' +
  'compte|entend|cette|ces|leur|leurs|nous|vous|elle|elles|ils|son|ses|notre|votre|pas|plus|moins|encore|toujours|aujourd|depuis|jusque|' +
  'suite|sujet|actuel|actuelle|politique';
const EMPTY: ReadonlySet<string> = new Set(EMPTY_WORDS.split('|').map(stem));

/** The words of a text that say what it is about, folded and shortened; each once. */
function wordsOf(text: string): string[] {
  // F-35, C-70: a letter and a number are one word.
  const folded = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=\p{L})-(?=\p{N})/gu, '');
  const stems = (folded.match(/[\p{L}\p{N}]{2,}/gu) ?? []).map(stem);
  return [...new Set(stems)].filter((word) => (word.length > 2 || /\d/.test(word)) && !EMPTY.has(word));
}

const textsOf = (fact: Fact): string[] => {
  const own = 'title' in fact ? [fact.title.en, fact.title.fr] : [];
  const summary = 'summary' in fact ? [fact.summary.en, fact.summary.fr] : [];
  const next = fact.next ? [fact.next.what.en, fact.next.what.fr] : [];
  return [...own, ...summary, ...next, ...(fact.kind === 'event' ? fact.people : []), ...fact.topics];
};

interface Index {
  /** By storyline: the words of its name; all its words, each with the share (0 to 1) in which it is about it; those of each of its facts. */
  lines: {
    line: Storyline;
    name: ReadonlySet<string>;
    words: ReadonlyMap<string, number>;
    facts: ReadonlySet<string>[];
  }[];
  /** Weight of a word: the fewer storylines have it, the more. */
  weigh(word: string): number;
}

const built = new WeakMap<Desk, Index>();

function indexOf(desk: Desk): Index {
  const known = built.get(desk);
  if (known) return known;
  const lines = desk.storylines
    .filter((line) => line.thread !== null)
    .map((line) => {
      const words = new Map<string, number>();
      // A word in passing is not what a storyline is about: half of its facts must have it for it to count in full.
      const step = 2 / line.facts.length;
      const facts = line.facts.map((fact) => new Set(wordsOf(textsOf(fact).join(' '))));
      for (const own of facts) for (const word of own) words.set(word, Math.min(1, (words.get(word) ?? 0) + step));
      const { en = '', fr = '' } = line.thread?.name ?? {};
      const name = new Set(wordsOf([en, fr, ...(line.thread?.topics ?? [])].join(' ')));
      for (const word of name) words.set(word, 1);
      return { line, name, words, facts };
    });
  const frequency = new Map<string, number>();
  for (const { words } of lines) for (const word of words.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const weigh = (word: string) => {
    const n = frequency.get(word);
    return n === undefined ? UNHEARD : Math.max(0, Math.log((lines.length + 1) / (n + 0.5)));
  };
  const index = { lines, weigh };
  built.set(desk, index);
  return index;
}

/** The storylines that a question is about; of equals the weightier first. */
export function matched(desk: Desk, question: string): Storyline[] {
  const { lines, weigh } = indexOf(desk);
  const words = wordsOf(question).map((word) => ({ word, weight: weigh(word) }));
  const all = words.reduce((sum, { weight }) => sum + weight, 0);
  if (all === 0) return [];
  const scored = lines
    .map(({ line, name, words: own, facts }, place) => {
      const sum = (share: (word: string) => number) =>
        words.reduce((total, { word, weight }) => total + weight * share(word), 0);
      const one = Math.max(...facts.map((fact) => sum((word) => (fact.has(word) ? ONE_FACT : 0))));
      const share =
        Math.max(
          sum((word) => own.get(word) ?? 0),
          one,
        ) / all;
      return { line, place, share, score: share * (1 + (NAMED * sum((word) => Number(name.has(word)))) / all) };
    })
    .sort((a, b) => b.score - a.score || a.place - b.place);
  const best = scored[0];
  if (!best || best.share < ENOUGH) return [];
  return scored
    .filter(({ share, score }) => share >= ENOUGH && score >= best.score * NEAR)
    .slice(0, MOST)
    .map(({ line }) => line);
}

/** How many of a question's words a text has, weighed as `matched` weighs them. */
export function touches(desk: Desk, question: string, text: string): number {
  const own = new Set(wordsOf(text));
  return wordsOf(question).reduce((sum, word) => sum + (own.has(word) ? indexOf(desk).weigh(word) : 0), 0);
}
