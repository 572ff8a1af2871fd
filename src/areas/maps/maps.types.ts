import type { AreaKind, GridMap } from '../areas.types.js';
import type { Finding, FindingCode, Severity } from './map-check.types.js';

export const SEVERITIES = ['error', 'warning', 'repaired'] as const satisfies readonly Severity[];

/** What can be wrong with a file beside what a check of the map finds. */
export const FILE_FINDING_CODES = [
  'file-unreadable',
  'feature-unreadable',
  'bad-cell',
  'level-unknown',
  'level-changed',
  'station-ignored',
  'removed-with-areas-below',
  'parent-changed',
  'outside-your-areas',
] as const;
export type FileFindingCode = (typeof FILE_FINDING_CODES)[number];

/** How much of what was found, by code. */
export interface FoundCount {
  severity: Severity;
  code: string;
  n: number;
}

/** One line of a map's report; findingWords() says it. */
export type MapFinding = Omit<Finding, 'code'> & { code: FindingCode | FileFindingCode };

export type StoredFinding = MapFinding & { id: string; importId: string | null };

export const IMPORT_KINDS = ['areas', 'buildings'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** `merge`: what the file does not name stays; `replace`: it goes (of areas: of the levels that the file has). */
export const IMPORT_MODES = ['merge', 'replace'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export const IMPORT_STATES = ['reading', 'writing', 'done', 'refused', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** What a file makes of a draft. */
export interface Written {
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
}

export interface MapImport {
  id: string;
  mapId: string;
  kind: ImportKind;
  mode: ImportMode;
  state: ImportState;
  bytes: number;
  bytesOf: number | null;
  rows: number;
  written: Written | null;
  found: FoundCount[];
  /** why it came to nothing: the code of a problem */
  fault: { code: string; args: Record<string, string | number> } | null;
  startedAt: Date;
  endedAt: Date | null;
}

/** Within which a file may change something: prefixes of paths; `['']` is everywhere. */
export type Prefixes = string[];

/** A feature of a file of areas, without its geometry. Undefined: not said, and what is known stays. */
export interface AreaGiven {
  /** place in the file from 0, and the line where it begins */
  index: number;
  line: number;
  code: string;
  name: string | undefined;
  kind: AreaKind | undefined;
  parent: string | null | undefined;
  /** code of the station that covers the grid; null: none any more */
  station: string | null | undefined;
  hasGeometry: boolean;
}

/** An area of a draft. */
export interface MapArea {
  id: string;
  code: string;
  kind: AreaKind;
  name: string;
  parentId: string | null;
  path: string;
  line: number | null;
}

export interface BuildingGiven {
  no: number;
  line: number;
  code: string;
  name: string;
  address: string;
  aliases: string[];
  units: string[];
  grid: string | null;
  lng: number | null;
  lat: number | null;
}

/** A building of a map, as little of it as routing needs, with its words. */
export interface MapBuilding {
  id: string;
  code: string;
  name: string;
  address: string;
  aliases: string[];
  units: string[];
  gridId: string | null;
  lng: number | null;
  lat: number | null;
  /** of the file that it came by; null: as it was in the map before */
  line: number | null;
}

/** A draft or a map with what is going on with it. */
export interface MapState extends GridMap {
  basedOn: string | null;
  revision: number;
  /** the report is of this revision */
  checkedRevision: number | null;
  checked: FoundCount[];
}

export type PublicationState = 'scheduled' | 'preparing' | 'published' | 'withdrawn' | 'failed';

export interface Publication {
  id: string;
  mapId: string;
  mapName: string;
  previousId: string | null;
  kind: 'publish' | 'rollback';
  state: PublicationState;
  validFrom: string;
  moveOpenTickets: boolean;
  requestedAt: Date;
  requestedBy: string | null;
  dueAt: Date;
  preparedFrom: Date | null;
  publishedAt: Date | null;
  fault: string | null;
}
