import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Residents } from '../../residents/residents.js';
import { RecordStore } from '../record.store.js';
import { resultOf, TicketChanges, type Decide, type Given, type Result } from '../ticket.changes.js';
import { outcomeWords } from '../ticket.words.js';
import { Tickets } from '../tickets.js';
import type { CallBackLine } from './call-backs.dto.js';
import { isCheckable, mayCallAgainAt } from './call-backs.policy.js';
import { CallBacksStore, type CallBackFilter } from './call-backs.store.js';

/** 回访: the desk rings those who have not said yet whether it is good, and asks again about some that were confirmed for them. */
@Injectable()
export class CallBacks {
  constructor(
    private readonly database: Database,
    private readonly store: CallBacksStore,
    private readonly record: RecordStore,
    private readonly changes: TicketChanges,
    private readonly tickets: Tickets,
    private readonly residents: Residents,
    private readonly clock: Clock,
  ) {}

  async page(by: Actor, filter: CallBackFilter, language: Language): Promise<CallBackLine[] | Refusal> {
    if (by.areaRoles.every(({ role }) => role !== 'operator')) return { refused: 'operators-only' };
    const rows = await this.store.page(this.database, by, this.clock.now(), filter);
    const callers = await this.residents.masked(
      this.database,
      rows.flatMap(({ residentId }) => residentId ?? []),
    );
    return rows.map(({ id, categoryName, categoryNameEn, residentId, ...row }) => ({
      ...row,
      ticketId: id,
      category: language === 'zh' ? categoryName : categoryNameEn,
      outcomeWords: outcomeWords(row.outcome, language),
      caller: (residentId !== null && callers.get(residentId)) || { phone: null, name: null },
    }));
  }

  /** One try: what the resident said of it is told by confirm or reopen. */
  called(
    id: string,
    { reached, words, again }: { reached: boolean; words: string | null; again: Date | null },
    by: Actor,
    given: Given = {},
  ): Promise<Result | Refusal> {
    return this.changes.step(id, 'call_back', by, given, (_, { ticket }) => {
      if (again !== null && (reached || !mayCallAgainAt(again, this.clock.now()))) {
        return { refused: 'call-again-out-of-range', field: 'callAgainAt' };
      }
      const attempts = ticket.callAttempts + 1;
      return {
        type: 'called_back',
        patch: { callAttempts: attempts, callAgainAt: again },
        changes: { reached, attempts, callAgainAt: again },
        text: words === null ? undefined : { kind: 'comment', text: words },
      };
    });
  }

  /** Asked once more by somebody else than who confirmed: where it was not good after all, it is reopened. */
  check(id: string, agrees: boolean, words: string | null, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    const decide: Decide = async (sql, { ticket }, { at }) => {
      if (!isCheckable(ticket)) return { refused: 'nothing-to-check' };
      if (ticket.checkedAt !== null) return { refused: 'checked-already' };
      const confirmed = (await this.record.last(sql, id, 'confirmed'))?.doer;
      if (confirmed?.kind === 'account' && confirmed.accountId === by.accountId) return { refused: 'own-confirmation' };
      return {
        type: 'checked',
        patch: { checkedAt: at },
        changes: { agrees },
        text: words === null ? undefined : { kind: 'comment', text: words },
      };
    };
    return this.database.transaction(async (tx) => {
      const current = await this.changes.lock(tx, id, by);
      if (current === undefined) return { refused: 'not-found' };
      const checked = await this.changes.stepIn(tx, current, 'check', by, given, decide);
      if (isRefusal(checked) || agrees) return isRefusal(checked) ? checked : resultOf(checked);
      const reopened = await this.tickets.reopenIn(tx, checked, words, by, given);
      return isRefusal(reopened) ? reopened : resultOf(reopened);
    }, by.request);
  }
}
