import { Injectable } from '@nestjs/common';
import { covers, headsStation, type Actor } from '../accounts/actor.js';
import { Areas } from '../areas/areas.js';
import { Database } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Counts, type CountsFilter, type CountsReport } from '../stations/counts.js';
import { Stations } from '../stations/stations.js';

export interface CountsQuestion extends Omit<CountsFilter, 'areaPath'> {
  areaId?: string;
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
    const { areaId, ...filter } = question;
    if (filter.from > filter.to) return { refused: 'period-backwards', field: 'to' };
    if (areaId === undefined && filter.stationId === undefined) {
      const own = by.areaRoles[0]?.path;
      const stationId = by.stationRoles[0]?.stationId;
      if (own === undefined && stationId === undefined) return { refused: 'not-found' };
      return this.counts.report(
        this.database,
        own === undefined ? { ...filter, stationId } : { ...filter, areaPath: own },
      );
    }
    const area = areaId === undefined ? undefined : await this.areas.byId(this.database, areaId);
    if (areaId !== undefined && (area === undefined || !mayRead(by, area.path)))
      return { refused: 'not-found', field: 'areaId' };
    if (filter.stationId !== undefined && !headsStation(by, filter.stationId)) {
      const station = await this.stations.byId(this.database, filter.stationId);
      if (station === undefined || !mayRead(by, station.areaPath)) return { refused: 'not-found', field: 'stationId' };
    }
    return this.counts.report(this.database, { ...filter, areaPath: area?.path });
  }
}

function mayRead(by: Actor, path: string): boolean {
  return covers(by, path, 'operator', 'leader', 'administrator');
}
