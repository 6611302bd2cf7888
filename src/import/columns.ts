// In: the header of a table. Out: which field each column fills. The names that a column may bear are here, in English and French, without
// accents and capitals; the first name of each is the path of the field, which an export writes. docs/import.md shows the same table.

import type { SourceKind, Topic } from '../model/fact.ts';

/** Text without accents, capitals and marks, as headers and words of closed lists are compared. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Every column, in the order of an export: the path of its field, then other names. */
export const COLUMNS: readonly (readonly [path: string, ...names: string[]])[] = [
  ['kind', 'record', 'nature', 'genre', 'sorte', 'kind of fact', 'nature du fait'],
  ['id', 'identifier', 'identifiant'],
  ['state', 'review state', 'etat de revision'],
  ['machineCoded', 'machine coded', 'code automatiquement', 'codage automatique'],
  ['marking', 'protection', 'marquage'],
  ['date', 'when', 'quand', 'start', 'debut', 'start date', 'date de debut', 'event date', 'date de l evenement'],
  ['end', 'end date', 'fin', 'date de fin'],
  ['title.en', 'title', 'english title', 'title english', 'titre anglais', 'titre en', 'headline'],
  ['title.fr', 'titre', 'french title', 'title french', 'titre francais'],
  ['summary.en', 'summary', 'english summary', 'description', 'resume anglais'],
  ['summary.fr', 'resume', 'sommaire', 'french summary', 'resume francais', 'description fr'],
  ['type', 'event type', 'agreement type', 'type d evenement', 'type d accord'],
  ['parties', 'countries', 'country', 'states', 'pays', 'etats', 'pays concernes'],
  ['party 1', 'party a', 'actor 1', 'actor', 'country 1', 'acteur', 'partie 1', 'pays 1'],
  ['party 2', 'party b', 'actor 2', 'target', 'partner', 'country 2', 'cible', 'partenaire', 'partie 2', 'pays 2'],
  ['party', 'partie'],
  ['on', 'about', 'au sujet de', 'a propos de'],
  ['topics', 'topic', 'subject', 'subjects', 'theme', 'themes', 'sujet', 'sujets'],
  ['significance', 'importance', 'weight', 'poids'],
  ['people', 'persons', 'person', 'personnes', 'personne'],
  ['place.en', 'place', 'location', 'city', 'lieu anglais'],
  ['place.fr', 'lieu', 'ville', 'lieu francais'],
  ['short.en', 'short name', 'abbreviation', 'acronym'],
  ['short.fr', 'nom court', 'sigle', 'abreviation'],
  ['status', 'statut'],
  ['negotiationsOpened', 'negotiations opened', 'opened', 'ouverture des negociations'],
  ['concluded', 'conclusion', 'date of conclusion', 'conclu', 'conclu le', 'date de conclusion'],
  ['signed', 'signature', 'signed on', 'date of signature', 'date signed', 'signe', 'signe le', 'date de signature'],
  ['tabled', 'tabled on', 'date tabled', 'tabled in parliament', 'depot', 'depose le', 'date de depot'],
  ['provisionallyApplied', 'provisionally applied', 'provisional application', 'application provisoire'],
  [
    'inForce',
    'in force',
    'entry into force',
    'in force since',
    'date of entry into force',
    'en vigueur',
    'entree en vigueur',
    'en vigueur depuis',
    'date d entree en vigueur',
  ],
  ['ended', 'terminated', 'termination', 'date of termination', 'denonce', 'fin de l accord', 'date d extinction'],
  ['treatyNumber', 'treaty number', 'treaty no', 'numero du traite', 'numero de traite'],
  ['series', 'serie'],
  ['name.en', 'name', 'indicator', 'english name', 'nom anglais'],
  ['name.fr', 'nom', 'indicateur', 'french name', 'nom francais'],
  ['period', 'year', 'periode', 'annee'],
  ['value', 'figure', 'amount', 'valeur', 'montant', 'chiffre'],
  ['unit', 'unite'],
  ['basis.en', 'basis', 'base anglais'],
  ['basis.fr', 'base', 'base francais'],
  ['frequency', 'frequence'],
  ['flow', 'flux'],
  ['post.en', 'post', 'office', 'function', 'poste anglais'],
  ['post.fr', 'poste', 'fonction', 'poste francais'],
  ['holder', 'office holder', 'name of holder', 'titulaire'],
  ['holderNative.lang', 'language of the name', 'langue du nom'],
  ['holderNative.text', 'native name', 'nom natif'],
  ['from', 'in office since', 'start of term', 'depuis', 'en poste depuis', 'debut du mandat'],
  ['to', 'until', 'in office until', 'end of term', 'jusqu a', 'jusqu au', 'fin du mandat'],
  ['rank', 'rang'],
  ['speaker', 'porte parole', 'orateur', 'oratrice'],
  ['clause.en.subject'],
  ['clause.en.predicate'],
  ['clause.en.noun'],
  ['clause.en.state'],
  ['clause.en.label'],
  ['clause.fr.subject'],
  ['clause.fr.predicate'],
  ['clause.fr.noun'],
  ['clause.fr.state'],
  ['clause.fr.label'],
  ['stateRestsOn'],
  ['thread', 'storyline', 'dossier', 'fil'],
  ['links', 'liens'],
  ['sources', 'source ids', 'identifiants des sources'],
  ['confidence', 'confiance'],
  ['disputed.en', 'disputed', 'dispute'],
  ['disputed.fr', 'conteste', 'desaccord'],
  ['note', 'notes', 'remark', 'remarks', 'comment', 'comments', 'remarque', 'remarques', 'commentaire', 'commentaires'],
  ['next.date', 'next step date', 'date de la prochaine etape'],
  ['next.what.en', 'next step', 'prochaine etape anglais'],
  ['next.what.fr', 'prochaine etape', 'prochaine etape francais'],
  ['sameAs'],
  ['source.publisher', 'source', 'publisher', 'media', 'editeur', 'publication'],
  ['source.publisherFr', 'publisher fr', 'editeur fr'],
  ['source.via', 'via'],
  ['source.kind', 'source type', 'kind of source', 'type de source', 'genre de source'],
  ['source.title', 'article', 'titre de la source', 'titre de l article'],
  [
    'source.url',
    'url',
    'link',
    'address',
    'source link',
    'source address',
    'adresse',
    'lien',
    'lien url',
    'hyperlien',
    'adresse url',
  ],
  [
    'source.published',
    'published',
    'publication date',
    'source date',
    'publie',
    'publie le',
    'date de publication',
    'date de la source',
  ],
  ['source.read', 'read', 'accessed', 'retrieved', 'date accessed', 'consulte', 'consulte le', 'date de consultation'],
  ['source.language', 'language', 'langue', 'langue de la source'],
  ['source.country', 'country of the source', 'pays de la source'],
];

