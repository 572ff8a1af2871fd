import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts } from '../accounts/accounts.js';
import { By, type Actor } from '../accounts/actor.js';
import { Database } from '../platform/database/database.js';
import { InLanguage } from '../platform/http/reader.js';
import type { Language } from '../platform/http/language.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { RoutedDto, routedDto, RouteInput } from './routing.dto.js';
import { Routing } from './routing.js';
import { isOfDesk } from './routing.policy.js';

@ApiTags('routing')
@Controller('routes')
export class RoutingController {
  constructor(
    private readonly routing: Routing,
    private readonly accounts: Accounts,
    private readonly database: Database,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: '试派：此处会派往哪个帮办站，为什么 / Where a request from here would go, and why' })
  @ApiOkResponse({ type: RoutedDto })
  async route(
    @By() actor: Actor,
    @Body() { place }: RouteInput,
    @InLanguage() language: Language,
  ): Promise<RoutedDto | Refusal> {
    if (!isOfDesk(actor)) return { refused: 'desk-only' };
    const routed = this.routing.route(place);
    if (isRefusal(routed)) return routed;
    // as the ticket's owner is found
    const onDuty = routed.station === null ? await this.accounts.ownerFor(this.database, routed.gridPath) : undefined;
    return routedDto(routed, language, onDuty && { id: onDuty.accountId, name: onDuty.name });
  }
}
