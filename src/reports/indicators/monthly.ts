import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
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
    return this.indicators.at(asked, by, async (moment) => {
      const openingBalance = await this.balances.sums({ ...place, by: 'none' }, by, moment.tx);
      if (isRefusal(openingBalance)) return openingBalance;
      const whole = await this.indicators.reportAt(moment, { ...asked, by: 'none' });
      const stations = await this.series.stationsAt(moment, asked);
      const categories = await this.indicators.reportAt(moment, { ...asked, by: 'category' });
      const arrivals = await this.series.arrivalsAt(moment, asked);
      const [times] = await this.series.timesAt(moment, { ...asked, by: 'none' });
      if (times === undefined) throw new Error('times without groups');
      return {
        month,
        whole: viewOf(whole, language),
        stations: comparedView(stations, language),
        categories: categories.groups
          .sort((a, b) => b.counts.received - a.counts.received)
          .map((group) => groupView(group, language)),
        arrivals,
        times: timesView(times, language),
        helpers: await this.series.helpersAt(moment, asked),
        openingBalance,
        ...moment.completeness,
      };
    });
  }
}
