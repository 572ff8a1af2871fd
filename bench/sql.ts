import pg from 'pg';

/** What PostgreSQL hands out and takes back as it is. */
export type Row = Record<string, unknown>;

/** One connection to one database, for what prepares and looks on. */
export class Sql {
  private constructor(private readonly client: pg.Client) {}

  static async on(url: string, database?: string): Promise<Sql> {
    const client = new pg.Client({ connectionString: database === undefined ? url : urlOf(url, database) });
    // interrupted, PostgreSQL ends first; a query that is under way fails as well
    client.on('error', () => undefined);
    await client.connect();
    return new Sql(client);
  }

  async rows<R = Row>(text: string, values: unknown[] = []): Promise<R[]> {
    const result = await this.client.query(text, values);
    return result.rows as R[];
  }

  async one<R = Row>(text: string, values: unknown[] = []): Promise<R> {
    const [row] = await this.rows<R>(text, values);
    if (row === undefined) throw new Error(`no row: ${text}`);
    return row;
  }

  async run(text: string): Promise<void> {
    await this.client.query(text);
  }

  end(): Promise<void> {
    return this.client.end();
  }
}

export function urlOf(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
