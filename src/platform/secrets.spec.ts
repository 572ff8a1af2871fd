import { Secrets } from './secrets.js';

const secrets = new Secrets(Buffer.alloc(32, 7).toString('base64'));
const other = new Secrets(Buffer.alloc(32, 8).toString('base64'));

describe('Secrets', () => {
  it('gives back what was encrypted, and never the same bytes twice', () => {
    expect(secrets.decrypt(secrets.encrypt('张三 10号楼'))).toBe('张三 10号楼');
    expect(secrets.encrypt('a').equals(secrets.encrypt('a'))).toBe(false);
  });

  it('refuses bytes that were changed, or encrypted with another key', () => {
    const bytes = secrets.encrypt('text');
    expect(() => other.decrypt(bytes)).toThrow();
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => secrets.decrypt(bytes)).toThrow();
  });

  it('keeps the hashes and signatures of different uses apart', () => {
    expect(secrets.hash('phone', 'x').equals(secrets.hash('phone', 'x'))).toBe(true);
    expect(secrets.hash('phone', 'x').equals(secrets.hash('name', 'x'))).toBe(false);
    const signature = secrets.sign('link', Buffer.from('x'));
    expect(secrets.verify('link', Buffer.from('x'), signature)).toBe(true);
    expect(secrets.verify('link', Buffer.from('y'), signature)).toBe(false);
    expect(secrets.verify('session', Buffer.from('x'), signature)).toBe(false);
    expect(secrets.verify('link', Buffer.from('x'), signature.subarray(1))).toBe(false);
  });
});
