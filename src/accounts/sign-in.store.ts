import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import type { Sql, Tx } from '../platform/database/database.js';
import { prepare } from '../platform/database/statement.js';
import type { AreaRole } from './actor.js';

/** An SQL expression of one account (`account`: its id) on a day (`day`: a date). */
export type ActorSelect = (account: string, day: string) => string;

export interface SessionAccount {
  id: string;
  name: string;
  roles: AreaRole[];
  parts: unknown[];
  expiresAt: Date;
  /** how often what accounts may do has changed */
  access: string;
}

export interface CodeRow {
  accountId: string;
  codeHash: Buffer;
}

/** An account `a` that may be used: with `demo` one of the made-up street, too. */
const USABLE = (demo: string) => `a.disabled_at IS NULL AND (NOT a.demo OR ${demo}::boolean)`;

/** Guesses, sessions and one-time codes. Moments are the application's, so that one clock decides. */
@Injectable()
export class SignInStore {
  private readonly demo: boolean;

  constructor({ demo }: Config) {
    this.demo = demo;
  }

  /**
   * Counts a guess before it is checked, in one statement that commits by itself: of guesses sent at once no more than
   * `limit` are ever checked. False: locked.
   */
  async countGuess(sql: Sql, phoneHash: Buffer, now: Date, limit: number, lockedUntil: Date): Promise<boolean> {
    const counted = await sql.run(
      `INSERT INTO sign_in_attempts AS s (phone_hash, attempts, last_at) VALUES ($1, 1, $2)
       ON CONFLICT (phone_hash) DO UPDATE
         SET attempts = CASE WHEN s.locked_until IS NULL THEN s.attempts + 1 ELSE 1 END,
             locked_until = CASE WHEN s.locked_until IS NULL AND s.attempts + 1 >= $3 THEN $4::timestamptz END,
             last_at = $2
         WHERE s.locked_until IS NULL OR s.locked_until <= $2`,
      [phoneHash, now, limit, lockedUntil],
    );
    return counted > 0;
  }

  async forgetGuesses(tx: Tx, phoneHash: Buffer): Promise<void> {
    await tx.run('DELETE FROM sign_in_attempts WHERE phone_hash = $1', [phoneHash]);
  }

  async accountByPhone(
    sql: Sql,
    phoneHash: Buffer,
  ): Promise<{ id: string; name: string; passwordHash: string | null } | undefined> {
    return sql.one(
      `SELECT a.id, a.name, a.password_hash AS "passwordHash" FROM accounts a WHERE a.phone_hash = $1 AND ${USABLE('$2')}`,
      [phoneHash, this.demo],
    );
  }

  /** False when the password was changed, or the account disabled, since the password was checked. */
  async openSession(
    tx: Tx,
    session: { tokenHash: Buffer; accountId: string; passwordHash: string; now: Date; expiresAt: Date },
  ): Promise<boolean> {
    const opened = await tx.run(
      `INSERT INTO sessions (token_hash, account_id, created_at, expires_at)
       SELECT $1, id, $4, $5 FROM accounts WHERE id = $2 AND password_hash = $3 AND disabled_at IS NULL FOR SHARE`,
      [session.tokenHash, session.accountId, session.passwordHash, session.now, session.expiresAt],
    );
    return opened > 0;
  }

  /** With its roles of that day, and what `parts` select of it. */
  async accountOfSession(
    sql: Sql,
    tokenHash: Buffer,
    now: Date,
    day: string,
    parts: ActorSelect[],
  ): Promise<SessionAccount | undefined> {
    return sql.one(
      prepare(
        `SELECT a.id, a.name, s.expires_at AS "expiresAt", (SELECT revision::text FROM access_revision) AS access,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'areaId', r.area_id, 'path', p.path)
                                           ORDER BY p.path, r.role), '[]')
                   FROM area_roles r JOIN areas p ON p.id = r.area_id
                  WHERE r.account_id = a.id AND r.valid_from <= $4::date AND (r.valid_to IS NULL OR r.valid_to > $4::date)) AS roles,
                jsonb_build_array(${parts.map((select) => select('a.id', '$4::date')).join(', ')}) AS parts
           FROM sessions s JOIN accounts a ON a.id = s.account_id
          WHERE s.token_hash = $1 AND s.expires_at > $2 AND ${USABLE('$3')}`,
      ),
      [tokenHash, now, this.demo, day],
    );
  }

  async accessRevision(sql: Sql): Promise<string> {
    const row = await sql.one<{ revision: string }>(prepare('SELECT revision::text AS revision FROM access_revision'));
    return row?.revision ?? '0';
  }

  async endSession(sql: Sql, tokenHash: Buffer): Promise<void> {
    await sql.run('DELETE FROM sessions WHERE token_hash = $1', [tokenHash]);
  }

