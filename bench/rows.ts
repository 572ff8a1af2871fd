import { startBareServer } from './bare/server.js';
import { ask } from './bare/capture.js';
import type { Types } from './bare/statement.js';
import { ACTIONS, openBody, pathOf, probe, type Probe } from './probe.js';
import { Sql } from './sql.js';
import type { Street } from './street.js';

export type Rows = Record<string, number>;

/** Of each table, how many rows a request to the real server and one to the bare server added; of counts, how many were counted. */
export interface Compared {
  what: string;
  real: Rows;
  bare: Rows;
}

/** Is the limit an honest one? On one database, with nothing else going on; its tickets are brought to where the actions begin. */
export async function compareRows(databaseUrl: string, port: number, street: Street): Promise<Compared[]> {
  const sql = await Sql.on(databaseUrl);
  try {
    // twice: what one of them does on the real server, the other is there for on the bare one
    const first = await probe(sql, port, street);
    const second = await probe(sql, port, street);
    const bare = await startBareServer({ databaseUrl, ...first });
    try {
      return await compare(sql, street, { port, probe: first }, { port: bare.port, probe: second });
    } finally {
      await bare.stop();
    }
  } finally {
    await sql.end();
  }
}

interface Side {
  port: number;
  probe: Probe;
}

async function compare(sql: Sql, street: Street, real: Side, bare: Side): Promise<Compared[]> {
  const compared: Compared[] = [];
  const [place] = street.places;
  if (place === undefined) return compared;
  const body = (phone: string) =>
    JSON.parse(JSON.stringify(openBody(street, place)).replace('{phone}', phone)) as object;
  const open = (side: Side, phone: string) =>
    added(sql, real.probe.types, () => ask(side.port, '/tickets', body(phone), street.operatorToken));
  compared.push({ what: 'open', real: await open(real, '+8617000900001'), bare: await open(bare, '+8617000900002') });
  for (const action of ACTIONS) {
    const act = ({ port, probe: { ready } }: Side) =>
      added(sql, real.probe.types, async () => {
        const [one] = ready[action];
        if (one !== undefined) await ask(port, pathOf(action, one.subjectId), one.body, one.token);
      });
    compared.push({ what: action, real: await act(real), bare: await act(bare) });
  }
  return compared;
}

async function added(sql: Sql, types: Types, work: () => Promise<unknown>): Promise<Rows> {
  const before = await countAll(sql, types);
  await work();
  const after = await countAll(sql, types);
  return Object.fromEntries(
    Object.entries(after)
      .map(([table, n]): [string, number] => [table, n - (before[table] ?? 0)])
      .filter(([, n]) => n !== 0),
  );
}

async function countAll(sql: Sql, types: Types): Promise<Rows> {
  const tables = [...new Set(Object.keys(types).map((column) => column.slice(0, column.indexOf('.'))))];
  const counts = tables.map((table) => `SELECT '${table}' AS name, ${amount(table, types)} AS n FROM ${table}`);
  const rows = await sql.rows<{ name: string; n: number }>(counts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

/** A count may add to a row that is there. */
function amount(table: string, types: Types): string {
  if (table === 'count_times') return 'coalesce(sum(n), 0)::int';
  if (table !== 'counts') return 'count(*)::int';
  const columns = Object.keys(types).filter((column) => column.startsWith('counts.') && types[column] === 'integer');
  return `(count(*) + coalesce(sum(${columns.join(' + ')}), 0))::int`;
}
