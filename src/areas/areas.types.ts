import type { MultiPolygon } from './geometry.js';

/** Greatest first. */
export const AREA_KINDS = ['city', 'district', 'street', 'community', 'grid'] as const;
export type AreaKind = (typeof AREA_KINDS)[number];

export interface Area {
  id: string;
  code: string;
  kind: AreaKind;
  name: string;
  parentId: string | null;
  /** codes from the root, each followed by a dot: everything below an area starts with its path */
  path: string;
  /** days, YYYY-MM-DD; `validTo` is the first day on which it is no more */
  validFrom: string;
  validTo: string | null;
}

export interface Building {
  id: string;
  code: string;
  name: string;
  address: string;
  aliases: string[];
  units: string[];
  lng: number | null;
  lat: number | null;
  /** the first day on which it stands no more */
  removedOn: string | null;
  grid: { id: string; code: string; name: string; path: string } | null;
  community: { id: string; code: string; name: string } | null;
}

/** What routing keeps of a building. */
export type PlacedBuilding = Pick<Building, 'id' | 'name' | 'address' | 'lng' | 'lat' | 'removedOn'> & {
  gridId: string | null;
};

/** What an address book is told of a building. */
export type BuildingWords = PlacedBuilding & Pick<Building, 'aliases' | 'units'>;

/** What is told of an area wherever a place is named. */
export type KnownArea = Pick<Area, 'id' | 'code' | 'kind' | 'name' | 'path'>;

export interface GridMap {
  id: string;
  name: string;
  state: 'draft' | 'published' | 'retired';
  validFrom: string;
  source: string;
  createdAt: Date;
  publishedAt: Date | null;
}

export interface Boundary {
  areaId: string;
  geometry: MultiPolygon;
}

export type AreaRow = Pick<Area, 'id' | 'code' | 'kind' | 'name' | 'parentId' | 'validFrom'>;

export type BuildingRow = Omit<PlacedBuilding, 'removedOn'> & Pick<Building, 'code' | 'aliases' | 'units'>;

export type MapRow = Pick<GridMap, 'id' | 'name' | 'validFrom' | 'source'>;
