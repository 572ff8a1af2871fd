import { plainMembers } from '../../test/support/crew.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket } from '../../test/support/people.js';
import { Database } from '../platform/database/database.js';
import { TicketChanges, type TicketWithCrew } from '../tickets/tickets.js';
import { Situations, type Known } from './situations.js';

let test: TestApp;
let current: TicketWithCrew;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  const { id } = await openTicket(test, { categoryId: (await makeCategory(test)).id });
  const found = await test.get(TicketChanges).find(test.get(Database), id, 'system');
  if (found === undefined) throw new Error('no ticket');
  current = found;
});
afterAll(() => test.close());

/** As a batch of so many tickets begins. */
const begin = (tickets: number): Promise<Known> =>
  test.get(Situations).begin(
    test.get(Database),
    Array.from({ length: tickets }, () => current),
  );
async function ringOf(known: Known): Promise<string[]> {
  const looked = [{ current, rings: ['station', 'neighbours', 'pool'] as const }];
  const { tickets } = await test.get(Situations).of(test.get(Database), looked, known);
  const ticket = tickets.get(current.ticket.id);
  return [ticket?.ring ?? [], ...(ticket?.beyond ?? [])].flat().map(({ id }) => id);
}

describe('what is known of helpers in a storm', () => {
  it('is whole for each of two batches that begin at once', async () => {
    const alone = await ringOf(await begin(1));
    expect(alone.length).toBeGreaterThan(100);
    const [one, other] = [await begin(40), await begin(40)];
    expect(one.helpers).toBe(other.helpers);
    expect(await Promise.all([ringOf(one), ringOf(other)])).toEqual([alone, alone]);
  });

  it('is as the database says again for who is chosen', async () => {
    const known = await begin(40);
    const [member] = await plainMembers(test, current.ticket.categoryId);
    const id = member?.id ?? '';
    await ringOf(known);
    expect(await test.get(Situations).changed(test.get(Database), [id], known)).toEqual([]);
    const head = await by(test, 'head');
    await head.post(`/tickets/${current.ticket.id}/crew`, { helperId: id }).expect(200);
    expect(await test.get(Situations).changed(test.get(Database), [id], known)).toEqual([id]);
    expect(known.helpers.get(id)?.load).toBe(1);
    expect(await test.get(Situations).changed(test.get(Database), [id], known)).toEqual([]);
  });

  it('asks nobody who has come to rest meanwhile, also not for what cannot wait', async () => {
    const database = test.get(Database);
    const [, member] = await plainMembers(test, current.ticket.categoryId);
    const id = member?.id ?? '';
    await database.run('UPDATE helpers SET rest_minutes = 30 WHERE id = $1', [id]);
    const known = await begin(40);
    await ringOf(known);
    await database.run(
      `WITH done AS (UPDATE tickets SET resolved_at = $3 WHERE id = $2)
       INSERT INTO crew_places (id, ticket_id, helper_id, joined_at, live) VALUES (gen_random_uuid(), $2, $1, now(), false)`,
      [id, current.ticket.id, known.now],
    );
    expect(await test.get(Situations).changed(database, [id], known)).toEqual([id]);
    expect([known.helpers.get(id)?.unavailable, known.awake.get(id)?.unavailable]).toEqual(['resting', 'resting']);
  });
});
