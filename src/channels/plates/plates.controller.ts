import { Body, Controller, Get, Param, Post, Query, Redirect, Req, StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { By, type Actor } from '../../accounts/actor.js';
import type { RequestKey } from '../../platform/database/database.js';
import { IdempotencyKey } from '../../platform/http/idempotency.js';
import type { Language } from '../../platform/http/language.js';
import { Public } from '../../platform/http/public.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { publicStation, selfRequestOf, SelfRequestView, selfRequestView } from '../requests/self-requests.dto.js';
import { PlateRequests } from './plate-requests.js';
import { PlateRequestInput, PlateView, SheetQuery } from './plates.dto.js';
import { Plates, type PlatePlace } from './plates.js';
import { plateWords } from './plates.words.js';
import { PlateSheets } from './sheets.js';

/** Door plates: the sheet to print for those who lead an area, and what a code leads to for everybody. */
@ApiTags('居民 residents')
@Controller('plates')
export class PlatesController {
  constructor(
    private readonly plates: Plates,
    private readonly requests: PlateRequests,
    private readonly sheets: PlateSheets,
  ) {}

  @Get('sheet')
  @ApiBearerAuth()
  @ApiOperation({
    summary: '打印用的门牌，A4 PDF（管片人员、管理员）/ Door plates to print, A4 PDF, for leaders and administrators',
  })
  @ApiOkResponse({ content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } })
  async sheet(@Query() { community, perUnit }: SheetQuery, @By() by: Actor): Promise<StreamableFile | Refusal> {
    const sheet = await this.sheets.forReader(community, perUnit === true, by);
    if (isRefusal(sheet)) return sheet;
    return new StreamableFile(sheet.pdf, {
      type: 'application/pdf',
      disposition: `inline; filename="plates-${encodeURIComponent(community)}.pdf"`,
    });
  }

  @Get(':code')
  @Public()
  @ApiOperation({ summary: '门牌码是哪里、归哪个站 / Where a plate hangs, and its station' })
  @ApiOkResponse({ type: PlateView })
  async one(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @InLanguage() language: Language,
  ): Promise<PlateView | Refusal> {
    const place = await this.plates.open(code, request.ip);
    return isRefusal(place) ? place : viewOf(place, language);
  }

  @Post(':code/requests')
  @Public()
  @ApiOperation({ summary: '扫门牌求助，地点已填好 / Ask for help at the plate: the place is filled in' })
  @ApiCreatedResponse({ type: SelfRequestView })
  async ask(
    @Param('code') code: string,
    @Body() body: PlateRequestInput,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<SelfRequestView | Refusal> {
    const requested = await this.requests.open(code, selfRequestOf(body), request.ip, language, key, selfRequestView);
    return isRefusal(requested) ? requested : selfRequestView(requested);
  }
}

/** What the square says: short, so that it is coarse enough for an old phone, and free to lead to a page later. */
@ApiTags('居民 residents')
@Public()
@Controller('p')
export class PlateAddressController {
  @Get(':code')
  @Redirect()
  @ApiOperation({ summary: '门牌二维码的网址 / The address in a plate’s square: leads on' })
  @ApiFoundResponse({ description: '转到求助页 / to the page that asks for help' })
  lead(@Param('code') code: string): { url: string; statusCode: number } {
    return { url: `/?plate=${encodeURIComponent(code)}`, statusCode: 302 };
  }
}

function viewOf(place: PlatePlace, language: Language): PlateView {
  const { code, building, unit, removed, station } = place;
  const { id, name, address } = building;
  return {
    code,
    building: { id, name, address },
    unit,
    removed,
    station: publicStation(station),
    words: plateWords(place, language),
  };
}
