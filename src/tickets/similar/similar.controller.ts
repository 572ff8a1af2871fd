import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Language } from '../../platform/http/language.js';
import { InLanguage } from '../../platform/http/reader.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { DeskSimilarInput, DeskSimilarView } from './similar.dto.js';
import { Similar } from './similar.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class SimilarController {
  constructor(private readonly similar: Similar) {}

  @Post('similar')
  @HttpCode(200)
  @ApiOperation({
    summary:
      '登记前看看：同一网格同类的未办结事项，同楼的、近的在前，至多 5 件 / Before opening: unresolved tickets of the grid and category, the nearest 5',
  })
  @ApiOkResponse({ type: [DeskSimilarView] })
  near(
    @Body() { place, categoryId }: DeskSimilarInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<DeskSimilarView[] | Refusal> {
    return this.similar.nearFor(by, place, categoryId, language);
  }
}
