import pg from 'pg';
import { generateStreet } from '../demo/street.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/outbox.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, makeCategory, signIn, PHONES, type Asking } from '../../test/support/people.js';
import { openStream, type Stream } from '../../test/support/streams.js';
import { opened } from '../../test/support/tickets.js';
import type { TicketView } from './tickets.dto.js';

let app: TestApp;
let categoryId: string;
let ticket: TicketView;
let stationId: string;
let head: Asking;
const streams: Stream[] = [];

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  categoryId = (await makeCategory(app)).id;
  ticket = await opened(app, { categoryId });
  stationId = ticket.station?.id ?? '';
  head = await by(app, 'head');
});
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});
afterAll(() => app.close());

async function board(headers: Record<string, string> = {}, who: Asking = head, of = stationId): Promise<Stream> {
  const authorization = `Bearer ${who.token}`;
  const stream = await openStream(`${app.baseUrl}/stations/${of}/stream`, { authorization, ...headers });
  streams.push(stream);
  return stream;
}

/** Answers the version of the ticket after it. */
async function comment(text = '…'): Promise<number> {
  const { body } = await head.post(`/tickets/${ticket.id}/comments`, { text }).expect(200);
  return body.version;
}

async function eventId(version: number, of = ticket.id): Promise<string> {
  const client = await connected();
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM ticket_events WHERE ticket_id = $1 AND version = $2',
    [of, version],
  );
  await client.end();
  return rows[0]?.id ?? '';
}

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  return client;
}

/** An event whose transaction is as old as `client`'s; commits when the test says so. */
async function lateEvent(client: pg.Client): Promise<string> {
  const id = newId();
  await client.query(
    `INSERT INTO ticket_events (id, ticket_id, version, type, actor_kind, channel, happened_at, entered_at, changes, station_id)
     SELECT $1, id, 1000 + floor(random() * 1000000), 'commented', 'system', 'system', now(), now(), '{}', station_id
       FROM tickets WHERE id = $2`,
    [id, ticket.id],
  );
  return id;
}

