import { Injectable } from '@nestjs/common';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql, Tx } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { AreasStore } from './areas.store.js';
import type { Area, AreaKind, AreaRow, Boundary, Building, BuildingRow, GridMap, MapRow } from './areas.types.js';
import { faultOfBoundary, type MultiPolygon } from './geometry.js';
import { DraftsStore } from './maps/drafts.store.js';
import { PublicationsStore } from './maps/publications.store.js';
import { escapeLike, placeSearch, searchText } from './place-text.js';

export { AREA_KINDS } from './areas.types.js';
export type * from './areas.types.js';
export type { MultiPolygon } from './geometry.js';
export { metresADegree } from './geo/metres.js';
export { escapeLike } from './place-text.js';
export { buildingSelect } from './areas.store.js';
export { planAreas, type AreaPlan } from './maps/area-plan.policy.js';
export { readArea } from './maps/area-file.js';
export { BUILDING_COLUMNS, BUILDING_TEMPLATE, readBuilding } from './maps/building-file.js';
export { BuildingImportStore } from './maps/building-import.store.js';
export { DraftsStore } from './maps/drafts.store.js';
export { countsOf, FileFindings, sumOf } from './maps/file-findings.js';
export { wordsOfFinding } from './maps/file-words.js';
export { FindingsStore } from './maps/findings.store.js';
export { ImportsStore } from './maps/imports.store.js';
export { checkMap, type MapFeature, type Severity } from './maps/map-check.js';
export type { MapBuilding as CheckedBuilding } from './maps/map-check.types.js';
export { MapContents } from './maps/map-contents.js';
export { PublicationsStore } from './maps/publications.store.js';
export { IMPORT_KINDS, IMPORT_MODES, IMPORT_STATES, SEVERITIES } from './maps/maps.types.js';
export type * from './maps/maps.types.js';

export interface AreaContents {
  grids: { code: string; name: string; geometry: MultiPolygon }[];
  buildings: { id: string; name: string; address: string; units: string[]; lng: number; lat: number }[];
}

/** Front door: the tree of areas, buildings and grid maps. `sql` is the pool or a transaction. */
@Injectable()
export class Areas {
  constructor(
    private readonly store: AreasStore,
    private readonly drafts: DraftsStore,
    private readonly publications: PublicationsStore,
    private readonly clock: Clock,
  ) {}

  /** For a command, which has no application around it. */
  static standalone(clock: Clock): Areas {
    return new Areas(new AreasStore(), new DraftsStore(), new PublicationsStore(), clock);
  }

  byId(sql: Sql, id: string): Promise<Area | undefined> {
    return this.store.byId(sql, id);
  }

  byCode(sql: Sql, code: string): Promise<Area | undefined> {
    return this.store.byCode(sql, code);
  }

  /** From the root down to the area that has this path, which is the last one. */
  ancestors(sql: Sql, path: string): Promise<Area[]> {
    const codes = path.split('.').slice(0, -1);
    return this.store.byPaths(
      sql,
      codes.map((_, index) => `${codes.slice(0, index + 1).join('.')}.`),
    );
  }

  /** Nothing has been imported yet. */
  async isEmpty(sql: Sql): Promise<boolean> {
    return (await this.store.count(sql)) === 0;
  }

  /** Areas that are valid today, by path; `after` is the path of the last one before. At most `limit` rows. */
  list(
    sql: Sql,
    filter: { parentId?: string; kind?: AreaKind; search?: string; limit: number; after: string | null },
  ): Promise<Area[]> {
    const like = filter.search === undefined ? undefined : `%${escapeLike(filter.search)}%`;
    return this.store.page(sql, { ...filter, like, today: this.today() });
  }

  building(sql: Sql, id: string): Promise<Building | undefined> {
    return this.store.building(sql, id);
  }

  /**
   * Standing buildings whose name, address, an alias or code has what is asked for; `10#楼`, `１０栋` and `10 号楼` are one, a community's or
   * grid's name may stand before it, a unit behind it. Best first: exact, ending with it, containing it. At most `limit` rows;
   * `after` is rank and code of the last one before.
   */
  searchBuildings(
    sql: Sql,
    query: { text?: string; areaPath?: string; limit: number; after: { rank: number; code: string } | null },
  ): Promise<(Building & { rank: number })[]> {
    const { text = '', areaPath = null, limit, after } = query;
    return this.store.searchBuildings(sql, { search: placeSearch(text), areaPath, today: this.today(), limit, after });
  }

