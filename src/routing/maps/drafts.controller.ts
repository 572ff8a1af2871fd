import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, PageQuery, pageOf, type Page } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Streamed } from '../../platform/http/streamed.js';
import { IdPipe } from '../../platform/http/validation.js';
import type { MapImport } from '../../areas/areas.js';
import { Drafts } from './drafts.js';
import { importerOf } from './importer.js';
import { MapAreas } from './map-areas.js';
import { MapChecks } from './map-checks.js';
import { MapImports, type FileGiven } from './map-imports.js';
import { DraftInput, ImportFileQuery, MapAreasQuery, MapImportPageView, MapImportView, MapView } from './maps.dto.js';
import { importView, mapView } from './views.js';

/** For administrators, within their areas. */
@ApiTags('grid maps')
@ApiBearerAuth()
@Controller('grid-maps')
export class DraftsController {
  constructor(
    private readonly drafts: Drafts,
    private readonly imports: MapImports,
    private readonly checks: MapChecks,
    private readonly mapAreas: MapAreas,
  ) {}

  @Post()
  @ApiOperation({ summary: '新建草稿：在用网格图的副本 / A draft, as the published map is now' })
  @ApiCreatedResponse({ type: MapView })
  async begin(
    @By() by: Actor,
    @Body() { source = '', ...draft }: DraftInput,
    @InLanguage() language: Language,
  ): Promise<MapView | Refusal> {
    const map = await this.drafts.begin({ ...draft, source }, importerOf(by), by.request);
    return isRefusal(map) ? map : mapView(map, language);
  }

  @Get(':id')
  @ApiOperation({ summary: '一张网格图及其校验、发布情况 / One map, with its report and whether it is on its way' })
  @ApiOkResponse({ type: MapView })
  async one(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @InLanguage() language: Language,
  ): Promise<MapView | Refusal> {
    const map = await this.drafts.one(id, importerOf(by));
    return isRefusal(map) ? map : mapView(map, language);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: '删除草稿 / Discard a draft' })
  @ApiNoContentResponse()
  discard(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<Refusal | undefined> {
    return this.drafts.discard(id, importerOf(by));
  }

  @Get(':id/areas.geojson')
  @ApiOperation({
    summary: '图上的区域，GeoJSON，格式同导入 / The areas of a map, as GeoJSON that can be imported again',
  })
  @ApiOkResponse({ content: { 'application/geo+json': {} } })
  async geojson(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() { areaId }: MapAreasQuery,
  ): Promise<StreamableFile | Refusal> {
    const features = await this.mapAreas.features(id, areaId, importerOf(by));
    if (isRefusal(features)) return features;
    return new StreamableFile(Readable.from(features), {
      type: 'application/geo+json',
      disposition: 'attachment; filename="areas.geojson"',
    });
  }

  @Put(':id/areas')
  @Streamed('application/geo+json')
  @ApiOperation({
    summary:
      '导入区域：GeoJSON，属性 code、name、level、parent、station / Areas, as GeoJSON with the properties code, name, level, parent, station',
  })
  @ApiOkResponse({ type: MapImportView })
  areas(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: ImportFileQuery,
    @Body() body: unknown,
    @Headers('content-length') length: string | undefined,
    @InLanguage() language: Language,
  ): Promise<MapImportView | Refusal> {
    return this.import(id, query, body, length, language, (file) => this.imports.areas(id, file, importerOf(by)));
  }

  @Put(':id/buildings')
  @Streamed('text/csv')
  @ApiOperation({
    summary:
      '导入楼栋：CSV，列 code、name、address、aliases（用 | 分隔）、units、grid 或 lng 和 lat / Buildings, as CSV with the columns code, name, address, aliases (with | between them), units, grid or lng and lat',
  })
  @ApiOkResponse({ type: MapImportView })
  buildings(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: ImportFileQuery,
    @Body() body: unknown,
    @Headers('content-length') length: string | undefined,
    @InLanguage() language: Language,
  ): Promise<MapImportView | Refusal> {
    return this.import(id, query, body, length, language, (file) => this.imports.buildings(id, file, importerOf(by)));
  }

  @Get(':id/imports')
  @ApiOperation({ summary: '导入记录和进度，新的在前 / Imports and how far they have come, newest first' })
  @ApiOkResponse({ type: MapImportPageView })
  async list(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
    @InLanguage() language: Language,
  ): Promise<Page<MapImportView> | Refusal> {
    const limit = limitOf(query);
    const rows = await this.drafts.importsOf(id, limit + 1, cursorOf(query, UUID)?.[0] ?? null, importerOf(by));
    if (isRefusal(rows)) return rows;
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => importView(row, language),
    );
  }

  @Get(':id/imports/:importId')
  @ApiOperation({ summary: '一次导入的进度 / How far one import has come' })
  @ApiOkResponse({ type: MapImportView })
  async progress(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Param('importId', IdPipe) importId: string,
    @InLanguage() language: Language,
  ): Promise<MapImportView | Refusal> {
    const found = await this.drafts.importOf(id, importId, importerOf(by));
    return isRefusal(found) ? found : importView(found, language);
  }

  @Delete(':id/imports/:importId')
  @HttpCode(204)
  @ApiOperation({
    summary:
      '不再理会一个没有导入的文件，它的错误不再挡住发布 / Forget a file that was refused: its faults block no more',
  })
  @ApiNoContentResponse()
  forget(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Param('importId', IdPipe) importId: string,
  ): Promise<Refusal | undefined> {
    return this.drafts.forget(id, importId, importerOf(by));
  }

  private async import(
    id: string,
    { mode = 'merge', check = true, revision }: ImportFileQuery,
    body: unknown,
    length: string | undefined,
    language: Language,
    run: (file: FileGiven) => Promise<MapImport | Refusal>,
  ): Promise<MapImportView | Refusal> {
    if (!isStream(body)) return { refused: 'unsupported-media-type' };
    const bytesOf = length === undefined ? null : Number(length);
    const imported = await run({ bytes: body, mode, bytesOf, revision });
    if (!isRefusal(imported)) {
      if (check) await this.checks.check(id);
      return importView(imported, language);
    }
    const refused = imported.more?.import as MapImport | undefined;
    return refused === undefined ? imported : { ...imported, more: { import: importView(refused, language) } };
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
