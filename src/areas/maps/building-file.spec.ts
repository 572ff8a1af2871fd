import type { CsvRow } from '../../platform/csv.js';
import { readBuilding, type BuildingColumn } from './building-file.js';
import { wordsOfFinding } from './file-words.js';

const row = (cells: CsvRow<BuildingColumn>['cells'], tooLong = false) => readBuilding({ line: 7, cells, tooLong }, 4);
const place = { grid: 'G1' };

describe('a row of a file of buildings', () => {
  it('is read with its lists', () => {
    const { building, faults } = row({
      ...{ code: 'B1', name: '10号楼', address: '登州路24号', aliases: '甲楼| 乙楼|甲楼', units: '1单元|2单元' },
      ...{ lng: '120.35', lat: '+36.080', grid: '' },
    });
    expect(faults).toEqual([]);
    expect(building).toEqual({
      ...{ no: 4, line: 7, code: 'B1', name: '10号楼', address: '登州路24号', aliases: ['甲楼', '乙楼'] },
      ...{ units: ['1单元', '2单元'], grid: null, lng: 120.35, lat: 36.08 },
    });
  });

  it('takes the address for the name that is missing, and the other way round', () => {
    expect(row({ code: 'B', address: '登州路24号', ...place }).building?.name).toBe('登州路24号');
    expect(row({ code: 'B', name: '市场', ...place }).building?.address).toBe('市场');
  });

  it.each<[string, CsvRow<BuildingColumn>['cells'], string, string]>([
    ['no code', { name: 'x', ...place }, 'code', 'required'],
    ['neither name nor address', { code: 'B', ...place }, 'name', 'required'],
    ['a longitude that is no number', { code: 'B', name: 'x', lng: '120度', lat: '36' }, 'lng', 'not-a-number'],
    ['a longitude of 181', { code: 'B', name: 'x', lng: '181', lat: '36' }, 'lng', 'too-large'],
    ['a latitude of -91', { code: 'B', name: 'x', lng: '120', lat: '-91' }, 'lat', 'too-small'],
    ['half a point', { code: 'B', name: 'x', lng: '120' }, 'lat', 'required'],
    ['a name of 101 characters', { code: 'B', name: '楼'.repeat(101), ...place }, 'name', 'too-long'],
    [
      '101 units',
      { code: 'B', name: 'x', units: Array.from({ length: 101 }, (_, n) => n).join('|'), ...place },
      'units',
      'too-many',
    ],
    ['a control character', { code: 'B', name: 'x\u0000', ...place }, 'name', 'forbidden-characters'],
  ])('with %s names line and column', (_, cells, column, fault) => {
    const { building, faults } = row(cells);
    expect(building).toBeUndefined();
    expect(faults).toMatchObject([
      { code: 'bad-cell', severity: 'error', features: [{ line: 7 }], args: { column, fault } },
    ]);
    for (const each of faults) expect(wordsOfFinding(each, 'zh')).not.toMatch(/[{}]/);
  });

  it('without a place, or with more cells than headers, is told so', () => {
    expect(row({ code: 'B', name: 'x' }).faults).toMatchObject([{ code: 'building-without-place' }]);
    expect(row({ code: 'B', name: 'x', ...place }, true).faults).toMatchObject([{ args: { fault: 'too-many-cells' } }]);
  });
});
