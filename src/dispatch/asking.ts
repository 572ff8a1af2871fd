import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { dayOf, localMinute } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql, Tx } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Stations, type Helper } from '../stations/stations.js';
import {
  Categories,
  RecordStore,
  TicketChanges,
  TicketDraft,
  type CrewPlace,
  type Given,
  type TicketWithCrew,
} from '../tickets/tickets.js';
import { candidateOf, nextToAsk, type Candidate } from './candidates.policy.js';
import { keptOf, DispatchStore, endOffers, insertOffers, scheduleDispatch, type Offer } from './dispatch.store.js';

/** Where nobody could be asked, it is tried again: duty changes by the hour, load by the minute. */
const TRY_AGAIN_MS = 60_000;
/** Others may fill those who were chosen meanwhile: chosen anew as often as this, then it is tried again in a minute. */
const CHOICES = 3;

type Who = Actor | 'system';

/** Places of one ticket that somebody is to be asked for; the transaction has locked it. */
export interface Wanted {
  draft: TicketDraft;
  places: CrewPlace[];
}

interface Choice {
  wanted: Wanted;
  place: CrewPlace;
  /** undefined: nobody can be asked */
  helperId: string | undefined;
}

/** Whom to ask for the places of a crew, and the asking; on tickets that the caller has locked. */
@Injectable()
export class Asking {
  constructor(
    private readonly store: DispatchStore,
    private readonly changes: TicketChanges,
    private readonly record: RecordStore,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly clock: Clock,
  ) {}

  /** Every free place without a live offer, of all these tickets at once. */
  async askForAll(tx: Tx, tickets: TicketWithCrew[]): Promise<TicketWithCrew[]> {
    const wanted: Wanted[] = [];
    for (const current of tickets) {
      const asked = new Set(keptOf(current).offers.map(({ placeId }) => placeId));
      const open = await this.mayAsk(tx, current);
      const places = open ? current.crew.filter(({ id, helperId }) => helperId === null && !asked.has(id)) : [];
      wanted.push({ draft: new TicketDraft(current), places });
    }
    await this.ask(tx, wanted);
    return wanted.map(({ draft }) => draft.after);
  }

  /** After declines or expiries of these places, unless the head has stopped it or a place is taken. */
  async askNext(tx: Tx, from: { current: TicketWithCrew; placeIds: string[] }[]): Promise<TicketWithCrew[]> {
    const wanted: Wanted[] = [];
    const after: TicketWithCrew[] = [];
    for (const { current, placeIds } of from) {
      const open = !keptOf(current).stopped && (await this.mayAsk(tx, current));
      const places = current.crew.filter(({ id, helperId }) => open && helperId === null && placeIds.includes(id));
      if (places.length > 0) wanted.push({ draft: new TicketDraft(current), places });
      else after.push(current);
    }
    await this.ask(tx, wanted);
    return [...after, ...wanted.map(({ draft }) => draft.after)];
  }

  /** Chooses for all places together, and writes all offers, events and times in one statement. */
  private async ask(tx: Tx, wanted: Wanted[]): Promise<void> {
    if (wanted.length === 0) return;
    const choices = await this.choose(tx, wanted);
    const short = new Set(choices.filter(({ helperId }) => helperId === undefined).map((choice) => choice.wanted));
    const lasts = await this.record.lastTypes(
      tx,
      [...short].map(({ draft }) => draft.ticket.id),
    );
    for (const { wanted: of, place, helperId } of choices) {
      if (helperId !== undefined) await this.offer(tx, of.draft, place, helperId, 'system');
    }
    for (const each of wanted) {
      const { draft } = each;
      const ticketId = draft.ticket.id;
      if (!short.has(each)) {
        draft.writing.add(scheduleDispatch, { ticketId, dueAt: null });
        continue;
      }
      draft.writing.add(scheduleDispatch, { ticketId, dueAt: new Date(this.clock.now().getTime() + TRY_AGAIN_MS) });
      // told once, not every minute of a night
      if (draft.events.length > 0 || lasts.get(ticketId) !== 'nobody_free') {
        await this.changes.noteIn(tx, draft, 'system', {}, { type: 'nobody_free', changes: {} });
      }
    }
    const touched = wanted.filter(({ draft }) => draft.events.length > 0).map(({ draft }) => draft);
    const idle = wanted.filter(({ draft }) => draft.events.length === 0).map(({ draft }) => draft.writing);
    await this.changes.save(tx, touched, idle);
  }

