import { Injectable } from '@nestjs/common';
import { covers, headsStation, type Actor } from '../../accounts/actor.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, making, type Tx } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { OpeningBalances } from '../../reports/reports.js';
import { Residents } from '../../residents/residents.js';
import { Stations } from '../../stations/stations.js';
import { TicketChanges, TicketDraft, Tickets, type OpenTicket, type Outcome } from '../../tickets/tickets.js';
import { slipTimesFault, type SlipTimes } from './slips.policy.js';
import { SlipsStore } from './slips.store.js';

/** One piece of work as a station wrote it down. */
export interface Slip extends SlipTimes, Omit<OpenTicket, 'channel' | 'happenedAt' | 'personHelped'> {
  /** who did it */
  helperIds: string[];
  outcome: Outcome;
  note: string;
  /** the resident signed that it is good */
  signed: boolean;
  /** of the station's pad */
  number: string | null;
}

/**
 * 补录: a slip of paper becomes a ticket with its whole record, in one transaction. Each event tells when it happened and when it
 * was entered, and counts on the day it happened (docs/adr/0005).
 */
@Injectable()
export class Slips {
  constructor(
    private readonly database: Database,
    private readonly store: SlipsStore,
    private readonly tickets: Tickets,
    private readonly changes: TicketChanges,
    private readonly stations: Stations,
    private readonly residents: Residents,
    private readonly balances: OpeningBalances,
    private readonly clock: Clock,
  ) {}

  async enter(slip: Slip, by: Actor): Promise<{ id: string } | Refusal> {
    const fault = slipTimesFault(slip, this.clock.now());
    if (fault !== undefined) return fault;
    if (slip.confirmedAt !== null && !slip.signed) return { refused: 'slip-not-signed', field: 'confirmedAt' };
    const opening = await this.tickets.prepare(
      { ...slip, personHelped: null, channel: 'paper', happenedAt: slip.openedAt },
      by,
    );
    if (isRefusal(opening)) return opening;
    const { stationId, gridPath } = opening.routed;
    if (stationId === null) return { refused: 'no-station-yet', field: 'place' };
    const operator = covers(by, gridPath, 'operator');
    const head = headsStation(by, stationId);
    if (!operator && !head) return { refused: 'not-permitted' };
    const enter = () =>
      this.database.transaction(
        async (tx): Promise<{ id: string } | Refusal> => {
          const opened = await this.tickets.openIn(tx, opening, by);
          const counted = await this.balances.on(tx, stationId, slip.categoryId, dayOf(slip.resolvedAt));
          if (counted !== undefined) {
            return { refused: 'slip-in-opening-balance', field: 'resolvedAt', args: { until: counted.until } };
          }
          const number = slip.number;
          if (!(await this.store.insert(tx, { ticketId: opening.id, stationId, number }))) {
            const reference = await this.store.referenceOf(tx, stationId, number ?? '');
            return { refused: 'slip-entered-already', field: 'slipNumber', args: { reference }, more: { reference } };
          }
          const draft = new TicketDraft(opened);
          const fault = await this.work(tx, draft, slip, stationId, by);
          if (fault !== undefined) return fault;
          // a head never confirms what the station did: the resident is rung, or has the link
          if (slip.signed && !head) {
            const confirmedAt = at(slip.confirmedAt ?? slip.resolvedAt);
            const refused = await this.tickets.confirmOn(tx, draft, 'slip', by, confirmedAt);
            if (refused !== undefined) return refused;
          }
          await this.changes.save(tx, [draft]);
          return { id: opening.id };
        },
        making(by.request, opening.id),
      );
    return this.residents.again(enter);
  }

  /** All that the slip tells of the work, into the draft: however many helpers, it is one statement. */
  private async work(
    tx: Tx,
    draft: TicketDraft,
    slip: Slip,
    stationId: string,
    by: Actor,
  ): Promise<Refusal | undefined> {
    const field = 'helperIds';
    if (slip.helperIds.length > draft.crew.length) {
      return { refused: 'slip-crew-too-large', field, args: { max: draft.crew.length } };
    }
    const serving = new Set((await this.stations.serving(tx, stationId)).map(({ id }) => id));
    // what nobody wrote down began, at the latest, when it was done
    const began = at(slip.startedAt ?? slip.resolvedAt);
    for (const helperId of slip.helperIds) {
      if (!serving.has(helperId)) {
        const known = await this.stations.helper(tx, helperId);
        return { refused: known === undefined ? 'unknown-helper' : 'helper-not-of-station', field };
      }
      const fault = await this.tickets.joinOn(tx, draft, by, { helperId, placeId: null, offerId: null }, began);
      if (fault !== undefined) return { ...fault, field };
    }
    if (slip.startedAt !== null || slip.outcome === 'done') {
      const fault = await this.tickets.startOn(tx, draft, by, began);
      if (fault !== undefined) return fault;
    }
    return this.tickets.resolveOn(tx, draft, slip, by, at(slip.resolvedAt));
  }
}

const at = (happenedAt: Date) => ({ channel: 'paper' as const, happenedAt, slip: true as const });
