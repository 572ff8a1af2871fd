import type { PlacedBuilding } from '../areas/areas.js';

const ID_BYTES = 16;
/** Rows of a block, and parts of the hash table: one great array would be copied whole each time that it grows, while requests wait. */
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
const PARTS = 256;
const FEWEST_SLOTS = 16;

/** So many buildings in the order in which they came. */
class Block {
  readonly ids = Buffer.alloc(BLOCK * ID_BYTES);
  texts = Buffer.alloc(BLOCK * 64);
  /** where name and address end; one begins where the one before ends */
  readonly ends = new Uint32Array(BLOCK * 2);
  readonly lngs = new Float64Array(BLOCK);
  readonly lats = new Float64Array(BLOCK);
  /** place in `gridIds`; -1: none */
  readonly grids = new Int32Array(BLOCK);

  /** Where the text ends. */
  put(text: string, begin: number): number {
    // a letter is three bytes at most
    if (begin + text.length * 3 > this.texts.length) {
      const larger = Buffer.alloc(Math.ceil((begin + text.length * 3) * 1.25));
      this.texts.copy(larger);
      this.texts = larger;
    }
    return begin + this.texts.write(text, begin);
  }
}

/** Row + 1 by the hash of the id; 0: free. */
interface Part {
  slots: Int32Array;
  used: number;
}

/**
 * The buildings of a map by their ids, without an object each: half a million of them as rows would be 200 MB that the garbage
 * collector looks through again and again; here they are some 80 MB that it does not look at.
 */
export class BuildingTable {
  private n = 0;
  private readonly blocks: Block[] = [];
  private readonly gridIds: string[] = [];
  private readonly gridAt = new Map<string, number>();
  private readonly removed = new Map<string, string>();
  private readonly parts = Array.from({ length: PARTS }, (): Part => ({
    slots: new Int32Array(FEWEST_SLOTS),
    used: 0,
  }));

  get size(): number {
    return this.n;
  }

  add({ id, name, address, gridId, lng, lat, removedOn }: PlacedBuilding): void {
    if (this.n === this.blocks.length * BLOCK) this.blocks.push(new Block());
    const row = this.n;
    this.n += 1;
    const [block, at] = this.placeOf(row);
    writeId(id, block.ids, at * ID_BYTES);
    block.lngs[at] = lng ?? NaN;
    block.lats[at] = lat ?? NaN;
    block.grids[at] = gridId === null ? -1 : this.gridNumber(gridId);
    const begin = at === 0 ? 0 : (block.ends[at * 2 - 1] ?? 0);
    const named = block.put(name, begin);
    block.ends[at * 2] = named;
    block.ends[at * 2 + 1] = block.put(address, named);
    if (removedOn !== null) this.removed.set(id, removedOn);
    this.link(row);
  }

  remove(id: string, on: string): void {
    this.removed.set(id, on);
  }

  /** `id` in lower case. */
  get(id: string): PlacedBuilding | undefined {
    const row = this.rowOf(id);
    return row === undefined ? undefined : this.at(row, id);
  }

  *all(): Generator<PlacedBuilding> {
    for (let row = 0; row < this.n; row += 1) {
      const [block, at] = this.placeOf(row);
      yield this.at(row, readId(block.ids, at * ID_BYTES));
    }
  }

  private placeOf(row: number): [Block, number] {
    return [this.blocks[row >> BLOCK_BITS] as Block, row & (BLOCK - 1)];
  }

  private at(row: number, id: string): PlacedBuilding {
    const [block, at] = this.placeOf(row);
    const begin = at === 0 ? 0 : (block.ends[at * 2 - 1] ?? 0);
    const [named = 0, end = 0] = [block.ends[at * 2], block.ends[at * 2 + 1]];
    const [lng = NaN, lat = NaN] = [block.lngs[at], block.lats[at]];
    const placed = !Number.isNaN(lng) && !Number.isNaN(lat);
    return {
      id,
      name: block.texts.toString('utf8', begin, named),
      address: block.texts.toString('utf8', named, end),
      gridId: this.gridIds[block.grids[at] ?? -1] ?? null,
      lng: placed ? lng : null,
      lat: placed ? lat : null,
      removedOn: this.removed.get(id) ?? null,
    };
  }

  private rowOf(id: string): number | undefined {
    const wanted = Buffer.alloc(ID_BYTES);
    if (!writeId(id, wanted, 0)) return undefined;
    const hash = hashAt(wanted, 0);
    const { slots } = this.partOf(hash);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (row < 0) return undefined;
      const [{ ids }, at] = this.placeOf(row);
      if (wanted.equals(ids.subarray(at * ID_BYTES, (at + 1) * ID_BYTES))) return row;
    }
  }

  private link(row: number): void {
    const part = this.partOf(this.hashOf(row));
    part.used += 1;
    if (part.used * 2 > part.slots.length) {
      const before = part.slots;
      part.slots = new Int32Array(before.length * 2);
      for (const filled of before) if (filled > 0) this.put(part.slots, filled - 1);
    }
    this.put(part.slots, row);
  }

  private put(slots: Int32Array, row: number): void {
    const mask = slots.length - 1;
    let slot = this.hashOf(row) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = row + 1;
  }

  private hashOf(row: number): number {
    const [{ ids }, at] = this.placeOf(row);
    return hashAt(ids, at * ID_BYTES);
  }

  /** By the bits that are not looked at within a part. */
  private partOf(hash: number): Part {
    return this.parts[hash >>> 24] as Part;
  }

  private gridNumber(id: string): number {
    const known = this.gridAt.get(id);
    if (known !== undefined) return known;
    this.gridAt.set(id, this.gridIds.length);
    return this.gridIds.push(id) - 1;
  }
}

/** False: it is no UUID. */
function writeId(id: string, into: Buffer, at: number): boolean {
  return into.write(id.replaceAll('-', ''), at, ID_BYTES, 'hex') === ID_BYTES;
}

function readId(from: Buffer, at: number): string {
  const hex = from.toString('hex', at, at + ID_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The last bytes of an id are random, whatever made it. */
function hashAt(ids: Buffer, at: number): number {
  return ids.readUInt32LE(at + 12);
}
