import { Injectable } from '@nestjs/common';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql } from '../platform/database/database.js';
import { HelpersStore } from './helpers.store.js';
import { StationsStore } from './stations.store.js';
import type { Helper, SkillNames, Station } from './stations.types.js';

interface Kept {
  /** of the directory, and the day that heads, deputies and helpers are of */
  version: string;
  stations: Map<string, Station>;
  /** by station: today's helpers who serve it */
  serving: Map<string, Helper[]>;
  around: Map<string, Around>;
  /** by code; null: not read yet */
  skillNames: SkillNames | null;
}

/** Other stations of one's community, and of one's street outside it; ids, by code. */
export interface Around {
  community: string[];
  street: string[];
}

const nothing = (version: string): Kept => ({
  version,
  stations: new Map(),
  serving: new Map(),
  around: new Map(),
  skillNames: null,
});

/**
 * Stations, who leads them and who serves them, in memory: they are asked for with every ticket and change seldom. The
 * database counts their changes (directory_revision); every signed-in request, and every batch of dispatch, brings the
 * count along, so that what is kept is never older than the request.
 */
@Injectable()
export class Directory {
  private revision = '';
  private kept = nothing('');

  constructor(
    private readonly stationsStore: StationsStore,
    private readonly helpersStore: HelpersStore,
    private readonly clock: Clock,
  ) {}

  /** The count as somebody has just read it. */
  saw(revision: string): void {
    // counts only rise; of two that were read at once the older may come later
    if (this.revision === '' || BigInt(revision) > BigInt(this.revision)) this.revision = revision;
  }

  /** What else is kept by the same count (categories) is good for as long as this stays the same. */
  get version(): string {
    return `${this.revision} ${this.today()}`;
  }

  /** For who comes without a request. */
  async look(sql: Sql): Promise<void> {
    this.saw(await this.stationsStore.revision(sql));
  }

  async station(sql: Sql, id: string): Promise<Station | undefined> {
    const kept = await this.current(sql);
    const known = kept.stations.get(id);
    if (known !== undefined) return known;
    const station = await this.stationsStore.byId(sql, this.today(), id);
    if (station !== undefined) kept.stations.set(id, station);
    return station;
  }

  /** Today's helpers of the station, and those of others who are willing to serve it; by id. */
  async serving(sql: Sql, stationId: string): Promise<Helper[]> {
    const kept = await this.current(sql);
    const known = kept.serving.get(stationId);
    if (known !== undefined) return known;
    const helpers = await this.helpersStore.serving(sql, this.today(), stationId);
    kept.serving.set(stationId, helpers);
    return helpers;
  }

  /** Open stations next to it. */
  async around(sql: Sql, stationId: string): Promise<Around> {
    const kept = await this.current(sql);
    const known = kept.around.get(stationId);
    if (known !== undefined) return known;
    const around = await this.stationsStore.around(sql, this.today(), stationId);
    kept.around.set(stationId, around);
    return around;
  }

  async skillNames(sql: Sql): Promise<SkillNames> {
    const kept = await this.current(sql);
    kept.skillNames ??= new Map(
      (await this.helpersStore.skills(sql)).map(({ code, name, nameEn }) => [code, { zh: name, en: nameEn || name }]),
    );
    return kept.skillNames;
  }

  private async current(sql: Sql): Promise<Kept> {
    if (this.revision === '') await this.look(sql);
    // what is read from here on is at least as new as this revision
    const { version } = this;
    if (this.kept.version !== version) this.kept = nothing(version);
    return this.kept;
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}
