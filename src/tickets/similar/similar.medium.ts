import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { by, makeCategory, openTicket, storyBuildingId, type Asking, type Who } from '../../../test/support/people.js';
import type { DeskSimilarView } from './similar.dto.js';

let test: TestApp;
let operator: Asking;
let buildingId: string;
let categoryId: string;
let secretId: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street' });
  operator = await by(test, 'operator');
  buildingId = await storyBuildingId(test);
  categoryId = (await makeCategory(test, { name: '门铃失灵' })).id;
  secretId = (await makeCategory(test, { name: '家事', confidential: true })).id;
});
afterAll(() => test.close());

const similar = async (who: Asking, category = categoryId) =>
  (await who.post('/tickets/similar', { place: { buildingId }, categoryId: category }).expect(200))
    .body as DeskSimilarView[];

describe('similar tickets for who takes the call', () => {
  it('tell which it is and how it stands, and never who asked or what was said', async () => {
    const ticket = await openTicket(test, { categoryId });
    const [found] = await similar(operator);
    expect(found).toEqual({
      id: ticket.id,
      reference: ticket.reference,
      state: 'open',
      stateWords: ticket.stateWords,
      category: '门铃失灵',
      building: ticket.building?.name,
      unit: '4单元',
      sameBuilding: true,
      metres: 0,
      openedAt: ticket.openedAt,
      urged: 0,
    });
  });

  it('are those that one may see: none of a street that is not theirs, none that are confidential', async () => {
    const ticket = await openTicket(test, { categoryId: secretId });
    expect(await similar(operator, secretId)).toEqual([]);
    expect((await similar(await by(test, 'head'), secretId)).map(({ id }) => id)).toEqual([ticket.id]);
    expect(await similar(await by(test, 'helper'))).toEqual([]);
    const people: Who[] = ['head', 'deputy', 'leader', 'administrator'];
    for (const who of people) expect(await similar(await by(test, who))).toHaveLength(1);
  });

  it('are not resolved yet', async () => {
    const before = await similar(operator);
    const ticket = await openTicket(test, { categoryId });
    expect(await similar(operator)).toHaveLength(before.length + 1);
    await operator.post(`/tickets/${ticket.id}/cancel`, { reason: '登记有误' }).expect(200);
    expect(await similar(operator)).toEqual(before);
  });
});

describe('tickets that somebody opened', () => {
  it('are theirs alone, newest first', async () => {
    const first = await openTicket(test, { categoryId });
    const second = await openTicket(test, { categoryId });
    const opened = async (who: Who) => (await (await by(test, who)).get('/tickets', { opened: true })).body.items;
    expect((await opened('operator')).slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
    expect(await opened('head')).toEqual([]);
    const everything = await (await by(test, 'head')).get('/tickets').expect(200);
    expect(everything.body.items.length).toBeGreaterThan(1);
  });
});
