import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database, making, type Sql } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { TicketChanges, type By } from '../ticket.changes.js';
import { relationOf } from '../ticket.policy.js';
import { DeclinedStore, type DeclinedPair, type Side } from './declined.store.js';

type LinkRequester = Exclude<By, Actor | 'system'>;

/** A helper whom a resident has met, as the resident is shown them. */
export interface Met {
  helperId: string;
  name: string;
  declined: boolean;
}

/** Helpers and residents who are never to be sent to each other again. It stands in no record, and the other side never sees it. */
@Injectable()
export class Declined {
  constructor(
    private readonly database: Database,
    private readonly store: DeclinedStore,
    private readonly changes: TicketChanges,
    private readonly clock: Clock,
  ) {}

  /** By ticket: helpers whom one of those who asked, or who is helped, has declined, or who declined them. */
  async ofTickets(sql: Sql, ticketIds: string[]): Promise<Map<string, Set<string>>> {
    const found = new Map<string, Set<string>>();
    for (const { ticketId, helperId } of await this.store.ofTickets(sql, ticketIds)) {
      found.set(ticketId, (found.get(ticketId) ?? new Set()).add(helperId));
    }
    return found;
  }

  /** Who came to the requester, or was to come. */
  async met({ ticketId, no }: { ticketId: string; no: number }): Promise<Met[]> {
    const { requesterId } = await this.store.residents(this.database, ticketId, no);
    return this.store.met(this.database, ticketId, requesterId);
  }

  /** By the resident's link: for who asked, and for the person helped where they asked first. */
  byLink(requester: LinkRequester, helperId: string, declined: boolean): Promise<Met[] | Refusal> {
    const { ticketId, no, request } = requester;
    return this.database.transaction(
      async (tx) => {
        const { requesterId, helpedId } = await this.store.residents(tx, ticketId, no);
        const met = await this.store.met(tx, ticketId, requesterId);
        if (requesterId === null || met.every((each) => each.helperId !== helperId)) {
          return { refused: 'not-in-crew', field: 'helperId' };
        }
        for (const residentId of new Set([requesterId, ...(no === 1 && helpedId !== null ? [helpedId] : [])])) {
          const pair = { residentId, helperId, declinedBy: 'resident' as const };
          if (declined) await this.store.decline(tx, { ...pair, at: this.clock.now(), enteredBy: null });
          else await this.store.undo(tx, pair);
        }
        return this.store.met(tx, ticketId, requesterId);
      },
      making(request, ticketId),
    );
  }

  /**
   * Of the person helped and a helper who is or was in the crew. A helper says it of themselves (`side` helper); head, deputy
   * and operator on behalf of either side, the resident's unless told. Who said it, or who speaks for them, takes it back.
   */
  set(
    ticketId: string,
    ref: string,
    given: { side: Side | undefined; declined: boolean },
    by: Actor,
  ): Promise<DeclinedPair[] | Refusal> {
    const helperId = ref === 'me' ? by.helperId : ref;
    if (helperId === null) return Promise.resolve({ refused: 'not-found' });
    const isOwn = helperId === by.helperId && given.side !== 'resident';
    const declinedBy = isOwn ? 'helper' : (given.side ?? 'resident');
    return this.database.transaction(async (tx) => {
      if (!isOwn && !(await this.speaksFor(tx, ticketId, by))) return { refused: 'not-found' };
      const { helpedId: residentId } = await this.store.residents(tx, ticketId, 1);
      const met = await this.store.met(tx, ticketId, residentId);
      if (residentId === null || met.every((each) => each.helperId !== helperId)) {
        return isOwn ? { refused: 'not-found' } : { refused: 'not-in-crew' };
      }
      const pair = { residentId, helperId, declinedBy } as const;
      if (given.declined) {
        await this.store.decline(tx, { ...pair, at: this.clock.now(), enteredBy: by.accountId });
      } else {
        await this.store.undo(tx, pair);
      }
      return this.seenBy(tx, ticketId, by);
    });
  }

  /** For head, deputy and operator all of the ticket's residents; for a helper what they said themselves. */
  async list(ticketId: string, by: Actor): Promise<DeclinedPair[] | Refusal> {
    const sql = this.database;
    const helped = by.helperId === null ? [] : await this.store.met(sql, ticketId, null);
    const wasThere = helped.some(({ helperId }) => helperId === by.helperId);
    if (!wasThere && !(await this.speaksFor(sql, ticketId, by))) return { refused: 'not-found' };
    return this.seenBy(sql, ticketId, by);
  }

  private async seenBy(sql: Sql, ticketId: string, by: Actor): Promise<DeclinedPair[]> {
    const pairs = await this.store.pairs(sql, ticketId);
    const own = (pair: DeclinedPair) => pair.helperId === by.helperId;
    const speaks = await this.speaksFor(sql, ticketId, by);
    // a head who went there is the other side too
    return pairs.filter((pair) => (own(pair) ? pair.declinedBy === 'helper' : speaks));
  }

  private async speaksFor(sql: Sql, ticketId: string, by: Actor): Promise<boolean> {
    const current = await this.changes.find(sql, ticketId, by);
    if (current === undefined) return false;
    const { head, operator } = relationOf(by, current);
    return head || operator;
  }
}
