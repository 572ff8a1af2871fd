import { Database } from '../../src/platform/database/database.js';
import { Plates } from '../../src/channels/plates/plates.js';
import { messageId, sendMessage } from '../support/gateway.js';
import { copies, MANY, mergedInto } from '../support/grown.js';
import { linkTokenOf } from '../support/people.js';
import { tinyPhoto } from './photo.js';
import { rowsOf, type Endpoints, type Prepare, type Size, type World } from './world.js';

const HOUR = 3_600_000;
const HELPERS: Record<Size, number> = { few: 1, many: 8 };
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

/** What residents do themselves, and what the desk enters for them. */
export function ofResidents(world: World): Endpoints {
  const { app, asking, open, started, resolved, step, members } = world;
  const database = app.get(Database);
  /** Asked by the link of a ticket that was merged into another, and that one again … */
  const byLink =
    (what: string, make: (size: Size) => Promise<{ id: string }>, body: () => object = () => ({})): Prepare =>
    async (size) => {
      const { id } = await make(size);
      const token = await linkTokenOf(app, await mergedInto(app, id, size === 'few' ? 1 : 6));
      return () => app.http.post(`/links/${what}`).send({ token, ...body() });
    };
  const visited = async (size: Size) => {
    const ticket = await started(size);
    await step('head', ticket, 'nobody-home');
    return ticket;
  };
  const confirmed = async (size: Size) => {
    const ticket = await resolved(size);
    await step('operator', ticket, 'confirm', { way: 'call_back' });
    return ticket;
  };
  const plateCode = async () => {
    // of the last hour there may have been as many as an address may send
    await database.run('DELETE FROM plate_attempts');
    const place = { buildingId: world.buildingId, unit: null };
    return (await database.transaction((tx) => app.get(Plates).codesFor(tx, [place])))[0] ?? '';
  };
  const caller = (size: Size) => (size === 'few' ? '+8619000099011' : '+8619000099012');

  return {
    'post /links/view': byLink('view', started),
    'post /links/confirm': byLink('confirm', resolved),
    'post /links/crew': byLink('crew', started),
    'post /links/decline': byLink('decline', started, () => ({ helperId: members[0]?.id, declined: true })),
    'post /links/reopen': byLink('reopen', resolved, () => ({ reason: '没好' })),
    'post /links/rate': byLink('rate', confirmed, () => ({ stars: 5 })),
    'post /links/urge': byLink('urge', started, () => ({ words: '还没来' })),
    'post /links/comment': byLink('comment', started, () => ({ text: '请敲门' })),
    'post /links/photos': async (size) => {
      const token = await linkTokenOf(app, await mergedInto(app, (await started(size)).id, size === 'few' ? 1 : 6));
      const photo = await tinyPhoto();
      return () => app.http.post('/links/photos').set('link-token', token).type('image/jpeg').send(photo);
    },
    'post /links/appointment': byLink('appointment', visited, () => ({ from: ago(-1), to: ago(-3) })),
    'post /status': async (size) => {
      const phone = `+86190000${String(97_000 + world.fresh())}`;
      const { id } = await open(size, { caller: { phone } });
      const from = await mergedInto(app, id, size === 'few' ? 1 : 6);
      // the one who asks is the last of those who do
      await database.run(
        `INSERT INTO requesters (ticket_id, no, resident_id)
         SELECT $1, 1 + n, r.id FROM generate_series(1, $2::int) AS n
          CROSS JOIN (SELECT resident_id AS id FROM requesters WHERE ticket_id = $1 AND no = 1) AS r`,
        [from, rowsOf(size)],
      );
      await database.run(
        `UPDATE requesters SET resident_id = (SELECT id FROM residents WHERE id <> resident_id LIMIT 1)
          WHERE ticket_id = $1 AND no = 1`,
        [from],
      );
      const row = await database.one<{ reference: string }>('SELECT reference FROM tickets WHERE id = $1', [id]);
      return () => app.http.post('/status').send({ reference: row?.reference, phone });
    },
    'post /tickets': (size) => Promise.resolve(() => asking.operator.post('/tickets', opening(world, size))),
    'post /calls': async (size) => {
      const phone = caller(size);
      const { id } = await open(size, { caller: { phone } });
      await copies(app, id, rowsOf(size));
      return () => asking.operator.post('/calls', { phone });
    },
    'post /residents/look-ups': async (size) => {
      await open(size, { caller: { phone: caller(size), name: '李大爷' } });
      return () => asking.operator.post('/residents/look-ups', { phone: caller(size) });
    },
    'post /slips': (size) =>
      Promise.resolve(() =>
        asking.operator.post('/slips', {
          ...opening(world, size),
          helperIds: world.members.slice(0, HELPERS[size]).map(({ id }) => id),
          openedAt: ago(50),
          startedAt: ago(49),
          resolvedAt: ago(48),
          confirmedAt: ago(47),
          outcome: 'done',
          note: '已紧固',
          signed: true,
          slipNumber: `S-${world.fresh()}`,
        }),
      ),
    'post /channels/messages': async (size) => {
      const number = `+86190000${String(60_000 + world.fresh())}`;
      const { id } = await open(size, { caller: { phone: number } });
      await copies(app, id, rowsOf(size));
      const text = '新事项：登州路24号大院10号楼4单元扶手松了';
      return () => sendMessage(app, { id: messageId(), number, text });
    },
    'get /triage': async (size) => {
      const root = await database.one<{ code: string }>('SELECT code FROM areas WHERE parent_id IS NULL');
      for (let made = 0; made < rowsOf(size); made += 1) {
        await open('few', { place: { areaCode: root?.code }, description: '登州路24号大院10号楼灯不亮' });
      }
      return () => asking.administrator.get('/triage', { limit: size === 'few' ? 1 : 100 });
    },
    'get /plates/{code}': async () => {
      const code = await plateCode();
      return () => app.http.get(`/plates/${code}`);
    },
    'post /plates/{code}/requests': async () => {
      const code = await plateCode();
      return () => app.http.post(`/plates/${code}/requests`).send({ text: '灯不亮' });
    },
    'post /requests': async (size) => {
      await database.run('DELETE FROM plate_attempts');
      const { id } = await open(size);
      await copies(app, id, rowsOf(size));
      const body = {
        text: '扶手松了',
        place: { buildingId: world.buildingId },
        categoryId: world.categories[size],
        sameAs: id,
      };
      return () => app.http.post('/requests').send(body);
    },
    'get /requests/categories': () => Promise.resolve(() => app.http.get('/requests/categories')),
    'post /requests/categories': () =>
      Promise.resolve(() => app.http.post('/requests/categories').send({ text: '扶手' })),
    'post /requests/places': () =>
      Promise.resolve(() => app.http.post('/requests/places').send({ text: '登州路24号大院10号楼' })),
    'get /requests/communities': () => Promise.resolve(() => app.http.get('/requests/communities')),
    'get /requests/communities/{code}/map': async () => {
      const row = await database.one<{ code: string }>(`SELECT code FROM areas WHERE kind = 'community' LIMIT 1`);
      return () => app.http.get(`/requests/communities/${row?.code}/map`);
    },
    'post /requests/similar': async (size) => {
      await database.run('DELETE FROM plate_attempts');
      const { id } = await open(size);
      await copies(app, id, rowsOf(size));
      const body = { place: { buildingId: world.buildingId }, categoryId: world.categories[size] };
      return () => app.http.post('/requests/similar').send(body);
    },
    'post /tickets/similar': async (size) => {
      const { id } = await open(size);
      await copies(app, id, rowsOf(size));
      const body = { place: { buildingId: world.buildingId }, categoryId: world.categories[size] };
      return () => asking.operator.post('/tickets/similar', body);
    },
    'get /demo/messages': async (size) => {
      const { id } = await open(size);
      return () => asking.administrator.get('/demo/messages', { ticketId: id });
    },
    'post /addresses/resolve': () =>
      Promise.resolve(() => asking.operator.post('/addresses/resolve', { text: '登州路24号大院10号楼4单元' })),
    'get /addresses/suggest': () => Promise.resolve(() => asking.operator.get('/addresses/suggest?text=dzl24')),
    'post /routes': () =>
      Promise.resolve(() => asking.operator.post('/routes', { place: { buildingId: world.buildingId } })),
    'get /call-backs': async (size) => {
      const { id } = await resolved(size);
      await copies(app, id, MANY);
      return () => asking.operator.get('/call-backs', { limit: size === 'few' ? 1 : 100 });
    },
  };
}

function opening({ categories, buildingId }: World, size: Size): object {
  return {
    categoryId: categories[size],
    description: '扶手松了',
    place: { buildingId },
    unit: '4单元',
    door: '302',
    caller: { phone: '+8619000099001', name: '赵奶奶' },
  };
}
