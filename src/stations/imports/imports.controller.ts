import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { writeCsv } from '../../platform/csv.js';
import type { Language } from '../../platform/http/language.js';
import { wordsOf } from '../../platform/http/problems.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { HELPER_TEMPLATE } from './helper-file.js';
import { HelperImports, type ImportOutcome } from './helper-imports.js';
import { ImportQuery, ImportReportView } from './imports.dto.js';

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
    const outcome = await this.imports.run(by, body, dryRun);
    if (!isRefusal(outcome)) return reportOf(outcome, dryRun, language);
    const found = outcome.more?.outcome as ImportOutcome | undefined;
    return found === undefined ? outcome : { ...outcome, more: { report: reportOf(found, dryRun, language) } };
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

function reportOf(outcome: ImportOutcome, dryRun: boolean, language: Language): ImportReportView {
  const faults = outcome.faults.map(({ line, field, code, args = {} }) => ({
    line,
    field,
    code,
    message: wordsOf(code, args, language),
  }));
  return { dryRun, ...outcome, faults };
}
