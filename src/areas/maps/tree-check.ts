import type { Work } from '../../platform/slices.js';
import { AREA_KINDS, type AreaKind } from '../areas.types.js';
import type { Findings } from './findings.js';
import type { MapCheckOptions, MapFeature } from './map-check.types.js';

/** Codes, parents, levels and stations: what is wrong with the tree, whatever the boundaries are. */
export function* checkTree(
  features: readonly MapFeature[],
  { areas, stations }: MapCheckOptions,
  findings: Findings,
): Work<void> {
  const byCode = new Map<string, MapFeature[]>();
  for (const feature of features) {
    const same = byCode.get(feature.code);
    if (same === undefined) byCode.set(feature.code, [feature]);
    else same.push(feature);
  }
  for (const [code, same] of byCode) {
    if (same.length > 1) {
      findings.tell({ code: 'duplicate-code', features: same.map(nameOf), args: { code, times: String(same.length) } });
    }
  }
  for (const feature of features) {
    const { code, level, parent, station } = feature;
    const parentLevel = parent === null ? undefined : (byCode.get(parent)?.[0]?.level ?? areas?.get(parent));
    const wanted = AREA_KINDS[AREA_KINDS.indexOf(level) - 1];
    const tell = (fault: Parameters<Findings['tell']>[0]['code'], args: Record<string, string>) =>
      findings.tell({ code: fault, features: [nameOf(feature)], args: { code, ...args } });
    if (parent === null) {
      if (wanted !== undefined) tell('parent-missing', {});
    } else if (parentLevel === undefined) tell('unknown-parent', { parent });
    else if (parentLevel !== wanted) tell('wrong-level', { level, parent, parentLevel });
    if (level === 'grid') {
      if (station === null) tell('no-station', {});
      else if (stations?.has(station) === false) tell('unknown-station', { station });
    }
    yield;
  }
}

export function nameOf({ index, line, code }: MapFeature): { index: number; line: number | null; code: string } {
  return { index, line, code };
}

/** The level right below, where there is one. */
export function levelBelow(level: AreaKind): AreaKind | undefined {
  return AREA_KINDS[AREA_KINDS.indexOf(level) + 1];
}
