import { hashPassword, newCode, Turnstile, verifyPassword } from './passwords.js';

describe('passwords', () => {
  it('are hashed by argon2id with the cost that OWASP asks for', async () => {
    expect(await hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('match only themselves', async () => {
    const hash = await hashPassword('correct horse');
    expect(await verifyPassword(hash, 'correct horse')).toBe(true);
    expect(await verifyPassword(hash, 'Correct horse')).toBe(false);
    expect(await verifyPassword(hash, ' correct horse')).toBe(false);
  });

  it('match however the keyboard composes a character', async () => {
    const hash = await hashPassword('caf\u00e9-12345');
    expect(await verifyPassword(hash, 'cafe\u0301-12345')).toBe(true);
  });
});

describe('Turnstile', () => {
  function works() {
    const ends: (() => void)[] = [];
    return { ends, work: () => new Promise<string>((resolve) => ends.push(() => resolve('done'))) };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('lets two in, two wait, refuses the fifth, and lets in who waits when one leaves', async () => {
    const turnstile = new Turnstile(2, 2);
    const { ends, work } = works();
    const four = [1, 2, 3, 4].map(() => turnstile.pass(work));
    expect(await turnstile.pass(work)).toEqual({ refused: 'too-many-requests' });
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await settled();
    expect(ends).toHaveLength(3);
    ends[1]?.();
    await settled();
    expect(ends).toHaveLength(4);
    ends.slice(2).forEach((end) => end());
    expect(await Promise.all(four)).toEqual(['done', 'done', 'done', 'done']);
    void turnstile.pass(work);
    expect(ends).toHaveLength(5);
  });

  it('has its place back when the work fails', async () => {
    const turnstile = new Turnstile(1, 0);
    await expect(turnstile.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turnstile.pass(() => Promise.resolve('done'))).toBe('done');
  });
});

describe('newCode', () => {
  it('is six digits, leading zeros included', () => {
    const codes = Array.from({ length: 2_000 }, newCode);
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    // 2,000 codes without a leading zero: one in 10^91
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  });
});
