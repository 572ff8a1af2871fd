import { ApiProperty } from '@nestjs/swagger';
import { DayField, EnumField, IdField, TextField } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';
import { FACT_KINDS, type FactKind } from './fact.js';
import { FIGURE_GROUPINGS, type FigureGrouping } from './figures.store.js';
import { INDICATORS, type Indicator } from './indicators.policy.js';

export const PARTS = ['numerator', 'denominator'] as const;
export type Part = (typeof PARTS)[number];

const Kind = () => ApiProperty({ type: String, enum: [...FACT_KINDS] });
const Name = () => ApiProperty({ type: String, enum: [...INDICATORS] });

/** Where and when; without a place one's own. */
export class FiguresQuery {
  @IdField({
    optional: true,
    description: '区域及以下，直到网格；不填为自己的范围 / an area, down to a grid; unset: your own',
  })
  areaId?: string;

  @IdField({ optional: true }) stationId?: string;
  @IdField({ optional: true }) categoryId?: string;

  @DayField({ description: '从这一天 / from this day' }) from!: string;
  @DayField({ description: '到这一天（含）/ to this day, included' }) to!: string;
}

export class IndicatorsQuery extends FiguresQuery {
  @EnumField(FIGURE_GROUPINGS, {
    optional: true,
    description: '分组，默认 none；area 为下一级区域 / grouped by; area: the areas one below',
  })
  by?: FigureGrouping;
}

export class FigureRowsQuery extends PageQuery {
  @IdField({ optional: true }) areaId?: string;
  @IdField({ optional: true }) stationId?: string;
  @IdField({ optional: true }) categoryId?: string;
  @DayField() from!: string;
  @DayField() to!: string;

  @EnumField(INDICATORS, { optional: true, description: '哪项指标，与 part 同用 / of which indicator, with `part`' })
  indicator?: Indicator;

  @EnumField(PARTS, { optional: true }) part?: Part;

  @EnumField(FACT_KINDS, { optional: true, description: '或哪种计数 / or of which count' })
  kind?: FactKind;
}

export class PeriodPart {
  @ApiProperty({ format: 'date' }) from!: string;
  @ApiProperty({ format: 'date' }) to!: string;
}

class FigurePart {
  @ApiProperty({ type: 'integer' }) numerator!: number;
  @ApiProperty({ type: 'integer' }) denominator!: number;
  @ApiProperty({ type: Number, nullable: true, description: '分母为 0 时为空 / null where the denominator is 0' })
  value!: number | null;
}

class IndicatorPart extends FigurePart {
  @Name() indicator!: Indicator;
  @ApiProperty({ type: FigurePart, description: '上一期 / the period before' }) before!: FigurePart;
}

export class FormulaPart {
  @Name() indicator!: Indicator;
  @ApiProperty({ description: '指标名 / its name' }) words!: string;
  @ApiProperty({ description: '采用的算法 / the formula in use' }) formula!: string;
  @ApiProperty({ description: '算法，文字 / the formula in words' }) formulaWords!: string;
}

export class GroupPart {
  @ApiProperty({ description: '分组键：帮办站、区域、类别的 id，日期或月份 / key of the group' }) key!: string;
  @ApiProperty({ type: String, nullable: true }) name!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'station, category, city … grid' }) kind!: string | null;
  @ApiProperty({ type: [IndicatorPart] }) indicators!: IndicatorPart[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: '各种计数，每种都能用 kind 打开明细 / counts by kind; the rows of each by `kind`',
  })
  counts!: Record<string, number>;
}

/** In every answer that is made of facts. */
export class CompletenessPart {
  @ApiProperty({
    description: '较早的事项还在补计：completeFrom 之前的数字可能偏少 / older tickets are still being counted',
  })
  filling!: boolean;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description:
      '从这一天起数字是全的，之前的可能偏少；空：没有缺 / from this day on figures are complete, before it they may be short; null: all are',
  })
  completeFrom!: string | null;
}

export class IndicatorsView extends CompletenessPart {
  @ApiProperty({ type: PeriodPart }) period!: PeriodPart;
  @ApiProperty({ type: PeriodPart, description: '对比的上一期 / what it is compared with' }) before!: PeriodPart;
  @ApiProperty({ type: [FormulaPart] }) formulas!: FormulaPart[];
  @ApiProperty({ type: [GroupPart] }) groups!: GroupPart[];
}

export class NamedPart {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true }) name!: string | null;
}

export class FigureRowView {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      '不该看到的事项只计数：只有日期、计数和算在谁名下 / null where the reader may not open the ticket: of it only day, count and holder are told',
  })
  ticketId!: string | null;

  @ApiProperty({ type: String, nullable: true }) reference!: string | null;
  @ApiProperty({ type: String, nullable: true }) state!: string | null;
  @Kind() kind!: FactKind;
  @ApiProperty() words!: string;
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) happenedAt!: Date | null;
  @ApiProperty({ type: Number, nullable: true, description: '用时，秒 / seconds it took' }) seconds!: number | null;
  @ApiProperty({ type: NamedPart, description: '算在谁名下：帮办站或区域 / who is counted by it' }) holder!: NamedPart;
  @ApiProperty({ type: NamedPart, nullable: true, description: '网格 / the grid' }) area!: NamedPart | null;
  @ApiProperty({ type: NamedPart, nullable: true }) category!: NamedPart | null;
}

export class FigureRowPage extends CompletenessPart {
  @ApiProperty({ type: [FigureRowView] }) items!: FigureRowView[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

export class FormulasQuery {
  @IdField({ optional: true }) areaId?: string;
}

export class FormulaInput {
  @EnumField(INDICATORS) indicator!: Indicator;

  @TextField({
    max: 40,
    nullable: true,
    description: '算法；空：随上级 / code of a formula; null: as the area above',
  })
  formula!: string | null;
}

class FormulaChoicePart {
  @ApiProperty() formula!: string;
  @ApiProperty() words!: string;
  @ApiProperty({ type: String, nullable: true, description: '出处，空为自定 / whose it is; null: our own' })
  source!: string | null;

  @ApiProperty({ type: [String], enum: [...FACT_KINDS], description: '分子由哪些计数相加 / counts that are divided' })
  numerator!: readonly FactKind[];

  @ApiProperty({ type: [String], enum: [...FACT_KINDS], description: '分母由哪些计数相加 / counts that divide' })
  denominator!: readonly FactKind[];
}

export class FormulaView extends FormulaPart {
  @ApiProperty({ type: [FormulaChoicePart], description: '可选的算法 / formulas to choose from' })
  choices!: FormulaChoicePart[];

  @ApiProperty({
    type: NamedPart,
    nullable: true,
    description: '由哪一级选定，空为默认 / chosen by which area; null: nobody has chosen',
  })
  chosenBy!: NamedPart | null;
}
