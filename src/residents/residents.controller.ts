import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import { isRefusal } from '../platform/http/refusal.js';
import { LookedUpDto, LookUpDto } from './residents.dto.js';
import { Residents } from './residents.js';

@ApiTags('residents')
@Controller('residents')
export class ResidentsController {
  constructor(private readonly residents: Residents) {}

  @Post('look-ups')
  @HttpCode(200)
  @ApiOperation({ summary: '按电话查找居民，逐次留痕 / Find a resident by phone number; each look-up is logged' })
  @ApiOkResponse({ type: LookedUpDto })
  async lookUp(@By() by: Actor, @Body() { phone }: LookUpDto) {
    const resident = await this.residents.lookUp(by, phone);
    return isRefusal(resident) ? resident : { resident };
  }
}
