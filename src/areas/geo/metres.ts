import type { MultiPolygon } from '../geometry.js';

/** [west, south, east, north], degrees. */
export type Box = [number, number, number, number];

// WGS-84; the sphere has its mean radius
const EQUATOR_M = 6_378_137;
const FLATTENED = 0.00669437999014;
const SPHERE_M = 6_371_008.8;
const RADIANS = Math.PI / 180;
const LEAST_A_DEGREE_NORTH = 110_574;
const MOST_A_DEGREE_EAST = 111_320;

/** Metres a degree of longitude and of latitude at a latitude, on the ellipsoid. */
export function metresADegree(lat: number): { east: number; north: number } {
  const sin = Math.sin(lat * RADIANS);
  const w = 1 - FLATTENED * sin * sin;
  const across = EQUATOR_M / Math.sqrt(w);
  return {
    east: across * Math.cos(lat * RADIANS) * RADIANS,
    north: (across * (1 - FLATTENED) * RADIANS) / w,
  };
}

/** A box that has every place within `metres` of the point; all longitudes near a pole. */
export function boxAround(lng: number, lat: number, metres: number): Box {
  const north = metres / LEAST_A_DEGREE_NORTH;
  const cos = Math.cos(Math.min(90, Math.abs(lat) + north) * RADIANS);
  const east = Math.min(360, (metres / (MOST_A_DEGREE_EAST * cos)) * 1.01);
  return [lng - east, lat - north, lng + east, lat + north];
}

/**
 * Square metres on the sphere, between edges that are straight in degrees (RFC 7946); holes are taken away, whichever way the
 * rings run. For edges that cross, no more than a measure of size.
 */
export function sphericalArea(geometry: MultiPolygon): number {
  let area = 0;
  for (const rings of geometry) {
    rings.forEach((ring, index) => {
      area += index === 0 ? Math.abs(ringArea(ring)) : -Math.abs(ringArea(ring));
    });
  }
  return Math.max(0, area);
}

/** Square metres, positive where it runs counter-clockwise. */
export function ringArea(ring: readonly number[][]): number {
  const [lng0 = 0, lat0 = 0] = ring[0] ?? [];
  // heights over the first one's: of a small ring next to nothing would be left of the difference of two great sums
  const sin0 = Math.sin(lat0 * RADIANS);
  let sum = 0;
  let [lngA, latA] = [lng0, lat0];
  for (let at = 1; at <= ring.length; at += 1) {
    const [lngB = 0, latB = 0] = ring[at] ?? [lng0, lat0];
    // the mean of the sine along the edge is that in its middle, times sin(d)/d
    const half = ((latB - latA) * RADIANS) / 2;
    const mean = Math.sin(((latA + latB) / 2) * RADIANS) * (half === 0 ? 1 : Math.sin(half) / half);
    sum -= (lngB - lngA) * RADIANS * (mean - sin0);
    [lngA, latA] = [lngB, latB];
  }
  return sum * SPHERE_M * SPHERE_M;
}
