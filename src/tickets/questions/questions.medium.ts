import { MESSAGE_KEYS, messageId, sendMessage } from '../../../test/support/gateway.js';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import {
  by,
  CALLER,
  crewFor,
  linkTokenOf,
  makeCategory,
  openTicket,
  storyBuildingId,
  type Asking,
} from '../../../test/support/people.js';
import { Plates } from '../../channels/plates/plates.js';
import { Database } from '../../platform/database/database.js';
import { Secrets } from '../../platform/secrets.js';
import type { QuestionInput } from './questions.dto.js';

let app: TestApp;
let administrator: Asking;
let operator: Asking;
let head: Asking;

beforeAll(async () => {
  app = await startTestApp({ template: 'street', env: { MESSAGE_KEYS } });
  administrator = await by(app, 'administrator');
  operator = await by(app, 'operator');
  head = await by(app, 'head');
});
afterAll(() => app.close());

const FLOOR: QuestionInput = { id: 'floor', kind: 'text', zh: '停在哪一层？', en: 'At which floor?', required: true };
const PEOPLE: QuestionInput = {
  ...{ id: 'people', kind: 'number', zh: '几个人被困？', en: 'How many are trapped?', required: false },
  ...{ min: 1, max: 20, unit: '人' },
};
const SMELL: QuestionInput = {
  ...{ id: 'smell', kind: 'choice', zh: '有没有焦味？', required: false },
  choices: [
    { id: 'yes', zh: '有', en: 'Yes' },
    { id: 'no', zh: '没有', en: 'No' },
  ],
};
const QUESTIONS = [FLOOR, PEOPLE, SMELL];
const ANSWERS = [
  { question: 'people', answer: 3 },
  { question: 'floor', answer: ' 五楼半 ' },
  { question: 'smell', answer: 'yes' },
];
const TOLD = [
  { question: '停在哪一层？', answer: '五楼半' },
  { question: '几个人被困？', answer: '3 人' },
  { question: '有没有焦味？', answer: '有' },
];
const asking = (questions: QuestionInput[] = QUESTIONS) => makeCategory(app, { questions });

async function request(categoryId: string, given: object = {}): Promise<object> {
  const place = { buildingId: await storyBuildingId(app) };
  return { categoryId, place, description: '电梯停了', caller: { phone: CALLER }, ...given };
}

