import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import type { Result } from '../ticket.changes.js';
import { Change, givenOf, ReasonInput } from '../tickets.dto.js';
import { MaterialsInput } from './materials.dto.js';
import { Materials } from './materials.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class MaterialsController {
  constructor(private readonly materials: Materials) {}

  @Post(':id/materials')
  @Change('登记用料和谁付的钱 / Materials used, and who paid')
  use(@Param('id', IdPipe) id: string, @Body() body: MaterialsInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.materials.use(id, body.items, by, givenOf(body));
  }

  @Post(':id/materials/:materialId/cancel')
  @Change('冲销记错的一笔 / Cancel a line that was wrong')
  cancel(
    @Param('id', IdPipe) id: string,
    @Param('materialId', IdPipe) materialId: string,
    @Body() body: ReasonInput,
    @By() by: Actor,
  ): Promise<Result | Refusal> {
    return this.materials.cancel(id, materialId, body.reason, by, givenOf(body));
  }
}
