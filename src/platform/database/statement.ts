/** SQL that runs often: each connection parses and plans it once, under this name. */
export interface Prepared {
  name: string;
  text: string;
}

const prepared = new Map<string, Prepared>();
/** Texts are put together from few parts, so they are few; more than this would be a leak, and they run unnamed. */
const MOST = 1_000;

/** For a text that does not depend on what is asked, other than through its parameters. */
export function prepare(text: string): Prepared | string {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  if (prepared.size >= MOST) return text;
  const made = { name: `s${prepared.size}`, text };
  prepared.set(text, made);
  return made;
}

/** As many rows at most stand in the text as VALUES. */
const FEW = 4;

/** The values of a statement that is put together. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder for a value. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** One statement, put together from the parts that each feature writes for its own tables. */
export class Statement extends Parameters {
  private readonly parts: string[] = [];
  private readonly checks: string[] = [];

  /**
   * Rows as a table in a FROM clause; `columns`: name and SQL type; bytes are given as `\x…` (`hex`). A few rows are VALUES: the
   * planner knows how many there are, and finds what they are joined with by its index. More are one JSON parameter, so that
   * the text does not depend on their number; join those by `ids` as well.
   */
  rows(rows: object[], alias: string, columns: Record<string, string>): string {
    const described = Object.entries(columns);
    if (rows.length > FEW) {
      const types = described.map(([name, type]) => `"${name}" ${type}`);
      return `jsonb_to_recordset(${this.value(JSON.stringify(rows))}::jsonb) AS ${alias} (${types.join(', ')})`;
    }
    const lines = (rows as Record<string, unknown>[]).map((row) => {
      const cells = described.map(([name, type]) => `${this.value(cellOf(row[name], type))}::${type}`);
      return `(${cells.join(', ')})`;
    });
    return `(VALUES ${lines.join(', ')}) AS ${alias} (${described.map(([name]) => `"${name}"`).join(', ')})`;
  }

  /** For a join with more than a few `rows`: a condition by which the planner comes to the index. */
  among(column: string, ids: string[]): string {
    return ids.length > FEW ? ` AND ${column} = ANY (${this.value(ids)}::uuid[])` : '';
  }

  /** An INSERT, UPDATE or DELETE. */
  part(sql: string): void {
    this.parts.push(sql);
  }

  /** An expression that raises an error where nothing may be written. */
  check(expression: string): void {
    this.checks.push(expression);
  }

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  /**
   * PostgreSQL runs what writes and is not referred to from the last to the first, after the main query: listed backwards,
   * the parts run in the order in which they were added. Nothing is wrong where they do not: a hot row is held longer.
   */
  build(): { text: string; values: unknown[] } {
    const listed = this.parts.map((sql, index) => `w${index} AS (${sql})`).reverse();
    return { text: `WITH ${listed.join(',\n')} SELECT ${this.checks.join(', ')}`, values: this.values };
  }
}

function cellOf(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  return type === 'jsonb' ? JSON.stringify(value) : value;
}

export function hex(bytes: Buffer | null): string | null {
  return bytes === null ? null : `\\x${bytes.toString('hex')}`;
}

/** How rows of one kind are written. */
export type Writer<Row> = (statement: Statement, rows: Row[]) => void;

/** What one transaction writes, collected first, so that it is one statement: rows by the way in which they are written. */
export class Writing {
  private readonly first = new Map<Writer<never>, unknown[]>();
  private readonly last = new Map<Writer<never>, unknown[]>();
  private readonly checks: ((statement: Statement) => string)[] = [];

  add<Row>(writer: Writer<Row>, ...rows: Row[]): this {
    return this.put(this.first, writer, rows);
  }

  /** After all others: for a hot row, which is then held shortest. */
  addLast<Row>(writer: Writer<Row>, ...rows: Row[]): this {
    return this.put(this.last, writer, rows);
  }

  /** An SQL expression that raises an error where nothing of it may be written. */
  check(expression: (statement: Statement) => string): this {
    this.checks.push(expression);
    return this;
  }

  /** All that the other one has collected, too. */
  take(other: Writing): this {
    for (const [writer, rows] of other.first) this.put(this.first, writer, rows as never[]);
    for (const [writer, rows] of other.last) this.put(this.last, writer, rows as never[]);
    this.checks.push(...other.checks);
    return this;
  }

  statement(): Statement {
    const statement = new Statement();
    for (const [writer, rows] of [...this.first, ...this.last]) writer(statement, rows as never[]);
    for (const check of this.checks) statement.check(check(statement));
    return statement;
  }

  private put<Row>(to: Map<Writer<never>, unknown[]>, writer: Writer<Row>, rows: Row[]): this {
    const there = to.get(writer);
    if (rows.length > 0 && there === undefined) to.set(writer, [...rows]);
    else there?.push(...rows);
    return this;
  }
}
