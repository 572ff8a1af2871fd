import { Injectable } from '@nestjs/common';
import { pathsOf, type Actor } from '../../accounts/actor.js';
import { Areas } from '../../areas/areas.js';
import { dayOf, type OpeningSpan } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, making, type Sql } from '../../platform/database/database.js';
import { brokenConstraint } from '../../platform/error-code.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import { ImportStore } from '../import.store.js';
import { StationsStore } from '../stations.store.js';
import type { Station, StationRow } from '../stations.types.js';
import { ManagingStore, type LeadRow, type StationChange } from './managing.store.js';

export type NewStation = Omit<StationRow, 'id' | 'heads' | 'openedOn'>;

/** Stations in the hands of administrators over their areas. Which grids a station has is the map's (routing/maps). */
@Injectable()
export class ManagingStations {
  constructor(
    private readonly database: Database,
    private readonly store: ManagingStore,
    private readonly stations: StationsStore,
    private readonly imports: ImportStore,
    private readonly areas: Areas,
    private readonly clock: Clock,
  ) {}

  /** Open from today; without a head, and without grids until a map gives it some. */
  async make(by: Actor, given: NewStation): Promise<Station | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const community = await this.areas.byId(this.database, given.communityId);
    if (community?.kind !== 'community' || !prefixes.some((prefix) => community.path.startsWith(prefix))) {
      return { refused: 'unknown-area', field: 'communityId' };
    }
    const fault = hoursFault(given.hours);
    if (fault !== undefined) return fault;
    const id = newId();
    try {
      return await this.database.transaction(
        async (tx) => {
          await this.imports.stations(tx, [{ ...given, id, openedOn: this.today(), heads: [] }]);
          await this.areas.raiseRevision(tx);
          return this.read(tx, id);
        },
        making(by.request, id),
      );
    } catch (thrown) {
      if (brokenConstraint(thrown) !== 'stations_code_key') throw thrown;
      return { refused: 'station-code-taken', field: 'code' };
    }
  }

  /** Only what is given. `version`: the one that was looked at; where it has changed since, nothing is done. */
  change(by: Actor, id: string, given: StationChange, version?: number): Promise<Station | Refusal> {
    const fault = hoursFault(given.hours ?? []);
    if (fault !== undefined) return Promise.resolve(fault);
    return this.database.transaction(async (tx) => {
      const now = await this.store.hold(tx, id, pathsOf(by, 'administrator'));
      if (now === undefined) return { refused: 'not-found' as const };
      if (version !== undefined && version !== now) return { refused: 'changed-meanwhile' as const };
      await this.store.change(tx, id, given);
      await this.areas.raiseRevision(tx);
      return this.read(tx, id);
    });
  }

  /** Heads and deputies with their days, also past and coming ones. */
  async leads(by: Actor, id: string, sql: Sql = this.database): Promise<LeadRow[] | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    if (!(await this.stations.isInScope(sql, { accountId: '', stationIds: [], areaPaths: prefixes }, id))) {
      return { refused: 'not-found' };
    }
    return this.store.leads(sql, id, prefixes);
  }

  /**
   * From a day on, until another one where it is told. A station has one head a day: who is head without an end ceases when the next
   * one begins; any other overlap is refused.
   */
  lead(
    by: Actor,
    id: string,
    given: { accountId: string; role: 'head' | 'deputy'; from?: string; until?: string },
  ): Promise<LeadRow[] | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    const today = this.today();
    const lead = { ...given, from: given.from ?? today, until: given.until ?? null };
    return this.database.transaction(async (tx) => {
      if ((await this.store.hold(tx, id, prefixes)) === undefined) return { refused: 'not-found' as const };
      if (lead.from < today) return { refused: 'lead-in-the-past' as const, field: 'from' };
      if (lead.until !== null && lead.until <= lead.from)
        return { refused: 'lead-ends-before' as const, field: 'until' };
      if (!(await this.store.mayLead(tx, lead.accountId, prefixes, today))) {
        return { refused: 'unknown-account' as const, field: 'accountId' };
      }
      const before = await this.store.meeting(tx, id, lead);
      if (before !== undefined) {
        const follows = before.until === null && before.from < lead.from && lead.role === 'head';
        if (!follows) {
          const args = { name: before.name, from: before.from, until: before.until ?? '…' };
          return { refused: 'lead-meets-another' as const, field: 'from', args };
        }
        await this.store.endLead(tx, id, before.accountId, 'head', lead.from);
      }
      await this.store.addLead(tx, id, lead);
      return this.store.leads(tx, id, prefixes);
    }, by.request);
  }

  endLead(
    by: Actor,
    id: string,
    { accountId, role, until }: { accountId: string; role: 'head' | 'deputy'; until?: string },
  ): Promise<LeadRow[] | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    const today = this.today();
    const day = until ?? today;
    return this.database.transaction(async (tx) => {
      if ((await this.store.hold(tx, id, prefixes)) === undefined) return { refused: 'not-found' as const };
      if (day < today) return { refused: 'lead-in-the-past' as const, field: 'until' };
      const ended = await this.store.endLead(tx, id, accountId, role, day);
      if (ended === 0) return { refused: 'unknown-account' as const, field: 'accountId' };
      return this.store.leads(tx, id, prefixes);
    }, by.request);
  }

  private async read(sql: Sql, id: string): Promise<Station | Refusal> {
    return (await this.stations.byId(sql, this.today(), id)) ?? { refused: 'not-found' };
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}

function hoursFault(hours: OpeningSpan[]): Refusal | undefined {
  const sorted = hours.toSorted((a, b) => a.weekday - b.weekday || a.from - b.from);
  const isFaulty = sorted.some(({ weekday, from, to }, at) => {
    const next = sorted[at + 1];
    return to <= from || (next?.weekday === weekday && next.from < to);
  });
  return isFaulty ? { refused: 'station-hours-faulty', field: 'hours' } : undefined;
}
