/** As long as any other work in slices (platform/slices.ts). */
const SLICE_MS = 4;
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
