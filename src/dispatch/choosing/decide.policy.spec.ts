import { aHelper, aPlace, aTicket, NOW } from '../../../test/support/situations.js';
import type { HelperNow, PlaceNow, TicketNow } from './choosing.types.js';
import { decide } from './decide.policy.js';
import { limitOf } from './limits.policy.js';

const MINUTE = 60_000;
const helpers = (count: number, more: Partial<HelperNow> = {}) =>
  Array.from({ length: count }, (_, at) => aHelper(`h${String(at).padStart(3, '0')}`, more));
const alone = (ticket: TicketNow, now = NOW) => {
  const [decision] = decide({ now, tickets: [ticket] });
  if (decision === undefined) throw new Error('no decision');
  return decision;
};

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('what is decided', () => {
  it('several are asked at once, the best first, and it is said why', () => {
    const ring = [...helpers(9), aHelper('near', { at: { lng: 120.3, lat: 36.1 } })];
    const { offers, climb, lookAgainAt } = alone(aTicket('t', ring));
    expect(offers.length).toBeGreaterThan(1);
    expect(offers.length).toBeLessThan(9);
    expect(offers[0]).toMatchObject({ ticketId: 't', placeId: 't-p1', helperId: 'near', expiresAt: NOW + 10 * MINUTE });
    expect(offers[0]?.chosen).toMatchObject({ rung: 'station', candidates: 10, atOnce: offers.length, together: 0 });
    expect(offers[0]?.chosen.score.reasons.map(({ code }) => code)).toContain('since_asked');
    expect(climb).toBeNull();
    expect(lookAgainAt).toBeGreaterThan(NOW);
  });

  it('nothing for a full crew', () => {
    const places = [aPlace('p', { helperId: 'h000' })];
    expect(alone(aTicket('t', helpers(3), { places }))).toEqual({
      ticketId: 't',
      offers: [],
      climb: null,
      lookAgainAt: null,
    });
  });

  it('a live offer is enough at first, and is joined by another when it has waited', () => {
    const live = [0, 1, 2].map((at) => ({
      id: `o${at}`,
      helperId: `h00${at}`,
      placeId: 't-p1',
      offeredAt: NOW,
      expiresAt: NOW + 10 * MINUTE,
    }));
    const ticket = aTicket('t', helpers(9, { lastAskedAt: null }), { live });
    expect(alone(ticket).offers).toEqual([]);
    const later = alone(ticket, NOW + 6 * MINUTE);
    expect(later.offers.length).toBeGreaterThan(0);
    expect(later.offers.map(({ helperId }) => helperId)).not.toEqual(expect.arrayContaining(['h000']));
  });

  it('an offer whose place another has filled counts for the place that needs the same', () => {
    const places = [aPlace('p1', { helperId: 'x' }), aPlace('p2')];
    const live = [0, 1, 2].map((at) => ({
      id: `o${at}`,
      helperId: `h00${at}`,
      placeId: 'p1',
      offeredAt: NOW,
      expiresAt: NOW + 10 * MINUTE,
    }));
    expect(alone(aTicket('t', helpers(9), { places, live })).offers).toEqual([]);
    const skilled = [aPlace('p1', { helperId: 'x' }), aPlace('p2', { skill: 'electrician' })];
    const electricians = [...helpers(3), aHelper('e', { skills: ['electrician'] })];
    expect(alone(aTicket('t', electricians, { places: skilled, live })).offers).toMatchObject([{ helperId: 'e' }]);
  });

  it('the ring is widened at once where it has too few, and those are asked all the same', () => {
    const { offers, climb } = alone(aTicket('t', helpers(1)));
    expect(offers).toHaveLength(1);
    expect(climb).toMatchObject({ to: 'neighbours', because: 'exhausted' });
    expect(alone(aTicket('t', [])).climb).toMatchObject({ to: 'neighbours', because: 'nobody' });
  });

  it('the pool waits for its last answer, and goes to the head without one', () => {
    expect(alone(aTicket('t', helpers(1), { rung: 'pool' })).climb).toBeNull();
    expect(alone(aTicket('t', [], { rung: 'pool' })).climb).toMatchObject({ to: 'head', because: 'nobody' });
  });

  it('while the head has it, who comes free is asked, where the caller says who', () => {
    expect(alone(aTicket('t', helpers(1), { rung: 'head' }))).toMatchObject({
      offers: [{ helperId: 'h000', chosen: { rung: 'head' } }],
      climb: null,
    });
    expect(alone(aTicket('t', [], { rung: 'head' }))).toMatchObject({ offers: [], climb: null });
  });

  it('whoever was asked a moment ago is not asked again at once, unless there is no time to wait', () => {
    const ring = helpers(5, { lastAskedAt: NOW - 30_000 });
    expect(alone(aTicket('t', ring))).toMatchObject({ offers: [], climb: { to: 'neighbours' } });
    expect(alone(aTicket('t', ring, { acceptDue: NOW + 15 * MINUTE })).offers.length).toBeGreaterThan(0);
  });

  it('who seldom accepts, is far and has something in hand is waited for no longer than others', () => {
    const habit = { asked: 1000, accepted: 20, askedAtHour: 100, acceptedAtHour: 1 };
    const asked = (ago: number) =>
      alone(
        aTicket('t', helpers(1, { habit, load: 1, at: { lng: 120.34, lat: 36.1 }, lastAskedAt: NOW - ago * MINUTE })),
      );
    expect(asked(5).offers).toEqual([]);
    expect(asked(8).offers).toHaveLength(1);
  });

  it('it is the same whether the helpers stand in one list or in several, some twice', () => {
    const ring = Array.from({ length: 30 }, (_, at) =>
      aHelper(`h${at}`, { at: { lng: 120.3 + at * 1e-3, lat: 36.1 }, skills: at % 3 === 0 ? ['electrician'] : [] }),
    );
    const near = ring.slice(0, 12);
    const beyond = [ring.slice(8, 20), ring.slice(20)];
    const [one, several] = [aTicket('t', ring), { ...aTicket('t', near), beyond }].map((ticket) => alone(ticket));
    const told = (decision: typeof one) =>
      decision?.offers.map(({ helperId, chosen }) => [helperId, chosen.candidates, chosen.atOnce]);
    expect(told(several)).toEqual(told(one));
    expect(several?.offers.length).toBeGreaterThan(0);
  });

  it('of many the best are weighed, and the others are candidates all the same', () => {
    const ring = Array.from({ length: 200 }, (_, at) =>
      aHelper(`h${at}`, { at: { lng: 120.3 + ((at * 37) % 200) * 1e-4, lat: 36.1 } }),
    );
    const { offers } = alone(aTicket('t', ring));
    const nearest = [...ring].sort((a, b) => (a.at?.lng ?? 0) - (b.at?.lng ?? 0)).map(({ id }) => id);
    expect(offers.map(({ helperId }) => helperId)).toEqual(nearest.slice(0, offers.length));
    expect(offers[0]?.chosen.candidates).toBe(200);
  });

  it('the only electrician is left to the place that needs one, also on another ticket', () => {
    const ring = [...helpers(2, { load: 1 }), aHelper('e', { skills: ['electrician'] })];
    const one = aTicket('t1', ring, { places: [aPlace('anyone')] });
    const other = aTicket('t2', ring, { places: [aPlace('wiring', { skill: 'electrician' })] });
    const asked = decide({ now: NOW, tickets: [one, other] }).flatMap(({ offers }) => offers);
    expect(asked.filter(({ helperId }) => helperId === 'e').map(({ placeId }) => placeId)).toEqual(['wiring']);
  });

  it('who gets nobody since others needed them more is looked at again soon, on the same rung', () => {
    const ring = helpers(1);
    const [urgent, normal] = decide({
      now: NOW,
      tickets: [aTicket('t1', ring, { rung: 'pool', urgency: 'critical' }), aTicket('t2', ring, { rung: 'pool' })],
    });
    expect(urgent?.offers).toHaveLength(1);
    expect(normal).toMatchObject({ offers: [], climb: null, lookAgainAt: NOW + 5_000 });
  });
});

