import { aHelper, aPlace, aTicket, NOW } from '../../../test/support/situations.js';
import type { HelperNow, Limit, PlaceNow, TicketNow } from './choosing.types.js';
import { limitOf } from './limits.policy.js';

const limit = (helper: Partial<HelperNow>, ticket: Partial<TicketNow> = {}, place: Partial<PlaceNow> = {}) =>
  limitOf(aHelper('h', helper), aTicket('t', [], ticket), aPlace('p', place));

describe('who may not be asked', () => {
  it('nobody is limited who is on duty, has room and was not asked enough today', () => {
    expect(limit({ load: 1, offersToday: 9 })).toBeNull();
  });

  it.each<[Limit, Partial<HelperNow>, Partial<TicketNow>, Partial<PlaceNow>]>([
    ['off_duty', { unavailable: 'off_duty' }, {}, {}],
    ['on_leave', { unavailable: 'on_leave' }, {}, {}],
    ['quiet_hours', { unavailable: 'quiet_hours' }, {}, {}],
    ['resting', { unavailable: 'resting' }, {}, {}],
    ['tapped_off', { unavailable: 'tapped_off' }, {}, {}],
    ['declined_pair', {}, { closed: new Map([['h', 'declined_pair']]) }, {}],
    ['leads_station', {}, { closed: new Map([['h', 'leads_station']]) }, {}],
    ['in_crew', {}, { places: [aPlace('q', { helperId: 'h' })] }, {}],
    [
      'asked_before',
      {},
      { live: [{ id: 'o', helperId: 'h', placeId: 'q', offeredAt: NOW, expiresAt: NOW + 60_000 }] },
      {},
    ],
    ['no_skill', { skills: ['carpenter'] }, {}, { skill: 'electrician' }],
    ['no_tool', { tools: ['ladder'] }, {}, { tools: ['ladder', 'drill'] }],
    ['no_capacity', { load: 2 }, {}, {}],
    ['no_capacity', { capacity: 0 }, {}, {}],
    ['asked_enough_today', { offersToday: 10 }, {}, {}],
  ])('%s', (expected, helper, ticket, place) => {
    expect(limit(helper, ticket, place)).toBe(expected);
  });

  it('skill and tools that are there are no limit', () => {
    const able = { skills: ['electrician'], tools: ['drill', 'ladder'] };
    expect(limit(able, {}, { skill: 'electrician', tools: ['ladder'] })).toBeNull();
  });

  it('what the helper is doing is told before what closes the ticket', () => {
    expect(limit({ unavailable: 'off_duty' }, { closed: new Map([['h', 'let_go']]) })).toBe('off_duty');
  });
});
