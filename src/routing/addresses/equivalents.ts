import { idOf, isArea, isName, Kind, kindOf } from './kinds.js';

/** Another name of the same: a road's former name, or the estate that a number of a road is. */
export interface Equivalent {
  name: number;
  /** the number on that road, where it is an estate's; -1: none */
  number: number;
}

/** What is said of more is no name: 东区宿舍. */
const MOST = 4;

/** Learned from aliases: what one building's alias says of a road's or an estate's name is true of the other buildings there. */
export class Equivalents {
  private readonly of = new Map<number, Equivalent[]>();

  /** `tokens` is one more line about the building that `lines` are about. */
  learn(lines: readonly (readonly number[])[], tokens: readonly number[]): void {
    const own = headOf(tokens);
    if (own === undefined || own.counted.length === 0) return;
    for (const line of lines) {
      const other = headOf(line);
      if (other === undefined || other.name === own.name || other.counted.length === 0) continue;
      if (same(own.counted, other.counted)) {
        this.put(own.name, { name: other.name, number: -1 });
        this.put(other.name, { name: own.name, number: -1 });
      } else if (isNumbered(other) && same(own.counted, other.counted.slice(1))) {
        this.put(own.name, { name: other.name, number: idOf(other.counted[0] ?? 0) });
      } else if (isNumbered(own) && same(own.counted.slice(1), other.counted)) {
        this.put(other.name, { name: own.name, number: idOf(own.counted[0] ?? 0) });
      }
    }
  }

  get(name: number): readonly Equivalent[] {
    const known = this.of.get(name) ?? [];
    return known.length > MOST ? [] : known;
  }

  private put(name: number, equivalent: Equivalent): void {
    const known = this.of.get(name);
    if (known === undefined) this.of.set(name, [equivalent]);
    else if (
      known.length <= MOST &&
      !known.some((one) => one.name === equivalent.name && one.number === equivalent.number)
    ) {
      known.push(equivalent);
    }
  }
}

interface Head {
  name: number;
  kind: number;
  counted: number[];
}

/** A line with one name below the areas, and what is counted behind it. */
function headOf(tokens: readonly number[]): Head | undefined {
  const names = tokens.filter((one) => isName(kindOf(one)) && !isArea(kindOf(one)));
  const [head] = names;
  if (head === undefined || names.length > 1) return undefined;
  const counted = tokens.filter((one) => !isName(kindOf(one)) && kindOf(one) <= Kind.building);
  return { name: idOf(head), kind: kindOf(head), counted };
}

function isNumbered({ kind, counted: [first] }: Head): boolean {
  return (kind === Kind.road || kind === Kind.lane) && first !== undefined && kindOf(first) === Kind.number;
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length > 0 && one.length === other.length && one.every((item, at) => item === other[at]);
}
