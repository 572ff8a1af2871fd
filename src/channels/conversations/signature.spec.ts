import { gatewayOf, signatureOf } from './signature.js';

const key = Buffer.alloc(32, 5);
const keys = [
  { id: 'mas.1', gateway: 'mas', key },
  { id: 'mas.2', gateway: 'mas', key: Buffer.alloc(32, 6) },
  { id: 'wx.1', gateway: 'wx', key: Buffer.alloc(32, 7) },
];
const now = new Date('2026-11-22T01:30:00Z');
const timestamp = String(now.getTime() / 1000);
const body = '{"id":"1","text":"扶手松了"}';
const signature = signatureOf(key, timestamp, body).toString('hex');
const signed = { key: 'mas.1', timestamp, signature, body };
const by = (change: object, at = now) => gatewayOf({ ...signed, ...change }, keys, at);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('the signature of a gateway', () => {
  it('tells whose it is, by any of its keys', () => {
    expect(by({})).toBe('mas');
    expect(by({ signature: signature.toUpperCase() })).toBe('mas');
    const second = signatureOf(Buffer.alloc(32, 6), timestamp, body).toString('hex');
    expect(by({ key: 'mas.2', signature: second })).toBe('mas');
  });

  it('is good for five minutes in either direction', () => {
    expect([later(300), later(-300)].map((at) => by({}, at))).toEqual(['mas', 'mas']);
    expect([later(301), later(-301)].map((at) => by({}, at))).toEqual([undefined, undefined]);
  });

  it.each([
    ['of another body by one byte', { body: body.replace('1', '2') }],
    ['of a body with another space', { body: `${body} ` }],
    ['of another time', { timestamp: String(Number(timestamp) + 1) }],
    ['by another key', { key: 'mas.2' }],
    ['by a key that nobody has', { key: 'mas.9' }],
    ['without a key', { key: undefined }],
    ['without a time', { timestamp: undefined }],
    ['of a time that is none', { timestamp: 'now' }],
    ['that is missing', { signature: undefined }],
    ['that is cut', { signature: signature.slice(2) }],
    ['that is no hex', { signature: 'x'.repeat(64) }],
    ['sent twice', { signature: [signature, signature] }],
  ])('%s is none', (_, change) => expect(by(change)).toBeUndefined());

  it('by no key at all is none, also where nobody has one', () => {
    const nobody = signatureOf(Buffer.alloc(32), timestamp, body).toString('hex');
    expect(by({ key: 'mas.9', signature: nobody })).toBeUndefined();
    expect(gatewayOf({ ...signed, signature: nobody }, [], now)).toBeUndefined();
  });
});
