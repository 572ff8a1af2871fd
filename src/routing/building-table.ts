import type { PlacedBuilding } from '../areas/areas.js';

const ID_BYTES = 16;
const FEWEST = 1_024;

/**
 * The buildings of a map by their ids, without an object each: half a million of them as rows would be 200 MB that the garbage
 * collector looks through again and again; here they are some 80 MB that it does not look at.
 */
export class BuildingTable {
  private n = 0;
  private ids = Buffer.alloc(FEWEST * ID_BYTES);
  private texts = Buffer.alloc(FEWEST * 64);
  /** where name and address end; one begins where the one before ends */
  private ends = new Uint32Array(FEWEST * 2);
  private lngs = new Float64Array(FEWEST);
  private lats = new Float64Array(FEWEST);
  /** place in `gridIds`; -1: none */
  private grids = new Int32Array(FEWEST);
  private readonly gridIds: string[] = [];
  private readonly gridAt = new Map<string, number>();
  private readonly removed = new Map<string, string>();
  /** row + 1 by the hash of the id; 0: free */
  private slots = new Int32Array(FEWEST * 2);

  get size(): number {
    return this.n;
  }

  add({ id, name, address, gridId, lng, lat, removedOn }: PlacedBuilding): void {
    if (this.n === this.grids.length) this.grow();
    const row = this.n;
    this.n += 1;
    writeId(id, this.ids, row * ID_BYTES);
    this.lngs[row] = lng ?? NaN;
    this.lats[row] = lat ?? NaN;
    this.grids[row] = gridId === null ? -1 : this.gridNumber(gridId);
    const begin = row === 0 ? 0 : (this.ends[row * 2 - 1] ?? 0);
    const named = this.put(name, begin);
    this.ends[row * 2] = named;
    this.ends[row * 2 + 1] = this.put(address, named);
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
    for (let row = 0; row < this.n; row += 1) yield this.at(row, readId(this.ids, row * ID_BYTES));
  }

  private at(row: number, id: string): PlacedBuilding {
    const begin = row === 0 ? 0 : (this.ends[row * 2 - 1] ?? 0);
    const [named = 0, end = 0] = [this.ends[row * 2], this.ends[row * 2 + 1]];
    const [lng = NaN, lat = NaN] = [this.lngs[row], this.lats[row]];
    const placed = !Number.isNaN(lng) && !Number.isNaN(lat);
    return {
      id,
      name: this.texts.toString('utf8', begin, named),
      address: this.texts.toString('utf8', named, end),
      gridId: this.gridIds[this.grids[row] ?? -1] ?? null,
      lng: placed ? lng : null,
      lat: placed ? lat : null,
      removedOn: this.removed.get(id) ?? null,
    };
  }

  private rowOf(id: string): number | undefined {
    const wanted = Buffer.alloc(ID_BYTES);
    if (!writeId(id, wanted, 0)) return undefined;
    const mask = this.slots.length - 1;
    for (let slot = hashAt(wanted, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = (this.slots[slot] ?? 0) - 1;
      if (row < 0) return undefined;
      if (wanted.equals(this.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES))) return row;
    }
  }

  private link(row: number): void {
    const mask = this.slots.length - 1;
    let slot = hashAt(this.ids, row * ID_BYTES) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = row + 1;
  }

  private gridNumber(id: string): number {
    const known = this.gridAt.get(id);
    if (known !== undefined) return known;
    this.gridAt.set(id, this.gridIds.length);
    return this.gridIds.push(id) - 1;
  }

  /** Where the text ends. */
  private put(text: string, begin: number): number {
    // a letter is three bytes at most
    if (begin + text.length * 3 > this.texts.length) {
      const larger = Buffer.alloc(Math.ceil((begin + text.length * 3) * 1.5));
      this.texts.copy(larger);
      this.texts = larger;
    }
    return begin + this.texts.write(text, begin);
  }

  private grow(): void {
    const n = this.n * 2;
    const ids = Buffer.alloc(n * ID_BYTES);
    this.ids.copy(ids);
    this.ids = ids;
    this.ends = copied(this.ends, new Uint32Array(n * 2));
    this.lngs = copied(this.lngs, new Float64Array(n));
    this.lats = copied(this.lats, new Float64Array(n));
    this.grids = copied(this.grids, new Int32Array(n));
    this.slots = new Int32Array(n * 2);
    for (let row = 0; row < this.n; row += 1) this.link(row);
  }
}

function copied<List extends Uint32Array | Float64Array | Int32Array>(from: List, into: List): List {
  into.set(from);
  return into;
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
