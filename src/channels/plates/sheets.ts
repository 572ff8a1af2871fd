import { PassThrough, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { covers, type Actor } from '../../accounts/actor.js';
import { Areas, type Area } from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Log } from '../../platform/log.js';
import { Routing } from '../../routing/routing.js';
import { Stations } from '../../stations/stations.js';
import { Plates } from './plates.js';
import { PlatesStore, type SheetRow } from './plates.store.js';
import { writeSheet, type PrintedPlate } from './sheet.pdf.js';

const BATCH = 200;

export interface Sheet {
  pdf: Readable;
  /** how many plates it has, once it is read to its end */
  count: () => number;
}

/** Plates for all buildings of an area, as a PDF that is written while it is read: a district takes no more room than a page. */
@Injectable()
export class PlateSheets {
  constructor(
    private readonly database: Database,
    private readonly store: PlatesStore,
    private readonly plates: Plates,
    private readonly areas: Areas,
    private readonly stations: Stations,
    private readonly routing: Routing,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async forReader(
    areaCode: string,
    perUnit: boolean,
    by: Actor,
  ): Promise<Sheet | Refusal<'unknown-area' | 'plates-not-permitted'>> {
    const area = await this.areas.byCode(this.database, areaCode);
    if (area === undefined) return { refused: 'unknown-area', field: 'community' };
    if (!covers(by, area.path, 'leader', 'administrator')) return { refused: 'plates-not-permitted' };
    return this.of(area, perUnit);
  }

  /** For whoever has the machine. */
  async forArea(areaCode: string, perUnit: boolean): Promise<Sheet | Refusal<'unknown-area'>> {
    const area = await this.areas.byCode(this.database, areaCode);
    return area === undefined ? { refused: 'unknown-area', field: 'community' } : this.of(area, perUnit);
  }

  private of(area: Area, perUnit: boolean): Sheet {
    const pdf = new PassThrough();
    let count = 0;
    const counted = async function* (plates: AsyncIterable<PrintedPlate>) {
      for await (const plate of plates) {
        count += 1;
        yield plate;
      }
    };
    writeSheet(pdf, { title: area.name, plates: counted(this.platesOf(area, perUnit)) }).catch((thrown: unknown) => {
      // who reads it may have gone away; whatever it was, the file is not whole
      if (!pdf.destroyed) this.log.fault('a sheet of plates was not finished', thrown, { areaId: area.id });
      pdf.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
    });
    return { pdf, count: () => count };
  }

  private async *platesOf(area: Area, perUnit: boolean): AsyncGenerator<PrintedPlate> {
    const today = dayOf(this.clock.now());
    for (let after = ''; ;) {
      const rows = await this.store.standing(this.database, area.path, today, after, BATCH);
      // which of those that name no grid lie here, routing knows
      yield* await this.batch(
        rows.filter((row) => this.liesIn(row, area)),
        perUnit,
      );
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last.code;
    }
  }

  private async batch(rows: SheetRow[], perUnit: boolean): Promise<PrintedPlate[]> {
    const places = rows.flatMap((row) =>
      (perUnit && row.units.length > 0 ? row.units : [null]).map((unit) => ({ row, unit })),
    );
    const codes = await this.database.transaction((tx) =>
      this.plates.codesFor(
        tx,
        places.map(({ row, unit }) => ({ buildingId: row.buildingId, unit })),
      ),
    );
    return Promise.all(
      places.map(async ({ row, unit }, at) => {
        const code = codes[at] ?? '';
        const { name, address } = row;
        return {
          code,
          address: this.plates.addressOf(code),
          building: name,
          at: address,
          unit,
          station: await this.stationOf(row),
        };
      }),
    );
  }

  private liesIn({ buildingId }: SheetRow, area: Area): boolean {
    const routed = this.routing.route({ buildingId });
    return !isRefusal(routed) && routed.gridPath.startsWith(area.path);
  }

  private async stationOf({ buildingId }: SheetRow): Promise<PrintedPlate['station']> {
    const routed = this.routing.route({ buildingId });
    if (isRefusal(routed) || routed.stationId === null) return null;
    const station = await this.stations.byId(this.database, routed.stationId);
    return station === undefined ? null : { name: station.name, phone: station.phone };
  }
}
