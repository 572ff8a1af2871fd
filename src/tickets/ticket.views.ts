import { Injectable } from '@nestjs/common';
import { Accounts, nameSelect, namesSelect } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { buildingSelect } from '../areas/areas.js';
import { Clock } from '../platform/clock.js';
import { Database, type Sql } from '../platform/database/database.js';
import type { Language } from '../platform/http/language.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Secrets } from '../platform/secrets.js';
import { Residents, residentSelect, type SelectedResident } from '../residents/residents.js';
import { reasonWords, Routing } from '../routing/routing.js';
import { helperNamesSelect, Stations, type SkillNames, type Station } from '../stations/stations.js';
import { Categories } from './categories.js';
import { ANSWERS_OF_TEXT, decryptAnswers } from './questions/answers.js';
import type { Answered } from './questions/question.js';
import { answerWords } from './questions/questions.policy.js';
import { RecordStore } from './record.store.js';
import { clocksOf } from './ticket.deadlines.js';
import { possibleNow } from './ticket.lifecycle.js';
import { isAskedForWindow } from './visits/visits.policy.js';
import {
  mayAct,
  mayJoined,
  mayReadContact,
  mayReadRecord,
  mayStillReopen,
  relationOf,
  REQUESTER,
  type Relation,
} from './ticket.policy.js';
import { NO_PARTS, PARTS_SELECT, partsOf, type Parts, type SelectedParts } from './ticket.parts.js';
import type { Category, Opened, TicketWithCrew } from './ticket.js';
import { eventWords, levelWords, outcomeWords, stateWords, urgencyWords } from './ticket.words.js';
import { TicketsStore, type Selects, type TicketFilter } from './tickets.store.js';
import type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from './views.dto.js';

export type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from './views.dto.js';

/** What a view tells beside the ticket's row. */
interface Sources {
  category: Category | undefined;
  station: Station | undefined;
  building: { id: string; name: string; address: string } | null;
  request: string | null;
  answers: Answered[];
  caller: { phone: string | null; name: string | null } | null;
  personHelped: { phone: string | null; name: string | null } | null;
  /** by account */
  names: Record<string, string>;
  helperNames: Record<string, string>;
  photoIds: string[];
  /** the last note: what was done */
  note: string | null;
  parts: Parts;
  skillNames: SkillNames;
}

type Selected = Pick<Sources, 'building' | 'request' | 'names' | 'helperNames' | 'photoIds' | 'note'> & {
  caller: SelectedResident | null;
  personHelped: SelectedResident | null;
  parts: SelectedParts;
  /** encrypted */
  answers: string | null;
};

const lastText = (kind: string, what = 'x.text') =>
  `(SELECT ${what} FROM ticket_texts x WHERE x.ticket_id = t.id AND x.kind = '${kind}' ORDER BY x.id DESC LIMIT 1)`;

/** Who is in the crew of ticket `t`. */
const CREW_NAMES = helperNamesSelect('SELECT c.helper_id FROM crew_places c WHERE c.ticket_id = t.id');

/** Read in the ticket's own statement: a view is one statement, however many tickets. */
const VIEWED: Selects = new Map(
  Object.entries({
    building: buildingSelect('t.building_id'),
    request: lastText('request'),
    answers: lastText('request', ANSWERS_OF_TEXT),
    note: lastText('note'),
    caller: residentSelect(
      '(SELECT q.resident_id FROM requesters q WHERE q.ticket_id = t.id AND q.left_at IS NULL ORDER BY q.no LIMIT 1)',
    ),
    personHelped: residentSelect('t.person_helped_id'),
    names: namesSelect(['t.owner_id', 't.hold_approver_id', 't.hold_requested_by']),
    helperNames: CREW_NAMES,
    photoIds: `(SELECT coalesce(jsonb_agg(p.id ORDER BY p.id), '[]') FROM photos p WHERE p.ticket_id = t.id)`,
    parts: PARTS_SELECT,
  } satisfies Record<keyof Selected, string>),
);
const LISTED: Selects = new Map([
  ['ownerName', nameSelect('t.owner_id')],
  ['crewNames', CREW_NAMES],
]);

