// In: the trip of a question, and the sections of the book that rest on it. Out: what the templates of these sections see: the requester's words,
// glued as text of the language is but otherwise as given, beside the names of what is recorded.

import { firstDay, order } from '../model/date.ts';
import type { TripSection } from '../model/dossier.ts';
import type { Meeting, Stop } from '../model/particulars.ts';
import { locatorOf } from './charts.ts';
import type { Drawn } from './markup.ts';
import type { Setting } from './setting.ts';
import type { PartView } from './shape.ts';
import { daysOf, productOf, titleOf } from './title.ts';

/** Most stops of which the cover has a map: below a longer list it has no room, and its names would crowd it. */
const MOST_MAPPED = 6;

/** What the sections of a trip book show. */
export function tripView(setting: Setting, section: TripSection, charts: Map<string, Drawn>): PartView {
  const { words, type, dossier } = setting;
  const { trip, parties } = dossier.question;
  if (!trip) throw new Error('a book without a trip');
  switch (section.section) {
    case 'cover': {
      const hosts = new Set(trip.stops.flatMap((stop) => stop.parties));
      const small = trip.stops.length <= MOST_MAPPED;
      const map = small ? locatorOf(setting, [...new Set([...parties, ...hosts])], setting.geography()) : null;
      if (map) charts.set('trip', { chart: map.chart, facts: [] });
      return {
        legend: words.text('given.legend'),
        title: words.text('trip.trip'),
        rows: [
          { label: words.text('trip.called'), texts: trip.title === null ? [] : [type.glue(trip.title)] },
          { label: words.text('meeting.when'), texts: [whenOf(setting, trip.stops)] },
          { label: words.text('trip.stops'), texts: trip.stops.map(({ place }) => type.glue(place)) },
        ].filter(({ texts }) => texts.length > 0),
        map: map ? { chart: 'trip', alt: map.alt, caption: map.caption } : null,
      };
    }
    case 'programme': {
      const stops = trip.stops.map((stop, i) => ({ stop, n: i + 1 }));
      return {
        caption: words.text('captions.programme'),
        rows: stops
          .sort((a, b) => order(firstDay(a.stop.date), firstDay(b.stop.date)) || a.n - b.n)
          .map(({ stop, n }) => ({
            n,
            date: whenOf(setting, [stop]),
            ...saidOf(setting, stop),
            meeting: stop.meeting ? meetingOf(setting, stop.meeting) : null,
            hosts: stop.parties
              .filter((party) => stop.parties.length === 1 || !parties.includes(party))
              .map((party) => setting.gazetteer.get(party)?.names[setting.language].name ?? party)
              .join('; '),
          })),
      };
    }
    case 'logistics':
      return { items: trip.logistics.map(type.glue) };
    case 'notes':
      return {
        notes: section.notes.map(({ question, plan }, i) => {
          const stop = trip.stops[i] as Stop;
          return {
            id: noteId(i + 1),
            title: titleOf(setting, question),
            label: words.fill('trip.note', {
              n: i + 1,
              product: productOf(setting, plan),
              date: whenOf(setting, [stop]),
            }),
            ...saidOf(setting, stop),
          };
        }),
      };
  }
}

/** Id of the section that a note is bound into. */
export const noteId = (n: number): string => `note-${n}`;

function whenOf({ type }: Setting, stops: readonly Stop[]): string {
  const [from, to] = daysOf(stops);
  return type.date(to === null ? from : `${from}/${to}`, 'prose');
}

/** `Meeting: 4 December 2026, 10:00, Hyderabad House`. */
function meetingOf({ words, type }: Setting, { date, time, place }: Meeting): string {
  const when = [type.date(date, 'prose'), time, place].filter((part) => part !== null);
  return type.glue(words.fill('trip.meeting', { when: when.join(', ') }));
}

function saidOf({ type }: Setting, { place, title }: Stop): { place: string; called: string | null } {
  return { place: type.glue(place), called: title === null ? null : type.glue(title) };
}
