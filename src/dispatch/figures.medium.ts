import { asHelper, plainMembers } from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket, type Asking } from '../../test/support/people.js';
import { dayOf } from '../platform/calendar.js';

const HOUR = 3_600_000;

let app: TestApp;
let head: Asking;
let categoryId: string;
let members: string[];

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  // the second of a month, in the morning: what follows lies in one month
  const today = new Date();
  app.clock.set(new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 2, 2)));
  head = await by(app, 'head');
  categoryId = (await makeCategory(app, { crew: [{ skill: null, size: 1 }], offerSeconds: 86_400 })).id;
  members = (await plainMembers(app, categoryId)).map(({ id }) => id);
});
afterAll(() => app.close());

const id = (at: number) => members[at] ?? '';
async function offered(ticketId: string, helperId: string): Promise<string> {
  const { body } = await head.post(`/tickets/${ticketId}/offers`, { helperId }).expect(201);
  return String(body.id);
}

it("a helper's numbers tell what they were asked, what they did, and for how long", async () => {
  const helper = await asHelper(app, id(0));
  const { body: none } = await helper.get(`/helpers/${id(0)}/figures`).expect(200);
  expect(none).toEqual([]);
  const [done, proposed, declined] = [
    await openTicket(app, { categoryId }),
    await openTicket(app, { categoryId }),
    await openTicket(app, { categoryId }),
  ];
  for (const { id: ticketId } of [done, proposed])
    await helper.post(`/offers/${await offered(ticketId, id(0))}/accept`).expect(200);
  await helper.post(`/offers/${await offered(declined.id, id(0))}/decline`, { reason: 'busy' }).expect(200);
  await helper.post(`/tickets/${done.id}/start`).expect(200);
  app.clock.advance(1.5 * HOUR);
  await helper.post(`/tickets/${done.id}/resolve`, { outcome: 'done', note: '已修好' }).expect(200);
  await head.post(`/tickets/${proposed.id}/resolve`, { outcome: 'explained', note: '不用修' }).expect(200);
  const month = dayOf(app.clock.now()).slice(0, 7);
  const expected = { month, asked: 3, accepted: 2, declined: 1, expired: 0, resolved: 2, done: 1, seconds: 5_400 };
  for (const who of [helper, head])
    expect((await who.get(`/helpers/${id(0)}/figures`).expect(200)).body).toEqual([expected]);
  // not for the others of the station
  await (await asHelper(app, id(1))).get(`/helpers/${id(0)}/figures`).expect(404);
});
