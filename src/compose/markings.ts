// In: findings, a former state, sections. Out: what each fact of the dossier asks to be marked with. In whatever state of the data a fact is told, all that it
// asked for in any of them counts; and a fact that is told by naming another asks for what that one asks. Nothing here knows which marking is the higher.

import type { Former } from '../model/difference.ts';
import type { Dossier, DossierSection, Reply } from '../model/dossier.ts';
import type { FactId } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';

type Asked = ReadonlyMap<FactId, readonly string[]>;

/** The markings of a dossier; absent where no fact asks for any. */
export function markingsOf(
  { markings, earlier }: Findings,
  former: Former | null,
  sections: readonly DossierSection[],
): Pick<Dossier, 'markings'> {
  const { markings: own } = together([markings, earlier?.markings, former?.findings.markings, former?.markings]);
  if (!own) return {};
  const named = [...namingIn(sections)].map(([fact, other]) => new Map([[fact, own.get(other) ?? []]]));
  return together([own, ...named]);
}

/** What is asked for in several places, once. */
export function together(all: readonly (Asked | undefined)[]): Pick<Dossier, 'markings'> {
  const asked = new Map<FactId, Set<string>>();
  for (const [fact, markings] of all.flatMap((one) => [...(one ?? [])]))
    if (markings.length > 0) asked.set(fact, new Set([...(asked.get(fact) ?? []), ...markings]));
  return asked.size > 0 ? { markings: new Map([...asked].map(([fact, texts]) => [fact, [...texts]])) } : {};
}

/** Facts whose row or sentence names another fact without citing it: the one, and the other. */
function* namingIn(sections: readonly DossierSection[]): Generator<readonly [FactId, FactId]> {
  for (const section of sections) {
    switch (section.section) {
      case 'chronology-by-year':
        for (const { fact, change } of section.years.flatMap(({ rows }) => rows))
          if (change?.how === 'link') yield [fact, change.to];
        break;
      case 'agreements-annex':
        for (const { fact, kin } of section.groups.flatMap(({ rows }) => rows))
          for (const one of kin) yield [fact, one.fact];
        break;
      case 'if-raised':
        yield* naming(section.replies);
        break;
      case 'answers':
        yield* naming(section.answers.flatMap(({ pressed }) => pressed));
        break;
      default:
    }
  }
}

function* naming(replies: readonly Reply[]): Generator<readonly [FactId, FactId]> {
  for (const { on, sentences } of replies) for (const fact of sentences.flatMap(({ facts }) => facts)) yield [fact, on];
}
