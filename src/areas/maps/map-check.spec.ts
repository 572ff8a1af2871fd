import { Random } from '../../demo/random.js';
import { generateStreet } from '../../demo/street.js';
import { tiling } from '../../../test/support/tilings.js';
import type { AreaKind } from '../areas.types.js';
import { metresADegree, sphericalArea } from '../geo/metres.js';
import type { MultiPolygon } from '../geometry.js';
import { Leftovers } from './leftovers.js';
import {
  checkMap,
  findingWords,
  type Finding,
  type MapBuilding,
  type MapCheckOptions,
  type MapFeature,
} from './map-check.js';
import { FINDING_CODES } from './map-check.types.js';

const box = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const hole = (...sides: [number, number, number, number]) => box(...sides).reverse();

type Given = Partial<MapFeature> & { geometry: MultiPolygon };

/** Grids of one community that is not in the file, unless told. */
function features(...given: Given[]): MapFeature[] {
  return given.map((feature, index) => ({
    index,
    line: index + 2,
    code: `G${index}`,
    name: `第${index}网格`,
    level: 'grid',
    parent: 'C',
    station: 'S',
    ...feature,
  }));
}

const KNOWN: MapCheckOptions = { areas: new Map<string, AreaKind>([['C', 'community']]) };

async function check(map: MapFeature[], buildings: MapBuilding[] = [], options: MapCheckOptions = KNOWN) {
  const { findings, repaired } = await checkMap(map, buildings, options);
  for (const finding of findings) {
    for (const language of ['zh', 'en'] as const) expect(findingWords(finding, language)).not.toMatch(/[{}]|undefined/);
  }
  return { findings, repaired, codes: findings.map(({ code }) => code) };
}

const only = async (...given: Given[]): Promise<Finding> => {
  const { findings } = await check(features(...given));
  const [finding] = findings;
  if (finding === undefined || findings.length > 1) throw new Error(`found ${JSON.stringify(findings)}`);
  return finding;
};

describe('a map without fault', () => {
  it('has no finding: the demo street', async () => {
    const street = generateStreet();
    const map = street.areas.map(({ code, name, kind, parentCode, boundary }, index) => ({
      index,
      line: null,
      code,
      name,
      level: kind,
      parent: parentCode,
      station: street.stations.find(({ gridCodes }) => gridCodes.includes(code))?.code ?? null,
      geometry: boundary ?? [],
    }));
    const buildings = street.buildings.map(({ code, gridCode, lng, lat }) => ({
      line: null,
      code,
      grid: gridCode,
      lng,
      lat,
    }));
    const stations = new Set(street.stations.map(({ code }) => code));
    expect(await check(map, buildings, { stations })).toEqual({ findings: [], repaired: new Map(), codes: [] });
  });

  it('has none where it has holes, islands and areas of several parts, below an area that they tile', async () => {
    const tiles = tiling({ side: 10, steps: 6, pieces: true });
    const left = new Leftovers();
    for (const ring of tiles.flatMap(({ geometry }) => geometry.flat())) left.add(ring);
    const [outer = [], ...lakes] = left.loops().sort((a, b) => b.length - a.length);
    const community = {
      code: 'K',
      level: 'community' as const,
      station: null,
      parent: 'T',
      geometry: [[outer, ...lakes]],
    };
    const map = features(community, ...tiles.map(({ code, geometry }) => ({ code, geometry, parent: 'K' })));
    expect((await check(map, [], { areas: new Map([['T', 'street']]) })).findings).toEqual([]);
  });
});

