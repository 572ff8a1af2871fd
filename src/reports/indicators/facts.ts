import { Injectable, type OnModuleInit } from '@nestjs/common';
import { dayOf } from '../../platform/calendar.js';
import { Database, type Sql } from '../../platform/database/database.js';
import { Log } from '../../platform/log.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { TicketChanges, type Ticket, type TicketDraft, type TicketEvent } from '../../tickets/tickets.js';
import { closedKind, metOf, ratedKind, resolvedKind, type Fact, type FactKind } from './fact.js';
import { insertFacts } from './facts.store.js';
import { Filling } from './filling.js';
import { FiguresStore } from './figures.store.js';

type Made = { kind: FactKind; seconds?: number };

/**
 * Writes what is counted beside each event, in its statement; a sweep adds it to the figures. What the sweep has not come to yet is read from
 * the facts themselves (FiguresStore), so a figure is never behind its rows.
 */
@Injectable()
export class Facts implements OnModuleInit {
  constructor(
    private readonly changes: TicketChanges,
    private readonly database: Database,
    private readonly figures: FiguresStore,
    private readonly filling: Filling,
    private readonly sweeps: Sweeps,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.changes.onChange((sql, draft, event) => this.write(sql, draft, event));
    this.sweeps.register({ name: 'reports: figures', run: () => this.fold() });
  }

  /** Adds to the figures what has come since; the number of their rows that grew. */
  async fold(): Promise<number> {
    let filled = 0;
    const grown = await this.figures.fold(this.database, async (tx, range) => {
      filled = await this.filling.between(tx, range);
    });
    // by an older version, during a deployment; at any other time a kind of event is forgotten here
    if (filled > 0) this.log.info('facts that were not written with their events were filled in', { facts: filled });
    return grown;
  }

  private async write(sql: Sql, draft: TicketDraft, event: TicketEvent): Promise<void> {
    const made = factsOf(event, draft.ticket);
    const out = event.type === 'placed' || event.type === 'handed_over';
    if (made.length === 0 && !out) return;
    const { ticketId, version, happenedAt } = event;
    const { areaId, categoryId } = draft.ticket;
    const day = dayOf(happenedAt);
    const holder = await this.changes.holderOf(sql, draft.ticket);
    const facts = made.map(({ kind, seconds = null }): Fact => {
      const of = { holderId: holder.id, areaPath: holder.areaPath, areaId };
      return { ticketId, version, kind, ...of, categoryId, day, happenedAt, seconds };
    });
    // whoever held it before is known to what was counted for them
    const before = out ? draft.counts.findLast(({ add }) => add.transferred_out === 1)?.holder : undefined;
    if (before !== undefined) {
      const of = {
        holderId: before.id,
        areaPath: before.areaPath,
        areaId: before.kind === 'area' ? before.id : areaId,
      };
      facts.push({ ticketId, version, kind: 'transferred_out', ...of, categoryId, day, happenedAt, seconds: null });
    }
    draft.writing.add(insertFacts, ...facts);
  }
}

/** What an event is counted as, by the ticket after it. */
function factsOf(event: TicketEvent, ticket: Ticket): Made[] {
  const { type, changes, happenedAt } = event;
  const seconds = (from: Date) => Math.max(0, (happenedAt.getTime() - from.getTime()) / 1000);
  const accepted = event.version > 1 && event.sets !== null && event.sets.acceptedAt !== undefined;
  const made: Made[] = [];
  if (accepted && ticket.acceptedAt !== null) {
    const onTime = ticket.acceptedAt <= ticket.acceptDue || ticket.provisionalFrom !== null;
    const took = Math.max(0, (ticket.acceptedAt.getTime() - ticket.openedAt.getTime()) / 1000);
    made.push({ kind: `accepted_${metOf(onTime, ticket.acceptMissedAt)}`, seconds: took });
    // late before anybody looked at the clock
    if (!onTime && ticket.acceptMissedAt === null) made.push({ kind: 'accept_missed' });
  }
  switch (type) {
    case 'opened':
      made.push({ kind: 'received' });
      break;
    case 'placed':
    case 'handed_over':
      made.push({ kind: 'transferred_in' });
      break;
    case 'deadline_missed': {
      const which = changes.which as string[];
      if (which.includes('accept')) made.push({ kind: 'accept_missed' });
      if (which.includes('resolve')) made.push({ kind: 'resolve_missed' });
      break;
    }
    case 'resolved': {
      if (ticket.outcome === null) break;
      const onTime = changes.onTime === true;
      const took = Math.max(0, seconds(ticket.roundStartedAt) - ticket.heldSeconds);
      made.push({ kind: resolvedKind(ticket.outcome, metOf(onTime, ticket.resolveMissedAt)), seconds: took });
      if (!onTime && ticket.resolveMissedAt === null) made.push({ kind: 'resolve_missed' });
      break;
    }
    case 'confirmed':
      if (ticket.outcome !== null && ticket.confirmation !== null) {
        made.push({ kind: closedKind(ticket.outcome, ticket.confirmation) });
      }
      break;
    case 'reopened':
      made.push({ kind: changes.from === 'closed' ? 'reopened_closed' : 'reopened_resolved' });
      break;
    case 'cancelled':
      made.push({ kind: 'cancelled' });
      break;
    case 'held':
      made.push({ kind: 'held' });
      break;
    case 'hold_approved':
      made.push({ kind: changes.kind === 'extension' ? 'extended' : 'held' });
      break;
    case 'called_back':
      made.push({ kind: changes.reached === true ? 'called_reached' : 'called_unreached' });
      break;
    case 'rated':
      if (ticket.stars !== null) made.push({ kind: ratedKind(ticket.stars) });
      break;
    default:
  }
  return made;
}
