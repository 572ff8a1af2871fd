import type { AreaKind } from '../areas.types.js';
import type { MultiPolygon } from '../geometry.js';

/** An area as a file gives it; `line`: where it stands there, where that is known. */
export interface MapFeature {
  index: number;
  line: number | null;
  code: string;
  name: string;
  level: AreaKind;
  /** code of the area right above; null for a city */
  parent: string | null;
  /** code of the station that looks after it; grids only */
  station: string | null;
  /** as it was read: nothing about it is trusted. Empty: an area without a boundary of its own */
  geometry: MultiPolygon;
}

export interface MapBuilding {
  line: number | null;
  code: string;
  /** code of the grid that it is listed in */
  grid: string | null;
  lng: number | null;
  lat: number | null;
}

/** What is there besides the file. */
export interface MapCheckOptions {
  /** kinds of the areas that are known already, by code: a parent may be one of them */
  areas?: ReadonlyMap<string, AreaKind>;
  /** codes of the stations; left out, any code will do */
  stations?: ReadonlySet<string>;
  /** at most so many findings of one code are told one by one; the last of them says how many `more` (1,000 unless told) */
  most?: number;
  /** how far it has come, from 0 to 1 */
  progress?: (share: number) => void;
}

export const FINDING_CODES = [
  // of one boundary
  'no-boundary',
  'bad-position',
  'ring-too-short',
  'ring-not-closed',
  'ring-without-area',
  'self-crossing',
  'hole-outside',
  'parts-overlap',
  'touches-itself',
  'winding',
  'altitude',
  'repeated-positions',
  // of the tree
  'duplicate-code',
  'parent-missing',
  'unknown-parent',
  'wrong-level',
  'unknown-station',
  'no-station',
  // of boundaries beside each other
  'outside-parent',
  'overlap',
  'gap',
  'gap-between',
  // of buildings
  'duplicate-building',
  'unknown-grid',
  'building-without-place',
  'building-outside-grid',
  'building-in-no-grid',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** An error blocks publishing; a warning needs an explicit yes; what was repaired is only said. */
export type Severity = 'error' | 'warning' | 'repaired';

/** A GeoJSON geometry (RFC 7946). */
export type FindingGeometry =
  | { type: 'Point'; coordinates: number[] }
  | { type: 'LineString'; coordinates: number[][] }
  | { type: 'MultiPolygon'; coordinates: MultiPolygon };

export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** what it is about: areas by their `index`; of findings on buildings, buildings by their position in the list */
  features: { index: number; line: number | null; code: string }[];
  /** square metres that overlap, lie outside, or are missing */
  areaM2?: number;
  /** `areaM2` as a share (0–1) of the first of `features`; of an overlap: of the smaller one */
  share?: number;
  distanceM?: number;
  /** the place of the fault: a point where rings cross, the area of an overlap or a gap */
  geometry?: FindingGeometry;
  /** for findingWords() */
  args: Record<string, string>;
  /** how many more of this code there are, which are not told one by one */
  more?: number;
}

export interface MapCheck {
  /** errors first, then warnings, then what was repaired */
  findings: Finding[];
  /** repaired boundaries by `index`, of those that were not right as they were read and could be put right */
  repaired: Map<number, MultiPolygon>;
}
