import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import { Writing } from '../../platform/database/statement.js';
import { Log } from '../../platform/log.js';
import { newId } from '../../platform/outbox.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Secrets } from '../../platform/secrets.js';
import { Residents } from '../../residents/residents.js';
import type { IncomingMessage, StoredMessage } from './conversation.js';
import { ConversationsStore } from './conversations.store.js';
import { Deciding } from './deciding.js';
import { wordsOf } from './message-words.policy.js';
import { RECEIVED } from './replies.js';

/** Longer than any decision takes: after that the process that was at it is gone. */
const LOOK_AGAIN_MS = 30_000;
const BATCH = 50;

/** What goes back to the gateway; for the same message the same again. */
export interface Answered {
  reply: string;
  conversationId: string;
  /** null: nothing could be decided yet */
  outcome: StoredMessage['outcome'];
  ticketId: string | null;
}

/**
 * Messages that come in. Each is written down first, in a transaction of its own; what it comes to is decided in a second one,
 * with all that follows from it. Where that does not come about, a sweep decides: nothing that somebody wrote is lost.
 */
@Injectable()
export class Conversations implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: ConversationsStore,
    private readonly deciding: Deciding,
    private readonly residents: Residents,
    private readonly secrets: Secrets,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'conversations: undecided messages', run: () => this.decideLeftOvers() });
    this.sweeps.register({ name: 'conversations: unanswered questions', run: () => this.giveUpWaiting() });
    this.residents.addPart({ name: 'messages', export: (sql, residentId) => this.export(sql, residentId) });
    this.residents.onErase((tx, residentId) => this.store.erase(tx, residentId, this.clock.now()));
  }

  async receive(message: IncomingMessage): Promise<Answered> {
    const id = await this.residents.again(() => this.keep(message));
    try {
      return this.answerOf(await this.decide(id, true));
    } catch (thrown) {
      // it is written down: whoever wrote it is told so, and a sweep goes on with it
      this.log.fault('a message could not be decided', thrown, { messageId: id });
      await this.store.failed(this.database, id, this.clock.now());
      const kept = await this.store.message(this.database, id);
      return { ...this.answerOf(kept), reply: RECEIVED[wordsOf(message.text).language] };
    }
  }

  /** What the resident wrote, and what was answered. */
  private async export(sql: Sql, residentId: string): Promise<unknown> {
    const rows = await this.store.writtenBy(sql, residentId);
    return rows.map(({ text, reply, ...row }) => ({
      ...row,
      text: this.secrets.decryptOrNull(text),
      reply: this.secrets.decryptOrNull(reply),
    }));
  }

  /** Written down before anything else. The id of the message; of one that comes again that of the first. */
  private keep({ gateway, externalId, phone, text, position }: IncomingMessage): Promise<string> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const known = await this.store.idOf(tx, gateway, externalId);
      if (known !== undefined) return known;
      const writing = new Writing();
      // the gateway names the number, as the telephone does
      const resident = await this.residents.findOrAdd(tx, writing, { phone, name: null, verified: true });
      await tx.write(writing);
      const { language } = wordsOf(text);
      const conversationId = await this.store.live(tx, { id: newId(), gateway, residentId: resident.id, language, at });
      const lookAt = new Date(at.getTime() + LOOK_AGAIN_MS);
      const textEncrypted = this.secrets.encrypt(text);
      const id = newId();
      await this.store.insertMessage(tx, {
        id,
        conversationId,
        gateway,
        externalId,
        textEncrypted,
        position,
        at,
        lookAt,
      });
      return (await this.store.idOf(tx, gateway, externalId)) ?? id;
    });
  }

  /** Once: whoever comes second finds what the first has decided. `answering`: somebody waits for the answer. */
  private decide(id: string, answering: boolean): Promise<StoredMessage | undefined> {
    return this.database.transaction(async (tx) => {
      const seen = await this.store.message(tx, id);
      if (seen === undefined || seen.decidedAt !== null) return seen;
      await this.store.takeTurns(tx, seen.residentId);
      const message = await this.store.message(tx, id);
      if (message === undefined || message.decidedAt !== null) return message;
      await this.deciding.decide(tx, message, answering);
      return this.store.message(tx, id);
    });
  }

  private answerOf(message: StoredMessage | undefined): Answered {
    const { conversationId = '', outcome = null, ticketId = null, replyEncrypted = null } = message ?? {};
    return {
      reply: this.secrets.decryptOrNull(replyEncrypted) ?? RECEIVED.zh,
      conversationId,
      outcome,
      ticketId,
    };
  }

  private async decideLeftOvers(): Promise<number> {
    const ids = await this.store.undecided(this.database, this.clock.now(), BATCH);
    return this.sweeps.each(ids, async (id) => {
      try {
        await this.decide(id, false);
      } catch (thrown) {
        await this.store.failed(this.database, id, this.clock.now());
        throw thrown;
      }
    });
  }

  /** Whoever does not answer the question has still asked for something: it goes to the desk with all that is known. */
  private async giveUpWaiting(): Promise<number> {
    const ids = await this.store.unanswered(this.database, this.clock.now(), BATCH);
    return this.sweeps.each(ids, async (id) => {
      try {
        await this.database.transaction(async (tx) => {
          const seen = await this.store.conversation(tx, id);
          if (seen === undefined) return;
          await this.store.takeTurns(tx, seen.residentId);
          const conversation = await this.store.conversation(tx, id);
          if (conversation?.state === 'asked') await this.deciding.giveUp(tx, conversation);
        });
      } catch (thrown) {
        await this.store.lookLater(this.database, id, this.clock.now());
        throw thrown;
      }
    });
  }
}
