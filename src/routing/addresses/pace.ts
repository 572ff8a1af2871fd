/** What is measured to be the longest that others wait while a book is built: 6 ms and the step that is under way. */
const SLICE_MS = 6;
const STEPS = 64;

/** Long work in slices: others have their turn between them. */
export class Pace {
  private since = performance.now();
  private steps = 0;

  constructor(private readonly breathe: () => Promise<void>) {}

  /** After each step of the work: whether `rest` is to be awaited. */
  isDue(): boolean {
    this.steps += 1;
    return this.steps % STEPS === 0 && performance.now() - this.since > SLICE_MS;
  }

  async rest(): Promise<void> {
    await this.breathe();
    this.since = performance.now();
  }
}
