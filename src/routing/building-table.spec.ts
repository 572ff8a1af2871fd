import { v4, v7 } from 'uuid';
import type { PlacedBuilding } from '../areas/areas.js';
import { BuildingTable } from './building-table.js';

const building = (n: number, id = n % 2 === 0 ? v7() : v4()): PlacedBuilding => ({
  id,
  name: `${n}号楼`,
  address: n % 5 === 0 ? '' : `登州路${'长'.repeat(n % 40)}𠮷${n}号`,
  gridId: n % 3 === 0 ? null : `grid-${n % 7}`,
  lng: n % 4 === 0 ? null : 120 + n / 1e6,
  lat: n % 4 === 0 ? null : -36 - n / 1e6,
  removedOn: n % 9 === 0 ? '2026-01-01' : null,
});

describe('the table of buildings', () => {
  const rows = Array.from({ length: 5_000 }, (_, n) => building(n));
  const table = new BuildingTable();
  for (const row of rows) table.add(row);

  it('gives back each as it was put in', () => {
    expect(table.size).toBe(rows.length);
    for (const row of rows) expect(table.get(row.id)).toEqual(row);
    expect([...table.all()]).toEqual(rows);
  });

  it('has none that it was not given, whatever is asked for', () => {
    for (const id of [v7(), v4(), '', 'x', '00000000-0000-0000-0000-000000000000', '1'.repeat(100)]) {
      expect(table.get(id)).toBeUndefined();
    }
  });

  it('keeps those apart whose ids end alike', () => {
    const few = new BuildingTable();
    const ids = Array.from({ length: 300 }, (_, n) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`);
    ids.forEach((id, n) => few.add(building(n, id)));
    ids.forEach((id, n) => expect(few.get(id)?.name).toBe(`${n}号楼`));
  });
});
