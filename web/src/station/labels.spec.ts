import { coveredBy, labelSpot } from './labels';

const square = (left: number, top: number, side: number) => [
  { x: left, y: top },
  { x: left + side, y: top },
  { x: left + side, y: top + side },
  { x: left, y: top + side },
];
const name = { width: 60, height: 16 };

describe('the place of a name on a map', () => {
  it('is the middle of a shape where nothing is in the way', () => {
    expect(labelSpot([square(100, 100, 240)], name, [])).toEqual({ x: 220, y: 220 });
  });

  it('keeps off what must not be covered', () => {
    const buildings = [
      { x: 220, y: 220 },
      { x: 200, y: 230 },
    ];
    const spot = labelSpot([square(100, 100, 240)], name, buildings);
    expect(spot).not.toBeNull();
    for (const { x, y } of buildings)
      expect(Math.abs((spot?.x ?? x) - x) > 30 || Math.abs((spot?.y ?? y) - y) > 8).toBe(true);
  });

  it('is inside the shape, not in what is cut out of it', () => {
    const hole = square(160, 160, 120);
    const spot = labelSpot([square(100, 100, 240), hole], name, []);
    expect((spot?.y ?? 220) < 160 || (spot?.y ?? 220) > 280).toBe(true);
  });

  it('is nowhere where the shape is smaller than the name, or full', () => {
    expect(labelSpot([square(100, 100, 40)], name, [])).toBeNull();
    const full = Array.from({ length: 36 }, (_, at) => ({ x: 100 + (at % 6) * 20, y: 100 + Math.floor(at / 6) * 20 }));
    expect(labelSpot([square(100, 100, 100)], name, full)).toBeNull();
  });

  it('lies on what it had better not rather than be nowhere', () => {
    const full = Array.from({ length: 36 }, (_, at) => ({ x: 100 + (at % 6) * 20, y: 100 + Math.floor(at / 6) * 20 }));
    expect(labelSpot([square(100, 100, 100)], name, [], { better: full })).not.toBeNull();
    // of two places the one that is free
    expect(labelSpot([square(100, 100, 240)], name, [], { better: [{ x: 220, y: 220 }] })).not.toEqual({
      x: 220,
      y: 220,
    });
  });

  it('keeps off a name that stands there, and within the border where it has to be whole', () => {
    const first = { x: 220, y: 220 };
    const second = labelSpot([square(100, 100, 240)], name, coveredBy(first, name));
    expect(Math.abs((second?.y ?? 220) - 220) >= name.height || Math.abs((second?.x ?? 220) - 220) >= name.width).toBe(
      true,
    );
    const diamond = [
      { x: 100, y: 70 },
      { x: 136, y: 100 },
      { x: 100, y: 130 },
      { x: 64, y: 100 },
    ];
    expect(labelSpot([diamond], name, [])).not.toBeNull();
    expect(labelSpot([diamond], name, [], { whole: true })).toBeNull();
  });
});