describe('the questions of a category', () => {
  it('are made with it, changed, put in another order and taken away; others have none', async () => {
    const made = await asking();
    expect(made.questions).toEqual(QUESTIONS);
    expect((await makeCategory(app)).questions).toEqual([]);
    const listed = async () => {
      const { body } = await operator.get('/categories').expect(200);
      return body.find(({ id }: { id: string }) => id === made.id);
    };
    expect((await listed()).questions).toEqual(QUESTIONS);
    const questions = [SMELL, { ...FLOOR, required: false }];
    const { body } = await administrator.patch(`/categories/${made.id}`, { questions }).expect(200);
    expect(body).toMatchObject({ version: 2, questions });
    await administrator.patch(`/categories/${made.id}`, { name: '电梯' }).expect(200);
    expect(await listed()).toMatchObject({ version: 3, name: '电梯', questions });
    await administrator.patch(`/categories/${made.id}`, { questions: [] }).expect(200);
    expect((await listed()).questions).toEqual([]);
  });

  const choices = [...(SMELL.choices ?? [])];
  it.each<[string, unknown, number, string, string]>([
    [
      'nine of them',
      Array.from({ length: 9 }, (_, n) => ({ ...FLOOR, id: `q${n}` })),
      400,
      'invalid-input',
      'questions',
    ],
    ['no Chinese', [{ ...FLOOR, zh: '' }], 400, 'invalid-input', 'questions.0.zh'],
    ['another kind', [FLOOR, { ...PEOPLE, kind: 'date' }], 400, 'invalid-input', 'questions.1.kind'],
    ['an id in capitals', [{ ...FLOOR, id: 'FLOOR' }], 400, 'invalid-input', 'questions.0.id'],
    ['one choice', [{ ...SMELL, choices: choices.slice(1) }], 400, 'invalid-input', 'questions.0.choices'],
    [
      'a choice without words',
      [{ ...SMELL, choices: [...choices, { id: 'x' }] }],
      400,
      'invalid-input',
      'questions.0.choices.2.zh',
    ],
    ['nothing where one should be', [null], 400, 'invalid-input', 'questions.0'],
    ['a choice of nothing', [{ ...SMELL, choices: undefined }], 422, 'questions-malformed', 'questions.0.choices'],
    ['a most below the least', [{ ...PEOPLE, min: 21 }], 422, 'questions-malformed', 'questions.0.max'],
    ['one id twice', [FLOOR, { ...PEOPLE, id: 'floor' }], 422, 'questions-twice', 'questions.1.id'],
    [
      'one choice twice',
      [{ ...SMELL, choices: [...choices, choices[0]] }],
      422,
      'questions-twice',
      'questions.0.choices.2.id',
    ],
  ])('with %s are refused, and the field is named', async (_, questions, status, code, field) => {
    const category = await asking([FLOOR]);
    const { body } = await administrator.patch(`/categories/${category.id}`, { questions }).expect(status);
    expect(body).toMatchObject({ code, errors: [expect.objectContaining({ field })] });
    const given = { ...category, id: undefined, version: undefined, code: `${category.code}-x`, questions };
    expect((await administrator.post('/categories', given).expect(status)).body.code).toBe(code);
    const { body: all } = await administrator.get('/categories').expect(200);
    expect(all).toContainEqual(expect.objectContaining({ id: category.id, version: 1, questions: [FLOOR] }));
  });
});

