import { ApiProperty } from '@nestjs/swagger';
import { PhoneField } from '../../platform/http/fields.js';
import type { ResidentFound } from '../../residents/residents.js';
import { STATES, type CallerTicket, type KnownPlace, type KnownPlaces, type State } from '../../tickets/tickets.js';

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

class CallPlace implements KnownPlace {
  @ApiProperty({ format: 'uuid' }) buildingId!: string;
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty({ type: String, nullable: true }) unit!: string | null;
  @ApiProperty({ format: 'date-time' }) lastConfirmedAt!: Date;
  @ApiProperty({ type: 'integer', description: '几个事项在这里 / tickets that confirm it' }) times!: number;
  @ApiProperty({ description: '已搬走 / they have moved away' }) former!: boolean;
}

export class CallView implements KnownPlaces {
  @ApiProperty({ type: CallResident, nullable: true, description: '没有打过的号码为空 / null: a new number' })
  resident!: CallResident | null;
  @ApiProperty({ type: [CallTicket], description: '没办完的，最新的在前 / not finished yet, newest first' })
  tickets!: CallTicket[];
  @ApiProperty({
    type: [CallPlace],
    description: '这个号码住过、用过的楼，最可能的在前 / known buildings, likeliest first',
  })
  places!: CallPlace[];
  @ApiProperty({ type: [String], description: '上次记下的语言 / languages as last told (BCP 47)' })
  languages!: string[];
  @ApiProperty({ description: '用在好几处，要问清是哪里 / used at several addresses: ask which' })
  ask!: boolean;
}
