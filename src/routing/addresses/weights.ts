import { Kind, KINDS } from './kinds.js';

/**
 * What each piece of evidence is worth, in points. A building's points are the sum of what speaks for it less what speaks against it; the lead over
 * the next one and the share of what could be had make the confidence (decision.ts).
 */
const table = (given: Partial<Record<keyof typeof Kind, number>>): Float64Array => {
  const weights = new Float64Array(KINDS);
  for (const [kind, weight] of Object.entries(given)) weights[Kind[kind as keyof typeof Kind]] = weight;
  return weights;
};

/** A name or a value that is said, and is the building's. Areas are soft: people err in them. */
export const SAID = table({
  province: 0.3,
  city: 0.6,
  district: 2,
  street: 1.6,
  community: 2.4,
  road: 6,
  lane: 6,
  estate: 6,
  landmark: 5,
  phase: 3,
  zone: 3,
  alley: 5,
  number: 6,
  building: 6,
  unit: 1,
  storey: 0.6,
  floor: 0.6,
  room: 2,
});

/** Said, but the building has another one of the kind: 24号 is not 26号. */
export const CONTRADICTED = table({
  province: 0.4,
  city: 0.8,
  district: 2,
  street: 1.2,
  community: 1.6,
  phase: 8,
  zone: 8,
  alley: 12,
  number: 12,
  building: 12,
  unit: 6,
  storey: 2,
  floor: 2,
  room: 6,
});

/** Said, and the building has none of the kind. */
export const ABSENT = table({
  province: 0,
  city: 0,
  district: 0.1,
  street: 0.1,
  community: 0.2,
  road: 5,
  lane: 5,
  estate: 4.5,
  landmark: 3.5,
  phase: 1.2,
  zone: 1.2,
  alley: 3,
  number: 2.5,
  building: 4,
});

/** The building has it, and it was not said. */
export const UNSAID = table({
  road: 0.6,
  lane: 0.6,
  estate: 0.9,
  landmark: 1.3,
  phase: 1,
  zone: 1,
  alley: 3,
  number: 3,
  building: 3.5,
  unit: 1.5,
  storey: 0.5,
  floor: 0.5,
  room: 1.5,
});

/** The register knows such a unit of the building: too little to choose by. */
export const UNIT_LISTED = 0.3;

/** An estate is enough: its road's number is often left away. */
export const UNSAID_NUMBER_OF_ESTATE = 0.3;

/** How far one kind may be said for another: 10号 for 10号楼 in an estate, 二区 for 二期. 0: not at all. */
export function standsFor(said: number, own: number): number {
  if (said === own) return 1;
  switch (said) {
    case Kind.number:
      return own === Kind.building ? 0.85 : 0;
    case Kind.building:
      return own === Kind.storey ? 0.9 : own === Kind.number ? 0.8 : 0;
    case Kind.phase:
      return own === Kind.zone ? 0.4 : 0;
    case Kind.zone:
      return own === Kind.phase ? 0.4 : 0;
    case Kind.storey:
    case Kind.floor:
      return own === Kind.storey || own === Kind.floor ? 0.9 : 0;
    default:
      return 0;
  }
}

/** The telephone stood right there; falls with the distance. */
export const NEAR = 2.5;
export const NEAR_METRES = 250;
/** The caller's building before; the first of several. */
export const KNOWN = 2.2;
export const KNOWN_FIRST = 2.5;
/** In the area that the desk works for. */
export const IN_AREA = 1.5;
/** Where only some buildings may be meant, all their words are looked at: so much for all of them. */
export const ALIKE = 8;
