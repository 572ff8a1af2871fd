import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, pageOf } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { importerOf } from './importer.js';
import { MapReports } from './map-reports.js';
import { ReportPageView, ReportQuery, ReportStateView } from './maps.dto.js';
import { findingView, reportView } from './views.js';

/** What is wrong with a draft before it is published; for administrators. */
@ApiTags('grid maps')
@ApiBearerAuth()
@Controller('grid-maps')
export class ReportsController {
  constructor(private readonly reports: MapReports) {}

  @Post(':id/check')
  @HttpCode(200)
  @ApiOperation({ summary: '重新校验 / Check the draft anew' })
  @ApiOkResponse({ type: ReportStateView })
  async check(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<ReportStateView | Refusal> {
    const state = await this.reports.check(id, importerOf(by));
    return isRefusal(state) ? state : reportView(state);
  }

  @Get(':id/report')
  @ApiOperation({ summary: '校验报告 / The validation report' })
  @ApiOkResponse({ type: ReportPageView })
  async report(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: ReportQuery,
    @InLanguage() language: Language,
  ): Promise<ReportPageView | Refusal> {
    const limit = limitOf(query);
    const filter = { severity: query.severity ?? null, limit: limit + 1, after: cursorOf(query, UUID)?.[0] ?? null };
    const page = await this.reports.page(id, filter, importerOf(by));
    if (isRefusal(page)) return page;
    const items = pageOf(
      page.findings,
      limit,
      (finding) => [finding.id],
      (finding) => findingView(finding, language),
    );
    return { report: reportView(page.state), ...items };
  }

  @Get(':id/report.geojson')
  @ApiOperation({ summary: '有问题的地方，GeoJSON / What offends, as GeoJSON' })
  @ApiOkResponse({ content: { 'application/geo+json': {} } })
  async geojson(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @InLanguage() language: Language,
  ): Promise<StreamableFile | Refusal> {
    const features = await this.reports.features(id, importerOf(by), language);
    if (isRefusal(features)) return features;
    return new StreamableFile(Readable.from(features), {
      type: 'application/geo+json',
      disposition: 'attachment; filename="report.geojson"',
    });
  }
}
