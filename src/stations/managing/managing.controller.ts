import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { pathsOf, By, type Actor } from '../../accounts/actor.js';
import { dayOf, openAt } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { UUID } from '../../platform/http/fields.js';
import { cursorOf, limitOf, pageOf, type Page } from '../../platform/http/paging.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { Calendars } from '../calendar/calendars.js';
import { helperDto } from '../helper.view.js';
import { HelpersStore } from '../helpers.store.js';
import { LOOK_AHEAD_DAYS } from '../profiles/licences.js';
import { StationDto } from '../stations.dto.js';
import { Stations } from '../stations.js';
import type { Station } from '../stations.types.js';
import {
  FoundHelperDto,
  FoundHelperPageDto,
  HelpersQuery,
  LeadDto,
  LeadEndInput,
  LeadInput,
  NeighboursDto,
  NewStationInput,
  StationChangeInput,
} from './managing.dto.js';
import { ManagingStations } from './managing.js';

const DAY_MS = 86_400_000;

/** For administrators, within their areas; helpers are found by who has a role over their stations' areas, or leads one. */
@ApiTags('stations')
@ApiBearerAuth()
@Controller()
export class ManagingController {
  constructor(
    private readonly managing: ManagingStations,
    private readonly stations: Stations,
    private readonly helpers: HelpersStore,
    private readonly calendars: Calendars,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Post('stations')
  @ApiOperation({ summary: '新设帮办站 / Make a station' })
  @ApiCreatedResponse({ type: StationDto })
  async make(@By() by: Actor, @Body() given: NewStationInput): Promise<StationDto | Refusal> {
    return this.told(await this.managing.make(by, given));
  }

  @Patch('stations/:id')
  @ApiOperation({ summary: '改帮办站；没写的不变 / Change a station; what is not given stays' })
  @ApiOkResponse({ type: StationDto })
  async change(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Body() given: StationChangeInput,
  ): Promise<StationDto | Refusal> {
    const { version, ...change } = given;
    return this.told(await this.managing.change(by, id, change, version));
  }

  @Get('stations/:id/heads')
  @ApiOperation({ summary: '历任、现任和将任的站长、副站长 / Heads and deputies, with their days' })
  @ApiOkResponse({ type: [LeadDto] })
  leads(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<LeadDto[] | Refusal> {
    return this.managing.leads(by, id);
  }

  @Post('stations/:id/heads')
  @HttpCode(200)
  @ApiOperation({ summary: '任命站长或副站长，从某天起 / Make somebody head or deputy, from a day' })
  @ApiOkResponse({ type: [LeadDto] })
  lead(@By() by: Actor, @Param('id', IdPipe) id: string, @Body() given: LeadInput): Promise<LeadDto[] | Refusal> {
    return this.managing.lead(by, id, given);
  }

  @Post('stations/:id/heads/end')
  @HttpCode(200)
  @ApiOperation({ summary: '不再担任，从某天起 / Head or deputy no more, from a day' })
  @ApiOkResponse({ type: [LeadDto] })
  endLead(@By() by: Actor, @Param('id', IdPipe) id: string, @Body() given: LeadEndInput): Promise<LeadDto[] | Refusal> {
    return this.managing.endLead(by, id, given);
  }

  @Get('stations/:id/neighbours')
  @ApiOperation({ summary: '同社区、同街道的其他帮办站 / Other stations of its community and street' })
  @ApiOkResponse({ type: NeighboursDto })
  async neighbours(@Param('id', IdPipe) id: string): Promise<NeighboursDto | Refusal> {
    if ((await this.stations.byId(this.database, id)) === undefined) return { refused: 'not-found' };
    return { stations: await this.stations.neighbours(this.database, id) };
  }

  @Get('helpers')
  @ApiOperation({ summary: '查找帮办员，按姓名；可按技能、证件筛 / Find helpers, by name; by skill and licence' })
  @ApiOkResponse({ type: FoundHelperPageDto })
  async find(@By() by: Actor, @Query() query: HelpersQuery): Promise<Page<FoundHelperDto>> {
    const limit = limitOf(query);
    const [name = null, id = null] = cursorOf(query, /^[^\u0000]*$/, UUID) ?? [];
    const now = this.clock.now();
    const rows = await this.helpers.find(this.database, dayOf(now), {
      stationIds: by.stationRoles.map(({ stationId }) => stationId),
      areaPaths: pathsOf(by, 'operator', 'leader', 'administrator'),
      search: query.search ?? null,
      stationId: query.stationId ?? null,
      skill: query.skill ?? null,
      licence: query.licence ?? null,
      soon: dayOf(new Date(now.getTime() + LOOK_AHEAD_DAYS * DAY_MS)),
      limit: limit + 1,
      after: name === null || id === null ? null : [name, id],
    });
    const phones = await this.stations.maskedPhones(this.database, rows);
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      ({ stationName, ...helper }) => ({ ...helperDto(helper, phones.get(helper.accountId) ?? '', now), stationName }),
    );
  }

  private async told(station: Station | Refusal): Promise<StationDto | Refusal> {
    if (isRefusal(station)) return station;
    const calendar = await this.calendars.current(this.database);
    return { ...station, openNow: openAt(this.clock.now(), station.hours, calendar) };
  }
}
