import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, pageOf } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import type { Result } from '../ticket.changes.js';
import { Change, givenOf } from '../tickets.dto.js';
import { CallBackInput, CallBackPage, CallBackQuery, CheckInput } from './call-backs.dto.js';
import { CallBacks } from './call-backs.js';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

@ApiTags('回访 call-backs')
@ApiBearerAuth()
@Controller()
export class CallBacksController {
  constructor(private readonly callBacks: CallBacks) {}

  @Get('call-backs')
  @ApiOperation({ summary: '回访单，等得最久的在前（接线员）/ Whom to ring back, longest waiting first (operators)' })
  @ApiOkResponse({ type: CallBackPage })
  async list(
    @By() by: Actor,
    @Query() query: CallBackQuery,
    @InLanguage() language: Language,
  ): Promise<CallBackPage | Refusal> {
    const limit = limitOf(query);
    const [at, id] = cursorOf(query, MOMENT, UUID) ?? [];
    const rows = await this.callBacks.page(
      by,
      {
        kind: query.kind ?? 'confirm',
        stationId: query.stationId,
        categoryId: query.categoryId,
        due: query.due,
        after: at === undefined || id === undefined || Number.isNaN(Date.parse(at)) ? undefined : { at, id },
        limit: limit + 1,
      },
      language,
    );
    if (isRefusal(rows)) return rows;
    return pageOf(
      rows,
      limit,
      (row) => [row.at.toISOString(), row.ticketId],
      (row) => row,
    );
  }

  @Post('tickets/:id/call-backs')
  @Change('打了一次回访电话 / One try at calling back')
  called(@Param('id', IdPipe) id: string, @Body() body: CallBackInput, @By() by: Actor): Promise<Result | Refusal> {
    const again = body.callAgainAt === undefined ? null : new Date(body.callAgainAt);
    return this.callBacks.called(id, { reached: body.reached, words: body.words ?? null, again }, by, givenOf(body));
  }

  @Post('tickets/:id/checks')
  @Change(
    '抽查代居民的确认；居民说没好即重办 / Check a confirmation on behalf: where the resident disagrees it is reopened',
  )
  check(@Param('id', IdPipe) id: string, @Body() body: CheckInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.callBacks.check(id, body.agrees, body.words ?? null, by, givenOf(body));
  }
}
