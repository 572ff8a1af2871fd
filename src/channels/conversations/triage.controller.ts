import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, PageQuery, pageOf } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { TriagePage } from './triage.dto.js';
import { Triage } from './triage.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('triage')
export class TriageController {
  constructor(private readonly triage: Triage) {}

  @Get()
  @ApiOperation({
    summary: '待分派：原话、问过什么、可能的地点 / What waits for a place: words, question, what may be meant',
  })
  @ApiOkResponse({ type: TriagePage })
  async list(@Query() query: PageQuery, @By() by: Actor, @InLanguage() language: Language): Promise<TriagePage> {
    const limit = limitOf(query);
    const before = cursorOf(query, UUID)?.[0];
    const items = await this.triage.page(by, { limit: limit + 1, before }, language);
    return pageOf(
      items,
      limit,
      ({ ticket }) => [ticket.id],
      (item) => item,
    );
  }
}
