import { Database } from '../../platform/database/database.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { asAccount } from '../../../test/support/crew.js';
import { by, linkTokenOf, makeCategory, type Asking } from '../../../test/support/people.js';
import { opened, resolved, ticketNow } from '../../../test/support/tickets.js';

const MINUTE = 60_000;

let app: TestApp;
let operator: Asking;
let head: Asking;
let categoryId: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  operator = await by(app, 'operator');
  head = await by(app, 'head');
  categoryId = (await makeCategory(app)).id;
});
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

const urge = (token: string, words?: string) => app.http.post('/links/urge').send({ token, words });

describe('催办', () => {
  it('by the desk is counted, shown in the list, and not limited', async () => {
    const own = (await makeCategory(app)).id;
    const [ticket] = [await opened(app, { categoryId: own }), await opened(app, { categoryId: own })];
    for (let times = 1; times <= 3; times += 1) {
      await operator.post(`/tickets/${ticket.id}/urge`, { words: '老人等着下楼', channel: 'phone' }).expect(200);
    }
    const now = await ticketNow(app, ticket.id);
    expect(now).toMatchObject({ urged: 3, state: 'open', lastUrgedAt: expect.any(String) });
    for (const [urged, n] of [
      [true, 1],
      [false, 1],
      [undefined, 2],
    ] as const) {
      const { body } = await head.get('/tickets', { categoryId: own, urged }).expect(200);
      expect(body.items).toHaveLength(n);
      if (urged !== undefined) expect(body.items[0].urged).toBe(urged ? 3 : 0);
    }
    const { body: events } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    expect(events.at(-1)).toMatchObject({ type: 'urged', words: '催办', texts: ['老人等着下楼'], channel: 'phone' });
  });

  it('that was a slip is taken back once, by who urged, within ten minutes, while nobody urged after them', async () => {
    const ticket = await opened(app, { categoryId });
    const takeBack = (who = operator) => who.post(`/tickets/${ticket.id}/urge/withdraw`);
    const refused = { status: 409, code: 'urge-not-withdrawn' };
    expect((await takeBack()).body).toMatchObject(refused);
    await head.post(`/tickets/${ticket.id}/urge`).expect(200);
    const { lastUrgedAt } = await ticketNow(app, ticket.id);
    app.clock.advance(MINUTE);
    await operator.post(`/tickets/${ticket.id}/urge`).expect(200);
    expect((await takeBack(head)).body).toMatchObject(refused);
    await takeBack().expect(200);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ urged: 1, lastUrgedAt });
    expect((await takeBack()).body).toMatchObject(refused);
    const { body: events } = await head.get(`/tickets/${ticket.id}/events`).expect(200);
    expect(events.at(-1)).toMatchObject({ type: 'urge_withdrawn', words: '撤回催办' });
    await operator.post(`/tickets/${ticket.id}/urge`).expect(200);
    app.clock.advance(10 * MINUTE + 1);
    expect((await takeBack()).body).toMatchObject(refused);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ urged: 2 });
  });

  it('that was the only one and is taken back leaves a ticket that nobody urged', async () => {
    const ticket = await opened(app, { categoryId });
    await operator.post(`/tickets/${ticket.id}/urge`).expect(200);
    await operator.post(`/tickets/${ticket.id}/urge/withdraw`).expect(200);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ urged: 0, lastUrgedAt: null });
  });

  it('by the same link is once an hour, also where it is pressed twice at once', async () => {
    const ticket = await opened(app, { categoryId });
    const token = await linkTokenOf(app, ticket.id);
    const answers = await Promise.all([urge(token), urge(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
    const refused = answers.find(({ status }) => status === 429)?.body;
    expect(refused).toMatchObject({ code: 'urged-just-now' });
    const again = new Date(refused.againAt).getTime() - Date.now();
    expect(Math.abs(again - 60 * MINUTE)).toBeLessThan(10_000);
    app.clock.advance(61 * MINUTE);
    expect((await urge(token, '还没来人').expect(200)).body).toMatchObject({ urged: 2 });
  });

  it('of what is reported is refused, with what is possible instead', async () => {
    const ticket = await opened(app, { categoryId });
    await resolved(app, ticket, {}, 'explained');
    const { body } = await urge(await linkTokenOf(app, ticket.id));
    expect(body).toMatchObject({ status: 409, code: 'not-possible-now', state: 'resolved' });
    expect(body.possible).toEqual(expect.arrayContaining(['confirm', 'reopen']));
    await (await by(app, 'leader')).post(`/tickets/${ticket.id}/urge`).expect(403);
  });
});

describe('the places of a caller', () => {
  const DAY = 86_400_000;
  let buildings: { id: string; name: string }[];
  let number = 60;

  beforeAll(async () => {
    buildings = await app.get(Database).rows(
      `SELECT b.id, b.name FROM buildings b JOIN coverage c ON c.grid_id = b.grid_id JOIN stations s ON s.id = c.station_id
        WHERE s.name = '贮水山社区登州路帮办站' ORDER BY b.code LIMIT 2`,
    );
  });

  const fresh = () => `+861900009${String(9_000 + (number += 1))}`;
  const rings = (phone: string, at: number, given: object = {}) =>
    opened(app, {
      categoryId,
      caller: { phone, ...given },
      place: { buildingId: buildings[at]?.id },
      unit: `${at + 1}单元`,
    });
  const placesOf = async (phone: string, who = operator) => {
    const { body } = await who.post('/calls', { phone }).expect(200);
    const names = body.places.map(({ buildingId, former }: { buildingId: string; former: boolean }) => {
      const at = buildings.findIndex(({ id }) => id === buildingId);
      return former ? `(${at})` : String(at);
    });
    return { names, ask: body.ask, places: body.places };
  };

  it('are the buildings of what they asked for before, and the look-up is logged', async () => {
    const phone = fresh();
    await rings(phone, 0);
    const { names, ask, places } = await placesOf(phone);
    expect({ names, ask }).toEqual({ names: ['0'], ask: false });
    expect(places[0]).toMatchObject({
      name: buildings[0]?.name,
      unit: '1单元',
      times: 1,
      lastConfirmedAt: expect.any(String),
    });
    const logged = await app
      .get(Database)
      .one(`SELECT fields FROM personal_data_readings WHERE purpose = 'look-up' ORDER BY id DESC LIMIT 1`);
    expect(logged).toEqual({ fields: ['name', 'places'] });
  });

  it('come with the language that was last told', async () => {
    const phone = fresh();
    const spoken = async () => (await operator.post('/calls', { phone }).expect(200)).body.languages;
    expect(await spoken()).toEqual([]);
    for (const languages of [['ko'], undefined]) {
      await opened(app, { categoryId, caller: { phone }, place: { buildingId: buildings[0]?.id }, languages });
      app.clock.advance(60_000);
    }
    expect(await spoken()).toEqual(['ko']);
    await operator
      .post('/tickets', {
        categoryId,
        description: 'x',
        caller: { phone },
        place: { buildingId: buildings[0]?.id },
        languages: ['Korean!'],
      })
      .expect(400)
      .expect(({ body }) => expect(body.errors).toMatchObject([{ field: 'languages.0' }]));
  });

  it('at several addresses are asked about, until two calls on two days tell that they have moved', async () => {
    const phone = fresh();
    await rings(phone, 0);
    app.clock.advance(DAY);
    await rings(phone, 1);
    expect(await placesOf(phone)).toMatchObject({ names: ['1', '0'], ask: true });
    app.clock.advance(DAY);
    await rings(phone, 1);
    expect(await placesOf(phone)).toMatchObject({ names: ['1', '(0)'], ask: false });
  });

  it('are left behind at once by who says so', async () => {
    const phone = fresh();
    await rings(phone, 0);
    app.clock.advance(60_000);
    await rings(phone, 1, { moved: true });
    expect(await placesOf(phone)).toMatchObject({ names: ['1', '(0)'], ask: false });
  });

  it('are none of what was cancelled, of a building that stands no more, or of a number that was only told', async () => {
    const phone = fresh();
    const ticket = await rings(phone, 0);
    await head.post(`/tickets/${ticket.id}/cancel`, { reason: '地址错了' }).expect(200);
    await opened(app, { categoryId, channel: 'counter', caller: { phone }, place: { buildingId: buildings[1]?.id } });
    expect(await placesOf(phone)).toMatchObject({ names: [], ask: false });
    await rings(phone, 0);
    await app.get(Database).run(`UPDATE buildings SET removed_on = '2026-01-01' WHERE id = $1`, [buildings[0]?.id]);
    expect(await placesOf(phone)).toMatchObject({ names: [] });
    await app.get(Database).run('UPDATE buildings SET removed_on = NULL WHERE id = $1', [buildings[0]?.id]);
    expect(await placesOf(phone)).toMatchObject({ names: ['0'] });
  });

  it('are shown as far as who asks may see what confirms them', async () => {
    const phone = fresh();
    await rings(phone, 0);
    const row = await app.get(Database).one<{ id: string }>(
      `SELECT h.account_id AS id FROM station_heads h JOIN stations s ON s.id = h.station_id
        WHERE h.role = 'head' AND s.name <> '贮水山社区登州路帮办站' LIMIT 1`,
    );
    const elsewhere = await asAccount(app, row?.id ?? '');
    expect(await placesOf(phone, elsewhere)).toMatchObject({ names: [], ask: false });
    expect(await placesOf(phone, head)).toMatchObject({ names: ['0'] });
  });
});

describe('a call', () => {
  it('shows who it is and what they wait for, within the scope of who asks, and is logged', async () => {
    const phone = '+8619000099050';
    const caller = { phone, name: '周大爷' };
    const waiting = await opened(app, { categoryId, caller });
    await resolved(app, await opened(app, { categoryId, caller }), {}, 'explained');
    const secret = (await makeCategory(app, { confidential: true })).id;
    const hidden = await opened(app, { categoryId: secret, caller });
    const cancelled = await opened(app, { categoryId, caller });
    await head.post(`/tickets/${cancelled.id}/cancel`, { reason: '重复' }).expect(200);
    app.clock.advance(10 * MINUTE);
    const { body } = await operator.post('/calls', { phone: '190 0009 9050' }).expect(200);
    expect(body.resident).toMatchObject({ name: '周大爷', phoneMasked: '190****9050' });
    expect(body.tickets.map(({ state }: { state: string }) => state)).toEqual(['resolved', 'open']);
    expect(body.tickets[1]).toMatchObject({
      id: waiting.id,
      reference: waiting.reference,
      building: waiting.building?.name,
      unit: '4单元',
      stateWords: '待接办',
    });
    expect(Math.abs(body.tickets[1].ageSeconds - 600)).toBeLessThan(30);
    const { body: forHead } = await head.post('/calls', { phone }).expect(200);
    expect(forHead.tickets.map(({ id }: { id: string }) => id)).toContain(hidden.id);
    const logged = await app
      .get(Database)
      .rows(`SELECT 1 FROM personal_data_readings WHERE purpose = 'look-up' AND subject_id = $1`, [body.resident.id]);
    expect(logged).toHaveLength(2);
  });

  it('from a number that nobody knows, or to who does not take calls', async () => {
    const phone = '+8619000099059';
    const nobody = { resident: null, tickets: [], places: [], languages: [], ask: false };
    expect((await operator.post('/calls', { phone }).expect(200)).body).toEqual(nobody);
    const { body } = await (await by(app, 'helper')).post('/calls', { phone }).expect(403);
    expect(body.code).toBe('look-up-not-permitted');
  });
});
