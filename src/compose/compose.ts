// In: what the store found, the question, the plan of the product. Out: the dossier: facts chosen, each with the reason, dealt into sections, in
// order. Pure. Refuses nothing: a question with nothing recorded gives a dossier that says so.

import type { Former } from '../model/difference.ts';
import type { Choice, Dossier, DossierSection, DroppedReason, ProductPlan, SectionName } from '../model/dossier.ts';
import type { Fact, FactId } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import type { Gazetteer } from '../model/party.ts';
import type { Question } from '../model/question.ts';
import { type Desk, layOut } from './desk.ts';
import { either } from './differences.ts';
import { markingsOf } from './markings.ts';
import { CHOOSING, MAKERS } from './sections.ts';

export { gather } from './book.ts';
export { differencesOf } from './differences.ts';
export { chosen, counted, gatherChoices, remarks } from './selection.ts';

/**
 * Deals facts into the sections of a product.
 * @param gazetteer by which a party is told from somebody within it; without it, only named holders of office speak for one.
 * @param former the state a delta brief counts from; null for every other.
 * @returns the dossier; `kept` and `dropped` together name every fact found, once, in the order of `findings.facts`; behind them those of the
 *   differences that were not found, and what is kept of the time before the period.
 */
export function compose(
  findings: Findings,
  question: Question,
  plan: ProductPlan,
  gazetteer: Gazetteer = new Map(),
  former: Former | null = null,
): Dossier {
  const desk = layOut(findings, question, plan, gazetteer, former);
  // What was withdrawn, or is found elsewhere by now, is told as well.
  const beside = (desk.differences?.changed ?? []).map(either).filter(({ id }) => !desk.byId.has(id));
  const earlier = (findings.earlier?.facts ?? []).filter(({ id }) => !desk.byId.has(id));
  // What else was found, whose threads and sources may be named.
  const others = [findings.earlier, former?.findings].filter((found) => found !== undefined);
  const made = new Map<SectionName, DossierSection>();
  for (const name of CHOOSING) {
    const wanted = plan.sections.find((s) => s.section === name);
    const section = wanted && MAKERS[name](desk, wanted);
    if (section) made.set(name, section);
  }
  const sections = plan.sections.flatMap((s) => made.get(s.section) ?? []);
  return {
    question,
    snapshot: findings.snapshot,
    plan,
    // Where all was withdrawn, that is still to be told.
    newest: desk.newest?.date ?? (former && beside.length > 0 ? former.state.newest : null),
    sections,
    kept: [...findings.facts, ...beside, ...earlier].flatMap((f) => {
      const reason = desk.kept.get(f.id);
      return reason ? [{ fact: f.id, reason }] : [];
    }),
    dropped: [...findings.facts, ...beside].flatMap((f): Choice<DroppedReason>[] =>
      desk.kept.has(f.id) ? [] : [{ fact: f.id, reason: whyNot(desk, f) }],
    ),
    facts: new Map<FactId, Fact>([
      ...[...(findings.earlier?.facts ?? []), ...beside].map((f) => [f.id, f] as const),
      ...findings.linked,
      ...desk.byId,
    ]),
    ...(former ? { former: formerFacts(desk) } : {}),
    threads: new Map([...others.flatMap(({ threads }) => [...threads]), ...findings.threads]),
    sources: new Map([
      ...others.flatMap(({ sources }) => [...sources]),
      ...(former?.sources ?? []),
      ...findings.sources,
    ]),
    drafts: desk.drafts,
    draftsLeft: findings.draftsLeft ?? 0,
    most: findings.most ?? null,
    ...markingsOf(findings, former, sections),
  };
}

/** Sections that take facts of a kind. */
const TAKE: Readonly<Record<Fact['kind'], readonly SectionName[]>> = {
  event: [
    ...(['threads', 'recent', 'turning-points', 'chronology', 'chronology-by-year', 'moved', 'bottom-line'] as const),
    ...(['last-contacts', 'answers', 'biographies'] as const),
  ],
  agreement: ['agreements', 'agreements-annex', 'threads', 'moved', 'unmoved', 'answers'],
  indicator: ['figures', 'key-facts', 'answers'],
  office: ['people', 'key-facts', 'participants', 'biographies'],
  position: ['positions', 'talking-points', 'if-raised', 'answers'],
};

const formerFacts = ({ differences }: Desk): Map<FactId, Fact> =>
  new Map((differences?.changed ?? []).flatMap(({ fact, was }) => (was ? [[fact, was] as const] : [])));

function whyNot(desk: Desk, fact: Fact): DroppedReason {
  if (desk.former && !desk.differences?.changed.some((each) => each.fact === fact.id)) return 'UNCHANGED';
  if (!desk.plan.sections.some(({ section }) => TAKE[fact.kind].includes(section))) return 'NOT_IN_PRODUCT';
  switch (fact.kind) {
    case 'office':
      return 'FORMER_HOLDER';
    case 'indicator':
      return 'OLDER_FIGURE';
    case 'agreement':
      return desk.facts.some((f) =>
        f.links.some((l) => l.to === fact.id && (l.type === 'replaces' || l.type === 'ends')),
      )
        ? 'SUPERSEDED'
        : 'LESS_SIGNIFICANT';
    case 'position':
      return 'LESS_SIGNIFICANT';
    case 'event':
      return 'LESS_SIGNIFICANT';
  }
}
