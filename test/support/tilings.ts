import { Random } from '../../src/demo/random.js';
import type { MultiPolygon } from '../../src/areas/geometry.js';

export interface Tile {
  code: string;
  geometry: MultiPolygon;
}

interface Wanted {
  /** cells a side */
  side: number;
  /** positions of one side of a cell */
  steps: number;
  /** south-west corner and the size of a cell, degrees */
  at?: { lng: number; lat: number; cell: number };
  seed?: number;
  /** with holes, islands in holes, and areas of two parts */
  pieces?: boolean;
}

type Ring = number[][];

/**
 * Made-up areas that tile a square: neighbours share every position of their common border, to the last digit, and nothing is left over but
 * lakes. With `pieces` every seventh cell has an island of its own area, every eleventh a lake, and every fifth belongs to the area of
 * another cell far away.
 */
export function tiling({
  side,
  steps,
  at = { lng: 120, lat: 36, cell: 0.002 },
  seed = 1,
  pieces = false,
}: Wanted): Tile[] {
  const random = new Random(seed, 'tiling');
  const corners = grid(side + 1, (x, y) => [x + random.between(-0.15, 0.15), y + random.between(-0.15, 0.15)]);
  const corner = (x: number, y: number) => corners[y]?.[x] ?? [];
  const eastward = grid(side + 1, (x, y) => border(corner(x, y), corner(x + 1, y), steps, random, x === side));
  const northward = grid(side + 1, (x, y) => border(corner(x, y), corner(x, y + 1), steps, random, y === side));
  const place = ([x = 0, y = 0]: number[]) => [degrees(at.lng + x * at.cell), degrees(at.lat + y * at.cell)];
  const tiles: Tile[] = [];
  const cells: Tile[] = [];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [south = [], north = []] = [eastward[y]?.[x], eastward[y + 1]?.[x]];
      const [west = [], east = []] = [northward[y]?.[x], northward[y]?.[x + 1]];
      const outer = [...south, ...east, ...[...north].reverse(), ...[...west].reverse()];
      const ring = withoutRepeats(outer).map(place);
      const [number, code] = [y * side + x, `T${String(y * side + x).padStart(6, '0')}`];
      const inner = () => circle(x + 0.5, y + 0.5, 0.18, steps, random).map(place);
      const hole = pieces && (number % 7 === 3 || number % 11 === 4) ? inner() : undefined;
      cells.push({ code, geometry: [hole === undefined ? [ring] : [ring, [...hole].reverse()]] });
      if (hole !== undefined && number % 7 === 3) tiles.push({ code: `${code}I`, geometry: [[hole]] });
    }
  }
  if (!pieces) return cells;
  const half = cells.length >> 1;
  const joined = new Set<number>();
  for (let number = 0; number + half < cells.length; number += 5) {
    cells[number]?.geometry.push(...(cells[number + half]?.geometry ?? []));
    joined.add(number + half);
  }
  return [...tiles, ...cells.filter((_, number) => !joined.has(number))];
}

function grid<Value>(side: number, make: (x: number, y: number) => Value): Value[][] {
  return Array.from({ length: side }, (_, y) => Array.from({ length: side }, (__, x) => make(x, y)));
}

/** From one corner to the next, straying to both sides; both ends are there. */
function border(from: number[], to: number[], steps: number, random: Random, none: boolean): Ring {
  if (none) return [];
  const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [from, to];
  return Array.from({ length: steps + 1 }, (_, step) => {
    if (step === 0) return from;
    if (step === steps) return to;
    const share = step / steps;
    // less near the corners, where other borders are near
    const stray = random.between(-1, 1) * Math.min(0.05, 0.2 * share, 0.2 * (1 - share));
    return [ax + (bx - ax) * share - (by - ay) * stray, ay + (by - ay) * share + (bx - ax) * stray];
  });
}

function circle(x: number, y: number, radius: number, steps: number, random: Random): Ring {
  const ring = Array.from({ length: 2 * steps + 3 }, (_, step) => {
    const [angle, far] = [(2 * Math.PI * step) / (2 * steps + 3), radius * random.between(0.6, 1)];
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
  return [...ring, ring[0] ?? []];
}

function withoutRepeats(ring: Ring): Ring {
  return ring.filter((position, index) => index === 0 || position !== ring[index - 1]);
}

/** 9 decimals: a tenth of a millimetre. */
function degrees(value: number): number {
  return Number(value.toFixed(9));
}
