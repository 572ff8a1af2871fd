import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import { Areas } from '../areas/areas.js';
import { openAt, type WorkingCalendar } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { UUID } from '../platform/http/fields.js';
import { cursorOf, limitOf, PageQuery, pageOf, type Page } from '../platform/http/paging.js';
import type { Refusal } from '../platform/http/refusal.js';
import { IdOrMePipe, IdPipe } from '../platform/http/validation.js';
import { helperDto } from './helper.view.js';
import { Calendars } from './calendar/calendars.js';
import {
  CoverageDto,
  HelperDto,
  HelperPageDto,
  SkillDto,
  StationDto,
  StationPageDto,
  StationsQuery,
} from './stations.dto.js';
import { Stations } from './stations.js';
import type { Helper, Station } from './stations.types.js';

const CODE = /^[^\u0000]{1,50}$/;

/** Stations are public in the house; who their helpers are only their leaders and area roles see. */
@ApiTags('stations')
@Controller()
export class StationsController {
  constructor(
    private readonly stations: Stations,
    private readonly areas: Areas,
    private readonly calendars: Calendars,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get('stations')
  @ApiOperation({ summary: '帮办站列表 / Stations' })
  @ApiOkResponse({ type: StationPageDto })
  async list(@Query() query: StationsQuery): Promise<Page<StationDto> | Refusal> {
    const limit = limitOf(query);
    const after = cursorOf(query, CODE)?.[0] ?? null;
    const within = query.areaId === undefined ? undefined : await this.areas.byId(this.database, query.areaId);
    if (query.areaId !== undefined && within === undefined) return { refused: 'unknown-area', field: 'areaId' };
    const filter = { areaPath: within?.path, search: query.search, limit: limit + 1, after };
    const rows = await this.stations.list(this.database, filter);
    const calendar = await this.calendars.current(this.database);
    return pageOf(
      rows,
      limit,
      ({ code }) => [code],
      (station) => this.stationDto(station, calendar),
    );
  }

  @Get('stations/:id')
  @ApiOperation({ summary: '一个帮办站 / One station' })
  @ApiOkResponse({ type: StationDto })
  async one(@Param('id', IdPipe) id: string): Promise<StationDto | Refusal> {
    const station = await this.stations.byId(this.database, id);
    if (station === undefined) return { refused: 'not-found' };
    return this.stationDto(station, await this.calendars.current(this.database));
  }

  @Get('skills')
  @ApiOperation({ summary: '技能，按代码 / Skills, by code' })
  @ApiOkResponse({ type: [SkillDto] })
  skills(): Promise<SkillDto[]> {
    return this.stations.skills(this.database);
  }

  @Get('stations/:id/helpers')
  @ApiOperation({ summary: '站内帮办员（站长、副站长及管片人员可见）/ Helpers, for its leaders and area roles' })
  @ApiOkResponse({ type: HelperPageDto })
  async helpers(
    @By() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<HelperDto> | Refusal> {
    const limit = limitOf(query);
    const after = cursorOf(query, UUID)?.[0] ?? null;
    if (!(await this.stations.seesHelpersOf(this.database, actor, id))) return { refused: 'not-found' };
    const rows = await this.stations.helpersOf(this.database, id, { limit: limit + 1, after });
    const dtos = await this.helperDtos(rows);
    return pageOf(
      dtos,
      limit,
      (helper) => [helper.id],
      (helper) => helper,
    );
  }

  @Get('stations/:id/coverage')
  @ApiOperation({ summary: '帮办站覆盖的网格 / Grids that the station covers' })
  @ApiOkResponse({ type: CoverageDto })
  async coverage(@Param('id', IdPipe) id: string): Promise<CoverageDto | Refusal> {
    if ((await this.stations.byId(this.database, id)) === undefined) return { refused: 'not-found' };
    return { grids: await this.stations.gridsOf(this.database, id) };
  }

  @Get('helpers/:id')
  @ApiParam({ name: 'id', description: '帮办员，me 为本人 / a helper; me: oneself' })
  @ApiOperation({ summary: '一名帮办员（本人、站长、副站长及管片人员可见）/ One helper' })
  @ApiOkResponse({ type: HelperDto })
  async helper(@By() actor: Actor, @Param('id', IdOrMePipe) ref: string): Promise<HelperDto | Refusal> {
    const id = ref === 'me' ? actor.helperId : ref;
    const helper = id === null ? undefined : await this.stations.helperSeenBy(this.database, actor, id);
    const [dto] = helper === undefined ? [] : await this.helperDtos([helper]);
    return dto ?? { refused: 'not-found' };
  }

  private stationDto(station: Station, calendar: WorkingCalendar): StationDto {
    return { ...station, openNow: openAt(this.clock.now(), station.hours, calendar) };
  }

  private async helperDtos(helpers: Helper[]): Promise<HelperDto[]> {
    const now = this.clock.now();
    const phones = await this.stations.maskedPhones(this.database, helpers);
    return helpers.map((helper) => helperDto(helper, phones.get(helper.accountId) ?? '', now));
  }
}
