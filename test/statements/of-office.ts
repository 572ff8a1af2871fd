import { Accounts } from '../../src/accounts/accounts.js';
import { dayOf } from '../../src/platform/calendar.js';
import { Database } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/outbox.js';
import { asAccount } from '../support/crew.js';
import { copies } from '../support/grown.js';
import { makeCategory } from '../support/people.js';
import { rowsOf, type Endpoints, type Prepare, type Size, type World } from './world.js';

const DAY_MS = 86_400_000;
const day = (ahead: number) => dayOf(new Date(Date.now() + ahead * DAY_MS));

/** What administrators have in hand. */
export function ofOffice(world: World): Endpoints {
  const { app, asking, stationId, members, open, step } = world;
  const { administrator } = asking;
  const database = app.get(Database);
  const list =
    (path: string): Prepare =>
    (size) =>
      Promise.resolve(() => administrator.get(path, { limit: rowsOf(size) }));
  const areas = (size: Size) =>
    database.rows<{ id: string }>('SELECT id FROM areas ORDER BY path LIMIT $1', [rowsOf(size)]);
  /** Leads as many areas as there are rows, and is signed in as often. */
  const account = async (size: Size): Promise<string> => {
    const id = newId();
    const roles = (await areas(size)).map((area) => ({ role: 'leader' as const, areaId: area.id }));
    const phone = `+86190000${String(98_000 + world.fresh())}`;
    await database.transaction((tx) =>
      app.get(Accounts).importAccounts(tx, [{ id, name: '郑八', phone, passwordHash: null, roles }]),
    );
    for (let n = 0; n < rowsOf(size); n += 1) await asAccount(app, id);
    return id;
  };
  const ofAccount =
    (what: string, method: 'get' | 'post' | 'put' | 'delete' = 'get'): Prepare =>
    async (size) => {
      const id = await account(size);
      return () => administrator[method](`/accounts/${id}${what}`);
    };
  const role =
    (method: 'put' | 'delete'): Prepare =>
    async (size) => {
      const [id, [area]] = [await account(size), await areas('few')];
      return () => administrator[method](`/accounts/${id}/roles/leader/${area?.id}`);
    };
  const station = () => ({
    ...{ code: `more-${world.fresh()}`, name: '新站', address: '登州路1号', signText: '新站', phone: '053200000000' },
    ...{ lng: 120.35, lat: 36.08, capacity: 20 },
  });
  const hours = (size: Size) =>
    Array.from({ length: rowsOf(size) }, (_, at) => ({
      weekday: 1 + (at % 5),
      from: 60 * Math.floor(at / 5),
      to: 60 * Math.floor(at / 5) + 30,
    }));
  /** A station that as many were head of, one after the other, long ago or to come. */
  const led = async (size: Size) => {
    const { body: here } = await administrator.get(`/stations/${stationId}`).expect(200);
    const given = { ...station(), communityId: here.communityId, hours: hours('few') };
    const { body } = await administrator.post('/stations', given).expect(201);
    for (let n = 0; n < rowsOf(size); n += 1) {
      await database.run(
        `INSERT INTO station_heads (station_id, account_id, role, valid_from, valid_to) VALUES ($1, $2, 'deputy', $3, $4)`,
        [body.id, members[n % members.length]?.accountId, day(100 + n), day(101 + n)],
      );
    }
    return String(body.id);
  };
  const lead = { role: 'head' };
  /** Somebody who asked for as many tickets, all of them over. */
  const resident = async (size: Size) => {
    const phone = `+86190000${String(99_000 + world.fresh())}`;
    const ticket = await open(size, { caller: { phone } });
    await step('head', ticket, 'cancel', { reason: '不用了' });
    if (size === 'many') await copies(app, ticket.id, rowsOf(size));
    const { body } = await administrator.post('/residents/held', { phone }).expect(200);
    return { id: String(body.person.id), phone };
  };

  return {
    'get /accounts/{id}': ofAccount(''),
    'put /accounts/{id}/lock': ofAccount('/lock', 'put'),
    'delete /accounts/{id}/lock': ofAccount('/lock', 'delete'),
    'post /accounts/{id}/password-codes': ofAccount('/password-codes', 'post'),
    'get /accounts/{id}/sessions': ofAccount('/sessions'),
    'delete /accounts/{id}/sessions': ofAccount('/sessions', 'delete'),
    'delete /accounts/{id}/sessions/{sessionId}': async (size) => {
      const id = await account(size);
      const { body } = await administrator.get(`/accounts/${id}/sessions`).expect(200);
      return () => administrator.delete(`/accounts/${id}/sessions/${body[0].id}`);
    },
    'put /accounts/{id}/roles/{role}/{areaId}': role('put'),
    'delete /accounts/{id}/roles/{role}/{areaId}': role('delete'),
    'post /stations': async (size) => {
      const { body } = await administrator.get(`/stations/${stationId}`).expect(200);
      const given = { ...station(), communityId: body.communityId, hours: hours(size) };
      return () => administrator.post('/stations', given);
    },
    'patch /stations/{id}': async (size) => {
      const id = await led(size);
      return () => administrator.patch(`/stations/${id}`, { hours: hours(size) });
    },
    'get /stations/{id}/heads': async (size) => {
      const id = await led(size);
      return () => administrator.get(`/stations/${id}/heads`);
    },
    'post /stations/{id}/heads': async (size) => {
      const id = await led(size);
      return () => administrator.post(`/stations/${id}/heads`, { ...lead, accountId: members[0]?.accountId });
    },
    'post /stations/{id}/heads/end': async (size) => {
      const id = await led(size);
      const given = { ...lead, accountId: members[0]?.accountId };
      await administrator.post(`/stations/${id}/heads`, given).expect(200);
      return () => administrator.post(`/stations/${id}/heads/end`, { ...given, until: day(1) });
    },
    'get /stations/{id}/neighbours': () =>
      Promise.resolve(() => administrator.get(`/stations/${stationId}/neighbours`)),
    'get /helpers': list('/helpers'),
    'patch /categories/{id}': async (size) => {
      const { id } = await makeCategory(app);
      const crew = Array.from({ length: size === 'few' ? 1 : 10 }, () => ({ skill: 'carpentry', size: 1 }));
      return () => administrator.patch(`/categories/${id}`, { crew });
    },
    'delete /categories/{id}': async () => {
      const { id } = await makeCategory(app);
      return () => administrator.delete(`/categories/${id}`);
    },
    'get /message-texts': () => Promise.resolve(() => administrator.get('/message-texts')),
    'put /message-texts/{key}/{language}': () =>
      Promise.resolve(() => administrator.put('/message-texts/welcome/zh', { text: '好的。' })),
    'get /readings': async (size) => {
      for (let n = 0; n < rowsOf(size); n += 1)
        await administrator.post('/residents/held', { phone: '+8619000099999' }).expect(200);
      return () => administrator.get('/readings', { limit: rowsOf(size) });
    },
    'post /residents/held': async (size) => {
      const { phone } = await resident(size);
      return () => administrator.post('/residents/held', { phone });
    },
    'post /residents/{id}/export': async (size) => {
      const { id } = await resident(size);
      return () => administrator.post(`/residents/${id}/export`);
    },
    'post /residents/{id}/erasure': async (size) => {
      const { id } = await resident(size);
      return () => administrator.post(`/residents/${id}/erasure`);
    },
  };
}
