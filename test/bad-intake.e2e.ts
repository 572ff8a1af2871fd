import { Plates } from '../src/channels/plates/plates.js';
import { Database } from '../src/platform/database/database.js';
import { eachRefused, type Refused } from './support/bad.js';
import { freshNumber, MESSAGE_KEYS, messageId, sendMessage } from './support/gateway.js';
import { startTestApp, type TestApp } from './support/harness.js';
import { storyBuildingId } from './support/people.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

let test: TestApp;
let code: string;

beforeAll(async () => {
  test = await startTestApp({ template: 'street', env: { MESSAGE_KEYS } });
  const place = { buildingId: await storyBuildingId(test), unit: null };
  const database = test.get(Database);
  code = (await database.transaction((tx) => test.get(Plates).codesFor(tx, [place])))[0] ?? '';
});
afterAll(() => test.close());

const each = (cases: Refused[]) => eachRefused(() => test, cases);
const message = (change: object = {}) => ({ id: messageId(), number: freshNumber(), text: '灯不亮', ...change });
const send = (change: object) => () => sendMessage(test, message(change));
const raw = (body: string) => () => sendMessage(test, body);
const ask = (body: object) => () => test.http.post(`/plates/${code}/requests`).send(body);

describe('a message', () => {
  each([
    ['that nobody signed', () => test.http.post('/channels/messages').send(message()), 401, 'signature-invalid'],
    ['signed by nobody', () => sendMessage(test, message(), { key: 'x.1' }), 401, 'signature-invalid'],
    ['six minutes old', () => sendMessage(test, message(), { late: -360 }), 401, 'signature-invalid'],
    ['without an id', send({ id: undefined }), 400, 'invalid-input', 'id'],
    ['with an id of 101 letters', send({ id: 'x'.repeat(101) }), 400, 'invalid-input', 'id'],
    ['without a number', send({ number: undefined }), 400, 'invalid-input', 'number'],
    ['of a number that is none', send({ number: '12' }), 400, 'invalid-input', 'number'],
    ['whose words are a number', send({ text: 7 }), 400, 'invalid-input', 'text'],
    ['of nothing', send({ text: ' ' }), 422, 'message-empty', 'text'],
    ['of nothing that can be kept', send({ text: '\u0000' }), 422, 'message-empty', 'text'],
    ['with half a position', send({ position: { lng: 120 } }), 400, 'invalid-input', 'position.lat'],
    [
      'in a system of nobody',
      send({ position: { lng: 1, lat: 1, system: 'x' } }),
      400,
      'invalid-input',
      'position.system',
    ],
    ['with more than there is', send({ colour: 'red' }), 400, 'invalid-input', 'colour'],
    ['that is a list', raw('[]'), 400, 'invalid-input', 'id'],
    ['that is null', raw('null'), 400, 'invalid-input', 'id'],
    ['that is half', raw('{"id":'), 400, 'invalid-json'],
  ]);

  it('of whatever kind is no fault of ours, and none is lost that can be kept', async () => {
    const odd = [
      '\ud800灯',
      '灯\u0000',
      '🔥'.repeat(500),
      "' OR 1=1 --",
      '<script>',
      '%00',
      '{"$ne":1}',
      '\u202e灯',
      '一'.repeat(9_000),
    ];
    const positions = [
      { lng: 36, lat: 120 },
      { lng: 180, lat: 180 },
      { lng: 0, lat: 0 },
      { lng: 72.005, lat: 40, system: 'gcj02' },
    ];
    for (const text of odd) await sendMessage(test, message({ text })).expect(200);
    for (const position of positions) await sendMessage(test, message({ position })).expect(200);
    const rows = await test
      .get(Database)
      .rows('SELECT outcome FROM conversation_messages WHERE decided_at IS NOT NULL');
    expect(rows).toHaveLength(odd.length + positions.length);
  });
});

describe('at a plate', () => {
  each([
    ['with a code of nobody', () => test.http.get('/plates/0000-0000-0000'), 404, 'plate-unknown', 'code'],
    [
      'with a code of nonsense',
      () => test.http.get(`/plates/${encodeURIComponent("' OR 1=1")}`),
      404,
      'plate-unknown',
      'code',
    ],
    ['with a code of 90 letters', () => test.http.get(`/plates/${'1'.repeat(90)}`), 404, 'plate-unknown', 'code'],
    ['without a word', ask({}), 400, 'invalid-input', 'text'],
    ['with a word that is too long', ask({ text: 'x'.repeat(2_001) }), 400, 'invalid-input', 'text'],
    ['with a number that is none', ask({ text: '灯', phone: '1' }), 400, 'invalid-input', 'phone'],
    ['as urgent as one likes', ask({ text: '灯', urgency: 'critical' }), 400, 'invalid-input', 'urgency'],
    ['for another place', ask({ text: '灯', place: {} }), 400, 'invalid-input', 'place'],
  ]);
});

describe('a request without an account', () => {
  const request = (body: object) => () =>
    test.http.post('/requests').send({ text: '灯不亮', place: { areaCode: '370203' }, ...body });
  each([
    ['without a word', request({ text: undefined }), 400, 'invalid-input', 'text'],
    ['without a place', request({ place: undefined }), 400, 'invalid-input', 'place'],
    ['at no place', request({ place: {} }), 422, 'place-missing', 'place'],
    [
      'at a building of nobody',
      request({ place: { buildingId: NOBODY } }),
      422,
      'unknown-building',
      'place.buildingId',
    ],
    ['of a category of nobody', request({ categoryId: NOBODY }), 422, 'unknown-category', 'categoryId'],
    ['with a number that is none', request({ phone: '1' }), 400, 'invalid-input', 'phone'],
    ['as urgent as one likes', request({ urgency: 'critical' }), 400, 'invalid-input', 'urgency'],
    ['in the name of a resident', request({ residentId: NOBODY }), 400, 'invalid-input', 'residentId'],
    ['like one that is no id', request({ sameAs: '1' }), 400, 'invalid-input', 'sameAs'],
  ]);
});
