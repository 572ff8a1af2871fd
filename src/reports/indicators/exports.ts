import { Injectable } from '@nestjs/common';
import { covers, pathsOf, type Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import type { Cell, TableFormat } from '../../platform/table-file.js';
import { FACT_KINDS, type FactKind } from './fact.js';
import { factWords } from './facts.words.js';
import type { FigureGrouping } from './figures.store.js';
import { Indicators, type Asked, type Place } from './indicators.js';
import type { Completeness } from './filling.store.js';
import { INDICATORS, type Indicator } from './indicators.policy.js';
import type { FigureFact, RowKey } from './indicators.store.js';
import { completenessWords, formulaWords, indicatorWords } from './indicators.words.js';
import { Series } from './series.js';
import type { Signal } from './signals.policy.js';
import { Signals } from './signals.js';
import type { SignalRow } from './signals.store.js';
import { signalName } from './signals.words.js';

export const EXPORTED = [
  'indicators',
  'counts',
  'rows',
  'stations',
  'spread',
  'arrivals',
  'arrivals_by_hour',
  'times',
  'helpers',
  'now',
  'signals',
] as const;
export type Exported = (typeof EXPORTED)[number];

export interface ExportAsked extends Asked {
  report: Exported;
  format: TableFormat;
  by?: FigureGrouping;
  indicator?: Indicator;
  part?: 'numerator' | 'denominator';
  kind?: FactKind;
  signal?: Signal;
}

export interface ExportLine {
  id: string;
  at: Date;
  accountId: string;
  name: string | null;
  report: Exported;
  format: TableFormat;
  stationId: string | null;
  /** of each place, one or several of one's own; null: an area that is no more */
  areaNames: (string | null)[];
  from: string;
  to: string;
}

/** Rows of a table are read as many at a time while the file is written. */
const PAGE = 500;
const HEADS: Record<string, Record<Language, string>> = {
  group: { zh: '分组', en: 'group' },
  indicator: { zh: '指标', en: 'indicator' },
  formula: { zh: '算法', en: 'formula' },
  numerator: { zh: '分子', en: 'numerator' },
  denominator: { zh: '分母', en: 'denominator' },
  value: { zh: '值', en: 'value' },
  before: { zh: '上期值', en: 'value of the period before' },
  reference: { zh: '编号', en: 'reference' },
  what: { zh: '计数', en: 'counted as' },
  day: { zh: '日期', en: 'day' },
  happenedAt: { zh: '时间', en: 'time' },
  seconds: { zh: '用时（秒）', en: 'seconds' },
  holder: { zh: '算在谁名下', en: 'counted for' },
  area: { zh: '网格', en: 'grid' },
  category: { zh: '类别', en: 'category' },
  station: { zh: '帮办站', en: 'station' },
  helpers: { zh: '帮办员', en: 'helpers' },
  perHelper: { zh: '人均件数', en: 'tickets a helper' },
  acceptSeconds: { zh: '接单用时中位数（秒）', en: 'median seconds to accept' },
  resolveSeconds: { zh: '办结用时中位数（秒）', en: 'median seconds to resolve' },
  received: { zh: '受理', en: 'received' },
  hour: { zh: '钟点', en: 'hour' },
  figure: { zh: '数字', en: 'figure' },
  stations: { zh: '站数', en: 'stations' },
  min: { zh: '最低', en: 'lowest' },
  q1: { zh: '四分之一', en: 'lower quartile' },
  median: { zh: '中位数', en: 'median' },
  q3: { zh: '四分之三', en: 'upper quartile' },
  max: { zh: '最高', en: 'highest' },
  measure: { zh: '用时', en: 'time' },
  n: { zh: '件数', en: 'tickets' },
  p50: { zh: '中位数（秒）', en: 'median seconds' },
  p90: { zh: '九成以内（秒）', en: '90th percentile, seconds' },
  profession: { zh: '职业', en: 'profession' },
  active: { zh: '出过力的', en: 'active' },
  jobs: { zh: '参与件数', en: 'jobs' },
  hours: { zh: '小时', en: 'hours' },
  open: { zh: '未办结', en: 'open' },
  overdue: { zh: '超期', en: 'overdue' },
  onHold: { zh: '挂账', en: 'on hold' },
  signal: { zh: '异常提示', en: 'signal' },
  answer: { zh: '站长答复', en: "the head's answer" },
};
const WHOLE: Record<Language, string> = { zh: '合计', en: 'all' };

/** Tables as files: the same figures and rows, by the same rights, with a line in the log of who took them. */
@Injectable()
export class Exports {
  constructor(
    private readonly database: Database,
    private readonly indicators: Indicators,
    private readonly series: Series,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {}

  /** The header first, then its rows as they are read. Logged before the first one. */
  async table(asked: ExportAsked, by: Actor, language: Language): Promise<AsyncIterable<Cell[]> | Refusal> {
    const mayExport =
      pathsOf(by, 'leader', 'administrator').length > 0 || by.stationRoles.some(({ role }) => role === 'head');
    if (!mayExport) return { refused: 'export-not-yours' };
    const place = await this.indicators.place(asked, by, this.database);
    if (isRefusal(place)) return place;
    if (!mayTakeAway(place, by)) return { refused: 'export-not-yours' };
    const rows = await this.rowsOf(asked, by, language);
    if (isRefusal(rows)) return rows;
    await this.database.run(
      `INSERT INTO report_exports (id, at, account_id, report, format, area_path, area_paths, station_id, from_day, to_day)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        this.clock.now(),
        by.accountId,
        asked.report,
        asked.format,
        place.path,
        place.paths,
        asked.stationId ?? null,
        asked.from,
        asked.to,
      ],
    );
    return rows;
  }

  /** Who took what, newest first; for administrators, of the places that they administer. */
  async log(by: Actor, after: string | null, limit: number): Promise<ExportLine[] | Refusal> {
    const paths = pathsOf(by, 'administrator');
    if (paths.length === 0) return { refused: 'administrators-only' };
    return logged(this.database, paths, after, limit);
  }

  private async rowsOf(asked: ExportAsked, by: Actor, language: Language): Promise<AsyncIterable<Cell[]> | Refusal> {
    const head = (...names: (keyof typeof HEADS)[]) => names.map((name) => HEADS[name]?.[language] ?? name);
    // what may be short is said above the table
    const note = (found: Completeness, from = asked.from): Cell[][] => {
      const words = completenessWords(found, from, language);
      return words === null ? [] : [[words]];
    };
    const { report, by: grouping = 'none' } = asked;
    switch (report) {
      case 'indicators': {
        const found = await this.indicators.report({ ...asked, by: grouping }, by);
        if (isRefusal(found)) return found;
        return all(
          note(found, found.before.from),
          head('group', 'indicator', 'formula', 'numerator', 'denominator', 'value', 'before'),
          found.groups.flatMap(({ key, name, figures }) =>
            INDICATORS.map((indicator): Cell[] => {
              const { numerator, denominator, value, before } = figures[indicator];
              const words = formulaWords(indicator, found.formulas[indicator], language);
              const group = groupOf(key, name, language);
              return [group, indicatorWords(indicator, language), words, numerator, denominator, value, before.value];
            }),
          ),
        );
      }
      case 'counts': {
        const found = await this.indicators.report({ ...asked, by: grouping }, by);
        if (isRefusal(found)) return found;
        return all(
          note(found),
          [...head('group'), ...FACT_KINDS.map((kind) => factWords(kind, language))],
          found.groups.map(({ key, name, counts }) => [
            groupOf(key, name, language),
            ...FACT_KINDS.map((kind) => counts[kind]),
          ]),
        );
      }
      case 'rows': {
        const { indicator, part = 'numerator', kind } = asked;
        if ((indicator === undefined) === (kind === undefined)) return { refused: 'which-figure', field: 'indicator' };
        const which = indicator === undefined ? { kinds: kind === undefined ? [] : [kind] } : { indicator, part };
        const page = (after: RowKey | null) => this.indicators.rows({ ...asked, ...which }, by, after, PAGE);
        return paged(
          note,
          head('day', 'happenedAt', 'reference', 'what', 'holder', 'area', 'category', 'seconds'),
          page,
          (row: FigureFact) => [
            row.day,
            row.ticket?.happenedAt.toISOString() ?? null,
            row.ticket?.reference ?? null,
            factWords(row.kind, language),
            row.holderName,
            row.ticket?.areaName ?? null,
            (language === 'zh' ? row.ticket?.categoryName : row.ticket?.categoryNameEn) ?? null,
            row.ticket?.seconds ?? null,
          ],
        );
      }
      case 'stations': {
        const found = await this.series.stations(asked, by);
        if (isRefusal(found)) return found;
        return all(
          note(found),
          [
            ...head('station', 'received', 'helpers', 'perHelper', 'acceptSeconds', 'resolveSeconds'),
            ...INDICATORS.map((indicator) => indicatorWords(indicator, language)),
          ],
          found.stations.map((line) => [
            groupOf(line.key, line.name, language),
            line.counts.received,
            line.helpers,
            line.perHelper,
            line.acceptSeconds,
            line.resolveSeconds,
            ...INDICATORS.map((indicator) => line.figures[indicator].value),
          ]),
        );
      }
      case 'spread': {
        const found = await this.series.stations(asked, by);
        if (isRefusal(found)) return found;
        const nameOf = (of: string) =>
          HEADS[of]?.[language] ??
          INDICATORS.filter((each) => each === of).map((each) => indicatorWords(each, language))[0];
        return all(
          note(found),
          head('figure', 'stations', 'min', 'q1', 'median', 'q3', 'max'),
          Object.entries(found.spread).map(([of, { n, min, q1, median, q3, max }]) => [
            nameOf(of) ?? of,
            n,
            min,
            q1,
            median,
            q3,
            max,
          ]),
        );
      }
      case 'arrivals': {
        const found = await this.series.arrivals(asked, by);
        if (isRefusal(found)) return found;
        return all(
          note(found),
          head('day', 'received'),
          found.byDay.map(({ day, received }) => [day, received]),
        );
      }
      case 'arrivals_by_hour': {
        const found = await this.series.arrivals(asked, by);
        if (isRefusal(found)) return found;
        return all(
          note(found),
          head('hour', 'received'),
          found.byHour.map((received, hour) => [`${hour}:00`, received]),
        );
      }
      case 'times': {
        const by_ = grouping === 'station' || grouping === 'category' ? grouping : 'none';
        const found = await this.series.times({ ...asked, by: by_ }, by);
        if (isRefusal(found)) return found;
        return all(
          note(found),
          head('group', 'measure', 'n', 'p50', 'p90'),
          found.groups.flatMap(({ key, name, accept, resolve }) => [
            [groupOf(key, name, language), language === 'zh' ? '接单' : 'to accept', accept.n, accept.p50, accept.p90],
            [
              groupOf(key, name, language),
              language === 'zh' ? '办结' : 'to resolve',
              resolve.n,
              resolve.p50,
              resolve.p90,
            ],
          ]),
        );
      }
      case 'helpers': {
        const found = await this.series.helpers(asked, by);
        if (isRefusal(found)) return found;
        return all(
          note(found),
          head('profession', 'helpers', 'active', 'jobs', 'hours'),
          found.professions.map(({ profession, helpers, active, jobs, seconds }) => [
            profession,
            helpers,
            active,
            jobs,
            Math.round(seconds / 360) / 10,
          ]),
        );
      }
      case 'now': {
        // how it stands is told of all categories together
        if (asked.categoryId !== undefined) return { refused: 'category-not-told', field: 'categoryId' };
        const found = await this.series.now(asked, by);
        if (isRefusal(found)) return found;
        return all(
          [],
          head('area', 'station', 'open', 'overdue', 'onHold'),
          found.rows.map((row) => [row.areaName, row.stationName, row.open, row.overdue, row.onHold]),
        );
      }
      case 'signals': {
        const { signal } = asked;
        if (signal === undefined) return { refused: 'which-figure', field: 'signal' };
        const page = (after: SignalRow | null) =>
          this.signals.rows(
            { ...asked, signal },
            by,
            after && { ...after, enteredAt: after.enteredAt.toISOString() },
            PAGE,
          );
        const first = await page(null);
        if (isRefusal(first)) return first;
        return paged(note, head('signal', 'happenedAt', 'reference', 'holder', 'answer'), page, (row: SignalRow) => [
          signalName(row.signal, language),
          row.seen ? row.happenedAt.toISOString() : null,
          row.seen ? row.reference : null,
          row.holderName,
          row.answer,
        ]);
      }
    }
  }
}

/** As leader, administrator or head of the place that is asked for: what is read there as its operator is not taken away. */
function mayTakeAway({ path, scope }: Place, by: Actor): boolean {
  const { areaPaths = [path], stationIds = [] } = scope;
  if (areaPaths.every((areaPath) => covers(by, areaPath, 'leader', 'administrator'))) return true;
  const headed = by.stationRoles.filter(({ role }) => role === 'head').map(({ stationId }) => stationId);
  return stationIds.length > 0 && stationIds.every((id) => headed.includes(id));
}

function groupOf(key: string, name: { zh: string; en: string } | null, language: Language): string {
  return name?.[language] ?? (key === '' ? WHOLE[language] : key);
}

async function* all(note: Cell[][], head: Cell[], rows: Cell[][]): AsyncGenerator<Cell[]> {
  yield* await Promise.resolve(note);
  yield head;
  yield* rows;
}

/** Each page is a snapshot of its own: a file takes as long as its reader, and no transaction is kept open for that. */
async function* paged<Row>(
  note: (of: Completeness) => Cell[][],
  head: Cell[],
  page: (after: Row | null) => Promise<({ rows: Row[] } & Completeness) | Refusal>,
  cells: (row: Row) => Cell[],
): AsyncGenerator<Cell[]> {
  for (let after: Row | null = null; ;) {
    const found: ({ rows: Row[] } & Completeness) | Refusal = await page(after);
    // what was allowed when the file began has been taken away since: it ends here
    if (isRefusal(found)) throw new Error(`export broken off: ${found.refused}`);
    if (after === null) yield* [...note(found), head];
    const { rows } = found;
    for (const row of rows) yield cells(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last;
  }
}

const PLACES = 'coalesce(x.area_paths, ARRAY[x.area_path])';

function logged(sql: Sql, paths: string[], after: string | null, limit: number): Promise<ExportLine[]> {
  return sql.rows(
    `SELECT x.id, x.at, x.account_id AS "accountId", p.name, x.report, x.format, x.station_id AS "stationId",
            ARRAY(SELECT a.name FROM unnest(${PLACES}) WITH ORDINALITY AS o (path, at) LEFT JOIN areas a ON a.path = o.path ORDER BY o.at) AS "areaNames",
            x.from_day::text AS "from", x.to_day::text AS "to"
       FROM report_exports x LEFT JOIN accounts p ON p.id = x.account_id
      WHERE EXISTS (SELECT FROM unnest(${PLACES}) AS o (path) WHERE o.path ^@ ANY ($1::text[]))
        AND ($2::uuid IS NULL OR x.id < $2) ORDER BY x.id DESC LIMIT $3`,
    [paths, after, limit],
  );
}
