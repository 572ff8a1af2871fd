import type { HelperNow, TicketNow } from '../../src/dispatch/choosing/choosing.types.js';
import { decide } from '../../src/dispatch/choosing/decide.policy.js';
import type { Figure } from '../figures.js';
import { say } from '../say.js';
import type { Settings } from '../settings.js';
import { Stream } from '../simulate/random.js';
import { quantile } from '../stats.js';

const NOW = Date.UTC(2026, 6, 6, 2);
const DAY = 86_400_000;
/** Tickets together, helpers in the ring, milliseconds at most (the middle one), decisions in a measured second. */
const CASES = [
  { tickets: 1, helpers: 300, most: 2, times: 400 },
  { tickets: 1, helpers: 10_000, most: 10, times: 100 },
  { tickets: 200, helpers: 1_000, most: 200, times: 10 },
];

/** How long a decision takes: no server and no database, the rules alone. */
export function decisions({ seconds }: Settings): Promise<Figure[]> {
  const figures = CASES.map(({ tickets, helpers, most, times }): Figure => {
    const stream = new Stream(1, helpers);
    const ring = Array.from({ length: helpers }, (_, no) => helper(no, stream));
    const took: number[] = [];
    let offers = 0;
    for (let round = 0; round < Math.max(5, times * seconds); round += 1) {
      const open = Array.from({ length: tickets }, (_, no) => ticket(round + no, ring, stream));
      const begun = performance.now();
      const made = decide({ now: NOW, tickets: open });
      took.push(performance.now() - begun);
      offers += made.reduce((sum, decision) => sum + decision.offers.length, 0);
    }
    // the middle one: what else the machine does at the same time is not measured
    const value = quantile(took, 0.5);
    const figure = `${tickets === 1 ? 'one ticket' : `${tickets} tickets together`}, ${helpers} helpers`;
    say(`decide: ${figure}: ${value.toFixed(2)} ms, ${(offers / took.length).toFixed(1)} offers`);
    const more = { p90: quantile(took, 0.9), worst: quantile(took, 1), decisions: took.length };
    return { part: 'decide', figure, value, unit: 'ms', goal: `≤ ${most} ms`, met: value <= most, more };
  });
  return Promise.resolve(figures);
}

function helper(no: number, stream: Stream): HelperNow {
  const some = (most: number) => Math.floor(stream.between(0, most));
  return {
    id: `h${String(no).padStart(6, '0')}`,
    stationId: `s${no % 29}`,
    skills: stream.next() < 0.2 ? ['electrician'] : [],
    tools: [],
    languages: ['zh'],
    at: { lng: stream.between(120.27, 120.33), lat: stream.between(36.08, 36.13) },
    unavailable: stream.next() < 0.3 ? 'off_duty' : null,
    capacity: 2,
    load: stream.next() < 0.3 ? 1 : 0,
    offersToday: some(5),
    maxOffersADay: 10,
    lastAskedAt: NOW - stream.between(0, DAY),
    lastServedAt: NOW - stream.between(0, 9 * DAY),
    offersLately: some(60),
    jobsLately: some(20),
    habit: { asked: 50, accepted: 8 + some(16), askedAtHour: 8, acceptedAtHour: some(5) },
  };
}

/** Every second one needs an electrician besides; the urgencies in turn. */
function ticket(no: number, ring: readonly HelperNow[], stream: Stream): TicketNow {
  const place = { tools: [], helperId: null };
  const anyone = { ...place, id: `p${no}`, skill: null };
  return {
    id: `t${no}`,
    stationId: `s${no % 29}`,
    at: { lng: stream.between(120.27, 120.33), lat: stream.between(36.08, 36.13) },
    buildingId: null,
    languages: ['zh'],
    urgency: (['normal', 'urgent', 'critical'] as const)[no % 3] ?? 'normal',
    openedAt: NOW,
    acceptDue: NOW + 3_600_000,
    offerSeconds: 600,
    places: no % 2 === 0 ? [anyone] : [{ ...place, id: `e${no}`, skill: 'electrician' }, anyone],
    live: [],
    closed: new Map(),
    rung: 'pool',
    rungSince: NOW,
    ring,
    knowsBuilding: new Set(),
    headOrder: [],
    answers: { offered: 0, declined: {}, silent: 0 },
  };
}
