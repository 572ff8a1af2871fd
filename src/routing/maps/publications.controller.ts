import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Publication } from '../../areas/areas.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, PageQuery, pageOf, type Page } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { importerOf } from './importer.js';
import { PublicationPageView, PublicationView, PublishInput, RollBackInput } from './maps.dto.js';
import { Publishing } from './publishing.js';
import { publicationView } from './views.js';

/** Which map is published, was, and will be. Changing it is for administrators over all that changes with it. */
@ApiTags('grid maps')
@ApiBearerAuth()
@Controller('grid-maps')
export class PublicationsController {
  constructor(private readonly publishing: Publishing) {}

  @Get('publications')
  @ApiOperation({ summary: '发布历史，新的在前 / What was published when, newest first' })
  @ApiOkResponse({ type: PublicationPageView })
  async history(@Query() query: PageQuery, @InLanguage() language: Language): Promise<Page<PublicationView>> {
    const limit = limitOf(query);
    const rows = await this.publishing.history(limit + 1, cursorOf(query, UUID)?.[0] ?? null);
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => publicationView(row, language),
    );
  }

  @Post(':id/publish')
  @HttpCode(202)
  @ApiOperation({
    summary:
      '发布草稿：各进程读好后一起切换；生效日在以后的到那天切换 / Publish a draft: all processes switch together once they have read it; on its day where that is to come',
  })
  @ApiAcceptedResponse({ type: PublicationView })
  async publish(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { acceptWarnings = false, moveOpenTickets = false }: PublishInput,
    @InLanguage() language: Language,
  ): Promise<PublicationView | Refusal> {
    const given = { acceptWarnings, moveOpenTickets };
    return viewOf(await this.publishing.publish(id, given, importerOf(by), by.request), language);
  }

  @Post(':id/rollback')
  @HttpCode(202)
  @ApiOperation({ summary: '回退到以前发布过的网格图 / Back to a map that was published before' })
  @ApiAcceptedResponse({ type: PublicationView })
  async rollBack(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { moveOpenTickets = false }: RollBackInput,
    @InLanguage() language: Language,
  ): Promise<PublicationView | Refusal> {
    return viewOf(await this.publishing.rollBack(id, moveOpenTickets, importerOf(by), by.request), language);
  }

  @Delete(':id/publication')
  @HttpCode(204)
  @ApiOperation({ summary: '撤回已定日期、尚未生效的发布 / Withdraw what is to be published and is not yet' })
  @ApiNoContentResponse()
  withdraw(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<Refusal | undefined> {
    return this.publishing.withdraw(id, importerOf(by));
  }
}

function viewOf(publication: Publication | Refusal, language: Language): PublicationView | Refusal {
  return isRefusal(publication) ? publication : publicationView(publication, language);
}
