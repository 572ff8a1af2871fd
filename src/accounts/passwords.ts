import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Refusal } from '../platform/http/refusal.js';

/** OWASP's first choice for argon2id (the library's default kind): 19 MiB, two passes, one lane. About 25 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 200;

// the same password typed on two keyboards can differ in its code points
const written = (password: string) => password.normalize('NFKC');

/** An argon2id hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(written(password), COST);
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, written(password));
}

/** At most `atOnce` at the same time and `waiting` behind them; the next is refused at once. */
export class Turnstile {
  private inside = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly waiting: number,
  ) {}

  async pass<T>(work: () => Promise<T>): Promise<T | Refusal<'too-many-requests'>> {
    if (this.inside < this.atOnce) this.inside += 1;
    else if (this.queue.length < this.waiting) await new Promise<void>((resolve) => this.queue.push(resolve));
    else return { refused: 'too-many-requests' };
    try {
      return await work();
    } finally {
      // who is next takes over the place: nobody slips in between
      const next = this.queue.shift();
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }
}

/** Six digits, each as likely as any other. */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0');
}
