// In: a locator map and a width. Out: where its land falls on the page: rings of points and the places of the parties, from the top left
// corner downwards. What lies within a hemisphere is seen as from above it; what lies farther apart, on a map of the whole world.

import {
  type GeoContext,
  type GeoProjection,
  geoArea,
  geoAzimuthalEqualArea,
  geoDistance,
  geoEqualEarth,
  geoPath,
} from 'd3-geo';
import type { Locator } from '../model/doc.ts';
import type { Position, Territory } from '../model/geography.ts';

/** A point of the drawing. */
export type Point = [x: number, y: number];

export interface Located {
  width: number;
  height: number;
  /** The edge of what is seen; null for the whole world. */
  disc: { x: number; y: number; radius: number } | null;
  land: Point[][];
  parties: LocatedParty[];
}
export interface LocatedParty {
  name: string;
  rings: Point[][];
  /** Where its name points. */
  at: Point;
  /** Where a party is too small to be seen: a dot stands for it. */
  dots: Point[];
}

/** Farthest from the middle, in degrees, that a view from above shows; least it shows; room beyond the parties; how far north it looks from. */
const FARTHEST = 100;
const NEAREST = 32;
const BEYOND = 6;
const NORTHMOST = 45;
/** What is drawn smaller than this is a dot; points nearer to one another than this are one. */
const SMALL = 3;
const NEAR = 0.35;
/** Height of a map of the whole world, as a share of its width. */
const WORLD = 0.487;

const DEGREES = 180 / Math.PI;

/** Names in rows, the nearest to the map first, each with its left edge. */
export type Rows<Name> = { name: Name; left: number }[][];

/** Sets names side by side where all have room in one row, each as near to over its place as the others let it; else one in a row. */
export function inRows<Name extends { party: LocatedParty; width: number }>(
  names: readonly Name[],
  room: number,
  gap: number,
): Rows<Name> {
  const over = ({ party, width }: Name) => Math.max(0, Math.min(room - width, party.at[0] - width / 2));
  const total = names.reduce((sum, { width }) => sum + width + gap, -gap);
  if (total > room) return names.map((name) => [{ name, left: over(name) }]);
  const row = names.toSorted((a, b) => a.party.at[0] - b.party.at[0]).map((name) => ({ name, left: over(name) }));
  let least = 0;
  for (const one of row) {
    one.left = Math.max(one.left, least);
    least = one.left + one.name.width + gap;
  }
  let most = room;
  for (const one of row.toReversed()) {
    one.left = Math.min(one.left, most - one.name.width);
    most = one.left - gap;
  }
  return [row];
}

/** Projects a map so that it is `width` wide. */
export function locate({ parties, others }: Locator, width: number): Located {
  const middle = middleOf(parties.map(({ territories }) => territories));
  const farthest = Math.max(
    ...parties.flatMap(({ territories }) =>
      territories.flatMap((territory) => extentOf(territory).map((point) => geoDistance(middle, point) * DEGREES)),
    ),
  );
  const reach = Math.max(NEAREST, farthest + BEYOND);
  const radius = width / 2;
  const world = reach > FARTHEST;
  const height = world ? width * WORLD : width;
  const projection = world
    ? geoEqualEarth().rotate([-middle[0], 0]).fitSize([width, height], { type: 'Sphere' })
    : geoAzimuthalEqualArea()
        .rotate([-middle[0], -middle[1]])
        .clipAngle(reach)
        .scale(radius / (2 * Math.sin(reach / 2 / DEGREES)))
        .translate([radius, radius]);
  // The shapes are fine enough: no point is added between theirs.
  projection.precision(0);
  const seen = world
    ? others
    : others.filter((one) => geoDistance(middle, one.at) * DEGREES < reach + sizeInDegrees(one));
  return {
    width,
    height,
    disc: world ? null : { x: radius, y: radius, radius },
    land: seen.flatMap((territory) => ringsOf(territory, projection)),
    parties: parties.map(({ name, territories }) => {
      const drawn = territories.map((territory) => ({ territory, rings: ringsOf(territory, projection) }));
      return {
        name,
        rings: drawn.flatMap(({ rings }) => rings),
        at: projection(centralOf(territories).at) ?? [radius, height / 2],
        // A small member is seen by its neighbours; a party that stands alone must be seen by itself.
        dots: drawn.flatMap(({ territory, rings }): Point[] => {
          const place = territories.length === 1 && sizeOf(rings) < SMALL ? projection(territory.at) : null;
          return place ? [place] : [];
        }),
      };
    }),
  };
}

/** Between the parties; no farther north or south than where north is still up for all. */
function middleOf(parties: readonly (readonly Territory[])[]): Position {
  const places = parties.map((territories) => centralOf(territories).at);
  const east = places.reduce((sum, [longitude]) => sum + Math.sin(longitude / DEGREES), 0);
  const zero = places.reduce((sum, [longitude]) => sum + Math.cos(longitude / DEGREES), 0);
  const latitude = places.reduce((sum, [, one]) => sum + one, 0) / places.length;
  return [Math.atan2(east, zero) * DEGREES, Math.max(-NORTHMOST, Math.min(NORTHMOST, latitude))];
}

/** The territory from which the others are least far. */
function centralOf(territories: readonly Territory[]): Territory {
  let best = territories[0] as Territory;
  let least = Number.POSITIVE_INFINITY;
  for (const one of territories) {
    const far = territories.reduce((sum, other) => sum + geoDistance(one.at, other.at), 0);
    if (far < least) [best, least] = [one, far];
  }
  return best;
}

/** Points of the main parts of a territory: far islands need not be seen. */
function extentOf({ at, shapes }: Territory): Position[] {
  const areas = shapes.map((coordinates) => geoArea({ type: 'Polygon', coordinates }));
  const main = Math.max(...areas) / 4;
  return [at, ...shapes.flatMap((rings, i) => ((areas[i] ?? 0) >= main ? (rings[0] ?? []) : []))];
}

const sizes = new WeakMap<Territory, number>();

/** How far the farthest point of a territory lies from where its name points. */
function sizeInDegrees(territory: Territory): number {
  const known = sizes.get(territory);
  if (known !== undefined) return known;
  const { at, shapes } = territory;
  const size = Math.max(0, ...shapes.flat(2).map((point) => geoDistance(at, point))) * DEGREES;
  sizes.set(territory, size);
  return size;
}

function ringsOf({ shapes }: Territory, projection: GeoProjection): Point[][] {
  const rings: Point[][] = [];
  const context: GeoContext = {
    beginPath: () => {},
    arc: () => {},
    moveTo: (x, y) => rings.push([[x, y]]),
    lineTo: (x, y) => {
      const ring = rings.at(-1);
      const [before] = ring?.slice(-1) ?? [];
      if (ring && before && Math.hypot(x - before[0], y - before[1]) >= NEAR) ring.push([x, y]);
    },
    closePath: () => {},
  };
  geoPath(projection, context)({ type: 'MultiPolygon', coordinates: shapes });
  return rings.filter((ring) => ring.length > 2);
}

function sizeOf(rings: readonly Point[][]): number {
  const points = rings.flat();
  if (points.length === 0) return 0;
  const span = (values: number[]) => Math.max(...values) - Math.min(...values);
  return Math.max(span(points.map(([x]) => x)), span(points.map(([, y]) => y)));
}
