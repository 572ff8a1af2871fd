import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { ErasedDto, ExportDto, HeldDto, PersonFoundDto } from './erasure.dto.js';
import { Erasure } from './erasure.js';
import { LookUpDto } from './residents.dto.js';

/** What is held of a person, as they may ask for it: administrators of the whole installation, since a person is in no area. */
@ApiTags('residents')
@ApiBearerAuth()
@Controller('residents')
export class ErasureController {
  constructor(private readonly erasure: Erasure) {}

  @Post('held')
  @HttpCode(200)
  @ApiOperation({
    summary: '按电话查这个人有多少信息，逐次留痕（全局管理员）/ What is held of a number’s person; each time is logged',
  })
  @ApiOkResponse({ type: PersonFoundDto })
  async held(@By() by: Actor, @Body() { phone }: LookUpDto): Promise<{ person: HeldDto | null } | Refusal> {
    const person = await this.erasure.find(by, phone);
    return isRefusal(person) ? person : { person };
  }

  @Post(':id/export')
  @HttpCode(200)
  @ApiOperation({ summary: '导出一个人的信息（全局管理员）/ Hand out what is held of a person' })
  @ApiOkResponse({ type: ExportDto })
  export(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<ExportDto | Refusal> {
    return this.erasure.export(by, id);
  }

  @Post(':id/erasure')
  @HttpCode(200)
  @ApiOperation({
    summary: '删除一个人的信息，不能恢复；计数不变（全局管理员）/ Erase a person for good; counts stay',
  })
  @ApiOkResponse({ type: ErasedDto })
  erase(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<ErasedDto | Refusal> {
    return this.erasure.erase(by, id);
  }
}
