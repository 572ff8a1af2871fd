import { Injectable } from '@nestjs/common';
import {
  Areas,
  DraftsStore,
  ImportsStore,
  PublicationsStore,
  sumOf,
  type MapState,
  type Publication,
} from '../../areas/areas.js';
import { dayOf, startOfDay } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, making, type RequestKey, type Tx } from '../../platform/database/database.js';
import { errorCode } from '../../platform/error-code.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Log } from '../../platform/log.js';
import { newId } from '../../platform/outbox.js';
import { CoverageStore } from '../../stations/stations.js';
import type { Importer } from './importer.js';
import { MapChecks } from './map-checks.js';
import { MapScope } from './map-scope.js';

/** So long before a map's day processes begin to read it. */
const AHEAD_MS = 60_000;
/** So long a publication waits for processes that are not ready: they read it afterwards. */
const PATIENCE_MS = 60_000;

export interface PublishGiven {
  acceptWarnings: boolean;
  moveOpenTickets: boolean;
}

/**
 * A draft becomes the published map, or an earlier map does again: at once or on its day. It is announced first, every process reads
 * the coming map and acknowledges, and then one transaction makes it the published one.
 */
@Injectable()
export class Publishing {
  constructor(
    private readonly database: Database,
    private readonly areas: Areas,
    private readonly drafts: DraftsStore,
    private readonly imports: ImportsStore,
    private readonly store: PublicationsStore,
    private readonly checks: MapChecks,
    private readonly coverage: CoverageStore,
    private readonly scope: MapScope,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  publish(mapId: string, given: PublishGiven, by: Importer, request?: RequestKey): Promise<Publication | Refusal> {
    return this.request(
      mapId,
      'publish',
      given.moveOpenTickets,
      by,
      request,
      async (tx, map): Promise<Refusal | undefined> => {
        if (map.state !== 'draft') return { refused: 'not-a-draft' };
        if (await this.imports.isUnderWay(tx, mapId)) return { refused: 'import-under-way' };
        const { isChecked, found } = await this.checks.stateOf(tx, map);
        const [errors, warnings] = [sumOf(found, 'error'), sumOf(found, 'warning')];
        if (errors > 0) return { refused: 'map-has-errors', args: { errors }, more: { errors } };
        if (!isChecked) return { refused: 'map-not-checked' };
        if (warnings > 0 && !given.acceptWarnings) {
          return { refused: 'map-has-warnings', args: { warnings }, more: { warnings }, field: 'acceptWarnings' };
        }
        return undefined;
      },
    );
  }

  /** To a map that was published before, as it was; in one step, and now. */
  rollBack(
    mapId: string,
    moveOpenTickets: boolean,
    by: Importer,
    request?: RequestKey,
  ): Promise<Publication | Refusal> {
    return this.request(mapId, 'rollback', moveOpenTickets, by, request, (_, { state }) => {
      if (state === 'published') return Promise.resolve({ refused: 'map-is-published' });
      return Promise.resolve(state === 'retired' ? undefined : { refused: 'map-never-published' });
    });
  }

  /** One that is to be published later stays a draft. */
  async withdraw(mapId: string, by: Importer): Promise<undefined | Refusal> {
    if (by.prefixes.length === 0) return { refused: 'administrators-only' };
    return this.database.transaction(async (tx) => {
      if ((await this.drafts.lock(tx, mapId)) === undefined) return { refused: 'not-found' };
      const active = await this.store.active(tx, mapId);
      if (await this.scope.isOutside(tx, mapId, by)) return { refused: 'outside-your-areas' };
      if (active === undefined) return { refused: 'not-scheduled' };
      await this.store.end(tx, active.id, 'withdrawn', this.clock.now());
      return undefined;
    });
  }

  one(id: string): Promise<Publication | undefined> {
    return this.store.one(this.database, id);
  }

  /** Newest first; `before` is the id of the last one of the page before. */
  history(limit: number, before: string | null): Promise<Publication[]> {
    return this.store.page(this.database, limit, before);
  }

  /** What is due, one step further; true: something was published. */
  async advance(): Promise<boolean> {
    const now = this.clock.now();
    const soon = new Date(now.getTime() + AHEAD_MS);
    if (!(await this.store.isAnyDue(this.database, soon))) return false;
    // in a transaction, whose end wakes every process
    await this.database.transaction((tx) => this.store.prepareNext(tx, soon, now));
    const coming = await this.store.preparing(this.database);
    if (coming === undefined || coming.dueAt > now) return false;
    const { ready, living } = await this.store.readers(this.database, coming.id);
    const waited = now.getTime() - (coming.preparedFrom ?? now).getTime();
    if (ready < living && waited < PATIENCE_MS) return false;
    try {
      return await this.flip(coming.id);
    } catch (thrown) {
      // a rule of the database that it breaks, it breaks again
      if (errorCode(thrown)?.startsWith('23') !== true) throw thrown;
      this.log.fault('publishing a map failed', thrown);
      await this.database.transaction((tx) =>
        this.store.end(tx, coming.id, 'failed', this.clock.now(), null, 'publishing-failed'),
      );
      return false;
    }
  }

  private async flip(publicationId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const publication = await this.store.lock(tx, publicationId);
      if (publication?.state !== 'preparing') return false;
      const { mapId, kind } = publication;
      const map = await this.drafts.lock(tx, mapId);
      const current = await this.areas.publishedMap(tx);
      if (kind === 'publish' && map?.basedOn !== (current?.id ?? null)) {
        await this.store.end(tx, publicationId, 'failed', this.clock.now(), null, 'draft-outdated');
        return false;
      }
      const { previousId } = await this.areas.makePublished(tx, mapId);
      await this.coverage.followAreas(tx);
      await this.store.end(tx, publicationId, 'published', this.clock.now(), previousId);
      return true;
    });
  }

  private request(
    mapId: string,
    kind: Publication['kind'],
    moveOpenTickets: boolean,
    by: Importer,
    request: RequestKey | undefined,
    check: (tx: Tx, map: MapState) => Promise<Refusal | undefined>,
  ): Promise<Publication | Refusal> {
    if (by.prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    const id = newId();
    return this.database.transaction(
      async (tx) => {
        const map = await this.drafts.lock(tx, mapId);
        if (map === undefined) return { refused: 'not-found' };
        if ((await this.store.active(tx, mapId)) !== undefined) return { refused: 'map-being-published' };
        const fault = await check(tx, map);
        if (isRefusal(fault)) return fault;
        const current = await this.areas.publishedMap(tx);
        const previousId = current?.id ?? null;
        if (kind === 'publish' && map.basedOn !== previousId) return { refused: 'draft-outdated' };
        if (await this.scope.isOutside(tx, mapId, by)) return { refused: 'outside-your-areas' };
        const now = this.clock.now();
        const today = dayOf(now);
        const later = kind === 'publish' && map.validFrom > today;
        const publication = {
          ...{ id, mapId, kind, moveOpenTickets, requestedAt: now, requestedBy: by.accountId },
          validFrom: later ? map.validFrom : today,
          dueAt: later ? startOfDay(map.validFrom) : now,
        };
        await this.store.insert(tx, publication, previousId);
        if (!later) await this.store.prepareNext(tx, now, now);
        return (await this.store.one(tx, id)) ?? { refused: 'not-found' };
      },
      making(request, id),
    );
  }
}
