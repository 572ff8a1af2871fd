import { randomUUID } from 'node:crypto';
import { createParser } from 'eventsource-parser';

/** A figure or an answer was not as the story expects. */
export class StoryFault extends Error {}

export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new StoryFault(what);
}

export interface LiveEvent {
  id?: string;
  type?: string;
  data: { ticketId?: string; type?: string };
}

/** One person at the API: a session, or nobody. */
export class Client {
  constructor(
    readonly baseUrl: string,
    private readonly token?: string,
  ) {}

  static async signIn(baseUrl: string, phone: string, password: string): Promise<Client> {
    const { token } = await new Client(baseUrl).post<{ token: string }>('/sessions', { phone, password });
    return new Client(baseUrl, token);
  }

  get<T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.send<T>('GET', search === '' ? path : `${path}?${search}`);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>('POST', path, body);
  }

  /** The problem's code; a fault where it is none. */
  async refused(method: 'GET' | 'POST', path: string, body?: unknown): Promise<string> {
    const answer = await this.fetch(method, path, body);
    expect(!answer.ok, `${method} ${path} 应被拒绝`);
    return ((await answer.json()) as { code: string }).code;
  }

  /** Reads a live stream until the function that it hands back is called. */
  listen(path: string, heard: (event: LiveEvent) => void): () => void {
    const stop = new AbortController();
    const parser = createParser({
      onEvent: ({ id, event, data }) => heard({ id, type: event, data: JSON.parse(data) as LiveEvent['data'] }),
    });
    void (async () => {
      const answer = await fetch(`${this.baseUrl}${path}`, { headers: this.headers(), signal: stop.signal });
      const decoder = new TextDecoder();
      for await (const bytes of answer.body ?? []) parser.feed(decoder.decode(bytes as Uint8Array, { stream: true }));
    })().catch(() => undefined);
    return () => stop.abort();
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.fetch(method, path, body);
    const text = await answer.text();
    expect(answer.ok, `${method} ${path} → ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const picture = Buffer.isBuffer(body);
    return fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...this.headers(),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body === undefined ? {} : { 'content-type': picture ? 'image/jpeg' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: picture ? new Uint8Array(body) : JSON.stringify(body) }),
    });
  }

  private headers(): Record<string, string> {
    return { 'accept-language': 'zh', ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }) };
  }
}

/** Looks again until it is there. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, seconds = 15): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const found = await look();
    if (found !== undefined) return found;
    expect(Date.now() < end, `${what}：等了 ${seconds} 秒没有等到`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
