import { setTimeout as sleep } from 'node:timers/promises';
import { asHelper, asPhone, plainMembers } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { makeCategory, openTicket, PHONES, type Asking } from './support/people.js';

let test: TestApp;
let head: Asking;
let members: string[];
let category: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  head = await asPhone(test, PHONES.head);
  category = (await makeCategory(test, { crew: [{ skill: null, size: 3 }] })).id;
  members = (await plainMembers(test, category)).map(({ id }) => id);
});
afterAll(() => test.close());

/** What a stream says of `ticket` messages until it is cut off. */
async function listen(who: Asking, path: string): Promise<{ stop(): Promise<{ changes: { helperId: string } }[]> }> {
  const cut = new AbortController();
  const answer = await fetch(new URL(path, test.baseUrl), {
    headers: { authorization: `Bearer ${who.token}` },
    signal: cut.signal,
  });
  expect(answer.status).toBe(200);
  let heard = '';
  const reading = (async () => {
    for await (const chunk of answer.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => undefined);
  while (!heard.includes('event: ready')) await sleep(10);
  return {
    stop: async () => {
      cut.abort();
      await reading;
      const messages = heard.split('\n\n').filter((message) => message.includes('event: ticket'));
      return messages.map((message) => JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '{}'));
    },
  };
}

describe('the stream of offers', () => {
  it("tells a helper of one's own offers only, also of those that are taken back", async () => {
    const [first, second, third] = await Promise.all(members.slice(0, 3).map((id) => asHelper(test, id)));
    const streams = [];
    for (const who of [first, second, third, head]) streams.push(await listen(who ?? head, '/offers/stream'));
    const ticket = await openTicket(test, { categoryId: category });
    const ids = [];
    for (const helperId of members.slice(0, 2)) {
      const { body } = await head.post(`/tickets/${ticket.id}/offers`, { helperId }).expect(201);
      ids.push(String(body.id));
    }
    await head.post(`/offers/${ids[0]}/withdraw`).expect(200);
    await second?.post(`/offers/${ids[1]}/accept`).expect(200);
    await sleep(1_500);
    const heard = await Promise.all(streams.map((stream) => stream.stop()));
    expect(heard.map((events) => events.map((event) => (event as unknown as { type: string }).type))).toEqual([
      ['offer_made', 'offer_withdrawn'],
      ['offer_made', 'offer_accepted'],
      [],
      [],
    ]);
    for (const [at, events] of heard.entries())
      for (const { changes } of events) expect(changes.helperId).toBe(members[at]);
  });

  it('tells of the jobs that one has, and not of those of others nor whom else is asked', async () => {
    const [first, second] = await Promise.all(members.slice(0, 2).map((id) => asHelper(test, id)));
    const ticket = await openTicket(test, { categoryId: category });
    await head.post(`/tickets/${ticket.id}/crew`, { helperId: members[0] }).expect(200);
    const streams = [await listen(first ?? head, '/offers/stream'), await listen(second ?? head, '/offers/stream')];
    await head.post(`/tickets/${ticket.id}/offers`, { helperId: members[2] }).expect(201);
    await head.post(`/tickets/${ticket.id}/comments`, { text: '带上梯子' }).expect(200);
    // who is in the crew is seen when the record is read
    await sleep(1_500);
    await head.post(`/tickets/${ticket.id}/crew/removals`, { helperId: members[0], reason: '换人' }).expect(200);
    await head.post(`/tickets/${ticket.id}/comments`, { text: '已换人' }).expect(200);
    await sleep(1_500);
    const heard = await Promise.all(streams.map((stream) => stream.stop()));
    expect(heard.map((events) => events.map((event) => (event as unknown as { type: string }).type))).toEqual([
      ['commented', 'left'],
      [],
    ]);
  });

  it('needs a session, and takes none from the address', async () => {
    for (const path of [
      '/offers/stream',
      `/offers/stream?token=${head.token}`,
      `/offers/stream?session=${head.token}`,
    ]) {
      const { body } = await test.http.get(path).expect(401);
      expect(body.code).toBe('not-signed-in');
    }
  });
});

describe('what residents would be sent', () => {
  it.each(['operator', 'head', 'leader', 'helper'] as const)('is not for the %s', async (who) => {
    const { body } = await (await asPhone(test, PHONES[who])).get('/demo/messages').expect(404);
    expect(body.code).toBe('not-found');
  });

  it('is for administrators, and only where the installation is a demo', async () => {
    const administrator = await asPhone(test, PHONES.administrator);
    await administrator.get('/demo/messages').expect(200);
    await test.http.get('/demo/messages').expect(401);
    const real = await startTestApp({ databaseUrl: test.databaseUrl, env: { DEMO: 'false' } });
    try {
      const { body } = await real.http
        .get('/demo/messages')
        .set('Authorization', `Bearer ${administrator.token}`)
        .expect(404);
      expect(body.code).toBe('no-such-endpoint');
      const { body: document } = await real.http.get('/openapi.json').expect(200);
      expect(Object.keys(document.paths)).not.toContain('/demo/messages');
    } finally {
      await real.close();
    }
  });
});
