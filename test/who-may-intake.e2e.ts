import { Database } from '../src/platform/database/database.js';
import { peopleAround, type Person } from './support/around.js';
import { plainMembers } from './support/crew.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { CALLER, makeCategory, openTicket, type Asking } from './support/people.js';

let test: TestApp;
let asking: Record<Person, Asking>;
let community: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  const given = { crew: [{ skill: null, size: 2 }] };
  const category = (await makeCategory(test, given)).id;
  const secret = (await makeCategory(test, { ...given, confidential: true })).id;
  const members = await plainMembers(test, category);
  asking = await peopleAround(test, members);
  const areas = await test
    .get(Database)
    .rows<{ code: string }>(`SELECT a.code FROM areas a WHERE a.kind <> 'grid' ORDER BY a.kind, a.code`);
  // in triage at every area, and at each once in confidence
  for (const { code } of areas)
    for (const categoryId of [category, secret]) await openTicket(test, { categoryId, place: { areaCode: code } });
  const row = await test
    .get(Database)
    .one<{ code: string }>('SELECT c.code FROM stations s JOIN areas c ON c.id = s.community_id WHERE s.id = $1', [
      members[0]?.stationId,
    ]);
  community = row?.code ?? '';
});
afterAll(() => test.close());

const everybody = () => Object.keys(asking) as Person[];

it('the triage list holds what each may read by itself, and no words of others', async () => {
  const counts: Partial<Record<Person, number>> = {};
  for (const who of everybody()) {
    const { body: tickets } = await asking[who].get('/tickets', { states: 'triage', limit: 200 }).expect(200);
    const { body: triage } = await asking[who].get('/triage', { limit: 200 }).expect(200);
    const ids = (items: { id: string }[]) => items.map(({ id }) => id);
    expect({ who, ids: ids(triage.items.map(({ ticket }: { ticket: { id: string } }) => ticket)) }).toEqual({
      who,
      ids: ids(tickets.items),
    });
    counts[who] = triage.items.length;
  }
  expect(counts).toMatchObject({ head: 0, deputy: 0, first: 0, stranger: 0, otherHead: 0 });
  expect(counts.operator).toBeGreaterThan(0);
  expect(counts.administrator).toBeGreaterThan(counts.leader ?? 0);
});

it('places of a caller are for who takes calls, plates for who leads the area', async () => {
  const allowed = async (ask: (who: Asking) => Promise<{ status: number }>) => {
    const may: Person[] = [];
    for (const who of everybody()) if ((await ask(asking[who])).status === 200) may.push(who);
    return may;
  };
  expect(await allowed(async (who) => who.post('/calls', { phone: CALLER }))).toEqual([
    'operator',
    'head',
    'deputy',
    'otherHead',
  ]);
  expect(await allowed(async (who) => who.get('/plates/sheet', { community }))).toEqual(['leader', 'administrator']);
});
