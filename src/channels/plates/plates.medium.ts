import { writeFileSync } from 'node:fs';
import { Areas, type Building } from '../../areas/areas.js';
import { Database } from '../../platform/database/database.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Routing } from '../../routing/routing.js';
import { asAccount } from '../../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, CALLER, makeCategory, storyBuildingId, type Asking } from '../../../test/support/people.js';
import { opened, ticketNow } from '../../../test/support/tickets.js';
import { PlateKeys } from './plate-keys.js';
import { Plates } from './plates.js';

const HOUR = 3_600_000;

let app: TestApp;
let database: Database;
let plates: Plates;
let building: Building;
let community: string;
let codes: { whole: string; unit: string };
let administrator: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street', env: { PUBLIC_URL: 'https://bangban.example' } });
  database = app.get(Database);
  plates = app.get(Plates);
  administrator = await by(app, 'administrator');
  const found = await app.get(Areas).building(database, await storyBuildingId(app));
  if (found === undefined) throw new Error('no building');
  building = found;
  community = found.community?.code ?? '';
  const [whole = '', unit = ''] = await codesOf(null, building.units[3] ?? null);
  codes = { whole, unit };
});
beforeEach(async () => {
  await database.run('DELETE FROM plate_attempts');
});
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

const codesOf = (...units: (string | null)[]) =>
  database.transaction((tx) =>
    plates.codesFor(
      tx,
      units.map((unit) => ({ buildingId: building.id, unit })),
    ),
  );
const look = (code: string) => app.http.get(`/plates/${encodeURIComponent(code)}`);
const ask = (code: string, body: object = {}) =>
  app.http.post(`/plates/${encodeURIComponent(code)}/requests`).send({ text: '楼道灯不亮', ...body });
const sheet = (who: Asking, query: object) =>
  who
    .get('/plates/sheet', query as Record<string, unknown>)
    .buffer(true)
    .parse(bytes);

function bytes(answer: unknown, done: (fault: Error | null, body: Buffer) => void): void {
  const stream = answer as NodeJS.ReadableStream;
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('end', () => done(null, Buffer.concat(parts)));
}

