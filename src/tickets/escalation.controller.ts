import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import type { Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { Escalations } from './escalations.js';
import { Holds } from './holds/holds.js';
import type { Result } from './ticket.changes.js';
import { Change, EscalateInput, GivenInput, givenOf, HandOverInput, HoldInput, ReasonInput } from './tickets.dto.js';

/** Whose move is next, and when it may wait. */
@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class EscalationController {
  constructor(
    private readonly escalations: Escalations,
    private readonly holds: Holds,
  ) {}

  @Post(':id/hand-over')
  @Change('移交另一帮办站，时限照走 / Hand over to another station: the clock goes on')
  handOver(@Param('id', IdPipe) id: string, @Body() body: HandOverInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.escalations.handOver(id, body.stationId, body.reason, by, givenOf(body));
  }

  @Post(':id/escalate')
  @Change('上报社区、街道、区、市：值班人成为责任人 / Escalate: who is on duty there owns it')
  escalate(@Param('id', IdPipe) id: string, @Body() body: EscalateInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.escalations.escalate(id, body.level, body.reason, by, givenOf(body));
  }

  @Post(':id/return')
  @Change('退回帮办站 / Back to its station')
  return(@Param('id', IdPipe) id: string, @Body() body: ReasonInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.escalations.return(id, body.reason, by, givenOf(body));
  }

  @Post(':id/hold')
  @Change(
    '挂账，期间不计时，超过 72 小时或本轮第三次须批准；延期，办结时限后移，须批准；本轮共不超过 4 次 / On hold: the clock stands; over 72 hours, or a third time, it is approved first. An extension moves the deadline to resolve, and is always approved first. At most 4 a round',
  )
  hold(@Param('id', IdPipe) id: string, @Body() body: HoldInput, @By() by: Actor): Promise<Result | Refusal> {
    const { kind = 'hold', reasonCode = 'other', reason, until } = body;
    return this.holds.hold(id, { kind, reasonCode, reason, until: new Date(until) }, by, givenOf(body));
  }

  @Post(':id/hold/approve')
  @Change('批准挂账、延期 / Approve the hold or extension that was asked for')
  approve(@Param('id', IdPipe) id: string, @Body() body: GivenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.holds.approve(id, by, givenOf(body));
  }

  @Post(':id/hold/refuse')
  @Change('不批准挂账、延期 / Refuse the hold or extension that was asked for')
  refuse(@Param('id', IdPipe) id: string, @Body() body: ReasonInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.holds.refuse(id, body.reason, by, givenOf(body));
  }
}
