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

/** All that the printed report of a month tells, of an area or a station. */
@Injectable()
export class Monthly {
  constructor(
    private readonly indicators: Indicators,
    private readonly series: Series,
    private readonly balances: OpeningBalances,
  ) {}

  async report(
    { month, ...place }: { month: string; areaId?: string; stationId?: string },
    by: Actor,
    language: Language,
  ): Promise<MonthlyView | Refusal> {
    const asked = { ...place, ...monthOf(month) };
    const whole = await this.indicators.report({ ...asked, by: 'none' }, by);
    if (isRefusal(whole)) return whole;
    const stations = await this.series.stations(asked, by);
    if (isRefusal(stations)) return stations;
    const categories = await this.indicators.report({ ...asked, by: 'category' }, by);
    if (isRefusal(categories)) return categories;
    const arrivals = await this.series.arrivals(asked, by);
    if (isRefusal(arrivals)) return arrivals;
    const times = await this.series.times({ ...asked, by: 'none' }, by);
    if (isRefusal(times)) return times;
    const helpers = await this.series.helpers(asked, by);
    if (isRefusal(helpers)) return helpers;
    const openingBalance = await this.balances.sums({ ...place, by: 'none' }, by);
    if (isRefusal(openingBalance)) return openingBalance;
    const [all] = times;
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
      helpers,
      openingBalance,
    };
  }
}
