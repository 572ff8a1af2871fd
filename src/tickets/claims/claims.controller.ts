import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { ClaimInput, claimView, ClaimView } from './claims.dto.js';
import { Claims } from './claims.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets/:id/claim')
export class ClaimsController {
  constructor(private readonly claims: Claims) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary:
      '待分派的事项由我来定地点，几分钟后自动放开；别人在办时答复是谁 / Looking for its place; ends by itself, tells who else is on it',
  })
  @ApiOkResponse({ type: ClaimView })
  async claim(
    @Param('id', IdPipe) id: string,
    @Body() body: ClaimInput,
    @By() by: Actor,
  ): Promise<ClaimView | Refusal> {
    const claim = await this.claims.claim(id, body.takeOver === true, by);
    return isRefusal(claim) ? claim : claimView(claim, by);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: '放开 / Let it go' })
  @ApiNoContentResponse()
  async release(@Param('id', IdPipe) id: string, @By() by: Actor): Promise<void> {
    await this.claims.release(id, by);
  }
}
