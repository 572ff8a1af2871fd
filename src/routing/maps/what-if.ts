import { Injectable } from '@nestjs/common';
import { DraftsStore } from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { inSlices, type Work } from '../../platform/slices.js';
import type { RouteMap } from '../map-reader.js';
import { Routing } from '../routing.js';
import type { Importer } from './importer.js';

/** So long a draft that was read stays in memory: who looks at one page mostly looks at the next. */
const KEPT_MS = 2 * 60_000;

/** From one station to another; null: no station has it. */
export interface BuildingFlow {
  from: string | null;
  to: string | null;
  buildings: number;
}

/** The published map and a draft. */
export interface Compared {
  before: RouteMap | undefined;
  after: RouteMap;
}

/** What would be another station's if a draft were published now. */
@Injectable()
export class WhatIf {
  private kept: { mapId: string; revision: number; read: Promise<RouteMap> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsStore,
    private readonly routing: Routing,
    private readonly clock: Clock,
  ) {}

  async compare(mapId: string, { prefixes }: Importer): Promise<Compared | Refusal> {
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const map = await this.drafts.one(this.database, mapId);
    if (map === undefined) return { refused: 'not-found' };
    const { revision } = map;
    if (this.kept?.mapId !== mapId || this.kept.revision !== revision) {
      const kept = { mapId, revision, read: this.routing.readMap(mapId) };
      this.kept = kept;
      setTimeout(() => {
        if (this.kept === kept) this.kept = undefined;
      }, KEPT_MS).unref();
    }
    const { read } = this.kept;
    const after = await read.catch((thrown: unknown) => {
      if (this.kept?.read === read) this.kept = undefined;
      throw thrown;
    });
    return { before: this.routing.published, after };
  }

  /** Buildings by where they go; those that are new come from nowhere, those that are gone go nowhere. */
  buildings(compared: Compared): Promise<BuildingFlow[]> {
    return inSlices(flows(compared, dayOf(this.clock.now())));
  }
}

function* flows({ before, after }: Compared, today: string): Work<BuildingFlow[]> {
  const counts = new Map<string, BuildingFlow>();
  const count = (from: string | null, to: string | null) => {
    if (from === to) return;
    const key = `${from} ${to}`;
    const flow = counts.get(key) ?? { from, to, buildings: 0 };
    flow.buildings += 1;
    counts.set(key, flow);
  };
  const stationIn = (map: RouteMap | undefined, buildingId: string): string | null => {
    const routed = map?.snapshot.route({ buildingId }, today);
    return routed === undefined || isRefusal(routed) ? null : routed.stationId;
  };
  for (const { id } of after.buildings.all()) {
    count(stationIn(before, id), stationIn(after, id));
    yield;
  }
  for (const { id } of before?.buildings.all() ?? []) {
    if (after.buildings.get(id) === undefined) count(stationIn(before, id), null);
    yield;
  }
  return [...counts.values()].sort((a, b) => b.buildings - a.buildings);
}
