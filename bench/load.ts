import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Connection } from './connection.js';
import type { Job, Load, Target } from './load.types.js';
import { quantile } from './stats.js';

/** The load, in a process of its own: takes a Job and answers with what it measured. */

/** Requests in flight when the time is over may still answer; their answers are not measured. */
const LAST_ANSWERS_MS = 5_000;
const SAID = 3;
// numbers of no other run
let phones = Math.floor(Math.random() * 90_000_000);

interface Prepared {
  /** up to the key, or where there is none to the body */
  head: string;
  keyed: boolean;
  /** around the phone number */
  body: string[] | undefined;
}

function prepare({ path, body, token, asks = false }: Target): Prepared {
  const lines = [`${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`, 'Host: 127.0.0.1'];
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`);
  if (body === undefined) return { head: lines.concat('', '').join('\r\n'), keyed: false, body };
  const parts = body.split('{phone}');
  const length = Buffer.byteLength(body) + (parts.length - 1) * ('+8619012345678'.length - '{phone}'.length);
  lines.push('Content-Type: application/json', `Content-Length: ${length}`);
  lines.push(...(asks ? ['', ''] : ['Idempotency-Key: ']));
  return { head: lines.join('\r\n'), keyed: !asks, body: parts };
}

class Run {
  private readonly latencies: number[] = [];
  private readonly statuses: Record<string, number> = {};
  private readonly said: string[] = [];
  private readonly targets: Prepared[];
  private readonly connections: Connection[];
  private readonly key = randomBytes(9).toString('base64url');
  private next = 0;
  private errors = 0;
  private from = 0;
  private until = Infinity;
  private lastAnswer = 0;

  constructor(private readonly job: Job) {
    this.targets = job.targets.map(prepare);
    this.connections = Array.from({ length: job.connections }, () => new Connection(job.port));
  }

  /** Before its time is over. */
  stop(): void {
    this.until = Math.min(this.until, performance.now());
  }

  async measure(): Promise<Load> {
    const { job } = this;
    this.from = performance.now() + job.warmup * 1000;
    this.until = this.from + job.seconds * 1000;
    await (job.rate === undefined ? this.closed() : this.open(job.rate));
    for (const connection of this.connections) connection.end();
    // where the targets ran out before the time
    const seconds = (Math.min(this.until, this.lastAnswer) - this.from) / 1000;
    const { latencies, errors, statuses, said } = this;
    return {
      answers: latencies.length,
      errors,
      statuses,
      said,
      seconds,
      rate: latencies.length / seconds,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      max: quantile(latencies, 1),
    };
  }

  /** Each connection sends the next request when it has its answer. */
  private async closed(): Promise<void> {
    await Promise.all(
      this.connections.map(
        (connection) =>
          new Promise<void>((done) => {
            const again = () => {
              const request = performance.now() < this.until ? this.request() : undefined;
              if (request === undefined) return done();
              this.send(connection, request, performance.now(), again);
            };
            again();
          }),
      ),
    );
  }

  /** At a steady rate. What finds no free connection waits for one, and the wait is part of its time. */
  private open(rate: number): Promise<void> {
    const begin = performance.now();
    const waiting: number[] = [];
    const free = [...this.connections];
    let scheduled = 0;
    const sendWaiting = () => {
      while (waiting.length > 0 && free.length > 0) {
        const connection = free.pop();
        const intended = waiting.shift();
        const request = this.request();
        if (connection === undefined || intended === undefined || request === undefined) return;
        this.send(connection, request, intended, () => {
          free.push(connection);
          sendWaiting();
        });
      }
    };
    return new Promise((done) => {
      const tick = setInterval(() => {
        const now = performance.now();
        while (begin + (scheduled * 1000) / rate <= Math.min(now, this.until)) {
          waiting.push(begin + (scheduled * 1000) / rate);
          scheduled += 1;
        }
        sendWaiting();
        const idle = waiting.length === 0 && free.length === this.connections.length;
        if (now < this.until || !(idle || now > this.until + LAST_ANSWERS_MS)) return;
        clearInterval(tick);
        // never answered: as slow as the run was long
        this.errors += waiting.length + (this.connections.length - free.length);
        done();
      }, 1);
    });
  }

  private request(): string | undefined {
    if (this.job.once === true && this.next >= this.targets.length) return undefined;
    const target = this.targets[this.next % this.targets.length];
    this.next += 1;
    if (target?.body === undefined) return target?.head;
    let body = target.body[0] ?? '';
    for (const rest of target.body.slice(1)) {
      phones = (phones + 1) % 100_000_000;
      body += `+86190${String(phones).padStart(8, '0')}${rest}`;
    }
    return target.keyed ? `${target.head}${this.key}-${this.next}\r\n\r\n${body}` : target.head + body;
  }

  private send(connection: Connection, request: string, intended: number, then: () => void): void {
    connection.send(request, (status, body) => {
      const now = performance.now();
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      if (status < 200 || status > 299) {
        this.errors += 1;
        if (this.said.length < SAID) this.said.push(`${status} ${body.toString('utf8').slice(0, 300)}`);
      }
      // with a rate, by when it was to be sent: what is answered late is not left out
      const measuredBy = this.job.rate === undefined ? now : intended;
      if (measuredBy >= this.from && measuredBy <= this.until) {
        this.latencies.push(now - intended);
        this.lastAnswer = now;
      }
      // a connection that was lost does not come back
      if (status !== 0) then();
    });
  }
}

let running: Run | undefined;

process.on('message', (message: Job | 'stop') => {
  if (message === 'stop') return running?.stop();
  running = new Run(message);
  running.measure().then(
    (load) => process.send?.(load),
    (thrown: unknown) => {
      process.stderr.write(`${String(thrown)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
