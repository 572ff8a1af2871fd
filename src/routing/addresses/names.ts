const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Every name that an entry has, once: the characters in one pool, a hash table over it. No strings: half a million buildings have
 * some 100,000 names, and what is asked for is found without cutting it out first.
 */
export class Names {
  count = 0;
  /** the kinds (kinds.ts) that a name has been seen as, a bit each */
  kinds = new Uint32Array(1024);
  private pool = new Uint16Array(8192);
  private starts = new Uint32Array(1025);
  private hashes = new Uint32Array(1024);
  private slots = new Int32Array(4096);
  /** the length of the longest name that begins with these two characters, by their hash */
  private readonly longest = new Uint8Array(1 << 16);

  intern(codes: Uint16Array, from: number, to: number, kind: number): number {
    const hash = hashOf(codes, from, to);
    let slot = this.slotOf(hash, codes, from, to);
    let id = (this.slots[slot] ?? 0) - 1;
    if (id < 0) {
      if (this.count * 2 >= this.slots.length) {
        this.growSlots();
        slot = this.slotOf(hash, codes, from, to);
      }
      id = this.add(hash, codes, from, to);
      this.slots[slot] = id + 1;
    }
    this.kinds[id] = (this.kinds[id] ?? 0) | (1 << kind);
    return id;
  }

  /** -1 where there is none. */
  find(codes: Uint16Array, from: number, to: number): number {
    return (this.slots[this.slotOf(hashOf(codes, from, to), codes, from, to)] ?? 0) - 1;
  }

  /** Every name of two characters and more that stands at `from`, the shortest first. */
  eachAt(codes: Uint16Array, from: number, end: number, found: (id: number, to: number) => void): void {
    if (from + 2 > end) return;
    const limit = Math.min(end, from + (this.longest[pairOf(codes[from] ?? 0, codes[from + 1] ?? 0)] ?? 0));
    let hash = Math.imul(SEED ^ (codes[from] ?? 0), PRIME);
    for (let to = from + 2; to <= limit; to += 1) {
      hash = Math.imul(hash ^ (codes[to - 1] ?? 0), PRIME);
      const id = (this.slots[this.slotOf(hash >>> 0, codes, from, to)] ?? 0) - 1;
      if (id >= 0) found(id, to);
    }
  }

  lengthOf(id: number): number {
    return (this.starts[id + 1] ?? 0) - (this.starts[id] ?? 0);
  }

  charAt(id: number, at: number): number {
    return this.pool[(this.starts[id] ?? 0) + at] ?? 0;
  }

  codesOf(id: number): Uint16Array {
    return this.pool.subarray(this.starts[id] ?? 0, this.starts[id + 1] ?? 0);
  }

  text(id: number): string {
    return String.fromCharCode(...this.codesOf(id));
  }

  is(id: number, kind: number): boolean {
    return ((this.kinds[id] ?? 0) & (1 << kind)) !== 0;
  }

  private slotOf(hash: number, codes: Uint16Array, from: number, to: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (this.slots[slot] ?? 0) - 1;
      if (id < 0 || (this.hashes[id] === hash && this.equals(id, codes, from, to))) return slot;
    }
  }

  private equals(id: number, codes: Uint16Array, from: number, to: number): boolean {
    const start = this.starts[id] ?? 0;
    if ((this.starts[id + 1] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at += 1) if (this.pool[start + at - from] !== codes[at]) return false;
    return true;
  }

  private add(hash: number, codes: Uint16Array, from: number, to: number): number {
    const id = this.count;
    const start = this.starts[id] ?? 0;
    const end = start + to - from;
    if (end > this.pool.length) this.pool = grown(this.pool, Uint16Array, end);
    if (id + 2 > this.starts.length) {
      this.starts = grown(this.starts, Uint32Array, id + 2);
      this.hashes = grown(this.hashes, Uint32Array, id + 2);
      this.kinds = grown(this.kinds, Uint32Array, id + 2);
    }
    this.pool.set(codes.subarray(from, to), start);
    this.starts[id + 1] = end;
    this.hashes[id] = hash;
    this.count += 1;
    if (to - from >= 2) {
      const pair = pairOf(codes[from] ?? 0, codes[from + 1] ?? 0);
      this.longest[pair] = Math.max(this.longest[pair] ?? 0, Math.min(to - from, 255));
    }
    return id;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.count; id += 1) {
      let slot = (this.hashes[id] ?? 0) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
  }
}

function hashOf(codes: Uint16Array, from: number, to: number): number {
  let hash = SEED;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (codes[at] ?? 0), PRIME);
  return hash >>> 0;
}

function pairOf(a: number, b: number): number {
  return (Math.imul(a, 31) + Math.imul(b, 2477)) & 0xffff;
}

/** Twice as long, or as long as needed. */
export function grown<T extends Uint16Array | Uint32Array | Float64Array>(
  array: T,
  make: new (length: number) => T,
  needed: number,
): T {
  const larger = new make(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
