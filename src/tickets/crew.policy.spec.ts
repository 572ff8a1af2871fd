import { rolesFor, toolsOf } from './crew.policy.js';
import { placesOf } from './ticket.clock.js';
import type { CrewRole, Pair } from './ticket.js';

const one: CrewRole[] = [{ skill: 'nursing', size: 1, tools: ['first_aid'] }];
const category = (pair: Pair, crew = one) => ({ crew, pair });
const at = (time: string) => new Date(`2026-11-23T${time}:00+08:00`);
const size = (pair: Pair, alone: boolean, time: string, crew = one) =>
  rolesFor(category(pair, crew), { alone, at: at(time) }).reduce((sum, role) => sum + role.size, 0);

describe('a crew of one', () => {
  it.each([
    ['never', true, '23:00', 1],
    ['alone_at_night', true, '19:59', 1],
    ['alone_at_night', true, '20:00', 2],
    ['alone_at_night', true, '00:00', 2],
    ['alone_at_night', true, '06:59', 2],
    ['alone_at_night', true, '07:00', 1],
    ['alone_at_night', false, '23:00', 1],
    ['always', false, '12:00', 2],
  ] as const)('with a pair %s, somebody alone: %s, at %s is of %i', (pair, alone, time, expected) =>
    expect(size(pair, alone, time)).toBe(expected),
  );

  it('gets somebody more whom any skill will do', () => {
    const visit = { alone: true, at: at('21:00') };
    expect(placesOf(category('alone_at_night'), visit).map(({ skill }) => skill)).toEqual([null, 'nursing']);
  });
});

it('a crew of two stays as it is', () => {
  const two: CrewRole[] = [{ skill: null, size: 2 }];
  expect(size('always', true, '23:00', two)).toBe(2);
  expect(
    size('alone_at_night', true, '23:00', [
      { skill: 'nursing', size: 1 },
      { skill: null, size: 1 },
    ]),
  ).toBe(2);
});

it('tools of a place are those of the roles with its skill', () => {
  const crew: CrewRole[] = [
    { skill: 'masonry', size: 1, tools: ['ladder'] },
    { skill: 'masonry', size: 1, tools: ['ladder', 'trowel'] },
    { skill: null, size: 1 },
  ];
  expect(toolsOf({ crew }, 'masonry')).toEqual(['ladder', 'trowel']);
  expect(toolsOf({ crew }, null)).toEqual([]);
});
