import { Random } from '../demo/random.js';
import { generateStreet, type DemoBoundary } from '../demo/street.js';
import { isRefusal } from '../platform/http/refusal.js';
import { reasonWords } from './reasons.js';
import type { Place, Routed } from './routing.types.js';
import { Snapshot } from './snapshot.js';

const TODAY = '2026-11-23';

function routed(snapshot: Snapshot, place: Place): Routed {
  const answer = snapshot.route(place, TODAY);
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`);
  return answer;
}

describe('the demo street', () => {
  const street = generateStreet();
  const whole = new Snapshot({
    mapId: 'map',
    areas: street.areas.map(({ code, kind, name }) => ({ id: code, code, kind, name, path: `${code}.` })),
    boundaries: street.areas.flatMap(({ code, boundary }) => (boundary ? [{ areaId: code, geometry: boundary }] : [])),
    coverage: street.stations.flatMap(({ code, gridCodes }) =>
      gridCodes.map((gridId) => ({ gridId, stationId: code })),
    ),
    stations: street.stations.map(({ code, name, openedOn }) => ({ id: code, code, name, openedOn, closedOn: null })),
    buildings: street.buildings.map(({ code, gridCode, ...rest }) => ({
      ...rest,
      id: code,
      gridId: gridCode,
      removedOn: null,
    })),
  });

  it('sends every building, by its listing and by where it stands, to the station of its grid', () => {
    for (const { code, gridCode, lng, lat } of street.buildings) {
      const expected = street.stations.find(({ gridCodes }) => gridCodes.includes(gridCode))?.code;
      expect(routed(whole, { buildingId: code }).stationId).toBe(expected);
      expect(routed(whole, { point: { lng, lat } })).toMatchObject({ gridId: gridCode, stationId: expected });
    }
  });

  it('has one grid for every corner: of those that meet there, the one with the smallest code', () => {
    const meeting = new Map<string, string[]>();
    for (const { code, kind, boundary = [] as DemoBoundary } of street.areas) {
      if (kind !== 'grid') continue;
      for (const corner of new Set(boundary.flat(2).map(String))) {
        meeting.set(corner, [...(meeting.get(corner) ?? []), code]);
      }
    }
    expect([...meeting.values()].filter((codes) => codes.length > 2).length).toBeGreaterThan(20);
    for (const [corner, codes] of meeting) {
      const [lng = 0, lat = 0] = corner.split(',').map(Number);
      expect(routed(whole, { point: { lng, lat } }).gridId).toBe([...codes].sort()[0]);
    }
  });

  it('has a grid for every point that the street has, and none for the others', () => {
    const random = new Random(11, 'routing');
    const answers = { inside: 0, outside: 0 };
    for (let n = 0; n < 5000; n += 1) {
      const point = { lng: random.between(120.339, 120.361), lat: random.between(36.073, 36.087) };
      const answer = whole.route({ point }, TODAY);
      if (isRefusal(answer)) expect(answer.refused).toBe('outside-every-grid');
      else expect(answer.stationId).not.toBeNull();
      answers[isRefusal(answer) ? 'outside' : 'inside'] += 1;
    }
    expect(answers.inside).toBeGreaterThan(2000);
    expect(answers.outside).toBeGreaterThan(200);
  });

  it('answers a request from another street that no station covers this place yet', () => {
    const answer = routed(whole, { areaCode: '370203008' });
    expect(answer).toMatchObject({ stationId: null, areaId: '370203008' });
    expect(reasonWords(answer.reason, 'zh')).toBe('暂无帮办站覆盖此处（延安路街道），转人工分派');
  });
});
