import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import { dayOf, startOfDay } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { Stations } from '../stations/stations.js';
import { HelperMonthView } from './figures.dto.js';
import { FiguresStore } from './figures.store.js';

@ApiTags('帮办员 helpers')
@ApiBearerAuth()
@Controller('helpers/:id/figures')
export class FiguresController {
  constructor(
    private readonly figures: FiguresStore,
    private readonly stations: Stations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      '今年和去年各月做了多少（本人、站长、副站长及管片人员可见）/ What a helper did, month by month of this year and the last',
  })
  @ApiOkResponse({ type: [HelperMonthView] })
  async of(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<HelperMonthView[] | Refusal> {
    const helper = await this.stations.helperSeenBy(this.database, by, id);
    if (helper === undefined) return { refused: 'not-found' };
    const year = Number(dayOf(this.clock.now()).slice(0, 4));
    return this.figures.months(this.database, id, startOfDay(`${year - 1}-01-01`));
  }
}