  /**
   * Of two batches at once, the second sees what the first has given to whom: stations take turns, and whoever is chosen is
   * held and counted again, since a borrowed helper may be chosen at another station meanwhile.
   */
  private async choose(tx: Tx, wanted: Wanted[]): Promise<Choice[]> {
    await this.stations.takeTurns(
      tx,
      wanted.flatMap(({ draft, places }) => (places.length === 0 ? [] : (draft.ticket.stationId ?? []))),
    );
    const situation = await this.situation(
      tx,
      wanted.map(({ draft }) => draft.after),
    );
    for (let attempt = 1; ; attempt += 1) {
      const choices = this.choices(wanted, situation);
      const chosen = new Set(choices.flatMap(({ helperId }) => helperId ?? []));
      if (chosen.size === 0) return choices;
      await this.stations.hold(tx, [...chosen]);
      const carried = await this.store.load(tx, [...chosen]);
      const changed = [...chosen].filter((id) => (carried.get(id) ?? 0) > (situation.load.get(id) ?? 0));
      if (changed.length === 0) return choices;
      for (const id of changed) situation.load.set(id, carried.get(id) ?? 0);
      if (attempt === CHOICES) return choices.map((choice) => this.unless(choice, changed));
    }
  }

  private unless(choice: Choice, changed: string[]): Choice {
    return choice.helperId !== undefined && changed.includes(choice.helperId)
      ? { ...choice, helperId: undefined }
      : choice;
  }

  private choices(wanted: Wanted[], situation: Situation): Choice[] {
    const given = new Map(situation.load);
    return wanted.flatMap((of) => {
      const { after } = of.draft;
      const candidates = this.candidatesIn(after, { ...situation, load: given });
      const needed = new Map(
        after.crew.filter(({ helperId }) => helperId === null).map(({ id, skill }) => [id, skill]),
      );
      return of.places.map((place) => {
        const open = [...needed.values()].flatMap((skill) => skill ?? []);
        const best = nextToAsk(candidates, place.skill, open);
        if (best === undefined) return { wanted: of, place, helperId: undefined };
        best.asked = true;
        given.set(best.helperId, (given.get(best.helperId) ?? 0) + 1);
        return { wanted: of, place, helperId: best.helperId };
      });
    });
  }

  /** A ticket on hold is joined by the head's hand only; it is dispatched again when it is resumed. */
  private async mayAsk(sql: Sql, current: TicketWithCrew): Promise<boolean> {
    if (current.ticket.state === 'on_hold') return false;
    return (await this.changes.fault(sql, current, 'join', 'system')) === undefined;
  }

  /** Asks one helper for one place: into the draft. */
  async offer(sql: Sql, draft: TicketDraft, place: CrewPlace, helperId: string, by: Who, id = newId()): Promise<Offer> {
    const { ticket } = draft;
    const category = await this.categories.byId(sql, ticket.categoryId);
    const offeredAt = this.clock.now();
    const expiresAt = new Date(offeredAt.getTime() + (category?.offerSeconds ?? 0) * 1000);
    const offer = { id, ticketId: ticket.id, placeId: place.id, helperId, offeredAt, expiresAt };
    draft.writing.add(insertOffers, offer);
    const changes = { offerId: id, helperId, placeId: place.id, expiresAt };
    await this.changes.noteIn(sql, draft, by, {}, { type: 'offer_made', changes });
    return { ...offer, state: 'offered', answeredAt: null, reason: null };
  }

  /** Takes back an offer that is live: into the draft. */
  async withdraw(sql: Sql, draft: TicketDraft, offer: Offer, by: Who, given: Given = {}): Promise<void> {
    const { id: offerId, helperId, placeId } = offer;
    this.end(draft, offer, 'withdrawn');
    const changes = { offerId, helperId, placeId };
    await this.changes.noteIn(sql, draft, by, given, { type: 'offer_withdrawn', changes });
  }

