import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { DateTime } from 'luxon';
import { Accounts } from '../accounts/accounts.js';
import { By, type Actor } from '../accounts/actor.js';
import { Links, Messages, MessageTexts, type OutgoingMessage, type Say, type Template } from '../channels/channels.js';
import { ZONE } from '../platform/calendar.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { IdField } from '../platform/http/fields.js';
import type { Language } from '../platform/http/language.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Residents } from '../residents/residents.js';
import { RecordStore, Tickets, type Asker, type RecordedEvent } from '../tickets/tickets.js';

class DemoMessageQuery {
  @IdField({ optional: true })
  ticketId?: string;
}

class DemoMessage {
  @ApiProperty() template!: Template;
  @ApiProperty({ type: String, nullable: true, description: '已遮盖 / masked' }) to!: string | null;
  @ApiProperty() text!: string;
  @ApiProperty({ type: String, nullable: true, description: '链接里 # 之后的一段 / what follows # in the link' })
  token!: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: Date;
}

/** In a demo there is no text message: what would be sent is shown here. */
@ApiTags('演示 demo')
@ApiBearerAuth()
@Controller('demo')
export class DemoController {
  constructor(
    private readonly messages: Messages,
    private readonly links: Links,
    private readonly texts: MessageTexts,
    private readonly tickets: Tickets,
    private readonly record: RecordStore,
    private readonly residents: Residents,
    private readonly accounts: Accounts,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  @Get('messages')
  @ApiOperation({
    summary: '会发给居民的短信（仅演示、管理员）/ What residents would be sent (demo only, administrators)',
  })
  @ApiOkResponse({ type: [DemoMessage] })
  async shown(@Query() query: DemoMessageQuery, @By() by: Actor): Promise<DemoMessage[] | Refusal> {
    // links and codes of everybody: for who administers the root, and everybody is made up
    const root = by.areaRoles.some(
      ({ role, path }) => role === 'administrator' && path.indexOf('.') === path.length - 1,
    );
    if (!root) return { refused: 'not-found' };
    const { ticketId } = query;
    const messages = await (ticketId === undefined ? this.messages.latest(50) : this.messages.ofTicket(ticketId));
    const sources = await this.sources(messages);
    const say = await this.texts.current(this.database);
    return messages.map((message) => this.show(message, sources, say));
  }

  /** What the messages name, each read once for all of them. */
  private async sources(messages: OutgoingMessage[]): Promise<Sources> {
    const idsOf = (key: 'ticketId' | 'eventId' | 'accountId') => [
      ...new Set(messages.flatMap((message) => message[key] ?? [])),
    ];
    const askers = await this.tickets.askers(idsOf('ticketId'));
    const events = await this.record.byIds(this.database, idsOf('eventId'));
    const residentIds = [...new Set(askers.map(({ residentId }) => residentId))];
    return {
      askers: new Map(askers.map((asker) => [`${asker.ticketId} ${asker.no}`, asker])),
      events: new Map(events.map((event) => [event.id, event])),
      people: await this.residents.masked(this.database, residentIds),
      codes: await this.accounts.readCodes(idsOf('accountId')),
    };
  }

  private show(message: OutgoingMessage, { askers, events, people, codes }: Sources, say: Say): DemoMessage {
    const { template, ticketId, requester, accountId, eventId, createdAt } = message;
    const asker = askers.get(`${ticketId} ${requester ?? 1}`);
    const token = asker === undefined || requester === null ? null : this.links.tokenOf(asker);
    const event = events.get(eventId ?? '');
    const language = asker?.language ?? 'zh';
    const words = {
      at: event === undefined ? '' : timeWords(event.happenedAt, language),
      window: [event?.changes.appointmentFrom, event?.changes.appointmentTo]
        .map((at) => timeWords(at, language))
        .join(language === 'zh' ? '至' : ' to '),
      reference: asker?.reference ?? '',
      link: token === null ? '' : `${this.config.publicUrl ?? ''}/r#${token}`,
      code: codes.get(accountId ?? '') ?? '',
    };
    const text = say(template, language, words);
    // whoever went back to a ticket of their own is told there
    const to = asker === undefined || asker.left ? null : (people.get(asker.residentId)?.phone ?? null);
    return { template, to, text, token, createdAt };
  }
}

interface Sources {
  /** by ticket and number */
  askers: Map<string, Asker>;
  events: Map<string, RecordedEvent>;
  /** masked, by resident */
  people: Map<string, { phone: string | null }>;
  /** by account */
  codes: Map<string, string>;
}

function timeWords(at: unknown, language: Language): string {
  const moment = new Date(at instanceof Date || typeof at === 'string' ? at : NaN);
  if (Number.isNaN(moment.getTime())) return '';
  return DateTime.fromJSDate(moment, { zone: ZONE })
    .setLocale('en')
    .toFormat(language === 'zh' ? 'M月d日 HH:mm' : 'd MMM HH:mm');
}
