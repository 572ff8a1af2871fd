import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { UUID } from '../../platform/http/fields.js';
import { cursorOf, limitOf, PageQuery, pageOf, type Page } from '../../platform/http/paging.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdOrMePipe, IdPipe } from '../../platform/http/validation.js';
import { helperDto } from '../helper.view.js';
import { HelperDto } from '../stations.dto.js';
import { Stations } from '../stations.js';
import type { Helper } from '../stations.types.js';
import { Licences } from './licences.js';
import {
  LeaveDaysInput,
  LicencePageDto,
  ProofInput,
  SettingsInput,
  ShiftInput,
  SkillInput,
  TapInput,
} from './profiles.dto.js';
import { Profiles } from './profiles.js';

const CODE = /^[^\u0000]{1,50}$/;

const moment = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

/** For helpers themselves, and for head and deputy of their home station: many helpers only answer the phone. */
@ApiTags('帮办员 helpers')
@ApiBearerAuth()
@ApiParam({ name: 'id', description: '帮办员，me 为本人 / a helper; me: oneself' })
@Controller('helpers/:id')
export class ProfilesController {
  constructor(
    private readonly profiles: Profiles,
    private readonly licences: Licences,
    private readonly stations: Stations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Patch()
  @ApiOperation({
    summary:
      '值班、免打扰、件数、工具、语言、愿去的站；没写的不变 / Roster, quiet hours, limits, tools, languages, stations',
  })
  @ApiOkResponse({ type: HelperDto })
  async set(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Body() body: SettingsInput,
  ): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.set(by, id, body));
  }

  @Put('availability')
  @ApiOperation({ summary: '一键上线、下线，到时自动恢复 / One tap on or off, until a time' })
  @ApiOkResponse({ type: HelperDto })
  async tap(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Body() { available, until }: TapInput,
  ): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.tap(by, id, { available, until: moment(until) }));
  }

  @Delete('availability')
  @ApiOperation({ summary: '恢复按值班表 / By the roster again' })
  @ApiOkResponse({ type: HelperDto })
  async untap(@By() by: Actor, @Param('id', IdOrMePipe) id: string): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.untap(by, id));
  }

  @Post('leaves')
  @ApiOperation({ summary: '请假，整天，不问原因 / Leave, in whole days; why is not asked' })
  @ApiCreatedResponse({ type: HelperDto })
  async addLeave(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Body() body: LeaveDaysInput,
  ): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.addLeave(by, id, body));
  }

  @Delete('leaves/:leaveId')
  @ApiOperation({ summary: '销假 / Take leave back' })
  @ApiOkResponse({ type: HelperDto })
  async removeLeave(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Param('leaveId', IdPipe) leaveId: string,
  ): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.removeLeave(by, id, leaveId));
  }

  @Put('shift')
  @ApiOperation({ summary: '本班位置，到时自动停止 / Where they are on this shift, until a time' })
  @ApiOkResponse({ type: HelperDto })
  async shareShift(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Body() { lng, lat, until }: ShiftInput,
  ): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.shareShift(by, id, { lng, lat, until: moment(until) }));
  }

  @Delete('shift')
  @ApiOperation({ summary: '停止共享位置 / Stop sharing it' })
  @ApiOkResponse({ type: HelperDto })
  async stopShift(@By() by: Actor, @Param('id', IdOrMePipe) id: string): Promise<HelperDto | Refusal> {
    return this.told(await this.profiles.stopShift(by, id));
  }

  @Put('skills/:code')
  @ApiOperation({ summary: '申报技能；须持证的核验后才算 / A skill; one that needs a licence counts once proven' })
  @ApiOkResponse({ type: HelperDto })
  async claim(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Param('code') code: string,
    @Body() body: SkillInput,
  ): Promise<HelperDto | Refusal> {
    if (!CODE.test(code)) return { refused: 'not-found' };
    return this.told(await this.licences.claim(by, id, code, body));
  }

  @Delete('skills/:code')
  @ApiOperation({ summary: '去掉一项技能 / Take a skill away' })
  @ApiOkResponse({ type: HelperDto })
  async drop(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Param('code') code: string,
  ): Promise<HelperDto | Refusal> {
    if (!CODE.test(code)) return { refused: 'not-found' };
    return this.told(await this.licences.drop(by, id, code));
  }

  @Put('skills/:code/proof')
  @ApiOperation({
    summary: '核验证书（站长、副站长及管理员，不能核验自己的）/ Prove or refuse a licence: head, deputy, administrator',
  })
  @ApiOkResponse({ type: HelperDto })
  async judge(
    @By() by: Actor,
    @Param('id', IdOrMePipe) id: string,
    @Param('code') code: string,
    @Body() body: ProofInput,
  ): Promise<HelperDto | Refusal> {
    if (!CODE.test(code)) return { refused: 'not-found' };
    return this.told(await this.licences.judge(by, id, code, body));
  }

  private async told(helper: Helper | Refusal): Promise<HelperDto | Refusal> {
    if (isRefusal(helper)) return helper;
    const phones = await this.stations.maskedPhones(this.database, [helper]);
    return helperDto(helper, phones.get(helper.accountId) ?? '', this.clock.now());
  }
}

@ApiTags('stations')
@ApiBearerAuth()
@Controller('stations/:id/licences')
export class LicencesController {
  constructor(private readonly licences: Licences) {}

  @Get()
  @ApiOperation({
    summary:
      '要站长看的证：待核验、三十天内到期、已过期 / Licences for the head to look at: claimed, ending within 30 days, ended',
  })
  @ApiOkResponse({ type: LicencePageDto })
  async ofStation(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<LicencePageDto['items'][number]> | Refusal> {
    const limit = limitOf(query);
    const after = cursorOf(query, UUID, CODE);
    const rows = await this.licences.ofStation(by, id, { limit: limit + 1, after });
    if (isRefusal(rows)) return rows;
    return pageOf(
      rows,
      limit,
      ({ helperId, skill }) => [helperId, skill],
      (row) => row,
    );
  }
}
