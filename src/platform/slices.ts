import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work that says, by a yield, where it may be interrupted. Pure: who runs it decides whether it gives way. */
export type Work<Result> = Generator<void, Result, void>;

// A request waits for a slice each time that it comes back from the database or the socket: some five times 4 ms are below what anybody notices.
const SLICE_MS = 4;

/** Runs the work a slice at a time: the event loop has its turn in between. */
export async function inSlices<Result>(work: Work<Result>, sliceMs = SLICE_MS): Promise<Result> {
  for (let end = performance.now() + sliceMs; ;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + sliceMs;
  }
}

/** Runs it to its end; for commands and tests, where nobody waits. */
export function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const SORTED_AT_ONCE = 1_000;

/** In order, in slices: chunks are sorted, then merged by twos. Stable; what is given stays as it is. */
export function* sorting<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): Work<Item[]> {
  let [from, to] = [items.slice(), items.slice()];
  for (let at = 0; at < from.length; at += SORTED_AT_ONCE) {
    from
      .slice(at, at + SORTED_AT_ONCE)
      .sort(compare)
      .forEach((item, index) => (from[at + index] = item));
    yield;
  }
  for (let width = SORTED_AT_ONCE; width < from.length; width *= 2) {
    for (let at = 0; at < from.length; at += 2 * width) {
      const [middle, end] = [Math.min(at + width, from.length), Math.min(at + 2 * width, from.length)];
      let [left, right] = [at, middle];
      for (let put = at; put < end; put += 1) {
        const takeLeft = left < middle && (right >= end || compare(from[left] as Item, from[right] as Item) <= 0);
        to[put] = from[takeLeft ? left++ : right++] as Item;
        if (put % SORTED_AT_ONCE === 0) yield;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
