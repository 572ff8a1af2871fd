import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Dispatch } from '../dispatch/dispatch.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Categories, Escalations, Holds, TicketChanges, Tickets } from '../tickets/tickets.js';
import { DemoStore, type MonthStation } from './demo.store.js';
import { DAY, MonthTicket, NotYet, type Habits, type MonthArrival } from './month-ticket.js';

const AT_ONCE = 4;

/** Tells each of several tickets that are played side by side the time of its own; anybody else what the clock says. */
export class PlayedClock extends Clock {
  private readonly played = new AsyncLocalStorage<{ now: Date }>();

  override now(): Date {
    return this.played.getStore()?.now ?? super.now();
  }

  play<T>(work: (at: (time: Date) => void) => Promise<T>, begin: Date): Promise<T> {
    const own = { now: begin };
    return this.played.run(own, () => work((time) => (own.now = time)));
  }
}

/**
 * A month of the street, so that figures have something to tell: everything goes through what people use, at the time at which it
 * happened, so the record holds and counts agree. No other process may work on the database meanwhile: it would take what is
 * past for overdue.
 */
@Injectable()
export class DemoMonth {
  constructor(
    private readonly database: Database,
    private readonly store: DemoStore,
    private readonly tickets: Tickets,
    private readonly changes: TicketChanges,
    private readonly categories: Categories,
    private readonly dispatch: Dispatch,
    private readonly holds: Holds,
    private readonly escalations: Escalations,
  ) {}

  /** False where there is a past already. The clock is the one that the application was made with. */
  async play(
    arrivals: MonthArrival[],
    clock: PlayedClock,
    now: Date,
    progress: (played: number) => void,
  ): Promise<boolean> {
    if (await this.store.hasPast(this.database, new Date(now.getTime() - 2 * DAY))) return false;
    const people = await this.store.monthPeople(this.database);
    const categories = (await this.categories.all(this.database)).filter(({ selectable }) => selectable);
    const { tickets, changes, dispatch, holds, escalations } = this;
    const street = { ...people, categories, habits: habitsOf(arrivals, people.stations) };
    const by = { tickets, changes, dispatch, holds, escalations };
    const waiting = [...arrivals];
    let played = 0;
    const player = async () => {
      for (let arrival = waiting.shift(); arrival !== undefined; arrival = waiting.shift()) {
        const one = arrival;
        await clock.play((at) => this.one(new MonthTicket(one, street, by, at, now)), one.openedAt);
        played += 1;
        progress(played);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, player));
    return true;
  }

  private async one(ticket: MonthTicket): Promise<void> {
    try {
      await ticket.play();
    } catch (thrown) {
      if (!(thrown instanceof NotYet)) throw thrown;
      if (ticket.isNews) return;
    }
    if (ticket.id !== null) await this.store.forgetNews(this.database, ticket.id);
  }
}

/** The busiest station reports in the evening what it did all day; at the next one after it hardly anybody says whether it was good. */
function habitsOf(arrivals: MonthArrival[], stations: MonthStation[]): Habits {
  const load = stations.map((_, index) => arrivals.filter(({ station }) => station % stations.length === index).length);
  const [busiest, next] = [...load.keys()].sort((a, b) => (load[b] ?? 0) - (load[a] ?? 0));
  return { evening: stations[busiest ?? 0]?.id ?? null, silent: stations[next ?? 0]?.id ?? null };
}
