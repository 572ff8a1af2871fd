import { ApiProperty } from '@nestjs/swagger';
import { DayField, TextField } from '../platform/http/fields.js';

export class DepartureInput {
  @DayField({ optional: true, description: '离开首日，默认今天 / the first day on which they are one no more; today' })
  on?: string;

  @TextField({ max: 500, description: '原因 / why' })
  reason!: string;
}

export class LeftView {
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty({ format: 'date' }) leftOn!: string;
  @ApiProperty({ description: '现在已退回的件数 / tickets that went back now' }) wentBack!: number;
  @ApiProperty({ description: '还要退回的件数 / tickets that still have to' }) remaining!: number;
}

export class BackView {
  @ApiProperty({ format: 'uuid' }) helperId!: string;
}
