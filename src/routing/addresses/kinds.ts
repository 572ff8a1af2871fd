import type { PartKind } from './address.types.js';

/** What a part of an address is. Names come first, counted parts behind them, from the great to the small. */
export const Kind = {
  province: 1,
  city: 2,
  district: 3,
  street: 4,
  community: 5,
  road: 6,
  lane: 7,
  estate: 8,
  landmark: 9,
  phase: 10,
  zone: 11,
  alley: 12, // 弄: a lane that is counted
  number: 13,
  building: 14,
  unit: 15,
  storey: 16, // 楼 by itself: a floor in what people say, now and then a building in what registers say
  floor: 17,
  room: 18,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

export const KINDS = 19;

export const PART_OF: Readonly<Record<Kind, PartKind>> = {
  [Kind.province]: 'province',
  [Kind.city]: 'city',
  [Kind.district]: 'district',
  [Kind.street]: 'street',
  [Kind.community]: 'community',
  [Kind.road]: 'road',
  [Kind.lane]: 'lane',
  [Kind.estate]: 'estate',
  [Kind.landmark]: 'landmark',
  [Kind.phase]: 'phase',
  [Kind.zone]: 'phase',
  [Kind.alley]: 'lane',
  [Kind.number]: 'number',
  [Kind.building]: 'building',
  [Kind.unit]: 'unit',
  [Kind.storey]: 'floor',
  [Kind.floor]: 'floor',
  [Kind.room]: 'room',
};

export function isName(kind: number): boolean {
  return kind <= Kind.landmark;
}

export function isArea(kind: number): boolean {
  return kind <= Kind.community;
}

/** A token of an entry in 32 bits: its kind, and the id of its name or the code of its value. */
export function token(kind: number, id: number): number {
  return ((kind << 27) | id) >>> 0;
}

export function kindOf(token: number): number {
  return token >>> 27;
}

export function idOf(token: number): number {
  return token & 0x7ffffff;
}
