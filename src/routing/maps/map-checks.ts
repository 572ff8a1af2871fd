import { Injectable } from '@nestjs/common';
import {
  checkMap,
  countsOf,
  DraftsStore,
  FindingsStore,
  ImportsStore,
  MapContents,
  type CheckedBuilding,
  type FoundCount,
  type MapFeature,
  type MapState,
  type MultiPolygon,
} from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql, type Tx } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { CoverageStore } from '../../stations/stations.js';
import { RoutingStore } from '../routing.store.js';

/** What a draft's report comes to. */
export interface ReportState {
  /** false: the draft has changed since it was checked */
  isChecked: boolean;
  found: FoundCount[];
}

/** The validation report of a draft: what was found in its files, and what is wrong with all of it together. */
@Injectable()
export class MapChecks {
  constructor(
    private readonly database: Database,
    private readonly frozen: RoutingStore,
    private readonly drafts: DraftsStore,
    private readonly imports: ImportsStore,
    private readonly findings: FindingsStore,
    private readonly contents: MapContents,
    private readonly coverage: CoverageStore,
    private readonly clock: Clock,
  ) {}

  /** Looks through all of a draft; what was found before is forgotten. */
  async check(mapId: string, progress?: (share: number) => void): Promise<ReportState | Refusal> {
    const read = await this.database.transaction(async (tx) => {
      await this.frozen.freeze(tx);
      const map = await this.drafts.one(tx, mapId);
      return map === undefined ? undefined : { map, ...(await this.read(tx, mapId)) };
    });
    if (read === undefined) return { refused: 'not-found' };
    const { map, features, buildings, stations } = read;
    const { findings } = await checkMap(features, buildings, { stations, progress });
    const done = await this.database.transaction(async (tx) => {
      if ((await this.drafts.lock(tx, mapId)) === undefined) return false;
      await this.findings.clear(tx, mapId);
      await this.findings.insert(tx, mapId, null, findings);
      await this.findings.checked(tx, mapId, map.revision, countsOf(findings));
      return true;
    });
    const after = done ? await this.drafts.one(this.database, mapId) : undefined;
    return after === undefined ? { refused: 'not-found' } : this.stateOf(this.database, after);
  }

  async stateOf(sql: Sql, map: MapState): Promise<ReportState> {
    const files = await this.imports.found(sql, map.id);
    return { isChecked: map.checkedRevision === map.revision, found: [...map.checked, ...files] };
  }

  private async read(tx: Tx, mapId: string) {
    const areas = await this.contents.areas(tx, mapId);
    const boundaries = new Map<string, MultiPolygon>();
    for await (const slice of this.contents.boundaries(tx, mapId)) {
      for (const { areaId, geometry } of slice) boundaries.set(areaId, geometry);
    }
    const today = dayOf(this.clock.now());
    const stations = await this.coverage.codes(tx, today);
    const codeOfStation = new Map([...stations].map(([code, id]) => [id, code]));
    const stationOf = new Map(
      (await this.coverage.rows(tx, mapId)).map(({ gridId, stationId }) => [gridId, codeOfStation.get(stationId)]),
    );
    const codes = new Map(areas.map(({ id, code }) => [id, code]));
    const features = areas.map(({ id, code, name, kind, parentId, line }, index): MapFeature => ({
      index,
      line,
      code,
      name,
      level: kind,
      parent: parentId === null ? null : (codes.get(parentId) ?? ''),
      station: stationOf.get(id) ?? null,
      geometry: boundaries.get(id) ?? [],
    }));
    const buildings: CheckedBuilding[] = [];
    for await (const slice of this.contents.buildings(tx, mapId)) {
      for (const { line, code, gridId, lng, lat } of slice) {
        buildings.push({ line, code, grid: gridId === null ? null : (codes.get(gridId) ?? gridId), lng, lat });
      }
    }
    return { features, buildings, stations: new Set(stations.keys()) };
  }
}
