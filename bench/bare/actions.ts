import type { Row } from '../sql.js';
import type { Table, Written } from './capture.js';
import { asParameter, insert, Statement, type Query, type Types } from './statement.js';

export type ActionName = 'take' | 'accept' | 'resolve' | 'confirm';

export interface Acting {
  /** of the ticket; when accepting, of the offer */
  id: string;
  ids: string[];
  key: string;
}

/** Which place of the crew is filled, where the request fills one; elsewhere a change is of all of them. */
const PLACE: Record<ActionName, string> = {
  take: `(SELECT p.id FROM crew_places p JOIN changed ON p.ticket_id = changed.ticket_id WHERE p.helper_id IS NULL
           ORDER BY p.skill NULLS FIRST, p.id LIMIT 1)`,
  accept: '(SELECT place_id FROM answered)',
  resolve: '',
  confirm: '',
};

/**
 * What the real server wrote for an action, as one statement on another ticket: its row is changed first, and what depends on
 * it reads version, station and category from there; the counts come last, since their row is hot.
 */
export function actionStatement(
  types: Types,
  name: ActionName,
  written: Written,
): { query: Query<Acting>; made: number } {
  const { added, changed } = written;
  const statement = new Statement<Acting>(name, types);
  const made: string[] = (Object.keys(added) as Table[]).flatMap((table) =>
    added[table].flatMap((row) => (typeof row.id === 'string' ? [row.id] : [])),
  );
  const value = (captured: unknown) => {
    const index = made.indexOf(String(captured));
    const parameter = asParameter(captured);
    return index === -1 ? () => parameter : ({ ids }: Acting) => ids[index];
  };
  const sets = (table: Table, row: Row) =>
    Object.keys(row)
      .filter((column) => column !== 'version')
      .map((column) =>
        row[column] === null
          ? `${column} = NULL`
          : `${column} = ${statement.parameter(`${table}.${column}`, value(row[column]))}`,
      )
      .join(', ');

  const given = statement.parameter('tickets.id', ({ id }) => id);
  if (changed.offers !== undefined) {
    statement.with(
      'answered',
      `UPDATE offers SET ${sets('offers', changed.offers)} WHERE id = ${given} AND state = 'offered'
       RETURNING ticket_id, place_id, helper_id`,
    );
  }
  const ticket = changed.offers === undefined ? given : '(SELECT ticket_id FROM answered)';
  // the state that the captured one was in: nothing is changed twice
  const from = (written.added.ticket_events.at(-1)?.changes as { from?: string } | undefined)?.from;
  statement.with(
    'changed',
    `UPDATE tickets SET ${sets('tickets', changed.tickets ?? {})}, version = version + ${added.ticket_events.length}
      WHERE id = ${ticket} ${from === undefined ? '' : `AND state = '${from}'`}
     RETURNING id, id AS ticket_id, version, station_id, category_id, area_id, state`.replace('SET , ', 'SET '),
  );
  if (changed.crew_places !== undefined) {
    const fill =
      name === 'accept'
        ? `helper_id = (SELECT helper_id FROM answered), joined_at = ${statement.parameter(
            'crew_places.joined_at',
            value(changed.crew_places.joined_at),
          )}`
        : sets('crew_places', changed.crew_places);
    const which = PLACE[name] === '' ? 'ticket_id = (SELECT ticket_id FROM changed)' : `id = ${PLACE[name]}`;
    statement.with('filled', `UPDATE crew_places SET ${fill} WHERE ${which}`);
  }
  const rows = (table: Table, instead: (row: number) => Record<string, string>, source = 'changed') =>
    insert(statement, table, added[table], (row, column) => value(added[table][row]?.[column]), instead, source);
  const events = added.ticket_events.length;
  statement.with(
    'event',
    rows('ticket_events', (row) => ({
      ticket_id: 'changed.ticket_id',
      version: `changed.version - ${events - 1 - row}`,
      station_id: 'changed.station_id',
    })),
  );
  const ofTicket = () => ({ ticket_id: 'changed.ticket_id' });
  if (added.ticket_texts.length > 0) statement.with('words', rows('ticket_texts', ofTicket));
  const last = Number(added.ticket_events.at(-1)?.version);
  const facts = (row: number) => ({
    ...ofTicket(),
    version: `changed.version - ${last - Number(added.ticket_facts[row]?.version)}`,
    holder_id: 'changed.station_id',
    area_path: '(SELECT s.area_path FROM stations s WHERE s.id = changed.station_id)',
    area_id: 'changed.area_id',
    category_id: 'changed.category_id',
  });
  if (added.ticket_facts.length > 0) statement.with('facts', rows('ticket_facts', facts));
  if (added.outbox.length > 0)
    statement.with(
      'outgoing',
      rows('outbox', () => ({})),
    );
  if (added.dispatches.length > 0) statement.with('dispatch', `${rows('dispatches', ofTicket)} ${SCHEDULED}`);
  if (changed.dispatches !== undefined) {
    statement.with(
      'dispatch',
      `UPDATE dispatches SET ${sets('dispatches', changed.dispatches)} WHERE ticket_id = (SELECT ticket_id FROM changed)`,
    );
  }
  const key = statement.parameter('idempotency_keys.key', (acting) => acting.key);
  statement.with(
    'once',
    rows('idempotency_keys', () => ({ key })),
  );
  counting(statement, written);
  return { query: statement.finish('SELECT id, state, version FROM changed'), made: made.length };
}

const SCHEDULED = 'ON CONFLICT (ticket_id) DO UPDATE SET due_at = excluded.due_at';

function counting(statement: Statement<Acting>, { counts, times }: Written): void {
  const holder = 'changed.station_id, s.area_path';
  const source = 'FROM changed JOIN stations s ON s.id = changed.station_id';
  times.forEach((time, index) => {
    const [day, measure, bucket] = ['day', 'measure', 'bucket'].map((column) =>
      statement.parameter(`count_times.${column}`, () => time[column]),
    );
    statement.with(
      `time${index}`,
      `INSERT INTO count_times AS t (holder_id, area_path, day, category_id, measure, bucket, n)
       SELECT ${holder}, ${day}, changed.category_id, ${measure}, ${bucket}, 1 ${source}
       ON CONFLICT ON CONSTRAINT count_times_pkey DO UPDATE SET n = t.n + excluded.n`,
    );
  });
  counts.forEach(({ key, add }, index) => {
    const columns = Object.keys(add);
    if (columns.length === 0) return;
    const day = statement.parameter('counts.day', () => key.day);
    const added = columns.map((column) => statement.parameter(`counts.${column}`, () => add[column]));
    statement.with(
      `count${index}`,
      `INSERT INTO counts AS c (holder_id, area_path, holder_kind, day, category_id, ${columns.join(', ')})
       SELECT ${holder}, 'station', ${day}, changed.category_id, ${added.join(', ')} ${source}
       ON CONFLICT ON CONSTRAINT counts_pkey DO UPDATE
         SET ${columns.map((column) => `${column} = c.${column} + excluded.${column}`).join(', ')}`,
    );
  });
}
