import { Injectable } from '@nestjs/common';
import { maskPhone } from '../accounts/accounts.js';
import { headsStation, pathsOf, type Actor } from '../accounts/actor.js';
import { Areas, escapeLike } from '../areas/areas.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql, Tx } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets.js';
import { unavailability } from './availability.policy.js';
import { Directory, type Around } from './directory.js';
import { HelpersStore } from './helpers.store.js';
import { ImportStore } from './import.store.js';
import { StationsStore, type ActorSelected, type Neighbour } from './stations.store.js';
import type {
  CoverageRow,
  CoveredGrid,
  Helper,
  HelperRow,
  PlacedStation,
  SkillNames,
  SkillRow,
  Station,
  StationRow,
  StationPerson,
  StationScope,
} from './stations.types.js';

export type * from './stations.types.js';
export { placeAt, skillCounts, tapAt, unavailability, type Unavailability } from './availability.policy.js';
export { Calendars } from './calendar/calendars.js';
export { CoverageStore } from './coverage.store.js';
export { TOOL_CODES, TOOLS } from './tools.js';
export { helperNamesSelect } from './helpers.store.js';

/** Front door: stations, who leads them, their helpers and what they cover. `sql` is the pool or a transaction. */
@Injectable()
export class Stations {
  constructor(
    private readonly store: StationsStore,
    private readonly directory: Directory,
    private readonly helpers: HelpersStore,
    private readonly imports: ImportStore,
    private readonly areas: Areas,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** With head and deputies of today; from memory. */
  byId(sql: Sql, id: string): Promise<Station | undefined> {
    return this.directory.station(sql, id);
  }

  /** The open station nearest to a point (WGS-84). */
  async nearest(sql: Sql, point: { lng: number; lat: number }): Promise<Station | undefined> {
    const id = await this.store.nearest(sql, this.today(), point);
    return id === undefined ? undefined : this.byId(sql, id);
  }

  /** Stations that are not closed, by code; `after` is the code of the last one before. At most `limit` rows. */
  list(
    sql: Sql,
    filter: { areaPath?: string; search?: string; limit: number; after: string | null },
  ): Promise<Station[]> {
    const like = filter.search === undefined ? undefined : `%${escapeLike(filter.search)}%`;
    return this.store.page(sql, this.today(), { ...filter, like });
  }

  /** Also one who has left (`leftOn`). */
  helper(sql: Sql, id: string): Promise<Helper | undefined> {
    return this.helpers.byId(sql, this.today(), id);
  }

  /** Those of the ids that are helpers, also ones who have left; by id. */
  helpersByIds(sql: Sql, ids: string[]): Promise<Helper[]> {
    return this.helpers.byIds(sql, this.today(), ids);
  }

  /** Today's helpers whose home station this is, by id; head and deputies are among them where they are helpers. */
  helpersOf(sql: Sql, stationId: string, page?: { limit: number; after: string | null }): Promise<Helper[]> {
    return this.helpers.ofStation(sql, this.today(), stationId, page?.limit, page?.after);
  }

  /** Today's helpers of the station, and those of others who are willing to serve it; by id. From memory, as of `look`. */
  serving(sql: Sql, stationId: string): Promise<Helper[]> {
    return this.directory.serving(sql, stationId);
  }

  /** Other open stations of its community, and of its street outside it. From memory. */
  around(sql: Sql, stationId: string): Promise<Around> {
    return this.directory.around(sql, stationId);
  }

  /** Other open stations of its community, then of its street, by code. */
  neighbours(sql: Sql, stationId: string): Promise<Neighbour[]> {
    return this.store.neighbours(sql, this.today(), stationId);
  }

  /** The head; a deputy where the head is on leave or has said not to be called; null: nobody is there. From memory. */
  async leadOnDuty(sql: Sql, stationId: string, at: Date): Promise<StationPerson | null> {
    const station = await this.directory.station(sql, stationId);
    if (station === undefined) return null;
    const helpers = await this.directory.serving(sql, stationId);
    const away = ({ helperId }: StationPerson) => {
      const helper = helpers.find(({ id }) => id === helperId);
      const why = helper === undefined ? null : unavailability(helper, at);
      return why === 'on_leave' || why === 'tapped_off';
    };
    return [station.head, ...station.deputies].find((person) => person !== null && !away(person)) ?? null;
  }

  /** Changes with every change of stations, heads, helpers and categories that this process has heard of. */
  get version(): string {
    return this.directory.version;
  }

  /** For who comes without a request: what is in memory is as new as this. */
  look(sql: Sql): Promise<void> {
    return this.directory.look(sql);
  }

  /** Who chooses among the helpers of these stations takes turns until the transaction ends. */
  takeTurns(tx: Tx, stationIds: string[]): Promise<void> {
    return this.helpers.takeTurns(tx, stationIds);
  }

  /** These helpers are held until the transaction ends: what they carry is counted one at a time. */
  hold(tx: Tx, helperIds: string[]): Promise<void> {
    return this.helpers.hold(tx, helperIds);
  }

  /**
   * The ids of those helpers of a station, or among the given, who are helpers on that day (YYYY-MM-DD) and hold the skill; one
   * that needs a licence only where it is proven, up to its last day. `skill` null: anyone.
   */
  qualified(
    sql: Sql,
    among: { stationId: string } | { helperIds: string[] },
    skill: string | null,
    on: string,
  ): Promise<string[]> {
    return this.helpers.qualified(sql, among, skill, on);
  }

  /** Is the account head or deputy today? For an account that is not the actor. */
  async leads(sql: Sql, stationId: string, accountId: string): Promise<boolean> {
    const station = await this.byId(sql, stationId);
    return [station?.head, ...(station?.deputies ?? [])].some((person) => person?.accountId === accountId);
  }

  /** May the actor see who the station's helpers are? Its head and deputies, and who has a role over its area. */
  seesHelpersOf(sql: Sql, actor: Actor, stationId: string): Promise<boolean> {
    return headsStation(actor, stationId)
      ? Promise.resolve(true)
      : this.store.isInScope(sql, scopeOf(actor), stationId);
  }

  /** The helper, where the actor may see them or is them. */
  helperSeenBy(sql: Sql, actor: Actor, helperId: string): Promise<Helper | undefined> {
    return this.helpers.inScope(sql, this.today(), scopeOf(actor), helperId);
  }

  /** By account: enough of a number to recognise it, too little to ring it. */
  async maskedPhones(sql: Sql, helpers: Pick<Helper, 'accountId'>[]): Promise<Map<string, string>> {
    const ids = helpers.map(({ accountId }) => accountId);
    const rows = await this.helpers.phones(sql, ids);
    return new Map(rows.map(({ accountId, encrypted }) => [accountId, maskPhone(this.secrets.decrypt(encrypted))]));
  }

  /** What the station covers in the published map. */
  gridsOf(sql: Sql, stationId: string): Promise<CoveredGrid[]> {
    return this.store.gridsOf(sql, stationId);
  }

  /** Which station has which grid of a map. */
  coverage(sql: Sql, mapId: string): Promise<CoverageRow[]> {
    return this.store.coverage(sql, mapId);
  }

  /** Open ones below one of the area prefixes. */
  within(sql: Sql, prefixes: string[]): Promise<{ id: string; code: string; name: string }[]> {
    return this.store.within(sql, this.today(), prefixes);
  }

  /** Every station, closed ones too, as little of them as routing needs. */
  placedStations(sql: Sql): Promise<PlacedStation[]> {
    return this.store.placed(sql);
  }

  /** Accounts' actor part: roles in stations and the helper that the account is, today. */
  completeActor(actor: Actor, { revision, roles, helper }: ActorSelected): void {
    this.directory.saw(revision);
    actor.stationRoles = roles;
    actor.helperId = helper?.id ?? null;
    actor.skills = helper?.skills ?? [];
  }

  /** What there is to be able to do, by code. */
  skills(sql: Sql): Promise<SkillRow[]> {
    return this.helpers.skills(sql);
  }

  /** Names of skills by code, from memory. */
  skillNames(sql: Sql): Promise<SkillNames> {
    return this.directory.skillNames(sql);
  }

  /** Every skill that a place of a crew can ask for. */
  async skillCodes(sql: Sql): Promise<string[]> {
    const rows = await this.helpers.skills(sql);
    return rows.map(({ code }) => code);
  }

  importSkills(tx: Tx, rows: SkillRow[]): Promise<void> {
    return this.imports.skills(tx, rows);
  }

  /** With heads and deputies, whose accounts are there. */
  async importStations(tx: Tx, rows: StationRow[]): Promise<void> {
    await this.imports.stations(tx, rows);
    await this.areas.raiseRevision(tx);
  }

  /** With skills, roster and the other stations that they are willing to serve. */
  importHelpers(tx: Tx, rows: HelperRow[]): Promise<void> {
    return this.imports.helpers(tx, rows);
  }

  /** A grid that the map has a station for already is a broken primary key. */
  async importCoverage(tx: Tx, mapId: string, rows: CoverageRow[]): Promise<void> {
    await this.imports.coverage(tx, mapId, rows);
    await this.areas.raiseRevision(tx);
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}

function scopeOf(actor: Actor): StationScope {
  return {
    accountId: actor.accountId,
    stationIds: actor.stationRoles.map(({ stationId }) => stationId),
    areaPaths: pathsOf(actor, 'operator', 'leader', 'administrator'),
  };
}
