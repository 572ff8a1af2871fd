import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import type { Refusal } from '../platform/http/refusal.js';
import type { CountsReport } from '../stations/counts.js';
import { CountsQuery, CountsView } from './reports.dto.js';
import { Reports } from './reports.js';

@ApiTags('报表 reports')
@ApiBearerAuth()
@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('counts')
  @ApiOperation({
    summary:
      '受理、办结、办成件、满意度、时长；任意区域和时段 / Counts of any area and period, rolled up over the tree',
  })
  @ApiOkResponse({ type: [CountsView] })
  counts(@Query() query: CountsQuery, @By() by: Actor): Promise<CountsReport[] | Refusal> {
    return this.reports.countsFor({ ...query, by: query.by ?? 'none' }, by);
  }
}
