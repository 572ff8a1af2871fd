import type { AddressPart, Resolution, ResolutionCode } from '../../routing/routing.js';
import { certainPlace, placeAnswered, questionFor, type Evidence } from './place.policy.js';

const building: AddressPart = { kind: 'building', text: '10号楼', value: '10' };
const road: AddressPart = { kind: 'road', text: '登州路', value: '登州路' };

function resolution(
  code: ResolutionCode,
  confidence: number,
  alternatives: [string, number][] = [],
  parts = [road, building],
): Resolution {
  return {
    building: confidence > 0 ? 'a' : null,
    unit: '4',
    confidence,
    parts,
    alternatives: alternatives.map(([each, sure]) => ({ code: each, confidence: sure })),
    rest: '扶手松了',
    reason: { code, args: {} },
  };
}
const evidence = (given: Partial<Evidence>): Evidence => ({
  plate: null,
  resolution: null,
  position: null,
  known: [],
  gridOf: (id) => (id === 'a' ? 'g1' : 'g2'),
  ...given,
});
const noPlace = resolution('no-place', 0, [], []);
const here = { lng: 120.3, lat: 36.1, gridCode: 'g1' };

describe('a place is certain', () => {
  it('by a door plate, whatever else is said', () => {
    const plate = { buildingId: 'p', unit: '2单元' };
    expect(certainPlace(evidence({ plate, resolution: resolution('found', 0.99) }))).toEqual({
      place: { buildingId: 'p' },
      unit: '2单元',
    });
  });

  it('by words that name one building, and no other one nearly as well', () => {
    expect(certainPlace(evidence({ resolution: resolution('found', 0.95) }))).toEqual({
      place: { buildingId: 'a' },
      unit: '4',
    });
    expect(certainPlace(evidence({ resolution: resolution('found', 0.95, [['b', 0.8]]) }))).toBeNull();
    expect(certainPlace(evidence({ resolution: resolution('found', 0.8) }))).toBeNull();
    expect(certainPlace(evidence({ resolution: resolution('several-fit', 0, [['b', 0.95]]) }))).toBeNull();
  });

  it('by words that fit where the telephone is', () => {
    const likely = resolution('several-fit', 0, [
      ['a', 0.65],
      ['b', 0.65],
    ]);
    expect(certainPlace(evidence({ resolution: likely }))).toBeNull();
    expect(certainPlace(evidence({ resolution: likely, position: here }))).toMatchObject({
      place: { buildingId: 'a' },
    });
    const elsewhere = { ...here, gridCode: 'g3' };
    expect(certainPlace(evidence({ resolution: likely, position: elsewhere }))).toBeNull();
  });

  it('by a position that comes with words that name no other place', () => {
    const point = { lng: here.lng, lat: here.lat };
    expect(certainPlace(evidence({ resolution: noPlace, position: here }))).toMatchObject({ place: { point } });
    const other = resolution('not-exact', 0, [], [road]);
    expect(certainPlace(evidence({ resolution: other, position: here }))).toBeNull();
  });

  it('never by the number alone', () => {
    const known = [{ buildingId: 'a', unit: '4单元' }];
    expect(certainPlace(evidence({ known, resolution: noPlace }))).toBeNull();
    // an address book that has let itself be led by what is known
    expect(certainPlace(evidence({ known, resolution: resolution('found', 0.99, [], []) }))).toBeNull();
  });
});

describe('the question', () => {
  it('is whether it is still the known place, or which of them', () => {
    const [a, b] = ['a', 'b'].map((buildingId) => ({ buildingId, unit: '4单元' }));
    expect(questionFor(evidence({ known: [a as never], resolution: { ...noPlace, unit: null } }))).toEqual({
      kind: 'still-there',
      candidates: [{ buildingId: 'a', unit: '4单元', confidence: 0 }],
      why: 'no-place',
    });
    expect(questionFor(evidence({ known: [a, b] as never, resolution: noPlace }))).toMatchObject({ kind: 'which' });
  });

  it('names what may be meant', () => {
    const several = resolution('several-fit', 0, [
      ['b', 0.5],
      ['c', 0.4],
      ['d', 0.1],
    ]);
    const asked = questionFor(evidence({ resolution: several, known: [{ buildingId: 'z', unit: null }] }));
    expect(asked).toMatchObject({
      kind: 'which',
      candidates: [{ buildingId: 'b' }, { buildingId: 'c' }],
      why: 'several-fit',
    });
    expect(questionFor(evidence({ resolution: resolution('found', 0.7) }))).toMatchObject({ kind: 'is-it' });
  });

  it('is where, if nothing is known', () => {
    expect(questionFor(evidence({ resolution: noPlace })).kind).toBe('where');
    const known = [{ buildingId: 'z', unit: null }];
    expect(questionFor(evidence({ known, resolution: resolution('not-exact', 0, [], [road]) })).kind).toBe('where');
  });
});

describe('an answer', () => {
  const candidates = ['a', 'b'].map((buildingId) => ({ buildingId, unit: null, confidence: 0.5 }));
  const which = { kind: 'which', candidates, why: 'several-fit' } as const;
  const still = { kind: 'still-there', candidates: candidates.slice(0, 1), why: 'no-place' } as const;
  const nothing = { yes: false, no: false, choice: null };
  const unsaid = { reply: evidence({ resolution: { ...noPlace, unit: null } }), among: null, whole: evidence({}) };

  it('chooses by number, or says yes to the only one', () => {
    expect(placeAnswered(which, { ...nothing, choice: 2 }, unsaid)).toEqual({ place: { buildingId: 'b' }, unit: null });
    expect(placeAnswered(still, { ...nothing, yes: true }, unsaid)).toEqual({ place: { buildingId: 'a' }, unit: null });
    expect(placeAnswered(which, { ...nothing, yes: true }, unsaid)).toBeNull();
    expect(placeAnswered(which, { ...nothing, choice: 3 }, unsaid)).toBeNull();
  });

  it('that names another place goes before yes and no', () => {
    const reply = evidence({ resolution: resolution('found', 0.95) });
    for (const say of ['yes', 'no'] as const)
      expect(placeAnswered(which, { ...nothing, [say]: true }, { ...unsaid, reply })).toMatchObject({
        place: { buildingId: 'a' },
      });
  });

  it('that is only good among what was asked about', () => {
    const among = resolution('found', 0.95);
    expect(placeAnswered(which, nothing, { ...unsaid, among })).toMatchObject({
      place: { buildingId: 'a' },
      unit: '4',
    });
    expect(placeAnswered(which, nothing, { ...unsaid, among: resolution('found', 0.5) })).toBeNull();
  });

  it('completes what was written before, unless it says no', () => {
    const whole = evidence({ resolution: resolution('found', 0.95) });
    expect(placeAnswered(which, nothing, { ...unsaid, whole })).toMatchObject({ place: { buildingId: 'a' } });
    expect(placeAnswered(which, { ...nothing, no: true }, { ...unsaid, whole })).toBeNull();
  });
});
