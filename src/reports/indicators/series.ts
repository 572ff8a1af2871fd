import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { quantile, secondsOf } from '../../stations/counts.js';
import { FiguresStore } from './figures.store.js';
import { Indicators, type Asked, type Group } from './indicators.js';
import { INDICATORS, type Formulas, type Indicator } from './indicators.policy.js';
import { IndicatorsStore } from './indicators.store.js';
import type { Period } from './period.js';
import { SeriesStore, type HelpersRow, type NowRow } from './series.store.js';
import { barsOf, spreadOf, type Spread } from './spread.policy.js';

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

export interface StationsReport {
  period: Period;
  before: Period;
  formulas: Formulas;
  stations: StationLine[];
  spread: Record<Indicator | 'perHelper' | 'acceptSeconds' | 'resolveSeconds', Spread>;
}

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
  async arrivals(
    asked: Asked,
    by: Actor,
  ): Promise<{ byHour: number[]; byDay: { day: string; received: number }[] } | Refusal> {
    const place = await this.indicators.place(asked, by);
    if (isRefusal(place)) return place;
    const question = { ...asked, ...place };
    const days = await this.figures.sums(this.database, { ...question, by: 'day' }, ['received']);
    return {
      byHour: await this.figures.hours(this.database, question),
      byDay: days.map(({ key, received = 0 }) => ({ day: key, received })).filter(({ received }) => received > 0),
    };
  }

  async times(asked: Asked & { by: 'none' | 'station' | 'category' }, by: Actor): Promise<TimesGroup[] | Refusal> {
    const place = await this.indicators.place(asked, by);
    if (isRefusal(place)) return place;
    const rows = await this.figures.times(this.database, { ...asked, ...place });
    const byKey = new Map<string, typeof rows>();
    for (const row of rows) {
      const own = byKey.get(row.key);
      if (own === undefined) byKey.set(row.key, [row]);
      else own.push(row);
    }
    const keys = asked.by === 'none' ? [''] : [...byKey.keys()];
    const named = new Map(
      (asked.by === 'none' ? [] : await this.names.names(this.database, keys)).map((row) => [row.id, row]),
    );
    return keys.map((key) => {
      const of = (measure: string) => timesOf((byKey.get(key) ?? []).filter((row) => row.measure === measure));
      const name = named.get(key);
      return {
        key,
        name: name === undefined ? null : { zh: name.name, en: name.nameEn ?? name.name },
        accept: of('accept'),
        resolve: of('resolve'),
      };
    });
  }

  /** Stations side by side, in the order of their names and not of their figures, and how far they lie apart. */
  async stations(asked: Asked, by: Actor): Promise<StationsReport | Refusal> {
    const report = await this.indicators.report({ ...asked, by: 'station' }, by);
    if (isRefusal(report)) return report;
    const times = await this.times({ ...asked, by: 'station' }, by);
    if (isRefusal(times)) return times;
    const ids = report.groups.filter(({ kind }) => kind === 'station').map(({ key }) => key);
    const helpers = new Map(
      (await this.store.helpersOfStations(this.database, ids, asked.to)).map((row) => [row.stationId, row.helpers]),
    );
    const stations = report.groups
      .filter(({ kind }) => kind === 'station')
      .map((group): StationLine => {
        const own = times.find(({ key }) => key === group.key);
        const people = helpers.get(group.key) ?? 0;
        const load = group.counts.received + group.counts.transferred_in;
        return {
          ...group,
          helpers: people,
          perHelper: people === 0 ? null : load / people,
          acceptSeconds: own?.accept.p50 ?? null,
          resolveSeconds: own?.resolve.p50 ?? null,
        };
      })
      .sort((a, b) => (a.name?.zh ?? '').localeCompare(b.name?.zh ?? '', 'zh'));
    const spread = (value: (line: StationLine) => number | null) =>
      spreadOf(stations.map(value).filter((each) => each !== null));
    const of = INDICATORS.map((indicator) => [indicator, spread(({ figures }) => figures[indicator].value)] as const);
    const { period, before, formulas } = report;
    return {
      period,
      before,
      formulas,
      stations,
      spread: {
        ...(Object.fromEntries(of) as Record<Indicator, Spread>),
        perHelper: spread((line) => line.perHelper),
        acceptSeconds: spread((line) => line.acceptSeconds),
        resolveSeconds: spread((line) => line.resolveSeconds),
      },
    };
  }

  /** How it stands; `revision` moves with every event, so whoever has it asks for no more until it does. */
  async now(
    place: { areaId?: string; stationId?: string },
    by: Actor,
  ): Promise<{ at: Date; revision: string; rows: NowRow[] } | Refusal> {
    const day = '2000-01-01';
    const found = await this.indicators.place({ ...place, from: day, to: day }, by);
    if (isRefusal(found)) return found;
    const at = this.clock.now();
    // read before the rows: at worst they are asked for once too often
    const revision = await this.store.revision(this.database);
    return { at, revision, rows: await this.store.now(this.database, found.scope, at) };
  }

  async helpers(asked: Asked, by: Actor): Promise<HelpersRow[] | Refusal> {
    const place = await this.indicators.place(asked, by);
    if (isRefusal(place)) return place;
    return this.store.helpers(this.database, place.scope, asked);
  }
}

function timesOf(buckets: { bucket: number; n: number }[]): TimesOf {
  return {
    n: buckets.reduce((sum, { n }) => sum + n, 0),
    p50: quantile(buckets, 0.5),
    p90: quantile(buckets, 0.9),
    bars: barsOf(buckets.map(({ bucket, n }) => ({ seconds: secondsOf(bucket), n }))),
  };
}
