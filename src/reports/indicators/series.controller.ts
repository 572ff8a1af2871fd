import { Body, Controller, Get, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, pageOf, PageQuery, type Page } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { TABLE_TYPES, tableFile } from '../../platform/table-file.js';
import { Exports, type ExportLine } from './exports.js';
import { FiguresQuery } from './indicators.dto.js';
import { Monthly } from './monthly.js';
import {
  ArrivalsView,
  ExportPage,
  ExportQuery,
  MonthlyQuery,
  MonthlyView,
  NowView,
  HelpersView,
  PlaceQuery,
  SignalAnsweredView,
  SignalAnswerInput,
  SignalRowPage,
  SignalRowsQuery,
  SignalsView,
  StationsComparedView,
  TimesAnswer,
  TimesQuery,
} from './series.dto.js';
import { Series } from './series.js';
import { comparedView, timesView } from './series.views.js';
import { Signals } from './signals.js';
import { signalName, signalThreshold } from './signals.words.js';

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,15}Z$/;

@ApiTags('报表 reports')
@ApiBearerAuth()
@Controller('reports')
export class SeriesController {
  constructor(
    private readonly series: Series,
    private readonly signals: Signals,
    private readonly monthlies: Monthly,
    private readonly exports: Exports,
  ) {}

  @Get('arrivals')
  @ApiOperation({ summary: '每天、每个钟点受理多少 / Arrivals by hour of the day and by day' })
  @ApiOkResponse({ type: ArrivalsView })
  arrivals(@Query() query: FiguresQuery, @By() by: Actor): Promise<ArrivalsView | Refusal> {
    return this.series.arrivals(query, by);
  }

  @Get('times')
  @ApiOperation({
    summary: '接单、办结用时：中位数、九成以内、分布 / Times to accept and to resolve, with their distribution',
  })
  @ApiOkResponse({ type: TimesAnswer })
  async times(
    @Query() query: TimesQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<TimesAnswer | Refusal> {
    const found = await this.series.times({ ...query, by: query.by ?? 'none' }, by);
    if (isRefusal(found)) return found;
    return { ...found, groups: found.groups.map((group) => timesView(group, language)) };
  }

  @Get('stations')
  @ApiOperation({
    summary: '各站并列，带差距和工作量，不排名 / Stations side by side with their spread and workload, not ranked',
  })
  @ApiOkResponse({ type: StationsComparedView })
  async stations(
    @Query() query: FiguresQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<StationsComparedView | Refusal> {
    const report = await this.series.stations(query, by);
    return isRefusal(report) ? report : comparedView(report, language);
  }

  @Get('now')
  @ApiOperation({
    summary:
      '此刻各网格、各站未办结和超期的；revision 不变就不用再取 / Open and overdue by grid and station; unchanged while `revision` is',
  })
  @ApiOkResponse({ type: NowView })
  now(@Query() query: PlaceQuery, @By() by: Actor): Promise<NowView | Refusal> {
    return this.series.now(query, by);
  }

  @Get('helpers')
  @ApiOperation({ summary: '帮办员按职业：人数、参与件数、时长 / Helpers by profession: people, jobs, hours' })
  @ApiOkResponse({ type: HelpersView })
  helpers(@Query() query: FiguresQuery, @By() by: Actor): Promise<HelpersView | Refusal> {
    return this.series.helpers(query, by);
  }

  @Get('signals')
  @ApiOperation({
    summary:
      '数字异常的提示：先给站长看，72 小时后或站长答复后再给上级看 / Signs of gaming: to the head first, above after 72 hours or an answer',
  })
  @ApiOkResponse({ type: SignalsView })
  async signs(
    @Query() query: FiguresQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<SignalsView | Refusal> {
    const report = await this.signals.report(query, by);
    if (isRefusal(report)) return report;
    const signals = report.signals.map(({ signal, n, of, stations }) => ({
      signal,
      words: signalName(signal, language),
      threshold: signalThreshold(signal, language),
      n,
      of,
      stations: stations.map((station) => ({
        id: station.holderId,
        name: station.holderName,
        n: station.n,
        answered: station.answered,
        of: station.of,
      })),
    }));
    return { ...report, signals };
  }

  @Get('signals/rows')
  @ApiOperation({ summary: '一种提示由哪些事项得来 / The rows of a signal' })
  @ApiOkResponse({ type: SignalRowPage })
  async signRows(@Query() query: SignalRowsQuery, @By() by: Actor): Promise<SignalRowPage | Refusal> {
    const limit = limitOf(query);
    const [enteredAt = '', ticketId = '', version = ''] = cursorOf(query, TIME, UUID, /^\d{1,9}$/) ?? [];
    const after = enteredAt === '' ? null : { enteredAt, ticketId, version: Number(version) };
    const found = await this.signals.rows(query, by, after, limit + 1);
    if (isRefusal(found)) return found;
    const { rows, ...completeness } = found;
    const page = pageOf(
      rows,
      limit,
      (row) => [row.enteredAt.toISOString(), row.ticketId, String(row.version)],
      ({ signal, version: of, happenedAt, enteredAt: at, holderId, holderName, answer, answeredAt, ...row }) => ({
        signal,
        ticketId: row.seen ? row.ticketId : null,
        reference: row.seen ? row.reference : null,
        version: of,
        happenedAt: row.seen ? happenedAt : null,
        enteredAt: row.seen ? at : null,
        stationId: holderId,
        stationName: holderName,
        answer,
        answeredAt,
      }),
    );
    return { ...page, ...completeness };
  }

  @Post('signals/answers')
  @HttpCode(200)
  @ApiOperation({ summary: '站长对一条提示的答复，只有一次 / The head’s word to a signal, given once' })
  @ApiOkResponse({ type: SignalAnsweredView })
  answer(@Body() body: SignalAnswerInput, @By() by: Actor): Promise<SignalAnsweredView | Refusal> {
    return this.signals.answer(body, by);
  }

  @Get('monthly')
  @ApiOperation({ summary: '月报的全部数据 / All that a monthly report prints' })
  @ApiOkResponse({ type: MonthlyView })
  monthly(
    @Query() query: MonthlyQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<MonthlyView | Refusal> {
    return this.monthlies.report(query, by, language);
  }

  @Get('export')
  @ApiOperation({
    summary: '把一张表导出为 CSV 或 XLSX，逐次留痕 / A table as CSV or XLSX, streamed; each is logged',
  })
  @ApiOkResponse({
    content: {
      [TABLE_TYPES.csv]: { schema: { type: 'string', format: 'binary' } },
      [TABLE_TYPES.xlsx]: { schema: { type: 'string', format: 'binary' } },
    },
  })
  async export(
    @Query() query: ExportQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<StreamableFile | Refusal> {
    const rows = await this.exports.table(query, by, language);
    if (isRefusal(rows)) return rows;
    const { report, format, from, to } = query;
    return new StreamableFile(tableFile(rows, format), {
      type: TABLE_TYPES[format],
      disposition: `attachment; filename="${report}-${from}-${to}.${format}"`,
    });
  }

  @Get('exports')
  @ApiOperation({ summary: '谁导出了什么，限管理员 / Who took which table away; administrators' })
  @ApiOkResponse({ type: ExportPage })
  async log(@Query() query: PageQuery, @By() by: Actor): Promise<Page<ExportLine> | Refusal> {
    const limit = limitOf(query);
    const rows = await this.exports.log(by, cursorOf(query, UUID)?.[0] ?? null, limit + 1);
    if (isRefusal(rows)) return rows;
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }
}
