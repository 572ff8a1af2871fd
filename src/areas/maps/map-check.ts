import { inSlices, type Work } from '../../platform/slices.js';
import { checkOverlaps, checkParents } from './beside-check.js';
import { checkBoundary, type Sound } from './boundary-check.js';
import { checkBuildings } from './building-check.js';
import { Findings } from './findings.js';
import type { MapBuilding, MapCheck, MapCheckOptions, MapFeature } from './map-check.types.js';
import { checkGaps } from './gap-check.js';
import { soundMap } from './sound-map.js';
import { checkTree } from './tree-check.js';

export { findingWords } from './finding-words.js';
export type * from './map-check.types.js';

const MOST = 1_000;

/**
 * Everything that is wrong with a map before it is published, for people to judge: errors block, warnings need a yes. Pure, and
 * in slices, so that requests are answered meanwhile. Nothing that is given is changed.
 */
export function checkMap(
  features: readonly MapFeature[],
  buildings: readonly MapBuilding[],
  options: MapCheckOptions = {},
): Promise<MapCheck> {
  return inSlices(mapCheck(features, buildings, options));
}

function* mapCheck(
  features: readonly MapFeature[],
  buildings: readonly MapBuilding[],
  options: MapCheckOptions,
): Work<MapCheck> {
  const findings = new Findings(options.most ?? MOST);
  const progress = options.progress ?? (() => undefined);
  yield* checkTree(features, options, findings);
  const sound: (Sound | undefined)[] = [];
  const broken = new Set<string>();
  for (const feature of features) {
    const boundary = yield* checkBoundary(feature, findings);
    sound.push(boundary);
    if (boundary === undefined && feature.geometry.length > 0) broken.add(feature.code);
    if (sound.length % 500 === 0) progress((0.2 * sound.length) / features.length);
  }
  const map = yield* soundMap(features, sound);
  progress(0.3);
  yield* checkParents(map, findings);
  progress(0.5);
  yield* checkOverlaps(map, findings);
  progress(0.8);
  yield* checkGaps(map, broken, findings);
  progress(0.9);
  yield* checkBuildings(buildings, map, options, findings);
  progress(1);
  const repaired = features.flatMap(({ index }, at) => {
    const boundary = sound[at];
    return boundary?.changed === true ? [[index, boundary.geometry] as const] : [];
  });
  return { findings: findings.all(), repaired: new Map(repaired) };
}
