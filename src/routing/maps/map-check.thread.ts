import {
  checkMap,
  countsOf,
  DraftsStore,
  FindingsStore,
  MapContents,
  type CheckedBuilding,
  type MapFeature,
  type MultiPolygon,
} from '../../areas/areas.js';
import { onConnection, type InTransaction, type Tx } from '../../platform/database/database.js';
import { CoverageStore } from '../../stations/stations.js';
import { RoutingStore } from '../routing.store.js';

/** What MapChecks asks of the thread. `today`: by which stations are open. */
export interface CheckGiven {
  url: string;
  mapId: string;
  today: string;
}

const [drafts, found, contents, coverage] = [
  new DraftsStore(),
  new FindingsStore(),
  new MapContents(),
  new CoverageStore(),
];

/** Reads a draft, looks through it, and writes what it found. False: there is no such draft any more. */
async function check(inTransaction: InTransaction, { mapId, today }: CheckGiven): Promise<boolean> {
  const given = await inTransaction(async (tx) => {
    await new RoutingStore().freeze(tx);
    const map = await drafts.one(tx, mapId);
    return map === undefined ? undefined : { map, ...(await read(tx, mapId, today)) };
  });
  if (given === undefined) return false;
  const { map, features, buildings, stations } = given;
  const { findings } = await checkMap(features, buildings, { stations });
  return inTransaction(async (tx) => {
    if ((await drafts.lock(tx, mapId)) === undefined) return false;
    await found.clear(tx, mapId);
    await found.insert(tx, mapId, null, findings);
    await found.checked(tx, mapId, map.revision, countsOf(findings));
    return true;
  });
}

async function read(tx: Tx, mapId: string, today: string) {
  const areas = await contents.areas(tx, mapId);
  const boundaries = new Map<string, MultiPolygon>();
  for await (const slice of contents.boundaries(tx, mapId)) {
    for (const { areaId, geometry } of slice) boundaries.set(areaId, geometry);
  }
  const stations = await coverage.codes(tx, today);
  const codeOfStation = new Map([...stations].map(([code, id]) => [id, code]));
  const stationOf = new Map(
    (await coverage.rows(tx, mapId)).map(({ gridId, stationId }) => [gridId, codeOfStation.get(stationId)]),
  );
  const codes = new Map(areas.map(({ id, code }) => [id, code]));
  const features = areas.map(({ id, code, name, kind, parentId, line }, index): MapFeature => ({
    index,
    line,
    code,
    name,
    level: kind,
    parent: parentId === null ? null : (codes.get(parentId) ?? ''),
    station: stationOf.get(id) ?? null,
    geometry: boundaries.get(id) ?? [],
  }));
  const buildings: CheckedBuilding[] = [];
  for await (const slice of contents.buildings(tx, mapId)) {
    for (const { line, code, gridId, lng, lat } of slice) {
      buildings.push({ line, code, grid: gridId === null ? null : (codes.get(gridId) ?? gridId), lng, lat });
    }
  }
  return { features, buildings, stations: new Set(stations.keys()) };
}

export default (given: CheckGiven): Promise<boolean> =>
  onConnection(given.url, (inTransaction) => check(inTransaction, given));