describe('whatever the situation', () => {
  const next = random(3);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  const SKILLS = ['electrician', 'lawyer', 'doctor'];
  const some = () => SKILLS.filter(() => next() < 0.3);

  function situation(): TicketNow[] {
    const ring = Array.from({ length: Math.floor(next() * 12) }, (_, at) =>
      aHelper(`h${at}`, {
        stationId: pick(['s1', 's2']),
        skills: some(),
        at: next() < 0.1 ? null : { lng: 120.3 + next() * 0.04, lat: 36.1 + next() * 0.04 },
        unavailable: next() < 0.2 ? 'off_duty' : null,
        capacity: Math.floor(next() * 3),
        load: Math.floor(next() * 3),
        offersToday: Math.floor(next() * 12),
        lastAskedAt: next() < 0.3 ? null : NOW - Math.floor(next() * 1e7),
        offersLately: Math.floor(next() * 50),
      }),
    );
    return Array.from({ length: Math.floor(next() * 6) }, (_, at) => {
      const places: PlaceNow[] = Array.from({ length: Math.floor(next() * 4) }, (_unused, nth) =>
        aPlace(`t${at}-p${nth}`, { skill: next() < 0.4 ? pick(SKILLS) : null, helperId: next() < 0.2 ? 'gone' : null }),
      );
      const live = places.length === 0 || ring.length === 0 ? [] : ring.slice(0, 2).map(({ id }) => id);
      return aTicket(`t${at}`, ring, {
        places,
        urgency: pick(['normal', 'urgent', 'critical']),
        rung: pick(['station', 'neighbours', 'pool', 'head', 'above']),
        closed: new Map(next() < 0.5 ? [['h3', 'declined_pair']] : []),
        live: live.map((helperId, nth) => ({
          id: `o${nth}`,
          helperId,
          placeId: places[0]?.id ?? '',
          offeredAt: NOW - Math.floor(next() * 5 * MINUTE),
          expiresAt: NOW + 10 * MINUTE,
        })),
      });
    });
  }

  it('no limit is broken, nobody is asked twice, nothing waits where nobody is, on 500 random situations', () => {
    for (let round = 0; round < 500; round += 1) {
      const tickets = situation();
      const decisions = decide({ now: NOW, tickets });
      expect(decisions.map(({ ticketId }) => ticketId)).toEqual(tickets.map(({ id }) => id));
      const given = new Map<string, number>();
      decisions.forEach(({ offers, climb, lookAgainAt }, at) => {
        const ticket = tickets[at] as TicketNow;
        expect(new Set(offers.map(({ helperId }) => helperId)).size).toBe(offers.length);
        for (const { helperId, placeId, chosen } of offers) {
          const helper = ticket.ring.find(({ id }) => id === helperId) as HelperNow;
          const place = ticket.places.find(({ id }) => id === placeId) as PlaceNow;
          expect(place.helperId).toBeNull();
          expect(limitOf(helper, ticket, place)).toBeNull();
          expect(chosen.score.accepts).toBeGreaterThan(0);
          given.set(helperId, (given.get(helperId) ?? helper.load) + 1);
          expect(given.get(helperId)).toBeLessThanOrEqual(helper.capacity);
        }
        const open = ticket.places.some(({ helperId }) => helperId === null);
        if (!open) expect({ offers, climb }).toEqual({ offers: [], climb: null });
        // somebody is asked, the ticket climbs, or it is looked at again
        if (open) expect(offers.length > 0 || climb !== null || (lookAgainAt ?? 0) > NOW).toBe(true);
        const askable = ticket.ring.some((helper) =>
          ticket.places.some((place) => place.helperId === null && limitOf(helper, ticket, place) === null),
        );
        if (open && !askable && ticket.live.length === 0 && ['station', 'neighbours', 'pool'].includes(ticket.rung)) {
          expect(climb).not.toBeNull();
        }
      });
    }
  });

  it('the order of tickets and helpers does not matter', () => {
    for (let round = 0; round < 100; round += 1) {
      const tickets = situation();
      const turned = [...tickets].reverse().map((ticket) => ({ ...ticket, ring: [...ticket.ring].reverse() }));
      const again = decide({ now: NOW, tickets: turned }).reverse();
      expect(again).toEqual(decide({ now: NOW, tickets }));
    }
  });
});
