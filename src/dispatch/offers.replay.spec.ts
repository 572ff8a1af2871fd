import type { KeptTicket } from '../tickets/ticket.kept.js';
import type { ReplayedEvent } from '../tickets/tickets.js';
import { replayOffers } from './offers.replay.js';

type Part = [type: ReplayedEvent['type'], xid: number];

/** One place, one offer for it; the transaction of each event. */
const asked = (state: string, ...parts: Part[]) => {
  const offer = { offerId: 'o', placeId: 'p', helperId: 'h', expiresAt: '2026-11-02T02:10:00.000Z' };
  const all: Part[] = [['opened', 1], ['offer_made', 2], ...parts];
  const events = all.map(([type, xid], index) => ({
    version: index + 1,
    type,
    xid: String(xid),
    happenedAt: new Date('2026-11-02T02:00:00.000Z'),
    changes: offer,
    sets: {},
  }));
  const place = { id: 'p', skill: null, helperId: null, joinedAt: null, live: true };
  return replayOffers(events, { ticket: { state, version: events.length } as KeptTicket, crew: [place] });
};
const outlived = { version: 3, field: 'offer o', expected: 'ended', found: 'offered' };

describe('an offer made from its events', () => {
  it.each<[state: string, Part[]]>([
    [
      'resolved',
      [
        ['resolved', 3],
        ['offer_withdrawn', 3],
      ],
    ],
    [
      'merged',
      [
        ['merged', 3],
        ['offer_withdrawn', 3],
      ],
    ],
    [
      'open',
      [
        ['handed_over', 3],
        ['offer_withdrawn', 3],
        ['commented', 4],
      ],
    ],
    [
      'cancelled',
      [
        ['offer_expired', 3],
        ['cancelled', 4],
      ],
    ],
  ])('has ended with its ticket (%s): %j', (state, parts) => {
    expect(asked(state, ...parts).faults).toEqual([]);
  });

  it.each<[what: string, state: string, Part[]]>([
    [
      'withdrawn a moment later',
      'cancelled',
      [
        ['cancelled', 3],
        ['offer_withdrawn', 4],
      ],
    ],
    [
      'run out later',
      'resolved',
      [
        ['resolved', 3],
        ['offer_expired', 4],
      ],
    ],
    [
      'ended after the next change',
      'open',
      [
        ['handed_over', 3],
        ['commented', 4],
        ['offer_withdrawn', 5],
      ],
    ],
    [
      'still there',
      'open',
      [
        ['handed_over', 3],
        ['commented', 4],
      ],
    ],
    ['still there at last', 'resolved', [['resolved', 3]]],
  ])('outlived its ticket: %s', (_, state, parts) => {
    expect(asked(state, ...parts).faults).toEqual([outlived]);
  });

  it('that is made in the same change after it was handed over is the new head’s', () => {
    const parts: Part[] = [
      ['offer_withdrawn', 3],
      ['handed_over', 4],
      ['offer_made', 4],
      ['commented', 5],
    ];
    expect(asked('open', ...parts).faults).toEqual([]);
  });
});
