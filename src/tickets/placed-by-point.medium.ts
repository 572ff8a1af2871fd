import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by } from '../../test/support/people.js';
import { opened } from '../../test/support/tickets.js';
import { verify } from '../../test/support/verify.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
});
afterAll(() => app.close());

const PHONE_POINT = { lng: 120.3551, lat: 36.0804, system: 'gcj02' };
// in the box around the street, and 150 m from it
const BESIDE_STREET = { lng: 120.3412, lat: 36.0745 };

describe('a ticket whose place is a point', () => {
  it('keeps the point as it was given beside what it was converted to, and can be made anew from its record', async () => {
    const ticket = await opened(app, { place: { point: PHONE_POINT } });
    expect(ticket).toMatchObject({ givenPoint: PHONE_POINT, route: { way: 'point' } });
    expect(ticket.point?.lng).toBeLessThan(PHONE_POINT.lng - 0.003);
    expect((await opened(app)).givenPoint).toBeNull();
    expect((await verify(app)).rows).toEqual([]);
  });

  it('outside every grid goes to triage in the area around it, with the owner whom a try at the route names', async () => {
    const operator = await by(app, 'operator');
    const { body: routed } = await operator.post('/routes', { place: { point: BESIDE_STREET } }).expect(200);
    expect(routed).toMatchObject({
      way: 'point',
      station: null,
      gridId: null,
      areaPath: '3702.370203.',
      given: { ...BESIDE_STREET, system: 'wgs84' },
      owner: { name: expect.stringMatching(/./) },
      reason: { code: 'point-in-no-grid' },
    });
    expect(routed.reason.words).toBe(`定位不在任何网格内，所在区域是市北区，转人工分派，责任人：${routed.owner.name}`);
    const ticket = await opened(app, { place: { point: BESIDE_STREET } });
    expect(ticket).toMatchObject({ state: 'triage', owner: { name: routed.owner.name }, area: { name: '市北区' } });
  });

  it('that gets its place afterwards keeps the point that it was placed by', async () => {
    const ticket = await opened(app, { place: { areaCode: '370203005' } });
    expect(ticket).toMatchObject({ state: 'triage', givenPoint: null });
    const operator = await by(app, 'operator');
    await operator.post(`/tickets/${ticket.id}/place`, { place: { point: PHONE_POINT } }).expect(200);
    const { body } = await operator.get(`/tickets/${ticket.id}`).expect(200);
    expect(body).toMatchObject({ state: 'open', givenPoint: PHONE_POINT });
    expect((await verify(app)).rows).toEqual([]);
  });
});
