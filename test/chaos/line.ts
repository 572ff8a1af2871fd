import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A fixed port in front of a server that moves, or goes away. */
export class Line {
  private readonly open = new Set<Socket>();
  private server: Server | undefined;
  target = 0;

  /** The port that it listens on. */
  async start(): Promise<number> {
    const server = createServer((near) => {
      const far = connect(this.target, '127.0.0.1');
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.open.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.open.delete(socket);
          other.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    this.server = server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const socket of this.open) socket.destroy();
  }

  close(): void {
    this.server?.close();
    this.cut();
  }
}