/** The column of a file of refused rows that holds the reasons; it is passed over when the file comes back. */
export const REASONS_COLUMN = 'refused because';

const BY_NAME = new Map(
  COLUMNS.flatMap(([path, ...names]) => [path, ...names].map((name) => [folded(name), path] as const)),
);

/** The path of the field that a column fills; null where its name is not known. */
export const pathOf = (header: string): string | null => BY_NAME.get(folded(header)) ?? null;

/** Words by which people name the kinds of record. */
export const RECORD_KINDS: Record<string, string> = {
  event: 'event',
  evenement: 'event',
  agreement: 'agreement',
  treaty: 'agreement',
  accord: 'agreement',
  traite: 'agreement',
  indicator: 'indicator',
  figure: 'indicator',
  indicateur: 'indicator',
  chiffre: 'indicator',
  office: 'office',
  poste: 'office',
  mandat: 'office',
  position: 'position',
  statement: 'position',
  declaration: 'position',
  source: 'source',
  thread: 'thread',
  fil: 'thread',
  dossier: 'thread',
};

const lists = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

/** The code of a closed list that a cell means, however it is written; undefined where it means none. */
export function codeOf(codes: readonly string[], cell: string): string | undefined {
  let byForm = lists.get(codes);
  if (!byForm) {
    byForm = new Map(codes.map((code) => [folded(code), code]));
    lists.set(codes, byForm);
  }
  return byForm.get(cell) ?? byForm.get(folded(cell));
}

/** French words for topics; the English ones are the codes themselves. */
export const FRENCH_TOPICS: Record<string, Topic> = {
  arctique: 'arctic',
  frontieres: 'borders',
  frontiere: 'borders',
  climat: 'climate',
  consulaire: 'consular',
  'affaires consulaires': 'consular',
  defense: 'defence',
  developpement: 'development',
  diplomatie: 'diplomacy',
  energie: 'energy',
  sante: 'health',
  'droits de la personne': 'human-rights',
  'droits de l homme': 'human-rights',
  renseignement: 'intelligence',
  investissement: 'investment',
  investissements: 'investment',
  migrations: 'migration',
  'affaires multilaterales': 'multilateral',
  securite: 'security',
  technologie: 'technology',
  commerce: 'trade',
};

/** French words for where an agreement stands; the English ones are the codes themselves. */
export const FRENCH_STATUSES: Record<string, string> = {
  'en negociation': 'under negotiation',
  conclu: 'concluded',
  signe: 'signed',
  'applique a titre provisoire': 'provisionally applied',
  'en vigueur': 'in force',
  suspendu: 'suspended',
  termine: 'terminated',
  denonce: 'terminated',
};

/** French words for kinds of source; the English ones are the codes themselves. */
export const FRENCH_SOURCE_KINDS: Record<string, SourceKind> = {
  officiel: 'official',
  agence: 'wire',
  journal: 'newspaper',
  specialise: 'specialist',
  'media d etat': 'state_media',
  'ouvrage de reference': 'reference',
  agregateur: 'aggregator',
};
