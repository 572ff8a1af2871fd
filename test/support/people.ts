import type { Test } from 'supertest';
import { Links } from '../../src/channels/channels.js';
import { DEMO_PASSWORD } from '../../src/demo/load-street.js';
import { demoSignIns, STORY_BUILDING, type DemoSignIn } from '../../src/demo/sign-ins.js';
import type { HelperDto } from '../../src/stations/stations.dto.js';
import type { CategoryInput, CategoryView, TicketView } from '../../src/tickets/tickets.dto.js';
import type { TestApp } from './harness.js';

/** The demo's people around the story's building, on a TestApp with the template 'street'. */
export type Who = DemoSignIn['who'];
export const PHONES = Object.fromEntries(demoSignIns().map(({ who, phone }) => [who, phone])) as Record<Who, string>;
/** of a resident: made up, in the block that the demo uses for nobody */
export const CALLER = '+8619000099001';

export interface Asking {
  token: string;
  get(path: string, query?: Record<string, unknown>): Test;
  post(path: string, body?: unknown): Test;
  put(path: string, body?: unknown): Test;
  patch(path: string, body?: unknown): Test;
  delete(path: string): Test;
}

/** argon2 is slow on purpose: once a phone number and app. */
const tokens = new WeakMap<TestApp, Map<string, Promise<string>>>();

export function signIn(app: TestApp, phone: string): Promise<string> {
  const known = tokens.get(app) ?? new Map<string, Promise<string>>();
  tokens.set(app, known);
  const token = known.get(phone) ?? newToken(app, phone);
  known.set(phone, token);
  return token;
}

/** Needed anew where the clock was set past the end of the sessions. */
export function forgetSessions(app: TestApp): void {
  tokens.delete(app);
}

async function newToken(app: TestApp, phone: string): Promise<string> {
  const { body } = await app.http.post('/sessions').send({ phone, password: DEMO_PASSWORD }).expect(201);
  return String(body.token);
}

export function as(app: TestApp, token: string): Asking {
  const bearer = `Bearer ${token}`;
  const sending =
    (method: 'post' | 'put' | 'patch') =>
    (path: string, body: unknown = {}) =>
      app.http[method](path)
        .set('Authorization', bearer)
        .send(body as object);
  return {
    token,
    get: (path, query = {}) => app.http.get(path).query(query).set('Authorization', bearer),
    post: sending('post'),
    put: sending('put'),
    patch: sending('patch'),
    delete: (path) => app.http.delete(path).set('Authorization', bearer),
  };
}

/** One of the demo's people by role, or anybody by phone number. */
export async function by(app: TestApp, who: Who | `+${string}`): Promise<Asking> {
  return as(app, await signIn(app, who.startsWith('+') ? who : PHONES[who as Who]));
}

let made = 0;

/** Three places, one for a carpenter; ten minutes to accept, an hour to resolve, round the clock; the head dispatches. */
export async function makeCategory(app: TestApp, given: Partial<CategoryInput> = {}): Promise<CategoryView> {
  made += 1;
  const category: CategoryInput = {
    code: `test-${Date.now()}-${made}`,
    parentId: null,
    name: '楼梯扶手',
    nameEn: 'handrail',
    selectable: true,
    urgency: 'normal',
    dispatch: 'head',
    confidential: false,
    acceptSeconds: 600,
    resolveSeconds: 3_600,
    roundTheClock: true,
    offerSeconds: 60,
    headSeconds: 86_400,
    crew: [
      { skill: 'carpentry', size: 1 },
      { skill: null, size: 2 },
    ],
    ...given,
  };
  const { body } = await (await by(app, 'administrator')).post('/categories', category).expect(201);
  return body as CategoryView;
}

export async function storyBuildingId(app: TestApp): Promise<string> {
  const operator = await by(app, 'operator');
  const { body } = await operator.get('/buildings', { search: STORY_BUILDING, limit: 1 }).expect(200);
  return String(body.items[0].id);
}

/** Opened by the operator for 10号楼 unless told; `language` of the answer. */
export async function openTicket(
  app: TestApp,
  given: { categoryId: string; language?: 'zh' | 'en' } & Record<string, unknown>,
): Promise<TicketView> {
  const { language = 'zh', ...ticket } = given;
  const operator = await by(app, 'operator');
  const { body } = await operator
    .post('/tickets', {
      place: { buildingId: await storyBuildingId(app) },
      unit: '4单元',
      door: '3楼302',
      description: '楼梯扶手有些松动，老人上下楼不安全',
      caller: { phone: CALLER, name: '赵奶奶' },
      ...ticket,
    })
    .set('Accept-Language', language)
    .expect(201);
  return body as TicketView;
}

/** Members of the story's station who fit the crew: the carpenter first; neither head nor deputy. */
export async function crewFor(app: TestApp, stationId: string): Promise<HelperDto[]> {
  const head = await by(app, 'head');
  const { body: station } = await head.get(`/stations/${stationId}`).expect(200);
  const { body } = await head.get(`/stations/${stationId}/helpers`, { limit: 100 }).expect(200);
  const leading = [station.head, ...station.deputies].map((person: { helperId: string }) => person.helperId);
  const plain = (body.items as HelperDto[]).filter(({ id }) => !leading.includes(id));
  const isCarpenter = (helper: HelperDto) => helper.skills.some(({ skill, valid }) => skill === 'carpentry' && valid);
  return [...plain.filter(isCarpenter), ...plain.filter((helper) => !isCarpenter(helper))];
}

/** What a requester's link carries after its `#`. */
export async function linkTokenOf(app: TestApp, ticketId: string, no = 1): Promise<string> {
  const token = await app.get(Links).tokenFor(ticketId, no);
  if (token === null) throw new Error('no such requester');
  return token;
}