/** What a reader sees of tickets: only those in their scope, names and numbers masked. */
@Injectable()
export class TicketViews {
  constructor(
    private readonly database: Database,
    private readonly store: TicketsStore,
    private readonly record: RecordStore,
    private readonly categories: Categories,
    private readonly stations: Stations,
    private readonly routing: Routing,
    private readonly accounts: Accounts,
    private readonly residents: Residents,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async one(id: string, by: Actor, language: Language): Promise<TicketView | Refusal> {
    return (await this.many([id], by, language)).get(id) ?? { refused: 'not-found' };
  }

  /** Those of the ids that the actor may see, by id; one statement whatever their number. */
  async many(ids: string[], by: Actor, language: Language): Promise<Map<string, TicketView>> {
    const found = await this.store.seen(this.database, ids, VIEWED, by, this.clock.now());
    const views = await Promise.all(
      found.map(async (ticket) => this.view(ticket, await this.sources(ticket), relationOf(by, ticket), language)),
    );
    return new Map(views.map((view) => [view.id, view]));
  }

  /** For who has just opened it: an operator does not see a confidential ticket again after that. Nothing is read. */
  opened(opened: Opened, by: Actor, language: Language): TicketView {
    const { category, station, building, request, answers, caller, personHelped, ownerName, skillNames } = opened;
    const sources: Sources = {
      category,
      station,
      building,
      request,
      answers,
      caller,
      personHelped,
      names: opened.ticket.ownerId === null ? {} : { [opened.ticket.ownerId]: ownerName ?? '' },
      helperNames: {},
      photoIds: [],
      note: null,
      parts: NO_PARTS,
      skillNames,
    };
    return this.view(opened, sources, relationOf(by, opened), language);
  }

  /** The same for what was entered with its whole life, such as a slip. */
  async entered(id: string, by: Actor, language: Language): Promise<TicketView | Refusal> {
    const [found] = await this.store.seen(this.database, [id], VIEWED);
    if (found === undefined) return { refused: 'not-found' };
    return this.view(found, await this.sources(found), relationOf(by, found), language);
  }

  async page(by: Actor, filter: TicketFilter, language: Language): Promise<TicketLine[]> {
    const tickets = await this.store.page(this.database, by, this.clock.now(), filter, LISTED);
    const categories = await this.categories.byIds(
      this.database,
      tickets.map(({ categoryId }) => categoryId),
    );
    return tickets.map((ticket) => {
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
        place: this.placeOf(ticket),
        unit: ticket.unit,
        point: ticket.lng === null || ticket.lat === null ? null : { lng: ticket.lng, lat: ticket.lat },
        ownerName: (ticket.ownerName as string | null) ?? null,
        crewSize: ticket.crewSize,
        crewJoined: ticket.crewJoined,
        crew: Object.entries(ticket.crewNames as Record<string, string>).map(([helperId, name]) => ({
          helperId,
          name,
        })),
        openedAt: ticket.openedAt,
        acceptDue: ticket.acceptDue,
        arriveDue: ticket.arriveDue,
        resolveDue: ticket.resolveDue,
        dueProvisional: ticket.provisionalFrom !== null,
        ownerDue: ticket.ownerDue,
        ...clocksOf(ticket),
        escalationLevel: ticket.escalationLevel,
        escalationWords: levelWords(ticket.escalationLevel, language),
        holdRequestedUntil: ticket.holdRequestedUntil,
        rework: ticket.rework,
        urged: ticket.urged,
        lastUrgedAt: ticket.lastUrgedAt,
        appointmentFrom: ticket.appointmentFrom,
        appointmentTo: ticket.appointmentTo,
        nobodyHome: ticket.nobodyHome,
        acceptedAt: ticket.acceptedAt,
        arrivedAt: ticket.arrivedAt,
        resolvedAt: ticket.resolvedAt,
        version: ticket.version,
      };
    });
  }

  /** In memory; a building that the published map has no more is told by its area. */
  private placeOf({ buildingId, areaId }: { buildingId: string | null; areaId: string }): string {
    const building = buildingId === null ? undefined : this.routing.building(buildingId);
    return building?.name ?? this.routing.area(areaId)?.name ?? '';
  }

