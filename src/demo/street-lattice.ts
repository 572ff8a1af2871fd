import type { Random } from './random.js';
import type { DemoBoundary } from './street.types.js';

export interface Cell {
  column: number;
  row: number;
}

const CENTRE = { lng: 120.35, lat: 36.08 };
// 60 cells of 153 m × 153 m are 1.4 km², the size of the real street.
const CELL_METRES = 153;
// At 36.08° N. Literals, since the last digits of Math.cos may differ from one engine to another.
const METRES_A_DEGREE = { lng: 89_970, lat: 110_950 };
// The roads of the quarter do not run north; tilted cells also have overlapping bounding boxes, as real grids do.
const TILT = { cos: 24 / 25, sin: 7 / 25 };
/** How far a vertex strays from its place, in cells. Less than a quarter, so that no outline crosses itself. */
const JITTER = 0.12;
/** Positions from here to 1 − MARGIN of a cell are inside it, however its outline strays. */
const MARGIN = 0.16;

// A cell's outline in half steps, counter-clockwise (rows run south): corners, and the middle of each side.
const OUTLINE: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 2],
  [2, 2],
  [2, 1],
  [2, 0],
  [1, 0],
];

/**
 * Jittered vertices that cells share: neighbours have the very same coordinates along their common side, so any set of cells tiles
 * its outline without gap or overlap, to the last digit.
 */
export class Lattice {
  private readonly vertices: number[][][];

  constructor(
    private readonly columns: number,
    private readonly rows: number,
    random: Random,
  ) {
    this.vertices = Array.from({ length: 2 * rows + 1 }, (_, y) =>
      Array.from({ length: 2 * columns + 1 }, (_, x) =>
        this.position(x / 2 + random.between(-JITTER, JITTER), y / 2 + random.between(-JITTER, JITTER)),
      ),
    );
  }

  /** [longitude, latitude] of a place inside a cell; u and v from 0 to 1, east and south. */
  inside(cell: Cell, u: number, v: number): [number, number] {
    const within = (share: number): number => MARGIN + (1 - 2 * MARGIN) * share;
    return this.position(cell.column + within(u), cell.row + within(v));
  }

  /** The outline of cells that hang together. Throws where they do not, or touch at a corner only. */
  outline(cells: readonly Cell[]): DemoBoundary {
    const sides = new Set<string>();
    for (const { column, row } of cells) {
      const corners = OUTLINE.map(([x, y]) => `${2 * column + x},${2 * row + y}`);
      corners.forEach((from, index) => {
        const to = corners[(index + 1) % corners.length];
        // A side that the neighbour runs the other way is inside the group.
        if (!sides.delete(`${to}>${from}`)) sides.add(`${from}>${to}`);
      });
    }
    const next = new Map([...sides].map((side) => side.split('>') as [string, string]));
    const ring: number[][] = [];
    const [start] = next.keys();
    for (let at = start; at !== undefined;) {
      ring.push(this.vertex(at));
      const to = next.get(at);
      next.delete(at);
      at = to;
    }
    if (ring.length !== sides.size + 1) throw new Error('the cells do not form one piece');
    return [[ring]];
  }

  private vertex(key: string): number[] {
    const [x = NaN, y = NaN] = key.split(',').map(Number);
    const vertex = this.vertices[y]?.[x];
    if (vertex === undefined) throw new RangeError(`no vertex ${key}`);
    return [...vertex];
  }

  private position(column: number, row: number): [number, number] {
    const east = (column - this.columns / 2) * CELL_METRES;
    const north = (this.rows / 2 - row) * CELL_METRES;
    // 7 decimals are a centimetre, and what databases and GeoJSON carry without loss.
    const round = (degrees: number): number => Number(degrees.toFixed(7));
    return [
      round(CENTRE.lng + (east * TILT.cos - north * TILT.sin) / METRES_A_DEGREE.lng),
      round(CENTRE.lat + (east * TILT.sin + north * TILT.cos) / METRES_A_DEGREE.lat),
    ];
  }
}
