import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { Areas } from '../areas/areas.js';
import { Clock } from '../platform/clock.js';
import { Database, type Sql } from '../platform/database/database.js';
import type { Language } from '../platform/http/language.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Secrets } from '../platform/secrets.js';
import { Residents } from '../residents/residents.js';
import { reasonWords } from '../routing/routing.js';
import { Stations } from '../stations/stations.js';
import { Categories } from './categories.js';
import { RecordStore } from './record.store.js';
import { isAskedForWindow } from './visits/visits.policy.js';
import { possible } from './ticket.lifecycle.js';
import {
  mayAct,
  mayReadContact,
  mayReadRecord,
  mayStillReopen,
  relationOf,
  REQUESTER,
  type Relation,
} from './ticket.policy.js';
import { TicketParts } from './ticket.parts.js';
import type { TicketWithCrew } from './ticket.js';
import { eventWords, outcomeWords, stateWords, urgencyWords } from './ticket.words.js';
import { TicketsStore, type TicketFilter } from './tickets.store.js';
import type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from './views.dto.js';

export type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from './views.dto.js';

/** What a reader sees of tickets: only those in their scope, names and numbers masked. */
@Injectable()
export class TicketViews {
  constructor(
    private readonly database: Database,
    private readonly store: TicketsStore,
    private readonly record: RecordStore,
    private readonly parts: TicketParts,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly areas: Areas,
    private readonly accounts: Accounts,
    private readonly residents: Residents,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async one(id: string, by: Actor, language: Language): Promise<TicketView | Refusal> {
    const found = await this.store.findVisible(this.database, id, by, this.clock.now());
    return found === undefined ? { refused: 'not-found' } : this.view(found, relationOf(by, found), language);
  }

  /** For who has just opened it: an operator does not see a confidential ticket again after that. */
  async opened(id: string, by: Actor, language: Language): Promise<TicketView | Refusal> {
    const found = await this.store.find(this.database, id);
    return found === undefined ? { refused: 'not-found' } : this.view(found, relationOf(by, found), language);
  }

  async page(by: Actor, filter: TicketFilter, language: Language): Promise<TicketLine[]> {
    const tickets = await this.store.page(this.database, by, this.clock.now(), filter);
    const crews = await this.store.crewsOf(
      this.database,
      tickets.map(({ id }) => id),
    );
    const categories = new Map((await this.categories.all()).map((category) => [category.id, category]));
    const owners = await this.accounts.namesOf(
      this.database,
      tickets.flatMap(({ ownerId }) => ownerId ?? []),
    );
    return tickets.map((ticket) => {
      const crew = crews.get(ticket.id) ?? [];
      const category = categories.get(ticket.categoryId);
      return {
        id: ticket.id,
        reference: ticket.reference,
        state: ticket.state,
        stateWords: stateWords(ticket.state, language),
        categoryId: ticket.categoryId,
        categoryName: (language === 'zh' ? category?.name : category?.nameEn) ?? '',
        urgency: ticket.urgency,
        confidential: ticket.confidential,
        stationId: ticket.stationId,
        buildingId: ticket.buildingId,
        unit: ticket.unit,
        ownerName: ticket.ownerId === null ? null : (owners.get(ticket.ownerId) ?? null),
        crewSize: crew.length,
        crewJoined: crew.filter(({ helperId }) => helperId !== null).length,
        openedAt: ticket.openedAt,
        acceptDue: ticket.acceptDue,
        resolveDue: ticket.resolveDue,
        rework: ticket.rework,
        urged: ticket.urged,
        lastUrgedAt: ticket.lastUrgedAt,
        appointmentFrom: ticket.appointmentFrom,
        appointmentTo: ticket.appointmentTo,
        nobodyHome: ticket.nobodyHome,
        version: ticket.version,
      };
    });
  }

  /** Phone, names and door in clear; logged. For who must ring or go there, and for a helper only after accepting. */
  async contact(id: string, by: Actor): Promise<ContactView | Refusal> {
    return this.database.transaction(async (tx) => {
      const found = await this.store.findVisible(tx, id, by, this.clock.now());
      if (found === undefined) return { refused: 'not-found' };
      if (!mayReadContact(relationOf(by, found))) return { refused: 'contact-not-permitted' };
      const { ticket } = found;
      const [first] = await this.store.requesters(tx, id);
      const callerId = first?.residentId ?? '';
      const helpedId = ticket.personHelpedId ?? callerId;
      const people = await this.residents.read(tx, by, [callerId, helpedId], ['phone', 'name'], id, 'ticket contact');
      if (ticket.doorEncrypted !== null) {
        await this.residents.logReading(tx, {
          by: by.accountId,
          subject: 'door',
          subjectId: id,
          fields: ['door'],
          ticketId: id,
          purpose: 'ticket contact',
        });
      }
      const nobody = { phone: null, name: null };
      return {
        caller: people.get(callerId) ?? nobody,
        personHelped: people.get(helpedId) ?? nobody,
        unit: ticket.unit,
        door: this.secrets.decryptOrNull(ticket.doorEncrypted),
      };
    });
  }

  /** 全程纪实: who did what, when, by which channel. */
  async history(id: string, by: Actor, language: Language): Promise<RecordView[] | Refusal> {
    const found = await this.store.findVisible(this.database, id, by, this.clock.now());
    if (found === undefined || !readsRecord(found, by)) return { refused: 'not-found' };
    const events = await this.record.events(this.database, id);
    const texts = await this.record.texts(this.database, id);
    const photos = await this.record.photos(this.database, id);
    const ids = events.flatMap(({ doer }) => (doer.kind === 'account' ? [doer.accountId] : []));
    const helperIds = events.flatMap(({ doer, changes }) => [
      ...(doer.kind === 'account' && doer.onBehalfOf !== undefined ? [doer.onBehalfOf] : []),
      ...(typeof changes.helperId === 'string' ? [changes.helperId] : []),
    ]);
    const names = await this.accounts.namesOf(this.database, ids);
    const helpers = await this.helperNames(this.database, helperIds);
    return events.map((event) => {
      const { doer } = event;
      const helperId = typeof event.changes.helperId === 'string' ? event.changes.helperId : undefined;
      return {
        version: event.version,
        type: event.type,
        words: eventWords(event.type, language),
        by: doer.kind === 'account' ? (names.get(doer.accountId) ?? null) : doerWords(doer.kind, language),
        onBehalfOf: doer.kind === 'account' && doer.onBehalfOf ? (helpers.get(doer.onBehalfOf) ?? null) : null,
        helper: helperId === undefined ? null : (helpers.get(helperId) ?? null),
        channel: event.channel,
        happenedAt: event.happenedAt,
        enteredAt: event.enteredAt,
        changes: event.changes,
        texts: texts.filter(({ eventId }) => eventId === event.id).flatMap(({ text }) => text ?? []),
        photoIds: photos.filter(({ eventId }) => eventId === event.id).map((photo) => photo.id),
      };
    });
  }

  /** Whoever holds the link, or knows reference and phone; `askedAs`: the ticket they were told of, where it was merged. */
  async forRequester(id: string, language: Language, askedAs = id): Promise<RequesterView | Refusal> {
    const found = await this.store.find(this.database, id);
    if (found === undefined) return { refused: 'not-found' };
    const view = await this.view(found, REQUESTER, language);
    const texts = await this.record.texts(this.database, id);
    const asked = askedAs === id ? undefined : await this.store.find(this.database, askedAs);
    const { materials } = await this.parts.of(this.database, id);
    const place = [view.building?.name, view.unit].filter((part) => typeof part === 'string').join(' ');
    return {
      reference: view.reference,
      mergedFrom: asked?.ticket.reference ?? null,
      state: view.state,
      stateWords: view.stateWords,
      category: view.category.name,
      station: view.station,
      place: place === '' ? null : place,
      openedAt: view.openedAt,
      resolveDue: view.resolveDue,
      resolvedAt: view.resolvedAt,
      closedAt: view.closedAt,
      outcomeWords: view.outcomeWords,
      note: view.outcome === null ? null : (texts.filter(({ kind }) => kind === 'note').at(-1)?.text ?? null),
      stars: view.stars,
      urged: view.urged,
      appointmentFrom: view.appointmentFrom,
      appointmentTo: view.appointmentTo,
      nobodyHome: view.nobodyHome,
      paidByResident: materials.totals.resident,
      possible: view.possible.filter(
        (action) =>
          action !== 'attach' &&
          (action !== 'appoint' || isAskedForWindow(view)) &&
          (action !== 'rate' || view.stars === null) &&
          (action !== 'reopen' || mayStillReopen(view.closedAt, this.clock.now())),
      ),
    };
  }

  async photoIsVisible(id: string, photoId: string, by: Actor): Promise<boolean> {
    const found = await this.store.findVisible(this.database, id, by, this.clock.now());
    return (
      found !== undefined &&
      readsRecord(found, by) &&
      (await this.record.photos(this.database, id)).some((photo) => photo.id === photoId)
    );
  }

  private async view(found: TicketWithCrew, relation: Relation, language: Language): Promise<TicketView> {
    const { ticket, crew } = found;
    const sql = this.database;
    const category = await this.categories.byId(sql, ticket.categoryId);
    const station = ticket.stationId === null ? undefined : await this.stations.byId(sql, ticket.stationId);
    const area = await this.areas.byId(sql, ticket.areaId);
    const building = ticket.buildingId === null ? undefined : await this.areas.building(sql, ticket.buildingId);
    const names = await this.accounts.namesOf(sql, ticket.ownerId === null ? [] : [ticket.ownerId]);
    const helpers = await this.helperNames(
      sql,
      crew.flatMap(({ helperId }) => helperId ?? []),
    );
    const [first] = await this.store.requesters(sql, ticket.id);
    const residentIds = [first?.residentId, ticket.personHelpedId].filter((id) => typeof id === 'string');
    const masked = mayReadContact(relation) ? await this.residents.masked(sql, residentIds) : new Map<string, never>();
    const texts = await this.record.texts(sql, ticket.id);
    const photos = await this.record.photos(sql, ticket.id);
    const mayRead = mayReadRecord(relation, ticket.confidential);
    const { mergedInto, absorbed, slipNumber, materials } = await this.parts.of(sql, ticket.id);
    return {
      id: ticket.id,
      reference: ticket.reference,
      state: ticket.state,
      stateWords: stateWords(ticket.state, language),
      version: ticket.version,
      category: {
        id: ticket.categoryId,
        code: category?.code ?? '',
        name: (language === 'zh' ? category?.name : category?.nameEn) ?? '',
      },
      urgency: ticket.urgency,
      urgencyWords: urgencyWords(ticket.urgency, language),
      confidential: ticket.confidential,
      request: mayRead || !ticket.confidential ? (texts.find(({ kind }) => kind === 'request')?.text ?? null) : null,
      station:
        station === undefined
          ? null
          : {
              id: station.id,
              code: station.code,
              name: station.name,
              phone: station.phone,
              head: station.head?.name ?? null,
            },
      area: { id: ticket.areaId, code: area?.code ?? '', name: area?.name ?? '', kind: area?.kind ?? '' },
      building: building === undefined ? null : { id: building.id, name: building.name, address: building.address },
      unit: ticket.unit,
      point: ticket.lng === null || ticket.lat === null ? null : { lng: ticket.lng, lat: ticket.lat },
      route: { mapId: ticket.mapId, way: ticket.routeWay, reason: reasonWords(ticket.routeReason, language) },
      caller: (first && masked.get(first.residentId)) ?? null,
      personHelped: (ticket.personHelpedId !== null && masked.get(ticket.personHelpedId)) || null,
      doorGiven: ticket.doorEncrypted !== null,
      owner: ticket.ownerId === null ? null : { accountId: ticket.ownerId, name: names.get(ticket.ownerId) ?? '' },
      crew: crew.map((place) => ({
        placeId: place.id,
        skill: place.skill,
        helperId: place.helperId,
        helperName: place.helperId === null ? null : (helpers.get(place.helperId) ?? null),
        joinedAt: place.joinedAt,
      })),
      openedAt: ticket.openedAt,
      acceptDue: ticket.acceptDue,
      resolveDue: ticket.resolveDue,
      acceptedAt: ticket.acceptedAt,
      startedAt: ticket.startedAt,
      resolvedAt: ticket.resolvedAt,
      closedAt: ticket.closedAt,
      holdUntil: ticket.holdUntil,
      outcome: ticket.outcome,
      outcomeWords: ticket.outcome === null ? null : outcomeWords(ticket.outcome, language),
      proposedOutcome: ticket.proposedOutcome,
      confirmation: ticket.confirmation,
      rework: ticket.rework,
      stars: ticket.stars,
      photoIds: mayRead ? photos.map(({ id }) => id) : [],
      mergedInto,
      absorbed,
      urged: ticket.urged,
      lastUrgedAt: ticket.lastUrgedAt,
      appointmentFrom: ticket.appointmentFrom,
      appointmentTo: ticket.appointmentTo,
      nobodyHome: ticket.nobodyHome,
      callAttempts: ticket.callAttempts,
      callAgainAt: ticket.callAgainAt,
      checkedAt: ticket.checkedAt,
      slipNumber,
      materials: mayRead ? materials : null,
      possible: possible(ticket.state).filter((action) => mayAct(action, relation)),
    };
  }

  private async helperNames(sql: Sql, helperIds: string[]): Promise<Map<string, string>> {
    if (helperIds.length === 0) return new Map();
    const helpers = await this.stations.helpersByIds(sql, [...new Set(helperIds)]);
    return new Map(helpers.map(({ id, name }) => [id, name]));
  }
}

function readsRecord(found: TicketWithCrew, by: Actor): boolean {
  return mayReadRecord(relationOf(by, found), found.ticket.confidential);
}

function doerWords(kind: 'requester' | 'system', language: Language): string {
  if (kind === 'system') return language === 'zh' ? '系统' : 'system';
  return language === 'zh' ? '居民' : 'resident';
}
