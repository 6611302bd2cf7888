// In: one row of a chronology by year or of an annex of agreements. Out: its cells in words, each with the facts it states.

import type { AgreementsAnnex, Change, ChronologyByYear, Kin } from '../model/dossier.ts';
import {
  type Agreement,
  type AgreementStatus,
  dateOf,
  type Event,
  type Fact,
  type FactId,
  isArrangement,
  isCooperative,
  type Phrase,
  stepsOf,
} from '../model/fact.ts';
import { type Cited, statusText } from './rows.ts';
import type { Setting } from './setting.ts';
import { partiesOf, partyName, periodOf, topicsOf } from './title.ts';
import { capital } from './words.ts';

type FactOf = (id: FactId) => Fact;

/** A fact as another sentence names it, and whether a person has reviewed it. */
function nounOf({ type, language, words, dossier }: Setting, fact: Fact): string {
  const noun = 'clause' in fact ? type.text(fact.clause[language].noun, 'table') : '';
  return dossier.drafts.has(fact.id) ? noun + words.text('draft.after') : noun;
}

/** What an event changed, in the words of the record; null where nothing is recorded. */
export function changeCell(setting: Setting, event: Event, change: Change | null, fact: FactOf): Cited | null {
  const { words, type, language } = setting;
  const cell = (text: string, facts: FactId[]): Cited => ({ text: type.glue(capital(text)), facts, rank: null });
  switch (change?.how) {
    case 'state':
      return cell(type.text(event.clause[language].state ?? '', 'table'), change.facts);
    case 'until': {
      const by = fact(change.by);
      const on = type.on(dateOf(by) ?? '', null, false);
      return cell(words.fill(`until.${change.type}`, { on, noun: nounOf(setting, by) }), [change.by]);
    }
    case 'link':
      return cell(words.fill(`links.${change.type}`, { noun: nounOf(setting, fact(change.to)) }), [event.id]);
    default:
      return null;
  }
}

export const eventType = ({ words }: Setting, event: Event): string => words.text(`eventTypes.${event.type}`);

/** Which events are listed, what was left out, how dates are to be read. */
export function scopeOf(setting: Setting, { threshold, years }: ChronologyByYear): string {
  const { words, type } = setting;
  const values = { parties: partiesOf(setting), period: periodOf(setting) + topicsOf(setting), threshold };
  return type.glue(words.fill(years.length > 0 ? 'scope.events' : 'scope.none', values));
}

/** The types of event that occur, by side; empty where there are none. */
export function legendOf({ words, type }: Setting, { types }: ChronologyByYear): string[] {
  return [true, false].flatMap((side) => {
    const own = types.filter((one) => isCooperative(one) === side).map((one) => words.text(`eventTypes.${one}`));
    const pattern = side ? 'legend.cooperation' : 'legend.conflict';
    return own.length > 0 ? [type.glue(words.fill(pattern, { list: type.list(own) }))] : [];
  });
}

export interface AnnexRow {
  title: string;
  short: string | null;
  /** Its title in the other official language. */
  other: Phrase;
  parties: string;
  kind: string;
  number: string | null;
  steps: string[];
  status: string;
  kin: Cited[];
  facts: FactId[];
  rank: number;
}

export function annexRow(
  setting: Setting,
  row: AgreementsAnnex['groups'][number]['rows'][number],
  on: AgreementStatus,
  fact: FactOf,
): AnnexRow {
  const { words, type, types, language } = setting;
  const a = fact(row.fact) as Agreement;
  const lang = language === 'en' ? 'fr' : 'en';
  const kind = words.text(`agreementTypes.${a.type}`);
  const short = a.short?.[language];
  return {
    title: type.plain(a.title[language], 'table'),
    short: short && !a.title[language].includes(short) ? type.plain(short, 'table') : null,
    other: { lang: `${lang}-CA`, text: types[lang].plain(a.title[lang], 'table') },
    parties: capital(type.list(a.parties.map((party) => partyName(setting, party)))),
    kind: type.glue(capital(isArrangement(a.type) ? words.fill('annex.arrangement', { kind }) : kind)),
    number: a.treatyNumber ? type.glue(words.fill('annex.number', { number: a.treatyNumber })) : null,
    steps: stepsOf(a).map(({ step, date }) =>
      type.glue(words.fill(`steps.${step}`, { date: type.date(date, 'table') })),
    ),
    status: statusText(setting, a, on),
    kin: row.kin.map((kin) => kinCell(setting, kin, fact, a.id)),
    facts: [a.id],
    rank: row.rank,
  };
}

function kinCell(setting: Setting, { type, self, fact: id }: Kin, fact: FactOf, own: FactId): Cited {
  const text = setting.words.fill(`kin.${self ? type : `${type}By`}`, { noun: nounOf(setting, fact(id)) });
  return { text: setting.type.glue(capital(text)), facts: [self ? own : id], rank: null };
}

/** That no agreement is recorded, and what was looked for. */
export function noneIn(setting: Setting): string {
  const values = { parties: partiesOf(setting), period: periodOf(setting) + topicsOf(setting) };
  return setting.type.glue(setting.words.fill('annex.none', values));
}
