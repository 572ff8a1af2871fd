import { Injectable } from '@nestjs/common';
import { nameSelect } from '../../accounts/accounts.js';
import type { SpecialDay } from '../../platform/calendar.js';
import type { Sql, Tx } from '../../platform/database/database.js';

export interface CalendarChange {
  /** null: came with the installation */
  enteredBy: string | null;
  enteredAt: Date;
}

const DAYS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'kind', d.kind, 'hoursOf', d.hours_of, 'name', d.name)
    ORDER BY d.day), '[]') FROM calendar_days d`;
const KNOWN_THROUGH = `(SELECT day::text FROM calendar_known_through)`;

@Injectable()
export class CalendarStore {
  /** All of it, in one statement, so that days and how far they are known belong together. */
  async all(sql: Sql): Promise<{ days: SpecialDay[]; knownThrough: string }> {
    const row = await sql.one<{ days: SpecialDay[]; knownThrough: string }>(
      `SELECT ${DAYS}) AS days, ${KNOWN_THROUGH} AS "knownThrough"`,
    );
    if (row === undefined) throw new Error('no calendar');
    return row;
  }

  /** One year's days, with who entered them last; `change` null: nobody has. */
  async year(
    sql: Sql,
    year: number,
  ): Promise<{ days: SpecialDay[]; knownThrough: string; change: CalendarChange | null }> {
    const row = await sql.one<{
      days: SpecialDay[];
      knownThrough: string;
      enteredBy: string | null;
      enteredAt: Date | null;
    }>(
      `SELECT ${DAYS} WHERE d.day BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)) AS days,
              ${KNOWN_THROUGH} AS "knownThrough", ${nameSelect('c.entered_by')} AS "enteredBy", c.entered_at AS "enteredAt"
         FROM (VALUES (1)) AS one (row)
         LEFT JOIN LATERAL (SELECT entered_by, entered_at FROM calendar_changes WHERE year = $1 ORDER BY no DESC LIMIT 1) AS c
           ON true`,
      [year],
    );
    if (row === undefined) throw new Error('no calendar');
    const { days, knownThrough, enteredBy, enteredAt } = row;
    return { days, knownThrough, change: enteredAt === null ? null : { enteredBy, enteredAt } };
  }

  /** Who writes takes turns until the transaction ends; YYYY-MM-DD. */
  async lock(tx: Tx): Promise<string> {
    const row = await tx.one<{ day: string }>('SELECT day::text AS day FROM calendar_known_through FOR UPDATE');
    if (row === undefined) throw new Error('no calendar');
    return row.day;
  }

  /** All days of a year, in place of those that were there. */
  async replace(tx: Tx, year: number, days: SpecialDay[], by: string, at: Date): Promise<void> {
    const given = JSON.stringify(days);
    await tx.run('DELETE FROM calendar_days WHERE day BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)', [year]);
    await tx.run(
      `INSERT INTO calendar_days (day, kind, hours_of, name)
       SELECT d.day, d.kind, d."hoursOf", d.name
         FROM jsonb_to_recordset($1::jsonb) AS d (day date, kind text, "hoursOf" smallint, name text)`,
      [given],
    );
    await tx.run('UPDATE calendar_known_through SET day = greatest(day, make_date($1, 12, 31))', [year]);
    await tx.run('INSERT INTO calendar_changes (year, days, entered_by, entered_at) VALUES ($1, $2::jsonb, $3, $4)', [
      year,
      given,
      by,
      at,
    ]);
  }
}
