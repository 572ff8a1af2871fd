import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { IdOrMePipe, IdPipe } from '../../platform/http/validation.js';
import { DeclinedView, DeclineHelperInput } from './declined.dto.js';
import { Declined } from './declined.js';
import type { DeclinedPair } from './declined.store.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets/:id/declined')
export class DeclinedController {
  constructor(private readonly declined: Declined) {}

  @Get()
  @ApiOperation({
    summary: '不再互派的人；对方永远看不到 / Who is not to be sent to each other; the other side never sees it',
  })
  @ApiOkResponse({ type: [DeclinedView] })
  list(@Param('id', IdPipe) id: string, @By() by: Actor): Promise<DeclinedPair[] | Refusal> {
    return this.declined.list(id, by);
  }

  @Put(':helperId')
  @ApiParam({ name: 'helperId', description: '帮办员，me 为本人 / a helper; me: oneself' })
  @ApiOperation({
    summary: '居民和这位帮办员不再互派（帮办员本人，或站长、接线员代填）/ Never the resident and this helper again',
  })
  @ApiOkResponse({ type: [DeclinedView] })
  decline(
    @Param('id', IdPipe) id: string,
    @Param('helperId', IdOrMePipe) helperId: string,
    @Body() { side }: DeclineHelperInput,
    @By() by: Actor,
  ): Promise<DeclinedPair[] | Refusal> {
    return this.declined.set(id, helperId, { side, declined: true }, by);
  }

  @Delete(':helperId')
  @ApiParam({ name: 'helperId', description: '帮办员，me 为本人 / a helper; me: oneself' })
  @ApiOperation({ summary: '撤回：可以再派 / Taken back by who said it' })
  @ApiOkResponse({ type: [DeclinedView] })
  undo(
    @Param('id', IdPipe) id: string,
    @Param('helperId', IdOrMePipe) helperId: string,
    @Query() { side }: DeclineHelperInput,
    @By() by: Actor,
  ): Promise<DeclinedPair[] | Refusal> {
    return this.declined.set(id, helperId, { side, declined: false }, by);
  }
}
