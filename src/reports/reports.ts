import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { Database } from '../platform/database/database.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { Counts, type CountsFilter, type CountsReport } from '../stations/counts.js';
import { ReportScope } from './report-scope.js';

export { OpeningBalances, type BalanceRow } from './opening-balances.js';

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
    private readonly scope: ReportScope,
  ) {}

  /** Of an area that the actor has a role over, or of a station that they lead. */
  async countsFor(question: CountsQuestion, by: Actor): Promise<CountsReport[] | Refusal> {
    const { areaId, stationId, ...filter } = question;
    if (filter.from > filter.to) return { refused: 'period-backwards', field: 'to' };
    const scope = await this.scope.of(this.database, { areaId, stationId }, by);
    return isRefusal(scope) ? scope : this.counts.report(this.database, { ...filter, ...scope });
  }
}