describe('answers', () => {
  it('stand with the ticket in the words of that day, whatever becomes of the category', async () => {
    const category = await asking();
    const ticket = await openTicket(app, { categoryId: category.id, answers: ANSWERS });
    expect(ticket.answers).toEqual(TOLD);
    const questions = [{ ...PEOPLE, zh: '困了几位？', unit: '位' }];
    await administrator.patch(`/categories/${category.id}`, { questions }).expect(200);
    expect((await head.get(`/tickets/${ticket.id}`).expect(200)).body.answers).toEqual(TOLD);
    const english = await head.get(`/tickets/${ticket.id}`).set('Accept-Language', 'en').expect(200);
    expect(english.body.answers).toEqual([
      { question: 'At which floor?', answer: '五楼半' },
      { question: 'How many are trapped?', answer: '3 人' },
      { question: '有没有焦味？', answer: 'Yes' },
    ]);
    const after = await openTicket(app, { categoryId: category.id, answers: [{ question: 'people', answer: 2 }] });
    expect(after.answers).toEqual([{ question: '困了几位？', answer: '2 位' }]);
  });

  it('are kept encrypted, in no event', async () => {
    const { id } = await openTicket(app, { categoryId: (await asking()).id, answers: ANSWERS });
    const database = app.get(Database);
    const [kept] = await database.rows<{ answers: Buffer }>(
      'SELECT answers_encrypted AS answers FROM ticket_texts WHERE ticket_id = $1',
      [id],
    );
    expect(kept?.answers.toString('utf8')).not.toContain('五楼半');
    expect(JSON.parse(app.get(Secrets).decrypt(kept?.answers ?? Buffer.of()))).toMatchObject([
      { id: 'floor', question: { zh: '停在哪一层？', en: 'At which floor?' }, answer: '五楼半' },
      { id: 'people', answer: 3, unit: { zh: '人' } },
      { id: 'smell', answer: { zh: '有', en: 'Yes' } },
    ]);
    const events = await database.rows('SELECT changes, sets FROM ticket_events WHERE ticket_id = $1', [id]);
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify(events)).not.toMatch(/五楼半|answers/);
  });

  it.each([
    ['to what is not asked', [{ question: 'door', answer: '三楼' }], 422, 'answers-unknown', 'answers.door'],
    ['that leave out what is required', ANSWERS.slice(2), 422, 'answers-missing', 'answers.floor'],
    ['of another kind', [ANSWERS[1], { question: 'people', answer: '三' }], 422, 'answers-malformed', 'answers.people'],
    ['out of range', [ANSWERS[1], { question: 'people', answer: 21 }], 422, 'answers-malformed', 'answers.people'],
    [
      'that are no choice',
      [ANSWERS[1], { question: 'smell', answer: '有' }],
      422,
      'answers-malformed',
      'answers.smell',
    ],
    ['twice to one', [ANSWERS[1], ANSWERS[1]], 422, 'answers-twice', 'answers.floor'],
    ['that are empty', [{ question: 'floor', answer: '  ' }], 400, 'invalid-input', 'answers.0.answer'],
    ['that are too long', [{ question: 'floor', answer: '楼'.repeat(201) }], 400, 'invalid-input', 'answers.0.answer'],
    ['that are true', [{ question: 'floor', answer: true }], 400, 'invalid-input', 'answers.0.answer'],
    ['that say nothing', [{ question: 'floor' }], 400, 'invalid-input', 'answers.0.answer'],
  ])('%s open nothing, and the question is named', async (_, answers, status, code, field) => {
    const { id } = await asking();
    const { body } = await operator.post('/tickets', await request(id, { answers })).expect(status);
    expect(body).toMatchObject({ code, errors: [expect.objectContaining({ field })] });
    const web = { text: '电梯停了', categoryId: id, place: { buildingId: await storyBuildingId(app) }, answers };
    expect((await app.http.post('/requests').send(web).expect(status)).body.code).toBe(code);
    const count = await app.get(Database).rows('SELECT 1 FROM tickets WHERE category_id = $1', [id]);
    expect(count).toEqual([]);
  });

  it('that nobody knows do not keep a ticket from being opened', async () => {
    const answers = [{ question: 'floor', answer: null }];
    const ticket = await openTicket(app, { categoryId: (await asking()).id, answers });
    expect(ticket.answers).toEqual([{ question: '停在哪一层？', answer: null }]);
  });

  it('are demanded of who chose the category; not of words that a rule sorts, plates without them, slips and messages', async () => {
    const { id } = await makeCategory(app, { name: '升降平台', nameEn: 'platform', questions: QUESTIONS });
    expect((await operator.post('/tickets', await request(id)).expect(422)).body.code).toBe('answers-missing');
    const place = { buildingId: await storyBuildingId(app) };
    const chosen = await app.http.post('/requests').send({ text: '停了', categoryId: id, place }).expect(422);
    expect(chosen.body.code).toBe('answers-missing');
    await app.http.post('/requests').send({ text: '升降平台停了', place }).expect(201);
    const [code = ''] = await app
      .get(Database)
      .transaction((tx) => app.get(Plates).codesFor(tx, [{ buildingId: place.buildingId, unit: null }]));
    const atDoor = (given: object) =>
      app.http.post(`/plates/${code}/requests`).send({ text: '停了', categoryId: id, ...given });
    await atDoor({}).expect(201);
    await atDoor({ answers: [] }).expect(201);
    expect((await atDoor({ answers: ANSWERS.slice(2) }).expect(422)).body.code).toBe('answers-missing');
    const helpers = await crewFor(app, String((await head.get('/me').expect(200)).body.stationRoles[0].stationId));
    const at = new Date(app.clock.now().getTime() - 3_600_000).toISOString();
    const slip = { openedAt: at, resolvedAt: at, outcome: 'done', note: '修好了', signed: true };
    const { body } = await operator
      .post('/slips', { ...(await request(id)), ...slip, helperIds: [helpers[0]?.id] })
      .expect(201);
    expect(body.answers).toEqual([]);
    const sent = { id: messageId(), number: '+8619000099066', text: '登州路24号大院10号楼升降平台停了' };
    expect((await sendMessage(app, sent).expect(200)).body.ticketId).toEqual(expect.any(String));
    const opened = await app
      .get(Database)
      .rows<{ channel: string }>('SELECT channel FROM tickets WHERE category_id = $1 ORDER BY id', [id]);
    expect(opened.map(({ channel }) => channel)).toEqual(['web', 'web', 'web', 'paper', 'messages']);
  });

  it('by a resident stand on their link; on that of another who asked, and of a neighbour who joined, their own do', async () => {
    const { id: categoryId } = await asking();
    const place = { buildingId: await storyBuildingId(app) };
    const ask = async (answer: string, more: object = {}) => {
      const answers = [{ question: 'floor', answer }];
      const { body } = await app.http
        .post('/requests')
        .send({ text: '停了', categoryId, place, answers, ...more })
        .expect(201);
      const view = await app.http.post('/links/view').send({ token: body.token }).expect(200);
      return { reference: String(body.reference), view: view.body };
    };
    const first = await ask('三楼');
    expect(first.view.answers).toEqual([{ question: '停在哪一层？', answer: '三楼' }]);
    const { body: found } = await operator.get('/tickets', { reference: first.reference }).expect(200);
    const joined = await ask('地下室', { sameAs: found.items[0].id });
    expect(joined.view).toMatchObject({ joined: true, answers: [{ question: '停在哪一层？', answer: '地下室' }] });
    const own = { categoryId, answers: [{ question: 'floor', answer: '顶楼' }] };
    const third = await openTicket(app, { ...own, caller: { phone: '+8619000099067' } });
    await operator.post(`/tickets/${third.id}/merge`, { into: found.items[0].id }).expect(200);
    const { body } = await app.http.post('/links/view').send({ token: await linkTokenOf(app, third.id) });
    expect(body).toMatchObject({ mergedFrom: third.reference, answers: [{ answer: '顶楼' }] });
  });

  it('of a confidential ticket are told to whom its words are told', async () => {
    const { id: categoryId } = await makeCategory(app, { confidential: true, questions: QUESTIONS });
    const ticket = await openTicket(app, { categoryId, answers: ANSWERS });
    expect([ticket.request, ticket.answers]).toEqual([null, []]);
    await operator.get(`/tickets/${ticket.id}`).expect(404);
    const { body: seen } = await head.get(`/tickets/${ticket.id}`).expect(200);
    expect([seen.request, seen.answers]).toEqual(['楼梯扶手有些松动，老人上下楼不安全', TOLD]);
  });

  it('are told to who chooses on the page before they choose', async () => {
    const { id } = await makeCategory(app, { name: '观光电梯', nameEn: 'panorama', questions: QUESTIONS });
    const { body } = await app.http.get('/requests/categories').expect(200);
    const all = (body as { categories: { id: string; questions: unknown }[] }[]).flatMap(
      ({ categories }) => categories,
    );
    // a leaf without a root stands in no group
    expect(all.every(({ questions }) => Array.isArray(questions))).toBe(true);
    const like = await app.http.post('/requests/categories').send({ text: '观光电梯坏了' }).expect(200);
    expect(like.body.categories).toContainEqual({ id, name: '观光电梯', questions: QUESTIONS });
  });

  it('sent again with one key open one ticket; other answers with it are refused', async () => {
    const { id } = await asking();
    const body = await request(id, { answers: ANSWERS });
    const send = (given: object) => operator.post('/tickets', given).set('Idempotency-Key', 'answers-once');
    const first = await send(body).expect(201);
    expect((await send(body).expect(201)).body).toEqual(first.body);
    expect(first.body.answers).toEqual(TOLD);
    await send({ ...body, answers: ANSWERS.slice(0, 2) }).expect(422);
  });
});
