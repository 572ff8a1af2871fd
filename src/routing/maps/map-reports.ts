import { Injectable } from '@nestjs/common';
import { DraftsStore, FindingsStore, wordsOfFinding, type Severity, type StoredFinding } from '../../areas/areas.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import type { Refusal } from '../../platform/http/refusal.js';
import type { Importer } from './importer.js';
import { MapChecks, type ReportState } from './map-checks.js';

const PAGE = 200;

export interface ReportPage {
  state: ReportState;
  findings: StoredFinding[];
}

/** Reading the report of a map. */
@Injectable()
export class MapReports {
  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsStore,
    private readonly store: FindingsStore,
    private readonly checks: MapChecks,
  ) {}

  check(mapId: string, { prefixes }: Importer): Promise<ReportState | Refusal> {
    if (prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    return this.checks.check(mapId);
  }

  async page(
    mapId: string,
    filter: { severity: Severity | null; limit: number; after: string | null },
    { prefixes }: Importer,
  ): Promise<ReportPage | Refusal> {
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const map = await this.drafts.one(this.database, mapId);
    if (map === undefined) return { refused: 'not-found' };
    return {
      state: await this.checks.stateOf(this.database, map),
      findings: await this.store.page(this.database, mapId, { ...filter, withGeometry: false }),
    };
  }

  /** A FeatureCollection of all findings that have a place, as text in pieces. */
  async features(mapId: string, { prefixes }: Importer, language: Language): Promise<AsyncIterable<string> | Refusal> {
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const map = await this.drafts.one(this.database, mapId);
    return map === undefined ? { refused: 'not-found' } : this.collection(mapId, language);
  }

  private async *collection(mapId: string, language: Language): AsyncGenerator<string> {
    yield '{"type":"FeatureCollection","features":[';
    let after: string | null = null;
    let between = '\n';
    for (;;) {
      const page: StoredFinding[] = await this.store.page(this.database, mapId, {
        ...{ severity: null, withGeometry: true, limit: PAGE, after },
      });
      for (const finding of page) {
        const { id, severity, code, features, areaM2, share, distanceM, geometry } = finding;
        const words = wordsOfFinding(finding, language);
        const properties = { severity, code, words, features, areaM2, share, distanceM };
        yield between + JSON.stringify({ type: 'Feature', id, properties, geometry });
        between = ',\n';
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) break;
    }
    yield '\n]}\n';
  }
}
