import type { Boundary, KnownArea, PlacedBuilding } from '../areas/areas.js';
import { AreaIndex, type AreaCollector } from '../areas/geo/area-index.js';
import { atOnce, inSlices, type Work } from '../platform/slices.js';
import type { Refusal } from '../platform/http/refusal.js';
import type { CoverageRow, PlacedStation } from '../stations/stations.js';
import { toWgs84, type Point } from './coordinates.js';
import { Extents } from './extents.js';
import type { Place, Reason, Routed, RouteRefusal, RouteWay } from './routing.types.js';

export interface SnapshotData {
  mapId: string;
  areas: KnownArea[];
  boundaries: Boundary[];
  coverage: CoverageRow[];
  stations: PlacedStation[];
  buildings: PlacedBuilding[] | Buildings;
}

/** Buildings by their ids, however they are kept. */
interface Buildings {
  get(id: string): PlacedBuilding | undefined;
}
/** The areas that have a boundary, by their numbers in the index. */
interface Bounded {
  bounded: KnownArea[];
  index: AreaIndex;
  extents: Extents<KnownArea>;
}
type Slices<Row> = Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>;
type Found = Partial<Pick<Routed, 'building' | 'point' | 'given'>>;
type Answer = Routed | Refusal<RouteRefusal>;

export interface SnapshotOptions {
  /** a place outside every grid goes to the nearest one within so many metres */
  nearestMetres?: number;
}
export const NEAREST_METRES = 50;

/** One published map with all that a route needs: immutable, so a look-up needs no SQL and no lock. Swapped as a whole. */
export class Snapshot {
  readonly mapId: string;
  private readonly areas: Map<string, KnownArea>;
  private readonly byCode: Map<string, KnownArea>;
  private readonly stations: Map<string, PlacedStation>;
  private readonly stationOfGrid: Map<string, string>;
  private readonly buildings: Buildings;
  private readonly nearestMetres: number;
  private readonly bounded: KnownArea[];
  private readonly index: AreaIndex;
  private readonly extents: Extents<KnownArea>;
  private readonly withStations = new Map<string, boolean>();

  constructor(data: SnapshotData, { nearestMetres = NEAREST_METRES }: SnapshotOptions = {}, boundaries?: Bounded) {
    this.mapId = data.mapId;
    this.nearestMetres = nearestMetres;
    this.areas = new Map(data.areas.map((area) => [area.id, area]));
    this.byCode = new Map(data.areas.map((area) => [area.code, area]));
    this.stations = new Map(data.stations.map((station) => [station.id, station]));
    this.stationOfGrid = new Map(data.coverage.map(({ gridId, stationId }) => [gridId, stationId]));
    const { buildings } = data;
    this.buildings = Array.isArray(buildings)
      ? new Map(buildings.map((building) => [building.id, building]))
      : buildings;
    const { bounded, index, extents } = boundaries ?? indexed(data, this.areas);
    this.bounded = bounded;
    this.index = index;
    this.extents = extents;
  }

  /** As the constructor, but gives way while boundaries are indexed; they may come slice by slice, and are not kept. */
  static async prepare(
    { boundaries, ...data }: Omit<SnapshotData, 'boundaries'> & { boundaries: Slices<Boundary> },
    options: SnapshotOptions = {},
  ): Promise<Snapshot> {
    const areas = new Map(data.areas.map((area) => [area.id, area]));
    const bounded: KnownArea[] = [];
    const collected = AreaIndex.collect();
    for await (const slice of boundaries) {
      await inSlices(adding(slice, areas, bounded, collected));
    }
    const index = await inSlices(collected.indexing());
    const extents = await inSlices(Extents.building(data.areas, bounded, index));
    return new Snapshot({ ...data, boundaries: [] }, options, { bounded, index, extents });
  }

  area(id: string): KnownArea | undefined {
    return this.areas.get(id);
  }

  building(id: string): Routed['building'] | undefined {
    const building = this.buildings.get(id);
    return building === undefined ? undefined : { id: building.id, name: building.name, address: building.address };
  }

  /** Of all stations that have a grid. */
  stationIds(): Set<string> {
    return new Set(this.stationOfGrid.values());
  }

