import { Accounts } from '../../src/accounts/accounts.js';
import { Database } from '../../src/platform/database/database.js';
import { writeCsv } from '../../src/platform/csv.js';
import { DEMO_PASSWORD } from '../../src/demo/load-street.js';
import { asAccount, asHelper, sweep } from '../support/crew.js';
import { copies, MANY, offersTo } from '../support/grown.js';
import { makeCategory, PHONES } from '../support/people.js';
import { ofProfiles } from './of-profiles.js';
import { rowsOf, type Endpoints, type Person, type Prepare, type Size, type World } from './world.js';

const LIMIT: Record<Size, number> = { few: 1, many: 100 };

/** Lists, who works here, and what is counted. */
export function ofStations(world: World): Endpoints {
  const { app, asking, open, started, members, stationId } = world;
  const database = app.get(Database);
  const list =
    (path: string, who: Person = 'operator', query: object = {}): Prepare =>
    (size) =>
      Promise.resolve(() => asking[who].get(path, { limit: LIMIT[size], ...query }));
  const read =
    (path: string, who: Person = 'operator', query: (size: Size) => object = () => ({})): Prepare =>
    (size) =>
      Promise.resolve(() => asking[who].get(path, { ...query(size) }));
  const firstOf = async (path: string) =>
    String((await asking.operator.get(path, { limit: 1 }).expect(200)).body.items[0].id);
  const sendFile =
    (path: string, file: (size: Size) => string[][]): Prepare =>
    (size) =>
      Promise.resolve(() =>
        app.http
          .post(path)
          .set({ Authorization: `Bearer ${asking.administrator.token}`, 'Content-Type': 'text/csv' })
          .send(writeCsv(file(size))),
      );
  const times = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at));
  const days = () => ({ from: '2020-01-01', to: '2030-01-01' });
  /** Nine years: figures are asked for ten years at most. */
  const lately = () => ({ from: '2022-01-01', to: '2030-12-31' });
  const phone = () => `+86190000${String(96_000 + world.fresh())}`;

  /** An account of nobody in particular, over as many areas. */
  const account = async (size: Size) => {
    const own = phone();
    const { body } = await asking.administrator.post('/accounts', await newAccount(own, size)).expect(201);
    const id = String(body.id ?? (await app.get(Accounts).byPhones(database, [own])).get(own)?.id);
    for (let n = 0; n < rowsOf(size); n += 1) await asAccount(app, id);
    return { id, phone: own };
  };
  const newAccount = async (own: string, size: Size) => {
    const { body: me } = await asking.administrator.get('/me').expect(200);
    const areas = await database.rows<{ id: string }>('SELECT id FROM areas WHERE starts_with(path, $1) LIMIT $2', [
      me.areaRoles[0].path,
      size === 'few' ? 1 : 20,
    ]);
    return { name: '吴七', phone: own, roles: areas.map(({ id }) => ({ role: 'leader', areaId: id })) };
  };
  const coded = async (size: Size) => {
    const { id, phone: own } = await account(size);
    await app.http.post('/password-codes').send({ phone: own });
    await sweep(app);
    return { phone: own, code: (await app.get(Accounts).readCode(id)) ?? '' };
  };

  /** A helper whom as many tickets wait for, and one of the offers. */
  const offered = async (size: Size, at = 5) => {
    const ticket = await open(size);
    const helperId = members[at]?.id ?? '';
    const { body } = await asking.head.post(`/tickets/${ticket.id}/offers`, { helperId }).expect(201);
    return { helper: await asHelper(app, helperId), offerId: String(body.id) };
  };
  const leaving = async (size: Size) => {
    const row = await database.one<{ id: string }>(
      `SELECT h.id FROM helpers h
        WHERE h.station_id = $1 AND h.id <> ALL ($2::uuid[]) AND NOT EXISTS (SELECT FROM helper_departures d WHERE d.helper_id = h.id)
          AND NOT EXISTS (SELECT FROM station_heads s WHERE s.account_id = h.account_id)
        ORDER BY h.id LIMIT 1`,
      [stationId, members.slice(0, 12).map(({ id }) => id)],
    );
    if (row === undefined) throw new Error('nobody is left at the station');
    const { id } = await open('few');
    await offersTo(app, row.id, id, rowsOf(size));
    return row.id;
  };
  let categoriesMade = false;

  return {
    'get /health/live': () => Promise.resolve(() => app.http.get('/health/live')),
    'get /health/ready': () => Promise.resolve(() => app.http.get('/health/ready')),
    'get /me': async (size) => {
      const who = await asAccount(app, (await account(size)).id);
      return () => who.get('/me');
    },
    'post /sessions': async (size) => {
      for (let n = 0; n < rowsOf(size); n += 1)
        await asAccount(app, String((await asking.leader.get('/me')).body.accountId));
      return () => app.http.post('/sessions').send({ phone: PHONES.leader, password: DEMO_PASSWORD });
    },
    'delete /sessions/current': async (size) => {
      const { token } = await asAccount(app, (await account(size)).id);
      return () => app.http.delete('/sessions/current').set('Authorization', `Bearer ${token}`);
    },
    'post /password-codes': async (size) => {
      const own = await account(size);
      return () => app.http.post('/password-codes').send({ phone: own.phone });
    },
    'post /password-resets': async (size) => {
      const given = await coded(size);
      return () => app.http.post('/password-resets').send({ ...given, password: 'a-good-one-2026' });
    },
    'post /accounts': async (size) => {
      const given = await newAccount(phone(), size);
      return () => asking.administrator.post('/accounts', given);
    },
    'get /accounts': list('/accounts', 'administrator'),
    'get /areas': list('/areas'),
    'get /areas/{id}': async () => {
      const id = await firstOf('/areas');
      return () => asking.operator.get(`/areas/${id}`);
    },
    'get /buildings': list('/buildings'),
    'get /buildings/{id}': read(`/buildings/${world.buildingId}`),
    'get /grid-maps': list('/grid-maps'),
    'get /stations': list('/stations'),
    'get /stations/{id}': read(`/stations/${stationId}`),
    'get /stations/{id}/helpers': list(`/stations/${stationId}/helpers`),
    'get /stations/{id}/coverage': async (size) => {
      const row = await database.one<{ id: string }>(
        `SELECT station_id AS id FROM coverage GROUP BY 1 ORDER BY count(*) ${size === 'few' ? 'ASC' : 'DESC'} LIMIT 1`,
      );
      return () => asking.administrator.get(`/stations/${row?.id}/coverage`);
    },
    'get /skills': read('/skills', 'head'),
    'get /helpers/{id}': read(`/helpers/${members[0]?.id}`, 'head'),
    'get /helpers/{id}/figures': async (size) => {
      for (let n = 0; n < rowsOf(size); n += 1) await world.resolved('few');
      return () => asking.head.get(`/helpers/${members[0]?.id}/figures`);
    },
    'post /helpers/{id}/leave': async (size) => {
      const id = await leaving(size);
      return () => asking.head.post(`/helpers/${id}/leave`, { reason: '搬家' });
    },
    'post /helpers/{id}/return': async (size) => {
      const id = await leaving(size);
      await asking.head.post(`/helpers/${id}/leave`, { reason: '搬家' }).expect(200);
      return () => asking.head.post(`/helpers/${id}/return`);
    },
    ...ofProfiles(world),
    'get /helpers/imports/template.csv': read('/helpers/imports/template.csv', 'administrator'),
    'post /helpers/imports': async (size) => {
      const { body: station } = await asking.head.get(`/stations/${stationId}`).expect(200);
      const rows = times(rowsOf(size), () => ['郑大川', phone(), String(station.code), '电工']);
      return sendFile('/helpers/imports', () => [['姓名', '电话', '帮办站', '职业'], ...rows])(size);
    },
    'get /calendar/{year}': (size) =>
      Promise.resolve(() => asking.administrator.get(`/calendar/${size === 'few' ? 2025 : 2026}`)),
    'put /calendar/{year}': (size) =>
      Promise.resolve(() =>
        app.http
          .put('/calendar/2026')
          .set('Authorization', `Bearer ${asking.administrator.token}`)
          .send({
            days: times(rowsOf(size), (at) => ({
              day: `2026-05-${String(at + 1).padStart(2, '0')}`,
              kind: 'holiday',
              name: '节',
            })),
          }),
      ),
    'get /categories': async (size) => {
      if (size === 'many' && !categoriesMade) for (let n = 0; n < MANY; n += 1) await makeCategory(app);
      categoriesMade ||= size === 'many';
      return () => asking.operator.get('/categories');
    },
    'post /categories': async (size) => {
      const given = { ...(await makeCategory(app)), id: undefined, version: undefined };
      const crew = times(size === 'few' ? 1 : 10, () => ({ skill: 'carpentry', size: 1 }));
      return () => asking.administrator.post('/categories', { ...given, code: `more-${world.fresh()}`, crew });
    },
    'get /tickets': async (size) => {
      const { id } = await started(size);
      await copies(app, id, MANY);
      return () => asking.head.get('/tickets', { limit: LIMIT[size] });
    },
    'get /offers': async (size) => {
      const { helper } = await offered(size, 4);
      await offersTo(app, members[4]?.id ?? '', (await open('few')).id, MANY);
      return () => helper.get('/offers', { limit: LIMIT[size] });
    },
    'post /offers/{id}/accept': async (size) => {
      const { helper, offerId } = await offered(size);
      return () => helper.post(`/offers/${offerId}/accept`);
    },
    'post /offers/{id}/decline': async (size) => {
      const { helper, offerId } = await offered(size, 6);
      return () => helper.post(`/offers/${offerId}/decline`, { reason: 'busy' });
    },
    'post /offers/{id}/withdraw': async (size) => {
      const { offerId } = await offered(size, 7);
      return () => asking.head.post(`/offers/${offerId}/withdraw`);
    },
    'get /reports/counts': read('/reports/counts', 'administrator', (size) => ({
      ...days(),
      by: size === 'few' ? 'none' : 'category',
    })),
    'get /reports/indicators': read('/reports/indicators', 'administrator', (size) => ({
      ...lately(),
      by: size === 'few' ? 'category' : 'station',
    })),
    'get /reports/rows': list('/reports/rows', 'administrator', { ...lately(), kind: 'received' }),
    'get /reports/formulas': read('/reports/formulas', 'administrator'),
    'put /reports/formulas/{areaId}': async () => {
      const { body } = await asking.administrator.get('/me').expect(200);
      const path = `/reports/formulas/${body.areaRoles[0].areaId}`;
      return () => asking.administrator.put(path, { indicator: 'closing', formula: 'received' });
    },
    ...Object.fromEntries(
      ['arrivals', 'times', 'stations', 'helpers', 'signals'].map((name) => [
        `get /reports/${name}`,
        read(`/reports/${name}`, 'administrator', () => lately()),
      ]),
    ),
    'get /reports/now': read('/reports/now', 'administrator'),
    'get /reports/signals/rows': list('/reports/signals/rows', 'administrator', {
      ...lately(),
      signal: 'closed_within_a_minute',
    }),
    'post /reports/signals/answers': async () => {
      const ticket = await open('few');
      // raised just now, and reported at once
      await asking.head.post(`/tickets/${ticket.id}/take`).expect(200);
      const { body } = await asking.head
        .post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: '已说明' })
        .expect(200);
      const version = Number(body.version);
      const signal = { ticketId: ticket.id, signal: 'closed_within_a_minute', version, answer: '核对过了' };
      return () => asking.head.post('/reports/signals/answers', signal);
    },
    'get /reports/monthly': read('/reports/monthly', 'administrator', () => ({ month: '2026-01' })),
    'get /reports/export': read('/reports/export', 'administrator', (size) => ({
      ...lately(),
      report: 'indicators',
      by: size === 'few' ? 'category' : 'station',
      format: 'csv',
    })),
    'get /reports/exports': list('/reports/exports', 'administrator'),
    'post /opening-balances': async (size) => {
      const stations = await balanceStations(size);
      const month = 1 + (world.fresh() % 10);
      const items = stations.map(({ id }) => ({ stationId: id, ...monthOf(month), completed: 3, source: '台账' }));
      return () => asking.administrator.post('/opening-balances', { items });
    },
    'post /opening-balances/imports': async (size) => {
      const stations = await balanceStations(size);
      const { from, until } = monthOf(1 + (world.fresh() % 10));
      const rows = stations.map(({ code }) => [code, '', from, until, '3', '台账']);
      return sendFile('/opening-balances/imports', () => [
        ['帮办站', '类别', '起始', '截至', '办结数', '来源'],
        ...rows,
      ])(size);
    },
    'get /opening-balances': list('/opening-balances', 'administrator'),
    'get /reports/opening-balances': read('/reports/opening-balances', 'administrator', (size) => ({
      by: size === 'few' ? 'none' : 'holder',
    })),
  };

  /** Those that are not counted here yet. */
  function balanceStations(size: Size): Promise<{ id: string; code: string }[]> {
    return database.rows('SELECT id, code FROM stations WHERE id <> $1 AND id <> $2 ORDER BY code LIMIT $3', [
      stationId,
      world.otherStationId,
      rowsOf(size),
    ]);
  }
}

function monthOf(month: number): { from: string; until: string } {
  const of = String(month).padStart(2, '0');
  return { from: `2026-${of}-01`, until: `2026-${of}-28` };
}
