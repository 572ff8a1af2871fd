import type { RecordFault, Replay, ReplayedEvent } from '../tickets/tickets.js';
import type { OfferState } from './dispatch.store.js';
import type { KeptOffer } from './offers-of-many.store.js';

const ENDS: Record<string, OfferState | undefined> = {
  offer_accepted: 'accepted',
  offer_declined: 'declined',
  offer_expired: 'expired',
  offer_withdrawn: 'withdrawn',
};
/** What ends a ticket, or its stay at a station: no offer outlives it. */
const ENDING = ['resolved', 'cancelled', 'merged', 'handed_over'];
const ENDED = ['resolved', 'closed', 'cancelled', 'merged'];

/** The offers of a ticket, made from nothing but its events; and what the record tells of them that cannot be. */
export function replayOffers(
  events: ReplayedEvent[],
  { ticket, crew }: Pick<Replay, 'ticket' | 'crew'>,
): { offers: KeptOffer[]; faults: RecordFault[] } {
  const offers = new Map<string, KeptOffer>();
  const faults: RecordFault[] = [];
  const outlived = new Set<string>();
  let ending: { version: number; xid: string; live: KeptOffer[] } | undefined;
  // once the change that ended the ticket has said all that it did
  const lookAfterEnding = () => {
    for (const { id, state } of ending?.live ?? []) {
      if (ending === undefined || state !== 'offered' || outlived.has(id)) continue;
      outlived.add(id);
      faults.push({ version: ending.version, field: `offer ${id}`, expected: 'ended', found: 'offered' });
    }
    ending = undefined;
  };
  for (const { type, version, changes, xid } of events) {
    if (ending !== undefined && ending.xid !== xid) lookAfterEnding();
    if (ENDING.includes(type)) {
      ending = { version, xid, live: [...offers.values()].filter(({ state }) => state === 'offered') };
    }
    if (type === 'offer_made') {
      const { offerId: id, placeId, helperId, expiresAt } = changes as Record<string, string>;
      offers.set(String(id), {
        id: String(id),
        placeId: String(placeId),
        helperId: String(helperId),
        state: 'offered',
        expiresAt: String(expiresAt),
        reason: null,
      });
    }
    const end = ENDS[type];
    if (end === undefined) continue;
    const offer = offers.get(String(changes.offerId));
    if (offer?.state !== 'offered') {
      faults.push({ version, field: 'offerId', expected: 'a live offer', found: changes.offerId ?? null });
      continue;
    }
    offer.state = end;
    if (end === 'declined' || end === 'withdrawn')
      offer.reason = typeof changes.reason === 'string' ? changes.reason : null;
  }
  lookAfterEnding();
  for (const offer of offers.values()) {
    if (offer.state !== 'offered' || outlived.has(offer.id)) continue;
    const own = crew.find(({ id }) => id === offer.placeId);
    // where its own place was filled it is good for another that needs the same
    const good = crew.some(({ helperId, skill }) => helperId === null && (skill === null || skill === own?.skill));
    if ((own?.helperId === null || good) && !ENDED.includes(ticket.state)) continue;
    faults.push({ version: ticket.version, field: `offer ${offer.id}`, expected: 'ended', found: 'offered' });
  }
  return { offers: [...offers.values()], faults };
}
