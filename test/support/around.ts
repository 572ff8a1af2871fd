import { Database } from '../../src/platform/database/database.js';
import { asAccount, asHelper, asPhone } from './crew.js';
import type { TestApp } from './harness.js';
import { PHONES, type Asking } from './people.js';

export type Person =
  | 'operator'
  | 'head'
  | 'deputy'
  | 'leader'
  | 'administrator'
  | 'first'
  | 'second'
  | 'stranger'
  | 'otherHead'
  | 'otherLeader';

/** Everybody around the story's station: three of its helpers among them, and two from elsewhere. */
export async function peopleAround(
  app: TestApp,
  members: { id: string; stationId: string }[],
): Promise<Record<Person, Asking>> {
  const account = async (sql: string) => {
    const row = await app.get(Database).one<{ id: string }>(sql, [members[0]?.stationId]);
    return asAccount(app, row?.id ?? '');
  };
  const helper = (at: number) => asHelper(app, members[at]?.id ?? '');
  return {
    operator: await asPhone(app, PHONES.operator),
    head: await asPhone(app, PHONES.head),
    deputy: await asPhone(app, PHONES.deputy),
    leader: await asPhone(app, PHONES.leader),
    administrator: await asPhone(app, PHONES.administrator),
    first: await helper(0),
    second: await helper(1),
    stranger: await helper(2),
    otherHead: await account(
      `SELECT account_id AS id FROM station_heads WHERE role = 'head' AND station_id <> $1 LIMIT 1`,
    ),
    otherLeader: await account(
      `SELECT r.account_id AS id FROM area_roles r JOIN areas a ON a.id = r.area_id
        WHERE r.role = 'leader' AND a.kind = 'community'
          AND a.id <> (SELECT community_id FROM stations WHERE id = $1) LIMIT 1`,
    ),
  };
}
