import { Database } from '../../src/platform/database/database.js';
import { tinyPhoto } from './photo.js';
import { rowsOf, type Endpoints, type Person, type Size, type World } from './world.js';

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

/** What is done to one ticket. */
export function ofTickets(world: World): Endpoints {
  const { asking, step, members } = world;
  const post =
    (
      who: Person,
      what: string,
      make: (size: Size) => Promise<{ id: string }>,
      body: (size: Size) => object = () => ({}),
    ) =>
    async (size: Size) => {
      const { id } = await make(size);
      return () => asking[who].post(`/tickets/${id}/${what}`, body(size));
    };
  const get = (who: Person, what: string, make: (size: Size) => Promise<{ id: string }>) => async (size: Size) => {
    const { id } = await make(size);
    return () => asking[who].get(`/tickets/${id}${what}`);
  };
  const { open, started, resolved } = world;
  const declined = (how: 'put' | 'delete' | 'get') => async (size: Size) => {
    const { id } = await started(size);
    const path = `/tickets/${id}/declined`;
    await asking.head.put(`${path}/${members[0]?.id}`).expect(200);
    return () => (how === 'get' ? asking.head.get(path) : asking.head[how](`${path}/${members[0]?.id}`));
  };
  const after =
    (make: (size: Size) => Promise<{ id: string }>, who: Person, what: string, body: object = {}) =>
    async (size: Size) => {
      const ticket = await make(size);
      await step(who, ticket, what, body);
      return ticket;
    };
  const asked = after(open, 'head', 'hold', { until: inHours(120), reason: '等配件' });
  const held = after(started, 'head', 'hold', { until: inHours(24), reason: '等配件' });
  const window = () => ({ from: inHours(1), to: inHours(3) });
  const reason = () => ({ reason: '说明' });
  const inTriage = async (size: Size) => {
    const { body } = await asking.administrator.get('/areas', { limit: 100 }).expect(200);
    const street = body.items.find(({ kind }: { kind: string }) => kind === 'street');
    return open(size, { place: { areaCode: street?.code } });
  };
  const merging = (what: 'merge' | 'unmerge') => async (size: Size) => {
    const [ticket, into] = [await started(size), await open(size)];
    if (what === 'unmerge') await step('head', ticket, 'merge', { into: into.id });
    const body = what === 'merge' ? { into: into.id } : reason();
    return () => asking.head.post(`/tickets/${ticket.id}/${what}`, body);
  };
  const confirmed = after(resolved, 'operator', 'confirm', { way: 'call_back' });
  const materials = (size: Size) =>
    Array.from({ length: rowsOf(size) }, () => ({
      name: '螺丝',
      quantity: 1,
      unit: '颗',
      cost: 10,
      paidBy: 'station',
    }));

  return {
    'post /tickets/{id}/claim': post('administrator', 'claim', inTriage),
    'delete /tickets/{id}/claim': async (size) => {
      const { id } = await inTriage(size);
      await asking.administrator.post(`/tickets/${id}/claim`).expect(200);
      return () => asking.administrator.delete(`/tickets/${id}/claim`);
    },
    'get /tickets/{id}/declined': declined('get'),
    'put /tickets/{id}/declined/{helperId}': declined('put'),
    'delete /tickets/{id}/declined/{helperId}': declined('delete'),
    'get /tickets/{id}': get('head', '', started),
    'get /tickets/{id}/contact': get('head', '/contact', started),
    'get /tickets/{id}/events': get('head', '/events', started),
    'get /tickets/{id}/candidates': get('head', '/candidates', started),
    'get /tickets/{id}/dispatch': get('head', '/dispatch', started),
    'put /tickets/{id}/dispatch/preferences': async (size) => {
      const { id } = await open(size);
      const [one, other] = [members[3 + 5]?.id, members[3 + 6]?.id];
      return () => asking.head.put(`/tickets/${id}/dispatch/preferences`, { order: [one], heldBack: [other] });
    },
    'get /tickets/{id}/offers': get('head', '/offers', started),
    'post /tickets/{id}/offers': post('head', 'offers', started, () => ({ helperId: members[3 + 5]?.id })),
    'post /tickets/{id}/crew': post('head', 'crew', started, () => ({ helperId: members[3 + 5]?.id })),
    'post /tickets/{id}/crew/removals': post('head', 'crew/removals', started, () => ({
      helperId: members[0]?.id,
      ...reason(),
    })),
    'post /tickets/{id}/dispatch/stop': post('head', 'dispatch/stop', started),
    'post /tickets/{id}/dispatch/start': post('head', 'dispatch/start', after(open, 'head', 'dispatch/stop'), () => ({
      // how far it climbs depends on who is there, and each rung is read by itself
      everybody: true,
    })),
    'post /tickets/{id}/take': post('head', 'take', open),
    'post /tickets/{id}/start': post('head', 'start', after(open, 'head', 'take')),
    'post /tickets/{id}/hold': post('head', 'hold', started, () => ({ until: inHours(24), ...reason() })),
    'get /holds': async (size) => {
      const { id } = await held('few');
      await world.app.get(Database).run(
        `WITH made AS (INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, channel, happened_at, entered_at, changes)
           SELECT gen_random_uuid(), t.id, t.version + n, 'commented', 'system', 'system', now(), now(), '{}'
             FROM tickets t, generate_series(1, $2::int) AS n WHERE t.id = $1 RETURNING id),
         raised AS (UPDATE tickets SET version = version + $2 WHERE id = $1)
         INSERT INTO holds SELECT c.* FROM made, holds h, jsonb_populate_record(h, jsonb_build_object('id', made.id)) AS c
          WHERE h.ticket_id = $1`,
        [id, rowsOf(size)],
      );
      return () => asking.head.get('/holds', { limit: size === 'few' ? 1 : 100 });
    },
    'post /tickets/{id}/hold/approve': post('leader', 'hold/approve', asked),
    'post /tickets/{id}/hold/refuse': post('leader', 'hold/refuse', asked, reason),
    'post /tickets/{id}/resume': post('head', 'resume', held),
    'post /tickets/{id}/resolve': post('head', 'resolve', started, () => ({ outcome: 'done', note: '已紧固' })),
    'post /tickets/{id}/confirm': post('operator', 'confirm', resolved, () => ({ way: 'call_back' })),
    'post /tickets/{id}/reopen': post('operator', 'reopen', confirmed, reason),
    'post /tickets/{id}/cancel': post('operator', 'cancel', started, reason),
    'post /tickets/{id}/comments': post('head', 'comments', started, () => ({ text: '带上电钻' })),
    'post /tickets/{id}/rating': post('operator', 'rating', confirmed, () => ({ stars: 5 })),
    'post /tickets/{id}/place': post('administrator', 'place', inTriage, () => ({
      place: { buildingId: world.buildingId },
    })),
    'post /tickets/{id}/hand-over': post('head', 'hand-over', started, () => ({
      stationId: world.otherStationId,
      ...reason(),
    })),
    'post /tickets/{id}/escalate': post('head', 'escalate', started, reason),
    'post /tickets/{id}/return': post('leader', 'return', after(started, 'head', 'escalate', reason()), reason),
    'post /tickets/{id}/photos': async (size) => {
      const { id } = await started(size);
      const photo = await tinyPhoto();
      return () =>
        world.app.http
          .post(`/tickets/${id}/photos`)
          .set({ Authorization: `Bearer ${asking.head.token}`, 'Content-Type': 'image/jpeg' })
          .send(photo);
    },
    'get /tickets/{id}/photos/{photoId}': async (size) => {
      const { id } = await started(size);
      const { body } = await world.app.http
        .post(`/tickets/${id}/photos`)
        .set({ Authorization: `Bearer ${asking.head.token}`, 'Content-Type': 'image/jpeg' })
        .send(await tinyPhoto())
        .expect(201);
      return () => asking.head.get(`/tickets/${id}/photos/${body.id}`);
    },
    'post /tickets/{id}/materials': post('head', 'materials', started, (size) => ({ items: materials(size) })),
    'post /tickets/{id}/materials/{materialId}/cancel': async (size) => {
      const { id } = await started(size);
      const { body } = await asking.head.get(`/tickets/${id}`).expect(200);
      const [line] = body.materials.lines;
      return () => asking.head.post(`/tickets/${id}/materials/${line.id}/cancel`, reason());
    },
    'post /tickets/{id}/urge': post('operator', 'urge', started),
    'post /tickets/{id}/urge/withdraw': async (size) => {
      const { id } = await started(size);
      await asking.operator.post(`/tickets/${id}/urge`).expect(200);
      return () => asking.operator.post(`/tickets/${id}/urge/withdraw`);
    },
    'post /tickets/{id}/merge': merging('merge'),
    'post /tickets/{id}/unmerge': merging('unmerge'),
    'post /tickets/{id}/call-backs': post('operator', 'call-backs', resolved, () => ({ reached: true })),
    'post /tickets/{id}/checks': post('colleague', 'checks', confirmed, () => ({ agrees: false })),
    'post /tickets/{id}/appointment': post('head', 'appointment', started, window),
    'post /tickets/{id}/appointment/cancel': post(
      'head',
      'appointment/cancel',
      after(started, 'head', 'appointment', window()),
    ),
    'post /tickets/{id}/nobody-home': post('head', 'nobody-home', started),
  };
}