  stands(buildingId: string, today: string): boolean {
    const building = this.buildings.get(buildingId);
    return building !== undefined && (building.removedOn === null || building.removedOn > today);
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
    const found = { building: { id, name, address }, point };
    // a building that the new map has not been told about is where it stands
    if (point === null || (own !== undefined && this.stationOfGrid.has(own.id))) {
      if (own !== undefined) return this.answer('building', own, found, today);
    } else {
      const at = this.areaAt(point);
      if (at?.kind === 'grid') return this.answer('building', at, found, today);
      const near = this.byNearest(point, found, today);
      if (near !== undefined) return near;
      const around = at ?? own ?? this.extents.around(point);
      if (around !== undefined) return this.answer('building', around, found, today);
    }
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
    if (Math.abs(given.lat) > 90) {
      return this.swapped(given, system) ?? refuse('latitude-out-of-range', 'place.point.lat');
    }
    const point = toWgs84(given, system);
    const found = { point, given: { system: system ?? 'wgs84', ...given } };
    const at = this.areaAt(point);
    if (at?.kind === 'grid') return this.answer('point', at, found, today);
    const near = this.byNearest(point, found, today);
    if (near !== undefined) return near;
    const fault = at === undefined ? this.swapped(given, system) : undefined;
    if (fault !== undefined) return fault;
    const around = at ?? this.extents.around(point);
    // who names an area within it knows more
    if (around !== undefined && named?.path.startsWith(around.path) !== true) {
      return this.answer('point', around, found, today);
    }
    return named === undefined ? refuse('outside-every-grid', 'place.point') : this.byArea(named, found, today);
  }

  /** Outside every grid, but near one. */
  private byNearest(point: Point, found: Found, today: string): Routed | undefined {
    const { lng, lat } = point;
    const isGrid = (area: number) => this.bounded[area]?.kind === 'grid';
    const near = this.index.nearest(lng, lat, this.nearestMetres, isGrid);
    const grid = near === undefined ? undefined : this.bounded[near.area];
    return grid && this.answer('nearest', grid, found, today, near?.metres);
  }

  /** Why the point is none, where the other way round it is in the map. */
  private swapped(given: Point, system: NonNullable<Place['point']>['system']): Refusal<RouteRefusal> | undefined {
    const other = { lng: given.lat, lat: given.lng };
    const meant = Math.abs(other.lat) <= 90 ? this.areaAt(toWgs84(other, system)) : undefined;
    return meant && { ...refuse('coordinates-swapped', 'place.point'), args: { area: meant.name } };
  }

  private byArea(area: KnownArea, found: Found, today: string): Answer {
    return this.answer(area.kind === 'grid' ? 'grid' : 'area', area, found, today);
  }

  private answer(way: RouteWay, at: KnownArea, found: Found, today: string, metres = 0): Routed {
    const station = this.stationFor(at, today);
    const { building = null, point = null, given = null } = found;
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
      given,
      reason: station === undefined ? this.triage(way, at) : reason(way, at, station, building, metres),
    };
  }

  private triage(way: RouteWay, at: KnownArea): Reason {
    const args = { area: at.name };
    if (way === 'point' && at.kind !== 'grid') return { code: 'point-in-no-grid', args };
    // a better place would help only where there are grids with a station
    return { code: way === 'area' && this.hasStations(at) ? 'place-not-exact' : 'no-station', args };
  }

  private stationFor(grid: KnownArea, today: string): PlacedStation | undefined {
    const station = this.stations.get(this.stationOfGrid.get(grid.id) ?? '');
    if (station === undefined || station.openedOn > today) return undefined;
    return station.closedOn !== null && station.closedOn <= today ? undefined : station;
  }

  private hasStations({ path }: KnownArea): boolean {
    const known = this.withStations.get(path);
    if (known !== undefined) return known;
    const has = [...this.stationOfGrid.keys()].some((id) => this.areas.get(id)?.path.startsWith(path));
    this.withStations.set(path, has);
    return has;
  }

  private areaAt({ lng, lat }: Point): KnownArea | undefined {
    return this.bounded[this.index.at(lng, lat) ?? -1];
  }
}

function reason(
  way: RouteWay,
  at: KnownArea,
  station: PlacedStation,
  building: Routed['building'],
  metres: number,
): Reason {
  const args: Reason['args'] = { grid: at.name, station: station.name };
  if (building !== null) args.building = building.name;
  if (way === 'nearest') {
    args.metres = String(Math.max(1, Math.round(metres)));
    return { code: building === null ? 'point-near-grid' : 'building-near-grid', args };
  }
  if (way === 'building') return { code: 'building-in-grid', args };
  return { code: way === 'point' ? 'point-in-grid' : 'grid-given', args };
}

function indexed({ areas, boundaries }: SnapshotData, byId: ReadonlyMap<string, KnownArea>): Bounded {
  const bounded: KnownArea[] = [];
  const collected = AreaIndex.collect();
  atOnce(adding(boundaries, byId, bounded, collected));
  const index = atOnce(collected.indexing());
  return { bounded, index, extents: atOnce(Extents.building(areas, bounded, index)) };
}

/** Their numbers in the index are their places in `bounded`. */
function* adding(
  boundaries: readonly Boundary[],
  areas: ReadonlyMap<string, KnownArea>,
  bounded: KnownArea[],
  collected: AreaCollector,
): Work<void> {
  for (const { areaId, geometry } of boundaries) {
    const area = areas.get(areaId);
    if (area === undefined) continue;
    collected.add({ code: area.code, kind: area.kind, geometry });
    bounded.push(area);
    yield;
  }
}

function refuse(refused: RouteRefusal, field: string): Refusal<RouteRefusal> {
  return { refused, field };
}
