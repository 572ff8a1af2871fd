import { readArea } from './area-file.js';
import { wordsOfFinding } from './file-words.js';

const AT = { index: 3, line: 9 };
const square = [
  [120, 36],
  [121, 36],
  [121, 37],
  [120, 36],
];
const feature = (properties: unknown, geometry: unknown = { type: 'Polygon', coordinates: [square] }) =>
  JSON.stringify({ type: 'Feature', properties, geometry });

describe('a feature of a file of areas', () => {
  it('is read with its code as text or number, its level in English or Chinese, and one kind of geometry', () => {
    expect(readArea(feature({ code: 370203, name: ' 市北区 ', level: '区', parent: 3702 }), AT)).toEqual({
      area: {
        ...{ index: 3, line: 9, code: '370203', name: '市北区', kind: 'district', parent: '3702' },
        station: undefined,
        hasGeometry: true,
      },
      geometry: [[square]],
    });
    const parts = { type: 'MultiPolygon', coordinates: [[square], [square]] };
    expect(readArea(feature({ code: 'g', name: 'g', level: 'GRID' }, parts), AT)).toMatchObject({
      area: { kind: 'grid' },
      geometry: parts.coordinates,
    });
  });

  it('may leave out what is known already, and tells that from what is taken away', () => {
    expect(readArea(feature({ code: 'g', station: null, parent: '' }, null), AT)).toMatchObject({
      area: { name: undefined, kind: undefined, station: null, parent: null, hasGeometry: false },
      geometry: null,
    });
  });

  it.each([
    ['no JSON', '{"type":', 'feature-unreadable'],
    ['no feature', JSON.stringify({ type: 'Point' }), 'feature-unreadable'],
    ['no properties', feature(null), 'feature-unreadable'],
    ['a line', feature({ code: 'a' }, { type: 'LineString', coordinates: square }), 'feature-unreadable'],
    [
      'positions of text',
      feature({ code: 'a' }, { type: 'Polygon', coordinates: [[['1', '2']]] }),
      'feature-unreadable',
    ],
    [
      'coordinates of a deeper list',
      feature({ code: 'a' }, { type: 'Polygon', coordinates: [[square]] }),
      'feature-unreadable',
    ],
    ['no code', feature({ name: 'x' }), 'bad-cell'],
    ['a code with a dot', feature({ code: '37.02' }), 'bad-cell'],
    ['a name with a control character', feature({ code: 'a', name: 'x\u0007' }), 'bad-cell'],
    ['a name of 101 characters', feature({ code: 'a', name: '楼'.repeat(101) }), 'bad-cell'],
    ['an unknown level', feature({ code: 'a', name: 'x', level: 'planet' }), 'level-unknown'],
  ])('with %s is a fault with its line', (_, text, code) => {
    const read = readArea(text, AT);
    if (!('fault' in read)) throw new Error('it was read');
    expect(read.fault).toMatchObject({ code, severity: 'error', features: [{ index: 3, line: 9 }] });
    for (const language of ['zh', 'en'] as const) expect(wordsOfFinding(read.fault, language)).not.toMatch(/[{}]/);
  });
});
