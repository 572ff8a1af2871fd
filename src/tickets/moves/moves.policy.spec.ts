import type { Routed } from '../../routing/routing.js';
import { moveOf, placesOf } from './moves.policy.js';

const at = (stationId: string | null) => ({ stationId }) as Routed;

describe('an open ticket whose place goes to another station', () => {
  it.each(['triage', 'open', 'assigned'] as const)('goes along where it is %s', (state) => {
    const from = state === 'triage' ? null : 'one';
    expect(moveOf({ state, stationId: from }, at(from), at('two'))).toBe('moves');
  });

  it('stays where its work has begun, or where it is on hold', () => {
    expect(moveOf({ state: 'in_progress', stationId: 'one' }, at('one'), at('two'))).toBe('in-progress');
    expect(moveOf({ state: 'on_hold', stationId: 'one' }, at('one'), at('two'))).toBe('on-hold');
  });

  it('stays with the station that a person gave it to', () => {
    expect(moveOf({ state: 'open', stationId: 'three' }, at('one'), at('two'))).toBe('elsewhere');
    // the map comes to the same
    expect(moveOf({ state: 'open', stationId: 'two' }, at('one'), at('two'))).toBeUndefined();
  });

  it('stays where the new map has no station, and where nothing changes', () => {
    expect(moveOf({ state: 'open', stationId: 'one' }, at('one'), at(null))).toBe('no-station');
    expect(moveOf({ state: 'open', stationId: 'one' }, at('one'), undefined)).toBe('no-station');
    expect(moveOf({ state: 'open', stationId: 'one' }, at('one'), at('one'))).toBeUndefined();
    expect(moveOf({ state: 'triage', stationId: null }, undefined, at(null))).toBeUndefined();
  });

  it('is looked for by its building, then its point, then its grid', () => {
    const ticket = { buildingId: 'b', lng: 120, lat: 36, areaCode: 'G', isGrid: true };
    expect(placesOf(ticket)).toEqual([{ buildingId: 'b' }, { point: { lng: 120, lat: 36 } }, { gridCode: 'G' }]);
    expect(placesOf({ ...ticket, buildingId: null, lng: null, isGrid: false })).toEqual([{ areaCode: 'G' }]);
  });
});
