import sharp from 'sharp';
import type { Candidate, Offer } from '../dispatch/dispatch.js';
import { dayOf } from '../platform/calendar.js';
import { runCommand } from '../platform/command.js';
import type { ContactView, RecordView, RequesterView, TicketLine, TicketView } from '../tickets/tickets.js';
import { theAfterwards } from './story-afterwards.js';
import { Client, eventually, expect, StoryFault, type LiveEvent } from './story-client.js';
import { theWayUp } from './story-escalation.js';
import { expectMoved, type Figure, type Figures } from './story-figures.js';
import {
  BASE_URL,
  CALLER,
  DOOR,
  figures,
  MINUTE,
  open,
  REQUEST,
  setTheScene,
  signInAll,
  watched,
  type Scene,
} from './story-scene.js';

const started = Date.now();
function tell(line: string): void {
  const clock = new Date().toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false });
  process.stdout.write(`${clock} (+${((Date.now() - started) / 1000).toFixed(1)} 秒) ${line}\n`);
}

/** 1. The call. */
async function theCall(scene: Scene): Promise<TicketView> {
  tell(`一、居民来电：“${REQUEST}”`);
  const ticket = await open(scene);
  const { station, area, reference, route } = ticket;
  expect(station?.id === scene.stationId, '应归本站');
  expect(area.kind === 'grid', '应定到网格');
  expect(station.head !== null && route.reason.includes(station.name), '答复应有站长和理由');
  expect(/^\d{8,}$/.test(reference), '答复应有编号');
  const accept = (new Date(ticket.acceptDue).getTime() - new Date(ticket.openedAt).getTime()) / 1000;
  const resolve = (new Date(ticket.resolveDue).getTime() - new Date(ticket.openedAt).getTime()) / 1000;
  expect(accept === 30 && resolve === 90, '两个时限应为 30 秒和 90 秒');
  tell(`  编号 ${reference}；${area.name}；${station.name}，站长${station.head}；${route.reason}`);
  tell(`  响应时限 ${accept} 秒，办结时限 ${resolve} 秒`);
  return ticket;
}

/** 2. The head takes it and calls two helpers. Hands back the helper id of the carpenter who came. */
async function theCrew(scene: Scene, ticket: TicketView, heard: LiveEvent[]): Promise<string> {
  const { head, helpers } = scene;
  await eventually('站长看板', () => Promise.resolve(heard.find(({ data }) => data.ticketId === ticket.id)), 3);
  const { items } = await head.get<{ items: TicketLine[] }>('/tickets', { stationId: scene.stationId, states: 'open' });
  expect(items[0]?.id === ticket.id, '看板第一件应是它');
  tell('二、站长在看板上立刻看到，接办');
  await head.post(`/tickets/${ticket.id}/take`);

  const candidates = await head.get<Candidate[]>(`/tickets/${ticket.id}/candidates`);
  const own = candidates.filter(({ helperId, borrowed }) => helpers.has(helperId) && !borrowed);
  const near = own
    .filter(({ skills }) => !skills.includes('carpentry'))
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0))[0];
  expect(near !== undefined, '本站应有住得近的帮办员');

  const first = await head.post<Offer>(`/tickets/${ticket.id}/offers`, { helperId: near.helperId, skill: null });
  tell(`  派单给住得近的${near.name}（${near.distance} 米）`);
  await helpers
    .get(near.helperId)
    ?.post(`/offers/${first.id}/decline`, { reason: 'away', words: '出门了，下午才回来' });
  const second = await liveOffer(scene, ticket.id, first.placeId, first.id);
  tell(`  ${near.name}婉拒：出门了；已改派${nameOf(candidates, second.helperId)}`);
  await accept(scene, ticket, second);
  tell(`  ${nameOf(candidates, second.helperId)}接受`);

  const carpenter = own.find(({ helperId, skills }) => helperId !== second.helperId && skills.includes('carpentry'));
  expect(carpenter !== undefined, '本站应有木工');
  const third = await head.post<Offer>(`/tickets/${ticket.id}/offers`, {
    helperId: carpenter.helperId,
    skill: 'carpentry',
  });
  tell(`  派单给木工${carpenter.name}，等 3 秒没有答复`);
  const fourth = await liveOffer(scene, ticket.id, third.placeId, third.id);
  expect(new Date(fourth.offeredAt) >= new Date(third.expiresAt), '超时以后才派下一位');
  const late = await helpers.get(carpenter.helperId)?.refused('POST', `/offers/${third.id}/accept`, {});
  expect(late === 'offer-expired', '超时后不能再接受');
  tell(`  超时，已改派木工${nameOf(candidates, fourth.helperId)}`);
  const next = helpers.get(fourth.helperId);
  expect(next !== undefined, '下一位木工应能登录');
  const before = await next.refused('GET', `/tickets/${ticket.id}/contact`);
  expect(before === 'contact-not-permitted', '接受之前看不到门牌和电话');
  await accept(scene, ticket, fourth);
  tell(`三、${nameOf(candidates, fourth.helperId)}接受，帮办组到齐`);
  return fourth.helperId;
}

