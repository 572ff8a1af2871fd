import type { Work } from '../../platform/slices.js';
import { AREA_KINDS, type AreaKind } from '../areas.types.js';
import { sphericalArea } from '../geo/metres.js';
import { clockwiseWithin, holesWithin, worthTelling } from '../geo/overlay.js';
import { measured, shareOf, sizeWords } from './beside-check.js';
import type { Findings } from './findings.js';
import { Leftovers } from './leftovers.js';
import { drawnAbove, type SoundMap } from './sound-map.js';
import { nameOf } from './tree-check.js';

/** Areas of one level that share the nearest area above them that is drawn; undefined: none is. */
interface Family {
  level: AreaKind;
  above: number | undefined;
  children: number[];
}

/** Places inside an area that none of those below it has; where nothing above is drawn, holes between those of one level. */
export function* checkGaps(map: SoundMap, broken: ReadonlySet<string>, findings: Findings): Work<void> {
  for (const { level, above, children } of families(map, broken)) {
    yield;
    const left = new Leftovers();
    for (const child of children) {
      for (const ring of map.geometries[child]?.flat() ?? []) left.add(ring);
      yield;
    }
    const parent = above === undefined ? undefined : map.features[above];
    const whole = above === undefined ? [] : (map.geometries[above] ?? []);
    for (const ring of whole.flat()) left.add(ring, true);
    yield;
    const loops = left.loops();
    if (loops.length === 0) continue;
    yield;
    const wholeM2 = sphericalArea(whole);
    const gaps = yield* parent === undefined ? holesWithin(loops) : clockwiseWithin(loops);
    for (const gap of worthTelling(gaps ?? [])) {
      const size = measured([gap]);
      const share = parent === undefined ? undefined : shareOf(size.areaM2, wholeM2);
      findings.tell({
        code: parent === undefined ? 'gap-between' : 'gap',
        features: parent === undefined ? [] : [nameOf(parent)],
        ...size,
        share,
        args: { code: parent?.code ?? '', level, ...sizeWords(size.areaM2, share) },
      });
    }
  }
}

/** Left out is where a boundary has an error: what it leaves open is no gap. */
function* families(map: SoundMap, broken: ReadonlySet<string>): Generator<Family> {
  for (const level of AREA_KINDS.slice(1)) {
    const byParent = new Map<number | undefined, number[]>();
    const spoilt = new Set<number | undefined>();
    for (const [number, feature] of map.features.entries()) {
      if (feature.level !== level) continue;
      const above = drawnAbove(map, feature);
      const children = byParent.get(above);
      if (children === undefined) byParent.set(above, [number]);
      else children.push(number);
    }
    for (const code of broken) {
      const feature = map.byCode.get(code);
      if (feature?.level === level) spoilt.add(drawnAbove(map, feature));
    }
    for (const [above, children] of byParent) {
      // what a single one leaves out of itself lies between nothing
      if (!spoilt.has(above) && (above !== undefined || children.length > 1)) yield { level, above, children };
    }
  }
}
