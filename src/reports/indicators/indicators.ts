import { Injectable } from '@nestjs/common';
import { covers, type Actor } from '../../accounts/actor.js';
import { Areas } from '../../areas/areas.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql, type Tx } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Stations } from '../../stations/stations.js';
import { ReportScope } from '../report-scope.js';
import { FACT_KINDS, type FactKind } from './fact.js';
import { FillingStore, type Completeness } from './filling.store.js';
import { FiguresStore, type FigureGrouping, type FigureQuestion, type FigureRow } from './figures.store.js';
import {
  figureOf,
  formulaCodes,
  formulaOf,
  formulasFrom,
  INDICATORS,
  type Figure,
  type Formulas,
  type Indicator,
} from './indicators.policy.js';
import { IndicatorsStore, type Chosen, type FigureFact, type RowKey } from './indicators.store.js';
import { periodBefore, type Period } from './period.js';
import type { FigureScope } from './scope.sql.js';

export interface Asked extends Period {
  areaId?: string;
  stationId?: string;
  categoryId?: string;
}

/** Where a question looks, as far as the reader may. */
export interface Place {
  scope: FigureScope;
  /** of the area; of the station its community's; of one's own the first */
  path: string;
  /** of one's own all of them */
  paths: string[];
  depth: FigureQuestion['depth'];
}

export interface Group {
  /** '' without grouping; id of station, area or category; a day; a month */
  key: string;
  name: { zh: string; en: string } | null;
  kind: string | null;
  counts: Record<FactKind, number>;
  figures: Record<Indicator, Figure & { before: Figure }>;
}

export interface IndicatorReport extends Completeness {
  period: Period;
  before: Period;
  formulas: Formulas;
  groups: Group[];
}

const LONGEST_DAYS = 3_660;

/** One snapshot of the database, with the place that is read in it, and from which day on it is complete. */
export interface Moment {
  tx: Tx;
  place: Place;
  completeness: Completeness;
}

/** Where no period is asked for: a place is checked with one. */
export const ANY_DAY: Period = { from: '2000-01-01', to: '2000-01-01' };

/** Rates with what they are made of, for any time and any place that the reader may judge. */
@Injectable()
export class Indicators {
  constructor(
    private readonly database: Database,
    private readonly figures: FiguresStore,
    private readonly filling: FillingStore,
    private readonly store: IndicatorsStore,
    private readonly scopes: ReportScope,
    private readonly areas: Areas,
    private readonly stations: Stations,
    private readonly clock: Clock,
  ) {}

  /** All that `read` reads is of one moment, at a place that the reader may judge. */
  at<T>(asked: Asked, by: Actor, read: (moment: Moment) => Promise<T>): Promise<T | Refusal> {
    return this.database.snapshot(async (tx) => {
      const place = await this.place(asked, by, tx);
      return isRefusal(place) ? place : read({ tx, place, completeness: await this.filling.completeness(tx) });
    });
  }

  report(asked: Asked & { by: FigureGrouping }, by: Actor): Promise<IndicatorReport | Refusal> {
    return this.at(asked, by, (moment) => this.reportAt(moment, asked));
  }

  async reportAt({ tx, place, completeness }: Moment, asked: Asked & { by: FigureGrouping }): Promise<IndicatorReport> {
    const formulas = await this.formulasAt(tx, place.path);
    const question = { ...asked, ...place };
    const before = periodBefore(asked);
    const now = await this.figures.sums(tx, question, FACT_KINDS);
    // days and months have no like before them: the whole is compared
    const inTime = asked.by === 'day' || asked.by === 'month';
    const then = inTime ? [] : await this.figures.sums(tx, { ...question, ...before }, FACT_KINDS);
    const [rows, earlier] =
      asked.by === 'area' && place.depth !== 'grid'
        ? [await this.byAreas(tx, now), await this.byAreas(tx, then)]
        : [now, then];
    const keys = asked.by === 'none' ? [''] : [...new Set([...rows, ...earlier].map(({ key }) => key))].sort();
    const [byKey, earlierByKey] = [rows, earlier].map((all) => new Map(all.map((row) => [row.key, row])));
    const names = await this.namesOf(tx, keys, asked.by);
    const groups = keys.map((key): Group => {
      const counts = countsOf(byKey?.get(key));
      const past = countsOf(earlierByKey?.get(key));
      const figures = INDICATORS.map((indicator) => {
        const formula = formulaOf(indicator, formulas[indicator]);
        return [indicator, { ...figureOf(formula, counts), before: figureOf(formula, past) }] as const;
      });
      const named = names.get(key);
      return {
        key,
        name: named === undefined ? null : { zh: named.name, en: named.nameEn ?? named.name },
        kind: named?.kind ?? null,
        counts,
        figures: Object.fromEntries(figures) as Group['figures'],
      };
    });
    return { period: { from: asked.from, to: asked.to }, before, formulas, groups, ...completeness };
  }

  /** The facts that a figure, or a count, is made of; newest first. */
  rows(
    asked: Asked & ({ indicator: Indicator; part: 'numerator' | 'denominator' } | { kinds: FactKind[] }),
    by: Actor,
    after: RowKey | null,
    limit: number,
  ): Promise<({ rows: FigureFact[] } & Completeness) | Refusal> {
    return this.at(asked, by, async ({ tx, place, completeness }) => {
      const kinds = 'kinds' in asked ? asked.kinds : await this.kindsIn(tx, place, asked.indicator, asked.part);
      const { from, to, categoryId } = asked;
      const question = { scope: place.scope, from, to, categoryId, kinds };
      const rows = await this.store.rows(tx, question, { actor: by, now: this.clock.now() }, after, limit);
      return { rows, ...completeness };
    });
  }

