import { Injectable } from '@nestjs/common';
import { MapContents, type KnownArea, type MapBuilding } from '../areas/areas.js';
import { Config } from '../platform/config.js';
import type { Tx } from '../platform/database/database.js';
import { Stations } from '../stations/stations.js';
import { AddressBook } from './addresses/address-book.js';
import type { BookEntry } from './addresses/address.types.js';
import { BuildingTable } from './building-table.js';
import { Snapshot } from './snapshot.js';

/** What places are routed by. */
export interface RouteMap {
  snapshot: Snapshot;
  buildings: BuildingTable;
}

/** All that a process keeps of a map. */
export interface ReadMap extends RouteMap {
  mapId: string;
  book: AddressBook;
  /** of earlier maps, by id: tickets still name them */
  past: Map<string, KnownArea>;
}

/** Which buildings are read: all, or these; and whether for an address book. */
interface Wanted {
  /** buildings that are gone although the map has them; a map that is not published yet says itself which are there */
  isPublished: boolean;
  only?: string[];
}

/** Reads a map into memory, a slice at a time: requests are answered meanwhile. In a transaction that is frozen. */
@Injectable()
export class MapReader {
  constructor(
    private readonly contents: MapContents,
    private readonly stations: Stations,
    private readonly config: Config,
  ) {}

  async read(tx: Tx, mapId: string, isPublished: boolean): Promise<ReadMap> {
    const past = await this.contents.pastAreas(tx, mapId);
    let book: AddressBook | undefined;
    const routes = await this.routes(tx, mapId, { isPublished }, async (entries) => {
      book = await AddressBook.build(entries);
    });
    book ??= await AddressBook.build([]);
    return { mapId, ...routes, book, past: new Map(past.map((area) => [area.id, area])) };
  }

  /** Without an address book: for who compares maps. */
  async routes(
    tx: Tx,
    mapId: string,
    { isPublished, only }: Wanted,
    build: (entries: AsyncIterable<BookEntry[]>) => Promise<void> = drain,
  ): Promise<RouteMap> {
    const areas = await this.contents.areas(tx, mapId);
    const removed = isPublished ? await this.contents.removedBuildings(tx, mapId) : [];
    const removedOn = new Map(removed.map(({ id, removedOn: on }) => [id, on]));
    const table = new BuildingTable();
    const slices =
      only === undefined ? this.contents.buildings(tx, mapId) : one(this.contents.buildingsByIds(tx, mapId, only));
    const names = namesAround(areas);
    await build(
      (async function* () {
        for await (const rows of slices) {
          for (const { id, name, address, gridId, lng, lat } of rows) {
            table.add({ id, name, address, gridId, lng, lat, removedOn: removedOn.get(id) ?? null });
          }
          yield rows.map((row) => entryOf(row, names));
        }
      })(),
    );
    const data = {
      mapId,
      areas,
      boundaries: this.contents.boundaries(tx, mapId),
      coverage: await this.stations.coverage(tx, mapId),
      stations: await this.stations.placedStations(tx),
      buildings: table,
    };
    return { snapshot: await Snapshot.prepare(data, this.config), buildings: table };
  }
}

async function drain(entries: AsyncIterable<unknown>): Promise<void> {
  for await (const each of entries) void each;
}

async function* one<Row>(rows: Promise<Row[]>): AsyncGenerator<Row[]> {
  yield await rows;
}

interface Around {
  areas: readonly string[];
  path: string;
}
type NamesAround = (gridId: string) => Around;

const NOWHERE: Around = { areas: [], path: '' };

/** Field by field: a rest of fields takes several times as long, half a million times. */
function entryOf({ id, name, address, aliases, units, gridId, lng, lat }: MapBuilding, around: NamesAround): BookEntry {
  const { areas, path } = gridId === null ? NOWHERE : around(gridId);
  return { code: id, name, address, aliases, units, grid: gridId, areas, lng, lat, path };
}

/** From the root down to a grid; one list a grid, however many buildings it has. */
function namesAround(areas: (KnownArea & { parentId: string | null })[]): NamesAround {
  const byId = new Map(areas.map((area) => [area.id, area]));
  const known = new Map<string, Around>();
  return (gridId) => {
    const before = known.get(gridId);
    if (before !== undefined) return before;
    const names: string[] = [];
    for (let area = byId.get(gridId); area !== undefined; area = byId.get(area.parentId ?? ''))
      names.unshift(area.name);
    const around = { areas: names, path: byId.get(gridId)?.path ?? '' };
    known.set(gridId, around);
    return around;
  };
}
