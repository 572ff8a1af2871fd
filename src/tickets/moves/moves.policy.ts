import type { Place, Routed } from '../../routing/routing.js';
import type { State } from '../ticket.js';

/** A ticket as the map sees it. */
export interface MovingTicket {
  id: string;
  state: State;
  stationId: string | null;
  buildingId: string | null;
  lng: number | null;
  lat: number | null;
  /** of the grid, or the smallest area that was known */
  areaCode: string;
  isGrid: boolean;
}

/** Work that has begun goes on where it is; on hold the station has promised to go on. */
const MOVED: State[] = ['triage', 'open', 'assigned'];

/** Where it is, the most exact first: a building that the new map has not is where its point is, and then where its grid was. */
export function placesOf({
  buildingId,
  lng,
  lat,
  areaCode,
  isGrid,
}: Omit<MovingTicket, 'id' | 'state' | 'stationId'>): Place[] {
  return [
    ...(buildingId === null ? [] : [{ buildingId }]),
    ...(lng === null || lat === null ? [] : [{ point: { lng, lat } }]),
    isGrid ? { gridCode: areaCode } : { areaCode },
  ];
}

export type Staying = 'in-progress' | 'on-hold' | 'elsewhere' | 'no-station';

/**
 * Does an open ticket go with its place to another station? `before`, `after`: where the two maps have it (undefined: nowhere). Whoever
 * was given it by a person, and not by the map, keeps it. Undefined: the map changes nothing for it.
 */
export function moveOf(
  ticket: Pick<MovingTicket, 'state' | 'stationId'>,
  before: Routed | undefined,
  after: Routed | undefined,
): 'moves' | Staying | undefined {
  const [from, to] = [before?.stationId ?? null, after?.stationId ?? null];
  if (from === to || ticket.stationId === to) return undefined;
  if (ticket.stationId !== from) return 'elsewhere';
  if (to === null) return 'no-station';
  if (ticket.state === 'on_hold') return 'on-hold';
  return MOVED.includes(ticket.state) ? 'moves' : 'in-progress';
}
