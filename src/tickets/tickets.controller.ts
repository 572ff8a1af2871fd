import { Body, Controller, Get, Param, Post, Query, Res, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { RememberedActor } from '../accounts/access.js';
import { By, pathsOf, type Actor } from '../accounts/actor.js';
import { InLanguage, LastEventId } from '../platform/http/reader.js';
import type { Language } from '../platform/http/language.js';
import { UUID } from '../platform/http/fields.js';
import { cursorOf, limitOf, pageOf } from '../platform/http/paging.js';
import { RefusedError, type Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { Photos } from './photos.js';
import { readReference } from './reference.js';
import type { Result } from './ticket.changes.js';
import { TicketFeed } from './ticket.feed.js';
import { TicketViews } from './ticket.views.js';
import type { State } from './ticket.js';
import {
  Change,
  CommentInput,
  ConfirmInput,
  GivenInput,
  givenOf,
  LeaveInput,
  OnBehalfInput,
  PhotoView,
  PlaceTicketInput,
  RateInput,
  ReasonInput,
  ReopenInput,
  ResolveInput,
  TicketQuery,
} from './tickets.dto.js';
import { Tickets } from './tickets.js';
import { ContactView, RecordView, TicketPage, TicketView } from './views.dto.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly tickets: Tickets,
    private readonly views: TicketViews,
    private readonly photos: Photos,
  ) {}

  @Get()
  @RememberedActor()
  @ApiOperation({ summary: '我能看到的事项，最新的在前 / Tickets within your scope, newest first' })
  @ApiOkResponse({ type: TicketPage })
  async list(@By() by: Actor, @Query() query: TicketQuery, @InLanguage() language: Language): Promise<TicketPage> {
    const reference = query.reference === undefined ? undefined : (readReference(query.reference) ?? 'none');
    const limit = limitOf(query);
    const rows = await this.views.page(
      by,
      {
        stationId: query.stationId,
        states: query.states?.split(',') as State[] | undefined,
        ownerId: query.mine === true ? by.accountId : undefined,
        openedBy: query.opened === true ? by.accountId : undefined,
        helperId: query.crew === true ? (by.helperId ?? by.accountId) : undefined,
        reference,
        categoryId: query.categoryId,
        awaitingApproval: query.awaiting === 'hold-approval',
        buildingId: query.buildingId,
        urged: query.urged,
        resolvedSince: query.resolvedSince === undefined ? undefined : new Date(query.resolvedSince),
        before: cursorOf(query, UUID)?.[0],
        limit: limit + 1,
      },
      language,
    );
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (line) => line,
    );
  }

  @Get(':id')
  @RememberedActor()
  @ApiOperation({ summary: '一个事项 / One ticket' })
  @ApiOkResponse({ type: TicketView })
  one(
    @Param('id', IdPipe) id: string,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<TicketView | Refusal> {
    return this.views.one(id, by, language);
  }

  @Get(':id/contact')
  @ApiOperation({ summary: '电话、姓名、门牌（会留下查看记录）/ Phone, name and door: the reading is logged' })
  @ApiOkResponse({ type: ContactView })
  contact(@Param('id', IdPipe) id: string, @By() by: Actor): Promise<ContactView | Refusal> {
    return this.views.contact(id, by);
  }

  @Get(':id/events')
  @ApiOperation({ summary: '全程纪实 / The whole record' })
  @ApiOkResponse({ type: [RecordView] })
  events(
    @Param('id', IdPipe) id: string,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<RecordView[] | Refusal> {
    return this.views.history(id, by, language);
  }

  @Post(':id/place')
  @Change('待分派的事项定到帮办站 / A ticket in triage gets its place')
  place(@Param('id', IdPipe) id: string, @Body() body: PlaceTicketInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.place(id, body.place, body.unit ?? null, by, givenOf(body));
  }

  @Post(':id/take')
  @RememberedActor()
  @Change('站长接办 / The head takes it')
  take(@Param('id', IdPipe) id: string, @Body() body: GivenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.take(id, by, givenOf(body));
  }

  @Post(':id/crew/removals')
  @Change('请一位帮办员退出 / A helper leaves the crew')
  leave(@Param('id', IdPipe) id: string, @Body() body: LeaveInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.leave(id, body.helperId, body.reason, by, givenOf(body));
  }

  @Post(':id/start')
  @RememberedActor()
  @Change('开始办理 / Work begins')
  start(@Param('id', IdPipe) id: string, @Body() body: OnBehalfInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.start(id, by, givenOf(body));
  }

  @Post(':id/resume')
  @Change('恢复办理 / Work goes on')
  resume(@Param('id', IdPipe) id: string, @Body() body: GivenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.resume(id, by, givenOf(body));
  }

  @Post(':id/resolve')
  @RememberedActor()
  @Change('报告办结方式；帮办员报“办成”以外的为建议 / Report the outcome; a helper proposes any other than done')
  resolve(@Param('id', IdPipe) id: string, @Body() body: ResolveInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.resolve(id, body.outcome, body.note, by, givenOf(body));
  }

  @Post(':id/confirm')
  @RememberedActor()
  @Change('接线员代居民确认：回访或纸条 / An operator confirms for the resident')
  confirm(@Param('id', IdPipe) id: string, @Body() body: ConfirmInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.confirm(id, body.way, by, givenOf(body));
  }

  @Post(':id/reopen')
  @Change('没好 / Not good')
  reopen(@Param('id', IdPipe) id: string, @Body() body: ReopenInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.reopen(id, body.reason ?? null, by, givenOf(body));
  }

  @Post(':id/cancel')
  @Change('取消 / Cancel')
  cancel(@Param('id', IdPipe) id: string, @Body() body: ReasonInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.cancel(id, body.reason, by, givenOf(body));
  }

  @Post(':id/comments')
  @Change('留言 / Comment')
  comment(@Param('id', IdPipe) id: string, @Body() body: CommentInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.comment(id, body.text, by, givenOf(body));
  }

  @Post(':id/rating')
  @Change('接线员代居民评分 / An operator rates for the resident')
  rate(@Param('id', IdPipe) id: string, @Body() body: RateInput, @By() by: Actor): Promise<Result | Refusal> {
    return this.tickets.rate(id, body.stars, by, givenOf(body));
  }

  @Post(':id/photos')
  @ApiOperation({ summary: '附照片：正文就是图片，至多 12 MiB / Attach a photo: the body is the picture' })
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: PhotoView })
  attach(@Param('id', IdPipe) id: string, @Body() body: unknown, @By() by: Actor): Promise<PhotoView | Refusal> {
    if (!Buffer.isBuffer(body)) throw new RefusedError({ refused: 'not-a-photo', field: 'photo' });
    return this.tickets.attach(id, body, by);
  }

  @Get(':id/photos/:photoId')
  @ApiOperation({ summary: '照片 / The picture, as JPEG' })
  @ApiOkResponse({ content: { 'image/jpeg': {} } })
  async photo(
    @Param('id', IdPipe) id: string,
    @Param('photoId', IdPipe) photoId: string,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | Refusal> {
    const bytes = (await this.views.photoIsVisible(id, photoId, by)) ? await this.photos.read(photoId) : null;
    if (bytes === null) return { refused: 'not-found' };
    void reply.header('content-type', 'image/jpeg');
    return bytes;
  }
}

/** Server-sent events: for a station's board, and for the lists of the desk. */
@ApiBearerAuth()
@Controller()
export class BoardController {
  constructor(private readonly feed: TicketFeed) {}

  @Sse('stations/:id/stream')
  @ApiTags('帮办站 stations')
  @ApiOperation({
    summary: '看板实时事件，用 Last-Event-ID 续接 / A board as it changes: message `ticket`, resumed by Last-Event-ID',
  })
  stream(
    @Param('id', IdPipe) id: string,
    @By() by: Actor,
    @LastEventId() lastEventId?: string,
  ): Observable<MessageEvent> {
    return this.feed.stream(by, { stationId: id }, lastEventId);
  }

  @Sse('tickets/stream')
  @ApiTags('帮办事项 tickets')
  @ApiOperation({
    summary:
      '接线员辖区内事项的实时事件，用 Last-Event-ID 续接 / What happens to tickets below an operator’s areas: message `ticket`, resumed by Last-Event-ID',
  })
  ofArea(@By() by: Actor, @LastEventId() lastEventId?: string): Observable<MessageEvent> {
    return this.feed.stream(by, { areaPaths: pathsOf(by, 'operator') }, lastEventId);
  }
}
