// In: nothing. Out: the words of a request, English and French, folded (lower case, no accents), and what each does. Input only:
// none of them is ever printed.

import type { Language, Topic } from '../model/fact.ts';
import type { Paper, Product } from '../model/question.ts';

/** What a phrase does in a request. */
export type Role =
  /** Before the first date: the period is open at its end. */
  | 'since'
  /** Before the first date of two; alone, `from` opens a period and `of` names one. */
  | 'from'
  | 'of'
  | 'after'
  | 'until'
  | 'before'
  /** Between two dates. */
  | 'to'
  | 'between'
  | 'and'
  /** Before a date that is the whole period. */
  | 'in'
  /** Behind a first date. */
  | 'onward'
  /** The day of asking, as the end of a period. */
  | 'now'
  | 'last'
  | 'this'
  | 'ago'
  /** Before the word year: “the year 2018”. */
  | 'article'
  /** Before topics. */
  | 'about'
  /** Between or around names; says nothing. */
  | 'filler';

const list = (phrases: string): readonly string[] => phrases.split(', ');

type Table = Partial<Record<Role, readonly string[]>>;

const ENGLISH: Table = {
  since: ['since', 'starting', 'starting in', 'starting from', 'beginning', 'beginning in', 'ever since'],
  from: ['from'],
  after: ['after'],
  until: ['until', 'till', 'up to', 'up until', 'through', 'to', 'through to', 'ending', 'ending in'],
  before: ['before', 'prior to'],
  to: ['to', 'until', 'till', 'up to', 'up until', 'through', 'through to', 'thru', 'and until'],
  between: ['between', 'in between'],
  and: ['and'],
  in: ['in', 'during', 'over', 'throughout', 'within', 'for', 'on', 'over the course of'],
  onward: ['onward', 'onwards', 'and onward', 'and after', 'to date'],
  now: ['now', 'today', 'present', 'the present', 'the present day', 'date', 'this day'],
  last: ['last', 'past', 'previous', 'latest', 'most recent'],
  this: ['this', 'current', 'the current'],
  ago: ['ago'],
  article: ['the', 'year', 'the year', 'month of', 'the month of', 'early', 'late'],
  about: list(
    'on, about, regarding, concerning, re, with respect to, with regard to, in the area of, ' +
      'in the field of, focus on, focused on, focusing on, topic, topics, subject',
  ),
  filler: list(
    'the, a, an, of, with, versus, vs, v, s, to, in, from, between, for, please, what, new, news, update, ' +
      'plus, relation, relations, relationship, relationships, ties, links, bilateral, trilateral, brief, ' +
      'briefing, note, notes, report, review, overview, its, their, government, history, issues, matters, ' +
      'affairs, policy, country, countries',
  ),
};

const FRENCH: Table = {
  since: list('depuis, a partir de, a partir du, a partir d, des, a compter de, a compter du, depuis le debut de'),
  of: ['de', 'du', 'd'],
  after: ['apres'],
  until: list(
    'jusqu en, jusqu a, jusqu au, jusqu aux, jusqu, jusque, jusqu a la fin de, jusqu a l an, jusqu a l annee',
  ),
  before: ['avant'],
  to: ['a', 'au', 'en', 'jusqu en', 'jusqu a', 'jusqu au', 'jusque'],
  between: ['entre'],
  and: ['et'],
  in: ['en', 'pendant', 'durant', 'dans', 'au cours de', 'au cours des', 'au cours du', 'au', 'lors de', 'sur', 'pour'],
  onward: [],
  now: ['aujourd hui', 'a aujourd hui', 'maintenant', 'ce jour', 'a ce jour', 'present', 'a present'],
  last: list('dernier, derniere, derniers, dernieres, passe, passee, passes, passees, ecoule, ecoules, ecoulees'),
  this: ['cette', 'ce', 'la presente', 'l actuelle'],
  ago: ['il y a'],
  article: list('le, la, les, l, annee, l annee, l an, mois de, le mois de, du mois de, ces, ce, cette'),
  about: list(
    'sur, concernant, touchant, en matiere de, en matiere d, au sujet de, au sujet du, au sujet des, ' +
      'a propos de, a propos du, a propos des, portant sur, theme, themes, sujet, sujets',
  ),
  filler: list(
    'le, la, les, l, de, du, des, d, un, une, avec, au, aux, en, entre, contre, relation, relations, ' +
      'rapports, liens, bilaterale, bilaterales, bilateral, bilateraux, note, notes, dossier, breffage, ' +
      'rapport, bilan, apercu, histoire, ses, leurs, gouvernement, questions, politique, pays',
  ),
};

export type Unit = 'day' | 'week' | 'month' | 'year' | 'decade';

const ENGLISH_UNITS: Record<string, Unit> = {
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  year: 'year',
  years: 'year',
  decade: 'decade',
  decades: 'decade',
};
const FRENCH_UNITS: Record<string, Unit> = {
  jour: 'day',
  jours: 'day',
  semaine: 'week',
  semaines: 'week',
  mois: 'month',
  an: 'year',
  ans: 'year',
  annee: 'year',
  annees: 'year',
  decennie: 'decade',
  decennies: 'decade',
};
export const UNITS: ReadonlyMap<string, Unit> = new Map(Object.entries({ ...ENGLISH_UNITS, ...FRENCH_UNITS }));

