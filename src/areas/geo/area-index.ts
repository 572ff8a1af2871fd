import Flatbush from 'flatbush';
import { atOnce, inSlices, sorting, type Work } from '../../platform/slices.js';
import { AREA_KINDS, type AreaKind } from '../areas.types.js';
import type { MultiPolygon } from '../geometry.js';
import { boxAround, metresADegree, sphericalArea, type Box } from './metres.js';
import { PackedParts } from './packed-parts.js';

/** Boxes a node of the tree: measured, points are found a tenth faster than with flatbush's own 16. */
const NODE = 8;

/** What is looked up: an area with its boundary. */
export interface Shape {
  code: string;
  kind: AreaKind;
  geometry: MultiPolygon;
}

export interface Near {
  area: number;
  /** to the nearest edge of its boundary */
  metres: number;
}

/**
 * Which areas hold a point. An area holds its own border. Of all that hold a point the first is that of the deepest kind, of these the
 * smallest on the sphere (in whole square metres), of these the one with the smaller code: so a point on a border that two share belongs
 * to one, whoever asks and in whatever order they came. Areas are named by their number, in the order in which they were given.
 */
export class AreaIndex {
  private readonly hits: number[] = [];

  private constructor(
    private readonly parts: PackedParts,
    private readonly tree: Flatbush | undefined,
    /** of a part: the place of its area in the order that the rule gives */
    private readonly rankOfPart: Uint32Array,
    private readonly areaOfRank: Uint32Array,
    private readonly rankOfArea: Uint32Array,
    private readonly boxes: (Box | undefined)[],
    /** of an area; one more at the end */
    private readonly firstPart: readonly number[],
  ) {}

  /** Copies what it is given at once: rows may be read, added and forgotten one by one. */
  static collect(): AreaCollector {
    return new AreaCollector((...collected) => AreaIndex.indexing(...collected));
  }

  static prepare(shapes: Iterable<Shape>): Promise<AreaIndex> {
    return inSlices(AreaIndex.building(shapes));
  }

  static of(shapes: Iterable<Shape>): AreaIndex {
    return atOnce(AreaIndex.building(shapes));
  }

  static *building(shapes: Iterable<Shape>): Work<AreaIndex> {
    const collected = AreaIndex.collect();
    for (const shape of shapes) {
      collected.add(shape);
      yield;
    }
    return yield* collected.indexing();
  }

  /** The area that the point belongs to. */
  at(lng: number, lat: number): number | undefined {
    this.gather(lng, lat, lng, lat);
    for (const part of this.hits) {
      if (this.parts.holds(part, lng, lat)) return this.areaOfPart(part);
    }
    return undefined;
  }

  /** Every area that holds the point, first the one that it belongs to. */
  allAt(lng: number, lat: number): number[] {
    this.gather(lng, lat, lng, lat);
    const holding = this.hits.filter((part) => this.parts.holds(part, lng, lat));
    return [...new Set(holding.map((part) => this.areaOfPart(part)))];
  }

  /** Of the areas that `counts`, the one whose border is nearest, within `metres`; equally near to the centimetre, the first by the rule. */
  nearest(lng: number, lat: number, metres: number, counts: (area: number) => boolean): Near | undefined {
    const { east, north } = metresADegree(lat);
    this.gather(...boxAround(lng, lat, metres));
    let found: Near | undefined;
    for (const part of this.hits) {
      const area = this.areaOfPart(part);
      if (!counts(area)) continue;
      const distance = this.distanceTo(part, lng, lat, east, north, metres);
      if (distance > metres) continue;
      if (found === undefined || centimetres(distance) < centimetres(found.metres)) found = { area, metres: distance };
    }
    return found;
  }

  /** The box around an area's boundary; undefined where it has none. */
  box(area: number): Box | undefined {
    return this.boxes[area];
  }

  /** Those with a part whose box meets the box, by the rule. */
  meeting(box: Box): number[] {
    this.gather(...box);
    return [...new Set(this.hits.map((part) => this.areaOfPart(part)))];
  }

  /** Does this area hold the point? */
  holds(area: number, lng: number, lat: number): boolean {
    const end = this.firstPart[area + 1] as number;
    for (let part = this.firstPart[area] as number; part < end; part += 1) {
      if (this.parts.holds(part, lng, lat)) return true;
    }
    return false;
  }