describe('one boundary', () => {
  it('that is not there is an error of a grid, and none of another area', async () => {
    expect(await only({ geometry: [] })).toMatchObject({ code: 'no-boundary', severity: 'error' });
    expect((await check(features({ level: 'city', parent: null, geometry: [] }))).findings).toEqual([]);
  });

  it.each([
    [[120.5, 97]],
    [[181, 36]],
    [[120.5, NaN]],
    [[Infinity, 36]],
    [[120.5]],
    [[]],
    [['120.5', 36] as unknown as number[]],
    [null as unknown as number[]],
  ])('with the position %j is told', async (position) => {
    const ring = [...box(120, 36, 121, 37)];
    ring[2] = position;
    expect(await only({ geometry: [[ring]] })).toMatchObject({
      code: 'bad-position',
      severity: 'error',
      features: [{ index: 0, line: 2, code: 'G0' }],
    });
  });

  it('whose ring is too short, holds nothing, or is not closed is told', async () => {
    expect(await only({ geometry: [[box(120, 36, 121, 37).slice(0, 3)]] })).toMatchObject({
      code: 'ring-too-short',
      args: { positions: '3' },
    });
    expect(await only({ geometry: [[]] })).toMatchObject({ code: 'ring-too-short', args: { positions: '0' } });
    const flat = [
      [120, 36],
      [120.1, 36],
      [120.2, 36],
      [120, 36],
    ];
    expect((await check(features({ geometry: [[flat]] }))).codes).toEqual(['ring-without-area']);
    const same = [
      [120, 36],
      [120, 36],
      [120, 36],
      [120, 36],
    ];
    expect((await check(features({ geometry: [[same]] }))).codes).toEqual(['ring-without-area']);
    const open = await only({ geometry: [[[...box(120, 36, 121, 37).slice(0, 4), [120, 36.001]]]] });
    expect(open).toMatchObject({ code: 'ring-not-closed', severity: 'error', geometry: { type: 'LineString' } });
    expect(Number(open.args.metres)).toBeCloseTo(metresADegree(36).north / 1000, 0);
  });

  it('that crosses itself is told with the place', async () => {
    const bowTie = [
      [120, 36],
      [120.01, 36.01],
      [120.01, 36],
      [120, 36.01],
      [120, 36],
    ];
    expect(await only({ geometry: [[bowTie]] })).toMatchObject({
      code: 'self-crossing',
      severity: 'error',
      geometry: { type: 'Point', coordinates: [expect.closeTo(120.005, 9), expect.closeTo(36.005, 9)] },
      args: { position: '120.005 36.005' },
    });
    const spike = [
      [120, 36],
      [120.01, 36],
      [120.02, 36],
      [120.01, 36],
      [120.01, 36.01],
      [120, 36],
    ];
    expect((await check(features({ geometry: [[spike]] }))).codes[0]).toBe('self-crossing');
  });

  it('whose holes cross it, lie outside it or in each other is told; a hole that touches it is not', async () => {
    const outer = box(120, 36, 120.1, 36.1);
    const codes = async (...holes: number[][][]) => (await check(features({ geometry: [[outer, ...holes]] }))).codes;
    expect(await codes(hole(120.05, 36.05, 120.2, 36.06))).toEqual(['self-crossing', 'self-crossing']);
    expect(await codes(hole(120.2, 36.05, 120.3, 36.06))).toEqual(['hole-outside']);
    expect(await codes(hole(120.02, 36.02, 120.08, 36.08), hole(120.04, 36.04, 120.06, 36.06))).toEqual([
      'hole-outside',
    ]);
    const touching = [
      [120, 36],
      [120.05, 36.02],
      [120.02, 36.05],
      [120, 36],
    ].reverse();
    expect(await codes(touching, hole(120.06, 36.06, 120.08, 36.08))).toEqual([]);
  });

  it('with parts that overlap is a warning; with an island in its own lake it is not', async () => {
    const outer = box(120, 36, 120.1, 36.1);
    const codes = async (...parts: MultiPolygon) => (await check(features({ geometry: parts }))).codes;
    expect(await codes([outer], [box(120.05, 36.05, 120.2, 36.2)])).toEqual(['parts-overlap']);
    expect(await codes([outer], [box(120.05, 36.05, 120.06, 36.06)])).toEqual(['parts-overlap']);
    expect(await codes([outer, hole(120.02, 36.02, 120.08, 36.08)], [box(120.04, 36.04, 120.06, 36.06)])).toEqual([]);
    expect(await codes([outer], [box(120.1, 36, 120.2, 36.1)])).toEqual([]);
  });

  it('that touches itself is a warning', async () => {
    const pinched = [
      [120, 36],
      [120.1, 36],
      [120.05, 36.05],
      [120.1, 36.1],
      [120, 36.1],
      [120.05, 36.05],
      [120, 36],
    ];
    expect(await only({ geometry: [[pinched]] })).toMatchObject({ code: 'touches-itself', severity: 'warning' });
  });

  it('that winds the wrong way, repeats positions or has altitudes is put right, and it is said', async () => {
    const high = box(120, 36, 121, 37).map(([lng = 0, lat = 0]) => [lng, lat, 12]);
    const given: MultiPolygon = [[[...high.slice(0, 2), ...high.slice(1)].reverse(), box(120.2, 36.2, 120.4, 36.4)]];
    const before = structuredClone(given);
    const { findings, repaired } = await check(features({ geometry: given }));
    expect(findings.map(({ code, severity, args }) => [code, severity, args])).toEqual([
      ['winding', 'repaired', { code: 'G0', rings: '2' }],
      ['altitude', 'repaired', { code: 'G0' }],
      ['repeated-positions', 'repaired', { code: 'G0', positions: '1' }],
    ]);
    const put = [[box(120, 36, 121, 37), hole(120.2, 36.2, 120.4, 36.4)]];
    const turned = (ring: number[][] = []) => [...new Set(ring.map(String))].sort();
    expect(repaired.get(0)?.flat().map(turned)).toEqual(put.flat().map(turned));
    expect(sphericalArea(repaired.get(0) ?? [])).toBeCloseTo(sphericalArea(put), 0);
    expect(given).toEqual(before);
  });
});

