import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import type { Place } from '../../routing/routing.js';
import { Stations } from '../../stations/stations.js';
import {
  Callers,
  Categories,
  TicketChanges,
  Tickets,
  type AskedRow,
  type Opened,
  type Requester,
  type TicketWithCrew,
} from '../../tickets/tickets.js';
import { MessageTexts } from '../texts/message-texts.js';
import { categoryOf } from '../requests/category.policy.js';
import type { Conversation, MessageOutcome } from './conversation.js';
import type { CertainPlace } from './place.policy.js';
import { Places } from './places.js';
import { replies } from './replies.js';

const GIVEN = { channel: 'messages' as const };
/** Of an address as people say it, and as much as the column's reader can use. */
const UNIT_MAX = 50;
const NO_WORDS = '（只发来定位）';

type Told = { outcome: MessageOutcome; reply: string };

/** What messages do to tickets: always within the transaction that marks the message as decided. */
@Injectable()
export class Filing {
  constructor(
    private readonly tickets: Tickets,
    private readonly changes: TicketChanges,
    private readonly callers: Callers,
    private readonly categories: Categories,
    private readonly places: Places,
    private readonly stations: Stations,
    private readonly texts: MessageTexts,
  ) {}

  /** null: nothing can be opened at that place. */
  async open(
    tx: Tx,
    conversation: Conversation,
    { place, unit }: CertainPlace,
    texts: string[],
    { danger, moved }: { danger: boolean; moved: boolean },
  ): Promise<Opened | null> {
    const opened = await this.openAt(
      tx,
      conversation,
      place,
      await this.places.unit(tx, place, unit),
      texts,
      danger,
      moved,
    );
    return isRefusal(opened) ? null : opened;
  }

  /** With all that is known, at the smallest area that holds what may be meant. Throws where nothing can be opened at all. */
  async triage(tx: Tx, conversation: Conversation, texts: string[], danger: boolean): Promise<Opened> {
    const { question } = conversation;
    const place = await this.places.area(tx, conversation);
    const said = question?.candidates.find(({ unit }) => unit !== null)?.unit ?? null;
    const unit = await this.places.unit(tx, {}, said);
    const opened = await this.openAt(tx, conversation, place, unit, texts, danger, false);
    // such as no map yet: the message stays undecided, and is looked at again
    if (isRefusal(opened)) throw new Error(`a message cannot become a ticket: ${opened.refused}`);
    return opened;
  }

  /** Something more about a ticket: where it is, if it waits for that; that somebody waits; or whatever was written. */
  async tell(
    tx: Tx,
    about: AskedRow,
    text: string,
    place: CertainPlace | null,
    urges: boolean,
    language: Language,
  ): Promise<Told> {
    const by: Requester = { ticketId: about.id, no: about.no };
    const current = await this.locked(tx, by);
    const { reference, state } = current.ticket;
    const say = await this.texts.current(tx);
    if (place !== null && state === 'triage') {
      const after = await this.comment(tx, current, text, by);
      const placed = await this.tickets.placeIn(
        tx,
        after,
        place.place,
        await this.places.unit(tx, place.place, place.unit),
      );
      if (!isRefusal(placed)) {
        const { buildingId, unit, stationId } = placed.ticket;
        const candidate = buildingId === null ? [] : [{ buildingId, unit, confidence: 1 }];
        const [at = null] = await this.places.names(tx, candidate);
        const station = stationId === null ? undefined : await this.stations.byId(tx, stationId);
        return {
          outcome: 'placed',
          reply: replies.placed(say, { reference, station: station?.name ?? null, place: at }, language),
        };
      }
      return { outcome: 'commented', reply: say('commented', language, { reference }) };
    }
    if (urges) {
      const urged = await this.callers.urgeIn(tx, current, text, by, GIVEN);
      if (!isRefusal(urged)) return { outcome: 'urged', reply: say('urged', language, { reference }) };
      await this.comment(tx, current, text, by);
      return urged.refused === 'urged-just-now'
        ? { outcome: 'urged-already', reply: say('urged-already', language, { reference }) }
        : { outcome: 'commented', reply: say('commented', language, { reference }) };
    }
    await this.comment(tx, current, text, by);
    return { outcome: 'commented', reply: say('commented', language, { reference }) };
  }

  /** 好了 is a comment: what confirms is the link, or a call (docs/domain.md, Counting). */
  async thank(tx: Tx, about: Pick<AskedRow, 'id' | 'no'>, text: string, language: Language): Promise<Told> {
    const by: Requester = { ticketId: about.id, no: about.no };
    const { ticket } = await this.comment(tx, await this.locked(tx, by), text, by);
    return {
      outcome: 'thanked',
      reply: replies.thanked(await this.texts.current(tx), ticket.reference, ticket.state === 'resolved', language),
    };
  }

  /** What the answer tells of a ticket that was opened. */
  told({ ticket, building, station }: Opened): { reference: string; station: string | null; place: string | null } {
    return {
      reference: ticket.reference,
      station: station?.name ?? null,
      place: joined(building?.name ?? null, ticket.unit),
    };
  }

  private async openAt(
    tx: Tx,
    { residentId, language }: Conversation,
    place: Place,
    unit: string | null,
    texts: string[],
    danger: boolean,
    moved: boolean,
  ): Promise<Opened | Refusal> {
    const description = texts.length === 0 ? NO_WORDS : texts.join('\n');
    const category = categoryOf(description, await this.categories.all(tx));
    if (category === undefined) return { refused: 'unknown-category' };
    const opening = await this.tickets.prepare(
      {
        categoryId: category.id,
        place,
        unit: unit === null ? null : unit.slice(0, UNIT_MAX),
        door: null,
        description,
        caller: { phone: null, name: null, residentId, moved },
        personHelped: null,
        channel: 'messages',
        happenedAt: null,
        urgency: danger ? 'critical' : undefined,
        language,
      },
      { self: true },
      tx,
    );
    return isRefusal(opening) ? opening : this.tickets.openIn(tx, opening, { self: true });
  }

  private async locked(tx: Tx, by: Requester): Promise<TicketWithCrew> {
    const current = await this.changes.lock(tx, by.ticketId, by);
    if (current === undefined) throw new Error('the ticket of a message is not there');
    return current;
  }

  private async comment(tx: Tx, current: TicketWithCrew, text: string, by: Requester): Promise<TicketWithCrew> {
    const commented = await this.tickets.commentIn(tx, current, text === '' ? NO_WORDS : text, by, GIVEN);
    // a comment is possible in every state
    if (isRefusal(commented)) throw new Error(`a message cannot be kept with its ticket: ${commented.refused}`);
    return commented;
  }
}

function joined(building: string | null, unit: string | null): string | null {
  const place = [building, unit].filter((part) => part !== null).join('');
  return place === '' ? null : place;
}
