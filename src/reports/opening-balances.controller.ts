import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import { ImportQuery, ImportReportView, reportOf } from '../platform/http/import-report.js';
import type { Language } from '../platform/http/language.js';
import type { Page } from '../platform/http/paging.js';
import { InLanguage } from '../platform/http/reader.js';
import type { Refusal } from '../platform/http/refusal.js';
import { BalancePage, BalancesInput, BalancesQuery, BalanceSumsQuery, BalanceSumView } from './opening-balances.dto.js';
import { OpeningBalances, type BalanceSum, type ListedBalance } from './opening-balances.js';

@ApiTags('报表 reports')
@ApiBearerAuth()
@Controller()
export class OpeningBalancesController {
  constructor(private readonly balances: OpeningBalances) {}

  @Post('opening-balances')
  @HttpCode(200)
  @ApiOperation({
    summary: '录入期初办结数，限管理员的辖区；同一期再录即更正 / Enter work done before this system; again corrects it',
  })
  @ApiOkResponse({ type: ImportReportView })
  async enter(
    @Body() { items }: BalancesInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<ImportReportView | Refusal> {
    const rows = items.map(({ categoryId = null, from = null, ...item }) => ({ ...item, categoryId, from }));
    return reportOf(await this.balances.enter(by, rows), false, language);
  }

  @Post('opening-balances/imports')
  @HttpCode(200)
  @ApiOperation({ summary: '用 CSV 录入期初办结数 / The same from a CSV file' })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: ImportReportView })
  async import(
    @By() by: Actor,
    @Body() body: unknown,
    @Query() { dryRun = false }: ImportQuery,
    @InLanguage() language: Language,
  ): Promise<ImportReportView | Refusal> {
    if (!Buffer.isBuffer(body)) return { refused: 'unsupported-media-type' };
    return reportOf(await this.balances.import(by, body, dryRun), dryRun, language);
  }

  @Get('opening-balances')
  @ApiOperation({ summary: '录入的期初办结数 / What was entered' })
  @ApiOkResponse({ type: BalancePage })
  list(@Query() query: BalancesQuery, @By() by: Actor): Promise<Page<ListedBalance> | Refusal> {
    return this.balances.list(query, by);
  }

  @Get('reports/opening-balances')
  @ApiOperation({
    summary: '期初办结数，单独列出，不计入其他数字 / Work done before this system, shown apart from all other figures',
  })
  @ApiOkResponse({ type: [BalanceSumView] })
  sums(@Query() query: BalanceSumsQuery, @By() by: Actor): Promise<BalanceSum[] | Refusal> {
    return this.balances.sums({ ...query, by: query.by ?? 'none' }, by);
  }
}
