import { ApiProperty } from '@nestjs/swagger';
import { PhoneField } from '../../platform/http/fields.js';
import type { ResidentFound } from '../../residents/residents.js';
import { STATES, type CallerTicket, type State } from '../../tickets/tickets.js';

export class CallInput {
  @PhoneField({ description: '来电号码 / the number that rings' })
  phone!: string;
}

class CallResident implements ResidentFound {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true }) name!: string | null;
  @ApiProperty({ example: '190****0127' }) phoneMasked!: string;
}

class CallTicket implements CallerTicket {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() reference!: string;
  @ApiProperty({ type: String, enum: [...STATES] }) state!: State;
  @ApiProperty() stateWords!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: String, nullable: true }) building!: string | null;
  @ApiProperty({ type: String, nullable: true }) unit!: string | null;
  @ApiProperty({ format: 'date-time' }) openedAt!: Date;
  @ApiProperty({ type: 'integer', description: '已等了多少秒 / seconds since it was opened' }) ageSeconds!: number;
  @ApiProperty({ description: '催办次数 / times urged' }) urged!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastUrgedAt!: Date | null;
}

export class CallView {
  @ApiProperty({ type: CallResident, nullable: true, description: '没有打过的号码为空 / null: a new number' })
  resident!: CallResident | null;
  @ApiProperty({ type: [CallTicket], description: '没办完的，最新的在前 / not finished yet, newest first' })
  tickets!: CallTicket[];
}
