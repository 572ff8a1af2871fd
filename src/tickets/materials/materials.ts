import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import { TicketChanges, type Decide, type Given, type Result } from '../ticket.changes.js';
import type { TicketDraft } from '../ticket.draft.js';
import { mayStillNote, totalsOf } from './materials.policy.js';
import type { MaterialGiven } from './material.js';
import { cancelMaterials, insertMaterials, MaterialsStore } from './materials.store.js';

const MOST_LINES = 200;

/** What was used for a ticket and who paid for it. */
@Injectable()
export class Materials {
  constructor(
    private readonly store: MaterialsStore,
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
    return this.noted(id, by, given, decide, ({ writing }, eventId) =>
      writing.add(insertMaterials, ...lines.map((line) => ({ ...line, ticketId: id, eventId }))),
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
    return this.noted(id, by, given, decide, ({ writing }, eventId) =>
      writing.add(cancelMaterials, { id: materialId, eventId }),
    );
  }

  /** Lines name the event that tells of them, and are written in its statement. */
  private noted(
    id: string,
    by: Actor,
    given: Given,
    decide: Decide,
    write: (draft: TicketDraft, eventId: string) => unknown,
  ): Promise<Result | Refusal> {
    return this.changes.change(id, by, async (sql, current) => {
      const draft = await this.changes.drafted(sql, current, 'materials', by, given, decide);
      if (isRefusal(draft)) return draft;
      write(draft, draft.events.at(-1)?.id ?? '');
      return draft;
    });
  }
}
