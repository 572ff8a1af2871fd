import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { RequestKey } from '../../platform/database/database.js';
import { InLanguage } from '../../platform/http/reader.js';
import type { Language } from '../../platform/http/language.js';
import { IdempotencyKey } from '../../platform/http/idempotency.js';
import { Public } from '../../platform/http/public.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { PhotoView, RequesterView } from '../../tickets/tickets.dto.js';
import {
  Callers,
  Declined,
  mayJoined,
  Tickets,
  Visits,
  type Action,
  type Met,
  type Requester,
  type Result,
} from '../../tickets/tickets.js';
import {
  LinkAppointmentInput,
  LinkCommentInput,
  LinkDeclineInput,
  LinkInput,
  LinkRateInput,
  LinkReopenInput,
  LinkUrgeInput,
  MetView,
  StatusInput,
} from './links.dto.js';
import { Attempts } from '../requests/attempts.js';
import { Links } from './links.js';

/** A picture leaves no room for the token in its body, and an address is no place for it. */
const LINK_TOKEN = 'link-token';

/** For residents, without an account. Every change is a POST: a page that is only looked at confirms nothing. */
@ApiTags('居民 residents')
@Public()
@Controller()
export class LinksController {
  constructor(
    private readonly links: Links,
    private readonly tickets: Tickets,
    private readonly callers: Callers,
    private readonly visits: Visits,
    private readonly declined: Declined,
    private readonly attempts: Attempts,
  ) {}

  @Post('links/view')
  @HttpCode(200)
  @ApiOperation({ summary: '看我的求助 / Look at my request' })
  @ApiOkResponse({ type: RequesterView })
  view(@Body() body: LinkInput, @InLanguage() language: Language): Promise<RequesterView | Refusal> {
    return this.links.view(body.token, language);
  }

  @Post('links/confirm')
  @HttpCode(200)
  @ApiOperation({ summary: '好了 / It is good' })
  @ApiOkResponse({ type: RequesterView })
  confirm(
    @Body() body: LinkInput,
    @IdempotencyKey() request: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<RequesterView | Refusal> {
    return this.change('confirm', body.token, request, language, (requester) =>
      this.tickets.confirm(requester.ticketId, 'link', requester),
    );
  }

  @Post('links/reopen')
  @HttpCode(200)
  @ApiOperation({ summary: '没好 / It is not good' })
  @ApiOkResponse({ type: RequesterView })
  reopen(
    @Body() body: LinkReopenInput,
    @IdempotencyKey() request: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<RequesterView | Refusal> {
    return this.change('reopen', body.token, request, language, (requester) =>
      this.tickets.reopen(requester.ticketId, body.reason ?? null, requester),
    );
  }

  @Post('links/rate')
  @HttpCode(200)
  @ApiOperation({ summary: '评分，一到五颗星 / One to five stars' })
  @ApiOkResponse({ type: RequesterView })
  rate(
    @Body() body: LinkRateInput,
    @IdempotencyKey() request: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<RequesterView | Refusal> {
    return this.change('rate', body.token, request, language, (requester) =>
      this.tickets.rate(requester.ticketId, body.stars, requester),
    );
  }

  @Post('links/urge')
  @HttpCode(200)
  @ApiOperation({ summary: '催办，一小时一次 / Urge it, once an hour' })
  @ApiOkResponse({ type: RequesterView })
  urge(
    @Body() body: LinkUrgeInput,
    @IdempotencyKey() request: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<RequesterView | Refusal> {
    return this.change('urge', body.token, request, language, (requester) =>
      this.callers.urge(requester.ticketId, body.words ?? null, requester),
    );
  }

  @Post('links/comment')
  @HttpCode(200)
  @ApiOperation({ summary: '补充说明 / Add something' })
  @ApiOkResponse({ type: RequesterView })
  comment(
    @Body() body: LinkCommentInput,
    @IdempotencyKey() request: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<RequesterView | Refusal> {
    return this.change('comment', body.token, request, language, async (requester) => {
      const who = `${requester.ticketId} ${requester.no}`;
      if (!(await this.attempts.admit('comment', who))) return { refused: 'too-many-requests' };
      return this.tickets.comment(requester.ticketId, body.text, requester);
    });
  }

  @Post('links/photos')
  @ApiOperation({
    summary: '附照片：正文就是图片，至多 12 MiB、四张 / Attach a photo: the body is the picture; four at most',
  })
  @ApiHeader({ name: LINK_TOKEN, required: false, description: '链接里 # 之后的一段 / what follows # in the link' })
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: PhotoView })
  async attach(
    @Req() { headers }: FastifyRequest,
    @Body() body: unknown,
    @IdempotencyKey() request: RequestKey | undefined,
  ): Promise<PhotoView | Refusal> {
    const token = headers[LINK_TOKEN];
    const requester = await this.links.requester(typeof token === 'string' ? token : '', request);
    if (isRefusal(requester)) return requester;
    if (!Buffer.isBuffer(body)) return { refused: 'not-a-photo', field: 'photo' };
    return this.tickets.attach(requester.ticketId, body, requester);
  }

  @Post('links/appointment')
  @HttpCode(200)
  @ApiOperation({ summary: '什么时候方便上门 / When it suits' })
  @ApiOkResponse({ type: RequesterView })
  appointment(
    @Body() body: LinkAppointmentInput,
    @IdempotencyKey() request: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<RequesterView | Refusal> {
    const window = { from: new Date(body.from), to: new Date(body.to) };
    return this.change('appoint', body.token, request, language, (requester) =>
      this.visits.appoint(requester.ticketId, window, requester),
    );
  }

  @Post('links/crew')
  @HttpCode(200)
  @ApiOperation({ summary: '来帮我的人 / Who came, or was to come' })
  @ApiOkResponse({ type: [MetView] })
  async crew(@Body() body: LinkInput): Promise<Met[] | Refusal> {
    const requester = await this.links.requester(body.token);
    if (isRefusal(requester)) return requester;
    return requester.joined ? [] : this.declined.met(requester);
  }

  @Post('links/decline')
  @HttpCode(200)
  @ApiOperation({
    summary: '不要这位帮办员，或撤回；他不会知道 / Never this helper again, who is not told; or taken back',
  })
  @ApiOkResponse({ type: [MetView] })
  async decline(
    @Body() body: LinkDeclineInput,
    @IdempotencyKey() request: RequestKey | undefined,
  ): Promise<Met[] | Refusal> {
    const requester = await this.links.requester(body.token, request);
    if (isRefusal(requester)) return requester;
    if (requester.joined) return { refused: 'not-permitted' };
    return this.declined.byLink(requester, body.helperId, body.declined);
  }

  @Post('status')
  @HttpCode(200)
  @ApiOperation({ summary: '凭编号和电话查进度 / Progress by reference and phone number' })
  @ApiOkResponse({ type: RequesterView })
  status(@Body() body: StatusInput, @InLanguage() language: Language): Promise<RequesterView | Refusal> {
    return this.links.status(body.reference, body.phone, language);
  }

  private async change(
    action: Action,
    token: string,
    request: RequestKey | undefined,
    language: Language,
    work: (requester: Requester) => Promise<Result | Refusal>,
  ): Promise<RequesterView | Refusal> {
    const requester = await this.links.requester(token, request);
    if (isRefusal(requester)) return requester;
    if (requester.joined && !mayJoined(action)) return { refused: 'not-permitted' };
    const result = await work(requester);
    return isRefusal(result) ? result : this.links.view(token, language);
  }
}
