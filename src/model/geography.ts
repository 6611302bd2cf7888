// In: the text of data/map.json. Out: where territories lie and how they are shaped: points and rings in degrees. Refuses nothing: the file is
// made by a program and comes with the release.

import type { PartyCode } from './fact.ts';

/** Longitude and latitude in degrees, east and north positive. */
export type Position = [longitude: number, latitude: number];

/** A territory: where its name points, and its shapes. Too small for a shape at the scale of the map: none. */
export interface Territory {
  at: Position;
  /** Polygons: the outer ring clockwise, then its holes; each ring closed. */
  shapes: Position[][][];
}

/** Territories by code of the gazetteer. What belongs to no party of it, disputed areas among them, has a name in lower case. */
export type Geography = ReadonlyMap<PartyCode, Territory>;

/** Reads data/map.json: coordinates in tenths of a degree, one after the other. */
export function readGeography(json: string): Geography {
  const file = JSON.parse(json) as Record<string, { at: [number, number]; shapes: number[][][] }>;
  return new Map(
    Object.entries(file).map(([code, { at, shapes }]) => [
      code,
      { at: [at[0] / 10, at[1] / 10], shapes: shapes.map((rings) => rings.map(positionsOf)) },
    ]),
  );
}

function positionsOf(flat: readonly number[]): Position[] {
  const ring: Position[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) ring.push([(flat[i] as number) / 10, (flat[i + 1] as number) / 10]);
  return ring;
}