describe('the code of a plate', () => {
  it('leads to its building and unit, and to the station that looks after it, for everybody', async () => {
    const { body } = await look(codes.unit).expect(200);
    expect(body).toEqual({
      code: codes.unit,
      building: { id: building.id, name: building.name, address: building.address },
      unit: building.units[3],
      removed: false,
      station: expect.objectContaining({ name: '贮水山社区登州路帮办站', phone: expect.stringMatching(/^\+?\d/) }),
      words: expect.stringContaining('由贮水山社区登州路帮办站帮办'),
    });
    expect((await look(codes.whole.toLowerCase().replaceAll('-', '')).expect(200)).body).toMatchObject({
      unit: null,
      code: codes.whole,
    });
    const english = await look(codes.unit).set('Accept-Language', 'en').expect(200);
    expect(english.body.words).toContain('looked after by');
    const led = await app.http.get(`/p/${codes.unit}`).redirects(0).expect(302);
    expect(led.headers.location).toBe(`/?plate=${codes.unit}`);
    expect(plates.addressOf(codes.unit)).toBe(`https://bangban.example/p/${codes.unit}`);
  });

  it('is the same each time that it is printed', async () => {
    expect(await codesOf(null, building.units[3] ?? null)).toEqual([codes.whole, codes.unit]);
  });

  it('that is wrong by a letter is answered as one that nobody ever made', async () => {
    const wrong = codes.unit.slice(0, -1) + (codes.unit.endsWith('0') ? '1' : '0');
    const answers = await Promise.all([wrong, '0000-0000-0000', 'nothing'].map((code) => look(code).expect(404)));
    const [first, ...others] = answers.map(({ body }) => ({ ...body, requestId: '' }));
    expect(first).toMatchObject({ code: 'plate-unknown', errors: [{ field: 'code' }] });
    for (const other of others) expect(other).toEqual(first);
  });

  it('is guessed at thirty times an hour, also in parallel; who reads a good one is not counted', async () => {
    for (let times = 0; times < 40; times += 1) await look(codes.unit).expect(200);
    await Promise.all(Array.from({ length: 30 }, (_, at) => look(`0000-0000-${String(1000 + at)}`)));
    expect((await look('0000-0000-0000').expect(429)).body.code).toBe('too-many-requests');
    // neither does a good one tell then that it was good
    await look(codes.unit).expect(429);
    app.clock.advance(HOUR + 1_000);
    await look(codes.unit).expect(200);
    await app.get(Sweeps).sweepOnce();
    expect(await database.rows('SELECT 1 FROM plate_attempts')).toEqual([]);
  });

  it('outlives a new key, and new plates are signed by that', async () => {
    const version = await app.get(PlateKeys).rotate();
    const [renewed = ''] = await codesOf(building.units[3] ?? null);
    expect(renewed).not.toBe(codes.unit);
    expect(version).toBe(1);
    for (const code of [codes.unit, renewed]) await look(code).expect(200);
  });

  it('of a building that stands no more says so, and leads to the nearest station', async () => {
    const row = await database.one<{ id: string }>(
      `SELECT id FROM buildings WHERE removed_on IS NULL AND id <> $1 AND lng IS NOT NULL ORDER BY code DESC LIMIT 1`,
      [building.id],
    );
    const [code = ''] = await database.transaction((tx) =>
      plates.codesFor(tx, [{ buildingId: row?.id ?? '', unit: null }]),
    );
    const before = (await look(code).expect(200)).body;
    await database.run(`UPDATE buildings SET removed_on = '2026-01-01' WHERE id = $1`, [row?.id]);
    await app.get(Routing).reload();
    const { body } = await look(code).expect(200);
    expect(body).toMatchObject({ removed: true, building: { id: row?.id } });
    expect(body.station).toEqual(before.station);
    expect(body.words).toContain(`已经不在了，这里不能登记。最近的是${before.station.name}`);
    const refused = await ask(code).expect(410);
    expect(refused.body).toMatchObject({ code: 'plate-building-removed', station: before.station });
    // where no grid of the map has a station either, it is the nearest as the crow flies
    await database.run('UPDATE buildings SET lng = 121.5, lat = 37.5, grid_id = NULL WHERE id = $1', [row?.id]);
    await app.get(Routing).reload();
    expect((await look(code).expect(200)).body.station).not.toBeNull();
  });
});

