import { Injectable } from '@nestjs/common';
import { Areas, type Building } from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config.js';
import { Database, type Sql, type Tx } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Routing } from '../../routing/routing.js';
import { Stations, type Station } from '../../stations/stations.js';
import { Attempts } from '../requests/attempts.js';
import { plateCode, readPlateCode } from './plate-code.js';
import { PlateKeys } from './plate-keys.js';
import { PlatesStore, type PlateRow } from './plates.store.js';

/** Where a code leads: nothing of it is personal. */
export interface PlatePlace {
  code: string;
  building: Building;
  unit: string | null;
  /** stands no more: nothing is opened here, `station` is the nearest */
  removed: boolean;
  station: Station | undefined;
}

/** Codes on doors: a building, and a unit of it, by a signed number. They outlive maps, since a building keeps its id. */
@Injectable()
export class Plates {
  constructor(
    private readonly database: Database,
    private readonly store: PlatesStore,
    private readonly keys: PlateKeys,
    private readonly attempts: Attempts,
    private readonly areas: Areas,
    private readonly stations: Stations,
    private readonly routing: Routing,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever stands at the door with `address`. The same answer, as late, for a code that was never made and for one that is not
   * signed by us; who tries many is refused.
   */
  async open(code: string, address: string): Promise<PlatePlace | Refusal<'plate-unknown' | 'too-many-requests'>> {
    if (!(await this.attempts.hasRoom('guess', address))) return { refused: 'too-many-requests' };
    const place = await this.read(this.database, code);
    if (place !== null) return place;
    // of those at once no more are heard either
    if (!(await this.attempts.admit('guess', address))) return { refused: 'too-many-requests' };
    return { refused: 'plate-unknown', field: 'code' };
  }

  /** null: no code of ours. */
  async read(sql: Sql, code: string): Promise<PlatePlace | null> {
    const keys = await this.keys.all(sql);
    const claim = readPlateCode(code, (version) => keys.get(version));
    const key = claim === null ? undefined : keys.get(claim.version);
    if (claim === null || key === undefined) return null;
    const plate = await this.store.plate(sql, claim.number);
    const building = plate === undefined ? undefined : await this.areas.building(sql, plate.buildingId);
    if (plate === undefined || building === undefined) return null;
    const removed = building.removedOn !== null && building.removedOn <= dayOf(this.clock.now());
    return {
      code: plateCode(claim, key),
      building,
      unit: plate.unit,
      removed,
      station: await this.stationFor(sql, building, removed),
    };
  }

  /** Codes for places, in their order; signed by the newest key. */
  async codesFor(tx: Tx, places: PlateRow[]): Promise<string[]> {
    const { version, key } = await this.keys.newest(tx);
    return (await this.store.numbers(tx, places)).map((number) => plateCode({ version, number }, key));
  }

  /** What the square on a plate says. The page behind it, whichever it is, is one redirect away. */
  addressOf(code: string): string {
    return `${this.config.publicUrl ?? ''}/p/${code}`;
  }

  /** The station of the building; of one that stands no more that of its place, else the nearest. */
  private async stationFor(sql: Sql, building: Building, removed: boolean): Promise<Station | undefined> {
    const { lng, lat, grid } = building;
    const point = lng === null || lat === null ? undefined : { lng, lat };
    const ways = removed
      ? [...(point === undefined ? [] : [{ point }]), ...(grid === null ? [] : [{ gridCode: grid.code }])]
      : [{ buildingId: building.id }];
    for (const place of ways) {
      const routed = this.routing.route(place);
      if (!isRefusal(routed) && routed.stationId !== null) return this.stations.byId(sql, routed.stationId);
    }
    return point === undefined ? undefined : this.stations.nearest(sql, point);
  }
}
