// In: sentence plans of the dossier. Out: sentences in one language, as markup with their marks in place. Follows the punctuation of
// marks in each language: after the stop in English, before it in French.

import { parseDate } from '../model/date.ts';
import type { EventSentence, Sentence, Step } from '../model/dossier.ts';
import { type Clause, dateOf, type Fact, type FactId, type Phrase, type SourceId } from '../model/fact.ts';
import type { Party } from '../model/party.ts';
import { refuse } from '../model/problem.ts';
import type { Setting } from './setting.ts';
import { capital } from './words.ts';

/** Text with the facts whose marks follow it. */
interface Piece {
  text: string;
  facts: FactId[];
  ofRecord?: boolean | undefined;
}

/** What else a statement may have. */
export interface StatementMore {
  rank?: number | null;
  /** A name in its own script, after it. */
  native?: Phrase | null;
  /** It speaks of the record, not of what the facts say: whether they are reviewed makes no difference to it. */
  ofRecord?: boolean;
}

export interface Sentences {
  /** One sentence as a `<s>` element. */
  sentence(plan: Sentence): string;
  /** A statement made of given text about given facts, marks at its end: for cells and captions. */
  statement(text: string, facts: readonly FactId[], more?: StatementMore): string;
  /** The marks of facts, as one `<m>` element. */
  marks(facts: readonly FactId[]): string;
}

