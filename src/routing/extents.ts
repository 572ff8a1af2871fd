import { AREA_KINDS, type Area } from '../areas/areas.js';
import type { AreaIndex } from '../areas/geo/area-index.js';
import type { Work } from '../platform/slices.js';
import type { Point } from './coordinates.js';

type Placed = Pick<Area, 'code' | 'kind' | 'path'>;
type Box = NonNullable<ReturnType<AreaIndex['box']>>;

/**
 * Areas without a boundary of their own reach as far as the box around the boundaries below them. A box says less than a boundary: it
 * counts only where no other one of the same kind holds the point as well; else who is right above decides.
 */
export class Extents<Known extends Placed> {
  /** deepest kind first */
  private readonly byKind: { area: Known; box: Box }[][];

  private constructor(found: { area: Known; box: Box }[]) {
    this.byKind = [...AREA_KINDS].reverse().map((kind) => found.filter(({ area }) => area.kind === kind));
  }

  /** `bounded`: those that have a boundary, by their numbers in the index */
  static *building<Known extends Placed>(
    areas: readonly Known[],
    bounded: readonly Known[],
    index: AreaIndex,
  ): Work<Extents<Known>> {
    const own = new Set(bounded);
    yield;
    const bare = new Map<string, Known>();
    for (const area of areas) if (!own.has(area)) bare.set(area.path, area);
    const boxes = new Map<Known, Box>();
    for (const [number, { path }] of bounded.entries()) {
      if (number % 200 === 0) yield;
      const box = index.box(number);
      for (let end = above(path, path.length); box !== undefined && end > 0; end = above(path, end)) {
        const area = bare.get(path.slice(0, end));
        if (area !== undefined) boxes.set(area, around(boxes.get(area), box));
      }
    }
    return new Extents([...boxes].map(([area, box]) => ({ area, box })));
  }

  /** The deepest one that alone of its kind holds the point. */
  around({ lng, lat }: Point): Known | undefined {
    for (const placed of this.byKind) {
      const holding = placed.filter(
        ({ box: [west, south, east, north] }) => lng >= west && lng <= east && lat >= south && lat <= north,
      );
      if (holding.length === 1) return holding[0]?.area;
    }
    return undefined;
  }
}

/** Where the path of the area right above ends; 0 above the root. */
function above(path: string, end: number): number {
  return path.lastIndexOf('.', end - 2) + 1;
}

function around(box: Box | undefined, more: Box): Box {
  if (box === undefined) return [...more];
  return [Math.min(box[0], more[0]), Math.min(box[1], more[1]), Math.max(box[2], more[2]), Math.max(box[3], more[3])];
}