describe('the tree', () => {
  const square = (n: number) => [[box(120 + n, 36, 120.5 + n, 36.5)]];

  it('with a code twice, an unknown parent, none, or one of the wrong level is told', async () => {
    const map = features(
      { code: 'Y', level: 'city', parent: null, station: null, geometry: [] },
      { code: 'D', level: 'district', parent: 'Y', station: null, geometry: [] },
      { code: 'A', geometry: square(0) },
      { code: 'A', geometry: square(1) },
      { code: 'B', parent: 'nowhere', geometry: square(2) },
      { code: 'E', parent: 'D', geometry: square(3) },
      { code: 'F', parent: null, geometry: square(4) },
      { code: 'H', level: 'city', parent: 'Y', station: null, geometry: [] },
    );
    const { findings } = await check(map);
    expect(
      findings.map(({ code, severity, features: about }) => [code, severity, about.map(({ line }) => line)]),
    ).toEqual([
      ['duplicate-code', 'error', [4, 5]],
      ['parent-missing', 'error', [8]],
      ['unknown-parent', 'error', [6]],
      ['wrong-level', 'error', [7]],
      ['wrong-level', 'error', [9]],
    ]);
    expect(findingWords(findings[3] as Finding, 'zh')).toBe('E（网格）不能属于D（区）');
  });

  it('with a grid that has no station, or one that is not there, is told', async () => {
    const { findings } = await check(
      features({ station: null, geometry: square(0) }, { station: 'X', geometry: square(1) }, { geometry: square(2) }),
      [],
      { ...KNOWN, stations: new Set(['S']) },
    );
    expect(findings.map(({ code, severity, args }) => [code, severity, args.station])).toEqual([
      ['unknown-station', 'error', 'X'],
      ['no-station', 'warning', undefined],
    ]);
  });

  it('that runs in a circle comes to an end', async () => {
    const map = features(
      { code: 'A', parent: 'B', geometry: square(0) },
      { code: 'B', parent: 'A', level: 'community', geometry: square(0) },
      { code: 'C', parent: 'C', level: 'street', geometry: [] },
    );
    expect((await check(map, [], {})).codes).toEqual(['wrong-level', 'wrong-level']);
  });
});

