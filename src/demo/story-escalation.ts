import type { CountsReport } from '../stations/counts.js';
import type { RecordView, TicketView } from '../tickets/tickets.js';
import { DEMO_PASSWORD } from './load-street.js';
import { Client, eventually, expect } from './story-client.js';
import { BASE_URL, MINUTE, open, type Scene } from './story-scene.js';
import { generateStreet } from './street.js';

type Tell = (line: string) => void;

/** 7. A long hold is approved, a ticket goes up and comes back and to the next station, and a deadline is missed. */
export async function theWayUp(scene: Scene, tell: Tell): Promise<void> {
  const patient = { ...scene, categoryId: await makeCategory(scene, 'patient', 600) };
  const ticket = await open(patient);
  await theHold(scene, ticket, tell);
  await thereAndBack(scene, ticket, tell);
  await theHandOver(scene, ticket, patient.categoryId, tell);
  await theMissed({ ...scene, categoryId: await makeCategory(scene, 'hasty', 1) }, tell);
}

async function makeCategory(scene: Scene, name: string, acceptSeconds: number): Promise<string> {
  const { id } = await scene.administrator.post<{ id: string }>('/categories', {
    code: `story.${name}.${Date.now()}`,
    parentId: null,
    name: '楼道照明（演示）',
    nameEn: 'Stairway light (story)',
    selectable: true,
    urgency: 'normal',
    dispatch: 'head',
    confidential: false,
    acceptSeconds,
    resolveSeconds: 3_600,
    roundTheClock: true,
    offerSeconds: 60,
    headSeconds: 600,
    crew: [{ skill: null, size: 1 }],
  });
  return id;
}

function asStaff(name: string | undefined): Promise<Client> {
  const phone = generateStreet().staff.find((person) => person.name === name)?.phone;
  expect(phone !== undefined, `${name} 应是区域工作人员`);
  return Client.signIn(BASE_URL, phone, DEMO_PASSWORD);
}

const look = (scene: Scene, { id }: TicketView) => scene.operator.get<TicketView>(`/tickets/${id}`);

async function theHold(scene: Scene, ticket: TicketView, tell: Tell): Promise<void> {
  const until = new Date(Date.now() + 5 * 24 * 60 * MINUTE).toISOString();
  await scene.head.post(`/tickets/${ticket.id}/hold`, {
    until,
    reasonCode: 'waiting_for_material',
    reason: '等厂家配件',
  });
  const { pendingHold, state } = await look(scene, ticket);
  expect(state === 'open' && pendingHold !== null, '五天的挂起应先等批准');
  const own = await scene.head.refused('POST', `/tickets/${ticket.id}/hold/approve`, {});
  expect(own === 'not-permitted', '站长不能批准自己的挂起');
  const approver = await asStaff(pendingHold.approver.name);
  await approver.post(`/tickets/${ticket.id}/hold/approve`);
  expect((await look(scene, ticket)).state === 'on_hold', '批准以后才挂起');
  await scene.head.post(`/tickets/${ticket.id}/resume`);
  tell(
    `七、编号 ${ticket.reference}：站长申请挂起五天，超过 72 小时，${pendingHold.approver.name}批准；配件提前到，恢复办理`,
  );
}

async function thereAndBack(scene: Scene, ticket: TicketView, tell: Tell): Promise<void> {
  await scene.head.post(`/tickets/${ticket.id}/escalate`, { level: 2, reason: '要动公共线路' });
  const up = await look(scene, ticket);
  expect(up.escalation.level === 2 && up.owner !== null && up.ownerDue !== null, '应上报到街道，有责任人和时限');
  expect(up.station?.id === scene.stationId, '上报以后仍归本站');
  tell(`  上报${up.escalation.words}，责任人${up.owner.name}`);
  await (await asStaff(up.owner.name)).post(`/tickets/${ticket.id}/return`, { reason: '线路已协调好' });
  const back = await look(scene, ticket);
  expect(back.escalation.level === 0 && back.owner?.name === back.station?.head, '应退回站长');
  tell(`  街道协调好，退回站长${back.owner?.name}`);
}

async function theHandOver(scene: Scene, ticket: TicketView, categoryId: string, tell: Tell): Promise<void> {
  const { items } = await scene.operator.get<{ items: { id: string; name: string; head: object | null }[] }>(
    '/stations',
  );
  const next = items.find(({ id, head }) => id !== scene.stationId && head !== null);
  expect(next !== undefined, '应有另一个帮办站');
  await scene.head.post(`/tickets/${ticket.id}/hand-over`, { stationId: next.id, reason: '那边有电工值班' });
  const there = await look(scene, ticket);
  expect(there.station?.id === next.id && there.owner?.name === there.station.head, '应归新站的站长');
  const query = { categoryId, from: scene.day, to: scene.day };
  const of = async (stationId: string) =>
    (await scene.administrator.get<CountsReport[]>('/reports/counts', { ...query, stationId }))[0];
  const [before, after] = [await of(scene.stationId), await of(next.id)];
  expect(before?.received === 1 && before.transferredOut === 1 && before.transferredIn === 0, '本站应转出一件');
  expect(after?.received === 0 && after.transferredIn === 1 && after.transferredOut === 0, '新站应转入一件');
  tell(`  移交${next.name}，责任人${there.owner?.name}；本站转出一件，新站转入一件`);
}

async function theMissed(scene: Scene, tell: Tell): Promise<void> {
  const ticket = await open(scene);
  const up = await eventually('超时上报', async () => {
    const seen = await look(scene, ticket);
    return seen.escalation.level > 0 && seen.missed.includes('accept') ? seen : undefined;
  });
  const events = await scene.operator.get<RecordView[]>(`/tickets/${ticket.id}/events`);
  expect(
    events.some(({ type }) => type === 'deadline_missed'),
    '超时应在案',
  );
  tell(`  另一件（编号 ${ticket.reference}）一秒无人接办：上报${up.escalation.words}，责任人${up.owner?.name}`);
  await scene.operator.post(`/tickets/${ticket.id}/cancel`, { reason: '演示结束' });
}
