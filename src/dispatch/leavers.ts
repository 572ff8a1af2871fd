import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, making, type Sql, type Tx } from '../platform/database/database.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Departures, lookAgain } from '../stations/departures.js';
import { Stations } from '../stations/stations.js';
import { TicketChanges, TicketDraft, type Ticket } from '../tickets/tickets.js';
import { Asking } from './asking.js';
import { keptOf } from './dispatch.store.js';
import { LeaversStore } from './leavers.store.js';

/** At once, while the one who says so waits; the sweep does the rest. */
const AT_ONCE = 50;
const BATCH = 20;
/** As long whoever has left is looked at again: a change that had begun before may end later. */
const WATCHED_MS = 60_000;

export interface Left {
  helperId: string;
  /** the first day on which the helper is one no more */
  leftOn: string;
  /** tickets that went back now */
  wentBack: number;
  /** tickets that still have to: the background does it, or the same request again */
  remaining: number;
}

/** What becomes of the jobs of a helper who leaves: they go back to their stations. */
@Injectable()
export class Leavers implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: LeaversStore,
    private readonly departures: Departures,
    private readonly changes: TicketChanges,
    private readonly asking: Asking,
    private readonly stations: Stations,
    private readonly accounts: Accounts,
    private readonly sweeps: Sweeps,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'dispatch: jobs of helpers who left', run: () => this.goOn() });
    this.changes.onChange((_, { ticket, crew, writing }, event) => {
      if (event.type !== 'reopened' && event.type !== 'unmerged') return;
      const { ownerId } = ticket;
      writing.add(lookAgain, ...crew.flatMap(({ helperId }) => (helperId === null ? [] : { helperId })));
      if (ownerId !== null) writing.add(lookAgain, { accountId: ownerId });
    });
  }

  /** Today, and then what they hold goes back now; or on a day to come, and then it goes back on that day. */
  async leave(helperId: string, given: { on?: string; reason: string }, by: Actor): Promise<Left | Refusal> {
    const left = await this.database.transaction(
      (tx) => this.departures.leave(tx, by, helperId, { on: given.on, reason: given.reason }),
      making(by.request, helperId),
    );
    if (isRefusal(left)) return left;
    const { accountId, leftOn } = left;
    const isToday = leftOn <= dayOf(this.clock.now());
    const wentBack = isToday ? await this.giveBack(helperId, accountId, AT_ONCE) : 0;
    const remaining = await this.store.count(this.database, helperId, accountId);
    return { helperId, leftOn, wentBack, remaining };
  }

  comeBack(helperId: string, by: Actor): Promise<{ helperId: string } | Refusal> {
    return this.database.transaction((tx) => this.departures.comeBack(tx, by, helperId), making(by.request, helperId));
  }

  /** Whose day has come, and what a process that died has left; one bounded batch of tickets. */
  async goOn(): Promise<number> {
    let done = 0;
    // no request brings along whether the heads have changed
    await this.stations.look(this.database);
    for (const { helperId, accountId, enteredAt } of await this.departures.due(this.database, BATCH)) {
      done += await this.giveBack(helperId, accountId, BATCH - done);
      if (done >= BATCH) return done;
      const settled = this.clock.now().getTime() - enteredAt.getTime() > WATCHED_MS;
      if (settled && (await this.store.count(this.database, helperId, accountId)) === 0) {
        await this.departures.done(this.database, helperId);
      }
    }
    return done;
  }

  /** All of them in one statement; where that fails, each by itself: what is done is done, and what is not is found again. */
  private async giveBack(helperId: string, accountId: string, limit: number): Promise<number> {
    const tickets = await this.store.tickets(this.database, helperId, accountId, limit);
    return this.sweeps.batch(tickets, (ids) =>
      this.database.transaction(async (tx) => {
        const drafts: TicketDraft[] = [];
        for (const current of await this.changes.lockAll(tx, ids)) {
          const draft = new TicketDraft(current);
          await this.giveBackOne(tx, draft, helperId, accountId);
          if (draft.events.length > 0) drafts.push(draft);
        }
        if (drafts.length > 0) await this.changes.save(tx, drafts);
      }),
    );
  }

  /** Into the draft: offers are taken back, and the helper leaves the crew. */
  private async giveBackOne(tx: Tx, draft: TicketDraft, helperId: string, accountId: string): Promise<void> {
    const offers = keptOf(draft.after).offers.filter((offer) => offer.helperId === helperId);
    for (const offer of offers) await this.asking.withdraw(tx, draft, offer, 'helper_left', 'system');
    const { ticket, crew } = draft;
    const isOwner = ticket.ownerId === accountId && ticket.escalationLevel === 0 && ticket.stationId !== null;
    if (!isOwner && crew.every((place) => place.helperId !== helperId)) return;
    // somebody else has ended it meanwhile: its crew is history then
    if ((await this.changes.fault(tx, draft.after, 'leave', 'system')) !== undefined) return;
    const place = crew.find((each) => each.helperId === helperId);
    const alone = crew.every((each) => each.helperId === null || each.helperId === helperId);
    const toHead = isOwner || (ticket.state === 'in_progress' && alone);
    const owner = toHead ? { ownerId: await this.nextOwner(tx, ticket) } : {};
    const fault = await this.changes.stepOn(tx, draft, 'leave', 'system', {}, () => ({
      type: 'left',
      patch: owner,
      fills: place === undefined ? [] : [{ placeId: place.id, helperId: null }],
      changes: {
        helperId,
        ...(place === undefined ? {} : { placeId: place.id }),
        ...owner,
        reason: 'helper_left',
      },
    }));
    if (fault !== undefined) throw new Error(`leaving a crew was refused: ${fault.refused}`);
  }

  /** The station's head; where it has none, the person on duty above it. */
  private async nextOwner(sql: Sql, { stationId, areaPath }: Ticket): Promise<string | null> {
    const station = stationId === null ? undefined : await this.stations.byId(sql, stationId);
    return station?.head?.accountId ?? (await this.accounts.ownerFor(sql, areaPath))?.accountId ?? null;
  }
}
