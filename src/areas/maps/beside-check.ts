import type { Work } from '../../platform/slices.js';
import type { AreaKind } from '../areas.types.js';
import { sphericalArea } from '../geo/metres.js';
import { overlay, worthTelling } from '../geo/overlay.js';
import type { MultiPolygon } from '../geometry.js';
import { mayOverlap, mayStickOut } from './depths.js';
import type { Findings } from './findings.js';
import type { FindingGeometry } from './map-check.types.js';
import { drawnAbove, type SoundMap } from './sound-map.js';
import { nameOf } from './tree-check.js';

/** Beyond this share an area is not at the border of its parent, but elsewhere. */
const ELSEWHERE = 0.999;

/** Areas that lie partly or wholly outside the one above them, or the nearest above them that is drawn. */
export function* checkParents(map: SoundMap, findings: Findings): Work<void> {
  for (const [child, feature] of map.features.entries()) {
    yield;
    const parent = drawnAbove(map, feature);
    if (parent === undefined || !mayStickOut(map, child, parent)) continue;
    const above = map.features[parent];
    if (above === undefined) continue;
    const outside = yield* apart('without', map.geometries[child] ?? [], map.geometries[parent] ?? []);
    if (outside?.areaM2 === 0) continue;
    const share =
      outside === undefined ? undefined : shareOf(outside.areaM2, sphericalArea(map.geometries[child] ?? []));
    findings.tell({
      code: 'outside-parent',
      severity: share !== undefined && share > ELSEWHERE ? 'error' : 'warning',
      features: [nameOf(feature), nameOf(above)],
      ...outside,
      share,
      args: { code: feature.code, parent: above.code, ...sizeWords(outside?.areaM2, share) },
    });
  }
}

/** Two areas of one level that have more in common than a border. */
export function* checkOverlaps(map: SoundMap, findings: Findings): Work<void> {
  const { features, geometries, index } = map;
  const beside = neighbours(map);
  for (const [one, feature] of features.entries()) {
    yield;
    for (const two of beside(one)) {
      const other = features[two];
      if (two <= one || other?.level !== feature.level || !mayOverlap(map, one, two)) continue;
      yield;
      // what would only be counted need not be measured
      const common = findings.full('overlap')
        ? undefined
        : yield* apart('common', geometries[one] ?? [], geometries[two] ?? []);
      if (common?.areaM2 === 0) continue;
      const smaller = index.compare(one, two) < 0 ? one : two;
      const share = common === undefined ? undefined : shareOf(common.areaM2, sphericalArea(geometries[smaller] ?? []));
      findings.tell({
        code: 'overlap',
        features: [nameOf(feature), nameOf(other)],
        ...common,
        share,
        args: { code: feature.code, other: other.code, ...sizeWords(common?.areaM2, share) },
      });
    }
  }
}

interface Measured {
  areaM2: number;
  geometry: FindingGeometry;
}

/** Undefined where there is no telling: that there is something is known all the same. */
function* apart(how: 'common' | 'without', one: MultiPolygon, other: MultiPolygon): Work<Measured | undefined> {
  const found = yield* overlay(how, one, other);
  return found && measured(worthTelling(found));
}

export function measured(coordinates: MultiPolygon): Measured {
  return { areaM2: sphericalArea(coordinates), geometry: { type: 'MultiPolygon', coordinates } };
}

export function shareOf(areaM2: number, whole: number): number {
  return Math.min(1, areaM2 / whole);
}

/** `?` where it could not be measured. */
export function sizeWords(areaM2: number | undefined, share: number | undefined): Record<string, string> {
  return {
    area: areaM2 === undefined ? '?' : areaM2 < 100 ? areaM2.toFixed(1) : String(Math.round(areaM2)),
    share: share === undefined ? '?' : `${(share * 100).toFixed(share < 0.01 ? 3 : 1)}%`,
  };
}

/**
 * Areas whose boxes meet an area's, by the rule; of other levels as well. Of those above grids there are few, and the index has every grid
 * within them: they are looked for among their own level.
 */
function neighbours({ features, index }: SoundMap): (one: number) => number[] {
  const above = new Map<AreaKind, number[]>();
  for (const [number, { level }] of features.entries()) {
    if (level === 'grid') continue;
    const same = above.get(level);
    if (same === undefined) above.set(level, [number]);
    else same.push(number);
  }
  return (one) => {
    const box = index.box(one);
    const level = features[one]?.level;
    if (box === undefined || level === undefined) return [];
    if (level === 'grid') return index.meeting(box);
    const [west, south, east, north] = box;
    const meets = (two: number) => {
      const other = index.box(two);
      return other !== undefined && !(other[0] > east || other[2] < west || other[1] > north || other[3] < south);
    };
    return (above.get(level) ?? []).filter(meets).sort((a, b) => index.compare(a, b));
  };
}
