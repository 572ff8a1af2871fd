import { dayOf } from '../platform/calendar.js';
import type { CountsReport } from '../stations/counts.js';
import type { ContactView, RequesterView, TicketLine, TicketView } from '../tickets/tickets.js';
import { Client, eventually, expect } from './story-client.js';
import { expectMoved } from './story-figures.js';
import { BASE_URL, figures, MINUTE, open, watched, type Scene } from './story-scene.js';

const NEIGHBOUR = { phone: '+8619000020002', name: '孙大爷' };

type Tell = (line: string) => void;

/** What a resident was told by this template, with the link in it. */
function toldLink(scene: Scene, ticketId: string, template: string): Promise<string> {
  return eventually(`短信 ${template}`, async () => {
    const sent = await scene.administrator.get<{ template: string; token: string | null }[]>('/demo/messages', {
      ticketId,
    });
    return sent.find((message) => message.template === template && message.token !== null)?.token ?? undefined;
  });
}

const from = (hours: number, length = 2) => ({
  from: new Date(Date.now() + hours * 60 * MINUTE).toISOString(),
  to: new Date(Date.now() + (hours + length) * 60 * MINUTE).toISOString(),
});

/** 7. What stations live with every day: the second caller, the third call, a closed door, who paid, ringing back, yesterday's slip. */
export async function theAfterwards(scene: Scene, crew: string[], tell: Tell): Promise<void> {
  const head = await scene.head.get<{ helperId: string }>('/me');
  // the head comes by taking it
  const helperIds = crew.filter((id) => id !== head.helperId);
  const before = await figures(scene);
  const { primary, neighbour } = await theSecondCaller(scene, tell);
  await theVisits(scene, primary, neighbour, helperIds, tell);
  await theCallBack(scene, primary, neighbour, tell);
  const moved = (await figures(scene)).movedSince(before);
  expectMoved(moved, watched(scene), { received: 2, done: 1, completed: 1, net: 1 });
  tell('  两个人求助，受理两件，办成一件，计一件');
  await theSlip(scene, helperIds, tell);
}

async function theSecondCaller(scene: Scene, tell: Tell): Promise<{ primary: TicketView; neighbour: string }> {
  const { operator } = scene;
  const primary = await open(scene);
  const again = await operator.post<TicketView>('/tickets', {
    categoryId: scene.categoryId,
    description: '4单元扶手晃得厉害，赶紧来看看',
    place: { buildingId: scene.buildingId },
    unit: '4单元',
    caller: NEIGHBOUR,
  });
  const query = { buildingId: scene.buildingId, categoryId: scene.categoryId, states: 'open' };
  const { items } = await operator.get<{ items: TicketLine[] }>('/tickets', query);
  expect(items.map(({ id }) => id).join() === [again.id, primary.id].join(), '同一栋楼同一类别应有两件没办的');
  await operator.post(`/tickets/${again.id}/merge`, { into: primary.id, reason: '同一处扶手' });
  const neighbour = await toldLink(scene, again.id, 'merged');
  const seen = await new Client(BASE_URL).post<RequesterView>('/links/view', { token: neighbour });
  expect(seen.reference === primary.reference && seen.mergedFrom === again.reference, '旧链接应转到合并后的事项');
  tell(`七、邻居也来电（编号 ${again.reference}）：同一处扶手，并入 ${primary.reference}；他的旧链接照样能用`);

  const call = await operator.post<{ tickets: { id: string }[] }>('/calls', NEIGHBOUR_CALL);
  expect(call.tickets.length === 1 && call.tickets[0]?.id === primary.id, '再来电应看到没办完的那一件');
  await operator.post(`/tickets/${primary.id}/urge`, { words: '老人等着下楼', channel: 'phone' });
  const { items: urged } = await scene.head.get<{ items: TicketLine[] }>('/tickets', { ...query, urged: 'true' });
  expect(urged[0]?.id === primary.id && urged[0].urged === 1, '看板应看到催办一次');
  tell('  第三次来电：不另立事项，记催办一次，站长看板上看得到');
  return { primary, neighbour };
}
const NEIGHBOUR_CALL = { phone: NEIGHBOUR.phone };

