import type { Work } from '../../platform/slices.js';
import type { MultiPolygon } from '../geometry.js';
import { REACH, type Loop, type Region } from './arrangement.js';
import { metresADegree, sphericalArea, type Box } from './metres.js';
import { regionsOf } from './regions.js';

/** A billionth of a degree, a tenth of a millimetre; coarser for what is wider than seven kilometres. */
const FINEST = 1e9;

/**
 * What two areas have in common, or what one has without the other; outer rings counter-clockwise, holes clockwise. Positions are rounded (by
 * less than two millimetres for a hundred kilometres), so this is for reports and never for routing. Undefined where there is no telling.
 */
export function* overlay(
  how: 'common' | 'without',
  one: MultiPolygon,
  other: MultiPolygon,
): Work<MultiPolygon | undefined> {
  // far from each other they have nothing to do with each other
  const [a, b] = [boxOf(one.flat()), boxOf(other.flat())];
  const first = how === 'common' ? one.flat().map((ring) => clipped(ring, b)) : one.flat();
  const second = other.flat().map((ring) => clipped(ring, a));
  const frame = new Frame([...first, ...second]);
  const wanted = (a: number, b: number) => a > 0 && (how === 'common' ? b > 0 : b <= 0);
  return frame.back(yield* regionsOf(frame.to(first), frame.to(second), wanted));
}

/** Around what the closed loops run clockwise more often than counter-clockwise. */
export function* clockwiseWithin(loops: readonly Loop[]): Work<MultiPolygon | undefined> {
  const frame = new Frame(loops);
  return frame.back(yield* regionsOf(frame.to(loops), [], (a) => a < 0));
}

/** The holes of what the closed loops run around counter-clockwise; islands in a hole are not of it. */
export function* holesWithin(loops: readonly Loop[]): Work<MultiPolygon | undefined> {
  const frame = new Frame(loops);
  const whole = yield* regionsOf(frame.to(loops), [], (a) => a > 0);
  const holes = whole?.flatMap(([, ...rings]) => rings) ?? [];
  if (whole === undefined || holes.length === 0) return whole && [];
  // a hole is run around clockwise, all regions counter-clockwise: holes are what only the first is wanted for
  const outers = whole.map(([outer = []]) => outer);
  return frame.back(
    yield* regionsOf(
      holes,
      outers.filter((outer) => holes.some((hole) => boxWithin(outer, hole))),
      (a, b) => a < 0 && b <= 0,
    ),
  );
}

/** Narrower than this it is the rounding of somebody's coordinates, and smaller than this nobody stands on it. */
const LEAST_WIDTH_M = 0.1;
const LEAST_M2 = 1;

/** Without slivers: those of a square metre and more that are ten centimetres wide on the average. */
export function worthTelling(geometry: MultiPolygon): MultiPolygon {
  return geometry.filter((rings) => {
    const area = sphericalArea([rings]);
    return area >= LEAST_M2 && (2 * area) / perimeter(rings) >= LEAST_WIDTH_M;
  });
}

function perimeter(rings: number[][][]): number {
  const { east, north } = metresADegree(rings[0]?.[0]?.[1] ?? 0);
  let sum = 0;
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at += 1) {
      const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [ring[at - 1] ?? [], ring[at] ?? []];
      sum += Math.hypot((bx - ax) * east, (by - ay) * north);
    }
  }
  return sum;
}

/** The ring within the box; it runs along the sides where it was outside (Sutherland and Hodgman). */
function clipped(ring: Loop, [west, south, east, north]: Box): Loop {
  let left = ring.slice(0, -1);
  for (const [axis, limit, sign] of [
    [0, west, 1],
    [0, east, -1],
    [1, south, 1],
    [1, north, -1],
  ] as const) {
    const within = (position: number[]) => ((position[axis] ?? 0) - limit) * sign >= 0;
    if (left.every(within)) continue;
    left = left.flatMap((to, at) => {
      const from = left.at(at - 1) ?? to;
      if (within(from) === within(to)) return within(to) ? [to] : [];
      const share = (limit - (from[axis] ?? 0)) / ((to[axis] ?? 0) - (from[axis] ?? 0));
      const met = [0, 1].map((side) => (from[side] ?? 0) + ((to[side] ?? 0) - (from[side] ?? 0)) * share);
      met[axis] = limit;
      return within(to) ? [met, to] : [met];
    });
  }
  return left.length === 0 ? [] : [...left, left[0] ?? []];
}

/** Whole numbers around the middle of some rings, and back. */
class Frame {
  private readonly lng0: number;
  private readonly lat0: number;
  private readonly scale: number;

  constructor(rings: readonly Loop[]) {
    const [west, south, east, north] = boxOf(rings);
    this.lng0 = (west + east) / 2;
    this.lat0 = (south + north) / 2;
    this.scale = Math.min(FINEST, (REACH - 2) / Math.max(east - this.lng0, north - this.lat0, 1e-9));
  }

  to(rings: readonly Loop[]): Loop[] {
    const whole = (degrees: number, middle: number) => Math.round((degrees - middle) * this.scale);
    return rings.map((ring) => ring.map(([lng = 0, lat = 0]) => [whole(lng, this.lng0), whole(lat, this.lat0)]));
  }

  back(regions: Region[] | undefined): MultiPolygon | undefined {
    const degrees = (value: number) => Math.round(value * FINEST) / FINEST;
    return regions?.map((rings) =>
      rings.map((ring) =>
        ring.map(([x = 0, y = 0]) => [degrees(this.lng0 + x / this.scale), degrees(this.lat0 + y / this.scale)]),
      ),
    );
  }
}

function boxOf(rings: readonly Loop[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [lng = 0, lat = 0] of ring) {
      box[0] = Math.min(box[0], lng);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lng);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

function boxWithin(inner: number[][], outer: number[][]): boolean {
  const [a, b] = [boxOf([inner]), boxOf([outer])];
  return a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
}
