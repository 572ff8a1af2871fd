import { Database } from '../../platform/database/database.js';
import { plainMembers } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, makeCategory, openTicket, storyBuildingId } from '../../../test/support/people.js';
import { verify } from '../../../test/support/verify.js';
import { tinyPhoto } from '../../../test/statements/photo.js';

let app: TestApp;
let database: Database;
let buildingId: string;
let categoryId: string;
let confidentialId: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  database = app.get(Database);
  buildingId = await storyBuildingId(app);
  categoryId = (await makeCategory(app, { name: '水泵异响', nameEn: 'Noisy pump' })).id;
  confidentialId = (await makeCategory(app, { name: '家务纠纷', nameEn: 'Family matter', confidential: true })).id;
});
beforeEach(() => database.run('DELETE FROM plate_attempts'));
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

const ask = (given: object = {}) =>
  app.http.post('/requests').send({ text: '水泵响得厉害', place: { buildingId }, categoryId, ...given });
const similar = async (given: object = {}) =>
  (
    await app.http
      .post('/requests/similar')
      .send({ place: { buildingId }, categoryId, ...given })
      .expect(200)
  ).body as {
    id: string;
  }[];
const link = (what: string, token: string, body: object = {}) =>
  app.http.post(`/links/${what}`).send({ token, ...body });

describe('a request without an account', () => {
  it('is opened at the station of its place, by the resident’s own hand, and answered with the link', async () => {
    const { body } = await ask({ unit: '4单元', door: '302', phone: '19000099321', name: '李大爷' }).expect(201);
    expect(body).toMatchObject({ place: '登州路24号大院10号楼 4单元', danger: null, joined: false });
    expect(body.station.name).toMatch(/帮办站$/);
    const { body: view } = await link('view', body.token).expect(200);
    expect(view).toMatchObject({ reference: body.reference, joined: false });
    const row = await database.one(
      `SELECT t.channel, r.phone_verified AS verified FROM tickets t JOIN requesters q ON q.ticket_id = t.id
         JOIN residents r ON r.id = q.resident_id WHERE t.reference = $1`,
      [body.reference],
    );
    expect(row).toEqual({ channel: 'web', verified: false });
  });

  it('reveals and changes nobody by a number that is typed', async () => {
    const phone = '+8619000099777';
    await openTicket(app, { categoryId, caller: { phone, name: '张三丰' } });
    await ask({ phone, name: '冒充者' }).expect(201);
    const { body } = await (await by(app, 'operator')).post('/residents/look-ups', { phone }).expect(200);
    expect(JSON.stringify(body)).not.toContain('冒充');
  });

  it('tells whom to ring first where there is danger, and is the most urgent', async () => {
    const { body } = await ask({ text: '厨房漏煤气了' }).expect(201);
    expect(body.danger).toContain('119');
    const row = await database.one('SELECT urgency FROM tickets WHERE reference = $1', [body.reference]);
    expect(row).toEqual({ urgency: 'critical' });
  });

  it('sent twice with one key is one request', async () => {
    const send = () => ask({ text: '一次就好' }).set('Idempotency-Key', 'pressed-twice').expect(201);
    const [first, second] = [(await send()).body, (await send()).body];
    expect(second).toEqual(first);
    expect(await database.rows(`SELECT id FROM ticket_texts WHERE text = '一次就好'`)).toHaveLength(1);
  });

  it('is asked for by one address twenty times an hour', async () => {
    for (let times = 0; times < 20; times += 1) await ask().expect(201);
    expect((await ask().expect(429)).body.code).toBe('too-many-requests');
    app.clock.advance(3_600_001);
    await ask().expect(201);
  });
});

describe('what helps to ask', () => {
  it('finds buildings by an address with its entrance, by pinyin, and by a position, the nearest first', async () => {
    const find = async (body: object) => (await app.http.post('/requests/places').send(body).expect(200)).body;
    expect((await find({ text: '登州路24号大院10号楼4单元' })).items[0]).toMatchObject({
      id: buildingId,
      unit: '4单元',
    });
    expect((await find({ text: 'dzl24' })).items.length).toBeGreaterThan(0);
    const point = await database.one<{ lng: number; lat: number }>('SELECT lng, lat FROM buildings WHERE id = $1', [
      buildingId,
    ]);
    const near = await find({ point });
    expect(near.items[0]).toMatchObject({ id: buildingId, metres: 0 });
    expect(near.station.name).toMatch(/帮办站$/);
    expect((await app.http.post('/requests/places').send({ point: { lng: 1, lat: 1 } })).body).toMatchObject({
      code: 'outside-every-grid',
      errors: [{ field: 'point' }],
    });
  });

  it('shows the grids and buildings of a community, and of nothing else', async () => {
    const { body: communities } = await app.http.get('/requests/communities').expect(200);
    const { body: map } = await app.http.get(`/requests/communities/${communities[0].code}/map`).expect(200);
    expect(map.grids.length).toBeGreaterThan(0);
    expect(map.grids[0].boundary[0][0][0]).toHaveLength(2);
    expect(map.buildings.length).toBeGreaterThan(0);
    for (const code of ['370203', 'nowhere', '%00'])
      await app.http.get(`/requests/communities/${code}/map`).expect(404);
  });

  it('finds categories by words in both languages; a confidential one only by its whole name', async () => {
    const sort = async (text: string) => (await app.http.post('/requests/categories').send({ text }).expect(200)).body;
    expect((await sort('水泵异响很大')).categories[0]).toMatchObject({ id: categoryId });
    expect((await sort('the pump is noisy')).categories).toContainEqual({
      id: categoryId,
      name: '水泵异响',
      questions: [],
    });
    const ids = async (text: string) => (await sort(text)).categories.map(({ id }: { id: string }) => id);
    expect(await ids('家务没人做')).not.toContain(confidentialId);
    expect(await ids('家务纠纷')).toContain(confidentialId);
    expect((await sort('有人晕倒了')).danger).toContain('120');
  });
});

