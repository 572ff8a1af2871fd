import { IntField, TextField } from './fields.js';
import { RefusedError } from './refusal.js';

/** Keyset paging: `after` is the cursor that the page before handed out; it means nothing to the reader. */
export class PageQuery {
  @IntField({ min: 1, max: 200, optional: true, fromText: true, description: 'rows a page; 50 unless told' })
  limit?: number;

  @TextField({ max: 500, optional: true, description: 'cursor: `next` of the page before' })
  after?: string;
}

export interface Page<Item> {
  items: Item[];
  /** hand it back as `after`; null on the last page */
  next: string | null;
}

export function limitOf(query: PageQuery): number {
  return query.limit ?? 50;
}

/** Cuts a page out of rows that were read with one more than asked for. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  key: (row: Row) => string[],
  item: (row: Row) => Item,
): Page<Item> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(item),
    next: rows.length > limit && last !== undefined ? encode(key(last)) : null,
  };
}

function encode(key: string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key values of a cursor, each checked by its own pattern; null without a cursor. */
export function cursorOf(query: PageQuery, ...patterns: RegExp[]): string[] | null {
  if (query.after === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(query.after, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === patterns.length &&
      key.every((part, index): part is string => typeof part === 'string' && patterns[index]?.test(part) === true)
    ) {
      return key;
    }
  } catch {
    // told below
  }
  throw new RefusedError({ refused: 'cursor-malformed', field: 'after' });
}
