import Flatbush from 'flatbush';
import pointInPolygon from 'point-in-polygon-hao';
import { AREA_KINDS, type Area, type Boundary, type MultiPolygon, type PlacedBuilding } from '../areas/areas.js';
import type { Refusal } from '../platform/http/refusal.js';
import type { CoverageRow, PlacedStation } from '../stations/stations.js';
import { toWgs84, type Point } from './coordinates.js';
import type { Place, Reason, Routed, RouteRefusal, RouteWay } from './routing.types.js';

export interface SnapshotData {
  mapId: string;
  areas: Pick<Area, 'id' | 'code' | 'kind' | 'name' | 'path'>[];
  boundaries: Boundary[];
  coverage: CoverageRow[];
  stations: PlacedStation[];
  buildings: PlacedBuilding[];
}

export type KnownArea = SnapshotData['areas'][number];
type Found = Partial<Pick<Routed, 'building' | 'point'>>;
type Answer = Routed | Refusal<RouteRefusal>;

/** One published map with all that a route needs: immutable, so a look-up needs no SQL and no lock. Swapped as a whole. */
export class Snapshot {
  readonly mapId: string;
  private readonly areas: Map<string, KnownArea>;
  private readonly byCode: Map<string, KnownArea>;
  private readonly stations: Map<string, PlacedStation>;
  private readonly stationOfGrid: Map<string, string>;
  private readonly buildings: Map<string, PlacedBuilding>;
  private readonly polygons: { area: KnownArea; rings: MultiPolygon[number] }[];
  private readonly index: Flatbush | undefined;

  constructor(data: SnapshotData) {
    this.mapId = data.mapId;
    this.areas = new Map(data.areas.map((area) => [area.id, area]));
    this.byCode = new Map(data.areas.map((area) => [area.code, area]));
    this.stations = new Map(data.stations.map((station) => [station.id, station]));
    this.stationOfGrid = new Map(data.coverage.map(({ gridId, stationId }) => [gridId, stationId]));
    this.buildings = new Map(data.buildings.map((building) => [building.id, building]));
    this.polygons = data.boundaries.flatMap(({ areaId, geometry }) => {
      const area = this.areas.get(areaId);
      return area === undefined ? [] : geometry.map((rings) => ({ area, rings }));
    });
    this.index = indexOf(this.polygons.map(({ rings }) => rings));
  }

  area(id: string): KnownArea | undefined {
    return this.areas.get(id);
  }

  /** Pure. `today`: the local day, by which stations are open and buildings stand. */
  route(place: Place, today: string): Answer {
    const { buildingId, gridCode, point, areaCode } = place;
    const named = areaCode === undefined ? undefined : this.byCode.get(areaCode);
    if (areaCode !== undefined && named === undefined) return refuse('unknown-area', 'place.areaCode');
    if (buildingId !== undefined) return this.byBuilding(buildingId.toLowerCase(), named, today);
    if (gridCode !== undefined) return this.byGrid(gridCode, today);
    if (point !== undefined) return this.byPoint(point, named, today);
    if (named !== undefined) return this.byArea(named, {}, today);
    return refuse('place-missing', 'place');
  }

  private byBuilding(id: string, named: KnownArea | undefined, today: string): Answer {
    const building = this.buildings.get(id);
    if (building === undefined || (building.removedOn !== null && building.removedOn <= today)) {
      return refuse('unknown-building', 'place.buildingId');
    }
    const { name, address, lng, lat, gridId } = building;
    const point = lng === null || lat === null ? null : { lng, lat };
    const own = gridId === null ? undefined : this.areas.get(gridId);
    // a building that the new map has not been told about is where it stands
    const covered = own !== undefined && this.stationOfGrid.has(own.id);
    const at = covered || point === null ? own : (this.smallestAt(point) ?? own);
    const found = { building: { id, name, address }, point };
    if (at !== undefined) return this.answer('building', at, found, today);
    return named === undefined ? refuse('outside-every-grid', 'place.buildingId') : this.byArea(named, found, today);
  }

  private byGrid(code: string, today: string): Answer {
    const grid = this.byCode.get(code);
    if (grid?.kind !== 'grid') return refuse('unknown-grid', 'place.gridCode');
    return this.answer('grid', grid, {}, today);
  }

