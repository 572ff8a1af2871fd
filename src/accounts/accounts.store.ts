import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '../platform/database/database.js';
import type { AreaRoleName } from './actor.js';

export interface NewAccount {
  id: string;
  name: string;
  phoneHash: Buffer;
  phoneEncrypted: Buffer;
  passwordHash: string | null;
  demo: boolean;
}

export interface NewRole {
  accountId: string;
  areaId: string;
  role: AreaRoleName;
}

/** Who is on duty for an area, and what kind of area that is. */
export interface OnDuty {
  kind: string;
  areaId: string;
  accountId: string;
}

/** Accounts, their roles over areas, and who is on duty for an area. */
/** For the statement of a higher feature: an SQL expression of the account's id. */
export function nameSelect(id: string): string {
  return `(SELECT a.name FROM accounts a WHERE a.id = ${id})`;
}

/** The same for several: names by account id, as JSON. */
export function namesSelect(ids: string[]): string {
  return `(SELECT coalesce(jsonb_object_agg(a.id, a.name), '{}') FROM accounts a WHERE a.id IN (${ids.join(', ')}))`;
}

@Injectable()
export class AccountsStore {
  async insert(tx: Tx, accounts: NewAccount[]): Promise<void> {
    await tx.run(
      `INSERT INTO accounts (id, name, phone_hash, phone_encrypted, password_hash, demo)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::text[], $6::boolean[])`,
      [
        accounts.map(({ id }) => id),
        accounts.map(({ name }) => name),
        accounts.map(({ phoneHash }) => phoneHash),
        accounts.map(({ phoneEncrypted }) => phoneEncrypted),
        accounts.map(({ passwordHash }) => passwordHash),
        accounts.map(({ demo }) => demo),
      ],
    );
  }

  async insertRoles(tx: Tx, roles: NewRole[], validFrom: string): Promise<void> {
    await tx.run(
      `INSERT INTO area_roles (account_id, area_id, role, valid_from)
       SELECT account_id, area_id, role, $4::date
         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS given (account_id, area_id, role)`,
      [
        roles.map(({ accountId }) => accountId),
        roles.map(({ areaId }) => areaId),
        roles.map(({ role }) => role),
        validFrom,
      ],
    );
  }

  async insertOwners(tx: Tx, owners: { areaId: string; accountId: string }[]): Promise<void> {
    await tx.run(
      `INSERT INTO area_owners (area_id, account_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])
       ON CONFLICT (area_id) DO UPDATE SET account_id = excluded.account_id, deputy_id = NULL`,
      [owners.map(({ areaId }) => areaId), owners.map(({ accountId }) => accountId)],
    );
  }

  /** `paths`: the place and all above it. The deputy stands in for an owner whose account is disabled. */
  async owner(sql: Sql, paths: string[]): Promise<{ accountId: string; name: string; areaId: string } | undefined> {
    return sql.one(
      `SELECT c.id AS "accountId", c.name, o.area_id AS "areaId"
         FROM areas a
         JOIN area_owners o ON o.area_id = a.id
         JOIN accounts c ON c.id IN (o.account_id, o.deputy_id) AND c.disabled_at IS NULL
        WHERE a.path = ANY ($1)
        ORDER BY length(a.path) DESC, (c.id = o.account_id) DESC
        LIMIT 1`,
      [paths],
    );
  }

  /** Of every area among `paths` that has one, the person on duty; the nearest area first. */
  async onDuty(sql: Sql, paths: string[]): Promise<OnDuty[]> {
    return sql.rows<OnDuty>(
      `SELECT DISTINCT ON (length(a.path)) a.kind, a.id AS "areaId", c.id AS "accountId"
         FROM areas a
         JOIN area_owners o ON o.area_id = a.id
         JOIN accounts c ON c.id IN (o.account_id, o.deputy_id) AND c.disabled_at IS NULL
        WHERE a.path = ANY ($1)
        ORDER BY length(a.path) DESC, (c.id = o.account_id) DESC`,
      [paths],
    );
  }

  async names(sql: Sql, ids: string[]): Promise<{ id: string; name: string }[]> {
    return sql.rows('SELECT id, name FROM accounts WHERE id = ANY ($1::uuid[])', [ids]);
  }

  byPhones(
    sql: Sql,
    phoneHashes: Buffer[],
  ): Promise<{ id: string; name: string; phoneHash: Buffer; disabled: boolean }[]> {
    return sql.rows(
      `SELECT id, name, phone_hash AS "phoneHash", disabled_at IS NOT NULL AS disabled
         FROM accounts WHERE phone_hash = ANY ($1::bytea[])`,
      [phoneHashes],
    );
  }

  async rename(tx: Tx, accounts: { id: string; name: string }[]): Promise<void> {
    await tx.run(
      `UPDATE accounts a SET name = given.name FROM unnest($1::uuid[], $2::text[]) AS given (id, name)
        WHERE a.id = given.id`,
      [accounts.map(({ id }) => id), accounts.map(({ name }) => name)],
    );
  }

  /** Those whose role counts today, but the demo's. Until the transaction ends nobody else becomes one. */
  async administrators(tx: Tx, today: string): Promise<{ id: string; phoneHash: Buffer; hasPassword: boolean }[]> {
    await tx.run('LOCK TABLE area_roles IN SHARE ROW EXCLUSIVE MODE');
    return tx.rows(
      `SELECT DISTINCT c.id, c.phone_hash AS "phoneHash", c.password_hash IS NOT NULL AS "hasPassword"
         FROM accounts c JOIN area_roles r ON r.account_id = c.id
        WHERE r.role = 'administrator' AND c.disabled_at IS NULL AND NOT c.demo
          AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to > $1)`,
      [today],
    );
  }

  async rootAreas(sql: Sql): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>('SELECT id FROM areas WHERE parent_id IS NULL');
    return rows.map(({ id }) => id);
  }

  async phoneTaken(sql: Sql, phoneHash: Buffer): Promise<boolean> {
    return (await sql.one('SELECT 1 FROM accounts WHERE phone_hash = $1', [phoneHash])) !== undefined;
  }

  /** Those of the areas that lie below one of the prefixes. */
  async areasWithin(sql: Sql, areaIds: string[], prefixes: string[]): Promise<string[]> {
    const rows = await sql.rows<{ id: string }>(
      `SELECT a.id FROM areas a
        WHERE a.id = ANY ($1::uuid[]) AND EXISTS (SELECT FROM unnest($2::text[]) AS p WHERE starts_with(a.path, p))`,
      [areaIds, prefixes],
    );
    return rows.map(({ id }) => id);
  }
}