  /** Phone, names and door in clear; logged. For who must ring or go there, and for a helper only after accepting. */
  async contact(id: string, by: Actor): Promise<ContactView | Refusal> {
    return this.database.transaction(async (tx) => {
      const found = await this.store.find(tx, id, by, this.clock.now());
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
    const found = await this.store.find(this.database, id, by, this.clock.now());
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
        words: eventWords(event.type, language, event.changes),
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

  /**
   * Whoever holds the link, or knows reference and phone; `askedAs`: the ticket they were told of, where it was merged;
   * `joined`: they joined it themselves, so what was said and agreed with others is not theirs.
   */
  async forRequester(id: string, language: Language, askedAs = id, joined = false): Promise<RequesterView | Refusal> {
    const all = await this.store.seen(this.database, [...new Set([id, askedAs])], VIEWED);
    const found = all.find(({ ticket }) => ticket.id === id);
    if (found === undefined) return { refused: 'not-found' };
    const asked = askedAs === id ? undefined : all.find(({ ticket }) => ticket.id === askedAs);
    const sources = await this.sources(found);
    const view = this.view(found, sources, REQUESTER, language);
    const { materials } = sources.parts;
    const own = asked === undefined ? sources : await this.sources(asked);
    const place = [view.building?.name, joined ? null : view.unit].filter((part) => typeof part === 'string').join(' ');
    return {
      reference: view.reference,
      mergedFrom: asked?.ticket.reference ?? null,
      state: view.state,
      stateWords: view.stateWords,
      category: view.category.name,
      answers: own.answers.map((answered) => answerWords(answered, language)),
      station: view.station,
      place: place === '' ? null : place,
      openedAt: view.openedAt,
      arriveDue: view.arriveDue,
      resolveDue: view.resolveDue,
      dueProvisional: view.dueProvisional,
      resolvedAt: view.resolvedAt,
      closedAt: view.closedAt,
      outcomeWords: view.outcomeWords,
      note: view.outcome === null || joined ? null : sources.note,
      stars: view.stars,
      urged: view.urged,
      appointmentFrom: joined ? null : view.appointmentFrom,
      appointmentTo: joined ? null : view.appointmentTo,
      nobodyHome: view.nobodyHome,
      joined,
      paidByResident: joined ? 0 : materials.totals.resident,
      possible: view.possible.filter(
        (action) =>
          (!joined || mayJoined(action)) &&
          (action !== 'appoint' || isAskedForWindow(view)) &&
          (action !== 'rate' || view.stars === null) &&
          (action !== 'reopen' || mayStillReopen(view.closedAt, this.clock.now())),
      ),
    };
  }

  async photoIsVisible(id: string, photoId: string, by: Actor): Promise<boolean> {
    const found = await this.store.find(this.database, id, by, this.clock.now());
    return (
      found !== undefined &&
      readsRecord(found, by) &&
      (await this.record.photos(this.database, id)).some((photo) => photo.id === photoId)
    );
  }

  /** What was read beside it, and what is in memory. */
  private async sources({ ticket, beside }: TicketWithCrew): Promise<Sources> {
    const selected = beside as unknown as Selected;
    return {
      category: await this.categories.byId(this.database, ticket.categoryId),
      station: ticket.stationId === null ? undefined : await this.stations.byId(this.database, ticket.stationId),
      building: selected.building,
      request: selected.request,
      answers: decryptAnswers(this.secrets, selected.answers),
      caller: this.residents.mask(selected.caller),
      personHelped: this.residents.mask(selected.personHelped),
      names: selected.names,
      helperNames: selected.helperNames,
      photoIds: selected.photoIds,
      note: selected.note,
      parts: partsOf(selected.parts),
      skillNames: await this.stations.skillNames(this.database),
    };
  }

  private view(
    { ticket, crew }: TicketWithCrew,
    { category, station, building, skillNames, ...sources }: Sources,
    relation: Relation,
    language: Language,
  ): TicketView {
    const area = this.routing.area(ticket.areaId);
    const mayRing = mayReadContact(relation);
    const person = (accountId: string) => ({ accountId, name: sources.names[accountId] ?? '' });
    const mayRead = mayReadRecord(relation, ticket.confidential);
    const { mergedInto, absorbed, slipNumber, materials } = sources.parts;
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
      request: mayRead || !ticket.confidential ? sources.request : null,
      answers:
        mayRead || !ticket.confidential ? sources.answers.map((answered) => answerWords(answered, language)) : [],
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
      building,
      unit: ticket.unit,
      point: ticket.lng === null || ticket.lat === null ? null : { lng: ticket.lng, lat: ticket.lat },
      givenPoint: ticket.givenPoint,
      route: { mapId: ticket.mapId, way: ticket.routeWay, reason: reasonWords(ticket.routeReason, language) },
      caller: mayRing ? sources.caller : null,
      personHelped: mayRing ? sources.personHelped : null,
      doorGiven: ticket.doorEncrypted !== null,
      languages: ticket.languages,
      owner: ticket.ownerId === null ? null : person(ticket.ownerId),
      escalation: { level: ticket.escalationLevel, words: levelWords(ticket.escalationLevel, language) },
      ownerDue: ticket.ownerDue,
      ...clocksOf(ticket),
      crew: crew.map((place) => ({
        placeId: place.id,
        skill: place.skill,
        skillName: place.skill === null ? null : (skillNames.get(place.skill)?.[language] ?? place.skill),
        helperId: place.helperId,
        helperName: place.helperId === null ? null : (sources.helperNames[place.helperId] ?? null),
        joinedAt: place.joinedAt,
      })),
      openedAt: ticket.openedAt,
      acceptDue: ticket.acceptDue,
      arriveDue: ticket.arriveDue,
      resolveDue: ticket.resolveDue,
      dueProvisional: ticket.provisionalFrom !== null,
      acceptedAt: ticket.acceptedAt,
      arrivedAt: ticket.arrivedAt,
      startedAt: ticket.startedAt,
      resolvedAt: ticket.resolvedAt,
      closedAt: ticket.closedAt,
      holdUntil: ticket.holdUntil,
      pendingHold:
        ticket.holdRequestedUntil === null || ticket.holdRequestedBy === null || ticket.holdApproverId === null
          ? null
          : {
              kind: ticket.holdRequestedKind ?? 'hold',
              until: ticket.holdRequestedUntil,
              askedBy: person(ticket.holdRequestedBy),
              approver: person(ticket.holdApproverId),
            },
      outcome: ticket.outcome,
      outcomeWords: ticket.outcome === null ? null : outcomeWords(ticket.outcome, language),
      proposedOutcome: ticket.proposedOutcome,
      confirmation: ticket.confirmation,
      rework: ticket.rework,
      stars: ticket.stars,
      photoIds: mayRead ? sources.photoIds : [],
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
      possible: possibleNow(ticket).filter((action) => mayAct(action, relation)),
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