  /** How buildings are called; in no order. */
  buildingsByIds(sql: Sql, ids: string[]): Promise<Pick<Building, 'id' | 'name' | 'address' | 'units'>[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.store.buildingsByIds(sql, ids);
  }

  publishedMap(sql: Sql): Promise<GridMap | undefined> {
    return this.store.publishedMap(sql);
  }

  /** Newest first; `after` is the id of the last one before. */
  maps(sql: Sql, limit: number, after: string | null): Promise<(GridMap & { grids: number; boundaries: number })[]> {
    return this.store.maps(sql, limit, after);
  }

  boundaries(sql: Sql, mapId: string): Promise<Boundary[]> {
    return this.store.boundaries(sql, mapId);
  }

  /** The area's boundary in the published map, where that has one. */
  boundary(sql: Sql, areaId: string): Promise<MultiPolygon | null> {
    return this.store.boundary(sql, areaId);
  }

  /** What a map of everything below a path shows: grids with boundaries, and standing buildings with points; `limit` of each. */
  async below(sql: Sql, path: string, limit: number): Promise<AreaContents> {
    return {
      grids: await this.store.gridsBelow(sql, path, limit),
      buildings: await this.store.placedBelow(sql, path, this.today(), limit),
    };
  }

  /** Parents before children, or already there. */
  async importAreas(tx: Tx, rows: AreaRow[]): Promise<void> {
    const parents = rows.flatMap(({ parentId }) => parentId ?? []);
    const paths = new Map((await this.store.pathsOf(tx, parents)).map(({ id, path }) => [id, path]));
    const withPaths = rows.map((row) => {
      const above = row.parentId === null ? '' : paths.get(row.parentId);
      if (above === undefined) throw new Error(`area ${row.code}: its parent is not there`);
      const path = `${above}${row.code}.`;
      paths.set(row.id, path);
      return { ...row, path };
    });
    await this.store.insertAreas(tx, withPaths);
    await this.store.raiseRevision(tx);
  }

  /** Into a map: the published one unless told. Beside all imports of files, so not for a draft that people work on. */
  async importBuildings(tx: Tx, rows: BuildingRow[], mapId?: string): Promise<void> {
    const id = mapId ?? (await this.store.publishedMap(tx))?.id;
    if (id === undefined) throw new Error('no map to import buildings into');
    const forms = ({ name, address, aliases, code }: BuildingRow) => [name, address, ...aliases, code];
    await this.store.insertBuildings(
      tx,
      id,
      rows.map((row) => ({ ...row, searchText: searchText(forms(row)) })),
    );
    await this.store.raiseRevision(tx);
  }

  /**
   * A draft with the areas and buildings of the published map (where there is none, with all areas), and with these boundaries: nothing
   * is routed by it before it is published. Throws where a boundary is not a closed MultiPolygon.
   */
  async importMap(tx: Tx, { boundaries, ...map }: MapRow & { boundaries: Boundary[] }): Promise<void> {
    for (const { areaId, geometry } of boundaries) {
      const fault = faultOfBoundary(geometry);
      if (fault !== undefined) throw new Error(`boundary of area ${areaId} ${fault}`);
    }
    await this.drafts.create(tx, map, null);
    await this.store.insertBoundaries(tx, map.id, boundaries);
  }

  /** At once, and nobody is told before. Throws where the map cannot be published. */
  async publishMap(tx: Tx, mapId: string): Promise<void> {
    const { previousId } = await this.makePublished(tx, mapId);
    await this.publications.insertPublished(tx, newId(), mapId, previousId, this.clock.now());
  }

  /** The map that was published before is retired (its id), and areas and buildings are what this one says. */
  async makePublished(tx: Tx, mapId: string): Promise<{ previousId: string | null }> {
    const now = this.clock.now();
    const flipped = await this.publications.flip(tx, mapId, now);
    if (flipped === undefined) throw new Error(`map ${mapId} is no draft`);
    const { previousId } = flipped;
    await this.publications.followAreas(tx, mapId, previousId, dayOf(now));
    await this.publications.followBuildings(tx, mapId, previousId, dayOf(now));
    await this.store.raiseRevision(tx);
    return flipped;
  }

  /** Tells every process to read areas, buildings, maps, coverage and stations anew; for who changes one of them. */
  raiseRevision(tx: Tx): Promise<void> {
    return this.store.raiseRevision(tx);
  }

  /** Changes with every change of what routing keeps in memory. */
  revision(sql: Sql): Promise<string> {
    return this.store.revision(sql);
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}