function nameOf(candidates: Candidate[], helperId: string): string {
  return candidates.find((candidate) => candidate.helperId === helperId)?.name ?? helperId;
}

/** The offer for the place that came after that one. */
function liveOffer(scene: Scene, ticketId: string, placeId: string, after: string): Promise<Offer> {
  return eventually('改派', async () => {
    const offers = await scene.head.get<Offer[]>(`/tickets/${ticketId}/offers`);
    return offers.find((offer) => offer.placeId === placeId && offer.state === 'offered' && offer.id !== after);
  });
}

/** By the helper; by the head for one who only answers the phone. */
async function accept(scene: Scene, ticket: TicketView, offer: Offer): Promise<void> {
  const helper = scene.helpers.get(offer.helperId);
  await (helper ?? scene.head).post(`/offers/${offer.id}/accept`, helper === undefined ? { channel: 'phone' } : {});
  const contact = await (helper ?? scene.head).get<ContactView>(`/tickets/${ticket.id}/contact`);
  expect(contact.door === DOOR && contact.caller.phone === CALLER.phone, '接受之后看到门牌和电话');
}

/** 3. Work, note and photo. */
async function theWork(scene: Scene, ticket: TicketView, helperId: string): Promise<void> {
  const helper = scene.helpers.get(helperId) ?? scene.head;
  await helper.post(`/tickets/${ticket.id}/start`);
  const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#8a6d3b' } })
    .jpeg()
    .toBuffer();
  await helper.post(`/tickets/${ticket.id}/photos`, picture);
  const note = '扶手底座两颗膨胀螺丝已更换，晃动检查过，牢固。';
  await helper.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note });
  const seen = await scene.head.get<TicketView>(`/tickets/${ticket.id}`);
  expect(seen.state === 'resolved' && seen.outcome === 'done' && seen.photoIds.length === 1, '应为办成，附照片一张');
  tell(`  开始办理，报告办成：${note}（附照片）`);
}

/** The link as the resident gets it; in a demo, what would be sent can be looked at. */
function linkOf(scene: Scene, ticketId: string): Promise<string> {
  return eventually('短信', async () => {
    const sent = await scene.administrator.get<{ template: string; token: string | null }[]>('/demo/messages', {
      ticketId,
    });
    return sent.find(({ template, token }) => template === 'please-confirm' && token !== null)?.token ?? undefined;
  });
}

/** 4. Confirmed by link, five stars. */
async function theConfirmation(scene: Scene, ticket: TicketView, before: Figures): Promise<void> {
  const token = await linkOf(scene, ticket.id);
  const resident = new Client(BASE_URL);
  const seen = await resident.post<RequesterView>('/links/view', { token });
  expect(seen.state === 'resolved' && seen.reference === ticket.reference, '打开链接只是看，不算确认');
  await resident.post('/links/confirm', { token });
  const rated = await resident.post<RequesterView>('/links/rate', { token, stars: 5 });
  expect(rated.state === 'closed' && rated.stars === 5, '应已办结，五颗星');
  tell('四、居民点开链接，不用账号：好了，五颗星');
  const moved = (await figures(scene)).movedSince(before);
  expectMoved(moved, watched(scene), { received: 1, done: 1, completed: 1, net: 1, stars: 5 });
  tell('  办成件加一：帮办站、社区、街道、区、市，本类别，当日、当月、半年；别人的都没有动');
}

/** 5. The second one: done yesterday, 没好 today, done again. Entered afterwards, as a station does from its paper. */
async function theSecond(scene: Scene, helperId: string): Promise<TicketView> {
  const { head, operator } = scene;
  const yesterday = Date.now() - 24 * 60 * MINUTE;
  const days = { before: dayOf(new Date(yesterday)), today: scene.day };
  const before = { yesterday: await figures(scene, days.before), today: await figures(scene, days.today) };
  const at = (minutes: number) => ({
    happenedAt: new Date(yesterday + minutes * MINUTE).toISOString(),
    channel: 'phone',
  });

  const ticket = await open(scene, new Date(yesterday));
  await head.post(`/tickets/${ticket.id}/take`, at(2));
  const candidates = await head.get<Candidate[]>(`/tickets/${ticket.id}/candidates`);
  const other = candidates.find(
    (candidate) => candidate.helperId !== helperId && !candidate.skills.includes('carpentry'),
  );
  expect(other !== undefined, '还应有一位帮办员');
  await head.post(`/tickets/${ticket.id}/crew`, { helperId, ...at(4) });
  await head.post(`/tickets/${ticket.id}/crew`, { helperId: other.helperId, ...at(5) });
  await head.post(`/tickets/${ticket.id}/start`, { onBehalfOf: helperId, ...at(20) });
  await head.post(`/tickets/${ticket.id}/resolve`, {
    outcome: 'done',
    note: '已紧固。',
    onBehalfOf: helperId,
    ...at(50),
  });
  await operator.post(`/tickets/${ticket.id}/confirm`, { way: 'call_back', ...at(90) });
  tell(`五、第二件（编号 ${ticket.reference}，昨天办的，今天补登）：办成，回访确认，计一件`);
  const closed = await movedOn(scene, before);
  expectFigure(closed.yesterday, { received: 1, done: 1, completed: 1, net: 1 });
  expectFigure(closed.today, {});

  const crewBefore = await crewOf(scene, ticket.id);
  const token = await linkOf(scene, ticket.id);
  const resident = new Client(BASE_URL);
  const reopened = await resident.post<RequesterView>('/links/reopen', { token, reason: '又松了' });
  expect(reopened.state === 'assigned', '应重新办理');
  expect((await crewOf(scene, ticket.id)) === crewBefore, '应还是原来的帮办组');
  const withdrawn = await movedOn(scene, before);
  expectFigure(withdrawn.yesterday, { received: 1, done: 1, completed: 1, net: 1 });
  expectFigure(withdrawn.today, { withdrawn: 1, net: -1 });
  tell('  今天居民说没好：原班人马重办，办成件收回一件（记在今天）');

  const helper = scene.helpers.get(helperId) ?? head;
  await helper.post(`/tickets/${ticket.id}/start`);
  await helper.post(`/tickets/${ticket.id}/resolve`, { outcome: 'done', note: '换了整根立柱，焊牢。' });
  await resident.post('/links/confirm', { token });
  const again = await movedOn(scene, before);
  expectFigure(again.yesterday, { received: 1, done: 1, completed: 1, net: 1 });
  expectFigure(again.today, { done: 1, completed: 1, withdrawn: 1, net: 0 });
  tell('  真正办好，居民确认：两天合计净计一件');
  return ticket;
}

