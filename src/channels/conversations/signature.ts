import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GatewayKey } from '../../platform/config.js';

/** What a gateway sends beside a message. */
export const HEADERS = {
  /** which of its keys it signs with: gateway.key */
  key: 'bangban-key',
  /** seconds since 1970, when it was sent */
  timestamp: 'bangban-timestamp',
  /** HMAC-SHA256 of timestamp, '.' and the body as it was sent, in hex */
  signature: 'bangban-signature',
} as const;

/** Clocks differ, and what is older may have been recorded by somebody. */
const WITHIN_SECONDS = 300;
const NO_KEY = Buffer.alloc(32);

export interface Signed {
  key: unknown;
  timestamp: unknown;
  signature: unknown;
  body: string;
}

export function signatureOf(key: Buffer, timestamp: string, body: string): Buffer {
  return createHmac('sha256', key).update(`${timestamp}.${body}`).digest();
}

/** The gateway that signed it; undefined, alike and in the same time, for whatever is wrong with it. */
export function gatewayOf(
  { key, timestamp, signature, body }: Signed,
  keys: GatewayKey[],
  now: Date,
): string | undefined {
  const known = keys.find(({ id }) => id === key);
  const sent = typeof timestamp === 'string' && /^\d{1,12}$/.test(timestamp) ? timestamp : '';
  const given = Buffer.from(typeof signature === 'string' && /^[0-9a-f]{64}$/i.test(signature) ? signature : '', 'hex');
  const expected = signatureOf(known?.key ?? NO_KEY, sent, body);
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  const isNow = sent !== '' && Math.abs(now.getTime() / 1000 - Number(sent)) <= WITHIN_SECONDS;
  return isOurs && isNow ? known?.gateway : undefined;
}
