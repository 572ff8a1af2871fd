import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, type Asking } from '../../../test/support/people.js';
import { opened } from '../../../test/support/tickets.js';
import { Database } from '../../platform/database/database.js';

const MINUTE = 60_000;

let app: TestApp;
let operator: Asking;
let colleague: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  operator = await by(app, 'operator');
  // a second operator over the same place
  colleague = await by(app, 'helper');
  const [{ body: me }, { body: other }] = [await operator.get('/me'), await colleague.get('/me')];
  await app.get(Database).run(
    `INSERT INTO area_roles (account_id, area_id, role, valid_from)
     SELECT $2, area_id, role, valid_from FROM area_roles WHERE account_id = $1 AND role = 'operator'`,
    [me.accountId, other.accountId],
  );
});
afterEach(() => app.clock.set(new Date()));
afterAll(() => app.close());

const inTriage = () => opened(app, { place: { areaCode: '370203005' }, description: '灯不亮' });
const claim = (who: Asking, id: string, body: object = {}) => who.post(`/tickets/${id}/claim`, body);
const listed = async (who: Asking, id: string) => {
  const { body } = await who.get('/triage', { limit: 200 }).expect(200);
  return (body.items as { ticket: { id: string }; claim: object | null }[]).find(({ ticket }) => ticket.id === id)
    ?.claim;
};

describe('a claim of a ticket in triage', () => {
  it('tells the second operator who is on it, and is taken over knowingly or not at all', async () => {
    const { id, version, building } = await inTriage();
    expect(building).toBeNull();
    const mine = (await claim(operator, id).expect(200)).body;
    expect(mine).toMatchObject({ mine: true, name: expect.any(String) });
    expect((await claim(colleague, id).expect(200)).body).toEqual({ ...mine, mine: false });
    expect(await listed(colleague, id)).toEqual({ ...mine, mine: false });
    const place = { place: { buildingId: (await opened(app)).building?.id } };
    const refused = await colleague.post(`/tickets/${id}/place`, place);
    expect(refused.body).toMatchObject({ status: 409, code: 'claimed-by-another' });
    expect(refused.body.detail).toContain(mine.name);
    expect((await claim(colleague, id, { takeOver: true }).expect(200)).body.mine).toBe(true);
    expect((await operator.post(`/tickets/${id}/place`, place)).body.code).toBe('claimed-by-another');
    // no event of the ticket: whoever writes with the version they saw is not told of a change
    await colleague.post(`/tickets/${id}/place`, { ...place, version }).expect(200);
    expect((await claim(colleague, id)).body.code).toBe('not-possible-now');
  });

  it('ends by itself, is prolonged by who has it, and is let go of by nobody else', async () => {
    const { id } = await inTriage();
    const first = (await claim(operator, id).expect(200)).body;
    app.clock.set(new Date(Date.now() + MINUTE));
    const longer = (await claim(operator, id).expect(200)).body;
    expect(longer.since).toBe(first.since);
    expect(Date.parse(longer.until)).toBeGreaterThan(Date.parse(first.until));
    await colleague.delete(`/tickets/${id}/claim`).expect(204);
    expect(await listed(colleague, id)).toMatchObject({ mine: false });
    app.clock.set(new Date(Date.now() + 5 * MINUTE));
    expect(await listed(colleague, id)).toBeNull();
    expect((await claim(colleague, id).expect(200)).body.mine).toBe(true);
    await colleague.delete(`/tickets/${id}/claim`).expect(204);
    expect(await listed(operator, id)).toBeNull();
  });

  it('is for who may place it: nobody else, and of two at once one has it', async () => {
    const { id } = await inTriage();
    expect((await claim(await by(app, 'head'), id)).status).toBe(404);
    expect((await claim(operator, (await opened(app)).id)).body.code).toBe('not-possible-now');
    const both = await Promise.all([claim(operator, id), claim(colleague, id)]);
    expect(both.map(({ body }) => body.mine).sort()).toEqual([false, true]);
  });
});
