import type { Schemas } from '../api/client';

type Spread = Schemas['SpreadOfPart'];
/** In hours and tickets; all else is a rate. */
export const LOADS = ['perHelper', 'acceptSeconds', 'resolveSeconds'] as const;
export type Load = (typeof LOADS)[number];
export const isLoad = (of: string): of is Load => (LOADS as readonly string[]).includes(of);

/** The five numbers of a box, or null where no station has a value. */
export function boxOf({ min, q1, median, q3, max }: Spread): [number, number, number, number, number] | null {
  return min === null || q1 === null || median === null || q3 === null || max === null
    ? null
    : [min, q1, median, q3, max];
}

export function valueOf(line: Schemas['StationLinePart'], of: string): number | null {
  if (isLoad(of)) return line[of];
  return line.indicators.find(({ indicator }) => indicator === of)?.value ?? null;
}
