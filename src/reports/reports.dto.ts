import { ApiProperty } from '@nestjs/swagger';
import { DayField, EnumField, IdField } from '../platform/http/fields.js';
import { GROUPINGS, type Grouping } from '../stations/counts.js';

export class CountsQuery {
  @IdField({
    optional: true,
    description: '区域及以下；不填为自己的范围 / at or below this area; unset: your own scope',
  })
  areaId?: string;

  @IdField({ optional: true })
  stationId?: string;

  @IdField({ optional: true })
  categoryId?: string;

  @DayField({ description: '从这一天 / from this day' })
  from!: string;

  @DayField({ description: '到这一天（含）/ to this day, included' })
  to!: string;

  @EnumField(GROUPINGS, { optional: true, description: '分组，默认 none / grouped by' })
  by?: Grouping;
}

class ResolvedPart {
  @ApiProperty() done!: number;
  @ApiProperty() referred!: number;
  @ApiProperty() explained!: number;
  @ApiProperty() notPossible!: number;
  @ApiProperty({ description: '按时 / on time' }) onTime!: number;
}

class CompletedPart {
  @ApiProperty({ description: '居民链接 / by link' }) link!: number;
  @ApiProperty({ description: '电话回访 / by a call-back' }) callBack!: number;
  @ApiProperty({ description: '纸条 / by a slip' }) slip!: number;
  @ApiProperty({ description: '七天未答复 / by silence' }) silence!: number;
  @ApiProperty() total!: number;
}

class SpreadPart {
  @ApiProperty({ type: Number, nullable: true, description: '秒，误差 5 % 以内 / seconds, within 5 %' }) median!:
    number | null;
  @ApiProperty({ type: Number, nullable: true }) p90!: number | null;
}

export class CountsView {
  @ApiProperty({ description: '分组键 / key of the group' }) key!: string;
  @ApiProperty() received!: number;
  @ApiProperty({ type: ResolvedPart }) resolved!: ResolvedPart;
  @ApiProperty({ type: CompletedPart }) completed!: CompletedPart;
  @ApiProperty({ description: '没好收回的 / taken back' }) withdrawn!: number;
  @ApiProperty({ description: 'completed.total − withdrawn' }) net!: number;
  @ApiProperty() cancelled!: number;
  @ApiProperty() transferredIn!: number;
  @ApiProperty() transferredOut!: number;
  @ApiProperty() ratings!: number;
  @ApiProperty({ type: Number, nullable: true }) meanStars!: number | null;
  @ApiProperty({ type: SpreadPart }) acceptSeconds!: SpreadPart;
  @ApiProperty({ type: SpreadPart }) resolveSeconds!: SpreadPart;
}