async function crewOf(scene: Scene, ticketId: string): Promise<string> {
  const { crew } = await scene.head.get<TicketView>(`/tickets/${ticketId}`);
  return crew.map(({ placeId, helperId }) => `${placeId} ${helperId}`).join();
}

async function movedOn(scene: Scene, before: { yesterday: Figures; today: Figures }) {
  const yesterday = dayOf(new Date(Date.now() - 24 * 60 * MINUTE));
  return {
    yesterday: (await figures(scene, yesterday)).movedSince(before.yesterday).get('帮办站 当日'),
    today: (await figures(scene, scene.day)).movedSince(before.today).get('帮办站 当日'),
  };
}

function expectFigure(moved: Figure | undefined, by: Partial<Figure>): void {
  const name = '帮办站 当日';
  expectMoved(new Map<string, Figure>(moved === undefined ? [] : [[name, moved]]), [name], by);
}

/** 6. The record. */
async function theRecord(scene: Scene, ticket: TicketView): Promise<void> {
  tell(`六、全程纪实 ${ticket.reference}`);
  const events = await scene.head.get<RecordView[]>(`/tickets/${ticket.id}/events`);
  expect(events.length > 8 && events.every(({ version }, index) => version === index + 1), '每一步都应在案');
  for (const event of events) {
    const at = new Date(event.happenedAt).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false });
    const whom = event.onBehalfOf === null ? '' : `（代${event.onBehalfOf}）`;
    const helper = event.helper === null || event.helper === event.onBehalfOf ? '' : ` ${event.helper}`;
    const words = event.texts.length === 0 ? '' : `：${event.texts.join('；')}`;
    process.stdout.write(
      `    ${event.version}. ${at} ${event.by ?? ''}${whom} ${event.words}${helper}〔${event.channel}〕${words}\n`,
    );
  }
}

/** What was done before this system, in the whole city: apart from every figure that moves. */
async function openingBalance({ administrator, cityId }: Scene): Promise<number> {
  const [sum] = await administrator.get<{ completed: number }[]>('/reports/opening-balances', { areaId: cityId });
  return sum?.completed ?? 0;
}

async function story(): Promise<void> {
  const scene = await setTheScene(await signInAll());
  const heard: LiveEvent[] = [];
  let ready = false;
  const stop = scene.head.listen(`/stations/${scene.stationId}/stream`, (event) => {
    ready ||= event.type === 'ready';
    heard.push(event);
  });
  try {
    await eventually('看板连接', () => Promise.resolve(ready ? true : undefined));
    const before = await figures(scene);
    const doneBefore = await openingBalance(scene);
    const first = await theCall(scene);
    const helperId = await theCrew(scene, first, heard);
    await theWork(scene, first, helperId);
    await theConfirmation(scene, first, before);
    const second = await theSecond(scene, helperId);
    await theRecord(scene, first);
    await theRecord(scene, second);
    const { crew } = await scene.head.get<TicketView>(`/tickets/${second.id}`);
    await theAfterwards(
      scene,
      crew.flatMap(({ helperId: id }) => id ?? []),
      tell,
    );
    await theWayUp(scene, tell);
    expect((await openingBalance(scene)) === doneBefore, '期初办结数不该变动');
    tell(`期初办结 ${doneBefore} 件单独列出，没有变动。`);
    tell('故事讲完，每一步、每个数都对。');
  } finally {
    stop();
  }
}

runCommand(() =>
  story().catch((thrown: unknown) => {
    if (!(thrown instanceof StoryFault)) throw thrown;
    tell(`不对：${thrown.message}`);
    process.exitCode = 1;
  }),
);
