import { Database } from '../src/platform/database/database.js';
import { asPhone } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { PHONES } from './support/people.js';
import { opened } from './support/tickets.js';

/** Hot endpoints take the actor of the request before from memory (src/accounts/access.ts). */
describe('an actor who is remembered', () => {
  let app: TestApp;
  const run = (sql: string, parameters: unknown[] = []) => app.get(Database).run(sql, parameters);

  beforeAll(async () => {
    app = await startTestApp({ template: 'street' });
  });
  afterAll(() => app.close());

  it('sees, opens and confirms nothing from the moment on which a role ends, and everything once it is back', async () => {
    const ticket = await opened(app);
    const operator = await asPhone(app, PHONES.operator);
    const body = {
      categoryId: ticket.category.id,
      place: { buildingId: ticket.building?.id },
      description: '又一件',
      caller: { phone: '+8619000099002' },
    };
    const { body: me } = await operator.get('/me').expect(200);
    for (let time = 1; time <= 2; time += 1) await operator.get(`/tickets/${ticket.id}`).expect(200);
    await operator.post('/tickets', body).expect(201);
    const count = async () => (await app.get(Database).one<{ n: string }>('SELECT count(*) AS n FROM tickets'))?.n;
    const before = await count();

    await run(`UPDATE area_roles SET valid_to = valid_from WHERE account_id = $1`, [me.accountId]);
    await operator.post('/tickets', body).expect(403);
    await operator.get(`/tickets/${ticket.id}`).expect(404);
    expect((await operator.get('/tickets').expect(200)).body.items).toEqual([]);
    await operator.post(`/tickets/${ticket.id}/confirm`, { way: 'call_back' }).expect(404);
    expect(await count()).toBe(before);

    await run(`UPDATE area_roles SET valid_to = NULL WHERE account_id = $1`, [me.accountId]);
    await operator.get(`/tickets/${ticket.id}`).expect(200);
  });

  it('is nobody as soon as the session has ended, also for what writes', async () => {
    const ticket = await opened(app);
    const head = await asPhone(app, PHONES.head);
    for (let time = 1; time <= 2; time += 1) await head.get(`/tickets/${ticket.id}`).expect(200);
    await run('DELETE FROM sessions');
    await head.post(`/tickets/${ticket.id}/take`).expect(401);
    await head.get(`/tickets/${ticket.id}`).expect(401);
  });
});
