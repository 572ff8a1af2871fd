import { setTimeout as sleep } from 'node:timers/promises';

export interface Asked {
  key: string;
  token: string;
  path: string;
  body: Record<string, unknown>;
  /** words that stand in the record once if it was done, and never if it was refused */
  words: string;
}

type Outcome =
  | { kind: 'done'; ticketId: string; version: number }
  /** done, but its answer was lost */
  | { kind: 'done before' }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown' };

/** `doubted`: one asking had no answer, and may still be under way when another is refused. */
export type Entry = Asked & { outcome: Outcome; doubted: boolean };

const TRIES = 3;

/** What was asked of the API, and what it promised: kept apart from everything that it is held against. */
export class Ledger {
  readonly entries: Entry[] = [];
  private turn = 0;

  constructor(private readonly addresses: string[]) {}

  /** Asked again with the same key where no answer came; after a few times it is left for `settle`. */
  async ask(asked: Asked): Promise<Outcome> {
    const entry: Entry = { ...asked, outcome: { kind: 'unknown' }, doubted: false };
    this.entries.push(entry);
    for (let attempt = 0; attempt < TRIES && entry.outcome.kind === 'unknown'; attempt += 1) {
      if (attempt > 0) await sleep(150);
      entry.outcome = await this.once(asked);
      entry.doubted ||= entry.outcome.kind === 'unknown';
    }
    return entry.outcome;
  }

  /** Whoever had no answer asks until there is one; the number of those. */
  async settle(): Promise<number> {
    const open = this.entries.filter(({ outcome }) => outcome.kind === 'unknown');
    for (const entry of open) {
      for (const end = Date.now() + 30_000; entry.outcome.kind === 'unknown'; await sleep(200)) {
        entry.outcome = await this.once(entry);
        if (entry.outcome.kind === 'unknown' && Date.now() > end) throw new Error(`no answer: POST ${entry.path}`);
      }
    }
    return open.length;
  }

  async get<T>(path: string, token: string): Promise<T | undefined> {
    const answer = await fetch(`${this.address()}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(3_000),
    }).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json().catch(() => undefined)) as T | undefined) : undefined;
  }

  private async once({ key, token, path, body }: Asked): Promise<Outcome> {
    try {
      const answer = await fetch(`${this.address()}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key,
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5_000),
      });
      if (answer.status >= 500) return { kind: 'unknown' };
      const told = (await answer.json()) as { id?: string; version?: number; code?: string };
      if (answer.ok) return { kind: 'done', ticketId: told.id ?? '', version: told.version ?? 1 };
      if (told.code === 'already-done') return { kind: 'done before' };
      return { kind: 'refused', code: told.code ?? String(answer.status) };
    } catch {
      return { kind: 'unknown' };
    }
  }

  private address(): string {
    this.turn += 1;
    return this.addresses[this.turn % this.addresses.length] ?? '';
  }
}
