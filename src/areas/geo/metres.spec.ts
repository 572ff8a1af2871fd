import { boxAround, metresADegree, ringArea, sphericalArea } from './metres.js';

describe('metres a degree', () => {
  // Wikipedia, "Geographic coordinate system": lengths of a degree on WGS-84
  it.each([
    [0, 111_320, 110_574],
    [15, 107_550, 110_649],
    [30, 96_486, 110_852],
    [45, 78_847, 111_132],
    [60, 55_800, 111_412],
    [75, 28_902, 111_618],
    [90, 0, 111_694],
  ])('at %d° are those of the ellipsoid', (lat, east, north) => {
    const a = metresADegree(lat);
    expect(Math.abs(a.east - east)).toBeLessThan(1);
    expect(Math.abs(a.north - north)).toBeLessThan(1);
    expect(metresADegree(-lat)).toEqual(a);
  });

  it('are never less than the box around a point allows for', () => {
    for (let lat = -89; lat <= 89; lat += 1) {
      const { east, north } = metresADegree(lat);
      const [west, south, , top] = boxAround(0, lat, 500);
      expect(-west * east).toBeGreaterThanOrEqual(500);
      expect((lat - south) * north).toBeGreaterThanOrEqual(500);
      expect((top - lat) * north).toBeGreaterThanOrEqual(500);
    }
    expect(boxAround(10, 90, 500).every(Number.isFinite)).toBe(true);
  });
});

describe('the area of a boundary', () => {
  const box = (west: number, south: number, east: number, north: number) => [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];

  it('is that of the sphere: an eighth of it, and a square kilometre', () => {
    const sphere = 4 * Math.PI * 6_371_008.8 ** 2;
    expect(sphericalArea([[box(0, 0, 90, 90)]]) / (sphere / 8)).toBeCloseTo(1, 12);
    const [lat, lng] = [1_000 / 111_195.08, 1_000 / 111_195.08 / Math.cos((36 * Math.PI) / 180)];
    const square = sphericalArea([[box(120 - lng / 2, 36 - lat / 2, 120 + lng / 2, 36 + lat / 2)]]);
    expect(square).toBeCloseTo(1e6, 0);
  });

  it('leaves holes out, adds parts, and is the same whichever way the rings run', () => {
    const [outer, hole, far] = [box(120, 36, 121, 37), box(120.2, 36.2, 120.4, 36.4), box(130, 36, 130.5, 36.5)];
    const whole = sphericalArea([[outer]]);
    expect(sphericalArea([[outer, hole]])).toBeCloseTo(whole - sphericalArea([[hole]]), 3);
    expect(sphericalArea([[outer, [...hole].reverse()], [far]])).toBeCloseTo(
      whole - sphericalArea([[hole]]) + sphericalArea([[far]]),
      3,
    );
    expect(ringArea(outer)).toBeGreaterThan(0);
    expect(ringArea([...outer].reverse())).toBeCloseTo(-ringArea(outer), 3);
  });

  it('of a small yard is exact to the square centimetre, wherever the ring begins', () => {
    const yard = [
      [120.3512345, 36.0812345],
      [120.3513457, 36.0812346],
      [120.3513457, 36.0813247],
      [120.3512344, 36.0813246],
    ];
    const areas = yard.map((_, first) => {
      const ring = [...yard.slice(first), ...yard.slice(0, first)];
      return ringArea([...ring, ring[0] ?? []]);
    });
    for (const area of areas) expect(Math.abs(area - (areas[0] ?? NaN))).toBeLessThan(1e-4);
    expect(areas[0]).toBeCloseTo(100.1, 0);
  });

  it('of no ring is nothing', () => {
    expect(sphericalArea([])).toBe(0);
    expect(sphericalArea([[[]]])).toBe(0);
  });
});
