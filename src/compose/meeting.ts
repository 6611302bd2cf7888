// In: the desk of a meeting note. Out: its sections: who takes part, what may be said, what may be raised, the last contacts, what is due, and who
// the people are. What the request says is not repeated here; what it does not say and no record holds is left out.

import { firstDay, lastDay, order } from '../model/date.ts';
import type { DossierSection, SectionPlan, Sentence } from '../model/dossier.ts';
import {
  EVENT_TYPES,
  type Event,
  type FactId,
  isCooperative,
  type Office,
  type PartyCode,
  type Position,
} from '../model/fact.ts';
import type { Meeting, Participant } from '../model/particulars.ts';
import type { Desk } from './desk.ts';
import { meetings } from './key-facts.ts';
import { descend, tell } from './sentences.ts';
import { ours, replyTo, said, stancesOf } from './stances.ts';
import { steps } from './tables.ts';
import { nameable } from './threads.ts';
import { byWeight, cut, newestFirst, weight } from './weights.ts';

/** In a biography: offices, events that name the person, and what they said. */
const MOST = { offices: 4, events: 4, positions: 2 };

/** The section of what the request says, where it says any of it. */
export const given =
  (section: 'meeting' | 'objectives' | 'run-of-show' | 'do-not-raise', of: (meeting: Meeting) => readonly unknown[]) =>
  (desk: Desk): DossierSection | null => {
    const { meeting } = desk.question;
    return meeting && of(meeting).length > 0 ? { section } : null;
  };

export function participants(desk: Desk): DossierSection | null {
  const rows = peopleOf(desk).map(({ party, offices }, participant) => {
    const held = offices.filter((o) => holdsOn(o, desk));
    for (const { id } of held) desk.keep(id, 'OFFICE_HOLDER');
    return { participant, party, offices: held.map((o) => o.id) };
  });
  return rows.length > 0 ? { section: 'participants', rows } : null;
}

/** Our positions on record, one to a point, as many as are said in a breath or two. */
export function talkingPoints(desk: Desk, plan: SectionPlan): DossierSection | null {
  const points = cut(stancesOf(desk, ours(desk)), plan.take).flatMap((position) => {
    desk.keep(position.id, 'POSITION');
    desk.quoted.add(position.id);
    // A point that may be dropped would make what is said of their length untrue.
    return said(desk, position, null);
  });
  return { section: 'talking-points', points };
}

/** What the others hold, newest on the weightiest storylines first, each with what is recorded of ours. */
export function ifRaised(desk: Desk, plan: SectionPlan): DossierSection | null {
  const own = ours(desk);
  const parties = [...new Set(desk.facts.flatMap((f) => (f.kind === 'position' ? [f.party] : [])))];
  const closed = new Set(desk.storylines.flatMap((line) => (line.closed ? line.facts.map((f) => f.id) : [])));
  const theirs = parties
    .filter((party) => party !== own)
    .flatMap((party) => stancesOf(desk, party))
    .filter((position) => !closed.has(position.id));
  const used = new Set<FactId>([
    ...desk.saidAbove,
    ...stancesOf(desk, own)
      .slice(0, 6)
      .map((f) => f.id),
  ]);
  const replies = cut(theirs, plan.take).map((position, i) => replyTo(desk, position, weight('reply', i), used));
  // How a storyline stands is not told again in the background.
  for (const id of used) desk.saidAbove.add(id);
  return replies.length > 0 || (desk.question.meeting?.ifRaised.length ?? 0) > 0
    ? { section: 'if-raised', replies }
    : null;
}

/** Recorded meetings and calls of ministers and above of all the parties, newest first. */
export function lastContacts(desk: Desk, plan: SectionPlan): DossierSection | null {
  // A leader who announces aid in the other's capital was there; who did so at home met nobody.
  const met = meetings(desk, EVENT_TYPES.filter(isCooperative)).filter(
    (e) => e.people.length > 1 && (e.place !== null || e.type === 'CONSULT'),
  );
  // What was done on a visit is told by the visit.
  const visits = new Set(met.map((e) => e.id));
  const contacts = met.filter((e) => !e.links.some((l) => l.type === 'part_of' && visits.has(l.to)));
  const rows = cut(contacts.sort(newestFirst), plan.take).map((event, i) => {
    desk.keep(event.id, 'CONTACT');
    return { fact: event.id, rank: weight('contact', i) };
  });
  return rows.length > 0 ? { section: 'last-contacts', rows } : null;
}