describe("a station's board", () => {
  it('sees an opened ticket at once, by ids and codes only', async () => {
    const stream = await board();
    const asked = Date.now();
    const another = await opened(app, { categoryId });
    const message = await stream.until('the opened ticket', ({ data }) => data.ticketId === another.id, 2);
    expect(Date.now() - asked).toBeLessThan(2_000);
    expect(message).toMatchObject({ type: 'ticket', data: { type: 'opened', version: 1 } });
    expect(JSON.stringify(message)).not.toMatch(/赵奶奶|8619|3楼|扶手/);
  });

  it('is told each event once, however often the record is read', async () => {
    const stream = await board();
    const versions: number[] = [];
    for (let n = 0; n < 10; n += 1) versions.push(await comment());
    await stream.until('the last', ({ data }) => data.version === versions.at(-1));
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    const ids = stream.eventIds();
    const expected = await Promise.all(versions.map((version) => eventId(version)));
    expect(ids.filter((id) => expected.includes(id))).toEqual(expected);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('that comes back with its last id has missed nothing', async () => {
    const first = await board();
    const seen = await comment('before');
    await first.until('the first', ({ data }) => data.version === seen);
    const last = first.lastId();
    await first.close();
    const missed = [await comment(), await comment(), await comment()];
    const second = await board({ 'last-event-id': last });
    const live = await comment('after');
    await second.until('the live one', ({ data }) => data.version === live);
    const told = second.messages.filter(({ type }) => type === 'ticket').map(({ data }) => data.version);
    expect(told).toEqual(expect.arrayContaining([...missed, live]));
    expect(new Set(second.eventIds()).size).toBe(told.length);
  });

  it('that was away while a slow transaction committed is told of it when it comes back', async () => {
    const client = await connected();
    await client.query('BEGIN');
    const late = await lateEvent(client);
    const first = await board();
    // later transactions commit first, and are told first
    const versions = [await comment(), await comment()];
    await first.until('the later ones', ({ data }) => data.version === versions[1]);
    const last = first.lastId();
    expect(first.eventIds()).not.toContain(late);
    await first.close();
    await client.query('COMMIT');
    await client.end();
    // long enough that it is no news any more
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const second = await board({ 'last-event-id': last });
    await second.until('the late one', ({ data }) => data.eventId === late, 3);
    expect(new Set(second.eventIds()).size).toBe(second.eventIds().length);
  });

  it('that stays hears of a slow transaction once it commits, once', async () => {
    const client = await connected();
    await client.query('BEGIN');
    const late = await lateEvent(client);
    const stream = await board();
    const version = await comment();
    await stream.until('the later one', ({ data }) => data.version === version);
    await client.query('COMMIT');
    await client.end();
    await stream.until('the late one', ({ data }) => data.eventId === late, 3);
    const after = await comment();
    await stream.until('one after it', ({ data }) => data.version === after);
    // what an earlier test did may still be told here
    const expected = [await eventId(version), late, await eventId(after)];
    expect(stream.eventIds().filter((id) => expected.includes(id))).toEqual(expected);
  });

  it('that gives a last id which is none begins anew', async () => {
    for (const id of ['x', '-1', '99999999999999999999999', "1' OR '1'='1"]) {
      const stream = await board({ 'last-event-id': id });
      expect(stream.messages.map(({ type }) => type)).toEqual(['ready']);
    }
  });
});

describe('who may listen', () => {
  it('a head of another station is told nothing of this one, here or there', async () => {
    const street = generateStreet();
    const other = street.helpers.find(
      ({ role, stationCode }) => role === 'head' && stationCode !== ticket.station?.code,
    );
    const stranger = await by(app, other?.phone as `+${string}`);
    const { body: me } = await stranger.get('/me').expect(200);
    const theirs = [await board({}, stranger), await board({}, stranger, me.stationRoles[0].stationId)];
    const ours = await board();
    const another = await opened(app, { categoryId });
    await ours.until('the opened ticket', ({ data }) => data.ticketId === another.id);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (const stream of theirs) expect(stream.eventIds()).toEqual([]);
    // nor of what they ask for again
    const resumed = await board({ 'last-event-id': '1' }, stranger);
    expect(resumed.eventIds()).toEqual([]);
  });

  it('by header or cookie, never by the address', async () => {
    const url = `${app.baseUrl}/stations/${stationId}/stream`;
    const token = await signIn(app, PHONES.head);
    const withCookie = await openStream(url, { cookie: `session=${token}` });
    await withCookie.close();
    for (const query of [
      '',
      `?session=${token}`,
      `?token=${token}`,
      `?access_token=${token}`,
      `?authorization=Bearer ${token}`,
    ]) {
      const answer = await fetch(url + query);
      expect([query.slice(0, 8), answer.status]).toEqual([query.slice(0, 8), 401]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      await answer.body?.cancel();
    }
  });
});

describe('a server that stops', () => {
  it('ends its streams and is gone within seconds', async () => {
    const own = await startTestApp({ template: 'street' });
    const token = await signIn(own, PHONES.head);
    const open = () => openStream(`${own.baseUrl}/stations/${stationId}/stream`, { authorization: `Bearer ${token}` });
    const listening = [await open(), await open(), await open()];
    const asked = Date.now();
    await own.close();
    expect(await Promise.all(listening.map(({ ended }) => ended))).toEqual(['in order', 'in order', 'in order']);
    expect(Date.now() - asked).toBeLessThan(3_000);
  });
});

describe("an operator's stream", () => {
  it('tells what happens below their areas, by ids and codes, and nothing confidential', async () => {
    const operator = await by(app, 'operator');
    const headers = { authorization: `Bearer ${operator.token}` };
    const stream = await openStream(`${app.baseUrl}/tickets/stream`, headers);
    streams.push(stream);
    const secret = await opened(app, { categoryId: (await makeCategory(app, { confidential: true })).id });
    const inTriage = await opened(app, { categoryId, place: { areaCode: '370203005' } });
    const elsewhere = await opened(app, { categoryId, place: { areaCode: '370203008' } });
    const plain = await opened(app, { categoryId });
    await stream.until('the last', ({ data }) => data.ticketId === plain.id);
    const told = stream.messages.flatMap(({ type, data }) => (type === 'ticket' ? [data.ticketId] : []));
    expect(told).toContain(inTriage.id);
    expect(told).not.toContain(secret.id);
    expect(told).not.toContain(elsewhere.id);
    expect(JSON.stringify(stream.messages)).not.toMatch(/赵奶奶|8619|3楼|扶手/);
    const last = stream.lastId();
    await stream.close();
    // what was missed, and none of it of other areas
    await app.get(Database).run(`UPDATE tickets SET area_path = '99.' WHERE id = $1`, [plain.id]);
    await operator.post(`/tickets/${inTriage.id}/comments`, { text: '…' }).expect(200);
    const resumed = await openStream(`${app.baseUrl}/tickets/stream`, { ...headers, 'last-event-id': last });
    streams.push(resumed);
    const again = resumed.messages.flatMap(({ type, data }) => (type === 'ticket' ? [data.ticketId] : []));
    expect(again).toContain(inTriage.id);
    expect(again).not.toContain(plain.id);
  });

  it('is silent for who is no operator', async () => {
    const stream = await openStream(`${app.baseUrl}/tickets/stream`, { authorization: `Bearer ${head.token}` });
    streams.push(stream);
    const other = await board();
    const version = await comment();
    await other.until('the comment', ({ data }) => data.version === version);
    expect(stream.messages.filter(({ type }) => type === 'ticket')).toEqual([]);
  });
});
