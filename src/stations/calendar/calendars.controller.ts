import { Body, Controller, Get, Param, Put, type PipeTransform } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { RefusedError, type Refusal } from '../../platform/http/refusal.js';
import { CalendarInput, CalendarView } from './calendar.dto.js';
import { Calendars, type CalendarYear } from './calendars.js';

class YearPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (/^(19|20|21)\d\d$/.test(value)) return Number(value);
    throw new RefusedError({
      refused: 'invalid-input',
      more: { faults: [{ field: 'year', code: 'wrong-format', args: {} }] },
    });
  }
}

const Year = () => ApiParam({ name: 'year', schema: { type: 'integer', minimum: 1900, maximum: 2199 } });

@ApiTags('calendar')
@ApiBearerAuth()
@Controller('calendar')
export class CalendarsController {
  constructor(private readonly calendars: Calendars) {}

  @Get(':year')
  @Year()
  @ApiOperation({ summary: '一年的节假日和调休上班日 / Holidays of a year, and days worked for them' })
  @ApiOkResponse({ type: CalendarView })
  one(@Param('year', YearPipe) year: number): Promise<CalendarYear> {
    return this.calendars.year(year);
  }

  @Put(':year')
  @Year()
  @ApiOperation({
    summary:
      '录入一年的节假日和调休上班日，代替原有的（全局管理员）/ Enter a year’s days in place of those before (administrators of all)',
  })
  @ApiOkResponse({ type: CalendarView })
  enter(
    @Param('year', YearPipe) year: number,
    @Body() { days }: CalendarInput,
    @By() by: Actor,
  ): Promise<CalendarYear | Refusal> {
    const given = days.map(({ hoursOf = 5, ...day }) => ({ ...day, hoursOf: day.kind === 'workday' ? hoursOf : null }));
    return this.calendars.enter(year, given, by);
  }
}
