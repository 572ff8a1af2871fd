/** Pixels of the map. */
export interface Spot {
  x: number;
  y: number;
}

/** So many places are tried across a shape and down it. */
const TRIED = 24;
/** px around what must not be covered. */
const CLEAR = 6;
/** Less room than that, of a name's half and what is around it, and the name lies on something. */
const TOUCHING = 0.75;

/**
 * Where the middle of a name stands best in a shape (rings of outer and inner borders, as in GeoJSON): inside, as far as can be from
 * what it must not lie on (`inTheWay`), from what it had better not (`better`), and from the border, which it only crosses where it need
 * not be `whole`. Null: there is no such place at this zoom.
 */
export function labelSpot(
  rings: readonly (readonly Spot[])[],
  size: { width: number; height: number },
  inTheWay: readonly Spot[],
  { better = [], whole = false }: { better?: readonly Spot[]; whole?: boolean } = {},
): Spot | null {
  const corners = rings.flat();
  const left = Math.min(...corners.map(({ x }) => x));
  const right = Math.max(...corners.map(({ x }) => x));
  const top = Math.min(...corners.map(({ y }) => y));
  const bottom = Math.max(...corners.map(({ y }) => y));
  if (!(right - left >= size.width && bottom - top >= size.height)) return null;
  // in halves of the name's own size: 1 is where it would just touch
  const reach = { x: size.width / 2 + CLEAR, y: size.height / 2 + CLEAR };
  const roomTo = (at: Spot, other: Spot) =>
    Math.max(Math.abs(at.x - other.x) / reach.x, Math.abs(at.y - other.y) / reach.y);
  let best: { spot: Spot; room: number } | null = null;
  for (let row = 1; row < TRIED; row += 1) {
    for (let column = 1; column < TRIED; column += 1) {
      const spot = { x: left + ((right - left) * column) / TRIED, y: top + ((bottom - top) * row) / TRIED };
      if (!endsOf(spot, size).every((end) => isInside(end, rings))) continue;
      const crosses = !cornersOf(spot, size).every((corner) => isInside(corner, rings));
      if (crosses && whole) continue;
      const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
      // beyond a name's own size more room is no better: of two free places the one nearer to the middle
      const free = Math.min(2, ...inTheWay.map((other) => roomTo(spot, other)));
      if (free < TOUCHING) continue;
      const clear = Math.min(free, ...better.map((other) => roomTo(spot, other)));
      const room = clear - (crosses ? 0.5 : 0) - roomTo(spot, middle) / 100;
      if (best === null || room > best.room) best = { spot, room };
    }
  }
  return best?.spot ?? null;
}

/** The ends of the name's line: where both are inside, the name is, but for shapes that are thinner than a line. */
function endsOf({ x, y }: Spot, { width }: { width: number }): Spot[] {
  return [
    { x: x - width / 2, y },
    { x, y },
    { x: x + width / 2, y },
  ];
}

/** What another name must keep off, once this one stands there. */
export function coveredBy({ x, y }: Spot, { width, height }: { width: number; height: number }): Spot[] {
  const [half, up] = [width / 2, height / 2];
  return [-half, 0, half].flatMap((by) => [-up, 0, up].map((down) => ({ x: x + by, y: y + down })));
}

function cornersOf({ x, y }: Spot, { width, height }: { width: number; height: number }): Spot[] {
  return [-1, 1].flatMap((up) => [-1, 1].map((side) => ({ x: x + (side * width) / 2, y: y + (up * height) / 2 })));
}

/** Even-odd, over all rings. */
function isInside({ x, y }: Spot, rings: readonly (readonly Spot[])[]): boolean {
  let inside = false;
  for (const ring of rings) {
    for (const [at, a] of ring.entries()) {
      const b = ring[(at + 1) % ring.length] ?? a;
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
    }
  }
  return inside;
}