  /** The offer is live no longer: in the draft, and for who looks at the draft. */
  end(draft: TicketDraft, { id }: Offer, state: Offer['state'], reason: string | null = null): void {
    draft.writing.add(endOffers, { id, state, at: this.clock.now(), reason });
    const { beside } = draft.after;
    if (beside === undefined) return;
    const { offers, ...rest } = keptOf(draft.after);
    beside.dispatch = { ...rest, offers: offers.filter((offer) => offer.id !== id) };
  }

  /** A helper who serves the ticket's station. */
  async servingHelper(
    sql: Sql,
    current: TicketWithCrew,
    helperId: string,
  ): Promise<Candidate | Refusal<'unknown-helper' | 'helper-not-of-station'>> {
    const everyone = this.everyoneIn(current, await this.situation(sql, [current]));
    const found = everyone.find((candidate) => candidate.helperId === helperId);
    if (found !== undefined) return found;
    const known = await this.stations.helper(sql, helperId);
    return { refused: known === undefined ? 'unknown-helper' : 'helper-not-of-station', field: 'helperId' };
  }

  /** Whoever could be asked, in no order. */
  async candidates(sql: Sql, current: TicketWithCrew): Promise<Candidate[]> {
    return this.candidatesIn(current, await this.situation(sql, [current]));
  }

  /** Heads and deputies are not asked: they take. */
  private candidatesIn(current: TicketWithCrew, situation: Situation): Candidate[] {
    const leading = situation.leading.get(current.ticket.stationId ?? '') ?? new Set();
    const inCrew = new Set(current.crew.map(({ helperId }) => helperId));
    return this.everyoneIn(current, situation).filter(
      ({ helperId }) => !leading.has(helperId) && !inCrew.has(helperId),
    );
  }

  private everyoneIn({ ticket }: TicketWithCrew, situation: Situation): Candidate[] {
    const { stationId } = ticket;
    if (stationId === null) return [];
    const point = ticket.lng === null || ticket.lat === null ? null : { lng: ticket.lng, lat: ticket.lat };
    const asked = situation.asked.get(ticket.id) ?? new Set<string>();
    const here = { ...situation, stationId, point, asked };
    return (situation.serving.get(stationId) ?? []).map((helper) => candidateOf(helper, here));
  }

  /** What whoever is chosen depends on, read for all the tickets at once. */
  private async situation(sql: Sql, tickets: TicketWithCrew[]): Promise<Situation> {
    await this.stations.look(sql);
    const now = this.clock.now();
    const serving = new Map<string, Helper[]>();
    const leading = new Map<string, Set<string | null | undefined>>();
    for (const stationId of new Set(tickets.flatMap(({ ticket }) => ticket.stationId ?? []))) {
      serving.set(stationId, await this.stations.serving(sql, stationId));
      const station = await this.stations.byId(sql, stationId);
      leading.set(stationId, new Set([station?.head, ...(station?.deputies ?? [])].map((person) => person?.helperId)));
    }
    const helperIds = [...serving.values()].flatMap((helpers) => helpers.map(({ id }) => id));
    const minute = localMinute(now);
    return {
      day: dayOf(now),
      onDuty: (helper) => this.stations.onDuty(helper, minute),
      load: await this.store.load(sql, [...new Set(helperIds)]),
      asked: await this.store.asked(
        sql,
        tickets.map(({ ticket }) => ticket.id),
      ),
      serving,
      leading,
    };
  }
}

interface Situation {
  /** local day, YYYY-MM-DD */
  day: string;
  onDuty: (helper: Helper) => boolean;
  /** by helper: tickets in hand and offers waiting */
  load: Map<string, number>;
  /** by ticket: whom not to ask again */
  asked: Map<string, Set<string>>;
  /** by station */
  serving: Map<string, Helper[]>;
  leading: Map<string, Set<string | null | undefined>>;
}
