import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';
import { hex, prepare, type Writer } from '../platform/database/statement.js';
import { newId } from '../platform/outbox.js';

export interface ResidentRow {
  id: string;
  phoneEncrypted: Buffer | null;
  nameEncrypted: Buffer | null;
}

export interface NewResident {
  id: string;
  phoneHash: Buffer | null;
  phoneEncrypted: Buffer | null;
  nameEncrypted: Buffer | null;
  verified: boolean;
}

export interface ReadingRow {
  at: Date;
  accountId: string | null;
  subject: 'resident' | 'account' | 'door';
  subjectId: string | null;
  fields: string[];
  ticketId: string | null;
  purpose: string;
}

export interface ListedReading extends ReadingRow {
  id: string;
  accountName: string | null;
}

const COLUMNS = 'r.id, r.phone_encrypted AS "phoneEncrypted", r.name_encrypted AS "nameEncrypted"';

export const insertResidents: Writer<NewResident> = (statement, residents) => {
  const rows = residents.map(({ phoneHash, phoneEncrypted, nameEncrypted, ...rest }) => ({
    ...rest,
    phoneHash: hex(phoneHash),
    phoneEncrypted: hex(phoneEncrypted),
    nameEncrypted: hex(nameEncrypted),
  }));
  const columns = {
    id: 'uuid',
    phoneHash: 'bytea',
    phoneEncrypted: 'bytea',
    nameEncrypted: 'bytea',
    verified: 'boolean',
  };
  statement.part(
    `INSERT INTO residents (id, phone_hash, phone_encrypted, name_encrypted, phone_verified)
     SELECT r.id, r."phoneHash", r."phoneEncrypted", r."nameEncrypted", r.verified
       FROM ${statement.rows(rows, 'r', columns)}`,
  );
};

export const renameResidents: Writer<{ id: string; nameEncrypted: Buffer }> = (statement, residents) => {
  const rows = residents.map(({ id, nameEncrypted }) => ({ id, nameEncrypted: hex(nameEncrypted) }));
  statement.part(
    `UPDATE residents t SET name_encrypted = r."nameEncrypted"
       FROM ${statement.rows(rows, 'r', { id: 'uuid', nameEncrypted: 'bytea' })} WHERE t.id = r.id`,
  );
};

/** Beside their row: of two parts of a statement that touch one row only one takes effect. */
export const insertMoves: Writer<{ residentId: string; at: Date }> = (statement, moves) => {
  const columns = { residentId: 'uuid', at: 'timestamptz' };
  statement.part(
    `INSERT INTO resident_moves AS m (resident_id, at) SELECT r."residentId", r.at FROM ${statement.rows(moves, 'r', columns)}
     ON CONFLICT (resident_id) DO UPDATE SET at = greatest(m.at, excluded.at)`,
  );
};

export interface SelectedResident {
  /** encrypted, base64 */
  phone: string | null;
  name: string | null;
}

/** For the statement of a higher feature: an SQL expression of the resident's id. Masked by Residents.masked. */
export function residentSelect(id: string): string {
  return `(SELECT jsonb_build_object('phone', encode(r.phone_encrypted, 'base64'), 'name', encode(r.name_encrypted, 'base64'))
    FROM residents r WHERE r.id = ${id})`;
}

@Injectable()
export class ResidentsStore {
  /** `erased`: also one whose person was erased, so that the number stays theirs. */
  async verifiedByPhone(sql: Sql, phoneHash: Buffer, erased = false): Promise<ResidentRow | undefined> {
    return sql.one(
      prepare(`SELECT ${COLUMNS} FROM residents r
        WHERE r.phone_hash = $1 AND r.phone_verified AND ($2::boolean OR r.erased_at IS NULL)`),
      [phoneHash, erased],
    );
  }

  selected(sql: Sql, ids: string[]): Promise<{ id: string; selected: SelectedResident | null }[]> {
    return sql.rows(`SELECT w.id, ${residentSelect('w.id')} AS selected FROM unnest($1::uuid[]) AS w (id)`, [ids]);
  }

