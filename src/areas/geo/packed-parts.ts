import { orient2d } from 'robust-predicates';
import type { MultiPolygon } from '../geometry.js';
import type { Box } from './metres.js';

/** Numbers of a block: up to 1 MB. One great buffer would be copied whole each time that it grows. */
const LEAST_BLOCK = 1 << 8;
const MOST_BLOCK = 1 << 17;
/** A run is so many edges with a box around them: most runs of a ring are passed over by their boxes. */
const EDGES_A_RUN = 32;

type Rings = MultiPolygon[number];

/**
 * Polygons with holes, packed: 16 bytes a position, and one box for 32 edges. A part is a polygon of an area; it is even-odd inside, so
 * an outer ring and its holes need not be told apart. Never simplified, never rounded.
 */
export class PackedParts {
  private readonly blocks: Float64Array[] = [];
  private used = 0;
  /** of a run: its block, and where its first and last position stand there */
  private readonly runs: number[] = [];
  private readonly runBoxes: number[] = [];
  /** of a part: its first run; one more at the end */
  private readonly firstRun: number[] = [0];
  private readonly boxes: number[] = [];

  get length(): number {
    return this.firstRun.length - 1;
  }

  /** Adds a part; rings are closed where they are not. */
  add(rings: Rings): number {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) this.addRing(ring, box);
    this.boxes.push(...box);
    return this.firstRun.push(this.runs.length / 3) - 2;
  }

  /** West, south, east and north of the part. */
  box(part: number): Box {
    const at = 4 * part;
    const { boxes } = this;
    return [boxes[at] ?? NaN, boxes[at + 1] ?? NaN, boxes[at + 2] ?? NaN, boxes[at + 3] ?? NaN];
  }

  /** Is the point in the part, or exactly on its border? Exact for any doubles. */
  holds(part: number, x: number, y: number): boolean {
    const { runs, runBoxes } = this;
    let inside = false;
    const end = this.firstRun[part + 1] as number;
    for (let run = this.firstRun[part] as number; run < end; run += 1) {
      // a ray to the east: what lies north, south or west of the point does not meet it
      if (y < (runBoxes[4 * run + 1] as number) || y > (runBoxes[4 * run + 3] as number)) continue;
      if (x > (runBoxes[4 * run + 2] as number)) continue;
      const block = this.blocks[runs[3 * run] as number] as Float64Array;
      const last = runs[3 * run + 2] as number;
      let at = runs[3 * run + 1] as number;
      let ax = block[at] as number;
      let ay = block[at + 1] as number;
      while (at < last) {
        at += 2;
        const bx = block[at] as number;
        const by = block[at + 1] as number;
        if (ay > y !== by > y) {
          if (x < ax && x < bx) inside = !inside;
          else if (x <= ax || x <= bx) {
            const side = orient2d(ax, ay, bx, by, x, y);
            if (side === 0) return true;
            // robust-predicates turns the other way than a map: positive is to the right of the edge
            if (side < 0 === by > ay) inside = !inside;
          }
        } else if (ay === y && (ax === x || (by === y && ax < x !== bx < x))) return true;
        else if (by === y && bx === x) return true;
        ax = bx;
        ay = by;
      }
    }
    return inside;
  }

  /** The square of the distance from the point to the part's border, in units of `east` and `north` a degree; `most` where it is further. */
  squareTo(part: number, x: number, y: number, east: number, north: number, most: number): number {
    const { runs, runBoxes } = this;
    let best = most;
    const end = this.firstRun[part + 1] as number;
    for (let run = this.firstRun[part] as number; run < end; run += 1) {
      const west = runBoxes[4 * run] as number;
      const south = runBoxes[4 * run + 1] as number;
      const dx = Math.max(west - x, 0, x - (runBoxes[4 * run + 2] as number)) * east;
      const dy = Math.max(south - y, 0, y - (runBoxes[4 * run + 3] as number)) * north;
      if (dx * dx + dy * dy >= best) continue;
      const block = this.blocks[runs[3 * run] as number] as Float64Array;
      const last = runs[3 * run + 2] as number;
      let at = runs[3 * run + 1] as number;
      let ax = ((block[at] as number) - x) * east;
      let ay = ((block[at + 1] as number) - y) * north;
      while (at < last) {
        at += 2;
        const bx = ((block[at] as number) - x) * east;
        const by = ((block[at + 1] as number) - y) * north;
        best = Math.min(best, squareToEdge(ax, ay, bx, by));
        ax = bx;
        ay = by;
      }
    }
    return best;
  }

  /** Adds to `edges` those of the part that meet the box: four numbers each. */
  edgesIn(part: number, [west, south, east, north]: Box, edges: number[]): void {
    const { runs, runBoxes } = this;
    const end = this.firstRun[part + 1] as number;
    for (let run = this.firstRun[part] as number; run < end; run += 1) {
      if ((runBoxes[4 * run] as number) > east || (runBoxes[4 * run + 2] as number) < west) continue;
      if ((runBoxes[4 * run + 1] as number) > north || (runBoxes[4 * run + 3] as number) < south) continue;
      const block = this.blocks[runs[3 * run] as number] as Float64Array;
      const last = runs[3 * run + 2] as number;
      for (let at = runs[3 * run + 1] as number; at < last; at += 2) {
        const [ax, ay] = [block[at] as number, block[at + 1] as number];
        const [bx, by] = [block[at + 2] as number, block[at + 3] as number];
        if (Math.min(ax, bx) > east || Math.max(ax, bx) < west) continue;
        if (Math.min(ay, by) > north || Math.max(ay, by) < south) continue;
        edges.push(ax, ay, bx, by);
      }
    }
  }

  private addRing(ring: readonly number[][], box: number[]): void {
    const [first] = ring;
    if (first === undefined) return;
    const last = ring.at(-1) ?? first;
    const closed = last[0] === first[0] && last[1] === first[1];
    const positions = closed && ring.length > 1 ? ring : [...ring, first];
    const { block, start } = this.room(2 * positions.length);
    const numbers = this.blocks[block] as Float64Array;
    positions.forEach(([lng = NaN, lat = NaN], index) => {
      numbers[start + 2 * index] = lng;
      numbers[start + 2 * index + 1] = lat;
    });
    for (let edge = 0; edge < positions.length - 1; edge += EDGES_A_RUN) {
      const to = Math.min(edge + EDGES_A_RUN, positions.length - 1);
      this.runs.push(block, start + 2 * edge, start + 2 * to);
      const around = boxOf(numbers, start + 2 * edge, start + 2 * to);
      this.runBoxes.push(...around);
      for (const side of [0, 1]) {
        box[side] = Math.min(box[side] as number, around[side] as number);
        box[side + 2] = Math.max(box[side + 2] as number, around[side + 2] as number);
      }
    }
  }

  private room(numbers: number): { block: number; start: number } {
    const size = this.blocks.at(-1)?.length ?? 0;
    if (this.used + numbers > size) {
      const wanted = Math.min(MOST_BLOCK, Math.max(LEAST_BLOCK, 4 * size));
      this.blocks.push(new Float64Array(Math.max(wanted, numbers)));
      this.used = 0;
    }
    const start = this.used;
    this.used += numbers;
    return { block: this.blocks.length - 1, start };
  }
}

function boxOf(numbers: Float64Array, from: number, to: number): number[] {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = from; at <= to; at += 2) {
    const [x, y] = [numbers[at] as number, numbers[at + 1] as number];
    box[0] = Math.min(box[0] as number, x);
    box[1] = Math.min(box[1] as number, y);
    box[2] = Math.max(box[2] as number, x);
    box[3] = Math.max(box[3] as number, y);
  }
  return box;
}

/** From the origin to the edge. An end that two edges share is equally far by both, to the last bit. */
function squareToEdge(ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = -(ax * dx + ay * dy);
  const whole = dx * dx + dy * dy;
  if (along <= 0 || whole === 0) return ax * ax + ay * ay;
  if (along >= whole) return bx * bx + by * by;
  const across = ax * dy - ay * dx;
  return (across * across) / whole;
}
