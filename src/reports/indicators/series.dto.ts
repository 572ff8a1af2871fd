import { ApiProperty } from '@nestjs/swagger';
import { DayField, EnumField, IdField, IntField, TextField } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';
import { TABLE_FORMATS, type TableFormat } from '../../platform/table-file.js';
import { BalanceSumView } from '../opening-balances.dto.js';
import { EXPORTED, type Exported } from './exports.js';
import { FACT_KINDS, type FactKind } from './fact.js';
import { FIGURE_GROUPINGS, type FigureGrouping } from './figures.store.js';
import {
  CompletenessPart,
  FiguresQuery,
  FormulaPart,
  GroupPart,
  IndicatorsView,
  PARTS,
  PeriodPart,
  type Part,
} from './indicators.dto.js';
import { INDICATORS, type Indicator } from './indicators.policy.js';
import { SIGNALS, type Signal } from './signals.policy.js';

const TIMES_GROUPINGS = ['none', 'station', 'category'] as const;
const Nullable = (type: new () => unknown, description?: string) =>
  ApiProperty({
    type: type as new () => object,
    nullable: true,
    ...(description === undefined ? {} : { description }),
  });

export class PlaceQuery {
  @IdField({ optional: true }) areaId?: string;
  @IdField({ optional: true }) stationId?: string;
}

class DayPart {
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty({ type: 'integer' }) received!: number;
}

export class ArrivalsView extends CompletenessPart {
  @ApiProperty({
    type: [Number],
    description: '一天 24 小时各受理多少 / received by the hour of the local day, 24 numbers',
  })
  byHour!: number[];

  @ApiProperty({ type: [DayPart], description: '没有受理的日子不列 / days without any are left out' })
  byDay!: DayPart[];
}

export class TimesQuery extends FiguresQuery {
  @EnumField(TIMES_GROUPINGS, { optional: true }) by?: (typeof TIMES_GROUPINGS)[number];
}

class BarPart {
  @Nullable(Number, '秒，上限；空为更长 / seconds, upper end; null: longer') upTo!: number | null;
  @ApiProperty({ type: 'integer' }) n!: number;
}

class TimesPart {
  @ApiProperty({ type: 'integer' }) n!: number;
  @Nullable(Number, '秒，误差 5 % 以内 / seconds, within 5 %') p50!: number | null;
  @Nullable(Number) p90!: number | null;
  @ApiProperty({ type: [BarPart] }) bars!: BarPart[];
}

export class TimesView {
  @ApiProperty() key!: string;
  @Nullable(String) name!: string | null;
  @ApiProperty({ type: TimesPart }) accept!: TimesPart;
  @ApiProperty({ type: TimesPart }) resolve!: TimesPart;
}

export class TimesAnswer extends CompletenessPart {
  @ApiProperty({ type: [TimesView] }) groups!: TimesView[];
}

class StationLinePart extends GroupPart {
  @ApiProperty({ type: 'integer', description: '期末的帮办员 / helpers on the last day' }) helpers!: number;
  @Nullable(Number, '人均件数 / tickets received or taken over a helper') perHelper!: number | null;
  @Nullable(Number, '秒，中位数 / median, seconds') acceptSeconds!: number | null;
  @Nullable(Number) resolveSeconds!: number | null;
}

class SpreadOfPart {
  @ApiProperty({ description: '指标，或 perHelper、acceptSeconds、resolveSeconds / of what' }) of!: string;
  @ApiProperty({ type: 'integer', description: '有值的站 / stations that have a value' }) n!: number;
  @Nullable(Number) min!: number | null;
  @Nullable(Number) q1!: number | null;
  @Nullable(Number) median!: number | null;
  @Nullable(Number) q3!: number | null;
  @Nullable(Number) max!: number | null;
}

export class StationsComparedView extends CompletenessPart {
  @ApiProperty({ type: PeriodPart }) period!: PeriodPart;
  @ApiProperty({ type: PeriodPart }) before!: PeriodPart;
  @ApiProperty({ type: [FormulaPart] }) formulas!: FormulaPart[];
  @ApiProperty({ type: [StationLinePart], description: '按名称排，不按数字排 / by name, not by figure' })
  stations!: StationLinePart[];

  @ApiProperty({ type: [SpreadOfPart] }) spread!: SpreadOfPart[];
}

class NowPart {
  @ApiProperty({ format: 'uuid' }) areaId!: string;
  @ApiProperty() areaName!: string;
  @ApiProperty({ description: '从根起的代码，各带一点 / codes from the root, each followed by a dot' })
  areaPath!: string;
  @ApiProperty({ description: 'grid；未归站的可能是更大的区域 / a greater area for what is in triage' })
  areaKind!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) stationId!: string | null;
  @Nullable(String) stationName!: string | null;
  @ApiProperty({ type: 'integer', description: '未办结 / not reported yet' }) open!: number;
  @ApiProperty({ type: 'integer', description: '已超办结时限 / past the deadline to resolve' }) overdue!: number;
  @ApiProperty({ type: 'integer', description: '挂账 / on hold' }) onHold!: number;
  @ApiProperty({ type: 'integer', description: '还没人接 / nobody has accepted' }) unaccepted!: number;
}

export class NowView {
  @ApiProperty({ format: 'date-time' }) at!: Date;
  @ApiProperty({ description: '有任何新记录就会变 / changes with every event' }) revision!: string;
  @ApiProperty({ type: [NowPart] }) rows!: NowPart[];
}

