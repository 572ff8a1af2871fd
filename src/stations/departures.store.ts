import type { Sql, Tx } from '../platform/database/database.js';
import type { Writer } from '../platform/database/statement.js';
import type { StationScope } from './stations.types.js';

export interface Departure {
  helperId: string;
  leftOn: string;
  enteredAt: Date;
}

/** A ticket of these people has come to life again: whoever of them has left is looked at once more. */
export const lookAgain: Writer<{ helperId: string } | { accountId: string }> = (statement, people) => {
  const helperIds = people.flatMap((person) => ('helperId' in person ? person.helperId : []));
  const accountIds = people.flatMap((person) => ('accountId' in person ? person.accountId : []));
  statement.part(
    `UPDATE helper_departures SET done_at = NULL
      WHERE returned_at IS NULL AND helper_id IN (
        SELECT h.id FROM helpers h
         WHERE h.id = ANY (${statement.value(helperIds)}::uuid[]) OR h.account_id = ANY (${statement.value(accountIds)}::uuid[]))`,
  );
};

/** Helpers who leave and come back. */
export class DeparturesStore {
  /**
   * The helper, where the scope has their home station. Held until the transaction ends, also against `keep`: an accept
   * that is under way comes before or after.
   */
  hold(
    tx: Tx,
    scope: StationScope,
    helperId: string,
  ): Promise<{ accountId: string; stationId: string; leftOn: string | null } | undefined> {
    return tx.one(
      `SELECT h.account_id AS "accountId", h.station_id AS "stationId", h.left_on::text AS "leftOn"
         FROM helpers h JOIN stations s ON s.id = h.station_id
        WHERE h.id = $1 AND (s.id = ANY ($2::uuid[]) OR s.area_path ^@ ANY ($3::text[]))
          FOR UPDATE OF h`,
      [helperId, scope.stationIds, scope.areaPaths],
    );
  }

  async keep(tx: Tx, helperId: string): Promise<void> {
    await tx.run('SELECT FROM helpers WHERE id = $1 FOR KEY SHARE', [helperId]);
  }

  async leave(
    tx: Tx,
    departure: Departure & { id: string; reasonEncrypted: Buffer; enteredBy: string },
  ): Promise<void> {
    const { id, helperId, leftOn, reasonEncrypted, enteredBy, enteredAt } = departure;
    await tx.run('UPDATE helpers SET left_on = $2 WHERE id = $1', [helperId, leftOn]);
    await tx.run(
      `INSERT INTO helper_departures (id, helper_id, left_on, reason_encrypted, entered_by, entered_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, helperId, leftOn, reasonEncrypted, enteredBy, enteredAt],
    );
  }

  async comeBack(tx: Tx, helperId: string, by: string, at: Date): Promise<void> {
    await tx.run('UPDATE helpers SET left_on = NULL WHERE id = $1', [helperId]);
    await tx.run(
      `UPDATE helper_departures SET returned_by = $2, returned_at = $3 WHERE helper_id = $1 AND returned_at IS NULL`,
      [helperId, by, at],
    );
  }

  /** Deputies of any station are deputies no more from that day on. */
  async endDeputies(tx: Tx, accountId: string, from: string): Promise<void> {
    await tx.run(
      `UPDATE station_heads SET valid_to = greatest($2::date, valid_from)
        WHERE account_id = $1 AND role = 'deputy' AND (valid_to IS NULL OR valid_to > $2)`,
      [accountId, from],
    );
  }

  /** Head on one of the days, or named to be it later. */
  async isHead(sql: Sql, accountId: string, today: string): Promise<boolean> {
    const row = await sql.one(
      `SELECT 1 FROM station_heads WHERE account_id = $1 AND role = 'head' AND (valid_to IS NULL OR valid_to > $2)`,
      [accountId, today],
    );
    return row !== undefined;
  }

  /** Whose day has come and whose jobs may not all have gone back yet, first come first. */
  due(sql: Sql, today: string, limit: number): Promise<(Departure & { accountId: string })[]> {
    return sql.rows(
      `SELECT d.helper_id AS "helperId", h.account_id AS "accountId", d.left_on::text AS "leftOn",
              d.entered_at AS "enteredAt"
         FROM helper_departures d JOIN helpers h ON h.id = d.helper_id
        WHERE d.left_on <= $1 AND d.done_at IS NULL AND d.returned_at IS NULL ORDER BY d.left_on, d.id LIMIT $2`,
      [today, limit],
    );
  }

  async setDone(sql: Sql, helperId: string, at: Date): Promise<void> {
    await sql.run('UPDATE helper_departures SET done_at = $2 WHERE helper_id = $1 AND returned_at IS NULL', [
      helperId,
      at,
    ]);
  }
}
