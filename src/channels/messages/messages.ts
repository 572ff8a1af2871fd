import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Accounts } from '../../accounts/accounts.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Log } from '../../platform/log.js';
import { newId, Outbox } from '../../platform/outbox.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { RecordStore, type TicketEventType } from '../../tickets/tickets.js';
import { MessagesStore, type OutgoingMessage, type Template } from './messages.store.js';

export type { OutgoingMessage, Template } from './messages.store.js';

/** What the requester is told, and when. */
const TOLD: Partial<Record<TicketEventType, Template>> = {
  opened: 'receipt',
  resolved: 'please-confirm',
  reopened: 'reopened',
  cancelled: 'cancelled',
  merged: 'merged',
  appointment_made: 'appointment',
  appointment_cancelled: 'appointment-cancelled',
  nobody_home: 'nobody-home',
};
const BATCH = 100;

/**
 * Outgoing messages: rows of ids and a template. Until outside channels exist they leave by the log, which names them and
 * says nothing of what is in them.
 */
@Injectable()
export class Messages implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: MessagesStore,
    private readonly record: RecordStore,
    private readonly accounts: Accounts,
    private readonly outbox: Outbox,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.outbox.register({
      name: 'messages',
      types: Object.keys(TOLD).map((type) => `ticket.${type}`),
      handle: async (tx, eventIds) => {
        const rows = (await this.record.byIds(tx, eventIds)).flatMap((event) => {
          const template = TOLD[event.type];
          return template === undefined ? [] : [{ template, ticketId: event.ticketId, eventId: event.id }];
        });
        await this.store.toRequesters(tx, rows, this.clock.now());
      },
    });
    this.accounts.onCode((tx, accountId) =>
      this.store.toAccount(tx, { id: newId(), template: 'one-time-code', accountId, at: this.clock.now() }),
    );
    this.sweeps.register({ name: 'messages: to the log', run: () => this.sendToLog() });
  }

  ofTicket(ticketId: string): Promise<OutgoingMessage[]> {
    return this.store.ofTicket(this.database, ticketId);
  }

  latest(limit: number): Promise<OutgoingMessage[]> {
    return this.store.latest(this.database, limit);
  }

  private async sendToLog(): Promise<number> {
    const sent = await this.store.takeUnsent(this.database, this.clock.now(), BATCH);
    for (const { id, template } of sent) this.log.info('message', { messageId: id, template });
    return sent.length;
  }
}
