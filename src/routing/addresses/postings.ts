/** Lists of numbers by a key below `keys`, all in two arrays: counted first, then filled. */
export class Postings {
  readonly starts: Uint32Array;
  items = new Uint32Array(0);
  private cursor: Uint32Array;

  constructor(keys: number) {
    this.starts = new Uint32Array(keys + 1);
    this.cursor = this.starts;
  }

  count(key: number): void {
    this.starts[key + 1] = (this.starts[key + 1] ?? 0) + 1;
  }

  /** All is counted; `fill` follows, in the same order or another. */
  open(): void {
    for (let key = 1; key < this.starts.length; key += 1) {
      this.starts[key] = (this.starts[key] ?? 0) + (this.starts[key - 1] ?? 0);
    }
    this.items = new Uint32Array(this.starts.at(-1) ?? 0);
    this.cursor = this.starts.slice();
  }

  fill(key: number, item: number): void {
    const at = this.cursor[key] ?? 0;
    this.items[at] = item;
    this.cursor[key] = at + 1;
  }

  /** No more comes. */
  close(): void {
    this.cursor = this.starts;
  }

  size(key: number): number {
    return (this.starts[key + 1] ?? 0) - (this.starts[key] ?? 0);
  }

  of(key: number): Uint32Array {
    return this.items.subarray(this.starts[key] ?? 0, this.starts[key + 1] ?? 0);
  }
}
