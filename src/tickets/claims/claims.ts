import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { TicketChanges } from '../ticket.changes.js';
import { ClaimsStore, type Claim } from './claims.store.js';

export type { Claim } from './claims.store.js';

/** Long enough for a call in between; the desk's page asks anew each minute as long as the ticket is looked at. */
const HOLDS_MS = 3 * 60_000;

/**
 * Who looks for the place of a ticket in triage. A claim is no event: it changes nothing of the ticket, whose record tells who
 * placed it, and it ends by itself.
 */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly store: ClaimsStore,
    private readonly changes: TicketChanges,
    private readonly clock: Clock,
  ) {}

  /** By ticket, those that hold now. */
  async ofTickets(sql: Sql, ticketIds: string[]): Promise<Map<string, Claim>> {
    const claims = await this.store.ofTickets(sql, ticketIds, this.clock.now());
    return new Map(claims.map((claim) => [claim.ticketId, claim]));
  }

  /** For who may place the ticket. Answers whose claim it is now: somebody else's, where that was not to be taken over. */
  async claim(ticketId: string, takeOver: boolean, by: Actor): Promise<Claim | Refusal> {
    const current = await this.changes.find(this.database, ticketId, by);
    if (current === undefined) return { refused: 'not-found' };
    const fault = await this.changes.fault(this.database, current, 'place', by);
    if (fault !== undefined) return fault;
    const now = this.clock.now();
    const until = new Date(now.getTime() + HOLDS_MS);
    await this.store.claim(this.database, { ticketId, accountId: by.accountId, now, until, takeOver });
    const [claim] = await this.store.ofTickets(this.database, [ticketId], now);
    if (claim === undefined) throw new Error('what was claimed just now is there');
    return claim;
  }

  /** One's own; nothing where it is somebody else's by now. */
  async release(ticketId: string, by: Actor): Promise<void> {
    await this.store.release(this.database, ticketId, by.accountId);
  }

  /** Placing what somebody else is on has to be taken over first. */
  async faultFor(sql: Sql, ticketId: string, by: Actor): Promise<Refusal<'claimed-by-another'> | undefined> {
    const [claim] = await this.store.ofTickets(sql, [ticketId], this.clock.now());
    if (claim === undefined || claim.accountId === by.accountId) return undefined;
    return { refused: 'claimed-by-another', args: { name: claim.name } };
  }
}