async function theVisits(
  scene: Scene,
  ticket: TicketView,
  token: string,
  helperIds: string[],
  tell: Tell,
): Promise<void> {
  const { head } = scene;
  await head.post(`/tickets/${ticket.id}/take`);
  for (const helperId of helperIds) await head.post(`/tickets/${ticket.id}/crew`, { helperId });
  const helper = scene.helpers.get(helperIds[0] ?? '') ?? head;
  await helper.post(`/tickets/${ticket.id}/appointment`, from(1));
  await helper.post(`/tickets/${ticket.id}/nobody-home`, { words: '敲门没人应' });
  const away = await new Client(BASE_URL).post<RequesterView>('/links/view', { token });
  expect(away.nobodyHome === 1 && away.appointmentFrom === null, '上门无人后应重新约');
  const window = from(20);
  const answered = await new Client(BASE_URL).post<RequesterView>('/links/appointment', { token, ...window });
  expect(answered.appointmentFrom !== null && answered.possible.includes('appoint'), '居民用链接约新的时间');
  tell('  约好上门，到了家里没人；居民点开链接另约了时间');

  await helper.post(`/tickets/${ticket.id}/start`);
  await helper.post(`/tickets/${ticket.id}/materials`, {
    items: [
      { name: '膨胀螺丝', quantity: 4, unit: '颗', cost: 800, paidBy: 'station' },
      { name: '不锈钢立柱', quantity: 1, unit: '根', cost: 4_500, paidBy: 'resident' },
    ],
  });
  await helper.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '换了立柱，重新固定。' });
  const done = await head.get<TicketView>(`/tickets/${ticket.id}`);
  const totals = done.materials?.totals;
  expect(totals?.station === 800 && totals.resident === 4_500, '用料合计应分清谁付的');
  expect(done.appointmentFrom === null, '办完后不再有约');
  tell('  办成；用料：螺丝 8 元帮办站付，立柱 45 元居民付');
}

async function theCallBack(scene: Scene, ticket: TicketView, neighbour: string, tell: Tell): Promise<void> {
  const { operator } = scene;
  const listed = async () => {
    const page = await operator.get<{ items: { ticketId: string; attempts: number; caller: ContactView['caller'] }[] }>(
      '/call-backs',
      { categoryId: scene.categoryId },
    );
    return page.items.find(({ ticketId }) => ticketId === ticket.id);
  };
  expect((await listed())?.attempts === 0, '应在回访单上');
  const callAgainAt = new Date(Date.now() + 60 * MINUTE).toISOString();
  await operator.post(`/tickets/${ticket.id}/call-backs`, { reached: false, words: '没人接', callAgainAt });
  const tried = await listed();
  expect(tried?.attempts === 1 && tried.caller.phone?.includes('****') === true, '应记一次没接通，号码遮盖');
  await operator.post(`/tickets/${ticket.id}/call-backs`, { reached: true, words: '说好了' });
  await operator.post(`/tickets/${ticket.id}/confirm`, { way: 'call_back' });
  expect((await listed()) === undefined, '确认后不在回访单上');
  const seen = await new Client(BASE_URL).post<RequesterView>('/links/view', { token: neighbour });
  expect(seen.state === 'closed' && seen.possible.includes('reopen'), '邻居的链接也看到办结，也可以说没好');
  tell('  回访：第一次没接通，第二次说好了，确认；邻居那边也看到办结');
}

async function theSlip(scene: Scene, helperIds: string[], tell: Tell): Promise<void> {
  // even its end is over a day ago: whatever the hour, no part of it is today
  const begun = Date.now() - 25 * 60 * MINUTE;
  const at = (minutes: number) => new Date(begun + minutes * MINUTE).toISOString();
  const day = dayOf(new Date(at(30)));
  const completed = async (on: string) => {
    const [row] = await scene.administrator.get<CountsReport[]>('/reports/counts', {
      stationId: scene.stationId,
      from: on,
      to: on,
    });
    return row?.completed.total ?? 0;
  };
  const before = { then: await completed(day), today: await completed(scene.day) };
  const slip = {
    categoryId: scene.categoryId,
    description: '3楼扶手也松了，帮办员路过时顺手修的',
    place: { buildingId: scene.buildingId },
    unit: '4单元',
    helperIds: helperIds.slice(0, 1),
    openedAt: at(0),
    startedAt: at(5),
    resolvedAt: at(30),
    outcome: 'done',
    note: '已紧固。',
    signed: true,
    slipNumber: `S-${Date.now()}`,
  };
  const wrong = await scene.operator.refused('POST', '/slips', { ...slip, resolvedAt: at(1) });
  expect(wrong === 'slip-order', '先后颠倒的纸条不收');
  const entered = await scene.operator.post<TicketView>('/slips', slip);
  expect(entered.state === 'closed' && entered.confirmation === 'slip', '签了字的纸条应已办结');
  expect((await scene.operator.refused('POST', '/slips', slip)) === 'slip-entered-already', '同一张纸条只录一次');
  const after = { then: await completed(day), today: await completed(scene.day) };
  expect(after.then === before.then + 1 && after.today === before.today, '昨天的事计在昨天，不计在今天');
  tell(`  补录昨天的纸条（编号 ${entered.reference}）：签了字，计在昨天；同一张再录被拒`);
}
