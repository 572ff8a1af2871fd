import { isArea, Kind } from './kinds.js';
import { stemLength } from './named.js';
import type { Names } from './names.js';

/** What people leave away: 市北 for 市北区, 贮水山 for 贮水山社区, 万科城 for 万科城小区. */
export class Stems {
  private readonly full = new Map<number, number[]>();

  learn(names: Names, id: number): void {
    const kinds = names.kinds[id] ?? 0;
    if ((kinds & ((1 << Kind.road) - 1)) === 0 && !names.is(id, Kind.estate)) return;
    const length = stemLength(names.text(id));
    if (length === 0) return;
    const stem = names.intern(names.codesOf(id).slice(0, length), 0, length, STEM);
    const known = this.full.get(stem);
    if (known === undefined) this.full.set(stem, [id]);
    else if (known.length < 50) known.push(id);
  }

  /** The names that this is the stem of. */
  of(id: number): readonly number[] {
    return this.full.get(id) ?? [];
  }
}

/** Beside the kinds: a stem that no entry has as a name by itself. */
export const STEM = 0;

export function isAreaOnly(kinds: number): boolean {
  for (let kind: number = Kind.road; kind <= Kind.landmark; kind += 1) if ((kinds & (1 << kind)) !== 0) return false;
  for (let kind = 1; kind <= Kind.community; kind += 1) if ((kinds & (1 << kind)) !== 0) return isArea(kind);
  return false;
}
