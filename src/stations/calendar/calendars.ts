import { Injectable } from '@nestjs/common';
import { administersAll, type Actor } from '../../accounts/actor.js';
import { calendarEndsSoon, dayOf, type SpecialDay, type WorkingCalendar } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Log } from '../../platform/log.js';
import { Directory } from '../directory.js';
import { yearFault } from './calendar.policy.js';
import { CalendarStore, type CalendarChange } from './calendar.store.js';

export interface CalendarYear {
  year: number;
  days: SpecialDay[];
  /** YYYY-MM-DD */
  knownThrough: string;
  endsSoon: boolean;
  change: CalendarChange | null;
}

/** Holidays and the days worked for them, for the whole installation; in memory, as new as the request (directory.ts). */
@Injectable()
export class Calendars {
  private kept: { version: string; calendar?: WorkingCalendar } = { version: '' };

  constructor(
    private readonly database: Database,
    private readonly store: CalendarStore,
    private readonly directory: Directory,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async current(sql: Sql): Promise<WorkingCalendar> {
    const { version } = this.directory;
    if (this.kept.version !== version) this.kept = { version };
    // what is read may be older than a change that is heard of meanwhile: it is kept with what was known before
    const { kept } = this;
    if (kept.calendar !== undefined) return kept.calendar;
    const { days, knownThrough } = await this.store.all(sql);
    kept.calendar = { special: new Map(days.map((day) => [day.day, day])), knownThrough };
    return kept.calendar;
  }

  async year(year: number): Promise<CalendarYear> {
    const found = await this.store.year(this.database, year);
    return { year, ...found, endsSoon: calendarEndsSoon(found.knownThrough, dayOf(this.clock.now())) };
  }

  /** All special days of a year, in place of those before. The year after the last known one extends the calendar. */
  async enter(year: number, days: SpecialDay[], by: Actor): Promise<CalendarYear | Refusal> {
    // as categories: for the whole installation
    if (!administersAll(by)) return { refused: 'not-permitted' };
    const fault = await this.database.transaction(async (tx) => {
      const knownThrough = await this.store.lock(tx);
      const refused = yearFault(year, days, knownThrough);
      if (refused === undefined) await this.store.replace(tx, year, days, by.accountId, this.clock.now());
      return refused;
    });
    if (fault !== undefined) return fault;
    this.log.info('the working calendar was entered', { year, days: days.length, accountId: by.accountId });
    await this.directory.look(this.database);
    return this.year(year);
  }
}
