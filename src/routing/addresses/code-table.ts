import type { Texts } from './texts.js';

/** From a building's code to its place in the book, without a Map of half a million strings. */
export class CodeTable {
  private readonly slots: Int32Array;

  constructor(private readonly codes: Texts) {
    let size = 16;
    while (size < codes.length * 2) size *= 2;
    this.slots = new Int32Array(size);
  }

  /** The first of two entries with one code stays. */
  add(index: number): void {
    const slot = this.slotOf(this.codes.at(index) ?? '');
    if (this.slots[slot] === 0) this.slots[slot] = index + 1;
  }

  /** -1 where the book has no such code. */
  find(code: string): number {
    return (this.slots[this.slotOf(code)] ?? 0) - 1;
  }

  private slotOf(code: string): number {
    let hash = 0x811c9dc5;
    for (let at = 0; at < code.length; at += 1) hash = Math.imul(hash ^ code.charCodeAt(at), 0x01000193);
    const mask = this.slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.slots[slot] ?? 0) - 1;
      if (index < 0 || this.codes.at(index) === code) return slot;
    }
  }
}
