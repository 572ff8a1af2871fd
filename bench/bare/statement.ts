import type { Row } from '../sql.js';

/** Column (`tickets.id`) → its type, as SQL writes it. */
export type Types = Record<string, string>;

type Value<Given> = (given: Given) => unknown;

/** One named statement of several parts, with how its parameters are read from what a request gives. */
export class Statement<Given> {
  private readonly values: Value<Given>[] = [];
  private readonly parts: string[] = [];

  constructor(
    readonly name: string,
    private readonly types: Types,
  ) {}

  /** A parameter of the column's type. */
  parameter(column: string, value: Value<Given>): string {
    const type = this.types[column];
    if (type === undefined) throw new Error(`no column ${column}`);
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  with(name: string, sql: string): this {
    this.parts.push(`${name} AS (${sql})`);
    return this;
  }

  /** The last part, as the statement itself. */
  finish(sql: string): Query<Given> {
    const text = `WITH ${this.parts.join(',\n')}\n${sql}`;
    return (given) => ({ name: this.name, text, values: this.values.map((value) => value(given)) });
  }
}

export type Query<Given> = (given: Given) => { name: string; text: string; values: unknown[] };

/** A column's SQL; undefined: as it was captured; null: left out. */
export type Instead = Record<string, string | null | undefined>;

/**
 * Rows like those that were captured, one INSERT a table. What was NULL is left out: the shortest statement that writes the same
 * row. `from` is where values in `instead` come from.
 */
export function insert<Given>(
  statement: Statement<Given>,
  table: string,
  rows: Row[],
  value: (row: number, column: string) => Value<Given>,
  instead: (row: number) => Instead,
  from = '',
): string {
  const own = new Set(['xid']);
  const columns = Object.keys(rows[0] ?? {}).filter(
    (column) => !own.has(column) && instead(0)[column] !== null && rows.some((row) => row[column] !== null),
  );
  const selects = rows.map((_, row) => {
    const other = instead(row);
    const cells = columns.map(
      (column) => other[column] ?? statement.parameter(`${table}.${column}`, value(row, column)),
    );
    return `SELECT ${cells.join(', ')}${from === '' ? '' : ` FROM ${from}`}`;
  });
  return `INSERT INTO ${table} (${columns.join(', ')}) ${selects.join(' UNION ALL ')}`;
}

/** As a parameter takes it: JSON as text; the only arrays that are no JSON are of text. */
export function asParameter(value: unknown, type = ''): unknown {
  const plain =
    value === null ||
    typeof value !== 'object' ||
    value instanceof Date ||
    Buffer.isBuffer(value) ||
    (Array.isArray(value) && type.endsWith('[]'));
  return plain ? value : JSON.stringify(value);
}
