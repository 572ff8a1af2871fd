import { Injectable } from '@nestjs/common';
import { covers, headsStation, type Actor } from '../accounts/actor.js';
import { Areas } from '../areas/areas.js';
import type { Sql } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Stations } from '../stations/stations.js';

export interface Scope {
  /** everything at or below one of these places */
  areaPaths?: string[];
  stationIds?: string[];
}

/** Whose figures somebody may read: of areas that they have a role over, of stations that they lead. */
@Injectable()
export class ReportScope {
  constructor(
    private readonly areas: Areas,
    private readonly stations: Stations,
  ) {}

  /** Of what was asked for; without it their own. */
  async of(
    sql: Sql,
    { areaId, stationId }: { areaId?: string; stationId?: string },
    by: Actor,
  ): Promise<Scope | Refusal> {
    if (areaId === undefined && stationId === undefined) {
      const areaPaths = by.areaRoles.map(({ path }) => path);
      const stationIds = by.stationRoles.map((role) => role.stationId);
      if (areaPaths.length === 0 && stationIds.length === 0) return { refused: 'not-found' };
      return areaPaths.length === 0 ? { stationIds } : { areaPaths };
    }
    const area = areaId === undefined ? undefined : await this.areas.byId(sql, areaId);
    if (areaId !== undefined && (area === undefined || !mayRead(by, area.path))) {
      return { refused: 'not-found', field: 'areaId' };
    }
    if (stationId !== undefined && !headsStation(by, stationId)) {
      const station = await this.stations.byId(sql, stationId);
      if (station === undefined || !mayRead(by, station.areaPath)) return { refused: 'not-found', field: 'stationId' };
    }
    return { areaPaths: area && [area.path], stationIds: stationId === undefined ? undefined : [stationId] };
  }
}

function mayRead(by: Actor, path: string): boolean {
  return covers(by, path, 'operator', 'leader', 'administrator');
}
