// In: the title of a treaty in English or French. Out: the kind of instrument and its topic, by the words of the title; the first rule that fits counts.
// Refuses nothing: what no rule knows is an agreement, on diplomacy.

import type { AGREEMENT_TYPES, Topic } from '../model/fact.ts';

type AgreementType = (typeof AGREEMENT_TYPES)[number];

/** In this order. The words are looked for without accents and capitals. */
const RULES: readonly (readonly [RegExp, AgreementType, Topic])[] = [
  [
    /double (taxation|imposition)|doubles impositions|taxes on income|impots? sur le revenu|tax information|renseignements fiscaux|fiscal evasion/,
    'tax treaty',
    'trade',
  ],
  [/free trade|libre.echange|economic partnership/, 'free trade agreement', 'trade'],
  [
    /promotion and (reciprocal )?protection of investments?|protection (reciproque )?des investissements/,
    'investment protection agreement',
    'investment',
  ],
  [
    /air (transport|services?)|services? aeriens?|transports? aeriens?|civil aviation/,
    'air transport agreement',
    'trade',
  ],
  [/extradition/, 'extradition agreement', 'justice'],
  [
    /mutual (legal )?assistance in criminal|entraide (judiciaire|juridique)|mutual legal assistance/,
    'mutual legal assistance agreement',
    'justice',
  ],
  [
    /peaceful uses? of (atomic|nuclear)|utilisations? pacifiques? de l.energie (atomique|nucleaire)|nuclear co.?operation/,
    'nuclear cooperation agreement',
    'energy',
  ],
  [
    /(classified|security of|protection of) (military )?information|renseignements (classifies|proteges)|informations classifiees/,
    'security of information agreement',
    'security',
  ],
  [
    /visiting forces|forces en visite|status of (the )?forces|statut des forces/,
    'visiting forces agreement',
    'defence',
  ],
  [/customs|douan/, 'customs agreement', 'trade'],
  [/boundary|frontiere|delimitation/, 'boundary agreement', 'borders'],
  [/(boundary )?waters?|river|lake|eaux|fleuve|\blacs?\b/, 'water treaty', 'climate'],
  [
    /migration|readmission|asylum|asile|refugees|working holiday|youth (mobility|exchange)|mobilite des jeunes/,
    'migration agreement',
    'migration',
  ],
  [/defen[cs]e|military|militaires?|armed forces|forces armees/, 'defence agreement', 'defence'],
  [/energy|energie|electric|pipeline/, 'energy treaty', 'energy'],
  [/trade|commerc/, 'trade agreement', 'trade'],
  [/science|scientifi|research|recherche|technolog/, 'research agreement', 'technology'],
  [/memorandum of understanding|memorandum d.entente|protocole d.entente/, 'memorandum of understanding', 'diplomacy'],
  [/joint (statement|declaration)|declaration (commune|conjointe)/, 'joint statement', 'diplomacy'],
  [/declaration of intent|declaration d.intention/, 'declaration of intent', 'diplomacy'],
  [/protocol of accession|protocole d.(accession|adhesion)/, 'accession protocol', 'multilateral'],
  [/\bprotocole?\b/, 'protocol', 'diplomacy'],
  [/framework|accord.cadre/, 'framework', 'diplomacy'],
  [/partnership|partenariat/, 'partnership', 'diplomacy'],
];

/** Topics by the words of a title, where the kind of instrument does not tell. */
const TOPICS: readonly (readonly [RegExp, Topic])[] = [
  [/fish|peche|agricult|wheat|ble\b/, 'agriculture'],
  [/social security|securite sociale|health|sante/, 'health'],
  [/film|audiovisual|audiovisuel|cultur|cinemat|co.?production/, 'culture'],
  [/education|student|etudiant|universit/, 'education'],
  [/human rights|droits de l.homme|droits humains|discrimination|torture|stateless/, 'human-rights'],
  [/environment|climat|pollut|conservation|biodiversit/, 'climate'],
  [/consular|consulaire|visa/, 'consular'],
  [/sentenced|prisoner|condamnes|criminal|penal/, 'justice'],
  [/development|developpement|technical (co.?operation|assistance)|loan|pret\b/, 'development'],
  [/arctic|arctique/, 'arctic'],
  [/terroris|security|securite|weapon|arme/, 'security'],
];

/** The kind of instrument and its topic. */
export function instrumentOf(title: string): { type: AgreementType; topic: Topic } {
  const plain = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const rule = RULES.find(([words]) => words.test(plain));
  const topic = TOPICS.find(([words]) => words.test(plain))?.[1];
  if (!rule) return { type: 'agreement', topic: topic ?? 'diplomacy' };
  return { type: rule[1], topic: rule[2] === 'diplomacy' ? (topic ?? 'diplomacy') : rule[2] };
}
