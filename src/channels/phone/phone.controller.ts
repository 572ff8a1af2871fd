import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RememberedActor } from '../../accounts/access.js';
import { By, type Actor } from '../../accounts/actor.js';
import { InLanguage } from '../../platform/http/reader.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { TicketView } from '../../tickets/tickets.dto.js';
import { Tickets, TicketViews } from '../../tickets/tickets.js';
import { OpenTicketInput } from './phone.dto.js';

/** The desk: an operator who takes calls, or a head whose station is rung. */
@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class PhoneController {
  constructor(
    private readonly tickets: Tickets,
    private readonly views: TicketViews,
  ) {}

  @Post()
  @RememberedActor()
  @ApiOperation({
    summary:
      '登记求助；答复里有网格、帮办站、站长、理由、编号和两个时限 / Open a ticket: grid, station, head, reason, reference, deadlines',
  })
  @ApiCreatedResponse({ type: TicketView })
  async open(
    @Body() body: OpenTicketInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<TicketView | Refusal> {
    const { caller, personHelped } = body;
    const opened = await this.tickets.open(
      {
        categoryId: body.categoryId,
        place: body.place,
        unit: body.unit ?? null,
        door: body.door ?? null,
        description: body.description,
        answers: body.answers ?? [],
        caller: { phone: caller.phone, name: caller.name ?? null, moved: caller.moved },
        personHelped:
          personHelped === undefined ? null : { phone: personHelped.phone ?? null, name: personHelped.name ?? null },
        channel: body.channel ?? 'phone',
        urgency: body.urgency,
        alone: body.alone,
        languages: body.languages,
        happenedAt: body.happenedAt === undefined ? null : new Date(body.happenedAt),
      },
      by,
      (made) => this.views.opened(made, by, language),
    );
    return isRefusal(opened) ? opened : this.views.opened(opened, by, language);
  }
}
