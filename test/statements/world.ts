import type { Test } from 'supertest';
import { Database } from '../../src/platform/database/database.js';
import type { HelperDto } from '../../src/stations/stations.dto.js';
import type { TicketView } from '../../src/tickets/views.dto.js';
import { asAccount, asHelper, asPhone, plainMembers } from '../support/crew.js';
import { grow, MANY } from '../support/grown.js';
import type { TestApp } from '../support/harness.js';
import { CALLER, makeCategory, PHONES, storyBuildingId, type Asking } from '../support/people.js';

export type Size = 'few' | 'many';
/** Prepares what the endpoint is asked about, and hands back the asking of it. */
export type Prepare = (size: Size) => Promise<() => Test>;
/** By method and path, as in the OpenAPI document. */
export type Endpoints = Record<string, Prepare>;

export type Person = 'operator' | 'colleague' | 'head' | 'leader' | 'administrator';

/** Rows of whatever there can be more of. */
export const rowsOf = (size: Size): number => (size === 'few' ? 1 : MANY);
/** As many of a crew have joined, and as many more are asked. */
const JOINED: Record<Size, number> = { few: 1, many: 4 };

export interface World {
  app: TestApp;
  asking: Record<Person, Asking>;
  /** of the story's station, neither head nor deputy */
  members: HelperDto[];
  stationId: string;
  otherStationId: string;
  buildingId: string;
  categories: Record<Size, string>;
  open: (size: Size, given?: Record<string, unknown>) => Promise<TicketView>;
  /** in progress; some places are filled, for others somebody is asked */
  started: (size: Size) => Promise<TicketView>;
  resolved: (size: Size) => Promise<TicketView>;
  /** a step of the ticket by somebody, which succeeds */
  step: (who: Person, ticket: { id: string }, what: string, body?: object) => Promise<void>;
  /** of the station's, by their place among `members` */
  member: (at: number) => Promise<Asking>;
  /** a number that nobody had before */
  fresh: () => number;
}

export async function makeWorld(app: TestApp): Promise<World> {
  const database = app.get(Database);
  await database.run('UPDATE helpers SET capacity = 10000');
  const crew = (size: number) => ({ crew: [{ skill: null, size }], offerSeconds: 86_400 });
  const categories = {
    few: (await makeCategory(app, crew(2 * JOINED.few + 1))).id,
    many: (await makeCategory(app, crew(2 * JOINED.many + 1))).id,
  };
  const members = await plainMembers(app, categories.few);
  const stationId = members[0]?.stationId ?? '';
  const operator = await asPhone(app, PHONES.operator);
  const buildingId = await storyBuildingId(app);
  const asking = {
    operator,
    colleague: await colleagueOf(app, operator),
    head: await asPhone(app, PHONES.head),
    leader: await asPhone(app, PHONES.leader),
    administrator: await asPhone(app, PHONES.administrator),
  };
  const other = await database.one<{ id: string }>(
    `SELECT s.id FROM stations s JOIN station_heads h ON h.station_id = s.id AND h.role = 'head' WHERE s.id <> $1 LIMIT 1`,
    [stationId],
  );
  let made = 0;
  const step: World['step'] = async (who, ticket, what, body = {}) => {
    const answer = await asking[who].post(`/tickets/${ticket.id}/${what}`, body);
    if (answer.status >= 300) throw new Error(`${what}: ${answer.text}`);
  };
  const open: World['open'] = async (size, given = {}) => {
    const { body } = await asking.operator
      .post('/tickets', {
        categoryId: categories[size],
        place: { buildingId },
        unit: '4单元',
        door: '302',
        description: '扶手松了',
        caller: { phone: CALLER, name: '赵奶奶' },
        ...given,
      })
      .expect(201);
    await grow(app, body.id, rowsOf(size));
    return body as TicketView;
  };
  const started: World['started'] = async (size) => {
    const ticket = await open(size);
    for (let at = 0; at < JOINED[size]; at += 1) await step('head', ticket, 'crew', { helperId: members[at]?.id });
    for (let at = 0; at < JOINED[size]; at += 1)
      await step('head', ticket, 'offers', { helperId: members[JOINED.many + at]?.id });
    await step('head', ticket, 'start');
    return ticket;
  };
  return {
    app,
    asking,
    members,
    stationId,
    otherStationId: other?.id ?? '',
    buildingId,
    categories,
    open,
    started,
    resolved: async (size) => {
      const ticket = await started(size);
      await step('head', ticket, 'resolve', { outcome: 'done', note: '已紧固' });
      return ticket;
    },
    step,
    member: (at) => asHelper(app, members[at]?.id ?? ''),
    fresh: () => (made += 1),
  };
}

/** A second operator over the same place, who did not confirm what the first did. */
async function colleagueOf(app: TestApp, operator: Asking): Promise<Asking> {
  const { body: me } = await operator.get('/me').expect(200);
  const helper = await asPhone(app, PHONES.helper);
  const { body: other } = await helper.get('/me').expect(200);
  await app.get(Database).run(
    `INSERT INTO area_roles (account_id, area_id, role, valid_from)
     SELECT $2, area_id, role, valid_from FROM area_roles WHERE account_id = $1 AND role = 'operator'`,
    [me.accountId, other.accountId],
  );
  return asAccount(app, other.accountId);
}
