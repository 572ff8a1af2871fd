import { atOnce } from '../../platform/slices.js';
import type { AreaKind } from '../areas.types.js';
import { planAreas, type KnownAreas } from './area-plan.policy.js';
import type { AreaGiven, ImportMode, MapArea } from './maps.types.js';

const area = (code: string, kind: AreaKind, above: MapArea | null): MapArea => ({
  id: `id-${code}`,
  code,
  kind,
  name: `名${code}`,
  parentId: above?.id ?? null,
  path: `${above?.path ?? ''}${code}.`,
  line: null,
});
const city = area('S', 'city', null);
const district = area('D', 'district', city);
const street = area('T', 'street', district);
const [left, right] = [area('L', 'community', street), area('R', 'community', street)];
const [g1, g2] = [area('G1', 'grid', left), area('G2', 'grid', left)];
const draft = [city, district, street, left, right, g1, g2];

const given = (code: string, more: Partial<AreaGiven> = {}): AreaGiven => ({
  index: 0,
  line: 1,
  code,
  name: undefined,
  kind: undefined,
  parent: undefined,
  station: undefined,
  hasGeometry: false,
  ...more,
});
const fresh = (code: string, kind: AreaKind, parent: string | null, more: Partial<AreaGiven> = {}) =>
  given(code, { name: `新${code}`, kind, parent, ...more });

function plan(file: AreaGiven[], known: Partial<KnownAreas> = {}, mode: ImportMode = 'merge') {
  const others = file.flatMap(({ code }) => draft.find((one) => one.code === code) ?? []);
  let made = 0;
  const work = planAreas(
    file,
    {
      draft,
      others: others.map(({ id, code, kind }) => ({ id, code, kind, draft: false })),
      stations: new Map([['one', 'station-1']]),
      prefixes: [''],
      newId: () => `new-${(made += 1)}`,
      ...known,
    },
    mode,
  );
  return atOnce(work);
}
const codes = (file: AreaGiven[], known?: Partial<KnownAreas>, mode?: ImportMode) =>
  plan(file, known, mode).findings.map(({ severity, code }) => `${severity} ${code}`);

describe('a file of areas', () => {
  it('adds, changes and leaves, and its order does not matter', () => {
    const file = [fresh('G3', 'grid', 'N'), fresh('N', 'community', 'T'), given('G1', { name: '改名' })];
    for (const order of [file, [...file].reverse()]) {
      const { areas, removed, findings } = plan(order);
      expect(findings).toEqual([]);
      expect(removed).toEqual([]);
      expect(areas.map(({ code, name, path }) => [code, name, path]).sort()).toEqual([
        ['G1', '改名', 'S.D.T.L.G1.'],
        ['G3', '新G3', 'S.D.T.N.G3.'],
        ['N', '新N', 'S.D.T.N.'],
      ]);
    }
  });

  it('keeps ids, also of areas that only other maps have', () => {
    const others = [{ id: 'old', code: 'X', kind: 'grid' as const, draft: false }];
    expect(plan([fresh('X', 'grid', 'R')], { others }).areas[0]?.id).toBe('old');
    expect(plan([given('G1')]).areas[0]?.id).toBe('id-G1');
  });

  it('takes along what is below an area that gets another parent, and warns', () => {
    const other = area('T2', 'street', district);
    const { areas, findings } = plan([given('L', { parent: 'T2' })], { draft: [...draft, other] });
    expect(areas.map(({ path }) => path)).toEqual(['S.D.T2.L.', 'S.D.T2.L.G1.', 'S.D.T2.L.G2.']);
    expect(findings).toMatchObject([{ severity: 'warning', code: 'parent-changed', args: { was: 'T', parent: 'T2' } }]);
  });

  it('says which station has which grid, and takes it away where the file says null', () => {
    expect(plan([given('G1', { station: 'one' }), given('G2', { station: null })]).coverage).toEqual([
      { gridId: 'id-G1', stationId: 'station-1' },
      { gridId: 'id-G2', stationId: null },
    ]);
    expect(plan([given('G1')]).coverage).toEqual([]);
  });

  it.each<[string, AreaGiven[], string]>([
    ['a code twice', [given('G1'), given('G1')], 'error duplicate-code'],
    ['an unknown parent', [fresh('G9', 'grid', 'nowhere')], 'error unknown-parent'],
    ['no parent', [fresh('G9', 'grid', null)], 'error parent-missing'],
    ['a parent of the wrong level', [fresh('G9', 'grid', 'T')], 'error wrong-level'],
    ['another level than before', [given('G1', { kind: 'community', parent: 'T' })], 'error level-changed'],
    ['no level', [given('G9', { name: 'x', parent: 'L' })], 'error bad-cell'],
    ['no name', [given('G9', { kind: 'grid', parent: 'L' })], 'error bad-cell'],
    ['an unknown station', [given('G1', { station: 'two' })], 'error unknown-station'],
    ['a station of a community', [given('L', { station: 'one' })], 'warning station-ignored'],
  ])('with %s is told so', (_, file, expected) => expect(codes(file)).toEqual([expected]));

  it('changes nothing outside of the areas of who sends it', () => {
    const prefixes = ['S.D.T.L.'];
    expect(codes([given('G1', { name: 'x' })], { prefixes })).toEqual([]);
    expect(codes([fresh('G9', 'grid', 'R')], { prefixes })).toEqual(['error outside-your-areas']);
    expect(codes([given('G1', { parent: 'R' })], { prefixes })).toContain('error outside-your-areas');
  });
});

describe('a file that replaces', () => {
  it('takes away what it does not name, of the levels that it has', () => {
    const { removed, findings } = plan([given('G1')], {}, 'replace');
    expect([removed.map(({ code }) => code), findings]).toEqual([['G2'], []]);
  });

  it('takes nothing from under other people’s areas', () => {
    const prefixes = ['S.D.T.R.'];
    expect(plan([fresh('G9', 'grid', 'R')], { prefixes }, 'replace').removed).toEqual([]);
  });

  it('does not leave grids without the community that they are in', () => {
    expect(codes([given('R')], {}, 'replace')).toEqual([
      'error removed-with-areas-below',
      'error removed-with-areas-below',
    ]);
  });
});
