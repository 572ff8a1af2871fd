import { dayOf } from '../platform/calendar.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, openTicket } from '../../test/support/people.js';

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
  const { body } = await administrator.post('/categories', { ...category, id: undefined, code, crew }).expect(422);
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
    await administrator.post('/categories', { ...made, id: undefined, code: `${made.code}-x`, ...wrong }).expect(400);
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
