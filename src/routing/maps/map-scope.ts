import { Injectable } from '@nestjs/common';
import { Areas, DraftsStore } from '../../areas/areas.js';
import type { Sql } from '../../platform/database/database.js';
import { CoverageStore } from '../../stations/stations.js';
import { isOverAll, type Importer } from './importer.js';

/** What a map would change, and whether somebody administers all of that. */
@Injectable()
export class MapScope {
  constructor(
    private readonly areas: Areas,
    private readonly drafts: DraftsStore,
    private readonly coverage: CoverageStore,
  ) {}

  /** Is there something in which the map differs from the published one, and over which they are not? */
  async isOutside(sql: Sql, mapId: string, by: Importer): Promise<boolean> {
    const { prefixes } = by;
    const current = (await this.areas.publishedMap(sql))?.id ?? null;
    const roots = [
      ...(await this.drafts.roots(sql, mapId)),
      ...(current === null ? [] : await this.drafts.roots(sql, current)),
    ];
    // who is over all of both need not be asked what differs
    if (isOverAll(roots, by)) return false;
    return (
      (await this.drafts.differsOutside(sql, mapId, current, prefixes)) ||
      (await this.coverage.differsOutside(sql, mapId, current, prefixes))
    );
  }
}
