import type { Counted } from './counted.js';
import { Kind } from './kinds.js';

/** A counted part that has been given its kind. */
export interface Role {
  kind: Kind;
  text: string;
  from: number;
  to: number;
  /** by its place alone, no counter says so */
  guessed: boolean;
}

/** What stands before a counted part, and behind it. */
export interface Around {
  /** the last name before it, with nothing between */
  after: Kind | undefined;
  /** the kinds of counted parts that have been before it, with nothing but names between */
  had: ReadonlySet<Kind>;
  /** a unit follows at once: 10楼4单元 */
  unitFollows: boolean;
}

type Value = Counted['values'][number];

const KIND_OF = {
  number: Kind.number,
  alley: Kind.alley,
  phase: Kind.phase,
  zone: Kind.zone,
  building: Kind.building,
  unit: Kind.unit,
  storey: Kind.storey,
  floor: Kind.floor,
  room: Kind.room,
} as const;

/**
 * The ways to read a counted part, the likeliest first: 10-4-301 behind an estate is building, unit and room; 24-1 behind a road is a number with
 * a part, or a number and a building.
 */
export function readings(counted: Counted, around: Around): Role[][] {
  const { values, counter } = counted;
  const [first, second] = values;
  if (first === undefined) return [];
  if (counter === 'bare') return bare(values, around);
  const kind = KIND_OF[counter];
  if (second === undefined) {
    // 10楼 is a floor; only a unit behind it makes a building of it
    if (kind === Kind.storey && (around.unitFollows || /[^\d]/.test(first.text))) return [[role(Kind.building, first)]];
    return [[role(kind, first)]];
  }
  switch (kind) {
    case Kind.unit:
      return [[role(Kind.building, first), role(Kind.unit, values.at(-1) ?? first)]];
    case Kind.room: {
      const outer =
        values.length > 2 ? [Kind.building, Kind.unit] : [around.had.has(Kind.building) ? Kind.unit : Kind.building];
      const before = values.slice(0, -1).slice(-outer.length);
      return [
        [...before.map((value, at) => role(outer[at] ?? Kind.unit, value)), role(Kind.room, values.at(-1) ?? first)],
      ];
    }
    case Kind.building: {
      const whole = joined(Kind.building, values);
      return [[whole], [role(Kind.zone, first), ...values.slice(-1).map((value) => role(Kind.building, value))]];
    }
    case Kind.number:
      return values.length > 2
        ? [[joined(kind, values)]]
        : [[joined(kind, values)], [role(kind, first), role(Kind.building, second, true)]];
    case Kind.alley:
    case Kind.phase:
    case Kind.zone:
    case Kind.storey:
    case Kind.floor:
      return [[joined(kind, values)]];
  }
}

/** Numbers without a counter, by what stands before them. */
function bare(values: readonly Value[], { after, had }: Around): Role[][] {
  const [first, second] = values;
  if (first === undefined) return [];
  const inward = values.map((value, at) => ({ value, room: at > 0 && /^\d{3,}$/.test(value.text) }));
  const roles = (kinds: readonly Kind[]): Role[] =>
    inward.map(({ value, room }, at) => role(room ? Kind.room : (kinds[at] ?? Kind.room), value, true));
  if (had.has(Kind.unit)) return [[role(Kind.room, first, true)]];
  if (had.has(Kind.building)) {
    return [/^\d{3,}$/.test(first.text) ? [role(Kind.room, first, true)] : roles([Kind.unit, Kind.room])];
  }
  const onRoad = (after === Kind.road || after === Kind.lane) && !had.has(Kind.number);
  if (onRoad) {
    const split = roles([Kind.number, Kind.building, Kind.unit, Kind.room]);
    if (second === undefined) return [split];
    if (values.length > 2)
      return [
        split,
        [joined(Kind.number, values.slice(0, 2)), ...values.slice(2).map((value) => role(Kind.building, value, true))],
      ];
    return [[joined(Kind.number, values)], split];
  }
  if (second === undefined && /^\d{3,}$/.test(first.text)) {
    return [[role(had.size > 0 ? Kind.room : Kind.building, first, true)]];
  }
  const split = roles([Kind.building, Kind.unit, Kind.room]);
  return second === undefined || values.length > 2 ? [split] : [split, [joined(Kind.building, values)]];
}

function role(kind: Kind, { text, from, to }: Value, guessed = false): Role {
  return { kind, text, from, to, guessed };
}

function joined(kind: Kind, values: readonly Value[]): Role {
  const [first] = values;
  return {
    kind,
    text: values.map(({ text }) => text).join('-'),
    from: first?.from ?? 0,
    to: values.at(-1)?.to ?? 0,
    guessed: false,
  };
}
