import { get, type ClientRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { createParser } from 'eventsource-parser';

export interface StreamOf {
  port: number;
  path: string;
  token: string;
  stationId: string;
  /** set: leaves after this long, and comes again at once with its Last-Event-ID */
  staysMs?: number;
}

/** A client of a board's live stream. */
export class StreamClient {
  /** event → when it came first, Unix time in ms */
  readonly arrived = new Map<string, number>();
  readonly ready: Promise<void>;
  connected = 0;
  private lastId: string | undefined;
  private request: ClientRequest | undefined;
  private leaving: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly of: StreamOf) {
    this.ready = new Promise((resolve) => this.connect(resolve));
  }

  get stationId(): string {
    return this.of.stationId;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.leaving);
    this.request?.destroy();
  }

  private connect(ready: () => void = () => undefined): void {
    const { port, path, token, staysMs } = this.of;
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(this.lastId === undefined ? {} : { 'last-event-id': this.lastId }),
    };
    const request = get({ port, host: '127.0.0.1', path, headers, agent: false });
    this.request = request;
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        const at = performance.timeOrigin + performance.now();
        if (id !== undefined) this.lastId = id;
        if (event === 'ready') {
          this.connected += 1;
          ready();
          // from here: a connection that never gets ready would never end
          if (staysMs !== undefined) this.leaving = setTimeout(() => request.destroy(), staysMs);
        }
        if (event !== 'ticket') return;
        const { eventId } = JSON.parse(data) as { eventId: string };
        if (!this.arrived.has(eventId)) this.arrived.set(eventId, at);
      },
    });
    request.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => parser.feed(chunk));
      response.on('error', () => undefined);
    });
    request.on('error', () => undefined);
    request.on('close', () => {
      if (!this.stopped) this.connect();
    });
  }
}
