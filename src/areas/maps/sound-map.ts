import type { Work } from '../../platform/slices.js';
import { AREA_KINDS } from '../areas.types.js';
import { AreaIndex } from '../geo/area-index.js';
import type { Box } from '../geo/metres.js';
import type { MultiPolygon } from '../geometry.js';
import type { Sound } from './boundary-check.js';
import type { MapFeature } from './map-check.types.js';

/** The areas of a map whose boundaries can be compared; named by their numbers in the index. */
export interface SoundMap {
  features: MapFeature[];
  geometries: MultiPolygon[];
  index: AreaIndex;
  /** every feature of the map by its code, the first of those that share one */
  byCode: Map<string, MapFeature>;
  /** of a code: its number, where its boundary is sound */
  numbers: Map<string, number>;
  /** places surely inside each part */
  inner: number[][][];
}

export function* soundMap(features: readonly MapFeature[], sound: readonly (Sound | undefined)[]): Work<SoundMap> {
  const map = { features: [] as MapFeature[], geometries: [] as MultiPolygon[], inner: [] as number[][][] };
  const byCode = new Map<string, MapFeature>();
  const numbers = new Map<string, number>();
  const collected = AreaIndex.collect();
  for (const [at, feature] of features.entries()) {
    if (!byCode.has(feature.code)) byCode.set(feature.code, feature);
    const boundary = sound[at];
    if (boundary === undefined) continue;
    const number = collected.add({ code: feature.code, kind: feature.level, geometry: boundary.geometry });
    if (byCode.get(feature.code) === feature) numbers.set(feature.code, number);
    map.features.push(feature);
    map.geometries.push(boundary.geometry);
    map.inner.push(boundary.geometry.map(innerPlace));
    yield;
  }
  return { ...map, byCode, numbers, index: yield* collected.indexing() };
}

/** In the middle of the widest stretch that a line half-way up has inside. */
export function innerPlace(rings: MultiPolygon[number]): number[] {
  const heights = [...new Set(rings.flat().map(([, lat = 0]) => lat))].sort((a, b) => a - b);
  const middle = heights.length >> 1;
  // between two heights no corner is in the way
  const lat = ((heights[middle - 1] ?? 0) + (heights[middle] ?? 0)) / 2;
  const crossed: number[] = [];
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at += 1) {
      const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [ring[at - 1] ?? [], ring[at] ?? []];
      if (ay > lat !== by > lat) crossed.push(ax + ((bx - ax) * (lat - ay)) / (by - ay));
    }
  }
  crossed.sort((a, b) => a - b);
  let [best, width] = [crossed[0] ?? 0, -1];
  for (let at = 0; at + 1 < crossed.length; at += 2) {
    const [from, to] = [crossed[at] ?? 0, crossed[at + 1] ?? 0];
    if (to - from > width) [best, width] = [(from + to) / 2, to - from];
  }
  return [best, lat];
}

/** The nearest area above that is drawn. */
export function drawnAbove(map: SoundMap, feature: MapFeature): number | undefined {
  let at: MapFeature | undefined = feature;
  // as many steps as there are levels: parents may go round in a circle
  for (let step = 0; step < AREA_KINDS.length; step += 1) {
    at = at === undefined ? undefined : map.byCode.get(at.parent ?? '');
    const number = at === undefined ? undefined : map.numbers.get(at.code);
    if (number !== undefined) return number;
  }
  return undefined;
}

/** Undefined where the two have no more than an edge in common. */
export function commonBox(a: Box | undefined, b: Box | undefined): Box | undefined {
  if (a === undefined || b === undefined) return undefined;
  const box: Box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return box[0] < box[2] && box[1] < box[3] ? box : undefined;
}
