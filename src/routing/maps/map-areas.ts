import { Injectable } from '@nestjs/common';
import { Areas, DraftsStore, MapContents } from '../../areas/areas.js';
import { Database } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Stations } from '../../stations/stations.js';
import type { Importer } from './importer.js';

/** Boundaries of one read: half a megabyte where each has a hundred corners. */
const PAGE = 200;

/** The areas of a map as a file that can be imported again: what is drawn on begins with it. */
@Injectable()
export class MapAreas {
  constructor(
    private readonly database: Database,
    private readonly areas: Areas,
    private readonly drafts: DraftsStore,
    private readonly contents: MapContents,
    private readonly stations: Stations,
  ) {}

  /** A FeatureCollection, as text in pieces: properties code, name, level, parent, station; geometry null where none is drawn. */
  async features(
    mapId: string,
    areaId: string | undefined,
    { prefixes }: Importer,
  ): Promise<AsyncIterable<string> | Refusal> {
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    if ((await this.drafts.one(this.database, mapId)) === undefined) return { refused: 'not-found' };
    const area = areaId === undefined ? undefined : await this.areas.byId(this.database, areaId);
    if (areaId !== undefined && area === undefined) return { refused: 'unknown-area', field: 'areaId' };
    return this.collection(mapId, area?.path ?? '');
  }

  private async *collection(mapId: string, within: string): AsyncGenerator<string> {
    const codes = new Map((await this.stations.placedStations(this.database)).map(({ id, code }) => [id, code]));
    const coverage = await this.stations.coverage(this.database, mapId);
    const stationOf = new Map(coverage.map(({ gridId, stationId }) => [gridId, codes.get(stationId) ?? null]));
    yield '{"type":"FeatureCollection","features":[';
    let between = '\n';
    for (let after = ''; ;) {
      const page = await this.contents.drawn(this.database, mapId, { within, after, limit: PAGE });
      for (const { id, code, kind, name, parent, boundary } of page) {
        const station = kind === 'grid' ? { station: stationOf.get(id) ?? null } : {};
        const properties = { code, name, level: kind, parent, ...station };
        const geometry = boundary === null ? null : { type: 'MultiPolygon', coordinates: boundary };
        yield between + JSON.stringify({ type: 'Feature', properties, geometry });
        between = ',\n';
      }
      after = page.at(-1)?.path ?? '';
      if (page.length < PAGE) break;
    }
    yield '\n]}\n';
  }
}
