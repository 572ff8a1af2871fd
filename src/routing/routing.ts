import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { throttleTime, type Subscription } from 'rxjs';
import { Areas } from '../areas/areas.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Wake } from '../platform/database/wake.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Log } from '../platform/log.js';
import { Stations } from '../stations/stations.js';
import { RoutingStore } from './routing.store.js';
import type { Place, Routed, RouteRefusal } from './routing.types.js';
import { Snapshot, type KnownArea } from './snapshot.js';

export { reasonWords } from './reasons.js';
export { ROUTE_WAYS } from './routing.types.js';
export type * from './routing.types.js';

/** Polling is the guarantee that a new map is seen; a wake-up makes it sooner, at most this often. */
const POLL_MS = 2_000;
const WAKE_MS = 500;

/** Front door: which grid and station a place belongs to, and why; from memory. */
@Injectable()
export class Routing implements OnModuleInit, OnModuleDestroy {
  private snapshot: Snapshot | undefined;
  private revision: string | undefined;
  private loading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private wakes: Subscription | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: RoutingStore,
    private readonly areas: Areas,
    private readonly stations: Stations,
    private readonly wake: Wake,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Where a request from this place goes, and why. `stationId` null: to triage. Refusals name the field below `place`. */
  route(place: Place, now = this.clock.now()): Routed | Refusal<RouteRefusal> {
    return this.snapshot?.route(place, dayOf(now)) ?? { refused: 'no-grid-map' };
  }

  /** Of the published map's areas; past ones too. */
  area(id: string): KnownArea | undefined {
    return this.snapshot?.area(id);
  }

  async onModuleInit(): Promise<void> {
    await this.reload();
    this.timer = setInterval(() => this.look(), POLL_MS).unref();
    this.wakes = this.wake.woken
      .pipe(throttleTime(WAKE_MS, undefined, { leading: true, trailing: true }))
      .subscribe(() => this.look());
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.wakes?.unsubscribe();
    await this.loading.catch(() => undefined);
  }

  /** Reads the published map anew, whether it has changed or not; for who cannot wait for the next look. */
  reload(): Promise<void> {
    return this.inTurn(() => this.load());
  }

  private look(): void {
    this.inTurn(async () => {
      if ((await this.areas.revision(this.database)) !== this.revision) await this.load();
    }).catch((thrown: unknown) => this.log.fault('reading the grid map failed', thrown));
  }

  /** One after the other: an older map never comes in over a newer one. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.loading.catch(() => undefined).then(work);
    this.loading = turn;
    return turn;
  }

  private async load(): Promise<void> {
    const [revision, snapshot] = await this.database.transaction(async (tx) => {
      await this.store.freeze(tx);
      return [await this.areas.revision(tx), await this.read(tx)] as const;
    });
    this.revision = revision;
    this.snapshot = snapshot;
  }

  private async read(tx: Tx): Promise<Snapshot | undefined> {
    const map = await this.areas.publishedMap(tx);
    if (map === undefined) return undefined;
    return new Snapshot({
      mapId: map.id,
      areas: await this.areas.all(tx),
      boundaries: await this.areas.boundaries(tx, map.id),
      coverage: await this.stations.coverage(tx, map.id),
      stations: await this.stations.placedStations(tx),
      buildings: await this.areas.placedBuildings(tx),
    });
  }
}
