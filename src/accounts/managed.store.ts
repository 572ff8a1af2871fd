import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import type { Sql, Tx } from '../platform/database/database.js';
import type { AreaRoleName } from './actor.js';

/** SQL of what an account (`account`: its id) works as elsewhere than by an area role on a day: jsonb [{role, stationId, name, path}]. */
export type WorkSelect = (account: string, day: string) => string;

export interface Work {
  role: 'head' | 'deputy' | 'helper';
  stationId: string;
  name: string;
}

export interface ManagedRow {
  id: string;
  name: string;
  phoneEncrypted: Buffer;
  disabledAt: Date | null;
  createdAt: Date;
  hasPassword: boolean;
  lockedUntil: Date | null;
  sessions: number;
  /** those within the prefixes */
  roles: { role: AreaRoleName; areaId: string; areaName: string }[];
  works: Work[];
  /** nothing that it may do lies outside of the prefixes */
  isWhole: boolean;
}

export interface SessionRow {
  id: string;
  createdAt: Date;
  expiresAt: Date;
}

/** A session's name outside: what it is found by in the database, hashed once more, so that nothing of a token is told. */
const SESSION_ID = `md5(encode(s.token_hash, 'hex'))::uuid`;

/** Accounts as administrators see them: those that work within one of their prefixes. */
@Injectable()
export class ManagedStore {
  private readonly demo: boolean;
  private work: WorkSelect = () => `'[]'::jsonb`;

  constructor({ demo }: Config) {
    this.demo = demo;
  }

  workedOutBy(select: WorkSelect): void {
    this.work = select;
  }

  /**
   * $1 prefixes, $2 the day; `paths`: wherever the account may do something. Who has lost their last role stays with those who
   * could give it back.
   */
  private account(): string {
    return `SELECT c.id, c.name, c.phone_encrypted AS "phoneEncrypted", c.disabled_at AS "disabledAt", c.created_at AS "createdAt",
              c.password_hash IS NOT NULL AS "hasPassword", r.roles, w.works,
              (SELECT bool_and(path ^@ ANY ($1::text[]))
                 FROM unnest(CASE WHEN r.paths || w.paths = '{}' THEN r.past ELSE r.paths || w.paths END) AS path) AS "isWhole"
         FROM accounts c
         CROSS JOIN LATERAL (
           SELECT coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'areaId', a.id, 'areaName', a.name) ORDER BY a.path, r.role)
                             FILTER (WHERE a.path ^@ ANY ($1::text[]) AND now.counts), '[]') AS roles,
                  coalesce(array_agg(a.path::text) FILTER (WHERE now.counts), '{}') AS paths,
                  coalesce(array_agg(a.path::text), '{}') AS past
             FROM area_roles r JOIN areas a ON a.id = r.area_id
             CROSS JOIN LATERAL (SELECT r.valid_to IS NULL OR r.valid_to > $2::date AS counts) now
            WHERE r.account_id = c.id) r
         CROSS JOIN LATERAL (
           SELECT coalesce(jsonb_agg(e - 'path' ORDER BY e ->> 'name', e ->> 'role')
                             FILTER (WHERE e ->> 'path' ^@ ANY ($1::text[])), '[]') AS works,
                  coalesce(array_agg(e ->> 'path'), '{}') AS paths
             FROM jsonb_array_elements(${this.work('c.id', '$2::date')}) AS e) w
        WHERE (c.demo IS FALSE OR ${this.demo}) AND EXISTS (SELECT FROM unnest(r.past || w.paths) AS path WHERE path ^@ ANY ($1::text[]))`;
  }

  /** SQL: does the account (`account`: its id, of no table that is named here) work, and nowhere but below `prefixes` (text[]), on the day? */
  wholeWithin(account: string, prefixes: string, day: string): string {
    return `coalesce((SELECT bool_and(w.path ^@ ANY (${prefixes})) FROM (
      SELECT of_role.path::text AS path FROM area_roles had JOIN areas of_role ON of_role.id = had.area_id
       WHERE had.account_id = ${account} AND (had.valid_to IS NULL OR had.valid_to > ${day})
      UNION ALL SELECT e ->> 'path' FROM jsonb_array_elements(${this.work(account, day)}) AS e) w), false)`;
  }

