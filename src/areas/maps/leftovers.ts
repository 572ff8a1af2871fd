const FEWEST = 1 << 10;
/** Of places: two of them in one number that is still exact. */
const MOST = 2 ** 26;

/**
 * Edges with a direction, of which those that run both ways cancel out. What is left of the boundaries of areas and, the other way round, of the
 * area above them runs around exactly the places that are in too many or in too few of them: nothing is left where they tile it.
 */
export class Leftovers {
  private positions = new Float64Array(2 * FEWEST);
  private places = 0;
  /** place + 1 by the hash of its position; 0: free */
  private slots = new Int32Array(2 * FEWEST);
  /** from × MOST + to: how often such an edge is left */
  private readonly edges = new Map<number, number>();

  /** A closed ring; `backwards`: as if it ran the other way. */
  add(ring: readonly number[][], backwards = false): void {
    let from = this.placeOf(ring[0]);
    for (let at = 1; at < ring.length; at += 1) {
      const to = this.placeOf(ring[at]);
      if (backwards) this.addEdge(to, from);
      else this.addEdge(from, to);
      from = to;
    }
  }

  /** What is left, as closed loops. */
  loops(): number[][][] {
    const ways = new Map<number, number[]>();
    for (const [edge, times] of this.edges) {
      const [from, to] = [Math.floor(edge / MOST), edge % MOST];
      const onward = ways.get(from) ?? [];
      if (onward.length === 0) ways.set(from, onward);
      for (let time = 0; time < times; time += 1) onward.push(to);
    }
    const loops: number[][][] = [];
    for (const [start, onward] of ways) {
      while (onward.length > 0) loops.push(this.loopFrom(start, ways));
    }
    return loops;
  }

  private loopFrom(start: number, ways: Map<number, number[]>): number[][] {
    const loop = [this.positionOf(start)];
    for (let at: number | undefined = start; ;) {
      at = ways.get(at)?.pop();
      // as many edges come to a place as leave it
      if (at === undefined) throw new Error('a boundary is not closed');
      loop.push(this.positionOf(at));
      if (at === start) return loop;
    }
  }

  private addEdge(from: number, to: number): void {
    const back = to * MOST + from;
    const left = this.edges.get(back);
    if (left === undefined) {
      const edge = from * MOST + to;
      this.edges.set(edge, (this.edges.get(edge) ?? 0) + 1);
    } else if (left === 1) this.edges.delete(back);
    else this.edges.set(back, left - 1);
  }

  private positionOf(place: number): number[] {
    return [this.positions[2 * place] ?? NaN, this.positions[2 * place + 1] ?? NaN];
  }

  private placeOf([lng = NaN, lat = NaN]: readonly number[] = []): number {
    const { positions, slots } = this;
    const mask = slots.length - 1;
    for (let slot = hash(lng, lat) & mask; ; slot = (slot + 1) & mask) {
      const place = (slots[slot] as number) - 1;
      if (place < 0) return this.newPlace(slot, lng, lat);
      if (positions[2 * place] === lng && positions[2 * place + 1] === lat) return place;
    }
  }

  private newPlace(slot: number, lng: number, lat: number): number {
    const place = this.places;
    this.slots[slot] = place + 1;
    this.positions[2 * place] = lng;
    this.positions[2 * place + 1] = lat;
    this.places += 1;
    if (this.places * 2 === this.positions.length) this.grow();
    return place;
  }

  private grow(): void {
    const positions = new Float64Array(2 * this.positions.length);
    positions.set(this.positions);
    this.positions = positions;
    this.slots = new Int32Array(positions.length);
    const mask = this.slots.length - 1;
    for (let place = 0; place < this.places; place += 1) {
      let slot = hash(positions[2 * place] as number, positions[2 * place + 1] as number) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = place + 1;
    }
  }
}

const numbers = new Float64Array(2);
const words = new Uint32Array(numbers.buffer);

function hash(lng: number, lat: number): number {
  // 0 is -0
  numbers[0] = lng + 0;
  numbers[1] = lat + 0;
  let mixed = 0;
  for (const word of words) mixed = Math.imul(mixed ^ word ^ (mixed >>> 15), 0x9e3779b1);
  return mixed ^ (mixed >>> 13);
}