  /** Reads and logs in one statement: neither happens without the other, with a transaction or without one. */
  async readLogged(
    sql: Sql,
    ids: string[],
    reading: Omit<ReadingRow, 'subject' | 'subjectId'>,
  ): Promise<ResidentRow[]> {
    return sql.rows(
      `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS w (resident_id, reading_id)),
            logged AS (
              INSERT INTO personal_data_readings (id, at, account_id, subject, subject_id, fields, ticket_id, purpose)
              SELECT w.reading_id, $3, $4, 'resident', r.id, $5, $6, $7
                FROM wanted w JOIN residents r ON r.id = w.resident_id)
       SELECT ${COLUMNS} FROM wanted w JOIN residents r ON r.id = w.resident_id`,
      [ids, ids.map(() => newId()), reading.at, reading.accountId, reading.fields, reading.ticketId, reading.purpose],
    );
  }

  async log(sql: Sql, reading: ReadingRow): Promise<void> {
    await sql.run(
      `INSERT INTO personal_data_readings (id, at, account_id, subject, subject_id, fields, ticket_id, purpose)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        reading.at,
        reading.accountId,
        reading.subject,
        reading.subjectId,
        reading.fields,
        reading.ticketId,
        reading.purpose,
      ],
    );
  }

  /** Newest first. `prefixes` null: all there is; else of accounts that work nowhere but below one of them. */
  readings(
    sql: Sql,
    filter: {
      accountIsWhole: string;
      prefixes: string[] | null;
      today: string;
      accountId: string | null;
      subjectId: string | null;
      from: Date | null;
      to: Date | null;
      before: string | null;
      limit: number;
    },
  ): Promise<ListedReading[]> {
    return sql.rows(
      `SELECT r.id, r.at, r.account_id AS "accountId", c.name AS "accountName", r.subject, r.subject_id AS "subjectId",
              r.fields, r.ticket_id AS "ticketId", r.purpose
         FROM personal_data_readings r LEFT JOIN accounts c ON c.id = r.account_id
        WHERE ($1::text[] IS NULL OR ${filter.accountIsWhole})
          AND ($3::uuid IS NULL OR r.account_id = $3) AND ($4::uuid IS NULL OR r.subject_id = $4)
          AND ($5::timestamptz IS NULL OR r.at >= $5) AND ($6::timestamptz IS NULL OR r.at < $6)
          AND ($7::uuid IS NULL OR r.id < $7)
        ORDER BY r.id DESC LIMIT $8`,
      [
        ...[filter.prefixes, filter.today, filter.accountId, filter.subjectId],
        ...[filter.from, filter.to, filter.before, filter.limit],
      ],
    );
  }

  /** How often the account did this since then. Locks until the transaction ends, so that parallel ones are counted too. */
  async countReadings(tx: Tx, accountId: string, purpose: string, since: Date): Promise<number> {
    await tx.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${purpose} ${accountId}`]);
    const row = await tx.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM personal_data_readings WHERE account_id = $1 AND purpose = $2 AND at > $3`,
      [accountId, purpose, since],
    );
    return row?.n ?? 0;
  }

  /** Until the transaction ends; false: there is none, or not any more. */
  async hold(tx: Tx, id: string): Promise<boolean> {
    return (await tx.one('SELECT 1 FROM residents WHERE id = $1 AND erased_at IS NULL FOR UPDATE', [id])) !== undefined;
  }

  async erase(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.run(
      'UPDATE residents SET phone_hash = NULL, phone_encrypted = NULL, name_encrypted = NULL, erased_at = $2 WHERE id = $1',
      [id, at],
    );
    await tx.run('DELETE FROM resident_moves WHERE resident_id = $1', [id]);
  }

  async withPhone(sql: Sql, residentIds: string[], phoneHash: Buffer): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      'SELECT id FROM residents WHERE id = ANY ($1::uuid[]) AND phone_hash = $2',
      [residentIds, phoneHash],
    );
    return rows.map(({ id }) => id);
  }
}
