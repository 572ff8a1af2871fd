import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runTask, type Task } from './task.js';
import type { Outcome } from './tally.js';

/**
 * Runs them on all cores; outcomes in the order of the tasks. One alone runs here, and tells its days.
 *
 * @param progress what to tell people
 */
export async function runAll(tasks: readonly Task[], progress: (words: string) => void): Promise<Outcome[]> {
  if (tasks.length === 1) {
    return tasks.map((task) => {
      let told = Date.now();
      return runTask(task, (day) => {
        if (day < task.days && Date.now() - told < 1000) return;
        told = Date.now();
        progress(`${task.policy}: day ${day} of ${task.days}`);
      });
    });
  }
  const outcomes: Outcome[] = [];
  let next = 0;
  let done = 0;
  const count = Math.min(tasks.length, Math.max(1, availableParallelism()));
  await Promise.all(
    Array.from({ length: count }, async () => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      try {
        for (let at = next++; at < tasks.length; at = next++) {
          const task = tasks[at] as Task;
          outcomes[at] = await run(worker, task);
          done += 1;
          progress(`${done} of ${tasks.length} runs: ${task.policy}, load ${task.scenario.load}, seed ${task.seed}`);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return outcomes;
}

function run(worker: Worker, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', ({ outcome }: { outcome: Outcome }) => resolve(outcome));
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
