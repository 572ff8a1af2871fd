import { Random } from '../demo/random.js';
import { sphericalArea } from '../areas/geo/metres.js';
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
  const parents = new Map(street.areas.map(({ code, parentCode }) => [code, parentCode]));
  const pathOf = (code: string): string => {
    const parent = parents.get(code) ?? null;
    return `${parent === null ? '' : pathOf(parent)}${code}.`;
  };
  const whole = new Snapshot({
    mapId: 'map',
    areas: street.areas.map(({ code, kind, name }) => ({ id: code, code, kind, name, path: pathOf(code) })),
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

  it('has one grid for every corner: of those that meet there, the smallest one', () => {
    const meeting = new Map<string, string[]>();
    for (const { code, kind, boundary = [] as DemoBoundary } of street.areas) {
      if (kind !== 'grid') continue;
      for (const corner of new Set(boundary.flat(2).map(String))) {
        meeting.set(corner, [...(meeting.get(corner) ?? []), code]);
      }
    }
    const area = new Map(
      street.areas.map(({ code, boundary = [] as DemoBoundary }) => [code, Math.round(sphericalArea(boundary))]),
    );
    const first = (a: string, b: string) => (area.get(a) ?? 0) - (area.get(b) ?? 0) || (a < b ? -1 : 1);
    expect([...meeting.values()].filter((codes) => codes.length > 2).length).toBeGreaterThan(20);
    for (const [corner, codes] of meeting) {
      const [lng = 0, lat = 0] = corner.split(',').map(Number);
      expect(routed(whole, { point: { lng, lat } }).gridId).toBe([...codes].sort(first)[0]);
    }
  });

  it('has a station for every point that the street has, or that is near one of its grids; others go to triage', () => {
    const random = new Random(11, 'routing');
    const answers: Record<string, number> = {};
    for (let n = 0; n < 5000; n += 1) {
      const point = { lng: random.between(120.339, 120.361), lat: random.between(36.073, 36.087) };
      const answer = whole.route({ point }, TODAY);
      const kind = isRefusal(answer) ? answer.refused : answer.stationId === null ? 'triage' : answer.way;
      answers[kind] = (answers[kind] ?? 0) + 1;
      // only 市北区 and 青岛市 are not drawn: they reach as far as the street that is
      if (kind === 'triage') expect((answer as Routed).areaId).toBe('370203');
    }
    expect(Object.keys(answers).sort()).toEqual(['nearest', 'outside-every-grid', 'point', 'triage']);
    expect(answers.point).toBeGreaterThan(2000);
    expect(answers.nearest).toBeGreaterThan(100);
    expect(answers.triage).toBeGreaterThan(100);
  });

  it('answers a request from another street that no station covers this place yet', () => {
    const answer = routed(whole, { areaCode: '370203008' });
    expect(answer).toMatchObject({ stationId: null, areaId: '370203008' });
    expect(reasonWords(answer.reason, 'zh')).toBe('暂无帮办站覆盖此处（延安路街道），转人工分派');
  });
});
