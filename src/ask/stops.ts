// In: a trip as it was read, and whose it is. Out: the trip with the travellers at every stop that names only its hosts. Refuses nothing.

import type { PartyCode } from '../model/fact.ts';
import { PARTICULARS, PRODUCT_OF, type Trip } from '../model/particulars.ts';
import type { Product } from '../model/question.ts';

/** Who travels, where the request does not say so: whom all stops name that name more than one party. Empty where that tells nothing. */
export function travellers({ stops }: Trip): PartyCode[] {
  const [first, ...others] = stops.flatMap(({ parties }) => (parties.length > 1 ? [parties] : []));
  const [everywhere] = first?.filter((party) => others.every((parties) => parties.includes(party))) ?? [];
  if (everywhere) return [everywhere];
  // Where every stop says whom its note is about, nobody needs to be added.
  return stops.every(({ parties }) => parties.length > 1) ? (first ?? []).slice(0, 1) : [];
}

/** The trip, and those who travel beside the host of every stop that names one party alone; a stop that names more is about those. */
export function theirTrip(trip: Trip, travelling: readonly PartyCode[]): Trip {
  const stops = trip.stops.map((stop) => {
    const [host] = stop.parties;
    const alone = stop.parties.length === 1 && host !== undefined && !travelling.includes(host);
    return alone ? { ...stop, parties: [...travelling, host] } : stop;
  });
  return { ...trip, stops };
}

/** Whether a product can be the note of a stop: it rests on nothing that a stop does not bring. */
export const isOfOneStop = (product: Product): boolean =>
  PARTICULARS.every((name) => name === 'meeting' || PRODUCT_OF[name] !== product);
