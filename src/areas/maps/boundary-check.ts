import { orient2d } from 'robust-predicates';
import type { Work } from '../../platform/slices.js';
import { meetings, type Meeting } from '../geo/crossings.js';
import { metresADegree, ringArea } from '../geo/metres.js';
import { PackedParts } from '../geo/packed-parts.js';
import type { MultiPolygon } from '../geometry.js';
import type { Findings } from './findings.js';
import type { FindingCode, FindingGeometry, MapFeature } from './map-check.types.js';
import { nameOf } from './tree-check.js';

/** A boundary that can be compared with others; `changed`: it is not as it was read. */
export interface Sound {
  geometry: MultiPolygon;
  changed: boolean;
}

const LEAST_RING_M2 = 0.01;

type Tell = (code: FindingCode, args?: Record<string, string>, geometry?: FindingGeometry) => void;

/** One boundary by itself: puts right what needs no judgement, and tells the rest. Undefined where it has an error. */
export function* checkBoundary(feature: MapFeature, findings: Findings): Work<Sound | undefined> {
  const { code, geometry } = feature;
  const tell: Tell = (fault, args = {}, place) =>
    findings.tell({ code: fault, features: [nameOf(feature)], args: { code, ...args }, geometry: place });
  if (geometry.length === 0) {
    if (feature.level === 'grid') tell('no-boundary');
    return undefined;
  }
  const repairs = { altitudes: 0, repeated: 0, rings: 0 };
  const rings = geometry.map((part) =>
    part.length === 0 ? [ringOf([], tell, repairs)] : part.map((ring) => ringOf(ring, tell, repairs)),
  );
  if (rings.flat().includes(undefined)) return undefined;
  const whole = rings as MultiPolygon;
  yield;
  if (whole.flat().some(isFlat)) {
    tell('ring-without-area');
    return undefined;
  }
  const wound = whole.map((part) =>
    part.map((ring, index) => {
      if (ringArea(ring) > 0 === (index === 0)) return ring;
      repairs.rings += 1;
      return [...ring].reverse();
    }),
  );
  if (!(yield* ringsAgree(wound, tell))) return undefined;
  // only now: a ring that crosses itself may run around as much one way as the other
  if (whole.flat().some((ring) => Math.abs(ringArea(ring)) < LEAST_RING_M2)) {
    tell('ring-without-area');
    return undefined;
  }
  if (repairs.altitudes > 0) tell('altitude');
  if (repairs.repeated > 0) tell('repeated-positions', { positions: String(repairs.repeated) });
  if (repairs.rings > 0) tell('winding', { rings: String(repairs.rings) });
  return { geometry: wound, changed: repairs.altitudes + repairs.repeated + repairs.rings > 0 };
}

/** Positions of two numbers, closed, none twice in a row. */
function ringOf(
  ring: readonly number[][],
  tell: Tell,
  repairs: { altitudes: number; repeated: number },
): number[][] | undefined {
  const wrong = ring.find((position) => !isPosition(position));
  if (wrong !== undefined) {
    tell('bad-position', { position: JSON.stringify(wrong) });
    return undefined;
  }
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || ring.length < 4) {
    tell('ring-too-short', { positions: String(ring.length) });
    return undefined;
  }
  if (first[0] !== last[0] || first[1] !== last[1]) {
    const line = { type: 'LineString' as const, coordinates: [last.slice(0, 2), first.slice(0, 2)] };
    tell('ring-not-closed', { metres: metresBetween(last, first) }, line);
    return undefined;
  }
  const flat = ring.filter((position, index) => {
    const before = ring[index - 1];
    const repeated = before !== undefined && position[0] === before[0] && position[1] === before[1];
    if (repeated) repairs.repeated += 1;
    return !repeated;
  });
  repairs.altitudes += flat.filter(({ length }) => length > 2).length;
  return flat.map((position) => (position.length > 2 ? position.slice(0, 2) : position));
}

/** All on one line. */
function isFlat(ring: readonly number[][]): boolean {
  const [[ax = 0, ay = 0] = [], [bx = 0, by = 0] = []] = ring;
  return ring.every(([x = 0, y = 0]) => orient2d(ax, ay, bx, by, x, y) === 0);
}

