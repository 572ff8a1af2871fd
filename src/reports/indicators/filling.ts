import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { HistoriesStore, replay } from '../../tickets/tickets.js';
import type { FactKey } from './fact.js';
import { replayFacts, type ReplayedFact } from './facts.replay.js';
import { FiguresStore, type XidRange } from './figures.store.js';
import { FillingStore, type LackingEvent } from './filling.store.js';

/** Tickets in one step: their whole records are read. */
const PAGE = 200;

/**
 * Writes the facts of events that have none: of before there were facts, ticket by ticket; and of what a process of an older version
 * writes during a deployment, as the fold comes to it. An event that the one does not see, as its transaction still runs, is above the
 * mark: so the other comes to it. Both hold the lock on the mark.
 */
@Injectable()
export class Filling implements OnModuleInit {
  private readonly histories = new HistoriesStore();

  constructor(
    private readonly database: Database,
    private readonly store: FillingStore,
    private readonly figures: FiguresStore,
    private readonly sweeps: Sweeps,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'reports: facts of before', run: () => this.fill() });
  }

  /** Of the next tickets, at most `limit`: the number that was looked at; 0: all were. */
  async fill(limit = PAGE): Promise<number> {
    // most of the time there is nothing to do: no lock for that
    if (!(await this.store.completeness(this.database)).filling) return 0;
    return this.database.transaction(async (tx) => {
      const after = await this.store.lock(tx);
      if (after === undefined) return 0;
      const ids = await this.store.after(tx, after, limit);
      await this.figures.addLate(tx, await this.write(tx, await this.store.lackingOf(tx, ids)));
      await this.store.filledTo(tx, ids.at(-1) ?? null);
      return ids.length;
    });
  }

  /** Of the events of these transactions, before they are folded: the number of facts. */
  async between(tx: Tx, range: XidRange): Promise<number> {
    const lacking = await this.store.lackingBetween(tx, range);
    let written = 0;
    for (let at = 0; at < lacking.length; at += PAGE) {
      written += (await this.write(tx, lacking.slice(at, at + PAGE))).length;
    }
    return written;
  }

  /** A record that is too old, or broken, tells nothing: until when is kept. */
  private async write(tx: Tx, lacking: LackingEvent[]): Promise<FactKey[]> {
    if (lacking.length === 0) return [];
    const keys = new Set(lacking.map(({ ticketId, version }) => `${ticketId} ${version}`));
    const facts: ReplayedFact[] = [];
    const leftOut = new Set<string>();
    for (const { ticket, events } of await this.histories.of(tx, [
      ...new Set(lacking.map((event) => event.ticketId)),
    ])) {
      const made = replay(ticket.id, events);
      if ('steps' in made) {
        facts.push(...replayFacts(made.steps.filter(({ event }) => keys.has(`${ticket.id} ${event.version}`))));
      } else leftOut.add(ticket.id);
    }
    const days = lacking.flatMap(({ ticketId, day }) => (leftOut.has(ticketId) ? [day] : [])).sort();
    const last = days.at(-1);
    if (last !== undefined) await this.store.leftOut(tx, last);
    return this.store.insert(tx, facts);
  }
}
