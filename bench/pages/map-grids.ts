import { Random } from '../../src/demo/random.js';

/** As `PUT /grid-maps/{id}/areas` takes it; positions are [longitude, latitude], WGS-84. */
export interface Grid {
  type: 'Feature';
  properties: { code: string; name: string; level: 'grid'; parent: string; station: null };
  geometry: { type: 'MultiPolygon'; coordinates: Position[][][] };
}
type Position = [number, number];

const SEED = 20_261_128;
/** East of the demo street, so that none of its grids lies beneath. */
const CORNER = { lng: 120.4, lat: 36.12 };
/** About 150 m each way at this latitude. */
const SIDE = { lng: 0.0017, lat: 0.00135 };
/** How far a corner, and a vertex between two of them, strays, in sides. */
const STRAY = { corner: 0.12, between: 0.03 };
/** Pieces of a side; four of them make a grid of 20 to 60 vertices. */
const PIECES = { from: 5, to: 15 };

/**
 * A made-up district of `columns` × `rows` grids that adjoin: neighbours have the very same positions along the side that they
 * share. Each call makes the same.
 */
export function districtOf(columns: number, rows: number, parent: string): Grid[] {
  const random = new Random(SEED, 'map grids');
  const corners = table(rows + 1, columns + 1, (row, column): Position => {
    const stray = () => random.between(-STRAY.corner, STRAY.corner);
    return [digits(CORNER.lng + (column + stray()) * SIDE.lng), digits(CORNER.lat - (row + stray()) * SIDE.lat)];
  });
  const side = (from: Position, to: Position): Position[] => {
    const pieces = random.int(PIECES.from, PIECES.to);
    return Array.from({ length: pieces + 1 }, (_, at): Position => {
      if (at === 0) return from;
      if (at === pieces) return to;
      const stray = random.between(-STRAY.between, STRAY.between);
      const between = (a: number, b: number) => a + ((b - a) * at) / pieces;
      // across the side, so that its vertices stay in their order
      const isAlong = Math.abs(to[0] - from[0]) > Math.abs(to[1] - from[1]);
      return [
        digits(between(from[0], to[0]) + (isAlong ? 0 : stray * SIDE.lng)),
        digits(between(from[1], to[1]) + (isAlong ? stray * SIDE.lat : 0)),
      ];
    });
  };
  const east = table(rows + 1, columns, (row, column) => side(at(corners, row, column), at(corners, row, column + 1)));
  const south = table(rows, columns + 1, (row, column) => side(at(corners, row, column), at(corners, row + 1, column)));
  return table(rows, columns, (row, column): Grid => {
    const number = String(row * columns + column + 1).padStart(4, '0');
    // counter-clockwise, each side without its last position, which the next one begins with
    const sides = [
      at(south, row, column),
      at(east, row + 1, column),
      at(south, row, column + 1).toReversed(),
      at(east, row, column).toReversed(),
    ];
    const ring = sides.flatMap((positions) => positions.slice(0, -1));
    const [first] = ring;
    return {
      type: 'Feature',
      properties: { code: `${parent}-B${number}`, name: `第${number}网格`, level: 'grid', parent, station: null },
      geometry: { type: 'MultiPolygon', coordinates: [[first === undefined ? [] : [...ring, first]]] },
    };
  }).flat();
}

function table<T>(rows: number, columns: number, make: (row: number, column: number) => T): T[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_each, column) => make(row, column)),
  );
}

function at<T>(rows: readonly (readonly T[])[], row: number, column: number): T {
  const found = rows[row]?.[column];
  if (found === undefined) throw new RangeError(`no ${row}, ${column}`);
  return found;
}

const digits = (degrees: number) => Number(degrees.toFixed(7));
