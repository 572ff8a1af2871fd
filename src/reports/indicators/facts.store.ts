import type { Writer } from '../../platform/database/statement.js';
import type { Fact } from './fact.js';

const COLUMNS: Record<keyof Fact, [column: string, type: string]> = {
  ticketId: ['ticket_id', 'uuid'],
  version: ['version', 'int'],
  kind: ['kind', 'text'],
  holderId: ['holder_id', 'uuid'],
  areaPath: ['area_path', 'text'],
  areaId: ['area_id', 'uuid'],
  categoryId: ['category_id', 'uuid'],
  day: ['day', 'date'],
  happenedAt: ['happened_at', 'timestamptz'],
  seconds: ['seconds', 'double precision'],
};
const KEYS = Object.keys(COLUMNS) as (keyof Fact)[];

export const insertFacts: Writer<Fact> = (statement, facts) => {
  const types = Object.fromEntries(KEYS.map((key) => [key, COLUMNS[key][1]]));
  statement.part(
    `INSERT INTO ticket_facts (${KEYS.map((key) => COLUMNS[key][0]).join(', ')})
     SELECT ${KEYS.map((key) => `r."${key}"`).join(', ')} FROM ${statement.rows(facts, 'r', types)}`,
  );
};
