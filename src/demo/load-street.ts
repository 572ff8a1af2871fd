import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import { Areas } from '../areas/areas.js';
import { Database, type Tx } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { OpeningBalances } from '../reports/reports.js';
import { Routing } from '../routing/routing.js';
import { Stations } from '../stations/stations.js';
import { Categories } from '../tickets/tickets.js';
import { DemoStore } from './demo.store.js';
import { DEMO_PASSWORD } from './sign-ins.js';
import { generateStreet, type DemoHelper, type DemoStreet } from './street.js';

export { DEMO_PASSWORD } from './sign-ins.js';

/** Time to find the phone and read; shorter where it burns. */
const OFFER_SECONDS = { normal: 300, urgent: 120, critical: 60 };
/** The head's ten minutes (docs/domain.md, Who starts dispatch). */
const HEAD_SECONDS = 600;

/** Code (of a person: phone number) → id. */
type Ids = Map<string, string>;

/** Puts the made-up street into an empty installation. */
@Injectable()
export class DemoLoader {
  constructor(
    private readonly database: Database,
    private readonly store: DemoStore,
    private readonly areas: Areas,
    private readonly accounts: Accounts,
    private readonly stations: Stations,
    private readonly categories: Categories,
    private readonly openingBalances: OpeningBalances,
    private readonly routing: Routing,
  ) {}

  /** All of it or nothing; false, and nothing done, where there are areas already. */
  async load(): Promise<boolean> {
    if (!(await this.areas.isEmpty(this.database))) return false;
    const street = generateStreet();
    // one hash for all: hashing 300 would take a minute, on purpose
    const passwordHash = await this.accounts.hashPassword(DEMO_PASSWORD);
    const loaded = await this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      if (!(await this.areas.isEmpty(tx))) return false;
      await this.write(tx, street, passwordHash);
      return true;
    });
    await this.routing.reload();
    return loaded;
  }

  private async write(tx: Tx, street: DemoStreet, passwordHash: string): Promise<void> {
    await this.stations.importSkills(tx, street.skills);
    await this.writeCategories(tx, street);
    const areas = await this.writeAreas(tx, street);
    const people = await this.writePeople(tx, street, areas, passwordHash);
    const stations = await this.writeStations(tx, street, areas, people);
    await this.store.askOften(tx);
    await this.writeMap(tx, street, areas, stations);
    const administrator = street.staff.find(({ role }) => role === 'administrator')?.phone ?? '';
    await this.openingBalances.load(
      tx,
      street.openingBalances.map(({ stationCode, ...balance }) => ({
        ...balance,
        stationId: of(stations, stationCode),
        categoryId: null,
        from: null,
      })),
      of(people, administrator),
    );
  }

  private async writeCategories(tx: Tx, street: DemoStreet): Promise<void> {
    const ids = idsFor(street.categories.map(({ code }) => code));
    await this.categories.import(
      tx,
      street.categories.map(({ parentCode, acceptMinutes, arriveMinutes, resolveMinutes, ...category }) => ({
        ...category,
        id: of(ids, category.code),
        parentId: parentCode === null ? null : of(ids, parentCode),
        acceptSeconds: acceptMinutes * 60,
        arriveSeconds: arriveMinutes === null ? null : arriveMinutes * 60,
        resolveSeconds: resolveMinutes * 60,
        offerSeconds: OFFER_SECONDS[category.urgency],
        headSeconds: HEAD_SECONDS,
      })),
    );
  }

  private async writeAreas(tx: Tx, street: DemoStreet): Promise<Ids> {
    const ids = idsFor(street.areas.map(({ code }) => code));
    await this.areas.importAreas(
      tx,
      street.areas.map(({ code, kind, name, parentCode }) => ({
        id: of(ids, code),
        code,
        kind,
        name,
        parentId: parentCode === null ? null : of(ids, parentCode),
        validFrom: street.map.validFrom,
      })),
    );
    return ids;
  }

  private async writePeople(tx: Tx, street: DemoStreet, areas: Ids, passwordHash: string): Promise<Ids> {
    const { helpers, staff } = street;
    const ids = idsFor([...helpers, ...staff].map(({ phone }) => phone));
    await this.accounts.importAccounts(tx, [
      ...helpers.map(({ phone, name, canSignIn }) => ({
        id: of(ids, phone),
        name,
        phone,
        passwordHash: canSignIn ? passwordHash : null,
        roles: [],
        demo: true,
      })),
      ...staff.map(({ phone, name, role, areaCode }) => ({
        id: of(ids, phone),
        name,
        phone,
        passwordHash,
        roles: [{ role, areaId: of(areas, areaCode) }],
        demo: true,
      })),
    ]);
    const owners = staff.flatMap(({ phone, onDutyFor }) =>
      onDutyFor.map((code) => ({ areaId: of(areas, code), accountId: of(ids, phone) })),
    );
    await this.accounts.importOwners(tx, owners);
    return ids;
  }

  private async writeStations(tx: Tx, street: DemoStreet, areas: Ids, people: Ids): Promise<Ids> {
    const ids = idsFor(street.stations.map(({ code }) => code));
    await this.stations.importStations(
      tx,
      street.stations.map(({ communityCode, gridCodes: _, ...station }) => ({
        ...station,
        id: of(ids, station.code),
        communityId: of(areas, communityCode),
        heads: street.helpers
          .filter(({ stationCode }) => stationCode === station.code)
          .flatMap((helper) => headOf(helper, people)),
      })),
    );
    await this.stations.importHelpers(
      tx,
      street.helpers.map(({ phone, stationCode, willingStations, ...helper }) => ({
        ...helper,
        id: newId(),
        accountId: of(people, phone),
        stationId: of(ids, stationCode),
        willingStationIds: willingStations.map((code) => of(ids, code)),
      })),
    );
    return ids;
  }

  private async writeMap(tx: Tx, street: DemoStreet, areas: Ids, stations: Ids): Promise<void> {
    const mapId = newId();
    const boundaries = street.areas.flatMap(({ code, boundary: geometry }) =>
      geometry === undefined ? [] : [{ areaId: of(areas, code), geometry }],
    );
    await this.areas.importMap(tx, { ...street.map, id: mapId, boundaries });
    await this.areas.importBuildings(
      tx,
      street.buildings.map(({ gridCode, ...building }) => ({
        ...building,
        id: newId(),
        gridId: of(areas, gridCode),
      })),
      mapId,
    );
    const coverage = street.stations.flatMap(({ code, gridCodes }) =>
      gridCodes.map((grid) => ({ gridId: of(areas, grid), stationId: of(stations, code) })),
    );
    await this.stations.importCoverage(tx, mapId, coverage);
    await this.areas.publishMap(tx, mapId);
  }
}

function headOf({ role, phone, joinedOn }: DemoHelper, people: Ids) {
  return role === null ? [] : [{ accountId: of(people, phone), role, validFrom: joinedOn }];
}

function idsFor(codes: string[]): Ids {
  return new Map(codes.map((code) => [code, newId()]));
}

function of(ids: Ids, code: string): string {
  const id = ids.get(code);
  if (id === undefined) throw new Error(`the street refers to ${code}, which it does not have`);
  return id;
}
