import { Injectable } from '@nestjs/common';
import {
  DraftsStore,
  ImportsStore,
  PublicationsStore,
  type MapImport,
  type MapState,
  type Publication,
} from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, making, type RequestKey, type Sql } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import { CoverageStore } from '../../stations/stations.js';
import type { Importer } from './importer.js';
import { MapChecks, type ReportState } from './map-checks.js';
import { MapScope } from './map-scope.js';
import { MapImports } from './map-imports.js';

export interface DraftGiven {
  name: string;
  /** YYYY-MM-DD; today unless told */
  validFrom?: string;
  source: string;
}

export type MapDetail = MapState & { report: ReportState; publication: Publication | null };

/** Maps before they are published. */
@Injectable()
export class Drafts {
  constructor(
    private readonly database: Database,
    private readonly store: DraftsStore,
    private readonly importsStore: ImportsStore,
    private readonly imports: MapImports,
    private readonly publications: PublicationsStore,
    private readonly checks: MapChecks,
    private readonly coverage: CoverageStore,
    private readonly scope: MapScope,
    private readonly clock: Clock,
  ) {}

  /** As the published map is now. */
  begin({ name, validFrom, source }: DraftGiven, by: Importer, request?: RequestKey): Promise<MapDetail | Refusal> {
    if (by.prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    const id = newId();
    const map = { id, name, source, validFrom: validFrom ?? dayOf(this.clock.now()) };
    return this.database.transaction(
      async (tx) => {
        const base = await this.store.create(tx, map, by.accountId);
        if (base !== null) {
          await this.store.copyBoundaries(tx, base, id);
          await this.coverage.copy(tx, base, id);
        }
        return (await this.detail(tx, id)) ?? { refused: 'not-found' };
      },
      making(request, id),
    );
  }

  async one(mapId: string, by: Importer): Promise<MapDetail | Refusal> {
    if (by.prefixes.length === 0) return { refused: 'administrators-only' };
    return (await this.detail(this.database, mapId)) ?? { refused: 'not-found' };
  }

  /** With all that was imported into it. */
  discard(mapId: string, by: Importer): Promise<Refusal | undefined> {
    if (by.prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    return this.database.transaction(async (tx) => {
      const fault = await this.imports.begin(tx, mapId);
      if (fault !== undefined) return fault;
      if (await this.scope.isOutside(tx, mapId, by)) return { refused: 'outside-your-areas' };
      await this.coverage.discard(tx, mapId);
      await this.store.discard(tx, mapId);
      return undefined;
    });
  }

  /** Newest first; `before` is the id of the last one of the page before. */
  async importsOf(
    mapId: string,
    limit: number,
    before: string | null,
    { prefixes }: Importer,
  ): Promise<MapImport[] | Refusal> {
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    return this.importsStore.page(this.database, mapId, limit, before);
  }

  async importOf(mapId: string, importId: string, { prefixes }: Importer): Promise<MapImport | Refusal> {
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    return (await this.importsStore.one(this.database, mapId, importId)) ?? { refused: 'not-found' };
  }

  /** A file that was refused blocks no more, as if it had never come. */
  forget(mapId: string, importId: string, by: Importer): Promise<Refusal | undefined> {
    if (by.prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    return this.database.transaction(async (tx) =>
      (await this.importsStore.forget(tx, mapId, importId)) ? undefined : { refused: 'not-found' },
    );
  }

  private async detail(sql: Sql, mapId: string): Promise<MapDetail | undefined> {
    const map = await this.store.one(sql, mapId);
    if (map === undefined) return undefined;
    const publication = (await this.publications.active(sql, mapId)) ?? null;
    return { ...map, report: await this.checks.stateOf(sql, map), publication };
  }
}
