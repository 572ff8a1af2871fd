import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import { RecordStore } from '../record.store.js';
import { resultOf, TicketChanges, type Decide, type Given, type Result } from '../ticket.changes.js';
import type { TicketEventType } from '../tickets.events.js';
import { mayStillNote, totalsOf } from './materials.policy.js';
import type { MaterialGiven } from './material.js';
import { MaterialsStore } from './materials.store.js';

const MOST_LINES = 200;

/** What was used for a ticket and who paid for it. */
@Injectable()
export class Materials {
  constructor(
    private readonly database: Database,
    private readonly store: MaterialsStore,
    private readonly record: RecordStore,
    private readonly changes: TicketChanges,
  ) {}

  use(id: string, items: MaterialGiven[], by: Actor, given: Given = {}): Promise<Result | Refusal> {
    const lines = items.map((item) => ({ ...item, id: newId() }));
    const decide: Decide = async (sql, { ticket }, { at }) => {
      if (!mayStillNote(ticket.closedAt, at)) return { refused: 'too-late-for-materials' };
      const there = (await this.store.of(sql, id)).length;
      if (there + lines.length > MOST_LINES) return { refused: 'too-many-materials', args: { max: MOST_LINES } };
      const totals = totalsOf(lines.map((line) => ({ ...line, cancelled: false })));
      return { type: 'materials_used', changes: { materialIds: lines.map((line) => line.id), totals } };
    };
    return this.noted(id, by, given, decide, 'materials_used', (tx, eventId) =>
      this.store.insert(tx, id, eventId, lines),
    );
  }

  /** A line that was wrong; the right one is noted anew. */
  cancel(id: string, materialId: string, reason: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    const decide: Decide = async (sql, { ticket }, { at }) => {
      if (!mayStillNote(ticket.closedAt, at)) return { refused: 'too-late-for-materials' };
      const line = (await this.store.of(sql, id)).find((each) => each.id === materialId);
      if (line === undefined) return { refused: 'not-found' };
      if (line.cancelled) return { refused: 'material-cancelled' };
      const { cost, paidBy } = line;
      return {
        type: 'material_cancelled',
        changes: { materialId, cost, paidBy },
        text: { kind: 'reason', text: reason },
      };
    };
    return this.noted(id, by, given, decide, 'material_cancelled', (tx, eventId) =>
      this.store.cancel(tx, materialId, eventId),
    );
  }

  /** Lines name the event that tells of them. */
  private noted(
    id: string,
    by: Actor,
    given: Given,
    decide: Decide,
    type: TicketEventType,
    write: (tx: Tx, eventId: string) => Promise<void>,
  ): Promise<Result | Refusal> {
    return this.database.transaction(async (tx) => {
      const current = await this.changes.lock(tx, id, by);
      if (current === undefined) return { refused: 'not-found' };
      const after = await this.changes.stepIn(tx, current, 'materials', by, given, decide);
      if (isRefusal(after)) return after;
      const event = await this.record.last(tx, id, type);
      if (event === undefined) throw new Error('a change left no event');
      await write(tx, event.id);
      return resultOf(after);
    }, by.request);
  }
}
