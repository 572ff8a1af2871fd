import type { Work } from '../../platform/slices.js';
import type { Findings } from './findings.js';
import type { MapBuilding, MapCheckOptions } from './map-check.types.js';
import type { SoundMap } from './sound-map.js';

const BUILDINGS_A_SLICE = 200;
const SHARDS = 128;

/** Buildings whose grid is not there, that stand outside it, or in none. */
export function* checkBuildings(
  buildings: readonly MapBuilding[],
  map: SoundMap,
  { areas }: MapCheckOptions,
  findings: Findings,
): Work<void> {
  yield* checkCodes(buildings, findings);
  const { index, features, numbers, byCode } = map;
  for (const [at, { code, line, grid, lng, lat }] of buildings.entries()) {
    if (at % BUILDINGS_A_SLICE === 0) yield;
    const about = { features: [{ index: at, line, code }] };
    if (grid !== null && byCode.get(grid)?.level !== 'grid' && areas?.get(grid) !== 'grid') {
      findings.tell({ code: 'unknown-grid', ...about, args: { code, grid } });
      continue;
    }
    if (lng === null || lat === null) {
      if (grid === null) findings.tell({ code: 'building-without-place', ...about, args: { code } });
      continue;
    }
    const place = { geometry: { type: 'Point' as const, coordinates: [lng, lat] } };
    if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 90)) {
      findings.tell({ code: 'building-without-place', ...about, args: { code } });
    } else if (grid === null) {
      const inOne = index.allAt(lng, lat).some((area) => features[area]?.level === 'grid');
      if (!inOne)
        findings.tell({
          code: 'building-in-no-grid',
          ...about,
          ...place,
          args: { code },
        });
    } else {
      const own = numbers.get(grid);
      if (own === undefined || index.holds(own, lng, lat)) continue;
      const distanceM = index.metresTo(own, lng, lat);
      const metres = distanceM < 10 ? distanceM.toFixed(1) : String(Math.round(distanceM));
      findings.tell({ code: 'building-outside-grid', ...about, ...place, distanceM, args: { code, grid, metres } });
    }
  }
}

function* checkCodes(buildings: readonly MapBuilding[], findings: Findings): Work<void> {
  // one map of half a million would stand still for a quarter of a second each time that it grows
  const first = Array.from({ length: SHARDS }, () => new Map<string, number>());
  const again = new Map<string, number[]>();
  for (const [at, { code }] of buildings.entries()) {
    if (at % BUILDINGS_A_SLICE === 0) yield;
    const shard = first[shardOf(code)];
    const before = shard?.get(code);
    if (before === undefined) shard?.set(code, at);
    else if (again.get(code)?.push(at) === undefined) again.set(code, [before, at]);
  }
  for (const [code, same] of again) {
    const features = same.map((index) => ({ index, line: buildings[index]?.line ?? null, code }));
    findings.tell({ code: 'duplicate-building', features, args: { code, times: String(same.length) } });
  }
}

/** Codes mostly differ in their last letters. */
function shardOf(code: string): number {
  let mixed = code.length;
  for (const letter of code.slice(-4)) mixed = (mixed * 31 + letter.charCodeAt(0)) % 65_521;
  return mixed % SHARDS;
}