export function sentences(setting: Setting): Sentences {
  const { dossier, words, type, gazetteer, language } = setting;
  const before = words.text('marks.place') === 'before';
  const stop = words.text('sentence.stop');
  const actors = actorsOf(gazetteer, setting);

  const factOf = (id: FactId): Fact => {
    const fact = dossier.facts.get(id);
    if (!fact) throw new Error(`a sentence about a fact that is not in the dossier: ${id}`);
    return fact;
  };
  const clauseOf = (id: FactId): Clause => {
    const fact = factOf(id);
    if (!('clause' in fact)) throw new Error(`a sentence about a fact without words: ${id}`);
    return fact.clause[language];
  };

  const sourcesOf = (facts: readonly FactId[]): SourceId[] => {
    const ids: SourceId[] = [];
    for (const id of facts) {
      const fact = factOf(id);
      for (const source of fact.sources.slice(0, dossier.plan.sourcesPerFact))
        if (!ids.includes(source)) ids.push(source);
    }
    return ids;
  };

  const marks = (facts: readonly FactId[]): string => `<m src="${attribute(sourcesOf(facts).join(' '))}"/>`;

  const wrap = (
    inner: string,
    facts: readonly FactId[],
    rank: number | null | undefined,
    names: readonly FactId[] = [],
  ): string => {
    const also = names.length > 0 ? ` names="${attribute(names.join(' '))}"` : '';
    const weight = rank === null || rank === undefined ? '' : ` rank="${rank}"`;
    return `<s facts="${attribute(facts.join(' '))}"${also}${weight}>${inner}</s>`;
  };

  /** Says of a text, where one of its facts is a draft, that it is not reviewed: in the brackets it ends with, or in brackets of its own. */
  const reviewed = (text: string, facts: readonly FactId[]): string => {
    if (!facts.some((id) => dossier.drafts.has(id))) return text;
    return text.endsWith(')') ? text.slice(0, -1) + words.text('draft.within') : text + words.text('draft.after');
  };

  /** Joins pieces, each followed by `after` (a comma, a stop, nothing), marks placed as the language wants. */
  const set = (pieces: readonly (Piece & { after: string })[]): string =>
    pieces
      .map((p) => {
        const mark = p.facts.length > 0 ? marks(p.facts) : '';
        const text = escapeText(p.ofRecord ? p.text : reviewed(p.text, p.facts));
        return before ? text + mark + escapeText(p.after) : text + escapeText(p.after) + mark;
      })
      .join('');

  const statement = (text: string, facts: readonly FactId[], more: StatementMore = {}): string => {
    const { rank, native, ofRecord } = more;
    const glued = type.glue(text);
    if (native) {
      const name = `<lang lang="${attribute(native.lang)}">${escapeText(native.text)}</lang>`;
      return wrap(`${escapeText(glued)} ${name}${escapeText(reviewed('', facts))}${marks(facts)}`, facts, rank);
    }
    const stopped = glued.endsWith(stop);
    const body = stopped ? glued.slice(0, -stop.length) : glued;
    return wrap(set([{ text: body, facts: [...facts], after: stopped ? stop : '', ofRecord }]), facts, rank);
  };

  /** A claim that only the media of one state carry is named as theirs. */
  const attributed = (clause: string, id: FactId): string => {
    const sources = factOf(id).sources.map((s) => dossier.sources.get(s));
    if (!sources.every((s) => s?.kind === 'state_media')) return clause;
    const source = sources[0];
    if (!source) return clause;
    const publisher = language === 'fr' ? (source.publisherFr ?? source.publisher) : source.publisher;
    return words.fill('sentence.accordingTo', { clause, publisher });
  };

  const state = (plan: Sentence): string => {
    const id = plan.facts[0] as FactId;
    const text = clauseOf(id).state;
    if (text === null) throw new Error(`no state sentence: ${id}`);
    const clause = attributed(type.text(text, 'prose'), id);
    return wrap(set([{ text: capital(clause), facts: plan.facts, after: stop }]), plan.facts, plan.rank);
  };

  const onOf = (step: Step): string => {
    const fact = factOf(step.fact);
    const date = dateOf(fact);
    return date ? type.on(date, fact.kind === 'event' ? fact.end : null, step.sameYear) : '';
  };

  const predicate = (step: Step): string => {
    const slot = step.date === 'slot' ? onOf(step) : '';
    let clause = closeSlot(clauseOf(step.fact).predicate, slot);
    clause = type.text(clause, 'prose');
    if (step.link) {
      const target = clauseOf(step.link.to).noun;
      const pattern = step.link.type === 'replaces' ? 'sentence.replaces' : 'sentence.respondsTo';
      clause = words.fill(pattern, { clause, noun: reviewed(type.text(target, 'prose'), [step.link.to]) });
    }
    return attributed(clause, step.fact);
  };

  const event = (plan: EventSentence): string => {
    const [first, ...rest] = plan.steps;
    if (!first) return '';
    const name = type.text(clauseOf(first.fact).subject, 'prose');
    const subject = plan.subject === 'pronoun' ? (actors.get(fold(name)) ?? name) : name;
    let opening = `${subject} ${predicate(first)}`;
    if (first.date === 'head') {
      const on = onOf(first);
      opening = on ? words.fill('sentence.head', { on, subject, predicate: predicate(first) }) : opening;
    } else if (first.answers) opening = words.fill('sentence.answers', { clause: opening });
    const texts = [opening, ...rest.map(predicate)];
    const pattern =
      texts.length === 2
        ? words.text('sentence.joinTwo')
        : texts.length === 3
          ? words.text('sentence.joinThree')
          : '{a}';
    const pieces: (Piece & { after: string })[] = [];
    for (const part of pattern.split(/(\{[abc]\})/)) {
      const slot = /^\{([abc])\}$/.exec(part);
      const last = pieces[pieces.length - 1];
      if (!slot) {
        if (part && last) {
          // A comma belongs before the mark in English; a conjunction never does.
          const comma = /^[,;]/.exec(part)?.[0] ?? '';
          last.after = comma;
          pieces.push({ text: part.slice(comma.length), facts: [], after: '' });
        }
        continue;
      }
      const i = 'abc'.indexOf(slot[1] as string);
      pieces.push({ text: texts[i] ?? '', facts: [plan.steps[i]?.fact ?? first.fact], after: '' });
    }
    const end = pieces[pieces.length - 1];
    if (end) end.after = stop;
    if (pieces[0]) pieces[0].text = capital(pieces[0].text);
    return wrap(
      set(pieces),
      plan.facts,
      plan.rank,
      plan.steps.flatMap(({ link }) => link?.to ?? []),
    );
  };

  const nouns = (types: readonly string[]): string => type.list(types.map((t) => words.text(`eventNouns.${t}`)));

  const direction = (plan: Extract<Sentence, { form: 'direction' }>): string => {
    const now = dossier.newest ? type.named(monthOf(dossier.newest)) : '';
    const same = plan.years !== null && plan.before.join() === plan.lately.join();
    const pattern = same
      ? 'same'
      : (plan.turn === 'good' || plan.turn === 'bad') && plan.years && plan.before.length > 0
        ? `${plan.turn}Before`
        : plan.turn;
    const text = words.fill(`direction.${pattern}`, {
      before: nouns(plan.before),
      lately: nouns(plan.lately),
      from: plan.years?.from ?? '',
      to: plan.years?.to ?? '',
      window: words.fill(`direction.${plan.span}`, { now }),
    });
    return wrap(set([{ text: type.glue(capital(text)), facts: plan.facts, after: stop }]), plan.facts, plan.rank);
  };

  const summary = (plan: Sentence): string => {
    const fact = factOf(plan.facts[0] as FactId);
    if (!('summary' in fact)) throw new Error(`no summary: ${fact.id}`);
    const text = type.plain(fact.summary[language], 'prose').replace(/\.$/, '');
    return wrap(set([{ text, facts: plan.facts, after: stop }]), plan.facts, plan.rank);
  };

  const dispute = (plan: Sentence): string => {
    const fact = factOf(plan.facts[0] as FactId);
    const text = type.text(fact.disputed?.[language] ?? '', 'prose').replace(/\.$/, '');
    return wrap(set([{ text: capital(text), facts: plan.facts, after: stop }]), plan.facts, plan.rank);
  };

  const office = (plan: Sentence): string => {
    const fact = factOf(plan.facts[0] as FactId);
    if (fact.kind !== 'office') throw new Error(`no office: ${fact.id}`);
    const { from, to } = fact;
    const pattern = from && to ? 'span' : from ? 'since' : to ? 'until' : 'undated';
    const text = words.fill(`office.${pattern}`, {
      post: type.plain(fact.post[language], 'prose'),
      from: from ? type.named(from) : '',
      to: to ? type.named(to) : '',
    });
    return wrap(set([{ text: type.glue(capital(text)), facts: plan.facts, after: stop }]), plan.facts, plan.rank);
  };

  const sentence = (plan: Sentence): string => {
    switch (plan.form) {
      case 'state':
        return state(plan);
      case 'event':
        return event(plan);
      case 'direction':
        return direction(plan);
      case 'summary':
        return summary(plan);
      case 'dispute':
        return dispute(plan);
      case 'office':
        return office(plan);
      default:
        plan satisfies never;
        return refuse('INTERNAL');
    }
  };

  return { sentence, statement, marks };
}

