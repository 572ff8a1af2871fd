import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, makeCategory } from '../../../test/support/people.js';
import { eventually } from '../../../test/support/stores.js';
import { opened, resolved } from '../../../test/support/tickets.js';
import { Messages, type Template } from './messages.js';

let app: TestApp;
let messages: Messages;
let categoryId: string;

beforeAll(async () => {
  app = await startTestApp({ template: 'street', work: true });
  messages = app.get(Messages);
  categoryId = (await makeCategory(app)).id;
});
afterAll(() => app.close());

const templates = async (ticketId: string) => (await messages.ofTicket(ticketId)).map(({ template }) => template);

/** Messages that have left, in this order, and no more a relay later. */
async function told(ticketId: string, expected: Template[]): Promise<void> {
  await eventually(expected.join(', '), async () => {
    const sent = await messages.ofTicket(ticketId);
    return sent.length >= expected.length && sent.every(({ sentAt }) => sentAt !== null);
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await templates(ticketId)).toEqual(expected);
}

describe('a resident is told', () => {
  it('of receipt, to please confirm, and of 没好: once each', async () => {
    const ticket = await opened(app, { categoryId });
    await resolved(app, ticket);
    await told(ticket.id, ['receipt', 'please-confirm']);
    await (await by(app, 'operator')).post(`/tickets/${ticket.id}/reopen`).expect(200);
    await told(ticket.id, ['receipt', 'please-confirm', 'reopened']);
    for (const message of await messages.ofTicket(ticket.id))
      expect(message).toMatchObject({ requester: 1, accountId: null });
  });

  it('of a cancelled request', async () => {
    const ticket = await opened(app, { categoryId });
    await (await by(app, 'operator')).post(`/tickets/${ticket.id}/cancel`, { reason: '重复' }).expect(200);
    await told(ticket.id, ['receipt', 'cancelled']);
  });

  it('nothing where there is no number to tell it to', async () => {
    const silent = await opened(app, { categoryId, caller: { phone: null, name: '路人' }, channel: 'counter' });
    const after = await opened(app, { categoryId });
    await told(after.id, ['receipt']);
    expect(await templates(silent.id)).toEqual([]);
  });
});
