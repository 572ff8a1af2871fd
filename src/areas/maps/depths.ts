import type { AreaIndex } from '../geo/area-index.js';
import type { Box } from '../geo/metres.js';
import { commonBox, type SoundMap } from './sound-map.js';

/**
 * Two boundaries that were drawn from the same points meet exactly; others differ by the rounding of their coordinates. What is no deeper than
 * this is not looked at: a boolean operation for each two neighbours of 20,000 grids would take minutes.
 */
const DEEP_M = 0.02;
const SAME_PLACE = 1e-9;

/** Might the two have more in common than a border? Sure where it says no, but for what is a few centimetres wide. */
export function mayOverlap(map: SoundMap, a: number, b: number): boolean {
  const { index, inner } = map;
  const box = commonBox(index.box(a), index.box(b));
  if (box === undefined) return false;
  const [ofA, ofB] = [index.edgesIn(a, box), index.edgesIn(b, box)];
  if (somePlace(ofA, ofB, (lng, lat) => deepIn(index, b, lng, lat))) return true;
  if (somePlace(ofB, ofA, (lng, lat) => deepIn(index, a, lng, lat))) return true;
  // one drawn twice has no border inside the other
  const inBoth = ([lng = 0, lat = 0]: number[]) => deepIn(index, a, lng, lat) && deepIn(index, b, lng, lat);
  return (inner[a] ?? []).some(inBoth) || (inner[b] ?? []).some(inBoth);
}

/** Might `child` reach beyond `parent`? As sure as above. */
export function mayStickOut(map: SoundMap, child: number, parent: number): boolean {
  const { index, inner } = map;
  const box = index.box(child);
  if (box === undefined) return false;
  const [ofChild, ofParent] = [index.edgesIn(child, box), index.edgesIn(parent, box)];
  const outside = (lng: number, lat: number) =>
    !index.holds(parent, lng, lat) && index.metresTo(parent, lng, lat, 2 * DEEP_M) > DEEP_M;
  if (somePlace(ofChild, ofParent, outside)) return true;
  // the parent's border runs through the child
  if (somePlace(ofParent, ofChild, (lng, lat) => deepIn(index, child, lng, lat))) return true;
  return (inner[child] ?? []).some(([lng = 0, lat = 0]) => outside(lng, lat));
}

function deepIn(index: AreaIndex, area: number, lng: number, lat: number): boolean {
  return index.holds(area, lng, lat) && index.metresTo(area, lng, lat, 2 * DEEP_M) > DEEP_M;
}

/** Tries corners of the edges, and the middle of every stretch between two places where they meet the others. */
function somePlace(edges: number[], others: number[], holds: (lng: number, lat: number) => boolean): boolean {
  const met: number[] = [];
  for (let at = 0; at < edges.length; at += 4) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = [edges[at], edges[at + 1], edges[at + 2], edges[at + 3]];
    if (holds(ax, ay)) return true;
    met.length = 0;
    met.push(0, 1);
    meetingsAlong(ax, ay, bx, by, others, met);
    if (met.length > 2) met.sort((a, b) => a - b);
    for (let n = 1; n < met.length; n += 1) {
      const [from = 0, to = 0] = [met[n - 1], met[n]];
      if (to - from < SAME_PLACE) continue;
      const share = (from + to) / 2;
      if (holds(ax + (bx - ax) * share, ay + (by - ay) * share)) return true;
    }
  }
  return false;
}

/** Adds the shares of the edge's length at which it meets the others. */
function meetingsAlong(ax: number, ay: number, bx: number, by: number, others: number[], met: number[]): void {
  const [dx, dy] = [bx - ax, by - ay];
  const box: Box = [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
  for (let at = 0; at < others.length; at += 4) {
    const [cx = 0, cy = 0, ex = 0, ey = 0] = [others[at], others[at + 1], others[at + 2], others[at + 3]];
    if ((cx < box[0] && ex < box[0]) || (cx > box[2] && ex > box[2])) continue;
    if ((cy < box[1] && ey < box[1]) || (cy > box[3] && ey > box[3])) continue;
    const across = dx * (ey - cy) - dy * (ex - cx);
    if (across === 0) continue;
    const share = ((cx - ax) * (ey - cy) - (cy - ay) * (ex - cx)) / across;
    const there = ((cx - ax) * dy - (cy - ay) * dx) / across;
    if (share > 0 && share < 1 && there >= 0 && there <= 1) met.push(share);
  }
}