  /** What is used at a place, and where it was chosen. */
  formulas(areaId: string | undefined, by: Actor): Promise<{ formulas: Formulas; chosen: Chosen[] } | Refusal> {
    return this.database.snapshot(async (tx) => {
      const place = await this.place({ areaId, ...ANY_DAY }, by, tx);
      if (isRefusal(place)) return place;
      const chosen = await this.store.chosen(tx, place.path);
      return { formulas: formulasFrom(chosen), chosen };
    });
  }

  /** For an area and all below it that has not chosen itself; null: as above it again. By its administrators. */
  async choose(
    areaId: string,
    indicator: Indicator,
    formula: string | null,
    by: Actor,
  ): Promise<{ formulas: Formulas; chosen: Chosen[] } | Refusal> {
    const area = await this.areas.byId(this.database, areaId);
    if (area === undefined || !covers(by, area.path, 'operator', 'leader', 'administrator')) {
      return { refused: 'not-found', field: 'areaId' };
    }
    if (!covers(by, area.path, 'administrator')) return { refused: 'administrators-only' };
    if (formula !== null && !formulaCodes(indicator).includes(formula)) {
      return { refused: 'formula-not-known', field: 'formula', args: { formulas: formulaCodes(indicator).join(', ') } };
    }
    await this.database.transaction(
      (tx) => this.store.choose(tx, { areaId, indicator, formula, by: by.accountId, at: this.clock.now() }),
      by.request,
    );
    return this.formulas(areaId, by);
  }

  /** Checks the period, and who may read it. */
  async place(asked: Asked, by: Actor, sql: Sql): Promise<Place | Refusal> {
    const { areaId, stationId, from, to } = asked;
    if (from > to) return { refused: 'period-backwards', field: 'to' };
    if ((Date.parse(to) - Date.parse(from)) / 86_400_000 > LONGEST_DAYS) {
      return { refused: 'period-too-long', field: 'to' };
    }
    const scope = await this.scopes.of(sql, { areaId, stationId }, by);
    if (isRefusal(scope)) return scope;
    const station = stationId === undefined ? undefined : await this.stations.byId(sql, stationId);
    const area = areaId === undefined ? undefined : await this.areas.byId(sql, areaId);
    if (area?.kind === 'grid') {
      const { stationIds } = scope;
      return { scope: { gridId: area.id, stationIds }, path: area.path, paths: [area.path], depth: 'grid' };
    }
    const own = scope.areaPaths?.[0];
    const paths = scope.areaPaths ?? (station === undefined ? await this.stationPaths(sql, scope) : [station.areaPath]);
    const [path = ''] = paths;
    // what lies below a community is told by the grids of its tickets
    const below = station !== undefined || own === undefined || area?.kind === 'community' ? 'grid' : depthOf(own) + 1;
    return { scope, path, paths, depth: below };
  }

  private async formulasAt(sql: Sql, path: string): Promise<Formulas> {
    return formulasFrom(await this.store.chosen(sql, path));
  }

  private async kindsIn(sql: Sql, place: Place, indicator: Indicator, part: 'numerator' | 'denominator') {
    const formulas = await this.formulasAt(sql, place.path);
    return formulaOf(indicator, formulas[indicator])[part];
  }

  private async stationPaths(sql: Sql, { stationIds = [] }: FigureScope): Promise<string[]> {
    const paths: string[] = [];
    for (const id of stationIds) {
      const path = (await this.stations.byId(sql, id))?.areaPath;
      if (path !== undefined && !paths.includes(path)) paths.push(path);
    }
    return paths;
  }

  /** By the ids of the areas whose paths they have come by. */
  private async byAreas(sql: Sql, rows: FigureRow[]): Promise<FigureRow[]> {
    const path = ({ key }: FigureRow) => (key.endsWith('.') ? key : `${key}.`);
    const areas = await this.store.areasByPaths(sql, rows.map(path));
    const ids = new Map(areas.map((area) => [area.path, area.id]));
    return rows.map((row) => ({ ...row, key: ids.get(path(row)) ?? path(row) }));
  }

  private async namesOf(sql: Sql, keys: string[], by: FigureGrouping) {
    if (by === 'none' || by === 'day' || by === 'month') return new Map<string, never>();
    const ids = keys.filter((key) => !key.includes('.'));
    return new Map((await this.store.names(sql, ids)).map((named) => [named.id, named]));
  }
}

function depthOf(path: string): number {
  return path.split('.').length - 1;
}

const NOTHING = Object.freeze(Object.fromEntries(FACT_KINDS.map((kind) => [kind, 0]))) as Readonly<
  Record<FactKind, number>
>;

export function countsOf(row: FigureRow | undefined): Record<FactKind, number> {
  if (row === undefined) return NOTHING;
  const counts: Record<FactKind, number> = { ...NOTHING };
  for (const kind of FACT_KINDS) counts[kind] = row[kind] ?? 0;
  return counts;
}
