/** GeoJSON MultiPolygon coordinates, WGS-84, [longitude, latitude]: polygons of rings of positions, the outer ring first. */
export type MultiPolygon = number[][][][];

/** What is wrong with a boundary, or nothing. Look-ups trust boundaries blindly, so none is stored unchecked. */
export function faultOfBoundary(geometry: MultiPolygon): string | undefined {
  if (geometry.length === 0) return 'has no polygon';
  for (const rings of geometry) {
    if (rings.length === 0) return 'has a polygon without a ring';
    for (const ring of rings) {
      const [first, last] = [ring[0], ring.at(-1)];
      if (first === undefined || last === undefined || ring.length < 4) return 'has a ring of fewer than 4 positions';
      if (first[0] !== last[0] || first[1] !== last[1]) return 'has a ring that is not closed';
      if (!ring.every(isPosition)) return 'has a position that is not degrees of longitude and latitude';
    }
  }
  return undefined;
}

function isPosition([lng, lat, ...more]: number[]): boolean {
  return lng !== undefined && lat !== undefined && more.length === 0 && Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
}
