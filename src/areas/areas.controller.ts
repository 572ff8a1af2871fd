import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database } from '../platform/database/database.js';
import { UUID } from '../platform/http/fields.js';
import { cursorOf, limitOf, PageQuery, pageOf, type Page } from '../platform/http/paging.js';
import type { Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import {
  AreaDetailDto,
  AreaDto,
  AreaPageDto,
  AreasQuery,
  BuildingDto,
  BuildingPageDto,
  BuildingsQuery,
  GridMapDto,
  GridMapPageDto,
} from './areas.dto.js';
import { Areas } from './areas.js';
import type { Building } from './areas.types.js';

const PATH = /^[\w.-]{1,300}$/;
const CODE = /^[^\u0000]{1,50}$/;

/** Reference data: whoever is signed in may read it. */
@ApiTags('areas')
@Controller('areas')
export class AreasController {
  constructor(
    private readonly areas: Areas,
    private readonly database: Database,
  ) {}

  @Get()
  @ApiOperation({ summary: '区域列表：市、区、街道、社区、网格 / Areas' })
  @ApiOkResponse({ type: AreaPageDto })
  async list(@Query() query: AreasQuery): Promise<Page<AreaDto>> {
    const limit = limitOf(query);
    const after = cursorOf(query, PATH)?.[0] ?? null;
    const { parent: parentId, kind, search } = query;
    const rows = await this.areas.list(this.database, { parentId, kind, search, limit: limit + 1, after });
    return pageOf(
      rows,
      limit,
      (area) => [area.path],
      (area) => area,
    );
  }

  @Get(':id')
  @ApiOperation({ summary: '一个区域，含上级和边界 / One area with what is above it and its boundary' })
  @ApiOkResponse({ type: AreaDetailDto })
  async one(@Param('id', IdPipe) id: string): Promise<AreaDetailDto | Refusal> {
    const area = await this.areas.byId(this.database, id);
    if (area === undefined) return { refused: 'not-found' };
    const ancestors = (await this.areas.ancestors(this.database, area.path)).slice(0, -1);
    const coordinates = await this.areas.boundary(this.database, id);
    return {
      ...area,
      ancestors: ancestors.map(({ id, code, name, kind }) => ({ id, code, name, kind })),
      boundary: coordinates === null ? null : { type: 'MultiPolygon', coordinates },
    };
  }
}

@ApiTags('areas')
@Controller('buildings')
export class BuildingsController {
  constructor(
    private readonly areas: Areas,
    private readonly database: Database,
  ) {}

  @Get()
  @ApiOperation({ summary: '查找楼栋，最像的在前 / Find buildings, best first' })
  @ApiOkResponse({ type: BuildingPageDto })
  async search(@Query() query: BuildingsQuery): Promise<Page<BuildingDto> | Refusal> {
    const limit = limitOf(query);
    const cursor = cursorOf(query, /^[0-4]$/, CODE);
    const within = query.areaId === undefined ? undefined : await this.areas.byId(this.database, query.areaId);
    if (query.areaId !== undefined && within === undefined) return { refused: 'unknown-area', field: 'areaId' };
    const rows = await this.areas.searchBuildings(this.database, {
      text: query.search,
      areaPath: within?.path,
      limit: limit + 1,
      after: cursor === null ? null : { rank: Number(cursor[0]), code: cursor[1] ?? '' },
    });
    return pageOf(rows, limit, ({ rank, code }) => [String(rank), code], dtoOf);
  }

  @Get(':id')
  @ApiOperation({ summary: '一栋楼 / One building' })
  @ApiOkResponse({ type: BuildingDto })
  async one(@Param('id', IdPipe) id: string): Promise<BuildingDto | Refusal> {
    const building = await this.areas.building(this.database, id);
    return building === undefined ? { refused: 'not-found' } : dtoOf(building);
  }
}

@ApiTags('areas')
@Controller('grid-maps')
export class GridMapsController {
  constructor(
    private readonly areas: Areas,
    private readonly database: Database,
  ) {}

  @Get()
  @ApiOperation({ summary: '网格图各版本，新的在前 / Versions of the grid map, newest first' })
  @ApiOkResponse({ type: GridMapPageDto })
  async list(@Query() query: PageQuery): Promise<Page<GridMapDto>> {
    const limit = limitOf(query);
    const rows = await this.areas.maps(this.database, limit + 1, cursorOf(query, UUID)?.[0] ?? null);
    return pageOf(
      rows,
      limit,
      (map) => [map.id],
      (map) => map,
    );
  }
}

function dtoOf({ id, code, name, address, aliases, units, lng, lat, grid, community }: Building): BuildingDto {
  return { id, code, name, address, aliases, units, lng, lat, grid, community };
}