  async page(
    sql: Sql,
    filter: { prefixes: string[]; today: string; search: string | null; after: [string, string] | null; limit: number },
  ): Promise<ManagedRow[]> {
    const [afterName = null, afterId = null] = filter.after ?? [];
    return sql.rows<ManagedRow>(
      `${this.account()}
          AND ($3::text IS NULL OR strpos(lower(c.name), lower($3)) > 0)
          AND ($4::text IS NULL OR (c.name COLLATE "C", c.id) > ($4, $5::uuid))
        ORDER BY c.name COLLATE "C", c.id LIMIT $6`,
      [filter.prefixes, filter.today, filter.search, afterName, afterId, filter.limit],
    );
  }

  async one(sql: Sql, prefixes: string[], today: string, id: string, now: Date): Promise<ManagedRow | undefined> {
    return sql.one<ManagedRow>(
      `SELECT m.*, (SELECT count(*)::int FROM sessions s WHERE s.account_id = m.id AND s.expires_at > $4) AS sessions,
              (SELECT t.locked_until FROM sign_in_attempts t JOIN accounts p ON p.phone_hash = t.phone_hash
                WHERE p.id = m.id AND t.locked_until > $4) AS "lockedUntil"
         FROM (${this.account()} AND c.id = $3) m`,
      [prefixes, today, id, now],
    );
  }

  async disable(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.run('UPDATE accounts SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL', [id, at]);
    await tx.run('DELETE FROM sessions WHERE account_id = $1', [id]);
  }

  /** Also the pause after wrong guesses ends. */
  async enable(tx: Tx, id: string): Promise<void> {
    await tx.run('UPDATE accounts SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL', [id]);
    await tx.run('DELETE FROM sign_in_attempts t USING accounts c WHERE c.id = $1 AND t.phone_hash = c.phone_hash', [
      id,
    ]);
  }

  async grant(tx: Tx, role: { accountId: string; areaId: string; role: AreaRoleName }, today: string): Promise<void> {
    await tx.run(
      `INSERT INTO area_roles AS r (account_id, area_id, role, valid_from) VALUES ($1, $2, $3, $4::date)
       ON CONFLICT (account_id, area_id, role) DO UPDATE
         SET valid_from = CASE WHEN r.valid_to <= $4::date THEN $4::date ELSE r.valid_from END, valid_to = NULL
         WHERE r.valid_to IS NOT NULL`,
      [role.accountId, role.areaId, role.role, today],
    );
  }

  /** From today on it counts no more; that it did stays. */
  async revoke(tx: Tx, role: { accountId: string; areaId: string; role: AreaRoleName }, today: string): Promise<void> {
    await tx.run(
      `UPDATE area_roles SET valid_to = $4::date
        WHERE account_id = $1 AND area_id = $2 AND role = $3 AND (valid_to IS NULL OR valid_to > $4::date)`,
      [role.accountId, role.areaId, role.role, today],
    );
  }

  sessions(sql: Sql, accountId: string, now: Date, limit: number): Promise<SessionRow[]> {
    return sql.rows(
      `SELECT ${SESSION_ID} AS id, s.created_at AS "createdAt", s.expires_at AS "expiresAt"
         FROM sessions s WHERE s.account_id = $1 AND s.expires_at > $2 ORDER BY s.created_at DESC LIMIT $3`,
      [accountId, now, limit],
    );
  }

  /** All of them where `sessionId` is null. */
  async endSessions(tx: Tx, accountId: string, sessionId: string | null): Promise<number> {
    return tx.run(`DELETE FROM sessions s WHERE s.account_id = $1 AND ($2::uuid IS NULL OR ${SESSION_ID} = $2::uuid)`, [
      accountId,
      sessionId,
    ]);
  }
}
