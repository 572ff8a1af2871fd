import type { OpeningSpan } from '../../platform/calendar.js';
import type { Sql, Tx } from '../../platform/database/database.js';

export interface StationChange {
  name?: string;
  address?: string;
  signText?: string;
  phone?: string;
  lng?: number;
  lat?: number;
  capacity?: number;
  hours?: OpeningSpan[];
}

export interface LeadRow {
  accountId: string;
  name: string;
  role: 'head' | 'deputy';
  /** days; `until` is the first on which they are it no more */
  from: string;
  until: string | null;
}

/** What administrators write of stations and of who leads them. */
export class ManagingStore {
  /**
   * The station's version, where one of the prefixes is over it; held until the transaction ends, so that heads change one after the
   * other.
   */
  async hold(tx: Tx, id: string, prefixes: string[]): Promise<number | undefined> {
    const row = await tx.one<{ version: number }>(
      'SELECT version FROM stations WHERE id = $1 AND area_path ^@ ANY ($2::text[]) FOR UPDATE',
      [id, prefixes],
    );
    return row?.version;
  }

  /** Only what is given. */
  async change(tx: Tx, id: string, given: StationChange): Promise<void> {
    await tx.run(
      `UPDATE stations s SET version = s.version + 1, name = coalesce(r.name, s.name), address = coalesce(r.address, s.address),
              sign_text = coalesce(r."signText", s.sign_text), phone = coalesce(r.phone, s.phone), lng = coalesce(r.lng, s.lng),
              lat = coalesce(r.lat, s.lat), capacity = coalesce(r.capacity, s.capacity), hours = coalesce(r.hours, s.hours)
         FROM jsonb_to_record($2::jsonb) AS r (name text, address text, "signText" text, phone text, lng double precision,
                                               lat double precision, capacity int, hours jsonb)
        WHERE s.id = $1`,
      [id, JSON.stringify(given)],
    );
  }

  /** All that were, are and will be; the latest first. */
  leads(sql: Sql, stationId: string, prefixes: string[]): Promise<LeadRow[]> {
    return sql.rows(
      `SELECT h.account_id AS "accountId", a.name, h.role, h.valid_from::text AS "from", h.valid_to::text AS until
         FROM station_heads h JOIN accounts a ON a.id = h.account_id JOIN stations s ON s.id = h.station_id
        WHERE h.station_id = $1 AND s.area_path ^@ ANY ($2::text[])
        ORDER BY h.role DESC, h.valid_from DESC, a.name`,
      [stationId, prefixes],
    );
  }

  /** Has the account something to do within the prefixes, and is it in use? */
  async mayLead(sql: Sql, accountId: string, prefixes: string[], today: string): Promise<boolean> {
    const row = await sql.one(
      `SELECT 1 FROM accounts c WHERE c.id = $1 AND c.disabled_at IS NULL AND (
         EXISTS (SELECT FROM area_roles r JOIN areas a ON a.id = r.area_id
                  WHERE r.account_id = c.id AND a.path ^@ ANY ($2::text[]) AND (r.valid_to IS NULL OR r.valid_to > $3::date))
         OR EXISTS (SELECT FROM helpers h JOIN stations s ON s.id = h.station_id
                     WHERE h.account_id = c.id AND s.area_path ^@ ANY ($2::text[]) AND (h.left_on IS NULL OR h.left_on > $3::date))
         OR EXISTS (SELECT FROM station_heads h JOIN stations s ON s.id = h.station_id
                     WHERE h.account_id = c.id AND s.area_path ^@ ANY ($2::text[])))`,
      [accountId, prefixes, today],
    );
    return row !== undefined;
  }

  /** One of the role whose time meets this one: for a head anybody's, for a deputy the account's own. */
  meeting(
    tx: Tx,
    stationId: string,
    { role, accountId, from, until }: { role: string; accountId: string; from: string; until: string | null },
  ): Promise<LeadRow | undefined> {
    return tx.one(
      `SELECT h.account_id AS "accountId", a.name, h.role, h.valid_from::text AS "from", h.valid_to::text AS until
         FROM station_heads h JOIN accounts a ON a.id = h.account_id
        WHERE h.station_id = $1 AND h.role = $2 AND ($2 = 'head' OR h.account_id = $3)
          AND (h.valid_to IS NULL OR h.valid_to > $4::date) AND ($5::date IS NULL OR h.valid_from < $5::date)
        ORDER BY h.valid_from LIMIT 1`,
      [stationId, role, accountId, from, until],
    );
  }

  async addLead(tx: Tx, stationId: string, lead: Omit<LeadRow, 'name'>): Promise<void> {
    await tx.run(
      `INSERT INTO station_heads AS h (station_id, account_id, role, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (station_id, account_id, role, valid_from) DO UPDATE SET valid_to = excluded.valid_to`,
      [stationId, lead.accountId, lead.role, lead.from, lead.until],
    );
  }

  /** Who would have begun later does not begin. 0: they are not it on that day, nor later. */
  async endLead(tx: Tx, stationId: string, accountId: string, role: string, until: string): Promise<number> {
    const gone = await tx.run(
      `DELETE FROM station_heads WHERE station_id = $1 AND account_id = $2 AND role = $3 AND valid_from >= $4::date`,
      [stationId, accountId, role, until],
    );
    const ended = await tx.run(
      `UPDATE station_heads SET valid_to = $4::date
        WHERE station_id = $1 AND account_id = $2 AND role = $3 AND valid_from < $4::date
          AND (valid_to IS NULL OR valid_to > $4::date)`,
      [stationId, accountId, role, until],
    );
    return gone + ended;
  }
}
