import { AreaIndex, type Shape } from '../../areas/geo/area-index.js';
import { AREA_KINDS, type AreaKind, type MultiPolygon } from '../../areas/areas.js';
import type { Point } from '../coordinates.js';
import { NEAREST_METRES } from '../snapshot.js';

/** A feature of the file of areas. */
export interface FileArea {
  code: string;
  name: string;
  /** as written: city, street, grid …; null: not said */
  level: string | null;
  parent: string | null;
  station: string | null;
}

/** The areas of a file: who holds a point, and what is around an area. Overlaps are no fault here: the smallest area holds it. */
export class AreaMap {
  private readonly byCode = new Map<string, FileArea>();
  private readonly shapes = new Map<string, Shape>();
  private placed: FileArea[] = [];
  private index: AreaIndex | undefined;

  /** Of two features with one code both boundaries count, and the first one's properties. */
  add(area: FileArea, geometry: MultiPolygon): void {
    const known = this.byCode.get(area.code) ?? area;
    this.byCode.set(area.code, known);
    const parts = geometry.filter(([outer = []]) => outer.length >= 3);
    const shape = this.shapes.get(area.code);
    if (shape !== undefined) shape.geometry.push(...parts);
    else if (parts.length > 0) this.shapes.set(area.code, { code: area.code, kind: kindOf(known), geometry: parts });
  }

  /** All areas are in. */
  finish(): void {
    this.placed = [...this.shapes.keys()].flatMap((code) => this.byCode.get(code) ?? []);
    this.index = AreaIndex.of(this.shapes.values());
    this.shapes.clear();
  }

  get size(): number {
    return this.byCode.size;
  }

  area(code: string): FileArea | undefined {
    return this.byCode.get(code);
  }

  /** The deepest level that holds the point, its border included; of several the smallest, then the smaller code. */
  at({ lng, lat }: Point): FileArea | undefined {
    return this.placed[this.index?.at(lng, lat) ?? -1];
  }

  /**
   * Where a point belongs: to the grid that holds it, else to the grid whose border is nearest within `nearestMetres` (domain.md; `metres`
   * says how far), else to what else holds it.
   */
  placeOf(point: Point, nearestMetres = NEAREST_METRES): { area: FileArea; metres?: number } | undefined {
    const { lng, lat } = point;
    const isGrid = (area: FileArea | undefined) => area !== undefined && kindOf(area) === 'grid';
    const holding = this.at(point);
    const near = isGrid(holding)
      ? undefined
      : this.index?.nearest(lng, lat, nearestMetres, (number) => isGrid(this.placed[number]));
    const area = near === undefined ? undefined : this.placed[near.area];
    if (near !== undefined && area !== undefined) return { area, metres: near.metres };
    return holding && { area: holding };
  }

  /** From the greatest down to the area itself. */
  path(code: string): FileArea[] {
    const found: FileArea[] = [];
    for (let area = this.byCode.get(code); area !== undefined; area = this.byCode.get(area.parent ?? '')) {
      if (found.includes(area)) break; // a parent of itself
      found.unshift(area);
    }
    return found;
  }

  /** The area's, or the nearest one's above it. */
  stationOf(code: string): string | null {
    return this.path(code).findLast(({ station }) => station !== null)?.station ?? null;
  }
}

/** Where nothing is said, it is a grid; above a city all is as great as one. */
function kindOf({ level }: FileArea): AreaKind {
  const said = level?.toLowerCase();
  return said === 'province' ? 'city' : (AREA_KINDS.find((kind) => kind === said) ?? 'grid');
}
