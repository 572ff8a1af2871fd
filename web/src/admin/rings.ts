import type { AreaFeature, Ring } from './map-features';

export type Position = readonly [number, number];
const isSame = (a: Position | undefined, b: Position) => a?.[0] === b[0] && a[1] === b[1];
/** A triangle, closed. */
const LEAST = 4;

/** Corners of a ring without the one that closes it. */
export const cornersOf = (ring: Ring): Ring => ring.slice(0, -1);
const closed = (corners: Ring): Ring => (corners[0] === undefined ? [] : [...corners, corners[0]]);

/** The feature with other rings; itself where no ring is another one. */
function withRings(feature: AreaFeature, change: (corners: Ring) => Ring | null): AreaFeature {
  if (feature.geometry === null) return feature;
  let isChanged = false;
  const coordinates = feature.geometry.coordinates.map((polygon) =>
    polygon.map((ring) => {
      const corners = change(cornersOf(ring));
      if (corners === null) return ring;
      isChanged = true;
      return closed(corners);
    }),
  );
  return isChanged ? { ...feature, geometry: { type: 'MultiPolygon', coordinates } } : feature;
}

/** A corner goes elsewhere, in every ring that has it. */
export const moved = (feature: AreaFeature, from: Position, to: Position): AreaFeature =>
  withRings(feature, (corners) =>
    corners.some((corner) => isSame(corner, from))
      ? corners.map((corner) => (isSame(corner, from) ? [...to] : corner))
      : null,
  );

/** A new corner between two that follow each other, in every ring that has that side. */
export const inserted = (feature: AreaFeature, a: Position, b: Position, at: Position): AreaFeature =>
  withRings(feature, (corners) => {
    const side = corners.findIndex((corner, index) => {
      const next = corners[(index + 1) % corners.length];
      return (isSame(corner, a) && isSame(next, b)) || (isSame(corner, b) && isSame(next, a));
    });
    return side === -1 ? null : corners.toSpliced(side + 1, 0, [...at]);
  });

/** A corner goes; a triangle keeps its three. */
export const removed = (feature: AreaFeature, at: Position): AreaFeature =>
  withRings(feature, (corners) => {
    const left = corners.filter((corner) => !isSame(corner, at));
    return left.length === corners.length || left.length + 1 < LEAST ? null : left;
  });

/** Of one ring without holes. */
export const polygonOf = (corners: Ring): AreaFeature['geometry'] => ({
  type: 'MultiPolygon',
  coordinates: [[closed(corners)]],
});
