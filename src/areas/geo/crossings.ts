import { orient2d } from 'robust-predicates';
import type { Work } from '../../platform/slices.js';

/** How two edges of one boundary meet where they should not: through each other, along each other, or at a corner. */
export interface Meeting {
  how: 'crossing' | 'along' | 'touching';
  at: [number, number];
  /** numbers of the rings */
  rings: [number, number];
}

/** Of two rings; a hundred crossings tell nobody more. */
const ENOUGH = 5;
const EDGES_A_SLICE = 2_000;

interface Edge {
  ax: number;
  ay: number;
  bx: number;
  by: number;
  ring: number;
  /** of its first position in the ring */
  index: number;
  west: number;
  east: number;
}

/**
 * Where edges of closed rings meet other than end to end, exactly; of two rings at most five places of each kind. Rings have no position twice in a row.
 * Two rings that touch at a corner without passing through each other are told as `touching`, like one that touches itself.
 */
export function* meetings(rings: readonly number[][][]): Work<Meeting[]> {
  const edges = edgesOf(rings).sort((a, b) => a.west - b.west);
  const found: Meeting[] = [];
  const told = new Map<string, number>();
  for (let first = 0; first < edges.length; first += 1) {
    const one = edges[first] as Edge;
    for (let second = first + 1; second < edges.length; second += 1) {
      const two = edges[second] as Edge;
      if (two.west > one.east) break;
      if (Math.min(one.ay, one.by) > Math.max(two.ay, two.by) || Math.max(one.ay, one.by) < Math.min(two.ay, two.by)) {
        continue;
      }
      const meeting = meetingOf(one, two, rings);
      if (meeting === undefined) continue;
      const like = `${meeting.how} ${Math.min(one.ring, two.ring)} ${Math.max(one.ring, two.ring)}`;
      const times = told.get(like) ?? 0;
      told.set(like, times + 1);
      if (times < ENOUGH) found.push(meeting);
    }
    if (first % EDGES_A_SLICE === 0) yield;
  }
  return found;
}

function edgesOf(rings: readonly number[][][]): Edge[] {
  return rings.flatMap((positions, ring) =>
    positions.slice(1).map(([bx = NaN, by = NaN], index) => {
      const [ax = NaN, ay = NaN] = positions[index] ?? [];
      return { ax, ay, bx, by, ring, index, west: Math.min(ax, bx), east: Math.max(ax, bx) };
    }),
  );
}

function meetingOf(one: Edge, two: Edge, rings: readonly number[][][]): Meeting | undefined {
  const told = (how: Meeting['how'], x: number, y: number): Meeting => ({
    how,
    at: [x, y],
    rings: [one.ring, two.ring],
  });
  const [a, b] = [side(one, two.ax, two.ay), side(one, two.bx, two.by)];
  if (a * b > 0) return undefined;
  const [c, d] = [side(two, one.ax, one.ay), side(two, one.bx, one.by)];
  if (c * d > 0) return undefined;
  if (a === 0 && b === 0) {
    const common = stretch(one, two);
    if (common !== undefined) return told('along', ...common);
  }
  if (a * b < 0 && c * d < 0) return told('crossing', ...crossing(one, two));
  // one ends on the other; each such place is looked at once, at the edges that begin there
  if (a === 0 && two.ax === one.ax && two.ay === one.ay) {
    const how = throughCorner(rings[one.ring] ?? [], one.index, rings[two.ring] ?? [], two.index);
    return how && told(how, one.ax, one.ay);
  }
  if (a === 0 && within(one, two.ax, two.ay))
    return told(throughEdge(one, rings[two.ring] ?? [], two.index), two.ax, two.ay);
  if (c === 0 && within(two, one.ax, one.ay))
    return told(throughEdge(two, rings[one.ring] ?? [], one.index), one.ax, one.ay);
  return undefined;
}

/** Positive to the left of the edge, 0 on its line. */
function side({ ax, ay, bx, by }: Edge, x: number, y: number): number {
  return -Math.sign(orient2d(ax, ay, bx, by, x, y));
}

/** On its line, between its ends. */
function within({ ax, ay, bx, by }: Edge, x: number, y: number): boolean {
  const along = Math.abs(bx - ax) >= Math.abs(by - ay);
  return along ? x > Math.min(ax, bx) && x < Math.max(ax, bx) : y > Math.min(ay, by) && y < Math.max(ay, by);
}

/** Of two edges on one line: the middle of what they have in common, where that is more than a point. */
function stretch(one: Edge, two: Edge): [number, number] | undefined {
  const along = Math.abs(one.bx - one.ax) >= Math.abs(one.by - one.ay);
  const [a, b, c, d] = along ? [one.ax, one.bx, two.ax, two.bx] : [one.ay, one.by, two.ay, two.by];
  const from = Math.max(Math.min(a, b), Math.min(c, d));
  const to = Math.min(Math.max(a, b), Math.max(c, d));
  if (to <= from) return undefined;
  const share = ((from + to) / 2 - a) / (b - a);
  return [one.ax + (one.bx - one.ax) * share, one.ay + (one.by - one.ay) * share];
}

function crossing(one: Edge, two: Edge): [number, number] {
  const [dx, dy, ex, ey] = [one.bx - one.ax, one.by - one.ay, two.bx - two.ax, two.by - two.ay];
  const share = ((two.ax - one.ax) * ey - (two.ay - one.ay) * ex) / (dx * ey - dy * ex);
  return [one.ax + dx * share, one.ay + dy * share];
}

/** A ring has a corner on the edge: does it come from one side and leave to the other? */
function throughEdge(edge: Edge, ring: readonly number[][], corner: number): Meeting['how'] {
  const [[ux = 0, uy = 0], [wx = 0, wy = 0]] = [before(ring, corner), ring[corner + 1] ?? []];
  return side(edge, ux, uy) * side(edge, wx, wy) < 0 ? 'crossing' : 'touching';
}

/** Two rings, or one twice, have a corner at one place: do they pass through each other there? Nothing is told of the corner itself. */
function throughCorner(
  one: readonly number[][],
  first: number,
  two: readonly number[][],
  second: number,
): Meeting['how'] | undefined {
  if (one === two && first === second) return undefined;
  const [at = [], u, w] = [one[first], before(one, first), one[first + 1] ?? []];
  const [s, t] = [before(two, second), two[second + 1] ?? []];
  return inSector(at, w, u, s) !== inSector(at, w, u, t) ? 'crossing' : 'touching';
}

/** Is `p` strictly between the directions `from` and `to` as seen from `at`, turning left? */
function inSector(
  at: readonly number[],
  from: readonly number[],
  to: readonly number[],
  p: readonly number[],
): boolean {
  const turn = (a: readonly number[], b: readonly number[]) =>
    -Math.sign(orient2d(at[0] ?? 0, at[1] ?? 0, a[0] ?? 0, a[1] ?? 0, b[0] ?? 0, b[1] ?? 0));
  const convex = turn(from, to) > 0;
  return convex ? turn(from, p) > 0 && turn(p, to) > 0 : !(turn(to, p) >= 0 && turn(p, from) >= 0);
}

function before(ring: readonly number[][], corner: number): number[] {
  // the last position is the first one again
  return ring[corner === 0 ? ring.length - 2 : corner - 1] ?? [];
}