describe('similar requests nearby', () => {
  it('are open ones of the same category in the grid: what, where and since when, never who or what was said', async () => {
    const ticket = await openTicket(app, { categoryId });
    const found = await similar();
    const one = found.find(({ id }) => id === ticket.id);
    expect(Object.keys(one ?? {}).sort()).toEqual(['building', 'category', 'id', 'metres', 'openedAt', 'sameBuilding']);
    expect(one).toMatchObject({ sameBuilding: true, metres: 0, category: '水泵异响' });
    app.clock.advance(31 * 86_400_000);
    expect((await similar()).map(({ id }) => id)).not.toContain(ticket.id);
  });

  it('are never confidential ones', async () => {
    await openTicket(app, { categoryId: confidentialId });
    expect(await similar({ categoryId: confidentialId })).toEqual([]);
  });

  it('can be joined: the link answers for that one, adds and urges, and confirms, reopens and learns nothing more', async () => {
    const own = (await makeCategory(app, { name: '门铃失灵', crew: [{ skill: null, size: 1 }] })).id;
    const ticket = await openTicket(app, { categoryId: own });
    const { body } = await ask({ categoryId: own, sameAs: ticket.id, unit: '1单元' }).expect(201);
    expect(body.joined).toBe(true);
    const { body: view } = await link('view', body.token).expect(200);
    expect(view).toMatchObject({
      reference: ticket.reference,
      mergedFrom: body.reference,
      joined: true,
      place: '登州路24号大院10号楼',
      possible: ['comment', 'attach', 'urge'],
    });
    await link('comment', body.token, { text: '我家也听得见' }).expect(200);
    await link('urge', body.token).expect(200);
    const head = await by(app, 'head');
    const members = await plainMembers(app, own);
    await head.post(`/tickets/${ticket.id}/crew`, { helperId: members[0]?.id }).expect(200);
    await head.post(`/tickets/${ticket.id}/start`).expect(200);
    await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '已换电池' }).expect(200);
    expect((await link('confirm', body.token)).body.code).toBe('not-permitted');
    expect((await link('reopen', body.token)).body.code).toBe('not-permitted');
    expect((await link('rate', body.token, { stars: 1 })).body.code).toBe('not-permitted');
    expect((await link('decline', body.token, { helperId: members[0]?.id, declined: true })).body.code).toBe(
      'not-permitted',
    );
    expect((await link('crew', body.token).expect(200)).body).toEqual([]);
    expect((await link('view', body.token)).body.note).toBeNull();
    expect((await verify(app)).rows).toEqual([]);
  });

  it('that cannot be joined leave the request standing by itself', async () => {
    const elsewhere = (await makeCategory(app, { name: '别的事' })).id;
    const other = await openTicket(app, { categoryId: elsewhere });
    for (const sameAs of [other.id, '00000000-0000-7000-8000-000000000000']) {
      const { body } = await ask({ sameAs }).expect(201);
      expect(body.joined).toBe(false);
      expect((await link('view', body.token).expect(200)).body.reference).toBe(body.reference);
    }
  });
});

describe('a photo by the link', () => {
  const send = (token: string, photo: Buffer) => {
    const asked = app.http.post('/links/photos').type('image/jpeg');
    return (token === '' ? asked : asked.set('link-token', token)).send(photo);
  };

  it('is attached four times at most, and by nobody without the link', async () => {
    const photo = await tinyPhoto();
    const { body } = await ask().expect(201);
    for (let times = 0; times < 4; times += 1) await send(body.token, photo).expect(201);
    expect((await send(body.token, photo)).body).toMatchObject({ code: 'too-many-photos' });
    for (const token of ['', 'nonsense']) expect((await send(token, photo).expect(404)).body.code).toBe('link-invalid');
    expect((await send(body.token, Buffer.from('no picture'))).body.code).toBe('not-a-photo');
  });
});
