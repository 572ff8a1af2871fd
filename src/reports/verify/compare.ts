import { isDeepStrictEqual } from 'node:util';

/** A row that is not what its events make of it. */
export interface Difference {
  table: string;
  /** the row's primary key, its parts separated by blanks */
  key: string;
  /** the field's name in the code; `row` where all of it is missing, or should not be there */
  field: string;
  expected: unknown;
  found: unknown;
}

// Where somebody lives is told by id only.
const NOT_SHOWN = ['unit', 'lng', 'lat', 'givenPoint', 'routeReason'];

/** Field by field; a field that only one of them has differs, unless it is null. */
export function compareRow(table: string, key: string, expected: object, found: object): Difference[] {
  const [want, have] = [expected as Record<string, unknown>, found as Record<string, unknown>];
  const differences: Difference[] = [];
  for (const field of new Set([...Object.keys(want), ...Object.keys(have)])) {
    const [one, other] = [want[field] ?? null, have[field] ?? null];
    if (isDeepStrictEqual(one, other)) continue;
    const hidden = NOT_SHOWN.includes(field);
    differences.push({ table, key, field, expected: hidden ? '…' : one, found: hidden ? '…' : other });
  }
  return differences;
}

/** Rows with ids: each of one side against the one with its id on the other. */
export function compareRows(table: string, expected: { id: string }[], found: { id: string }[]): Difference[] {
  const left = new Map(found.map((row) => [row.id, row]));
  const differences: Difference[] = [];
  for (const want of expected) {
    const have = left.get(want.id);
    left.delete(want.id);
    if (have === undefined) differences.push({ table, key: want.id, field: 'row', expected: 'there', found: null });
    else differences.push(...compareRow(table, want.id, want, have));
  }
  for (const { id } of left.values())
    differences.push({ table, key: id, field: 'row', expected: null, found: 'there' });
  return differences;
}
