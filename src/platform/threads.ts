import { Piscina } from 'piscina';

const HERE = new URL('../', import.meta.url);
/** A thread runs what was built: in tests, which run the sources, it stands beside them. */
const BUILT = HERE.pathname.endsWith('/src/') ? new URL('../dist/', HERE) : HERE;
/** Requests go first, where threads have a priority of their own (Linux). */
const POLITE = 10;
/** As many at once; what is asked beyond them waits its turn. */
const MOST = 2;
/** A thread takes a second to load what it needs: who draws on a map has it checked again within this time. */
const IDLE_MS = 30_000;

/** Work of seconds in threads with a heap of their own: neither it nor its garbage collection keeps requests waiting. */
export class Threads {
  private readonly pool = new Piscina({
    minThreads: 0,
    maxThreads: MOST,
    idleTimeout: IDLE_MS,
    niceIncrement: POLITE,
  });

  /** `module`: below src/, as it is built (.js); its default export does the work. `given` and the answer are copied, so they are small. Rejects with what it throws. */
  run<Given, Result>(module: string, given: Given): Promise<Result> {
    return this.pool.run(given, { filename: new URL(module, BUILT).href }) as Promise<Result>;
  }

  /** What is under way is given up: it is asked for anew. */
  stop(): Promise<void> {
    return this.pool.destroy();
  }
}
