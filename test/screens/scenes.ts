import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { Client } from '../../src/demo/story-client.js';
import type { DemoSignIn } from '../../src/demo/sign-ins.js';

export type Language = 'zh' | 'en';

/** What there is to be seen: the demo street, with what `prepare` has added. */
export interface World {
  as: (who: DemoSignIn['who']) => Promise<Client>;
  /** of tickets and other things that addresses and steps name */
  ids: Record<'job' | 'offered' | 'held' | 'draft', string>;
}

/** One picture in each language and size. `role` null: nobody signs in. */
export interface Scene {
  name: string;
  path: string | ((world: World) => string | Promise<string>);
  role: DemoSignIn['who'] | null;
  /** of the street with a month behind it (bench/month) */
  month?: boolean;
  /** until the page stands as it is to be seen; words differ by language, so what is pressed is named by its class or kind */
  steps: (page: Page, world: World) => Promise<void>;
}

const shown = (page: Page, selector: string) => page.locator(selector).first().waitFor();

async function chooseBuilding(page: Page): Promise<void> {
  await page.locator('main input').first().fill('登州路24号10号楼');
  await page.locator('.choice').first().click();
  await shown(page, '.chosen');
}

export const SCENES: readonly Scene[] = [
  {
    name: 'resident-where',
    path: '/',
    role: null,
    steps: async (page) => {
      await page.locator('main input').first().fill('登州路24号');
      await shown(page, '.choice');
    },
  },
  {
    name: 'resident-what',
    path: '/',
    role: null,
    steps: async (page) => {
      await chooseBuilding(page);
      await page.locator('.van-button--primary').last().click();
      await page.locator('textarea').fill('楼梯扶手松了，老人上下楼不安全');
      await shown(page, '.chip');
    },
  },
  {
    name: 'resident-link',
    path: '/',
    role: null,
    steps: async (page) => {
      await chooseBuilding(page);
      await page.locator('.van-button--primary').last().click();
      await page.locator('textarea').fill('楼道灯不亮');
      await page.locator('.van-button--primary').last().click();
      await page.locator('.van-button--primary').last().click();
      await shown(page, '.state-words');
    },
  },
  { name: 'sign-in', path: '/helper', role: null, steps: (page) => shown(page, 'input[type=tel]') },
  {
    name: 'helper-work',
    path: '/helper',
    role: 'helper',
    steps: async (page, world) => {
      await offer(world);
      await shown(page, '.offer');
    },
  },
  {
    name: 'helper-job',
    path: ({ ids }) => `/helper/jobs/${ids.job}`,
    role: 'helper',
    steps: (page) => shown(page, '.photo-list img'),
  },
  {
    name: 'helper-waiting',
    path: ({ ids }) => `/helper/jobs/${ids.job}`,
    role: 'helper',
    steps: async (page) => {
      await shown(page, '.photo-list img');
      // they are loaded where they are seen
      await page.evaluate('for (const photo of document.images) photo.scrollIntoView()');
      await page.evaluate('Promise.all([...document.images].map((image) => image.decode()))');
      await page.context().setOffline(true);
      await page.locator('textarea').first().fill('扶手加固了三个螺丝');
      await page.locator('form .main-button').click();
      await shown(page, '.outbox');
      await page.evaluate('scrollTo(0, 0)');
    },
  },
  {
    name: 'desk-call',
    path: '/desk',
    role: 'operator',
    steps: async (page) => {
      await page.locator('.call-number').fill('19000099007');
      await page.keyboard.press('Enter');
      await page.locator('.call-sentence').fill('登州路24号10号楼4单元302，楼梯扶手松了');
      await page.locator('.call-facts[aria-busy=false] strong', { hasText: '帮办站' }).waitFor();
    },
  },
  {
    name: 'desk-triage',
    path: '/desk/triage',
    role: 'operator',
    steps: async (page) => {
      await shown(page, '.desk-row');
      await page.keyboard.press('F2');
      await shown(page, '.desk-claim');
    },
  },
  {
    name: 'desk-call-backs',
    path: '/desk/call-backs',
    role: 'operator',
    steps: (page) => shown(page, 'main h1, main h2'),
  },
  { name: 'desk-mine', path: '/desk/mine', role: 'operator', steps: (page) => shown(page, 'main h1, main h2') },
  { name: 'station-board', path: '/station', role: 'head', steps: (page) => shown(page, '.ticket-card') },
  {
    name: 'station-ticket',
    path: ({ ids }) => `/station/tickets/${ids.offered}`,
    role: 'head',
    steps: (page) => shown(page, '.candidate'),
  },
  { name: 'station-map', path: '/station/map', role: 'head', steps: (page) => shown(page, '.leaflet-interactive') },
  { name: 'station-members', path: '/station/members', role: 'head', steps: (page) => shown(page, 'main li, main tr') },
  { name: 'station-counts', path: '/station/counts', role: 'head', steps: (page) => shown(page, 'main h1, main h2') },
  { name: 'station-holds', path: '/station/holds', role: 'head', steps: (page) => shown(page, '.desk-row') },
  {
    name: 'owner-waiting',
    path: ({ ids }) => `/owner/tickets/${ids.held}`,
    role: 'leader',
    steps: (page) => shown(page, '.hold-request'),
  },
  {
    name: 'command-trends',
    path: '/command/trends',
    role: 'leader',
    month: true,
    steps: (page) => shown(page, '.chart-wide canvas'),
  },
  {
    name: 'command-overview',
    path: '/command',
    role: 'leader',
    month: true,
    steps: (page) => shown(page, '.indicator:nth-child(8)'),
  },
  {
    name: 'command-stations',
    path: '/command/stations',
    role: 'leader',
    month: true,
    steps: (page) => shown(page, '.chart canvas'),
  },
  {
    name: 'command-map',
    path: '/command/map',
    role: 'leader',
    month: true,
    steps: (page) => shown(page, '.area-label'),
  },
  {
    name: 'command-monthly',
    path: '/command/monthly',
    role: 'leader',
    month: true,
    steps: (page) => shown(page, '.monthly h2'),
  },
  {
    name: 'admin-map',
    path: ({ ids }) => `/admin/maps/${ids.draft}/draw`,
    role: 'administrator',
    steps: async (page) => {
      await shown(page, '.found');
      await page.locator('.found').nth(3).click();
      await shown(page, '.admin-map-two h2');
    },
  },
  {
    name: 'admin-category',
    path: async ({ as }) => {
      const all = await (await as('administrator')).get<{ id: string; code: string }[]>('/categories');
      return `/admin/categories/${all.find(({ code }) => code === 'house.handrail')?.id}`;
    },
    role: 'administrator',
    steps: async (page) => {
      await shown(page, '.admin-two form');
      await page.locator('.admin-two form').evaluate((form) => form.scrollIntoView());
    },
  },
  {
    name: 'admin-stations',
    path: '/admin/stations',
    role: 'administrator',
    steps: (page) => shown(page, '.admin-table td'),
  },
  {
    name: 'admin-person',
    path: '/admin/person',
    role: 'administrator',
    steps: async (page) => {
      await page.locator('main input').first().fill(CALLER.phone);
      await page.keyboard.press('Enter');
      await shown(page, '.admin-facts');
    },
  },
  { name: 'helper-own', path: '/helper/me', role: 'helper', steps: (page) => shown(page, '.figures td') },
];

