import { fromOwnPage } from './session.guard.js';

describe('fromOwnPage', () => {
  it('takes a page of the host that was asked', () => {
    expect(fromOwnPage('http://127.0.0.1:3000', '127.0.0.1:3000', undefined)).toBe(true);
    expect(fromOwnPage('https://help.example', 'Help.Example', undefined)).toBe(true);
  });

  it('takes PUBLIC_URL, whatever host the proxy asked', () => {
    expect(fromOwnPage('https://help.example', 'api:3000', 'https://help.example')).toBe(true);
    expect(fromOwnPage('https://help.example:8443', 'api:3000', 'https://help.example')).toBe(false);
    expect(fromOwnPage('http://help.example', 'api:3000', 'https://help.example')).toBe(false);
  });

  it('takes no other host, port or site, no missing and no opaque origin', () => {
    const host = 'help.example';
    for (const origin of [
      'https://evil.example',
      'https://help.example.evil.example',
      'https://other.help.example',
      'https://help.example:444',
      'null',
      '',
      'help.example',
      'ftp://help.example',
      undefined,
    ]) {
      expect(fromOwnPage(origin, host, undefined)).toBe(false);
    }
  });
});
