import type { Point } from './choosing.types.js';

const RADIANS = Math.PI / 180;
/** mean radius of the earth, WGS-84 */
const EARTH_M = 6_371_008.8;

/** How far the points are from one another; null where either is not known. */
export type Distance = (to: Point | null) => number | null;

/**
 * Metres from one point to many, whole; equirectangular, with the scale of the place that is measured from: within a city
 * it is off by less than a pace in a kilometre.
 */
export function metresFrom(from: Point | null): Distance {
  if (from === null) return () => null;
  const north = RADIANS * EARTH_M;
  const east = north * Math.cos(from.lat * RADIANS);
  return (to) => {
    if (to === null) return null;
    const x = (to.lng - from.lng) * east;
    const y = (to.lat - from.lat) * north;
    return Math.round(Math.sqrt(x * x + y * y));
  };
}
