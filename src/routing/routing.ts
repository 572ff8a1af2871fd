import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { throttleTime, type Subscription } from 'rxjs';
import { PublicationsStore, type KnownArea } from '../areas/areas.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Wake } from '../platform/database/wake.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Log } from '../platform/log.js';
import { newId } from '../platform/outbox.js';
import type { AddressCandidate, AddressHints, Resolution } from './addresses/address.types.js';
import { MapReader, type ReadMap, type RouteMap } from './map-reader.js';
import { RoutingStore, type MapSigns } from './routing.store.js';
import type { Place, Routed, RouteRefusal } from './routing.types.js';

export { resolutionWords } from './addresses/reasons.js';
export { reasonWords } from './reasons.js';
export { COORDINATE_SYSTEMS } from './coordinates.js';
export { ROUTE_WAYS } from './routing.types.js';
export type * from './routing.types.js';
export type * from './addresses/address.types.js';
export type { RouteMap } from './map-reader.js';
export type { Snapshot } from './snapshot.js';

/** Polling is the guarantee that a new map is seen within two seconds; a wake-up makes it sooner, at most this often. */
const POLL_MS = 1_000;
const WAKE_MS = 500;

/** A map with the revision of all that routing keeps, at which it was read; undefined: none is published. */
interface Read {
  revision: string;
  map: ReadMap | undefined;
}

interface Coming {
  publicationId: string;
  /** once it is there */
  read?: Read;
}

/** Front door: which grid and station a place belongs to, and why; from memory. */
@Injectable()
export class Routing implements OnModuleInit, OnModuleDestroy {
  /** swapped as a whole: whoever asks twice within one turn of the event loop asks one map */
  private current: ReadMap | undefined;
  /** of what is current */
  private revision: string | undefined;
  /** read before it is published, so that the swap takes no time */
  private coming: Coming | undefined;
  private looking: Promise<void> = Promise.resolve();
  private reading: Promise<void> | undefined;
  private preparing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private wakes: Subscription | undefined;
  private readonly readerId = newId();

  constructor(
    private readonly database: Database,
    private readonly store: RoutingStore,
    private readonly reader: MapReader,
    private readonly publications: PublicationsStore,
    private readonly wake: Wake,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Where a request from this place goes, and why. `stationId` null: to triage. Refusals name the field below `place`. */
  route(place: Place, now = this.clock.now()): Routed | Refusal<RouteRefusal> {
    return this.current?.snapshot.route(place, dayOf(now)) ?? { refused: 'no-grid-map' };
  }

  /** From a sentence to a building that stands today, whose id is the candidates' `code`; abstains with the reason. */
  resolveAddress(text: string, hints: AddressHints = {}, now = this.clock.now()): Resolution | Refusal<RouteRefusal> {
    return this.current?.book.resolve(text, hints, this.standing(now)) ?? { refused: 'no-grid-map' };
  }

  /** The likeliest buildings while somebody types; `code` is the building's id. */
  suggestAddresses(text: string, limit: number, hints: AddressHints = {}, now = this.clock.now()): AddressCandidate[] {
    return this.current?.book.suggest(text, limit, hints, this.standing(now)) ?? [];
  }

  /** Its words in the published map. */
  building(id: string): { id: string; name: string; address: string } | undefined {
    return this.current?.snapshot.building(id) ?? undefined;
  }

  /** Of the published map's areas; past ones too. */
  area(id: string): KnownArea | undefined {
    return this.current?.snapshot.area(id) ?? this.current?.past.get(id);
  }

  /** The published map as it is in memory, for who asks much of it; it may be another one a moment later. */
  get published(): RouteMap | undefined {
    return this.current;
  }

  /** Another map, with all its buildings or with these. Nothing of it is kept here. */
  readMap(mapId: string, only?: string[]): Promise<RouteMap> {
    return this.database.transaction(async (tx) => {
      await this.store.freeze(tx);
      return this.reader.routes(tx, mapId, { isPublished: false, only });
    });
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
    await Promise.all([this.looking, this.reading, this.preparing]);
  }

  /** Reads the published map anew, whether it has changed or not; for who cannot wait for the next look. */
  async reload(): Promise<void> {
    const loaded = await this.read(null);
    // meanwhile a newer one may have come in
    if (this.revision !== undefined && BigInt(loaded.revision) < BigInt(this.revision)) return;
    this.current = loaded.map;
    this.revision = loaded.revision;
  }

  /** Looks take turns, and take no time; what takes time is read beside them. */
  private look(): void {
    this.looking = this.looking
      .then(async () => this.follow(await this.store.signs(this.database)))
      .catch((thrown: unknown) => this.log.fault('looking for the grid map failed', thrown));
  }

  private follow({ revision, mapId, coming }: MapSigns): void {
    const ready = this.coming?.read;
    if (ready?.map !== undefined && ready.map.mapId === mapId && this.current?.mapId !== mapId) {
      this.current = ready.map;
      // publishing raises the revision by one; where something else has as well, all is read anew behind it
      this.revision = BigInt(revision) === BigInt(ready.revision) + 1n ? revision : ready.revision;
    }
    if (coming === null) this.coming = undefined;
    else if (this.coming?.publicationId !== coming.id) this.prepare(coming);
    if (revision !== this.revision)
      this.reading ??= this.beside(this.reload()).finally(() => (this.reading = undefined));
  }

  private prepare({ id, mapId }: NonNullable<MapSigns['coming']>): void {
    const coming: Coming = { publicationId: id };
    this.coming = coming;
    const work = async () => {
      coming.read = await this.read(mapId);
      await this.publications.acknowledge(this.database, id, this.readerId, this.clock.now());
    };
    // what failed is tried again at the next look
    this.preparing = this.beside(work(), () => (this.coming = this.coming === coming ? undefined : this.coming));
  }

  private beside(work: Promise<void>, failed: () => void = () => undefined): Promise<void> {
    return work.catch((thrown: unknown) => {
      failed();
      this.log.fault('reading the grid map failed', thrown);
    });
  }

  private standing(now: Date): (id: string) => boolean {
    const day = dayOf(now);
    const snapshot = this.current?.snapshot;
    return (id) => snapshot?.stands(id, day) === true;
  }

  /** The published map, or (by its id) one that is to be; all of it as of one moment. */
  private read(comingId: string | null): Promise<Read> {
    return this.database.transaction(async (tx) => {
      await this.store.freeze(tx);
      const { revision, mapId } = await this.store.signs(tx);
      const id = comingId ?? mapId;
      return { revision, map: id === null ? undefined : await this.reader.read(tx, id, comingId === null) };
    });
  }
}