describe('a request at the door', () => {
  it('is opened with the place filled in, at the station, by the resident themselves', async () => {
    const { body } = await ask(codes.unit, { door: '302' }).expect(201);
    expect(body).toMatchObject({
      place: `${building.name} ${building.units[3]}`,
      station: { name: '贮水山社区登州路帮办站' },
      danger: null,
    });
    const { body: found } = await (await by(app, 'head')).get('/tickets', { reference: body.reference }).expect(200);
    const ticket = await ticketNow(app, found.items[0].id);
    expect(ticket).toMatchObject({
      state: 'open',
      category: { code: 'utilities.corridor_light' },
      request: '楼道灯不亮',
      unit: building.units[3],
      doorGiven: true,
    });
    const { body: record } = await (await by(app, 'head')).get(`/tickets/${ticket.id}/events`).expect(200);
    expect(record[0]).toMatchObject({ type: 'opened', by: '居民', channel: 'web' });
    // and is followed by its link
    const followed = await app.http.post('/links/view').send({ token: body.token }).expect(200);
    expect(followed.body.reference).toBe(body.reference);
    expect((await app.http.post('/links/urge').send({ token: body.token }).expect(200)).body.urged).toBe(1);
  });

  it('of danger to life says first whom to ring, and is most urgent', async () => {
    const { body } = await ask(codes.whole, { text: '楼上冒黑烟', unit: '2单元' }).expect(201);
    expect(body.danger).toMatch(/119/);
    const row = await database.one('SELECT urgency, unit FROM tickets WHERE reference = $1', [body.reference]);
    expect(row).toEqual({ urgency: 'critical', unit: '2单元' });
  });

  it('with somebody’s number neither reveals nor changes whose it is', async () => {
    const category = (await makeCategory(app)).id;
    await opened(app, { categoryId: category, caller: { phone: CALLER, name: '赵奶奶' } });
    const called = async () => {
      const { body } = await (await by(app, 'operator')).post('/calls', { phone: CALLER }).expect(200);
      return { ...body, tickets: body.tickets.length };
    };
    const before = await called();
    const { body } = await ask(codes.whole, { phone: CALLER, name: '冒名', unit: '9单元' }).expect(201);
    expect(JSON.stringify(body)).not.toContain('赵');
    expect(await called()).toEqual(before);
  });

  it('sent again with its key is one', async () => {
    const send = () => ask(codes.unit).set('Idempotency-Key', 'at-the-door');
    const [first, second] = await Promise.all([send(), send()]);
    const third = await send();
    expect([first.status, second.status, third.status]).toEqual([201, 201, 201]);
    expect(second.body).toEqual(first.body);
    expect(third.body).toEqual(first.body);
  });

  it('comes twenty times an hour of one plate, and of one address', async () => {
    const answers = await Promise.all(Array.from({ length: 22 }, () => ask(codes.unit)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.find(({ status }) => status !== 201)?.body.code).toBe('too-many-requests');
  });

  it.each([
    [{ text: undefined }, 400, 'text'],
    [{ text: ' ' }, 400, 'text'],
    [{ phone: '123' }, 400, 'phone'],
    [{ categoryId: '01a2072f-6827-73d2-9b55-d33500e394c7' }, 422, 'categoryId'],
    [{ urgency: 'critical' }, 400, 'urgency'],
  ])('with %j is refused', async (change, status, field) => {
    expect((await ask(codes.unit, change).expect(status)).body.errors[0].field).toBe(field);
  });
});

describe('a sheet of plates', () => {
  it('is a PDF with the community’s buildings, its font in it', async () => {
    const answer = await sheet(administrator, { community }).expect(200);
    expect(answer.headers['content-type']).toBe('application/pdf');
    const pdf = answer.body as Buffer;
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.subarray(-6).toString().trim()).toBe('%%EOF');
    expect(pdf.toString('latin1')).toMatch(/\/FontFile3/);
    // subset: the whole font is 8 MB
    expect(pdf.length).toBeLessThan(2_000_000);
    const whole = await database.one<{ n: number }>('SELECT count(*)::int AS n FROM plates WHERE unit IS NULL');
    const of = await database.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM buildings b JOIN areas g ON g.id = b.grid_id JOIN areas c ON c.id = g.parent_id
        WHERE c.code = $1 AND b.removed_on IS NULL`,
      [community],
    );
    expect(whole?.n).toBeGreaterThanOrEqual(of?.n ?? 0);
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? [];
    expect(pages).toHaveLength(Math.ceil((of?.n ?? 0) / 8));
    if (process.env.SHEET_OUT !== undefined) writeFileSync(process.env.SHEET_OUT, pdf);
  });

  it('has a plate for each unit where that is asked for', async () => {
    const grid = building.grid?.code;
    await sheet(await by(app, 'leader'), { community: grid, perUnit: true }).expect(200);
    const missing = await database.rows(
      `SELECT b.id, u.unit FROM buildings b JOIN areas g ON g.id = b.grid_id, unnest(b.units) AS u (unit)
        WHERE g.code = $1 AND b.removed_on IS NULL
          AND NOT EXISTS (SELECT 1 FROM plates p WHERE p.building_id = b.id AND p.unit = u.unit)`,
      [grid],
    );
    expect(missing).toEqual([]);
  });

  it('is for leaders and administrators over the area', async () => {
    for (const who of ['operator', 'head', 'helper'] as const)
      expect((await (await by(app, who)).get('/plates/sheet', { community }).expect(403)).body.code).toBe(
        'plates-not-permitted',
      );
    const row = await database.one<{ id: string }>(
      `SELECT r.account_id AS id FROM area_roles r JOIN areas a ON a.id = r.area_id
        WHERE r.role = 'leader' AND a.kind = 'community' AND a.code <> $1 LIMIT 1`,
      [community],
    );
    await (await asAccount(app, row?.id ?? '')).get('/plates/sheet', { community }).expect(403);
    await app.http.get('/plates/sheet').query({ community }).expect(401);
    expect((await administrator.get('/plates/sheet', { community: '0' }).expect(422)).body.code).toBe('unknown-area');
  });
});