describe('areas beside each other', () => {
  const community = (geometry: MultiPolygon) => ({
    code: 'C',
    level: 'community' as const,
    parent: 'T',
    station: null,
    geometry,
  });
  const options: MapCheckOptions = { areas: new Map([['T', 'street']]) };

  it('that overlap are told with the area, its share of the smaller, and where', async () => {
    const { findings } = await check(
      features({ geometry: [[box(120, 36, 120.02, 36.01)]] }, { geometry: [[box(120.01, 36, 120.03, 36.005)]] }),
    );
    const [finding] = findings;
    expect(findings).toHaveLength(1);
    expect(finding).toMatchObject({
      code: 'overlap',
      severity: 'warning',
      features: [{ code: 'G0' }, { code: 'G1' }],
      geometry: { type: 'MultiPolygon' },
    });
    const wanted = sphericalArea([[box(120.01, 36, 120.02, 36.005)]]);
    expect((finding?.areaM2 ?? 0) / wanted).toBeCloseTo(1, 4);
    expect(finding?.share).toBeCloseTo(0.5, 3);
    expect(findingWords(finding as Finding, 'zh')).toMatch(/^G0与G1重叠\d+平方米（占较小者的50\.0%）$/);
  });

  it.each([
    ['one within another', [[box(120, 36, 120.02, 36.02)]], [[box(120.005, 36.005, 120.01, 36.01)]]],
    ['one drawn twice', [[box(120, 36, 120.02, 36.02)]], [[[...box(120, 36, 120.02, 36.02).slice(1), [120.02, 36]]]]],
    ['a cross, no corner in the other', [[box(120, 36.01, 120.03, 36.02)]], [[box(120.01, 36, 120.02, 36.03)]]],
    [
      'one cut along the other’s corners',
      [[box(120, 36, 120.02, 36.02)]],
      [
        [
          [
            [120, 36],
            [120.02, 36],
            [120.02, 36.02],
            [120, 36],
          ],
        ],
      ],
    ],
    ['a second part', [[box(120, 36, 120.01, 36.01)], [box(121, 36, 121.01, 36.01)]], [[box(121, 36, 121.01, 36.01)]]],
    ['a strip of a metre', [[box(120, 36, 120.01, 36.01)]], [[box(120.00999, 36, 120.02, 36.01)]]],
  ] as [string, MultiPolygon, MultiPolygon][])('that overlap as %s are told', async (_, one, other) => {
    for (const pair of [
      [one, other],
      [other, one],
    ]) {
      const { codes } = await check(features(...pair.map((geometry) => ({ geometry }))));
      expect(codes).toEqual(['overlap']);
    }
  });

  it.each([
    ['meet at an edge', [[box(120, 36, 120.01, 36.01)]], [[box(120.01, 36, 120.02, 36.01)]]],
    ['meet at a longer edge', [[box(120, 36, 120.01, 36.01)]], [[box(120.01, 35, 120.02, 37)]]],
    ['meet at a corner', [[box(120, 36, 120.01, 36.01)]], [[box(120.01, 36.01, 120.02, 36.02)]]],
    [
      'lie in each other’s hole',
      [[box(120, 36, 120.03, 36.03), hole(120.01, 36.01, 120.02, 36.02)]],
      [[box(120.01, 36.01, 120.02, 36.02)]],
    ],
    [
      'differ by the rounding of their coordinates',
      [[box(120, 36, 120.01, 36.01)]],
      [[box(120.0099999, 36, 120.02, 36.01)]],
    ],
  ] as [string, MultiPolygon, MultiPolygon][])('that %s are not', async (_, one, other) => {
    expect((await check(features({ geometry: one }, { geometry: other }))).codes).toEqual([]);
  });

  it('that overlap are compared on one level only', async () => {
    const whole = [[box(120, 36, 120.01, 36.01)]];
    expect((await check(features(community(whole), { geometry: whole }), [], options)).codes).toEqual([]);
  });

  it('one partly outside the one above it is a warning, one that lies elsewhere an error', async () => {
    const map = features(
      community([[box(120, 36, 120.02, 36.01)]]),
      { geometry: [[box(120, 36, 120.01, 36.01)]] },
      { geometry: [[box(120.01, 36, 120.03, 36.01)]] },
      { geometry: [[box(120.05, 36, 120.06, 36.01)]] },
    );
    const { findings } = await check(map, [], options);
    expect(
      findings.map(({ code, severity, features: [about], share }) => [code, severity, about?.code, share?.toFixed(2)]),
    ).toEqual([
      ['outside-parent', 'error', 'G3', '1.00'],
      ['outside-parent', 'warning', 'G2', '0.50'],
    ]);
    expect(findings[1]?.geometry).toMatchObject({ type: 'MultiPolygon' });
  });

  it('one that fills the hole of the one above it is outside of it', async () => {
    const map = features(community([[box(120, 36, 120.03, 36.03), hole(120.01, 36.01, 120.02, 36.02)]]), {
      geometry: [[box(120, 36, 120.03, 36.03)]],
    });
    const { findings } = await check(map, [], options);
    expect(findings.map(({ code, share }) => [code, share?.toFixed(2)])).toEqual([['outside-parent', '0.11']]);
  });

  it('that leave a place of the one above them to none are told with it, lakes of its own are not', async () => {
    const map = features(
      community([[box(120, 36, 120.03, 36.03), hole(120.024, 36.024, 120.026, 36.026)]]),
      { geometry: [[box(120, 36, 120.03, 36.01)]] },
      { geometry: [[box(120, 36.01, 120.01, 36.02)]] },
      { geometry: [[box(120.02, 36.01, 120.03, 36.02)]] },
      { geometry: [[box(120, 36.02, 120.03, 36.03), hole(120.024, 36.024, 120.026, 36.026)]] },
    );
    const { findings } = await check(map, [], options);
    expect(findings.map(({ code, severity, features: [about] }) => [code, severity, about?.code])).toEqual([
      ['gap', 'warning', 'C'],
    ]);
    expect((findings[0]?.areaM2 ?? 0) / sphericalArea([[box(120.01, 36.01, 120.02, 36.02)]])).toBeCloseTo(1, 4);
  });

  it('that overlap and leave gaps at once are told of both', async () => {
    const map = features(
      community([[box(120, 36, 120.03, 36.01)]]),
      { geometry: [[box(120, 36, 120.02, 36.01)]] },
      { geometry: [[box(120.01, 36, 120.02, 36.01)]] },
    );
    expect((await check(map, [], options)).codes.sort()).toEqual(['gap', 'overlap']);
  });

  it('around a hole, with nothing drawn above them, tell it', async () => {
    const ring = [
      { geometry: [[box(120, 36, 120.03, 36.01)]] },
      { geometry: [[box(120, 36.01, 120.01, 36.02)]] },
      { geometry: [[box(120.02, 36.01, 120.03, 36.02)]] },
      { geometry: [[box(120, 36.02, 120.03, 36.03)]] },
    ];
    const { findings } = await check(features(...ring));
    expect(findings.map(({ code }) => code)).toEqual(['gap-between']);
    expect(findingWords(findings[0] as Finding, 'zh')).toMatch(/^各网格之间有\d+平方米不属于任何一个$/);
    expect((await check(features(...ring, { geometry: [[box(120.01, 36.01, 120.02, 36.02)]] }))).codes).toEqual([]);
  });

  it('one of which has an error leave no gap where it would be', async () => {
    const map = features(
      community([[box(120, 36, 120.02, 36.01)]]),
      { geometry: [[box(120, 36, 120.01, 36.01)]] },
      { geometry: [[box(120.01, 36, 120.02, 36.01).slice(0, 4)]] },
    );
    expect((await check(map, [], options)).codes).toEqual(['ring-not-closed']);
  });

  it('are told of in any order of theirs, with the same areas', async () => {
    const random = new Random(4, 'order');
    const tiles = tiling({ side: 6, steps: 4 }).map(({ code, geometry }) => ({ code, geometry }));
    tiles.splice(8, 1);
    const moved = tiles[3]?.geometry[0]?.[0];
    moved?.forEach((position) => (position[1] = (position[1] ?? 0) + 0.0003));
    const told = async (given: Given[]) =>
      (await check(features(...given))).findings
        .map(
          ({ code, areaM2 = 0, features: about }) =>
            `${code} ${areaM2.toFixed(0)} ${about
              .map((one) => one.code)
              .sort()
              .join()}`,
        )
        .sort();
    const first = await told(tiles);
    expect(first.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['overlap', 'gap-between']));
    for (let n = 0; n < 4; n += 1) expect(await told(random.shuffle(tiles))).toEqual(first);
  });
});

