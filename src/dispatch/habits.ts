import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { withJob, withOffer, type Habits } from './habits.policy.js';
import { HabitsStore } from './habits.store.js';

const BATCH = 500;

/** Keeps what helpers did with offers and how much was asked of them, off the way of those who answer. */
@Injectable()
export class HabitsOfHelpers implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: HabitsStore,
    private readonly outbox: Outbox,
    private readonly sweeps: Sweeps,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'dispatch: habits of helpers', run: () => this.count() });
    // a job by the head's hand has no offer that tells of it
    this.outbox.register({
      name: 'habits',
      types: ['ticket.joined'],
      handle: async (tx, eventIds) => {
        const joined = await this.store.joined(tx, eventIds);
        await this.change(tx, joined, (habits, { at }) => withJob(habits, at));
      },
    });
  }

  /** Offers that ended since; one bounded batch. */
  async count(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const ended = await this.store.takeUncounted(tx, BATCH);
      await this.change(tx, ended, withOffer);
      return ended.length;
    });
  }

  private async change<One extends { helperId: string }>(
    tx: Tx,
    what: One[],
    change: (habits: Habits, one: One) => Habits,
  ): Promise<void> {
    const helperIds = [...new Set(what.map(({ helperId }) => helperId))];
    if (helperIds.length === 0) return;
    await this.store.hold(tx, helperIds);
    const habits = await this.store.of(tx, helperIds);
    for (const one of what) {
      const before = habits.get(one.helperId);
      if (before !== undefined) habits.set(one.helperId, change(before, one));
    }
    await this.store.save(tx, [...habits.values()]);
  }
}
