import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';
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

const COLUMNS = 'r.id, r.phone_encrypted AS "phoneEncrypted", r.name_encrypted AS "nameEncrypted"';

@Injectable()
export class ResidentsStore {
  /** One verified resident a number: of callers at once, the second waits for the first and gets its row. */
  async putVerified(tx: Tx, resident: NewResident): Promise<string> {
    const row = await tx.one<{ id: string }>(
      `INSERT INTO residents AS r (id, phone_hash, phone_encrypted, name_encrypted, phone_verified)
       VALUES ($1, $2, $3, $4, true)
       ON CONFLICT (phone_hash) WHERE phone_verified
         DO UPDATE SET name_encrypted = COALESCE(excluded.name_encrypted, r.name_encrypted)
       RETURNING id`,
      [resident.id, resident.phoneHash, resident.phoneEncrypted, resident.nameEncrypted],
    );
    if (row === undefined) throw new Error('an upsert handed back no row');
    return row.id;
  }

  async insertUnverified(tx: Tx, resident: NewResident): Promise<void> {
    await tx.run(
      `INSERT INTO residents (id, phone_hash, phone_encrypted, name_encrypted, phone_verified)
       VALUES ($1, $2, $3, $4, false)`,
      [resident.id, resident.phoneHash, resident.phoneEncrypted, resident.nameEncrypted],
    );
  }

  async verifiedByPhone(sql: Sql, phoneHash: Buffer): Promise<ResidentRow | undefined> {
    return sql.one(
      `SELECT ${COLUMNS} FROM residents r WHERE r.phone_hash = $1 AND r.phone_verified AND r.erased_at IS NULL`,
      [phoneHash],
    );
  }

  async byIds(sql: Sql, ids: string[]): Promise<ResidentRow[]> {
    return sql.rows(`SELECT ${COLUMNS} FROM residents r WHERE r.id = ANY ($1::uuid[])`, [ids]);
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

  /** How often the account did this since then. Locks until the transaction ends, so that parallel ones are counted too. */
  async countReadings(tx: Tx, accountId: string, purpose: string, since: Date): Promise<number> {
    await tx.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${purpose} ${accountId}`]);
    const row = await tx.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM personal_data_readings WHERE account_id = $1 AND purpose = $2 AND at > $3`,
      [accountId, purpose, since],
    );
    return row?.n ?? 0;
  }

  async hasPhone(sql: Sql, residentId: string, phoneHash: Buffer): Promise<boolean> {
    const row = await sql.one('SELECT 1 FROM residents WHERE id = $1 AND phone_hash = $2', [residentId, phoneHash]);
    return row !== undefined;
  }
}
