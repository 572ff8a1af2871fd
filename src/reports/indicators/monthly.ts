import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { OpeningBalances } from '../opening-balances.js';
import { Indicators } from './indicators.js';
import { groupView, viewOf } from './indicators.views.js';
import { monthOf } from './period.js';
import type { MonthlyView } from './series.dto.js';
import { Series } from './series.js';
import { comparedView, timesView } from './series.views.js';

/** All that the printed report of a month tells, of an area or a station; its figures are of one moment, and agree with one another. */
@Injectable()
export class Monthly {
  constructor(
    private readonly database: Database,
    private readonly indicators: Indicators,
    private readonly series: Series,
    private readonly balances: OpeningBalances,
  ) {}

  report(
    { month, ...place }: { month: string; areaId?: string; stationId?: string },
    by: Actor,
    language: Language,
  ): Promise<MonthlyView | Refusal> {
    const asked = { ...place, ...monthOf(month) };
    return this.database.snapshot(async (tx) => {
      const whole = await this.indicators.report({ ...asked, by: 'none' }, by, tx);
      if (isRefusal(whole)) return whole;
      const stations = await this.series.stations(asked, by, tx);
      if (isRefusal(stations)) return stations;
      const categories = await this.indicators.report({ ...asked, by: 'category' }, by, tx);
      if (isRefusal(categories)) return categories;
      const arrivals = await this.series.arrivals(asked, by, tx);
      if (isRefusal(arrivals)) return arrivals;
      const times = await this.series.times({ ...asked, by: 'none' }, by, tx);
      if (isRefusal(times)) return times;
      const helpers = await this.series.helpers(asked, by, tx);
      if (isRefusal(helpers)) return helpers;
      const openingBalance = await this.balances.sums({ ...place, by: 'none' }, by, tx);
      if (isRefusal(openingBalance)) return openingBalance;
      const [all] = times.groups;
      if (all === undefined) throw new Error('times without groups');
      return {
        month,
        whole: viewOf(whole, language),
        stations: comparedView(stations, language),
        categories: categories.groups
          .sort((a, b) => b.counts.received - a.counts.received)
          .map((group) => groupView(group, language)),
        arrivals,
        times: timesView(all, language),
        helpers: helpers.professions,
        openingBalance,
        filling: whole.filling,
        completeFrom: whole.completeFrom,
      };
    });
  }
}