  /** From the point to the nearest edge of this area's boundary; `most` where it is further. */
  metresTo(area: number, lng: number, lat: number, most = Infinity): number {
    const { east, north } = metresADegree(lat);
    let square = most * most;
    const end = this.firstPart[area + 1] as number;
    for (let part = this.firstPart[area] as number; part < end; part += 1) {
      square = this.parts.squareTo(part, lng, lat, east, north, square);
    }
    return Math.sqrt(square);
  }

  /** The edges of this area's boundary that meet the box: four numbers each. */
  edgesIn(area: number, box: Box): number[] {
    const edges: number[] = [];
    const end = this.firstPart[area + 1] as number;
    for (let part = this.firstPart[area] as number; part < end; part += 1) this.parts.edgesIn(part, box, edges);
    return edges;
  }

  /** Does `a` come before `b` where both hold a point? */
  compare(a: number, b: number): number {
    return (this.rankOfArea[a] as number) - (this.rankOfArea[b] as number);
  }

  private distanceTo(part: number, lng: number, lat: number, east: number, north: number, most: number): number {
    // a hair more than asked for: what is exactly so far away is found
    const limit = most * most * (1 + 1e-12) + Number.MIN_VALUE;
    const square = this.parts.squareTo(part, lng, lat, east, north, limit);
    return square < limit ? Math.min(most, Math.sqrt(square)) : Infinity;
  }

  private areaOfPart(part: number): number {
    return this.areaOfRank[this.rankOfPart[part] as number] as number;
  }

  /** The parts whose boxes meet the box, by the rule: the first that holds a point is the answer. */
  private gather(west: number, south: number, east: number, north: number): void {
    this.hits.length = 0;
    this.tree?.search(west, south, east, north, this.take);
  }

  private readonly take = (part: number): boolean => {
    const { hits, rankOfPart } = this;
    const rank = rankOfPart[part] as number;
    let at = hits.length;
    for (; at > 0 && (rankOfPart[hits[at - 1] as number] as number) > rank; at -= 1) hits[at] = hits[at - 1] as number;
    hits[at] = part;
    return false;
  };

  private static *indexing(parts: PackedParts, firstPart: readonly number[], sizes: Size[]): Work<AreaIndex> {
    const areas = sizes.map((_, area) => area);
    const order = yield* sorting(areas, (a, b) => bySize(sizes[a] as Size, sizes[b] as Size));
    const [areaOfRank, rankOfArea] = [Uint32Array.from(order), new Uint32Array(sizes.length)];
    order.forEach((area, rank) => (rankOfArea[area] = rank));
    yield;
    const rankOfPart = new Uint32Array(parts.length);
    const boxes = sizes.map((): Box | undefined => undefined);
    const tree = parts.length === 0 ? undefined : new Flatbush(parts.length, NODE); // flatbush refuses to be empty
    for (let part = 0, area = 0; part < parts.length; part += 1) {
      while (part >= (firstPart[area + 1] as number)) area += 1;
      const box = parts.box(part);
      tree?.add(...box);
      boxes[area] = around(boxes[area], box);
      rankOfPart[part] = rankOfArea[area] as number;
      if (part % 1_000 === 0) yield;
    }
    tree?.finish();
    yield;
    return new AreaIndex(parts, tree, rankOfPart, areaOfRank, rankOfArea, boxes, firstPart);
  }
}

interface Size {
  depth: number;
  squareMetres: number;
  code: string;
}

type Indexing = (parts: PackedParts, firstPart: readonly number[], sizes: Size[]) => Work<AreaIndex>;

export class AreaCollector {
  private readonly parts = new PackedParts();
  private readonly firstPart: number[] = [0];
  private readonly sizes: Size[] = [];

  constructor(private readonly index: Indexing) {}

  add({ code, kind, geometry }: Shape): number {
    const depth = AREA_KINDS.indexOf(kind);
    const area = this.sizes.push({ depth, squareMetres: Math.round(sphericalArea(geometry)), code }) - 1;
    for (const rings of geometry) this.parts.add(rings);
    this.firstPart.push(this.parts.length);
    return area;
  }

  indexing(): Work<AreaIndex> {
    return this.index(this.parts, this.firstPart, this.sizes);
  }
}

function bySize(a: Size, b: Size): number {
  return b.depth - a.depth || a.squareMetres - b.squareMetres || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

function around(box: Box | undefined, more: Box): Box {
  if (box === undefined) return more;
  return [Math.min(box[0], more[0]), Math.min(box[1], more[1]), Math.max(box[2], more[2]), Math.max(box[3], more[3])];
}

function centimetres(metres: number): number {
  return Math.round(metres * 100);
}
