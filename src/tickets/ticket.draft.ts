import { isDeepStrictEqual } from 'node:util';
import { Writing } from '../platform/database/statement.js';
import { newId } from '../platform/outbox.js';
import type { Count } from '../stations/counts.js';
import { enterHolds } from './holds/hold.ledger.js';
import { insertEvents, insertPhotos, insertTexts, type Photo, type TextKind } from './record.store.js';
import { hasActed, wound } from './ticket.deadlines.js';
import { fillPlaces, insertPlaces, insertTickets, setLive, updateTickets, type NewRequester } from './tickets.store.js';
import { LIVE, type Channel, type CrewPlace, type Doer, type Ticket, type TicketWithCrew } from './ticket.js';
import type { TicketEvent, TicketEventType } from './tickets.events.js';

/** One event, with what it makes of the ticket. */
export interface Entry {
  type: TicketEventType;
  patch?: Partial<Ticket>;
  /** who comes to which place of the crew, or leaves it (null) */
  fills?: { placeId: string; helperId: string | null }[];
  /** ids, codes and times only */
  changes: Record<string, unknown>;
  text?: { kind: TextKind; text: string; answersEncrypted?: Buffer | null };
  photo?: Photo;
}

export interface Told {
  doer: Doer;
  channel: Channel;
  /** when it happened, and when it is entered */
  at: Date;
  now: Date;
}

/** What the system does by itself meanwhile: people may still tell what happened before it. */
const ASIDE = /^(offer_|nobody_free|rung_|deadline_|deadlines_set|escalated|hold_lapsed)/;

/**
 * One ticket's change before it is written: row, crew and record as they will be. Features add their own rows (`writing`), so
 * that all of it is one statement.
 */
export class TicketDraft {
  readonly writing = new Writing();
  readonly events: TicketEvent[] = [];
  readonly counts: Count[] = [];
  private readonly filled = new Map<string, CrewPlace>();
  private readonly before: TicketWithCrew;
  private current: TicketWithCrew;

  /** `requester`: who asks for it, where it is new. */
  constructor(
    read: TicketWithCrew,
    private readonly requester?: NewRequester,
  ) {
    this.before = read;
    this.current = { ...read, beside: { ...read.beside } };
  }

  get ticket(): Ticket {
    return this.current.ticket;
  }

  get crew(): CrewPlace[] {
    return this.current.crew;
  }

  /** As it will be. */
  get after(): TicketWithCrew {
    return this.current;
  }

  get isNew(): boolean {
    return this.requester !== undefined;
  }

  record(entry: Entry, { doer, channel, at, now }: Told): TicketEvent {
    const was = this.current;
    const fresh = this.isNew && this.events.length === 0;
    const fills = new Map((entry.fills ?? []).map(({ placeId, helperId }) => [placeId, helperId]));
    const crew = was.crew.map((place) => {
      const helperId = fills.get(place.id);
      return helperId === undefined ? place : { ...place, helperId, joinedAt: helperId === null ? null : at };
    });
    const aside = doer.kind === 'system' && ASIDE.test(entry.type);
    const changed: Ticket = {
      ...was.ticket,
      ...entry.patch,
      ...(aside ? {} : { lastHappenedAt: at }),
      version: fresh ? was.ticket.version : was.ticket.version + 1,
    };
    const ticket = fresh ? changed : wound(was.ticket, changed, hasActed(changed, doer, entry.type), now);
    const filled = crew.filter(({ id }) => fills.has(id));
    for (const place of filled) this.filled.set(place.id, place);
    const event: TicketEvent = {
      id: newId(),
      ticketId: ticket.id,
      version: ticket.version,
      type: entry.type,
      doer,
      channel,
      happenedAt: at,
      enteredAt: now,
      changes: entry.changes,
      stationId: ticket.stationId,
      sets: setsOf(fresh ? undefined : was.ticket, ticket, fresh ? crew : filled),
    };
    enterHolds(this.writing, was.ticket, ticket, event);
    this.current = { ...was, ticket, crew };
    this.events.push(event);
    const { id: eventId, ticketId } = event;
    if (entry.text !== undefined) this.writing.add(insertTexts, { id: newId(), ticketId, eventId, ...entry.text });
    if (entry.photo !== undefined) this.writing.add(insertPhotos, { ticketId, eventId, ...entry.photo });
    return event;
  }

  /** The ticket's own rows: events right behind the ticket, so that of two changes at once the second fails there. */
  addTo(writing: Writing): void {
    const { ticket, crew } = this.current;
    if (this.requester === undefined) {
      writing.add(updateTickets, { before: this.before.ticket, after: ticket });
    } else {
      writing.add(insertTickets, { ticket, ...this.requester });
      writing.add(insertPlaces, ...crew.map((place) => ({ ticketId: ticket.id, place })));
    }
    writing.add(insertEvents, ...this.events);
    const live = LIVE.includes(ticket.state);
    writing.add(fillPlaces, ...[...this.filled.values()].map((place) => ({ ...place, live })));
    if (!this.isNew && live !== LIVE.includes(this.before.ticket.state)) {
      // of two parts that touch one row only one takes effect
      writing.add(setLive, ...crew.filter(({ id }) => !this.filled.has(id)).map(({ id }) => ({ id, live })));
    }
    writing.take(this.writing);
  }
}

/** The fields that differ, and the places that were filled or left; what is personal, such as a door, stays out. */
function setsOf(before: Ticket | undefined, after: Ticket, crew: CrewPlace[]): Record<string, unknown> {
  const changed = Object.entries(after).filter(
    ([key, value]) =>
      !['id', 'version', 'doorEncrypted'].includes(key) &&
      !isDeepStrictEqual(value, before === undefined ? null : before[key as keyof Ticket]),
  );
  return { ...Object.fromEntries(changed), ...(crew.length === 0 ? {} : { crew }) };
}
