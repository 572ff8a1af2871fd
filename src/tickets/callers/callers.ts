import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { TicketChanges, type By, type Given, type Result } from '../ticket.changes.js';
import type { State } from '../ticket.js';
import { stateWords } from '../ticket.words.js';
import { CallersStore } from './callers.store.js';
import { urgeAgainAt } from './callers.policy.js';

/** A ticket that a caller waits for. */
export interface CallerTicket {
  id: string;
  reference: string;
  state: State;
  stateWords: string;
  category: string;
  building: string | null;
  unit: string | null;
  openedAt: Date;
  /** how long they have been waiting */
  ageSeconds: number;
  urged: number;
  lastUrgedAt: Date | null;
}

/** Those who ask again: what they wait for, and 催办, which is no new ticket. */
@Injectable()
export class Callers {
  constructor(
    private readonly database: Database,
    private readonly store: CallersStore,
    private readonly changes: TicketChanges,
    private readonly clock: Clock,
  ) {}

  async openTickets(residentId: string, by: Actor, language: Language): Promise<CallerTicket[]> {
    const now = this.clock.now();
    const rows = await this.store.openOf(this.database, residentId, by, now);
    return rows.map(({ categoryName, categoryNameEn, ...row }) => ({
      ...row,
      stateWords: stateWords(row.state, language),
      category: language === 'zh' ? categoryName : categoryNameEn,
      ageSeconds: Math.max(0, Math.round((now.getTime() - row.openedAt.getTime()) / 1000)),
    }));
  }

  /** By the desk for a caller, as often as they ring; by the same link once an hour. */
  urge(id: string, words: string | null, by: By, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'urge', by, given, async (sql, { ticket }, { at }) => {
      if (by !== 'system' && 'no' in by) {
        const again = urgeAgainAt(await this.store.lastUrge(sql, id, by.no), at);
        if (again !== undefined) {
          return { refused: 'urged-just-now', args: { again: again.toISOString() }, more: { againAt: again } };
        }
      }
      const urged = ticket.urged + 1;
      return {
        type: 'urged',
        patch: { urged, lastUrgedAt: at },
        changes: { urged },
        text: words === null ? undefined : { kind: 'comment', text: words },
      };
    });
  }
}
