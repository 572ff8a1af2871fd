import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import type { Result } from '../ticket.changes.js';
import { Change, givenOf, GivenInput } from '../tickets.dto.js';
import { WordsInput } from './callers.dto.js';
import { Callers } from './callers.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class CallersController {
  constructor(private readonly callers: Callers) {}

  @Post(':id/urge')
  @Change('催办：来电人又来问，不另立事项 / Urged by a caller who rings again: no new ticket')
  urge(@Param('id', IdPipe) id: string, @Body() body: WordsInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.callers.urge(id, body.words ?? null, by, givenOf(body));
  }

  @Post(':id/urge/withdraw')
  @Change('撤回自己刚才误按的催办，10 分钟内 / Take back what one urged by mistake, within ten minutes')
  takeBack(@Param('id', IdPipe) id: string, @Body() body: GivenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.callers.takeBackUrge(id, by, givenOf(body));
  }
}