/** Dated steps to come, beside what the request wants of the meeting. */
export function deliverables(desk: Desk, plan: SectionPlan): DossierSection | null {
  const rows = cut(steps(desk), plan.take).map((fact, i) => {
    desk.keep(fact.id, 'LOOK_AHEAD');
    return { fact: fact.id, rank: weight('next', i) };
  });
  return rows.length > 0 || (desk.question.meeting?.deliverables.length ?? 0) > 0
    ? { section: 'deliverables', rows }
    : null;
}

/** Who the participants are, from their recorded offices, what they took part in and what they said; nothing else. */
export function biographies(desk: Desk): DossierSection | null {
  const entries = peopleOf(desk).map(({ name, party, offices }, participant) => {
    const top = weight('biography', participant * 20);
    const is = nameTest(name);
    const sentences: Sentence[] = offices
      .slice(0, MOST.offices)
      .map((office, i) => ({ form: 'office', facts: [office.id], rank: top - i }));
    const events = desk.events.filter((e) => e.people.some(is) && isTold(e, name)).sort(byWeight);
    // What the talking points quote is not said again.
    const positions = desk.facts.filter(
      (f): f is Position => f.kind === 'position' && f.speaker !== null && is(f.speaker) && !desk.quoted.has(f.id),
    );
    const told: (Event | Position)[] = [
      ...events.slice(0, MOST.events),
      ...[...positions].sort(newestFirst).slice(0, MOST.positions),
    ].sort((a, b) => order(firstDay(a.date), firstDay(b.date)) || order(a.id, b.id));
    for (const office of offices.slice(0, MOST.offices)) desk.keep(office.id, 'BIOGRAPHY');
    for (const fact of told) desk.keep(fact.id, 'BIOGRAPHY');
    sentences.push(...tell(told, (_, i) => top - MOST.offices - i, nameable(desk)));
    return { participant, party, sentences: descend(sentences), rank: top };
  });
  return entries.length > 0 ? { section: 'biographies', entries } : null;
}

/** Whether the words of an event name the person: who was merely there is not told by it. */
function isTold({ clause }: Event, name: string): boolean {
  const words = new Set(keyOf(`${clause.en.subject} ${clause.en.predicate}`).split(' '));
  return keyOf(name)
    .split(' ')
    .some((part) => part.length > 2 && words.has(part));
}

interface Person extends Participant {
  /** Recorded offices under this name: those held now first, then the newest. */
  offices: Office[];
}

/** The participants with their recorded offices. Whose side is not said is told by the office. */
function peopleOf(desk: Desk): Person[] {
  return (desk.question.meeting?.participants ?? []).map((participant) => {
    const is = nameTest(participant.name);
    const offices = desk.facts
      .filter(
        (f): f is Office =>
          f.kind === 'office' && (is(f.holder) || (f.holderNative !== null && is(f.holderNative.text))),
      )
      .filter((o) => participant.party === null || o.party === participant.party)
      .sort(
        (a, b) =>
          Number(holdsOn(b, desk)) - Number(holdsOn(a, desk)) ||
          order(b.from ?? '', a.from ?? '') ||
          a.rank - b.rank ||
          order(a.id, b.id),
      );
    const party: PartyCode | null = participant.party ?? offices[0]?.party ?? null;
    return { ...participant, party, offices };
  });
}

/** Whether an office is held on the day whose knowledge the brief takes: of later days nothing is recorded. */
function holdsOn({ from, to }: Office, { question }: Desk): boolean {
  return (from === null || firstDay(from) <= question.asOf) && (to === null || lastDay(to) > question.asOf);
}

/** Whether a recorded name is the one asked for: case, accents and the order of family and given name do not matter. */
function nameTest(name: string): (recorded: string) => boolean {
  const wanted = keyOf(name);
  return (recorded) => keyOf(recorded) === wanted;
}

const keys = new Map<string, string>();
function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (keys.size > 20_000) keys.clear();
  const parts =
    name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const key = parts.sort().join(' ');
  keys.set(name, key);
  return key;
}
