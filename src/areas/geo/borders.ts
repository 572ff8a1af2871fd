import type { Work } from '../../platform/slices.js';
import { REACH, type Loop, type Piece, type Region } from './arrangement.js';
import { PackedParts } from './packed-parts.js';

const RINGS_A_SLICE = 50;

/** Pieces that have a region on one side, put together to its rings. */
export class Borders {
  private readonly onward = new Map<number, number[][]>();
  private readonly starts: number[][] = [];

  /** `left`: the region lies to the left of the piece, else to the right. */
  add({ ax, ay, bx, by }: Piece, left: boolean): void {
    const from = left ? [ax, ay] : [bx, by];
    const to = left ? [bx, by] : [ax, ay];
    const others = this.onward.get(keyOf(from));
    if (others === undefined) {
      this.onward.set(keyOf(from), [to]);
      this.starts.push(from);
    } else others.push(to);
  }

  /** Takes all of it away. */
  *regions(): Work<Region[]> {
    const rings: Loop[] = [];
    for (const start of this.starts) {
      while ((this.onward.get(keyOf(start))?.length ?? 0) > 0) {
        rings.push(this.ringFrom(start));
        if (rings.length % RINGS_A_SLICE === 0) yield;
      }
    }
    return yield* nested(rings);
  }

  private ringFrom(start: number[]): Loop {
    const first = this.onward.get(keyOf(start))?.[0] ?? start;
    const ring = [start, first];
    let [before, at] = [start, first];
    for (;;) {
      const next = this.next(before, at);
      // only the piece that it began with closes it: it may touch its start before
      if (next === first && keyOf(at) === keyOf(start)) return ring;
      ring.push(next);
      [before, at] = [at, next];
    }
  }

  /** Where borders touch, on along the same region: the first one clockwise from where it came. */
  private next(before: number[], at: number[]): number[] {
    const ways = this.onward.get(keyOf(at)) ?? [];
    let best = 0;
    if (ways.length > 1) {
      const back = angle(at, before);
      const turns = ways.map((way) => (back - angle(at, way) + 4 * Math.PI) % (2 * Math.PI));
      best = turns.indexOf(Math.min(...turns));
    }
    const [next] = ways.splice(best, 1);
    // as many come to a place as leave it
    if (next === undefined) throw new Error('a border does not close');
    return next;
  }
}

function keyOf([x = 0, y = 0]: readonly number[]): number {
  return (x + REACH) * 2 * REACH + y + REACH;
}

function angle([x = 0, y = 0]: readonly number[], [toX = 0, toY = 0]: readonly number[]): number {
  return Math.atan2(toY - y, toX - x);
}

/** Holes, which run clockwise, to the smallest ring around them. */
function* nested(rings: Loop[]): Work<Region[]> {
  const sized = rings.map((ring) => ({ ring, area: doubleArea(ring) }));
  const regions = sized.filter(({ area }) => area > 0).sort((a, b) => a.area - b.area);
  const outers = new PackedParts();
  for (const { ring } of regions) outers.add([ring]);
  const found: Region[] = regions.map(({ ring }) => [ring]);
  for (const { ring, area } of sized) {
    if (area >= 0) continue;
    const [[ax = 0, ay = 0] = [], [bx = 0, by = 0] = []] = ring;
    // rings may touch at corners: the middle of a piece is on no other
    const around = found.findIndex((_, at) => outers.holds(at, (ax + bx) / 2, (ay + by) / 2));
    found[around]?.push(ring);
    yield;
  }
  return found;
}

function doubleArea(ring: Loop): number {
  const [[x0 = 0, y0 = 0] = []] = ring;
  let sum = 0;
  for (let at = 1; at < ring.length; at += 1) {
    const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [ring[at - 1] ?? [], ring[at] ?? []];
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return sum;
}