const ENGLISH_MONTHS = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
];
const FRENCH_MONTHS = [
  ['janvier', 'janv', 'jan'],
  ['fevrier', 'fevr', 'fev'],
  ['mars', 'mar'],
  ['avril', 'avr'],
  ['mai'],
  ['juin'],
  ['juillet', 'juil'],
  ['aout'],
  ['septembre', 'sept', 'sep'],
  ['octobre', 'oct'],
  ['novembre', 'nov'],
  ['decembre', 'dec'],
];
/** Month names and short forms, to 1 … 12. */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  [...ENGLISH_MONTHS, ...FRENCH_MONTHS].flatMap((names, i) => names.map((name) => [name, (i % 12) + 1] as const)),
);

const ENGLISH_NUMBERS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const FRENCH_NUMBERS = 'un deux trois quatre cinq six sept huit neuf dix onze douze'.split(' ');
/** Small numbers in words. */
export const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...ENGLISH_NUMBERS, ...FRENCH_NUMBERS].map((word, i) => [word, (i % 12) + 1] as const),
  ['une', 1],
  ['a', 1],
  ['couple', 2],
]);

/** What people call the topics. The topic's own name is among them without saying. */
const ENGLISH_TOPICS: Record<Topic, readonly string[]> = {
  agriculture: ['agriculture', 'agricultural', 'agri food', 'farming', 'food'],
  arctic: ['arctic', 'the north', 'northern'],
  borders: ['borders', 'border'],
  climate: ['climate', 'climate change', 'environment', 'environmental'],
  consular: ['consular', 'consular cases', 'consular affairs', 'detentions'],
  culture: ['culture', 'cultural', 'heritage', 'sport'],
  defence: ['defence', 'defense', 'military', 'armed forces'],
  development: ['development', 'aid', 'development assistance', 'humanitarian'],
  diplomacy: ['diplomacy', 'diplomatic', 'political', 'politics'],
  education: ['education', 'students', 'universities', 'research'],
  energy: ['energy', 'oil', 'gas', 'oil and gas', 'nuclear energy', 'electricity'],
  health: ['health', 'public health', 'pandemic'],
  'human-rights': ['human rights', 'rights'],
  intelligence: ['intelligence', 'espionage', 'foreign interference'],
  investment: ['investment', 'investments', 'investing'],
  justice: ['justice', 'law', 'legal', 'extradition', 'courts'],
  migration: ['migration', 'immigration', 'refugees', 'visas'],
  multilateral: ['multilateral', 'multilateralism', 'multilateral affairs'],
  security: ['security', 'terrorism', 'counter terrorism', 'national security'],
  technology: ['technology', 'tech', 'artificial intelligence', 'ai', 'digital', 'science', 'cyber'],
  trade: ['trade', 'commerce', 'commercial', 'tariffs', 'tariff', 'exports', 'imports', 'economy', 'economic'],
};
const FRENCH_TOPICS: Record<Topic, readonly string[]> = {
  agriculture: ['agriculture', 'agricole', 'agricoles', 'agroalimentaire', 'alimentation'],
  arctic: ['arctique', 'le nord'],
  borders: ['frontieres', 'frontiere', 'frontaliere', 'frontalieres'],
  climate: ['climat', 'climatique', 'climatiques', 'changements climatiques', 'changement climatique', 'environnement'],
  consular: ['consulaire', 'consulaires', 'affaires consulaires', 'cas consulaires'],
  culture: ['culture', 'culturel', 'culturelle', 'culturelles', 'patrimoine'],
  defence: ['defense', 'militaire', 'militaires', 'forces armees'],
  development: ['developpement', 'aide', 'aide au developpement', 'humanitaire'],
  diplomacy: ['diplomatie', 'diplomatique', 'diplomatiques', 'politiques'],
  education: ['education', 'etudiants', 'universites', 'enseignement', 'recherche'],
  energy: ['energie', 'energetique', 'energetiques', 'petrole', 'gaz'],
  health: ['sante', 'sante publique', 'pandemie'],
  'human-rights': ['droits de la personne', 'droits humains', 'droits de l homme', 'droits'],
  intelligence: ['renseignement', 'renseignements', 'espionnage', 'ingerence etrangere', 'ingerence'],
  investment: ['investissement', 'investissements'],
  justice: ['justice', 'droit', 'juridique', 'juridiques', 'extradition', 'tribunaux'],
  migration: ['migration', 'migrations', 'immigration', 'refugies', 'visas'],
  multilateral: ['multilateral', 'multilateralisme', 'multilaterales', 'affaires multilaterales'],
  security: ['securite', 'terrorisme', 'securite nationale', 'antiterrorisme'],
  technology: ['technologie', 'technologies', 'intelligence artificielle', 'ia', 'numerique', 'science', 'sciences'],
  trade: list('commerce, commerciale, commerciales, commerciaux, tarifs, droits de douane, economie, economiques'),
};
/** Topic phrases, to the topic. */
export const TOPIC_PHRASES: ReadonlyMap<string, Topic> = new Map(
  [ENGLISH_TOPICS, FRENCH_TOPICS].flatMap((table) =>
    Object.entries(table).flatMap(([topic, phrases]) => phrases.map((phrase) => [phrase, topic as Topic] as const)),
  ),
);

