import { Injectable } from '@nestjs/common';
import { DraftsStore, ImportsStore, type FoundCount, type MapState } from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Threads } from '../../platform/threads.js';
import type { CheckGiven } from './map-check.thread.js';

const CHECK_THREAD = 'routing/maps/map-check.thread.js';

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
    private readonly drafts: DraftsStore,
    private readonly imports: ImportsStore,
    private readonly clock: Clock,
    private readonly threads: Threads,
  ) {}

  /** Looks through all of a draft, in a thread (map-check.thread.ts); what was found before is forgotten. */
  async check(mapId: string): Promise<ReportState | Refusal> {
    const given: CheckGiven = { url: this.database.url, mapId, today: dayOf(this.clock.now()) };
    const isThere = await this.threads.run<CheckGiven, boolean>(CHECK_THREAD, given);
    const after = isThere ? await this.drafts.one(this.database, mapId) : undefined;
    return after === undefined ? { refused: 'not-found' } : this.stateOf(this.database, after);
  }

  async stateOf(sql: Sql, map: MapState): Promise<ReportState> {
    const files = await this.imports.found(sql, map.id);
    return { isChecked: map.checkedRevision === map.revision, found: [...map.checked, ...files] };
  }
}
