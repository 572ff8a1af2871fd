import { hashPassword, newCode, verifyPassword } from './passwords.js';

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

describe('newCode', () => {
  it('is six digits, leading zeros included', () => {
    const codes = Array.from({ length: 2_000 }, newCode);
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    // 2,000 codes without a leading zero: one in 10^91
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  });
});
