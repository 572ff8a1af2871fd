import { OffersOfMany, replayOffers, type KeptOffer } from '../../dispatch/dispatch.js';
import type { Database, Tx } from '../../platform/database/database.js';
import { HistoriesStore, replay, replayHolds, type History } from '../../tickets/tickets.js';
import { compareRow, compareRows, type Difference } from './compare.js';
import { factsDue, FactsOf, figureDifferences, type KeptFact, type Standing } from './facts.kept.js';
import { Recount } from './recount.js';

/** What was looked at, and what came of it. */
export interface Verified {
  tickets: number;
  events: number;
  /** rows of counts and of times */
  counts: number;
  /** older tickets, whose events do not say what they set; and the counts that they are part of */
  ticketsNotChecked: number;
  countsNotChecked: number;
  differences: number;
}

export interface Listener {
  differs(difference: Difference): void;
  notChecked(ticketId: string): void;
  /** after each page */
  progress(tickets: number): void;
}

const PAGE = 500;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Makes every ticket's row, crew, offers, facts and counts anew from its events, and names each row that differs. One snapshot of
 * the database, which goes on meanwhile; read in pages, so that the memory does not grow with the tickets.
 */
export class Verification {
  private readonly histories = new HistoriesStore();
  private readonly offers = new OffersOfMany();
  private readonly facts = new FactsOf();

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
  ) {}

  run(): Promise<Verified> {
    return this.database.snapshot((tx) => this.verify(tx));
  }

  private async verify(tx: Tx): Promise<Verified> {
    const seen = { tickets: 0, events: 0, ticketsNotChecked: 0, differences: 0 };
    const recount = new Recount();
    const differs = (difference: Difference) => {
      seen.differences += 1;
      this.listener.differs(difference);
    };
    const standing = await this.facts.standing(tx);
    for (let after = NO_ID; ;) {
      const page = await this.histories.after(tx, after, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.ticket.id;
      const ids = page.map(({ ticket }) => ticket.id);
      const offers = await this.offers.of(tx, ids);
      const facts = await this.facts.of(tx, ids);
      for (const history of page) {
        seen.tickets += 1;
        seen.events += history.events.length;
        const { id } = history.ticket;
        const differences = differencesOf(history, offers.get(id) ?? [], facts.get(id) ?? [], standing, recount);
        if (differences !== undefined) differences.forEach(differs);
        else {
          seen.ticketsNotChecked += 1;
          this.listener.notChecked(id);
        }
      }
      this.listener.progress(seen.tickets);
    }
    for await (const difference of recount.differences(tx)) differs(difference);
    (await figureDifferences(tx)).forEach(differs);
    return { ...seen, counts: recount.checked, countsNotChecked: recount.notChecked };
  }
}

/** Undefined where the ticket cannot be checked. */
function differencesOf(
  history: History,
  offers: KeptOffer[],
  facts: KeptFact[],
  standing: Standing,
  recount: Recount,
): Difference[] | undefined {
  const { ticket, crew, events, holds, stationIds } = history;
  const made = replay(ticket.id, events);
  if ('ticket' in made) {
    for (const tallied of made.tallies) recount.add(tallied);
    const asked = replayOffers(events, made);
    return [
      ...[...made.faults, ...asked.faults].map(({ version, ...fault }) => ({
        table: 'ticket_events',
        key: `${ticket.id} ${version}`,
        ...fault,
      })),
      ...compareRow('tickets', ticket.id, made.ticket, ticket),
      ...compareRows('crew_places', made.crew, crew),
      ...compareRows('offers', asked.offers, offers),
      ...compareRows('holds', replayHolds(ticket.id, events), holds),
      ...compareRows('ticket_facts', factsDue(ticket.id, made.steps, standing), facts),
    ];
  }
  recount.leaveOut(
    [...stationIds, ticket.areaId, ...(ticket.stationId === null ? [] : [ticket.stationId])],
    ticket.categoryId,
  );
  if ('older' in made) return undefined;
  const key = `${ticket.id} ${made.missing}`;
  return [{ table: 'ticket_events', key, field: 'row', expected: 'there', found: null }];
}
