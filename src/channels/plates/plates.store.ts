import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../../platform/database/database.js';

export interface PlateKey {
  version: number;
  encrypted: Buffer;
}

/** Where a plate hangs. */
export interface PlateRow {
  buildingId: string;
  unit: string | null;
}

export interface SheetRow {
  buildingId: string;
  name: string;
  address: string;
  units: string[];
}

@Injectable()
export class PlatesStore {
  keys(sql: Sql): Promise<PlateKey[]> {
    return sql.rows('SELECT version, key_encrypted AS encrypted FROM plate_keys ORDER BY version');
  }

  /** The first of two at once stays. */
  async insertKey(sql: Sql, { version, encrypted }: PlateKey): Promise<void> {
    await sql.run('INSERT INTO plate_keys (version, key_encrypted) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      version,
      encrypted,
    ]);
  }

  plate(sql: Sql, number: number): Promise<PlateRow | undefined> {
    return sql.one('SELECT building_id AS "buildingId", unit FROM plates WHERE number = $1', [number]);
  }

  /** Numbers for places, made where they had none. In the order of the places. */
  async numbers(tx: Tx, places: PlateRow[]): Promise<number[]> {
    const given = JSON.stringify(places.map((place, at) => ({ ...place, at })));
    const wanted = `jsonb_to_recordset($1::jsonb) AS w ("buildingId" uuid, unit text, at int)`;
    await tx.run(
      `INSERT INTO plates (building_id, unit) SELECT w."buildingId", w.unit FROM ${wanted}
        WHERE NOT EXISTS (SELECT 1 FROM plates p WHERE p.building_id = w."buildingId" AND p.unit IS NOT DISTINCT FROM w.unit)
        ORDER BY w.at ON CONFLICT DO NOTHING`,
      [given],
    );
    const rows = await tx.rows<{ number: number }>(
      `SELECT p.number FROM ${wanted} JOIN plates p
           ON p.building_id = w."buildingId" AND p.unit IS NOT DISTINCT FROM w.unit ORDER BY w.at`,
      [given],
    );
    return rows.map(({ number }) => number);
  }

  /** Buildings that stand and may lie below the area: in one of its grids, or in none that is told. By code. */
  standing(
    sql: Sql,
    areaPath: string,
    today: string,
    after: string,
    limit: number,
  ): Promise<(SheetRow & { code: string })[]> {
    return sql.rows(
      `SELECT b.id AS "buildingId", b.code, b.name, b.address, b.units
         FROM buildings b LEFT JOIN areas g ON g.id = b.grid_id
        WHERE (g.id IS NULL OR starts_with(g.path, $1)) AND (b.removed_on IS NULL OR b.removed_on > $2) AND b.code > $3
        ORDER BY b.code LIMIT $4`,
      [areaPath, today, after, limit],
    );
  }
}
