import type { CoordinateSystem, Point } from './coordinates.js';

/** Where help is needed; the most exact that is given counts: building, grid, point, area. */
export interface Place {
  buildingId?: string;
  gridCode?: string;
  point?: Point & { system?: CoordinateSystem };
  areaCode?: string;
}

/** `nearest`: outside every grid, but near one. */
export const ROUTE_WAYS = ['building', 'grid', 'point', 'nearest', 'area'] as const;
export type RouteWay = (typeof ROUTE_WAYS)[number];

export const REASON_CODES = [
  'building-in-grid',
  'building-near-grid',
  'grid-given',
  'point-in-grid',
  'point-near-grid',
  'point-in-no-grid',
  'no-station',
  'place-not-exact',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Why a place belongs where it does; reasonWords() says it. Kept with the ticket. */
export interface Reason {
  code: ReasonCode;
  /** names of building, grid, area and station, as they are at the moment of routing; `metres` to the nearest grid */
  args: Record<string, string>;
}

/** Degrees as somebody gave them, in the system of their map. */
export interface GivenPoint extends Point {
  system: CoordinateSystem;
}

export interface Routed {
  /** the grid map by which it was found */
  mapId: string;
  way: RouteWay;
  gridId: string | null;
  /** the grid, or the smallest area that is known */
  areaId: string;
  /** codes from the root to that area, each followed by a dot */
  gridPath: string;
  /** null: to triage, `reason` says why */
  stationId: string | null;
  station: { id: string; code: string; name: string } | null;
  building: { id: string; name: string; address: string } | null;
  /** WGS-84: the given point, or the building's */
  point: Point | null;
  /** the point as it was given, before it was converted; null where none was, or something more exact counted */
  given: GivenPoint | null;
  reason: Reason;
}

export type RouteRefusal =
  | 'no-grid-map'
  | 'place-missing'
  | 'unknown-building'
  | 'unknown-grid'
  | 'unknown-area'
  | 'outside-every-grid'
  | 'coordinates-swapped'
  | 'latitude-out-of-range';
