import { ApiProperty } from '@nestjs/swagger';
import { DayField, EnumField, IdField } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';
import {
  HOLD_ENDS,
  HOLD_KINDS,
  HOLD_REASONS,
  HOLD_STATES,
  type HoldEnd,
  type HoldKind,
  type HoldReason,
  type HoldState,
} from './hold.js';

export class HoldsQuery extends PageQuery {
  @EnumField(HOLD_STATES, {
    optional: true,
    description: '待批准、进行中、已结束、未批准、已失效 / waits, runs, ended, refused, lapsed',
  })
  state?: HoldState;

  @IdField({ optional: true })
  stationId?: string;

  @IdField({ optional: true, description: '只在此区域内 / only within this area' })
  areaId?: string;

  @DayField({ optional: true, description: '申请日从 / asked for from this day on' })
  from?: string;

  @DayField({ optional: true, description: '申请日到（含）/ up to this day' })
  to?: string;
}

const Person = (description: string) => ApiProperty({ type: String, nullable: true, description });
const Time = (description: string) => ApiProperty({ type: String, format: 'date-time', nullable: true, description });

export class HoldLine {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) ticketId!: string;
  @ApiProperty() reference!: string;
  @ApiProperty({ enum: [...HOLD_KINDS] }) kind!: HoldKind;
  @ApiProperty() kindWords!: string;
  @ApiProperty({ enum: [...HOLD_REASONS] }) reasonCode!: HoldReason;
  @ApiProperty() reasonWords!: string;
  @ApiProperty({ enum: [...HOLD_STATES] }) state!: HoldState;
  @ApiProperty() stateWords!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) stationId!: string | null;
  @ApiProperty({ type: String, nullable: true }) stationName!: string | null;
  @ApiProperty({ format: 'date-time' }) askedAt!: Date;
  @Person('谁申请 / who asked for it') askedBy!: string | null;
  @Time('从何时；延期：原时限；空：没有开始 / from when; of an extension the deadline before; null: not begun')
  from!: Date | null;
  @ApiProperty({ format: 'date-time', description: '到何时；延期：新时限 / until; of an extension the new deadline' })
  until!: Date;
  @Person('由谁批准；空：不须批准 / who is to approve it; null: it needs no approval') approver!: string | null;
  @Time('何时批准或不批准 / when it was decided') decidedAt!: Date | null;
  @Person('谁批准或不批准 / who decided') decidedBy!: string | null;
  @Time('何时结束 / when it ended') endedAt!: Date | null;
  @ApiProperty({ type: String, enum: [...HOLD_ENDS], nullable: true, description: '怎样结束 / how it ended' })
  how!: HoldEnd | null;
  @ApiProperty({ type: String, nullable: true }) howWords!: string | null;
}

export class HoldPage {
  @ApiProperty({ type: [HoldLine] }) items!: HoldLine[];
  @ApiProperty({ type: String, nullable: true, description: '下一页用 after 带回 / hand back as `after`' }) next!:
    string | null;
}
