import type { HelperNow, PlaceNow, TicketNow } from '../../src/dispatch/choosing/choosing.types.js';

/** 2026-07-06 10:00 in Shanghai. */
export const NOW = Date.UTC(2026, 6, 6, 2);

/** A helper on duty, 100 m east of the ticket, of whom nothing is known; for specs and measurements. */
export function aHelper(id: string, more: Partial<HelperNow> = {}): HelperNow {
  return {
    id,
    stationId: 's1',
    skills: [],
    tools: [],
    languages: [],
    at: { lng: 120.301, lat: 36.1 },
    unavailable: null,
    capacity: 2,
    load: 0,
    offersToday: 0,
    maxOffersADay: 10,
    lastAskedAt: null,
    lastServedAt: null,
    offersLately: 0,
    jobsLately: 0,
    habit: { asked: 0, accepted: 0, askedAtHour: 0, acceptedAtHour: 0 },
    ...more,
  };
}

export function aPlace(id: string, more: Partial<PlaceNow> = {}): PlaceNow {
  return { id, skill: null, tools: [], helperId: null, ...more };
}

/** A ticket just opened, with one place, two hours to accept and ten minutes an offer. */
export function aTicket(id: string, ring: readonly HelperNow[], more: Partial<TicketNow> = {}): TicketNow {
  return {
    id,
    stationId: 's1',
    at: { lng: 120.3, lat: 36.1 },
    buildingId: null,
    languages: [],
    urgency: 'normal',
    openedAt: NOW,
    acceptDue: NOW + 7_200_000,
    offerSeconds: 600,
    places: [aPlace(`${id}-p1`)],
    live: [],
    closed: new Map(),
    rung: 'station',
    rungSince: NOW,
    ring,
    headOrder: [],
    knowsBuilding: new Set(),
    answers: { offered: 0, declined: {}, silent: 0 },
    ...more,
  };
}