export class ProfessionView {
  @ApiProperty() profession!: string;
  @ApiProperty({ type: 'integer', description: '期末在册 / on the last day' }) helpers!: number;
  @ApiProperty({ type: 'integer', description: '期内出过力的 / who did anything' }) active!: number;
  @ApiProperty({ type: 'integer', description: '参与的事项人次 / jobs, one for each helper' }) jobs!: number;
  @ApiProperty({ description: '从开始办理到办结，秒 / from start to outcome, seconds' }) seconds!: number;
}

export class HelpersView extends CompletenessPart {
  @ApiProperty({ type: [ProfessionView] }) professions!: ProfessionView[];
}

class SignalStationPart {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @Nullable(String) name!: string | null;
  @ApiProperty({ type: 'integer' }) n!: number;
  @ApiProperty({ type: 'integer', description: '站长已答复 / answered by the head' }) answered!: number;
  @ApiProperty({ type: 'integer', description: '对比的总数 / out of so many' }) of!: number;
}

export class SignalView {
  @ApiProperty({ type: String, enum: [...SIGNALS] }) signal!: Signal;
  @ApiProperty() words!: string;
  @ApiProperty({ description: '界限 / where it begins' }) threshold!: string;
  @ApiProperty({ type: 'integer' }) n!: number;
  @ApiProperty({ type: 'integer' }) of!: number;
  @ApiProperty({ type: [SignalStationPart] }) stations!: SignalStationPart[];
}

export class SignalsView extends CompletenessPart {
  @ApiProperty({ type: [SignalView] }) signals!: SignalView[];
}

export class SignalRowsQuery extends PageQuery {
  @EnumField(SIGNALS) signal!: Signal;
  @IdField({ optional: true }) areaId?: string;
  @IdField({ optional: true }) stationId?: string;
  @IdField({ optional: true }) categoryId?: string;
  @DayField() from!: string;
  @DayField() to!: string;
}

export class SignalRowView {
  @ApiProperty({ type: String, enum: [...SIGNALS] }) signal!: Signal;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) ticketId!: string | null;
  @Nullable(String) reference!: string | null;
  @ApiProperty({ type: 'integer', description: '哪条记录 / version of the event' }) version!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) happenedAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) enteredAt!: Date | null;
  @ApiProperty({ format: 'uuid' }) stationId!: string;
  @Nullable(String) stationName!: string | null;
  @Nullable(String, '站长的话；删除后为空 / the head’s word; null once erased') answer!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) answeredAt!: Date | null;
}

export class SignalRowPage extends CompletenessPart {
  @ApiProperty({ type: [SignalRowView] }) items!: SignalRowView[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

export class SignalAnswerInput {
  @IdField() ticketId!: string;
  @EnumField(SIGNALS) signal!: Signal;
  @IntField({ min: 1, max: 1_000_000 }) version!: number;

  @DayField({
    optional: true,
    description: '提示所在的时段；不填为当月 / the period in which it shows; unset: the month of its day',
  })
  from?: string;

  @DayField({ optional: true }) to?: string;
  @TextField({ max: 500, description: '站长的话，管片人员从此可见 / the head’s word: leaders see it from now on' })
  answer!: string;
}

export class SignalAnsweredView {
  @ApiProperty({ format: 'date-time' }) answeredAt!: Date;
}

export class MonthlyQuery extends PlaceQuery {
  @TextField({ max: 7, pattern: /^\d{4}-(0[1-9]|1[0-2])$/, description: 'YYYY-MM' }) month!: string;
}

export class MonthlyView extends CompletenessPart {
  @ApiProperty({ example: '2026-10' }) month!: string;
  @ApiProperty({ type: IndicatorsView }) whole!: IndicatorsView;
  @ApiProperty({ type: StationsComparedView }) stations!: StationsComparedView;
  @ApiProperty({ type: [GroupPart], description: '按类别，受理多的在前 / by category, most received first' })
  categories!: GroupPart[];

  @ApiProperty({ type: ArrivalsView }) arrivals!: ArrivalsView;
  @ApiProperty({ type: TimesView }) times!: TimesView;
  @ApiProperty({ type: [ProfessionView] }) helpers!: ProfessionView[];
  @ApiProperty({ type: [BalanceSumView], description: '期初办结数，单独列出 / opening balance, apart' })
  openingBalance!: BalanceSumView[];
}

export class ExportQuery extends FiguresQuery {
  @EnumField(EXPORTED, { description: '哪张表 / which table' }) report!: Exported;
  @EnumField(TABLE_FORMATS) format!: TableFormat;
  @EnumField(FIGURE_GROUPINGS, { optional: true }) by?: FigureGrouping;
  @EnumField(INDICATORS, { optional: true }) indicator?: Indicator;
  @EnumField(PARTS, { optional: true }) part?: Part;
  @EnumField(FACT_KINDS, { optional: true }) kind?: FactKind;
  @EnumField(SIGNALS, { optional: true }) signal?: Signal;
}

export class ExportView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'date-time' }) at!: Date;
  @ApiProperty({ format: 'uuid' }) accountId!: string;
  @Nullable(String) name!: string | null;
  @ApiProperty({ type: String, enum: [...EXPORTED] }) report!: Exported;
  @ApiProperty({ type: String, enum: [...TABLE_FORMATS] }) format!: TableFormat;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) stationId!: string | null;
  @ApiProperty({
    type: [String],
    description: '哪些区域：自己的范围可能有几处 / of which areas: one’s own may be several',
  })
  areaNames!: (string | null)[];

  @ApiProperty({ format: 'date' }) from!: string;
  @ApiProperty({ format: 'date' }) to!: string;
}

export class ExportPage {
  @ApiProperty({ type: [ExportView] }) items!: ExportView[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}
