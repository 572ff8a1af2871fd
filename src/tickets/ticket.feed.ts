import { Injectable, type MessageEvent, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  concatMap,
  from,
  interval,
  map,
  mergeMap,
  mergeWith,
  Observable,
  Subject,
  takeUntil,
  throttleTime,
  timer,
} from 'rxjs';
import { headsStation, type Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Wake } from '../platform/database/wake.js';
import { Log } from '../platform/log.js';
import { RecordStore, type FollowedEvent, type RecordPart } from './record.store.js';
import { TicketsStore } from './tickets.store.js';

const POLL_MS = 1_000;
const PING_MS = 25_000;
/** More than a board shows: reading it anew is cheaper than telling what happened. */
const MOST = 1_000;
/** After this long the client comes again with its Last-Event-ID: a session that has ended stops being served. */
const LONGEST_MS = 15 * 60_000;

/** What was read at once, and the mark that it was read from. */
interface Heard {
  events: FollowedEvent[];
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
  private beginning: Promise<void> | undefined;
  private seen = new Map<string, string>();
  private reading: Promise<void> | undefined;
  private again = false;

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
   * A station's board or the areas of an operator (of tickets that the actor may see), or the offers to a helper and their jobs, as they commit. `lastEventId` (the id of
   * the last message received) resumes: nothing is missed, and what came just before it may come again once. Whoever was
   * away for too much is told to read anew, by the message `reset`.
   */
  stream(actor: Actor, of: RecordPart, lastEventId: string | undefined): Observable<MessageEvent> {
    const resumed = lastEventId !== undefined && /^\d{1,19}$/.test(lastEventId) ? lastEventId : undefined;
    const wanted = ({ stationId, type, changes, crew, areaPath }: FollowedEvent) => {
      if (of.areaPaths !== undefined)
        return !isOthersOffer(type) && of.areaPaths.some((path) => areaPath.startsWith(path));
      return of.helperId === undefined
        ? stationId === of.stationId || (type === 'handed_over' && changes.fromStationId === of.stationId)
        : changes.helperId === of.helperId || (crew.includes(of.helperId) && !isOthersOffer(type));
    };
    return new Observable<Heard>((subscriber) => {
      const given = new Set<string>();
      let told = 0n;
      const give = ({ events, mark }: Heard) => {
        const fresh = events.filter((event) => !given.has(event.id) && BigInt(event.xid) >= told && wanted(event));
        for (const { id } of fresh) given.add(id);
        if (fresh.length > 0) subscriber.next({ events: fresh, mark });
      };
      const live: Heard[] = [];
      let caughtUp = false;
      // live first, then catch up: what commits in between is in one of the two
      const subscription = this.heard.subscribe((heard) => (caughtUp ? give(heard) : live.push(heard)));
      this.begin()
        .then(() => this.catchUp(of, resumed))
        .then(({ events, mark }) => {
          if (events === null) subscriber.next({ events: [RESET], mark });
          give({ events: events ?? [], mark: resumed ?? mark });
          subscriber.next({ events: [READY], mark });
          // what lies below was there to be read, or has been told just now
          told = BigInt(mark);
          caughtUp = true;
          live.forEach(give);
        })
        .catch((thrown: unknown) => subscriber.error(thrown));
      return subscription;
    }).pipe(
      concatMap((heard) =>
        from(this.visible(actor, heard, of.helperId !== undefined)).pipe(mergeMap((messages) => messages)),
      ),
      // proxies cut what is silent for a minute
      mergeWith(interval(PING_MS).pipe(map(() => ({ type: 'ping', data: {} })))),
      takeUntil(this.ended),
      takeUntil(timer(LONGEST_MS)),
    );
  }

  private async catchUp(of: RecordPart, mark: string | undefined) {
    if (mark === undefined) return { events: [], mark: await this.record.mark(this.database) };
    return this.record.since(this.database, mark, of, MOST);
  }

  /** One statement for all that came at once. */
  private async visible(actor: Actor, { events, mark }: Heard, own: boolean): Promise<MessageEvent[]> {
    const ids = [...new Set(events.filter(isOfTicket).map(({ ticketId }) => ticketId))];
    // an offer that ends takes the ticket out of the helper's sight, and they must hear of it
    const known = own || ids.length === 0;
    const seen = new Set(known ? ids : await this.tickets.visibleAmong(this.database, ids, actor, this.clock.now()));
    const told: FollowedEvent[] = [];
    for (const event of events) {
      if (!isOfTicket(event) || seen.has(event.ticketId) || (await this.sawItGo(actor, event))) told.push(event);
    }
    return told.map((event) => {
      if (!isOfTicket(event)) return { id: mark, type: event.id, data: {} };
      const { id, ticketId, version, type, happenedAt, changes } = event;
      return { id: mark, type: 'ticket', data: { eventId: id, ticketId, version, type, happenedAt, changes } };
    });
  }

  /** Read only while somebody listens; who begins to listen reads from here on. */
  private begin(): Promise<void> {
    this.beginning ??= this.record.mark(this.database).then((mark) => {
      this.mark ??= mark;
    });
    return this.beginning;
  }

  /** The station that a ticket has left hears of it, and sees it no longer; of a confidential one the head alone. */
  private async sawItGo(actor: Actor, { ticketId, type, changes }: FollowedEvent): Promise<boolean> {
    if (type !== 'handed_over' || typeof changes.fromStationId !== 'string') return false;
    if (!headsStation(actor, changes.fromStationId)) return false;
    const found = await this.tickets.find(this.database, ticketId);
    return (
      found?.ticket.confidential === false ||
      actor.stationRoles.some(({ role, stationId }) => role === 'head' && stationId === changes.fromStationId)
    );
  }

  private look(): void {
    if (!this.heard.observed) {
      this.beginning = undefined;
      this.mark = undefined;
      this.seen.clear();
      return;
    }
    if (this.reading !== undefined) {
      this.again = true;
      return;
    }
    this.reading = this.read()
      .catch((thrown: unknown) => this.log.fault('reading the record failed', thrown))
      .finally(() => {
        this.reading = undefined;
        if (!this.again) return;
        this.again = false;
        this.look();
      });
  }

  private async read(): Promise<void> {
    await this.begin();
    const from = this.mark ?? (await this.record.mark(this.database));
    const { events, mark } = await this.record.since(this.database, from);
    const fresh = (events ?? []).filter(({ id }) => !this.seen.has(id));
    for (const { id, xid } of fresh) this.seen.set(id, xid);
    if (fresh.length > 0) this.heard.next({ events: fresh, mark: from });
    // below the mark nothing is read again, so nothing there need be remembered
    const kept = BigInt(mark);
    this.seen = new Map([...this.seen].filter(([, xid]) => BigInt(xid) >= kept));
    this.mark = mark;
  }
}

/** Not events of a ticket: where the stream stands, and that too much was missed to be told. */
const READY = { id: 'ready' } as FollowedEvent;
const RESET = { id: 'reset' } as FollowedEvent;

/** Whom else dispatch asks is not for the crew to know, and changes nothing that the desk shows. */
function isOthersOffer(type: FollowedEvent['type']): boolean {
  return type.startsWith('offer_');
}

function isOfTicket(event: FollowedEvent): boolean {
  return event !== READY && event !== RESET;
}
