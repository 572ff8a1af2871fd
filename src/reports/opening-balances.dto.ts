import { ApiProperty } from '@nestjs/swagger';
import { DayField, EnumField, FlagField, IdField, IntField, ObjectField, TextField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';
import { MOST_COMPLETED } from './opening-balance-file.js';
import { BALANCE_GROUPINGS, type BalanceGrouping } from './opening-balances.store.js';

class BalanceInput {
  @IdField() stationId!: string;

  @IdField({ optional: true, nullable: true, description: '类别；空：不详 / null: not known' })
  categoryId?: string | null;

  @DayField({ optional: true, nullable: true, description: '起始日；空：截至日以前的全部 / null: all up to `until`' })
  from?: string | null;

  @DayField({ description: '截至（含），早于本站在这里的第一天 / included; before the station’s first day here' })
  until!: string;

  @IntField({ min: 0, max: MOST_COMPLETED, description: '办结数；0：作废 / 0 takes an earlier figure away' })
  completed!: number;

  @TextField({ max: 200, description: '来源 / the book or system that it was taken from' })
  source!: string;
}

export class BalancesInput {
  @ObjectField(() => BalanceInput, { list: { min: 1, max: 500 } })
  items!: BalanceInput[];
}

export class BalancesQuery extends PageQuery {
  @IdField({ optional: true }) areaId?: string;
  @IdField({ optional: true }) stationId?: string;

  @FlagField({ optional: true, fromText: true, description: '连同已更正的 / also what was corrected' })
  all?: boolean;
}

export class BalanceView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) stationId!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) categoryId!: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) from!: string | null;
  @ApiProperty({ format: 'date' }) until!: string;
  @ApiProperty() completed!: number;
  @ApiProperty() source!: string;
  @ApiProperty({ format: 'date-time' }) enteredAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) cancelledAt!: Date | null;
}

export class BalancePage {
  @ApiProperty({ type: [BalanceView] }) items!: BalanceView[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

export class BalanceSumsQuery {
  @IdField({ optional: true }) areaId?: string;
  @IdField({ optional: true }) stationId?: string;
  @IdField({ optional: true }) categoryId?: string;

  @EnumField(BALANCE_GROUPINGS, { optional: true, description: '分组，默认 none / grouped by' })
  by?: BalanceGrouping;
}

export class BalanceSumView {
  @ApiProperty({ description: '分组键；类别不详为 unknown / key of the group' }) key!: string;
  @ApiProperty({ description: '期初办结数，不计入办成件 / done before this system; in no other figure' })
  completed!: number;
  @ApiProperty({ format: 'date' }) until!: string;
}
