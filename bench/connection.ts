import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
type Answered = (status: number, body: Buffer) => void;

/**
 * One kept-alive HTTP/1.1 connection with one request at a time: no more than a measurement needs, since the load shares the
 * two cores with what it measures.
 */
export class Connection {
  private readonly socket: Socket;
  private buffered: Buffer | undefined;
  private answered: Answered | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
    this.socket.on('error', () => this.lost());
    this.socket.on('close', () => this.lost());
  }

  get busy(): boolean {
    return this.answered !== undefined;
  }

  send(request: string, answered: Answered): void {
    this.answered = answered;
    this.socket.write(request);
  }

  end(): void {
    this.answered = undefined;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    const data = this.buffered === undefined ? chunk : Buffer.concat([this.buffered, chunk]);
    const head = data.indexOf(HEAD_END);
    const end = head === -1 ? -1 : head + 4 + lengthOf(data.toString('latin1', 0, head));
    if (end === -1 || data.length < end) {
      this.buffered = data;
      return;
    }
    this.buffered = undefined;
    const answered = this.answered;
    this.answered = undefined;
    answered?.(Number(data.toString('latin1', 9, 12)), data.subarray(head + 4, end));
  }

  private lost(): void {
    const answered = this.answered;
    this.answered = undefined;
    answered?.(0, Buffer.alloc(0));
  }
}

function lengthOf(head: string): number {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return Number(length);
}
