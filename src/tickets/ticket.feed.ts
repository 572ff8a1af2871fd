import { Injectable, type MessageEvent, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { concatMap, from, mergeMap, Observable, Subject, takeUntil, throttleTime, timer } from 'rxjs';
import type { Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Wake } from '../platform/database/wake.js';
import { Log } from '../platform/log.js';
import { RecordStore, type RecordedEvent } from './record.store.js';
import { TicketsStore } from './tickets.store.js';

const POLL_MS = 1_000;
/** After this long the client comes again with its Last-Event-ID: a session that has ended stops being served. */
const LONGEST_MS = 15 * 60_000;

interface Heard {
  event: RecordedEvent;
  mark: string;
}

/**
 * The record as it grows, once a process, for live streams. A stream's id is a snapshot mark: everything that could still
 * commit lies at or above it, so that a reader who comes back with it misses nothing.
 */
@Injectable()
export class TicketFeed implements OnModuleInit, OnModuleDestroy {
  private readonly heard = new Subject<Heard>();
  private readonly ended = new Subject<void>();
  private mark: string | undefined;
  private seen = new Map<string, string>();
  private reading: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly record: RecordStore,
    private readonly tickets: TicketsStore,
    private readonly wake: Wake,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    timer(0, POLL_MS)
      .pipe(takeUntil(this.ended))
      .subscribe(() => this.look());
    this.wake.woken
      .pipe(throttleTime(20, undefined, { leading: true, trailing: true }), takeUntil(this.ended))
      .subscribe(() => this.look());
  }

  /** Streams end first, so that the server can close. */
  async onModuleDestroy(): Promise<void> {
    this.ended.next();
    this.ended.complete();
    await this.reading;
  }

  /**
   * Events that `wanted` names, of tickets that the actor may see (`own`: that concern the actor anyway), as they commit. `lastEventId` (the id of the last
   * message received) resumes: nothing is missed, and what came before it may come again once.
   */
  stream(
    actor: Actor,
    wanted: (event: RecordedEvent) => boolean,
    lastEventId: string | undefined,
    own = false,
  ): Observable<MessageEvent> {
    const resumed = lastEventId !== undefined && /^\d{1,19}$/.test(lastEventId) ? lastEventId : undefined;
    return new Observable<Heard>((subscriber) => {
      const given = new Set<string>();
      const give = (heard: Heard) => {
        if (given.has(heard.event.id) || !wanted(heard.event)) return;
        given.add(heard.event.id);
        subscriber.next(heard);
      };
      const live: Heard[] = [];
      let caughtUp = false;
      // live first, then catch up: what commits in between is in one of the two
      const subscription = this.heard.subscribe((heard) => (caughtUp ? give(heard) : live.push(heard)));
      this.catchUp(resumed, give)
        .then((mark) => {
          subscriber.next({ event: READY, mark });
          caughtUp = true;
          live.forEach(give);
        })
        .catch((thrown: unknown) => subscriber.error(thrown));
      return subscription;
    }).pipe(
      concatMap((heard) => from(this.visible(actor, heard, own)).pipe(mergeMap((messages) => messages))),
      takeUntil(this.ended),
      takeUntil(timer(LONGEST_MS)),
    );
  }

  private async catchUp(mark: string | undefined, give: (heard: Heard) => void): Promise<string> {
    if (mark === undefined) return this.record.mark(this.database);
    const { events, mark: now } = await this.record.since(this.database, mark);
    for (const event of events) give({ event, mark });
    return now;
  }

  private async visible(actor: Actor, { event, mark }: Heard, own: boolean): Promise<MessageEvent[]> {
    if (event === READY) return [{ id: mark, type: 'ready', data: {} }];
    if (!own) {
      const ids = await this.tickets.visibleAmong(this.database, [event.ticketId], actor, this.clock.now());
      if (ids.length === 0) return [];
    }
    const { id, ticketId, version, type, happenedAt, changes } = event;
    return [{ id: mark, type: 'ticket', data: { eventId: id, ticketId, version, type, happenedAt, changes } }];
  }

  private look(): void {
    this.reading ??= this.read()
      .catch((thrown: unknown) => this.log.fault('reading the record failed', thrown))
      .finally(() => (this.reading = undefined));
  }

  private async read(): Promise<void> {
    this.mark ??= await this.record.mark(this.database);
    const { events, mark } = await this.record.since(this.database, this.mark);
    for (const event of events) {
      if (this.seen.has(event.id)) continue;
      this.seen.set(event.id, event.xid);
      this.heard.next({ event, mark: this.mark });
    }
    // below the mark nothing is read again, so nothing there need be remembered
    const from = BigInt(mark);
    this.seen = new Map([...this.seen].filter(([, xid]) => BigInt(xid) >= from));
    this.mark = mark;
  }
}

/** Not an event of a ticket: tells a new reader where the stream stands. */
const READY = { id: '' } as RecordedEvent;