describe('buildings', () => {
  const grids = features(
    { geometry: [[box(120, 36, 120.01, 36.01)]] },
    { code: 'N', geometry: [[box(120.01, 36, 120.02, 36.01)]] },
  );
  const building = (code: string, grid: string | null, lng: number | null, lat: number | null) => ({
    line: 7,
    code,
    grid,
    lng,
    lat,
  });

  it('in their grid, on its border, or without coordinates are right', async () => {
    const { findings } = await check(
      grids,
      [
        building('a', 'G0', 120.005, 36.005),
        building('b', 'G0', 120.01, 36.005),
        building('c', 'N', 120.01, 36.005),
        building('d', 'G0', null, null),
        building('e', null, 120.015, 36.005),
        building('f', 'K', 1, 1),
      ],
      {
        areas: new Map<string, AreaKind>([
          ['C', 'community'],
          ['K', 'grid'],
        ]),
      },
    );
    expect(findings).toEqual([]);
  });

  it('outside it are told with the distance; in none, twice, of no grid or without a place as well', async () => {
    const { findings } = await check(grids, [
      building('a', 'G0', 120.015, 36.005),
      building('b', null, 120.05, 36.05),
      building('c', 'X', 120.005, 36.005),
      building('d', null, null, null),
      building('e', null, null, 36),
      building('f', 'C', 120.005, 36.005),
      building('g', 'G0', 120.005, NaN),
      building('h', 'G0', 120.005, 36.005),
      building('h', 'G0', 120.006, 36.005),
    ]);
    expect(
      findings.map(({ code, severity, features: about }) => [code, severity, ...about.map((one) => one.index)]),
    ).toEqual([
      ['duplicate-building', 'error', 7, 8],
      ['unknown-grid', 'error', 2],
      ['unknown-grid', 'error', 5],
      ['building-without-place', 'error', 3],
      ['building-without-place', 'error', 4],
      ['building-without-place', 'error', 6],
      ['building-outside-grid', 'warning', 0],
      ['building-in-no-grid', 'warning', 1],
    ]);
    expect(findings[6]?.distanceM).toBeCloseTo(0.005 * metresADegree(36.005).east, 2);
    expect(findings[6]).toMatchObject({
      geometry: { type: 'Point', coordinates: [120.015, 36.005] },
      features: [{ line: 7 }],
    });
  });
});

describe('a check', () => {
  it('tells no more than so many of one kind one by one, and counts the others', async () => {
    const map = features(...Array.from({ length: 9 }, () => ({ geometry: [[box(120, 36, 120.01, 36.01)]] })));
    const { findings } = await check(map, [], { ...KNOWN, most: 4 });
    expect(findings.map(({ more }) => more)).toEqual([undefined, undefined, undefined, 32]);
    expect(findingWords(findings[3] as Finding, 'zh')).toMatch(/；此类另有32项$/);
  });

  it('says how far it has come, and gives way meanwhile', async () => {
    const tiles = tiling({ side: 40, steps: 4 }).map(({ code, geometry }) => ({ code, geometry }));
    const seen: number[] = [];
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await checkMap(features(...tiles), [], { ...KNOWN, progress: (share) => seen.push(share) });
    clearInterval(timer);
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(turns).toBeGreaterThan(3);
  });

  it('has words for every code in both languages', () => {
    for (const code of FINDING_CODES) {
      const finding: Finding = { code, severity: 'error', features: [], args: {} };
      expect(findingWords(finding, 'zh')).toMatch(/[\u4e00-\u9fff]/);
      expect(findingWords(finding, 'en')).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
