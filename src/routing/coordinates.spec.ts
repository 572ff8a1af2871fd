import { toWgs84 } from './coordinates.js';

/** Metres between two points near 40° N, near enough. */
function metres(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  return Math.hypot((a.lng - b.lng) * 85_000, (a.lat - b.lat) * 111_000);
}

describe('coordinates of Chinese maps', () => {
  const point = { lng: 120.35, lat: 36.08 };

  it('are left as they are where they are WGS-84, or say nothing', () => {
    expect(toWgs84(point)).toEqual(point);
    expect(toWgs84(point, 'wgs84')).toEqual(point);
  });

  // Tian'anmen on the maps of the three systems
  it.each([
    ['gcj02', { lng: 116.397474, lat: 39.908689 }],
    ['bd09', { lng: 116.403847, lat: 39.915033 }],
  ] as const)('of %s are shifted back', (system, given) => {
    expect(metres(toWgs84(given, system), { lng: 116.391233, lat: 39.907288 })).toBeLessThan(1);
    expect(metres(toWgs84(given, system), given)).toBeGreaterThan(400);
  });

  it('abroad are not shifted', () => {
    const berlin = { lng: 13.4, lat: 52.5 };
    expect(toWgs84(berlin, 'gcj02')).toEqual(berlin);
  });

  // the shift jumps there, and gcoord's own inverse never ends
  it.each([
    [72.005, 40],
    [72.0041, 30],
    [100, 0.83],
  ])('at the edge of the shifted region (%d, %d) still come to an end, near where they were', (lng, lat) => {
    for (const system of ['gcj02', 'bd09'] as const) {
      expect(metres(toWgs84({ lng, lat }, system), { lng, lat })).toBeLessThan(20_000);
    }
  });

  it('of any degrees are degrees again', () => {
    for (let lng = -180; lng <= 180; lng += 7.5) {
      for (let lat = -90; lat <= 90; lat += 7.5) {
        for (const system of ['gcj02', 'bd09'] as const) {
          const { lng: x, lat: y } = toWgs84({ lng, lat }, system);
          expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
        }
      }
    }
  });
});
