import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import type { Result } from '../ticket.changes.js';
import { Change, givenOf, ReasonInput } from '../tickets.dto.js';
import { MergeInput } from './merging.dto.js';
import { Merging } from './merging.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class MergingController {
  constructor(private readonly merging: Merging) {}

  @Post(':id/merge')
  @Change('并入另一事项 / Merge it into another')
  merge(@Param('id', IdPipe) id: string, @Body() body: MergeInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.merging.merge(id, body.into, body.reason ?? null, by, givenOf(body));
  }

  @Post(':id/unmerge')
  @Change('24 小时内撤销并入 / Undo a merge, within a day')
  unmerge(@Param('id', IdPipe) id: string, @Body() body: ReasonInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.merging.unmerge(id, body.reason, by, givenOf(body));
  }
}
