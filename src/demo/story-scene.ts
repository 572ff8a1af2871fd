import { dayOf } from '../platform/calendar.js';
import type { TicketView } from '../tickets/tickets.js';
import { DEMO_PASSWORD } from './load-street.js';
import { demoSignIns, STORY_BUILDING } from './sign-ins.js';
import { Client, expect } from './story-client.js';
import { Figures, periodsOf, type Place } from './story-figures.js';
import { generateStreet } from './street.js';

export const BASE_URL = process.env.BASE_URL ?? 'http://127.0.0.1:3000';
export const CALLER = { phone: '+8619000020001', name: '宋奶奶' }; // made up, like everybody here
export const DOOR = '4单元602';
export const REQUEST = '10号楼4单元的楼梯扶手有些松动，老人上下楼不安全，您看能派人来修修吗？';
export const MINUTE = 60_000;

export interface People {
  operator: Client;
  head: Client;
  leader: Client;
  administrator: Client;
  /** by helper id: those of the station who sign in themselves */
  helpers: Map<string, Client>;
}

export interface Scene extends People {
  buildingId: string;
  stationId: string;
  cityId: string;
  places: Place[];
  categoryId: string;
  day: string;
}

export async function signInAll(): Promise<People> {
  const street = generateStreet();
  const signIns = demoSignIns(street);
  const as = (who: string) => {
    const phone = signIns.find((each) => each.who === who)?.phone ?? '';
    return Client.signIn(BASE_URL, phone, DEMO_PASSWORD);
  };
  const headPhone = signIns.find(({ who }) => who === 'head')?.phone;
  const stationCode = street.helpers.find(({ phone }) => phone === headPhone)?.stationCode;
  const helpers = new Map<string, Client>();
  for (const helper of street.helpers) {
    if (helper.stationCode !== stationCode || helper.role !== null || !helper.canSignIn) continue;
    const client = await Client.signIn(BASE_URL, helper.phone, DEMO_PASSWORD);
    const { helperId } = await client.get<{ helperId: string }>('/me');
    helpers.set(helperId, client);
  }
  return {
    operator: await as('operator'),
    head: await as('head'),
    leader: await as('leader'),
    administrator: await as('administrator'),
    helpers,
  };
}

interface Area {
  id: string;
  name: string;
}

export async function setTheScene(people: People): Promise<Scene> {
  const { administrator, operator } = people;
  const area = async (kind: string, search: string): Promise<Area> => {
    const { items } = await operator.get<{ items: Area[] }>('/areas', { kind, search });
    const found = items.find(({ name }) => name === search);
    expect(found !== undefined, `没有区域 ${search}`);
    return found;
  };
  const community = await area('community', '贮水山社区');
  const street = await area('street', '辽宁路街道');
  const district = await area('district', '市北区');
  const city = await area('city', '青岛市');
  const { items: buildings } = await operator.get<{ items: { id: string; name: string }[] }>('/buildings', {
    search: '10号楼',
    areaId: community.id,
  });
  expect(buildings.length === 1 && buildings[0]?.name === STORY_BUILDING, '在贮水山社区找“10号楼”应只有一栋');
  const { stationRoles } = await people.head.get<{ stationRoles: { stationId: string }[] }>('/me');
  const stationId = stationRoles[0]?.stationId ?? '';
  const category = await administrator.post<{ id: string }>('/categories', {
    code: `story.${Date.now()}`,
    parentId: null,
    name: '楼梯扶手（演示）',
    nameEn: 'Handrail (story)',
    selectable: true,
    urgency: 'normal',
    dispatch: 'head',
    confidential: false,
    acceptSeconds: 30,
    resolveSeconds: 90,
    roundTheClock: true,
    offerSeconds: 3,
    headSeconds: 600,
    crew: [
      { skill: 'carpentry', size: 1 },
      { skill: null, size: 2 },
    ],
  });
  return {
    ...people,
    buildingId: buildings[0].id,
    stationId,
    cityId: city.id,
    categoryId: category.id,
    day: dayOf(new Date()),
    places: [
      { name: '帮办站', stationId },
      ...[community, street, district, city].map(({ id, name }) => ({ name, areaId: id })),
    ],
  };
}

export function open(scene: Scene, happenedAt?: Date): Promise<TicketView> {
  return scene.operator.post<TicketView>('/tickets', {
    categoryId: scene.categoryId,
    description: REQUEST,
    place: { buildingId: scene.buildingId },
    unit: '4单元',
    door: DOOR,
    caller: CALLER,
    ...(happenedAt === undefined ? {} : { happenedAt: happenedAt.toISOString() }),
  });
}

export function figures(scene: Scene, day = scene.day): Promise<Figures> {
  return Figures.of(scene.administrator, scene.cityId, scene.places, day);
}

/** The figures that one ticket of the station may move. */
export function watched(scene: Scene): string[] {
  const names = [...scene.places.map(({ name }) => name), `holder ${scene.stationId}`, `category ${scene.categoryId}`];
  return periodsOf(scene.day).flatMap((period) => names.map((name) => `${name} ${period.name}`));
}
