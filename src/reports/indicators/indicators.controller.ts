import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Language } from '../../platform/http/language.js';
import { UUID } from '../../platform/http/fields.js';
import { cursorOf, limitOf, pageOf } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { factWords } from './facts.words.js';
import {
  FigureRowPage,
  FigureRowsQuery,
  FigureRowView,
  FormulaInput,
  FormulasQuery,
  FormulaView,
  IndicatorsQuery,
  IndicatorsView,
} from './indicators.dto.js';
import { Indicators } from './indicators.js';
import { formulaCodes, formulaOf, type Formulas } from './indicators.policy.js';
import type { Chosen, FigureFact, RowKey } from './indicators.store.js';
import { formulaParts, viewOf } from './indicators.views.js';
import { formulaSource, formulaWords } from './indicators.words.js';

@ApiTags('报表 reports')
@ApiBearerAuth()
@Controller('reports')
export class IndicatorsController {
  constructor(private readonly indicators: Indicators) {}

  @Get('indicators')
  @ApiOperation({
    summary:
      '结案率、按期结案率、返工率、延期率、满意率、响应率、解决率、回访率，与上一期对比 / The rates of an area and period, with the period before',
  })
  @ApiOkResponse({ type: IndicatorsView })
  async report(
    @Query() query: IndicatorsQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<IndicatorsView | Refusal> {
    const report = await this.indicators.report({ ...query, by: query.by ?? 'none' }, by);
    return isRefusal(report) ? report : viewOf(report, language);
  }

  @Get('rows')
  @ApiOperation({
    summary: '一个数字由哪些事项得来，与数字始终一致 / The rows that a figure is made of: as many as it says',
  })
  @ApiOkResponse({ type: FigureRowPage })
  async rows(
    @Query() query: FigureRowsQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<FigureRowPage | Refusal> {
    const limit = limitOf(query);
    const { indicator, part = 'numerator', kind, ...asked } = query;
    if ((indicator === undefined) === (kind === undefined)) return { refused: 'which-figure', field: 'indicator' };
    const which = indicator === undefined ? { kinds: kind === undefined ? [] : [kind] } : { indicator, part };
    const found = await this.indicators.rows({ ...asked, ...which }, by, keyOf(query), limit + 1);
    if (isRefusal(found)) return found;
    const { rows, ...completeness } = found;
    const page = pageOf(
      rows,
      limit,
      (row) => [row.day, row.ticketId, String(row.version), row.kind],
      (row) => rowOf(row, language),
    );
    return { ...page, ...completeness };
  }

  @Get('formulas')
  @ApiOperation({
    summary: '一个区域采用的指标算法 / Which formula an area uses for each indicator, and which it could',
  })
  @ApiOkResponse({ type: [FormulaView] })
  async formulas(
    @Query() { areaId }: FormulasQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<FormulaView[] | Refusal> {
    const found = await this.indicators.formulas(areaId, by);
    return isRefusal(found) ? found : formulaViews(found, language);
  }

  @Put('formulas/:areaId')
  @ApiOperation({
    summary:
      '选定一项指标的算法，用于本区域及以下，限管理员 / Choose a formula for an area and all below it; administrators',
  })
  @ApiOkResponse({ type: [FormulaView] })
  async choose(
    @Param('areaId', IdPipe) areaId: string,
    @Body() { indicator, formula }: FormulaInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<FormulaView[] | Refusal> {
    const found = await this.indicators.choose(areaId, indicator, formula, by);
    return isRefusal(found) ? found : formulaViews(found, language);
  }
}

function keyOf(query: FigureRowsQuery): RowKey | null {
  const key = cursorOf(query, /^\d{4}-\d{2}-\d{2}$/, UUID, /^\d{1,9}$/, /^[a-z0-9_]{1,40}$/);
  if (key === null) return null;
  const [day = '', ticketId = '', version = '', kind = ''] = key;
  return { day, ticketId, version: Number(version), kind };
}

function rowOf({ ticketId, kind, day, holderId, holderName, ticket }: FigureFact, language: Language): FigureRowView {
  const categoryName = language === 'zh' ? ticket?.categoryName : ticket?.categoryNameEn;
  return {
    ticketId: ticket && ticketId,
    reference: ticket?.reference ?? null,
    state: ticket?.state ?? null,
    kind,
    words: factWords(kind, language),
    day,
    happenedAt: ticket?.happenedAt ?? null,
    seconds: ticket?.seconds ?? null,
    holder: { id: holderId, name: holderName },
    area: ticket && { id: ticket.areaId, name: ticket.areaName },
    category: ticket && { id: ticket.categoryId, name: categoryName ?? null },
  };
}

function formulaViews(
  { formulas, chosen }: { formulas: Formulas; chosen: Chosen[] },
  language: Language,
): FormulaView[] {
  return formulaParts(formulas, language).map((part) => {
    // from the root down: the last that is in use
    const at = chosen.findLast(({ indicator, formula }) => indicator === part.indicator && formula === part.formula);
    return {
      ...part,
      choices: formulaCodes(part.indicator).map((formula) => ({
        formula,
        words: formulaWords(part.indicator, formula, language),
        source: formulaSource(part.indicator, formula, language),
        ...formulaOf(part.indicator, formula),
      })),
      chosenBy: at === undefined ? null : { id: at.areaId, name: at.areaName },
    };
  });
}
