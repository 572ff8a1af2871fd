import { dayOf } from '../platform/calendar.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, CALLER, makeCategory, openTicket } from '../../test/support/people.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
});
afterAll(() => app.close());

it('a category with a place for a skill that nobody can have is not made', async () => {
  const category = await makeCategory(app);
  const code = `${category.code}-x`;
  const crew = [...category.crew, { skill: 'telepathy', size: 1 }];
  const administrator = await by(app, 'administrator');
  const { body } = await administrator
    .post('/categories', { ...category, id: undefined, version: undefined, code, crew })
    .expect(422);
  expect(body).toMatchObject({ code: 'unknown-skill', errors: [{ field: 'crew' }] });
  const { body: all } = await administrator.get('/categories').expect(200);
  expect(all.filter((one: { code: string }) => one.code === code)).toEqual([]);
});

it.each(['/tickets', '/offers'])('GET %s refuses a cursor whose id is none', async (path) => {
  const helper = await by(app, 'helper');
  for (const id of ['-'.repeat(36), 'f'.repeat(36)]) {
    const after = Buffer.from(JSON.stringify([id])).toString('base64url');
    expect((await helper.get(path, { after }).expect(400)).body.code).toBe('cursor-malformed');
  }
});

it('says how long it takes, who goes in pairs and what they bring; an hour, never and nothing unless told', async () => {
  const plain = await makeCategory(app);
  expect(plain).toMatchObject({ durationMinutes: 60, pair: 'never' });
  const crew = [{ skill: 'carpentry', size: 1, tools: ['ladder', 'drill'] }];
  const given = { durationMinutes: 90, pair: 'alone_at_night' as const, crew };
  const made = await makeCategory(app, given);
  const { body } = await (await by(app, 'operator')).get('/categories').expect(200);
  expect(body.find(({ id }: { id: string }) => id === made.id)).toMatchObject(given);
  expect(body.find(({ id }: { id: string }) => id === plain.id)).toMatchObject({ durationMinutes: 60, pair: 'never' });
  const administrator = await by(app, 'administrator');
  for (const wrong of [{ pair: 'sometimes' }, { durationMinutes: 0 }, { crew: [{ ...crew[0], tools: ['laser'] }] }])
    await administrator
      .post('/categories', { ...made, id: undefined, version: undefined, code: `${made.code}-x`, ...wrong })
      .expect(400);
});

it('a crew of one gets a second place where somebody alone is visited at night', async () => {
  const { id: categoryId } = await makeCategory(app, {
    pair: 'alone_at_night',
    crew: [{ skill: 'carpentry', size: 1 }],
  });
  const skills = async (time: string, alone?: boolean) => {
    // within the seven days that may be entered afterwards
    const happenedAt = `${dayOf(new Date(app.clock.now().getTime() - 2 * 86_400_000))}T${time}:00+08:00`;
    const { crew } = await openTicket(app, { categoryId, happenedAt, ...(alone === undefined ? {} : { alone }) });
    return crew.map(({ skill }) => skill);
  };
  expect(await skills('21:00', true)).toEqual([null, 'carpentry']);
  expect(await skills('21:00', false)).toEqual(['carpentry']);
  expect(await skills('21:00')).toEqual(['carpentry']);
  expect(await skills('12:00', true)).toEqual(['carpentry']);
});

describe('a category that administrators change', () => {
  it('is another for tickets to come; those that are open keep their crew and their deadlines', async () => {
    const administrator = await by(app, 'administrator');
    const category = await makeCategory(app);
    const before = await openTicket(app, { categoryId: category.id });
    const given = { crew: [{ skill: null, size: 1 }], resolveSeconds: 7_200, name: '扶手' };
    const { body } = await administrator.patch(`/categories/${category.id}`, given).expect(200);
    expect(body).toMatchObject({ ...given, version: 2, nameEn: category.nameEn, acceptSeconds: 600 });
    const after = await openTicket(app, { categoryId: category.id });
    expect([before.crew.length, after.crew.length]).toEqual([3, 1]);
    const { body: still } = await (await by(app, 'head')).get(`/tickets/${before.id}`).expect(200);
    expect([still.crew.length, still.resolveDue]).toEqual([3, before.resolveDue]);
  });

  it.each([
    [{ name: '' }, 400, 'invalid-input', 'name'],
    [{ urgency: 'soon' }, 400, 'invalid-input', 'urgency'],
    [{ resolveSeconds: 0 }, 400, 'invalid-input', 'resolveSeconds'],
    [{ code: 'another' }, 400, 'invalid-input', 'code'],
    [{ crew: [{ skill: 'telepathy', size: 1 }] }, 422, 'unknown-skill', 'crew'],
  ])('in %j, which is wrong, stays as it is, and the field is named', async (wrong, status, code, field) => {
    const administrator = await by(app, 'administrator');
    const category = await makeCategory(app);
    const { body } = await administrator.patch(`/categories/${category.id}`, wrong).expect(status);
    expect(body).toMatchObject({ code, errors: [expect.objectContaining({ field })] });
    const { body: all } = await administrator.get('/categories').expect(200);
    expect(all).toContainEqual(expect.objectContaining({ id: category.id, version: 1, name: category.name }));
  });

  it('by two at once is changed by one; the other is told', async () => {
    const administrator = await by(app, 'administrator');
    const { id, version } = await makeCategory(app);
    const both = await Promise.all(
      ['甲', '乙'].map((name) => administrator.patch(`/categories/${id}`, { version, name })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('changed-meanwhile');
    const { body: all } = await administrator.get('/categories').expect(200);
    expect(all).toContainEqual(both.find(({ status }) => status === 200)?.body);
  });

  it('may be retired while tickets of it are open: they go on, nothing new is opened; one that sorts others may not', async () => {
    const administrator = await by(app, 'administrator');
    const root = await makeCategory(app, { selectable: false });
    const { id } = await makeCategory(app, { parentId: root.id });
    const ticket = await openTicket(app, { categoryId: id });
    const sorts = await administrator.delete(`/categories/${root.id}`).expect(409);
    expect(sorts.body.code).toBe('category-sorts-others');
    await administrator.delete(`/categories/${id}`).expect(204);
    await administrator.delete(`/categories/${id}`).expect(404);
    await administrator.patch(`/categories/${id}`, { name: '不在了' }).expect(404);
    const operator = await by(app, 'operator');
    const { body } = await operator
      .post('/tickets', {
        categoryId: id,
        place: { buildingId: ticket.building?.id },
        description: '扶手松了',
        caller: { phone: CALLER },
      })
      .expect(422);
    expect(body).toMatchObject({ code: 'unknown-category', errors: [{ field: 'categoryId' }] });
    const head = await by(app, 'head');
    await head.post(`/tickets/${ticket.id}/take`).expect(200);
    await head.post(`/tickets/${ticket.id}/resolve`, { outcome: 'explained', note: '已解释' }).expect(200);
    await administrator.delete(`/categories/${root.id}`).expect(204);
    const { body: all } = await administrator.get('/categories').expect(200);
    expect(all.map((one: { id: string }) => one.id)).not.toContain(id);
  });

  it('holds for the whole installation: only who administers all of it changes or retires it', async () => {
    const { id } = await makeCategory(app);
    for (const who of ['operator', 'head', 'leader', 'helper'] as const) {
      const asking = await by(app, who);
      await asking.patch(`/categories/${id}`, { name: '别人的' }).expect(403);
      await asking.delete(`/categories/${id}`).expect(403);
    }
  });
});
