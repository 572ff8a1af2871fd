import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { quantile, secondsOf } from '../../stations/counts.js';
import { FiguresStore, type TimesRow } from './figures.store.js';
import type { Completeness } from './filling.store.js';
import type { BucketCount } from './histogram.js';
import { ANY_DAY, Indicators, type Asked, type Group, type IndicatorReport, type Moment } from './indicators.js';
import { INDICATORS, type Formulas, type Indicator } from './indicators.policy.js';
import { IndicatorsStore } from './indicators.store.js';
import type { Period } from './period.js';
import { SeriesStore, type HelpersRow, type NowRow } from './series.store.js';
import { barsOf, spreadOf, type Spread } from './spread.policy.js';

export interface Arrivals extends Completeness {
  byHour: number[];
  byDay: { day: string; received: number }[];
}

export interface TimesOf {
  n: number;
  /** seconds, within 5 % */
  p50: number | null;
  p90: number | null;
  bars: { upTo: number | null; n: number }[];
}

export interface TimesGroup {
  key: string;
  name: { zh: string; en: string } | null;
  accept: TimesOf;
  resolve: TimesOf;
}

export interface StationLine extends Group {
  helpers: number;
  /** tickets received or taken over in the period for each helper of the station; null without helpers */
  perHelper: number | null;
  acceptSeconds: number | null;
  resolveSeconds: number | null;
}

export interface StationsReport extends Completeness {
  period: Period;
  before: Period;
  formulas: Formulas;
  stations: StationLine[];
  spread: Record<Indicator | 'perHelper' | 'acceptSeconds' | 'resolveSeconds', Spread>;
}

// one for all: made anew for each pair of names it takes most of the answer's time
const BY_NAME = new Intl.Collator('zh');

/** Figures over time, over stations and over people. */
@Injectable()
export class Series {
  constructor(
    private readonly database: Database,
    private readonly figures: FiguresStore,
    private readonly store: SeriesStore,
    private readonly names: IndicatorsStore,
    private readonly indicators: Indicators,
    private readonly clock: Clock,
  ) {}

  /** Arrivals: 24 numbers by the hour of the local day, and each day that had any. */
  arrivals(asked: Asked, by: Actor): Promise<Arrivals | Refusal> {
    return this.indicators.at(asked, by, (moment) => this.arrivalsAt(moment, asked));
  }

  async arrivalsAt({ tx, place, completeness }: Moment, asked: Asked): Promise<Arrivals> {
    const question = { ...asked, ...place };
    const days = await this.figures.sums(tx, { ...question, by: 'day' }, ['received']);
    return {
      byHour: await this.figures.hours(tx, question),
      byDay: days.map(({ key, received = 0 }) => ({ day: key, received })).filter(({ received }) => received > 0),
      ...completeness,
    };
  }

  times(
    asked: Asked & { by: 'none' | 'station' | 'category' },
    by: Actor,
  ): Promise<({ groups: TimesGroup[] } & Completeness) | Refusal> {
    return this.indicators.at(asked, by, async (moment) => ({
      groups: await this.timesAt(moment, asked),
      ...moment.completeness,
    }));
  }

  async timesAt({ tx, place }: Moment, asked: Asked & { by: 'none' | 'station' | 'category' }): Promise<TimesGroup[]> {
    const rows = await this.figures.times(tx, { ...asked, ...place });
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const keys = asked.by === 'none' ? [''] : [...byKey.keys()];
    const named = new Map((asked.by === 'none' ? [] : await this.names.names(tx, keys)).map((row) => [row.id, row]));
    return keys.map((key) => {
      const own = byKey.get(key);
      const name = named.get(key);
      return {
        key,
        name: name === undefined ? null : { zh: name.name, en: name.nameEn ?? name.name },
        accept: timesOf(own?.accept ?? []),
        resolve: timesOf(own?.resolve ?? []),
      };
    });
  }

  /** Stations side by side, in the order of their names and not of their figures, and how far they lie apart. */
  stations(asked: Asked, by: Actor): Promise<StationsReport | Refusal> {
    return this.indicators.at(asked, by, (moment) => this.stationsAt(moment, asked));
  }

  async stationsAt(moment: Moment, asked: Asked): Promise<StationsReport> {
    const { tx, place } = moment;
    const report = await this.indicators.reportAt(moment, { ...asked, by: 'station' });
    const times = await this.figures.times(tx, { ...asked, ...place, by: 'station' });
    const ids = report.groups.filter(({ kind }) => kind === 'station').map(({ key }) => key);
    return compared(report, times, await this.store.helpersOfStations(tx, ids, asked.to));
  }

  /** How it stands; `revision` moves with every event, so whoever has it asks for no more until it does. */
  now(
    place: { areaId?: string; stationId?: string },
    by: Actor,
  ): Promise<{ at: Date; revision: string; rows: NowRow[] } | Refusal> {
    return this.database.snapshot(async (tx) => {
      const found = await this.indicators.place({ ...place, ...ANY_DAY }, by, tx);
      if (isRefusal(found)) return found;
      const at = this.clock.now();
      const revision = await this.store.revision(tx);
      return { at, revision, rows: await this.store.now(tx, found.scope, at) };
    });
  }

  helpers(asked: Asked, by: Actor): Promise<({ professions: HelpersRow[] } & Completeness) | Refusal> {
    return this.indicators.at(asked, by, async (moment) => ({
      professions: await this.helpersAt(moment, asked),
      ...moment.completeness,
    }));
  }

  helpersAt({ tx, place }: Moment, asked: Asked): Promise<HelpersRow[]> {
    return this.store.helpers(tx, place.scope, asked);
  }
}

function compared(
  report: IndicatorReport,
  times: TimesRow[],
  members: { stationId: string; helpers: number }[],
): StationsReport {
  const timesByKey = new Map(times.map((row) => [row.key, row]));
  const helpers = new Map(members.map((row) => [row.stationId, row.helpers]));
  const stations = report.groups
    .filter(({ kind }) => kind === 'station')
    .map((group): StationLine => {
      const own = timesByKey.get(group.key);
      const people = helpers.get(group.key) ?? 0;
      const load = group.counts.received + group.counts.transferred_in;
      return {
        ...group,
        helpers: people,
        perHelper: people === 0 ? null : load / people,
        acceptSeconds: quantile(own?.accept ?? [], 0.5),
        resolveSeconds: quantile(own?.resolve ?? [], 0.5),
      };
    })
    .sort((a, b) => BY_NAME.compare(a.name?.zh ?? '', b.name?.zh ?? ''));
  const spread = (value: (line: StationLine) => number | null) =>
    spreadOf(stations.map(value).filter((each) => each !== null));
  const of = INDICATORS.map((indicator) => [indicator, spread(({ figures }) => figures[indicator].value)] as const);
  const { period, before, formulas, filling, completeFrom } = report;
  return {
    period,
    before,
    formulas,
    filling,
    completeFrom,
    stations,
    spread: {
      ...(Object.fromEntries(of) as Record<Indicator, Spread>),
      perHelper: spread((line) => line.perHelper),
      acceptSeconds: spread((line) => line.acceptSeconds),
      resolveSeconds: spread((line) => line.resolveSeconds),
    },
  };
}

function timesOf(buckets: BucketCount[]): TimesOf {
  return {
    n: buckets.reduce((sum, { n }) => sum + n, 0),
    p50: quantile(buckets, 0.5),
    p90: quantile(buckets, 0.9),
    bars: barsOf(buckets.map(({ bucket, n }) => ({ seconds: secondsOf(bucket), n }))),
  };
}
