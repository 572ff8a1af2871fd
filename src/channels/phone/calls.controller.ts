import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Residents } from '../../residents/residents.js';
import { Callers } from '../../tickets/tickets.js';
import { CallInput, CallView } from './calls.dto.js';

/** The phone rings: who it is, and what they wait for, so that a second call urges instead of opening anew. */
@ApiTags('居民 residents')
@ApiBearerAuth()
@Controller('calls')
export class CallsController {
  constructor(
    private readonly residents: Residents,
    private readonly callers: Callers,
    private readonly database: Database,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary:
      '来电：是谁、住哪里、有哪些没办完的事项（逐次留痕）/ A call: who it is, where they are known, what they wait for; logged',
  })
  @ApiOkResponse({ type: CallView })
  async call(
    @Body() { phone }: CallInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<CallView | Refusal> {
    const resident = await this.residents.lookUp(by, phone, ['name', 'places']);
    if (isRefusal(resident)) return resident;
    if (resident === null) return { resident, tickets: [], places: [], languages: [], ask: false };
    const tickets = await this.callers.openTickets(resident.id, by, language);
    return { resident, tickets, ...(await this.callers.knownPlaces(this.database, resident.id, by)) };
  }
}
