/** What `GET /grid-maps/{id}/areas.geojson` holds, and `PUT /grid-maps/{id}/areas` takes. Positions are [longitude, latitude], WGS-84. */
export interface AreaProperties {
  code: string;
  name: string;
  level: 'city' | 'district' | 'street' | 'community' | 'grid';
  parent: string | null;
  /** of a grid: the code of the station that has it */
  station?: string | null;
}
export type Ring = [number, number][];
export interface AreaFeature {
  type: 'Feature';
  properties: AreaProperties;
  geometry: { type: 'MultiPolygon'; coordinates: Ring[][] } | null;
}
/** A place of a finding of the report: any geometry of GeoJSON. */
export interface FindingFeature {
  type: 'Feature';
  id: string;
  properties: { severity: Severity; code: string; words: string };
  geometry: GeoJSON.Geometry;
}
export type Severity = 'error' | 'warning' | 'repaired';

export const collectionOf = (features: AreaFeature[]) => JSON.stringify({ type: 'FeatureCollection', features });

/** About a centimetre: what comes back from the screen has more digits than any survey. */
const DIGITS = 7;
export const rounded = (degrees: number) => Number(degrees.toFixed(DIGITS));
