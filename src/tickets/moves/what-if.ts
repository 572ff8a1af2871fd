import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { inSlices, type Work } from '../../platform/slices.js';
import { importerOf } from '../../routing/maps/importer.js';
import { WhatIf, type BuildingFlow, type Compared } from '../../routing/maps/what-if.js';
import { Stations } from '../../stations/stations.js';
import { targetFault } from '../escalations.js';
import { moveOf, type MovingTicket } from './moves.policy.js';
import { routeIn } from './moves.js';
import { MovesStore, type WorkedTicket } from './moves.store.js';

const DAY_MS = 86_400_000;
export const WINDOWS = [30, 90] as const;

export interface TicketFlow {
  from: string | null;
  to: string | null;
  /** open tickets there */
  open: number;
  /** of these, those that go along where the publisher wants it */
  move: number;
  /** of the last 30 and 90 days, by where they were */
  work: { days: (typeof WINDOWS)[number]; received: number; completed: number }[];
}

export interface MapWhatIf {
  buildings: BuildingFlow[];
  tickets: TicketFlow[];
}

/** An open ticket whose place would be another station's. `reference` null: not for this reader. */
export interface TicketMove {
  id: string;
  reference: string | null;
  from: string | null;
  to: string | null;
  moves: boolean;
  /** why it would stay */
  reason: string | null;
}

/** Which buildings, open tickets and work would be another station's if a draft were published now. */
@Injectable()
export class MapsWhatIf {
  constructor(
    private readonly database: Database,
    private readonly store: MovesStore,
    private readonly whatIf: WhatIf,
    private readonly stations: Stations,
    private readonly clock: Clock,
  ) {}

  async of(mapId: string, by: Actor): Promise<MapWhatIf | Refusal> {
    const compared = await this.whatIf.compare(mapId, importerOf(by));
    if (isRefusal(compared)) return compared;
    const now = this.clock.now();
    const flows = new Flows(compared, now, await this.faults(compared));
    await this.database.transaction(async (tx) => {
      const since = new Date(now.getTime() - Math.max(...WINDOWS) * DAY_MS);
      for await (const rows of this.store.worked(tx, since)) await inSlices(flows.add(rows));
    });
    return { buildings: await this.whatIf.buildings(compared), tickets: flows.all() };
  }

  /** Open tickets by their ids, `after` the last one before; at most `limit`. */
  async tickets(mapId: string, limit: number, after: string | null, by: Actor): Promise<TicketMove[] | Refusal> {
    const compared = await this.whatIf.compare(mapId, importerOf(by));
    if (isRefusal(compared)) return compared;
    const now = this.clock.now();
    const flows = new Flows(compared, now, await this.faults(compared));
    const found: Omit<TicketMove, 'reference'>[] = [];
    for (let last = after; found.length < limit;) {
      const page = await this.store.open(this.database, last);
      found.push(...page.flatMap((ticket) => flows.moveOf(ticket) ?? []));
      const end = page.at(-1);
      if (end === undefined) break;
      last = end.id;
    }
    const cut = found.slice(0, limit);
    const references = await this.store.named(
      this.database,
      cut.map(({ id }) => id),
      by,
      now,
    );
    return cut.map((move) => ({ ...move, reference: references.get(move.id) ?? null }));
  }

  /** Why a station that the new map names can take no tickets over; by its id. */
  private async faults({ after }: Compared): Promise<(stationId: string) => string | undefined> {
    const today = dayOf(this.clock.now());
    const known = new Map<string, string | undefined>();
    const sql: Sql = this.database;
    for (const id of after.snapshot.stationIds()) {
      const station = await this.stations.byId(sql, id);
      known.set(id, targetFault(station, null, today));
    }
    return (id) => known.get(id);
  }
}

/** Tickets by the stations that the two maps have their places at. */
class Flows {
  private readonly flows = new Map<string, TicketFlow>();
  private readonly today: string;

  constructor(
    private readonly compared: Compared,
    private readonly now: Date,
    private readonly fault: (stationId: string) => string | undefined,
  ) {
    this.today = dayOf(now);
  }

  *add(tickets: WorkedTicket[]): Work<void> {
    for (const ticket of tickets) {
      yield;
      const { from, to } = this.ends(ticket);
      if (from === to) continue;
      const flow = this.flow(from, to);
      if (ticket.isLive) {
        flow.open += 1;
        if (this.moveOf(ticket)?.moves === true) flow.move += 1;
      }
      for (const window of flow.work) {
        const since = this.now.getTime() - window.days * DAY_MS;
        if (ticket.receivedAt.getTime() >= since) window.received += 1;
        if (ticket.completedAt !== null && ticket.completedAt.getTime() >= since) window.completed += 1;
      }
    }
  }

  all(): TicketFlow[] {
    return [...this.flows.values()].sort((a, b) => b.open - a.open);
  }

  /** Undefined: the map changes nothing for it. */
  moveOf(ticket: MovingTicket): Omit<TicketMove, 'reference'> | undefined {
    const { before, after, from, to } = this.ends(ticket);
    const move = moveOf(ticket, before, after);
    if (move === undefined) return undefined;
    const fault = move === 'moves' && to !== null ? this.fault(to) : undefined;
    const moves = move === 'moves' && fault === undefined;
    return { id: ticket.id, from, to, moves, reason: moves ? null : (fault ?? move) };
  }

  private ends(ticket: MovingTicket) {
    const before = routeIn(this.compared.before?.snapshot, ticket, this.today);
    const after = routeIn(this.compared.after.snapshot, ticket, this.today);
    return { before, after, from: before?.stationId ?? null, to: after?.stationId ?? null };
  }

  private flow(from: string | null, to: string | null): TicketFlow {
    const key = `${from} ${to}`;
    const known = this.flows.get(key);
    if (known !== undefined) return known;
    const work = WINDOWS.map((days) => ({ days, received: 0, completed: 0 }));
    const flow = { from, to, open: 0, move: 0, work };
    this.flows.set(key, flow);
    return flow;
  }
}
