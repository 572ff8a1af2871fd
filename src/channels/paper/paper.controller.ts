import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Language } from '../../platform/http/language.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { TicketView } from '../../tickets/tickets.dto.js';
import { TicketViews } from '../../tickets/tickets.js';
import { SlipInput } from './paper.dto.js';
import { Slips } from './slips.js';

const momentOf = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('slips')
export class PaperController {
  constructor(
    private readonly slips: Slips,
    private readonly views: TicketViews,
  ) {}

  @Post()
  @ApiOperation({
    summary:
      '补录一张纸条：从求助到办结一次记全，计在发生的那天 / Enter a paper slip: its whole record, counted on its own day',
  })
  @ApiCreatedResponse({ type: TicketView })
  async enter(
    @Body() body: SlipInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<TicketView | Refusal> {
    const entered = await this.slips.enter(
      {
        categoryId: body.categoryId,
        description: body.description,
        place: body.place,
        unit: body.unit ?? null,
        door: body.door ?? null,
        caller: { phone: body.caller?.phone ?? null, name: body.caller?.name ?? null },
        helperIds: [...new Set(body.helperIds)],
        openedAt: new Date(body.openedAt),
        startedAt: momentOf(body.startedAt),
        resolvedAt: new Date(body.resolvedAt),
        confirmedAt: momentOf(body.confirmedAt),
        outcome: body.outcome,
        note: body.note,
        signed: body.signed,
        number: body.slipNumber ?? null,
      },
      by,
    );
    return isRefusal(entered) ? entered : this.views.entered(entered.id, by, language);
  }
}
