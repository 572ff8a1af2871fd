import { setPriority } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';

const HERE = new URL('../', import.meta.url);
/** A thread runs what was built: in tests, which run the sources, it stands beside them. */
const BUILT = HERE.pathname.endsWith('/src/') ? new URL('../dist/', HERE) : HERE;
const POLITE = 10;

/**
 * Work of seconds in a thread with a heap of its own: neither it nor its garbage collection keeps requests waiting. `module`: below src/,
 * as it is built (.js); it calls `answerThread`. `given` and the answer are copied, so they are small. Rejects with what it throws.
 */
export function inThread<Given, Result>(module: string, given: Given): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(module, BUILT), { workerData: given });
    worker.once('message', resolve);
    worker.once('error', reject);
    // after its answer or its error this says nothing more
    worker.once('exit', (code) => reject(new Error(`the thread ${module} ended with ${code} and no answer`)));
  });
}

/** The work of a module that `inThread` runs. */
export async function answerThread<Given, Result>(work: (given: Given) => Promise<Result>): Promise<void> {
  // where threads have a priority of their own (elsewhere it would be the process's), requests go first
  if (process.platform === 'linux') setPriority(POLITE);
  parentPort?.postMessage(await work(workerData as Given));
}