/** Product phrases, to the product. */
export const PRODUCT_PHRASES: ReadonlyMap<string, Product> = new Map([
  ['full brief', 'full-brief'],
  ['full', 'full-brief'],
  ['full relationship brief', 'full-brief'],
  ['dossier complet', 'full-brief'],
  ['bilateral note', 'bilateral-note'],
  ['note bilaterale', 'bilateral-note'],
  ['two page note', 'bilateral-note'],
  ['one page', 'one-page'],
  ['one page brief', 'one-page'],
  ['one pager', 'one-page'],
  ['review', 'review'],
  ['review of relations', 'review'],
  ['bilan', 'review'],
  ['bilan des relations', 'review'],
  ['chronology', 'chronology'],
  ['timeline', 'chronology'],
  ['chronologie', 'chronology'],
  ['agreements', 'agreements'],
  ['agreements annex', 'agreements'],
  ['treaties', 'agreements'],
  ['accords', 'agreements'],
  ['annexe des accords', 'agreements'],
  ['traites', 'agreements'],
  ['une page', 'one-page'],
  ['note d une page', 'one-page'],
  ['meeting note', 'meeting-note'],
  ['scenario note', 'meeting-note'],
  ['note de rencontre', 'meeting-note'],
  ['note de scenario', 'meeting-note'],
  ['committee qa', 'committee-qa'],
  ['committee questions and answers', 'committee-qa'],
  ['questions et reponses en comite', 'committee-qa'],
]);

/** Language phrases, in a sentence and as a value. */
export const LANGUAGE_PHRASES: ReadonlyMap<string, Language> = new Map([
  ['in english', 'en'],
  ['en anglais', 'en'],
  ['in french', 'fr'],
  ['en francais', 'fr'],
]);
export const LANGUAGE_NAMES: ReadonlyMap<string, Language> = new Map([
  ['en', 'en'],
  ['eng', 'en'],
  ['en ca', 'en'],
  ['english', 'en'],
  ['anglais', 'en'],
  ['fr', 'fr'],
  ['fra', 'fr'],
  ['fr ca', 'fr'],
  ['french', 'fr'],
  ['francais', 'fr'],
]);

export const PAPER_NAMES: ReadonlyMap<string, Paper> = new Map([
  ['letter', 'letter'],
  ['us letter', 'letter'],
  ['lettre', 'letter'],
  ['a4', 'a4'],
]);

/** Phrases, to what they do. */
export const PHRASES: ReadonlyMap<string, ReadonlySet<Role>> = (() => {
  const phrases = new Map<string, Set<Role>>();
  for (const table of [ENGLISH, FRENCH]) {
    for (const [role, list] of Object.entries(table)) {
      for (const phrase of list) phrases.set(phrase, (phrases.get(phrase) ?? new Set()).add(role as Role));
    }
  }
  return phrases;
})();

/** Longest phrase of the tables, in words. */
export const LONGEST_PHRASE = 5;

const singleWords = (...lists: Iterable<string>[]) =>
  new Set(lists.flatMap((list) => [...list].flatMap((phrase) => phrase.split(' '))));

/** Words of English requests and of French ones: they tell in which language a request is written. */
export const WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: singleWords(
    Object.values(ENGLISH).flat(),
    Object.keys(ENGLISH_UNITS),
    ENGLISH_MONTHS.flat(),
    ENGLISH_NUMBERS,
    Object.values(ENGLISH_TOPICS).flat(),
  ),
  fr: singleWords(
    Object.values(FRENCH).flat(),
    Object.keys(FRENCH_UNITS),
    FRENCH_MONTHS.flat(),
    FRENCH_NUMBERS,
    Object.values(FRENCH_TOPICS).flat(),
  ),
};

/** Words of names that are French and no other: they tell the language of an alias. */
export const FRENCH_NAME_WORDS: ReadonlySet<string> = new Set(
  (
    'allemagne amerique angleterre atlantique bielorussie birmanie bretagne centrafrique communaute confederation ecosse ' +
    'etat etats federation fonds galles groupe hollande irlande londres macedoine malouines manille moscou nord oriental ' +
    'pekin populaire republique royaume territoires turquie unie unies'
  ).split(' '),
);

/** Country codes that are also everyday words, English or French: in a sentence they count only in capitals. */
export const CODES_THAT_ARE_WORDS: ReadonlySet<string> = new Set(
  'and are arm bel com cub dom est fin geo gin guy jam lie mac mar nor per pol sur ton tun'.split(' '),
);
