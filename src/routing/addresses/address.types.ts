import type { Point } from '../coordinates.js';
import type { Reason as RouteReason } from '../routing.types.js';

/** One building as the address book is told of it. Only `code` is needed; what is missing is simply no evidence. */
export interface BookEntry {
  /** known to the caller: the building's code, or its id */
  code: string;
  name: string;
  address: string;
  aliases: readonly string[];
  units: readonly string[];
  /** the grid that it is in */
  grid: string | null;
  /** names of the areas around it, from the city down to the grid */
  areas: readonly string[];
  lng: number | null;
  lat: number | null;
  /** codes of the areas around it from the root, each followed by a dot; for the hint `area` */
  path?: string;
}

/** What is known beside the words; evidence, never a filter, but for `among`. */
export interface AddressHints {
  /** codes of the only buildings that may be meant */
  among?: readonly string[];
  /** codes of buildings that the caller has confirmed before, the likeliest first */
  known?: readonly string[];
  /** WGS-84: where the telephone was */
  near?: Point;
  /** code of an area that the desk works for */
  area?: string;
}

export const PART_KINDS = [
  'province',
  'city',
  'district',
  'street',
  'community',
  'road',
  'lane',
  'number',
  'estate',
  'phase',
  'building',
  'unit',
  'floor',
  'room',
  'landmark',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** A part of an address as it was found in the words; `value` is its one spelling (`十号楼`, `10#楼` → `10`). */
export interface AddressPart {
  kind: PartKind;
  text: string;
  value: string;
}

export interface AddressCandidate {
  code: string;
  /** 0 to 1 */
  confidence: number;
}

export const RESOLUTION_CODES = [
  'found', // one building fits best by far
  'several-fit', // several buildings fit equally: `alternatives`
  'not-exact', // a road without a number, an estate without a building
  'no-such-building', // the road or the estate is known, this number is not
  'near-only', // only a place near it is named
  'no-place', // nothing in the words names a place
] as const;
export type ResolutionCode = (typeof RESOLUTION_CODES)[number];

export interface Resolution {
  /** null: it abstains, `reason` says why */
  building: string | null;
  /** as said, in its one spelling (`4`); also where the building is not known to have it */
  unit: string | null;
  /** 0 to 1, of the building that is answered; 0 where none is */
  confidence: number;
  parts: AddressPart[];
  /** ranked, best first, at most 5; without the one that is answered */
  alternatives: AddressCandidate[];
  /** what is left when the place is taken out: the description */
  rest: string;
  reason: { code: ResolutionCode; args: RouteReason['args'] };
}
