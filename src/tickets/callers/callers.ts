import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql, type Tx } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { TicketChanges, type By, type Decide, type Given, type Result } from '../ticket.changes.js';
import type { State, TicketWithCrew } from '../ticket.js';
import { stateWords } from '../ticket.words.js';
export type { AskedRow } from './callers.store.js';
import { CallersStore, type AskedRow } from './callers.store.js';
import { mayTakeBack, urgeAgainAt } from './callers.policy.js';
import { asks, placesOf } from './places.policy.js';

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

/** A building that a number is known at. */
export interface KnownPlace {
  buildingId: string;
  code: string;
  name: string;
  address: string;
  unit: string | null;
  lastConfirmedAt: Date;
  /** how many tickets confirm it */
  times: number;
  /** they have moved away */
  former: boolean;
}

export interface KnownPlaces {
  /** likeliest first, former ones last */
  places: KnownPlace[];
  /** of whom it last helped, of those whose languages are known (BCP 47) */
  languages: string[];
  /** the number is used at several addresses: ask which */
  ask: boolean;
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

  /** Where a resident is known to be, by what they asked for before. `by`: as far as they may see it; nobody: all of it. */
  async knownPlaces(sql: Sql, residentId: string, by?: Actor): Promise<KnownPlaces> {
    const now = this.clock.now();
    const rows = await this.store.visits(sql, residentId, now, dayOf(now), by);
    const buildings = new Map(rows.map((row) => [row.buildingId, row]));
    const visits = rows.map((row) => ({ ...row, day: dayOf(row.at) }));
    const places = placesOf(visits, rows[0]?.movedAt ?? null).flatMap(({ at, ...place }) => {
      const building = buildings.get(place.buildingId);
      if (building === undefined) return [];
      const { code, name, address } = building;
      return [{ ...place, code, name, address, lastConfirmedAt: at }];
    });
    const languages = rows.find((row) => row.languages.length > 0)?.languages ?? [];
    return { places, languages, ask: asks(places) };
  }

  /** What a resident waits for, and by which number: for what they write themselves. */
  askedBy(sql: Sql, residentId: string): Promise<AskedRow[]> {
    return this.store.askedBy(sql, residentId);
  }

  /** By the desk for a caller, as often as they ring; by the same link once an hour. */
  urge(id: string, words: string | null, by: By, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'urge', by, given, this.urging(words, by));
  }

  /** On a ticket that the transaction has locked. */
  urgeIn(
    tx: Tx,
    current: TicketWithCrew,
    words: string | null,
    by: By,
    given: Given,
  ): Promise<TicketWithCrew | Refusal> {
    return this.changes.stepIn(tx, current, 'urge', by, given, this.urging(words, by));
  }

  /** What was urged by a slip of the hand is as it was before; the record keeps both. */
  takeBackUrge(id: string, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'urge', by, given, async (sql, { ticket }, { at }) => {
      const last = await this.store.lastUrging(sql, id);
      if (!mayTakeBack(last, by.accountId, at)) return { refused: 'urge-not-withdrawn' };
      const urged = ticket.urged - 1;
      const lastUrgedAt = urged === 0 || last.before === null ? null : new Date(last.before);
      return { type: 'urge_withdrawn', patch: { urged, lastUrgedAt }, changes: { urged } };
    });
  }

  private urging(words: string | null, by: By): Decide {
    return async (sql, { ticket }, { at }) => {
      if (by !== 'system' && 'no' in by) {
        const again = urgeAgainAt(await this.store.lastUrge(sql, ticket.id, by.no), at);
        if (again !== undefined) {
          return { refused: 'urged-just-now', args: { again: again.toISOString() }, more: { againAt: again } };
        }
      }
      const urged = ticket.urged + 1;
      return {
        type: 'urged',
        patch: { urged, lastUrgedAt: at },
        changes: { urged, lastUrgedAt: ticket.lastUrgedAt },
        text: words === null ? undefined : { kind: 'comment', text: words },
      };
    };
  }
}
