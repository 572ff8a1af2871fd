import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { generateStreet } from '../demo/street.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { PHOTO_LIMIT } from '../platform/http/server.js';
import { startTestApp, type TestApp } from '../../test/support/harness.js';
import { by, type Asking } from '../../test/support/people.js';
import { opened, ticketNow } from '../../test/support/tickets.js';
import type { TicketView } from './tickets.dto.js';

let app: TestApp;
let head: Asking;
let ticket: TicketView;

beforeAll(async () => {
  app = await startTestApp({ template: 'street' });
  head = await by(app, 'head');
});
beforeEach(async () => {
  ticket = await opened(app);
});
afterAll(() => app.close());

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 180, g: 120, b: 60 } } });
const attach = (bytes: Buffer, type = 'image/jpeg', who = head) =>
  who.post(`/tickets/${ticket.id}/photos`, bytes).set('Content-Type', type);
const read = (photoId: string, who = head) => who.get(`/tickets/${ticket.id}/photos/${photoId}`).buffer();

/** Files that are kept, and rows that name one. */
async function kept(): Promise<{ files: number; rows: number }> {
  const folder = join(app.get(Config).dataDir, 'files');
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
    : 0;
  const row = await app.get(Database).one<{ n: number }>('SELECT count(*)::int AS n FROM photos');
  return { files, rows: row?.n ?? 0 };
}

describe('a photo', () => {
  it('of a phone comes back upright, within 1,600 px, and without what the phone wrote into it', async () => {
    const exif = {
      IFD0: { Make: 'PHONE', ImageDescription: '赵奶奶家门口' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '36/1 4/1 49/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '120/1 20/1 53/1',
      },
    };
    const original = await picture(3_000, 2_000).withMetadata({ orientation: 6 }).withExif(exif).jpeg().toBuffer();
    expect((await sharp(original).metadata()).exif).toBeDefined();
    const { body } = await attach(original).expect(201);
    // turned by a quarter, as the camera was
    expect(body).toMatchObject({ width: 1_067, height: 1_600 });
    const answer = await read(body.id).expect(200).expect('content-type', 'image/jpeg');
    expect(answer.body).toHaveLength(body.bytes);
    const metadata = await sharp(answer.body as Buffer).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 1_067, height: 1_600 });
    expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect((answer.body as Buffer).includes('PHONE')).toBe(false);
    expect(await ticketNow(app, ticket.id)).toMatchObject({ photoIds: [body.id], version: 2 });
    const { body: events } = await head.get(`/tickets/${ticket.id}/events`);
    expect(events[1]).toMatchObject({ type: 'photo_attached', photoIds: [body.id] });
  });

  it('may be JPEG, PNG or WebP, is not made larger, and comes back as JPEG', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const { body } = await attach(await picture(64, 48).toFormat(format).toBuffer(), `image/${format}`).expect(201);
      expect(body).toMatchObject({ width: 64, height: 48 });
      expect((await sharp((await read(body.id)).body as Buffer).metadata()).format).toBe('jpeg');
    }
  });

  const whole = () => picture(640, 480).jpeg().toBuffer();
  it.each([
    ['text', () => Buffer.from('这不是照片')],
    ['nothing', () => Buffer.alloc(0)],
    ['a picture cut in half', async () => (await noise()).subarray(0, 20_000)],
    ['a picture larger than 50 million pixels', () => picture(10_000, 5_001).png({ compressionLevel: 9 }).toBuffer()],
    ['a GIF', () => picture(8, 8).gif().toBuffer()],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ])('that is %s is refused, and nothing is written', async (_, bytes) => {
    const before = await kept();
    const { body } = await attach(await bytes());
    expect(body).toMatchObject({ status: 422, code: 'not-a-photo', errors: [{ field: 'photo' }] });
    expect(await kept()).toEqual(before);
    expect((await ticketNow(app, ticket.id)).version).toBe(1);
  });

  it('sent as something else is refused, and so is one over the limit', async () => {
    const before = await kept();
    expect((await head.post(`/tickets/${ticket.id}/photos`, { photo: 'x' })).body).toMatchObject({
      code: 'not-a-photo',
    });
    await attach(await whole(), 'application/pdf').expect(415);
    const large = await attach(Buffer.alloc(PHOTO_LIMIT + 1));
    expect(large.body).toMatchObject({ status: 413 });
    expect(await kept()).toEqual(before);
  });

  it('is attached and seen by those who see the ticket only; a refused one leaves no file', async () => {
    const { body } = await attach(await whole()).expect(201);
    const before = await kept();
    expect(before.files).toBe(before.rows);
    const street = generateStreet();
    const other = street.helpers.find(
      ({ role, stationCode }) => role === 'head' && stationCode !== ticket.station?.code,
    );
    const stranger = await by(app, other?.phone as `+${string}`);
    for (const who of [stranger, await by(app, 'helper')]) {
      await who.get(`/tickets/${ticket.id}/photos/${body.id}`).expect(404);
      await attach(await whole(), 'image/jpeg', who).expect(404);
    }
    await attach(await whole(), 'image/jpeg', await by(app, 'leader')).expect(403);
    expect(await kept()).toEqual(before);
  });

  it('sent again with its key, at once or later, is the same photo, and one file', async () => {
    const bytes = await whole();
    const before = await kept();
    const send = () => attach(bytes).set('Idempotency-Key', 'crack-in-the-railing').expect(201);
    const answers = [...(await Promise.all([send(), send(), send()])), await send()];
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ width: 640, height: 480 });
    expect(await kept()).toEqual({ files: before.files + 1, rows: before.rows + 1 });
  });

  it('is read through its own ticket only', async () => {
    const { body } = await attach(await whole()).expect(201);
    const other = await opened(app);
    await head.get(`/tickets/${other.id}/photos/${body.id}`).expect(404);
  });

  it('is one of twenty at most, however many are sent at once', async () => {
    const small = await picture(8, 8).jpeg().toBuffer();
    const answers = await Promise.all(Array.from({ length: 24 }, () => attach(small)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'too-many-photos' });
    const { files, rows } = await kept();
    expect(files).toBe(rows);
    expect((await ticketNow(app, ticket.id)).photoIds).toHaveLength(20);
  });
});

/** Large enough to be cut. */
function noise(): Promise<Buffer> {
  const background = { r: 128, g: 128, b: 128 };
  return sharp({
    create: { width: 640, height: 480, channels: 3, background, noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
    .jpeg({ quality: 95 })
    .toBuffer();
}
