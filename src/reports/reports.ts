import { Injectable } from '@nestjs/common';
import { covers, headsStation, type Actor } from '../accounts/actor.js';
import { Areas } from '../areas/areas.js';
import { Database } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Counts, type CountsFilter, type CountsReport } from '../stations/counts.js';
import { Stations } from '../stations/stations.js';

export interface CountsQuestion extends Omit<CountsFilter, 'areaPaths' | 'stationIds'> {
  areaId?: string;
  stationId?: string;
}

/** Front door: figures, within what the reader may see. */
@Injectable()
export class Reports {
  constructor(
    private readonly database: Database,
    private readonly counts: Counts,
    private readonly areas: Areas,
    private readonly stations: Stations,
  ) {}

  /** Of an area that the actor has a role over, or of a station that they lead. */
  async countsFor(question: CountsQuestion, by: Actor): Promise<CountsReport[] | Refusal> {
    const { areaId, stationId, ...filter } = question;
    if (filter.from > filter.to) return { refused: 'period-backwards', field: 'to' };
    if (areaId === undefined && stationId === undefined) {
      const areaPaths = by.areaRoles.map(({ path }) => path);
      const stationIds = by.stationRoles.map((role) => role.stationId);
      if (areaPaths.length === 0 && stationIds.length === 0) return { refused: 'not-found' };
      return this.counts.report(
        this.database,
        areaPaths.length === 0 ? { ...filter, stationIds } : { ...filter, areaPaths },
      );
    }
    const area = areaId === undefined ? undefined : await this.areas.byId(this.database, areaId);
    if (areaId !== undefined && (area === undefined || !mayRead(by, area.path))) {
      return { refused: 'not-found', field: 'areaId' };
    }
    if (stationId !== undefined && !headsStation(by, stationId)) {
      const station = await this.stations.byId(this.database, stationId);
      if (station === undefined || !mayRead(by, station.areaPath)) return { refused: 'not-found', field: 'stationId' };
    }
    return this.counts.report(this.database, {
      ...filter,
      areaPaths: area && [area.path],
      stationIds: stationId === undefined ? undefined : [stationId],
    });
  }
}

function mayRead(by: Actor, path: string): boolean {
  return covers(by, path, 'operator', 'leader', 'administrator');
}