/** Puts the date in its slot; an empty date takes its space and a comma pair along. */
function closeSlot(predicate: string, on: string): string {
  if (on) return predicate.replace('{on}', on);
  return predicate
    .replace(/, \{on\},/, ',')
    .replace(/,? ?\{on\}/, '')
    .replace(/^\s+/, '')
    .replace(/ {2,}/g, ' ');
}

/** The month of a date known to the day; coarser dates stay. */
function monthOf(date: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(date) && parseDate(date) ? date.slice(0, 7) : date;
}

const fold = (text: string): string => text.replace(/['’]/g, '’').toLowerCase();

/** What stands for an actor the second time: a pronoun for a party, “the two sides” for a pair of parties. */
function actorsOf(gazetteer: ReadonlyMap<string, Party>, setting: Setting): Map<string, string> {
  const { words, language, dossier, type } = setting;
  const actors = new Map<string, string>();
  const parties = [...new Set([...dossier.question.parties, ...[...dossier.facts.values()].flatMap((f) => f.parties)])];
  for (const code of parties) {
    const name = gazetteer.get(code)?.names[language];
    if (!name) continue;
    const usual = `pronoun.usual.${name.full}`;
    const pronoun = words.has(usual)
      ? words.text(usual)
      : words.text(`pronoun.${name.gender}${name.number === 'plural' ? 'p' : ''}`);
    actors.set(fold(name.full), pronoun);
  }
  const [a, b] = dossier.question.parties.map((code) => gazetteer.get(code)?.names[language].full);
  if (a && b && dossier.question.parties.length === 2) {
    for (const pair of [type.list([a, b]), type.list([b, a])]) actors.set(fold(pair), words.text('pronoun.pair'));
  }
  return actors;
}

/** Escapes text for the markup of the templates. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Escapes text for an attribute of the markup. */
export function attribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;');
}
