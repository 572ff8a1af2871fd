import { ApiProperty } from '@nestjs/swagger';
import type { MonthOfHelper } from './figures.store.js';

export class HelperMonthView implements MonthOfHelper {
  @ApiProperty({ example: '2026-11' }) month!: string;
  @ApiProperty({ type: 'integer', description: '派给我的 / offers made' }) asked!: number;
  @ApiProperty({ type: 'integer' }) accepted!: number;
  @ApiProperty({ type: 'integer' }) declined!: number;
  @ApiProperty({ type: 'integer', description: '未及时答复 / not answered in time' }) expired!: number;
  @ApiProperty({ type: 'integer', description: '参与并已办结的 / tickets with an outcome' }) resolved!: number;
  @ApiProperty({ type: 'integer', description: '其中办成的 / of them done' }) done!: number;
  @ApiProperty({
    type: 'integer',
    description: '从开始办理到办结，秒；返工的只算最后一轮 / from start to outcome, seconds; of the last round',
  })
  seconds!: number;
}
