import { Injectable } from '@nestjs/common';
import { Areas, metresADegree, type AreaContents } from '../../areas/areas.js';
import { Database } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Routing, type Place } from '../../routing/routing.js';
import { Stations, type Station } from '../../stations/stations.js';
import { unitOf } from '../requests/unit.js';

/** What fits on a phone's screen. */
const FOUND = 8;
const COMMUNITIES = 500;
/** Of grids and of buildings: a community has a fifth of that. */
const ON_A_MAP = 2_000;

export interface FoundPlace {
  id: string;
  name: string;
  address: string;
  units: string[];
  unit: string | null;
  metres: number | null;
}

/** Where a resident may mean: only what anybody can read on the houses. */
@Injectable()
export class WebPlaces {
  constructor(
    private readonly database: Database,
    private readonly areas: Areas,
    private readonly routing: Routing,
    private readonly stations: Stations,
  ) {}

  /** Buildings that the words may name, those that are certain first. */
  async byWords(text: string): Promise<FoundPlace[] | Refusal> {
    const resolved = this.routing.resolveAddress(text);
    if (isRefusal(resolved)) return resolved;
    const suggested = this.routing.suggestAddresses(text, FOUND);
    const likely = [...resolved.alternatives, ...suggested].map(({ code }) => code);
    const certain = resolved.building === null ? [] : [resolved.building];
    const ids = [...new Set([...certain, ...likely])].slice(0, FOUND);
    const buildings = await this.areas.buildingsByIds(this.database, ids);
    const byId = new Map(buildings.map((building) => [building.id, building]));
    return ids.flatMap((id) => {
      const building = byId.get(id);
      if (building === undefined) return [];
      const unit = id === resolved.building ? unitOf(building.units, resolved.unit) : null;
      return [{ ...building, unit, metres: null }];
    });
  }

  /** The nearest buildings of the grid that a point is in, and its station. */
  async byPoint(point: NonNullable<Place['point']>): Promise<{ items: FoundPlace[]; station?: Station } | Refusal> {
    const routed = this.routing.route({ point });
    if (isRefusal(routed)) return { ...routed, field: routed.field?.replace(/^place\./, '') };
    const { point: at, stationId, gridId, gridPath } = routed;
    const station = stationId === null ? undefined : await this.stations.byId(this.database, stationId);
    if (at === null || gridId === null) return { items: [], station };
    const { buildings } = await this.areas.below(this.database, gridPath, ON_A_MAP);
    const { east, north } = metresADegree(at.lat);
    const items = buildings
      .map(({ lng, lat, ...building }) => ({
        ...building,
        unit: null,
        metres: Math.round(Math.hypot((lng - at.lng) * east, (lat - at.lat) * north)),
      }))
      .sort((a, b) => a.metres - b.metres)
      .slice(0, FOUND);
    return { items, station };
  }

  async communities(): Promise<{ code: string; name: string }[]> {
    const rows = await this.areas.list(this.database, { kind: 'community', limit: COMMUNITIES, after: null });
    return rows.map(({ code, name }) => ({ code, name }));
  }

  /** What its map shows, which has no tiles. */
  async map(code: string): Promise<({ code: string; name: string } & AreaContents) | Refusal> {
    // no code has what cannot be stored as text
    const area = /^[^\u0000-\u001f]{1,30}$/.test(code) ? await this.areas.byCode(this.database, code) : undefined;
    if (area?.kind !== 'community') return { refused: 'not-found' };
    return { code, name: area.name, ...(await this.areas.below(this.database, area.path, ON_A_MAP)) };
  }
}