  async askForCode(tx: Tx, phoneHash: Buffer, now: Date): Promise<void> {
    await tx.run('INSERT INTO code_requests (phone_hash, asked_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      phoneHash,
      now,
    ]);
  }

  /** Since then, oldest first. */
  async codeRequests(sql: Sql, since: Date, limit: number): Promise<Buffer[]> {
    const rows = await sql.rows<{ phoneHash: Buffer }>(
      'SELECT phone_hash AS "phoneHash" FROM code_requests WHERE asked_at > $1 ORDER BY asked_at LIMIT $2',
      [since, limit],
    );
    return rows.map(({ phoneHash }) => phoneHash);
  }

  /** False when another process has it, or had it. */
  async takeCodeRequest(tx: Tx, phoneHash: Buffer): Promise<boolean> {
    const taken = await tx.run(
      `DELETE FROM code_requests WHERE phone_hash = (
         SELECT phone_hash FROM code_requests WHERE phone_hash = $1 FOR UPDATE SKIP LOCKED)`,
      [phoneHash],
    );
    return taken > 0;
  }

  /** Replaces the account's code, unless it was asked for too recently or too often (false). */
  async putCode(
    tx: Tx,
    code: { accountId: string; codeHash: Buffer; codeEncrypted: Buffer; now: Date; expiresAt: Date },
    limits: { minSeconds: number; perDay: number },
  ): Promise<boolean> {
    const put = await tx.run(
      `INSERT INTO one_time_codes AS c
         (account_id, code_hash, code_encrypted, created_at, expires_at, attempts, asked, day_from)
       VALUES ($1, $2, $3, $4::timestamptz, $5, 0, 1, $4)
       ON CONFLICT (account_id) DO UPDATE
         SET code_hash = excluded.code_hash, code_encrypted = excluded.code_encrypted,
             created_at = excluded.created_at, expires_at = excluded.expires_at, attempts = 0,
             asked = CASE WHEN c.day_from <= $4::timestamptz - interval '24 hours' THEN 1 ELSE c.asked + 1 END,
             day_from = CASE WHEN c.day_from <= $4::timestamptz - interval '24 hours' THEN $4 ELSE c.day_from END
         WHERE c.created_at <= $4::timestamptz - make_interval(secs => $6)
           AND (c.asked < $7 OR c.day_from <= $4::timestamptz - interval '24 hours')`,
      [code.accountId, code.codeHash, code.codeEncrypted, code.now, code.expiresAt, limits.minSeconds, limits.perDay],
    );
    return put > 0;
  }

  liveCodes(sql: Sql, accountIds: string[], now: Date): Promise<{ accountId: string; code: Buffer }[]> {
    return sql.rows(
      `SELECT account_id AS "accountId", code_encrypted AS code FROM one_time_codes
        WHERE account_id = ANY ($1::uuid[]) AND expires_at > $2`,
      [accountIds, now],
    );
  }

  /** Counts a try at the code before it is checked, as countGuess does; undefined when there is none to try. */
  async countTry(sql: Sql, phoneHash: Buffer, now: Date, limit: number): Promise<CodeRow | undefined> {
    return sql.one<CodeRow>(
      `UPDATE one_time_codes SET attempts = attempts + 1
        WHERE account_id = (SELECT a.id FROM accounts a WHERE a.phone_hash = $1 AND ${USABLE('$4')})
          AND expires_at > $2 AND attempts < $3
        RETURNING account_id AS "accountId", code_hash AS "codeHash"`,
      [phoneHash, now, limit, this.demo],
    );
  }

  /** False when somebody else used or replaced it meanwhile. */
  async useCode(tx: Tx, { accountId, codeHash }: CodeRow): Promise<boolean> {
    return (
      (await tx.run('DELETE FROM one_time_codes WHERE account_id = $1 AND code_hash = $2', [accountId, codeHash])) > 0
    );
  }

  async setPassword(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
    await tx.run('UPDATE accounts SET password_hash = $2 WHERE id = $1', [accountId, passwordHash]);
    await tx.run('DELETE FROM sessions WHERE account_id = $1', [accountId]);
  }

  /** At most `limit` rows of each: ended sessions, and guesses, codes and requests for codes that bound nothing any more. */
  async sweep(sql: Sql, now: Date, limit: number): Promise<number> {
    const sessions = await sql.run(
      `DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at <= $1 LIMIT $2)`,
      [now, limit],
    );
    const guesses = await sql.run(
      `DELETE FROM sign_in_attempts WHERE phone_hash IN (
         SELECT phone_hash FROM sign_in_attempts WHERE last_at <= $1::timestamptz - interval '24 hours' LIMIT $2)`,
      [now, limit],
    );
    const codes = await sql.run(
      `DELETE FROM one_time_codes WHERE account_id IN (
         SELECT account_id FROM one_time_codes
          WHERE expires_at <= $1::timestamptz AND day_from <= $1::timestamptz - interval '24 hours' LIMIT $2)`,
      [now, limit],
    );
    const requests = await sql.run(
      `DELETE FROM code_requests WHERE phone_hash IN (
         SELECT phone_hash FROM code_requests WHERE asked_at <= $1::timestamptz - interval '1 hour' LIMIT $2)`,
      [now, limit],
    );
    return sessions + guesses + codes + requests;
  }
}