  private byPoint(
    { system, ...given }: NonNullable<Place['point']>,
    named: KnownArea | undefined,
    today: string,
  ): Answer {
    const isPoint = Math.abs(given.lat) <= 90;
    const point = isPoint ? toWgs84(given, system) : given;
    const at = isPoint ? this.smallestAt(point) : undefined;
    if (at !== undefined) return this.answer('point', at, { point }, today);
    const swapped = { lng: given.lat, lat: given.lng };
    const meant = Math.abs(swapped.lat) <= 90 ? this.smallestAt(toWgs84(swapped, system)) : undefined;
    if (meant !== undefined) return { ...refuse('coordinates-swapped', 'place.point'), args: { area: meant.name } };
    if (!isPoint) return refuse('latitude-out-of-range', 'place.point.lat');
    if (named === undefined) return refuse('outside-every-grid', 'place.point');
    return this.byArea(named, { point }, today);
  }

  private byArea(area: KnownArea, found: Found, today: string): Answer {
    return this.answer(area.kind === 'grid' ? 'grid' : 'area', area, found, today);
  }

  private answer(way: RouteWay, at: KnownArea, found: Found, today: string): Routed {
    const station = this.stationFor(at, today);
    const { building = null, point = null } = found;
    return {
      mapId: this.mapId,
      way,
      gridId: at.kind === 'grid' ? at.id : null,
      areaId: at.id,
      gridPath: at.path,
      stationId: station?.id ?? null,
      station: station === undefined ? null : { id: station.id, code: station.code, name: station.name },
      building,
      point,
      reason: this.reason(way, at, station, building),
    };
  }

  private reason(
    way: RouteWay,
    at: KnownArea,
    station: PlacedStation | undefined,
    building: Routed['building'],
  ): Reason {
    if (station === undefined) {
      // the point lies where no grid is: a better place would not help. A bare area: it would, where it has grids
      const code = way === 'area' && this.hasStations(at) ? 'place-not-exact' : 'no-station';
      return { code, args: { area: at.name } };
    }
    const args = { grid: at.name, station: station.name };
    if (way === 'building') return { code: 'building-in-grid', args: { ...args, building: building?.name ?? '' } };
    return { code: way === 'point' ? 'point-in-grid' : 'grid-given', args };
  }

  private stationFor(grid: KnownArea, today: string): PlacedStation | undefined {
    const station = this.stations.get(this.stationOfGrid.get(grid.id) ?? '');
    if (station === undefined || station.openedOn > today) return undefined;
    return station.closedOn !== null && station.closedOn <= today ? undefined : station;
  }

  private hasStations(area: KnownArea): boolean {
    return [...this.stationOfGrid.keys()].some((id) => this.areas.get(id)?.path.startsWith(area.path));
  }

  /** The smallest area around the point. On an edge that two share it is the one with the smaller code, whoever asks. */
  private smallestAt({ lng, lat }: Point): KnownArea | undefined {
    const hits = this.index?.search(lng, lat, lng, lat) ?? [];
    return hits
      .flatMap((hit) => this.polygons[hit] ?? [])
      .filter(({ rings }) => pointInPolygon([lng, lat], rings) !== false) // 0: on an edge
      .map(({ area }) => area)
      .sort((a, b) => depth(b) - depth(a) || (a.code < b.code ? -1 : 1))[0];
  }
}

function depth({ kind }: KnownArea): number {
  return AREA_KINDS.indexOf(kind);
}

function refuse(refused: RouteRefusal, field: string): Refusal<RouteRefusal> {
  return { refused, field };
}

function indexOf(polygons: MultiPolygon): Flatbush | undefined {
  if (polygons.length === 0) return undefined; // flatbush refuses to be empty
  const index = new Flatbush(polygons.length);
  for (const [outer = []] of polygons) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [lng = 0, lat = 0] of outer) {
      [west, south] = [Math.min(west, lng), Math.min(south, lat)];
      [east, north] = [Math.max(east, lng), Math.max(north, lat)];
    }
    index.add(west, south, east, north);
  }
  index.finish();
  return index;
}
