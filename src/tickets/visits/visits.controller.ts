import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { WordsInput } from '../callers/callers.dto.js';
import type { Result } from '../ticket.changes.js';
import { Change, givenOf } from '../tickets.dto.js';
import { AppointmentInput, CancelAppointmentInput } from './visits.dto.js';
import { Visits } from './visits.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class VisitsController {
  constructor(private readonly visits: Visits) {}

  @Post(':id/appointment')
  @Change('约定或改约上门时间 / Make or change an appointment')
  appoint(@Param('id', IdPipe) id: string, @Body() body: AppointmentInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.visits.appoint(id, { from: new Date(body.from), to: new Date(body.to) }, by, givenOf(body));
  }

  @Post(':id/appointment/cancel')
  @Change('取消上门约定 / Cancel the appointment')
  cancel(
    @Param('id', IdPipe) id: string,
    @Body() body: CancelAppointmentInput,
    @By() by: Actor,
  ): Promise<Result | Refusal> {
    return this.visits.cancel(id, body.reason ?? null, by, givenOf(body));
  }

  @Post(':id/nobody-home')
  @Change('上门无人 / Nobody was home')
  nobodyHome(@Param('id', IdPipe) id: string, @Body() body: WordsInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.visits.nobodyHome(id, body.words ?? null, by, givenOf(body));
  }
}