/** The operator's, where a request waits whose place nobody knows. */
const STREET = '370203005';
/** Made up, like all of the street: the block of numbers that belongs to nobody. */
const CALLER = { phone: '+8619000099001', name: '宋奶奶' };

/** Before the first picture: a request to be offered, a job in hand, and a hold to be decided about. */
export async function prepare(as: World['as']): Promise<World> {
  const [operator, head, helper] = [await as('operator'), await as('head'), await as('helper')];
  const { items: buildings } = await operator.get<{ items: { id: string }[] }>('/buildings', {
    search: '登州路24号大院10号楼',
    limit: '1',
  });
  const categories = await operator.get<{ id: string; code: string }[]>('/categories');
  const { helperId } = await helper.get<{ helperId: string }>('/me');
  const open = (code: string, description: string) =>
    operator.post<{ id: string }>('/tickets', {
      categoryId: categories.find((category) => category.code === code)?.id,
      place: { buildingId: buildings[0]?.id },
      unit: '4单元',
      door: '602',
      description,
      caller: CALLER,
    });
  const job = await open('house.handrail', '4单元的楼梯扶手有些松动，老人上下楼不安全');
  await head.post(`/tickets/${job.id}/dispatch/stop`);
  await head.post(`/tickets/${job.id}/crew`, { helperId });
  await helper.post(`/tickets/${job.id}/photos`, await picture('#8d6e4f'));
  await head.post(`/tickets/${job.id}/start`, { onBehalfOf: helperId });
  await helper.post(`/tickets/${job.id}/photos`, await picture('#4f7a5b'));
  await operator.post('/tickets', {
    categoryId: categories.find(({ code }) => code === 'house.handrail')?.id,
    place: { areaCode: STREET },
    description: '菜场后面那栋楼，楼梯扶手松了',
    caller: CALLER,
  });
  const offered = await open('house.handrail', '二楼到三楼的扶手晃得厉害');
  await head.post(`/tickets/${offered.id}/dispatch/stop`);
  const held = await open('house.handrail', '三楼转角的立柱断了一根，要向厂家订');
  await head.post(`/tickets/${held.id}/dispatch/stop`);
  await head.post(`/tickets/${held.id}/hold`, {
    until: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    reasonCode: 'waiting_for_material',
    reason: '厂家五天后发货',
  });
  const draft = await (await as('administrator')).post<{ id: string }>('/grid-maps', { name: '新网格' });
  return { as, ids: { job: job.id, offered: offered.id, held: held.id, draft: draft.id } };
}

/** Offers wait for minutes only, and there are many pictures. */
async function offer({ as, ids }: World): Promise<void> {
  const helper = await as('helper');
  const { items } = await helper.get<{ items: unknown[] }>('/offers', { live: 'true' });
  if (items.length > 0) return;
  const { helperId } = await helper.get<{ helperId: string }>('/me');
  await (await as('head')).post(`/tickets/${ids.offered}/offers`, { helperId });
}

/** A plain one: a handrail, as far as a few lines can show it. */
function picture(colour: string): Promise<Buffer> {
  const bars = Array.from(
    { length: 9 },
    (_, at) => `<rect x="${20 + at * 42}" y="${70 + at * 14}" width="8" height="170"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400" fill="#e7e3da"/>
    <g fill="${colour}">${bars.join('')}<path d="M8 62 392 190v16L8 78z"/></g></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}
