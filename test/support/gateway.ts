import type { Test } from 'supertest';
import { HEADERS, signatureOf } from '../../src/channels/conversations/signature.js';
import type { TestApp } from './harness.js';

const KEY = Buffer.alloc(32, 9);
const NEXT_KEY = Buffer.alloc(32, 10);
/** For startTestApp: one gateway with two keys, so that one can take the place of the other, and a second gateway. */
export const MESSAGE_KEYS = [
  `mas.1:${KEY.toString('base64')}`,
  `mas.2:${NEXT_KEY.toString('base64')}`,
  `wechat.1:${KEY.toString('base64')}`,
].join(',');

export interface Sending {
  key?: string;
  /** of the timestamp, in seconds from now */
  late?: number;
  signature?: string;
  /** what is sent, where that is not what was signed */
  body?: string;
}

/** A message as a gateway hands it in; `message` as text is sent as it is. */
export function sendMessage(app: TestApp, message: object | string, sending: Sending = {}): Test {
  const { key = 'mas.1', late = 0 } = sending;
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const timestamp = String(Math.floor(app.clock.now().getTime() / 1000) + late);
  const secret = key === 'mas.2' ? NEXT_KEY : KEY;
  const signature = sending.signature ?? signatureOf(secret, timestamp, body).toString('hex');
  return app.http
    .post('/channels/messages')
    .set('Content-Type', 'application/json')
    .set(HEADERS.key, key)
    .set(HEADERS.timestamp, timestamp)
    .set(HEADERS.signature, signature)
    .send(sending.body ?? body);
}

let made = 0;

/** A number of a message that nobody has used. */
export function messageId(): string {
  made += 1;
  return `m-${process.pid}-${made}`;
}

/** A telephone number that nobody has used. */
export function freshNumber(): string {
  made += 1;
  return `+86190000${String(80_000 + made)}`;
}
