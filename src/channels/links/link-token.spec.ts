import { Secrets } from '../../platform/secrets.js';
import { linkToken, readLinkToken } from './link-token.js';

const secrets = new Secrets(Buffer.alloc(32, 3).toString('base64'));
const claim = {
  ticketId: '01a2072f-6827-73d2-9b55-d33500e394c7',
  no: 1,
  version: 2,
  expiresAt: new Date('2026-12-22T00:00:00Z'),
};

describe('link token', () => {
  it('says what it was made of, in letters that fit an address', () => {
    const token = linkToken(claim, secrets);
    expect(token).toMatch(/^[\w-]{51}$/);
    expect(readLinkToken(token, secrets)).toEqual(claim);
  });

  it('any letter changed, cut or added is no token of ours', () => {
    const token = linkToken(claim, secrets);
    for (let at = 0; at < token.length; at += 1) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect(readLinkToken(changed, secrets)).toBeNull();
    }
    for (const other of ['', token.slice(1), `${token}A`, `${token}=`])
      expect(readLinkToken(other, secrets)).toBeNull();
  });

  it("another installation's token is no token of ours", () => {
    const other = new Secrets(Buffer.alloc(32, 4).toString('base64'));
    expect(readLinkToken(linkToken(claim, other), secrets)).toBeNull();
  });
});
