import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import type { Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { BackView, DepartureInput, LeftView } from './leavers.dto.js';
import { Leavers, type Left } from './leavers.js';

@ApiTags('派单 dispatch')
@ApiBearerAuth()
@Controller('helpers/:id')
export class LeaversController {
  constructor(private readonly leavers: Leavers) {}

  @Post('leave')
  @HttpCode(200)
  @ApiOperation({
    summary:
      '帮办员离开，手上的事项退回各站（站长、副站长及管理员）/ A helper leaves: their jobs go back to the stations',
  })
  @ApiOkResponse({ type: LeftView })
  leave(@Param('id', IdPipe) id: string, @Body() body: DepartureInput, @By() by: Actor): Promise<Left | Refusal> {
    return this.leavers.leave(id, body, by);
  }

  @Post('return')
  @HttpCode(200)
  @ApiOperation({ summary: '帮办员归队，或撤销离开 / A helper comes back, or does not leave after all' })
  @ApiOkResponse({ type: BackView })
  comeBack(@Param('id', IdPipe) id: string, @By() by: Actor): Promise<BackView | Refusal> {
    return this.leavers.comeBack(id, by);
  }
}
