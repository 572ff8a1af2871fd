import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { RememberedActor } from '../accounts/access.js';
import { By, type Actor } from '../accounts/actor.js';
import { InLanguage, LastEventId } from '../platform/http/reader.js';
import type { Language } from '../platform/http/language.js';
import { UUID } from '../platform/http/fields.js';
import { cursorOf, limitOf, pageOf } from '../platform/http/paging.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { GivenInput, givenOf, ResultView } from '../tickets/tickets.dto.js';
import { TicketFeed, TicketViews, type Result } from '../tickets/tickets.js';
import { Dispatch } from './dispatch.js';
import {
  CandidateQuery,
  candidateView,
  CandidateView,
  CrewInput,
  DeclineInput,
  dispatchView,
  DispatchView,
  MyOfferPage,
  OfferInput,
  OfferQuery,
  offerView,
  OfferView,
  PreferInput,
  StartInput,
} from './dispatch.dto.js';

/** Who is no helper has no offers. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What a head does about a ticket's crew. */
@ApiTags('派单 dispatch')
@ApiBearerAuth()
@Controller('tickets/:id')
export class CrewController {
  constructor(private readonly dispatch: Dispatch) {}

  @Get('candidates')
  @ApiOperation({ summary: '可派的帮办员，合适的在前 / Whom to ask, best first' })
  @ApiOkResponse({ type: [CandidateView] })
  async candidates(
    @Param('id', IdPipe) id: string,
    @Query() { ring = 'station' }: CandidateQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<CandidateView[] | Refusal> {
    const found = await this.dispatch.candidatesFor(id, ring, by);
    return isRefusal(found) ? found : found.map((candidate) => candidateView(candidate, language));
  }

  @Get('dispatch')
  @ApiOperation({ summary: '派单到了哪一步，为什么 / Where it stands on the ladder, and why' })
  @ApiOkResponse({ type: DispatchView })
  async now(
    @Param('id', IdPipe) id: string,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<DispatchView | Refusal> {
    const now = await this.dispatch.now(id, by);
    return isRefusal(now) ? now : dispatchView(now, language);
  }

  @Put('dispatch/preferences')
  @ApiOperation({ summary: '先派谁、不派谁 / Whom to ask first, and whom not: replaces what was wanted before' })
  @ApiOkResponse({ type: ResultView })
  prefer(@Param('id', IdPipe) id: string, @Body() body: PreferInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.prefer(id, body, by);
  }

  @Get('offers')
  @ApiOperation({ summary: '这个事项的派单 / Offers of the ticket' })
  @ApiOkResponse({ type: [OfferView] })
  async offers(
    @Param('id', IdPipe) id: string,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<OfferView[] | Refusal> {
    const offers = await this.dispatch.offersOf(id, by);
    return isRefusal(offers) ? offers : offers.map((offer) => offerView(offer, language));
  }

  @Post('offers')
  @ApiOperation({ summary: '派单给一位帮办员 / Ask a helper' })
  @ApiCreatedResponse({ type: OfferView })
  async offer(
    @Param('id', IdPipe) id: string,
    @Body() body: OfferInput,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<OfferView | Refusal> {
    const offer = await this.dispatch.offer(id, body.helperId, body.skill, by);
    return isRefusal(offer) ? offer : offerView(offer, language);
  }

  @Post('crew')
  @HttpCode(200)
  @ApiOperation({ summary: '直接加入帮办组（电话里答应的）/ Into the crew by hand, for one who agreed on the phone' })
  @ApiOkResponse({ type: ResultView })
  add(@Param('id', IdPipe) id: string, @Body() body: CrewInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.addByHand(id, body.helperId, by, givenOf(body));
  }

  @Post('dispatch/stop')
  @HttpCode(200)
  @ApiOperation({ summary: '停止自动派单 / Ask nobody automatically' })
  @ApiOkResponse({ type: ResultView })
  stop(@Param('id', IdPipe) id: string, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.stop(id, by);
  }

  @Post('dispatch/start')
  @HttpCode(200)
  @ApiOperation({ summary: '现在自动派单，可群发 / Ask automatically, now; everybody at once if told so' })
  @ApiOkResponse({ type: ResultView })
  start(@Param('id', IdPipe) id: string, @Body() body: StartInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.startNow(id, body.everybody === true, by);
  }
}

/** What a helper answers; a head may answer for a helper on the phone. */
@ApiTags('派单 dispatch')
@ApiBearerAuth()
@Controller('offers')
export class OffersController {
  constructor(
    private readonly dispatch: Dispatch,
    private readonly views: TicketViews,
    private readonly feed: TicketFeed,
  ) {}

  @Get()
  @ApiOperation({ summary: '派给我的，最新的在前 / Offers to me, newest first' })
  @ApiOkResponse({ type: MyOfferPage })
  async mine(@By() by: Actor, @Query() query: OfferQuery, @InLanguage() language: Language): Promise<MyOfferPage> {
    if (by.helperId === null) return { items: [], next: null };
    const limit = limitOf(query);
    const before = cursorOf(query, UUID)?.[0] ?? null;
    const offers = await this.dispatch.offersTo(by.helperId, query.live === true, before, limit + 1);
    const page = pageOf(
      offers,
      limit,
      ({ id }) => [id],
      (offer) => offer,
    );
    const tickets = await this.views.many(
      page.items.map(({ ticketId }) => ticketId),
      by,
      language,
    );
    const items = page.items.map((offer) => ({
      ...offerView(offer, language),
      ticket: tickets.get(offer.ticketId) ?? null,
    }));
    return { items, next: page.next };
  }

  @Sse('stream')
  @ApiOperation({
    summary:
      '派给我的和我手上的，实时 / Offers to me and my jobs as they change: message `ticket`, resumed by Last-Event-ID',
  })
  stream(@By() by: Actor, @LastEventId() lastEventId?: string): Observable<MessageEvent> {
    return this.feed.stream(by, { helperId: by.helperId ?? NOBODY }, lastEventId);
  }

  @Post(':id/accept')
  @RememberedActor()
  @HttpCode(200)
  @ApiOperation({ summary: '接受 / Accept' })
  @ApiOkResponse({ type: ResultView })
  accept(@Param('id', IdPipe) id: string, @Body() body: GivenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.accept(id, by, givenOf(body));
  }

  @Post(':id/decline')
  @HttpCode(200)
  @ApiOperation({ summary: '婉拒，说明原因 / Decline, with a reason' })
  @ApiOkResponse({ type: ResultView })
  decline(@Param('id', IdPipe) id: string, @Body() body: DeclineInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.decline(id, body.reason, body.words ?? null, by, givenOf(body));
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: '站长撤回 / The head takes it back' })
  @ApiOkResponse({ type: ResultView })
  withdraw(@Param('id', IdPipe) id: string, @Body() body: GivenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.dispatch.withdraw(id, by, givenOf(body));
  }
}
