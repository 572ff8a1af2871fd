import type { Point } from '../coordinates.js';

const METRES_OF_DEGREE = 111_195;

/** Near enough for points of one town. NaN where one of them is none. */
export function metresBetween(a: Point, b: Point): number {
  const lng = (a.lng - b.lng) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(lng, a.lat - b.lat) * METRES_OF_DEGREE;
}