/** No ring crosses itself or another one of its part, holes lie in their outer ring; parts may touch, and had better not overlap. */
function* ringsAgree(geometry: MultiPolygon, tell: Tell): Work<boolean> {
  const rings = geometry.flat();
  const partOf = geometry.flatMap((part, number) => part.map(() => number));
  const found = yield* meetings(rings);
  const samePart = ({ rings: [a, b] }: Meeting) => partOf[a] === partOf[b];
  const crossings = found.filter((meeting) => samePart(meeting) && meeting.how !== 'touching');
  for (const { at } of crossings) tell('self-crossing', { position: at.map(short).join(' ') }, pointAt(at));
  if (crossings.length > 0) return false;
  const touching = found.find(({ how, rings: [a, b] }) => how === 'touching' && a === b);
  if (touching !== undefined) {
    tell('touches-itself', { position: touching.at.map(short).join(' ') }, pointAt(touching.at));
  }
  const alone = new PackedParts();
  for (const ring of rings) alone.add([ring]);
  const first = (part: number) => partOf.indexOf(part);
  const astray = geometry.some((part, number) =>
    part.some((hole, index) => {
      if (index === 0) return false;
      const others = part.map((_, other) => first(number) + other).filter((_, other) => other !== 0 && other !== index);
      return !within(alone, first(number), hole) || others.some((other) => within(alone, other, hole));
    }),
  );
  if (astray) {
    tell('hole-outside');
    return false;
  }
  const apart = found.some((meeting) => !samePart(meeting) && meeting.how === 'crossing');
  if (apart || (yield* partsOverlap(geometry))) tell('parts-overlap');
  return true;
}

/** Of rings that do not cross: does the ring lie in the other one? */
function within(alone: PackedParts, other: number, ring: readonly number[][]): boolean {
  // corners may be on the other's border; the middle of an edge between two such corners may be within a rounding of it
  const deep = ([lng = 0, lat = 0]: readonly number[]) => alone.squareTo(other, lng, lat, 1, 1, 1) > 1e-18;
  const middle = (index: number) =>
    [0, 1].map((axis) => ((ring[index]?.[axis] ?? 0) + (ring[index + 1]?.[axis] ?? 0)) / 2);
  const tried =
    ring.find(deep) ??
    ring
      .slice(1)
      .map((_, index) => middle(index))
      .find(deep);
  // drawn twice: one is as good as the other
  return tried === undefined || alone.holds(other, tried[0] ?? 0, tried[1] ?? 0);
}

/** Of parts that do not cross: does one lie in another? */
function* partsOverlap(geometry: MultiPolygon): Work<boolean> {
  if (geometry.length < 2) return false;
  const parts = new PackedParts();
  for (const part of geometry) parts.add(part);
  for (const [number, [outer = []]] of geometry.entries()) {
    const box = parts.box(number);
    for (let other = 0; other < geometry.length; other += 1) {
      const around = parts.box(other);
      const inBox = box[0] >= around[0] && box[1] >= around[1] && box[2] <= around[2] && box[3] <= around[3];
      if (other !== number && inBox && within(parts, other, outer)) return true;
    }
    yield;
  }
  return false;
}

function isPosition(position: unknown): boolean {
  if (!Array.isArray(position) || position.length < 2) return false;
  const [lng, lat] = position as unknown[];
  return isDegrees(lng, 180) && isDegrees(lat, 90);
}

function isDegrees(value: unknown, most: number): boolean {
  return typeof value === 'number' && Math.abs(value) <= most;
}

function pointAt(coordinates: number[]): FindingGeometry {
  return { type: 'Point', coordinates };
}

export function short(degrees: number): string {
  return String(Number(degrees.toFixed(7)));
}

function metresBetween([ax = 0, ay = 0]: readonly number[], [bx = 0, by = 0]: readonly number[]): string {
  const { east, north } = metresADegree((ay + by) / 2);
  return Math.hypot((bx - ax) * east, (by - ay) * north).toFixed(2);
}
