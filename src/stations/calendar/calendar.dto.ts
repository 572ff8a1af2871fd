import { ApiProperty } from '@nestjs/swagger';
import { DayField, EnumField, IntField, ObjectField, TextField } from '../../platform/http/fields.js';

export class SpecialDayInput {
  @DayField() day!: string;

  @EnumField(['holiday', 'workday'], { description: '放假，或调休上班 / off, or worked in place of a holiday' })
  kind!: 'holiday' | 'workday';

  @IntField({
    min: 1,
    max: 7,
    optional: true,
    description:
      '调休上班日按周几的时间开门，默认 5（周五） / of a workday: the weekday whose hours it has; default Friday',
  })
  hoursOf?: number;

  @TextField({ max: 20, description: '如 春节 / name' }) name!: string;
}

export class CalendarInput {
  // a year without any is a slip: it would say that 国庆 is worked
  @ObjectField(() => SpecialDayInput, {
    list: { min: 1, max: 100 },
    description: '这一年的全部节假日和调休上班日 / all of the year’s holidays and days worked for them',
  })
  days!: SpecialDayInput[];
}

export class SpecialDayView {
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty({ enum: ['holiday', 'workday'] }) kind!: 'holiday' | 'workday';
  @ApiProperty({ type: 'integer', nullable: true }) hoursOf!: number | null;
  @ApiProperty() name!: string;
}

export class CalendarChangePart {
  @ApiProperty({ type: String, nullable: true, description: '谁；空为随系统附带 / who; null: came with it' })
  enteredBy!: string | null;
  @ApiProperty({ format: 'date-time' }) enteredAt!: Date;
}

export class CalendarView {
  @ApiProperty({ type: 'integer' }) year!: number;
  @ApiProperty({ type: [SpecialDayView] }) days!: SpecialDayView[];
  @ApiProperty({ format: 'date', description: '节假日录到哪一天 / the last day that is known' }) knownThrough!: string;
  @ApiProperty({ description: '45 天内到头，请录下一年 / ends within 45 days: enter the next year' })
  endsSoon!: boolean;
  @ApiProperty({ type: CalendarChangePart, nullable: true, description: '空：还没有录 / null: not entered yet' })
  change!: CalendarChangePart | null;
}
