import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory } from '../../test/support/people.js';

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
