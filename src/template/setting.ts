// In: nothing. Out: what the template room works with while it fills one brief.

import type { Day } from '../model/date.ts';
import type { Dossier } from '../model/dossier.ts';
import type { Language } from '../model/fact.ts';
import type { Geography } from '../model/geography.ts';
import type { Gazetteer } from '../model/party.ts';
import type { Typography } from './typography.ts';
import type { Words } from './words.ts';

export interface Setting {
  dossier: Dossier;
  language: Language;
  words: Words;
  type: Typography;
  /** That of each language, for what stands in both. */
  types: Record<Language, Typography>;
  gazetteer: Gazetteer;
  /** Read when a map is wanted. */
  geography: () => Geography;
  /** The day the brief is made. */
  today: Day;
  /** Whether a page budget has left something out, or may. */
  dropping: boolean;
  /** Whether it is bound in a book, which says once what holds for all that is in it. */
  bound: boolean;
  /** Version of the templates, as printed. */
  version: string;
}
