import { dayOf } from '../platform/calendar.js';
import type { Count, Counted } from '../stations/counts.js';
import type { KeptTicket, Step } from './ticket.kept.js';
import type { TicketEventType } from './tickets.events.js';

/** One thing that was counted, for whom and on which day. */
export interface Tallied {
  holder: { kind: 'station' | 'area'; id: string };
  /** local day on which it happened */
  day: string;
  categoryId: string;
  add: Partial<Record<Counted, number>>;
  times: NonNullable<Count['times']>;
}

type Part = { of?: 'before' | 'after'; add?: Tallied['add']; times?: Tallied['times'] };

/** Another station, or the first one after triage, goes on with it. */
const transferred = (): Part[] => [{ of: 'before', add: { transferred_out: 1 } }, { add: { transferred_in: 1 } }];

/**
 * What an event means for the counts (docs/domain.md, Counting), said a second time and apart from the code that counts: what
 * is verified against must not be what is verified. Each part is for who holds the ticket after the event, unless told.
 */
const TALLIES: Partial<Record<TicketEventType, (step: Step) => Part[]>> = {
  opened: () => [{ add: { received: 1 } }],
  placed: transferred,
  handed_over: transferred,
  resolved: ({ event, after }) => {
    const at = event.happenedAt.getTime();
    // by a deadline that is only provisional nothing is shown to be late
    const onTime = at <= Date.parse(after.resolveDue) || after.provisionalFrom !== null;
    const seconds = (at - Date.parse(after.roundStartedAt)) / 1000 - after.heldSeconds;
    return [
      {
        add: { [`resolved_${after.outcome}`]: 1, ...(onTime ? { resolved_on_time: 1 } : {}) },
        times: [{ measure: 'resolve', seconds: Math.max(0, seconds) }],
      },
    ];
  },
  confirmed: ({ after }) => (after.outcome === 'done' ? [{ add: { [`completed_${after.confirmation}`]: 1 } }] : []),
  reopened: ({ before }) => (before.state === 'closed' && before.outcome === 'done' ? [{ add: { withdrawn: 1 } }] : []),
  cancelled: () => [{ add: { cancelled: 1 } }],
  rated: ({ after }) => [{ add: { ratings: 1, stars: after.stars ?? 0 } }],
};

export function talliesOf(step: Step): Tallied[] {
  const parts = TALLIES[step.event.type]?.(step) ?? [];
  return [...parts, ...firstAcceptance(step)].map(({ of = 'after', add = {}, times = [] }) => {
    const ticket = step[of];
    return { holder: holderOf(ticket), day: dayOf(step.event.happenedAt), categoryId: ticket.categoryId, add, times };
  });
}

/** By whichever event somebody took it on. */
function firstAcceptance({ event, before, after }: Step): Part[] {
  if (event.version === 1 || before.acceptedAt !== null || after.acceptedAt === null) return [];
  const seconds = (Date.parse(after.acceptedAt) - Date.parse(after.openedAt)) / 1000;
  return [{ times: [{ measure: 'accept', seconds: Math.max(0, seconds) }] }];
}

/** The station; in triage, or solved there, the area. */
function holderOf({ stationId, areaId }: KeptTicket): Tallied['holder'] {
  return stationId === null ? { kind: 'area', id: areaId } : { kind: 'station', id: stationId };
}
