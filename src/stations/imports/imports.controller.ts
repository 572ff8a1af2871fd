import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { writeCsv } from '../../platform/csv.js';
import { ImportQuery, ImportReportView, reportOf } from '../../platform/http/import-report.js';
import type { Language } from '../../platform/http/language.js';
import { InLanguage } from '../../platform/http/reader.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { HELPER_TEMPLATE } from './helper-file.js';
import { HelperImports } from './helper-imports.js';

@ApiTags('stations')
@ApiBearerAuth()
@Controller('helpers/imports')
export class ImportsController {
  constructor(private readonly imports: HelperImports) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary:
      '用 CSV 导入帮办员，限管理员的辖区；先用 dryRun 检查 / Helpers from a CSV file, within the administrator’s areas',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: ImportReportView })
  async helpers(
    @By() by: Actor,
    @Body() body: unknown,
    @Query() { dryRun = false }: ImportQuery,
    @InLanguage() language: Language,
  ): Promise<ImportReportView | Refusal> {
    if (!Buffer.isBuffer(body)) return { refused: 'unsupported-media-type' };
    return reportOf(await this.imports.run(by, body, dryRun), dryRun, language);
  }

  @Get('template.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="helpers.csv"')
  @ApiOperation({ summary: '帮办员导入模板 / A template for the import' })
  @ApiOkResponse({ content: { 'text/csv': {} } })
  template(): string {
    return writeCsv(HELPER_TEMPLATE);
  }
}
