/** Texts of a block: one great array would be copied whole each time that it grows, while requests wait. */
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const FEWEST_BYTES = BLOCK * 16;

interface Block {
  bytes: Buffer;
  /** where each one ends; it begins where the one before ends */
  ends: Uint32Array;
}

/** Many short texts in the order in which they came, as bytes: the garbage collector neither copies them nor looks at them. */
export class Texts {
  length = 0;
  private readonly blocks: Block[] = [];

  /** Its place. */
  push(text: string): number {
    const place = this.length;
    const at = place & (BLOCK - 1);
    if (at === 0) this.blocks.push({ bytes: Buffer.allocUnsafeSlow(FEWEST_BYTES), ends: new Uint32Array(BLOCK) });
    const block = this.blocks[place >> BLOCK_BITS] as Block;
    const begin = at === 0 ? 0 : (block.ends[at - 1] ?? 0);
    // a letter is three bytes at most
    const most = begin + text.length * 3;
    if (most > block.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, block.bytes.length * 2));
      block.bytes.copy(larger, 0, 0, begin);
      block.bytes = larger;
    }
    block.ends[at] = begin + block.bytes.write(text, begin);
    this.length += 1;
    return place;
  }

  /** Undefined where there is none. */
  at(place: number): string | undefined {
    if (!(place >= 0 && place < this.length)) return undefined;
    const { bytes, ends } = this.blocks[place >> BLOCK_BITS] as Block;
    const at = place & (BLOCK - 1);
    return bytes.toString('utf8', at === 0 ? 0 : ends[at - 1], ends[at]);
  }
}
