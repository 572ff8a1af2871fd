import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { isRefusal } from '../../platform/http/refusal.js';
import { Log } from '../../platform/log.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Routing, type Routed, type Snapshot } from '../../routing/routing.js';
import { Stations } from '../../stations/stations.js';
import { Escalations, targetFault } from '../escalations.js';
import { TicketChanges, type Edit } from '../ticket.changes.js';
import type { TicketDraft } from '../ticket.draft.js';
import type { TicketWithCrew } from '../ticket.js';
import { Tickets } from '../tickets.js';
import { moveOf, placesOf, type MovingTicket } from './moves.policy.js';
import { MovesStore, type MoveProgress, type MoveRun, type PlannedMove } from './moves.store.js';

const BATCH = 20;

type Waiting = PlannedMove & { publicationId: string };

/**
 * Open tickets go with their places to the stations of a new map, where its publisher wants that. It is planned first, a row a ticket,
 * and then done a few at a time, each ticket in the transaction that settles its row: whoever dies, another goes on.
 */
@Injectable()
export class Moves implements OnModuleDestroy {
  private planning: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: MovesStore,
    private readonly changes: TicketChanges,
    private readonly tickets: Tickets,
    private readonly escalations: Escalations,
    private readonly routing: Routing,
    private readonly stations: Stations,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.planning;
  }

  progress(publicationId: string): Promise<MoveProgress | undefined> {
    return this.store.progress(this.database, publicationId);
  }

  /** One bounded batch; planning reads two maps, so it goes on beside the other sweeps. */
  async goOn(): Promise<number> {
    if (!(await this.store.isAnyDue(this.database))) return 0;
    if (this.planning === undefined) {
      const run = await this.store.claim(this.database, this.clock.now());
      if (run !== undefined) {
        this.planning = this.plan(run)
          .catch((thrown: unknown) => this.log.fault('planning the moves of tickets failed', thrown))
          .finally(() => (this.planning = undefined));
      }
    }
    const waiting = await this.store.waiting(this.database, BATCH);
    // no request brings along whether the heads have changed
    if (waiting.length > 0) await this.stations.look(this.database);
    const done = await this.sweeps.batch(waiting, (moves) => this.database.transaction((tx) => this.move(tx, moves)));
    await this.store.end(this.database, this.clock.now());
    return done;
  }

  private async plan({ publicationId, mapId, previousId }: MoveRun): Promise<void> {
    const open = await this.openTickets();
    const buildings = [...new Set(open.flatMap(({ buildingId }) => buildingId ?? []))];
    const before = previousId === null ? undefined : (await this.routing.readMap(previousId, buildings)).snapshot;
    const current = this.routing.published?.snapshot;
    const after = current?.mapId === mapId ? current : (await this.routing.readMap(mapId, buildings)).snapshot;
    const today = dayOf(this.clock.now());
    for (let at = 0; at < open.length; at += 500) {
      const moves = open.slice(at, at + 500).flatMap((ticket) => planOf(ticket, before, after, today));
      await this.store.plan(this.database, publicationId, moves, this.clock.now());
    }
    await this.store.planned(this.database, publicationId, this.clock.now());
  }

  private async openTickets(): Promise<MovingTicket[]> {
    const open: MovingTicket[] = [];
    for (let after: string | null = null; ;) {
      const page: MovingTicket[] = await this.store.open(this.database, after);
      open.push(...page);
      const last = page.at(-1);
      if (last === undefined) return open;
      after = last.id;
    }
  }

  private async move(tx: Tx, moves: Waiting[]): Promise<void> {
    const byTicket = new Map(moves.map((move) => [move.ticketId, move]));
    const drafts: TicketDraft[] = [];
    const settled: { publicationId: string; ticketId: string; reason: string | null }[] = [];
    for (const current of await this.changes.lockAll(tx, [...byTicket.keys()].sort())) {
      const move = byTicket.get(current.ticket.id);
      if (move === undefined) continue;
      const draft = await this.moved(tx, current, move);
      if (typeof draft !== 'string') drafts.push(draft);
      const reason = typeof draft === 'string' ? draft : null;
      settled.push({ publicationId: move.publicationId, ticketId: move.ticketId, reason });
    }
    if (drafts.length > 0) await this.changes.save(tx, drafts);
    await this.store.settle(tx, settled);
  }

  /** Or why it stays. */
  private async moved(tx: Tx, current: TicketWithCrew, move: Waiting): Promise<TicketDraft | string> {
    const { ticket } = current;
    const { fromStationId, toStationId, place, publicationId } = move;
    if (ticket.stationId !== fromStationId) return 'changed-meanwhile';
    if (!['triage', 'open', 'assigned'].includes(ticket.state)) return 'changed-meanwhile';
    const station = await this.stations.byId(tx, toStationId);
    const fault = targetFault(station, ticket.stationId, dayOf(this.clock.now()));
    if (station === undefined || fault !== undefined) return fault ?? 'unknown-station';
    const unknown = { gridId: null, station: null, building: null, point: null, given: null };
    const routed: Routed = { ...place, ...unknown, stationId: toStationId };
    const isTriage = ticket.stationId === null;
    const decide = async (at: Date): Promise<Edit> => {
      const edit = isTriage
        ? await this.tickets.placed(tx, ticket, routed)
        : await this.escalations.handedOver(tx, current, station, at, true);
      const { mapId, areaId, gridPath: areaPath, way: routeWay, reason: routeReason } = place;
      return {
        ...edit,
        patch: { ...edit.patch, mapId, areaId, areaPath, routeWay, routeReason },
        changes: { ...edit.changes, areaId, mapId, publicationId, reason: 'map' },
      };
    };
    const draft = await this.changes.drafted(
      tx,
      current,
      isTriage ? 'place' : 'hand_over',
      'system',
      {},
      (_, __, { at }) => decide(at),
    );
    return isRefusal(draft) ? draft.refused : draft;
  }
}

function planOf(ticket: MovingTicket, before: Snapshot | undefined, after: Snapshot, today: string): PlannedMove[] {
  const [was, will] = [routeIn(before, ticket, today), routeIn(after, ticket, today)];
  if (moveOf(ticket, was, will) !== 'moves' || will?.stationId === undefined || will.stationId === null) return [];
  const { mapId, areaId, gridPath, way, reason, stationId } = will;
  const place = { mapId, areaId, gridPath, way, reason };
  return [{ ticketId: ticket.id, fromStationId: ticket.stationId, toStationId: stationId, place }];
}

/** Where a map has the ticket's place; undefined: nowhere. */
export function routeIn(
  map: Snapshot | undefined,
  ticket: Omit<MovingTicket, 'id' | 'state' | 'stationId'>,
  today: string,
): Routed | undefined {
  if (map === undefined) return undefined;
  for (const place of placesOf(ticket)) {
    const routed = map.route(place, today);
    if (!isRefusal(routed)) return routed;
  }
  return undefined;
}
