import { narrow, readDay, type Columns, type CsvRow, type RowFault } from '../platform/csv.js';
import type { GivenBalance } from './opening-balances.policy.js';

export const BALANCE_COLUMNS = {
  station: { headers: ['帮办站', 'station'], required: true },
  category: { headers: ['类别', 'category'] },
  from: { headers: ['起始', 'from'] },
  until: { headers: ['截至', 'until'], required: true },
  completed: { headers: ['办结数', 'completed'], required: true },
  source: { headers: ['来源', 'source'], required: true },
} as const satisfies Columns<string>;

interface Named {
  id: string;
  code: string;
  name: string;
}
type Row = CsvRow<keyof typeof BALANCE_COLUMNS>;

export const MOST_COMPLETED = 10_000_000;
const UNKNOWN = ['', '未知', 'unknown'];

/** Every row that can be read, and every fault of the others. `stations`: those that the reader may enter for. */
export function readBalances(
  rows: Row[],
  { stations, categories }: { stations: Named[]; categories: Named[] },
): { given: GivenBalance[]; faults: RowFault[] } {
  const faults: RowFault[] = [];
  const given = rows.flatMap(({ line, cells, tooLong }): GivenBalance[] => {
    const before = faults.length;
    const fault = (field: string, code: string, args?: RowFault['args']): undefined =>
      void faults.push({ line, field, code, ...(args === undefined ? {} : { args }) });
    if (tooLong) fault('', 'too-many-cells');
    const { station = '', category = '', from = '', until = '', completed = '', source = '' } = cells;
    const one = (named: Named[], text: string, field: 'station' | 'category'): string | undefined => {
      const byCode = named.filter(({ code }) => code === text);
      const found = byCode.length > 0 ? byCode : named.filter(({ name }) => name === text);
      if (found.length === 1) return found[0]?.id;
      return fault(field, found.length === 0 ? `${field}-not-known` : `${field}-ambiguous`, { [field]: text });
    };
    const day = (field: string, text: string) => readDay(text) ?? fault(field, text === '' ? 'required' : 'not-a-day');
    const number = /^\d{1,9}$/.test(narrow(completed)) ? Number(narrow(completed)) : undefined;
    if (number === undefined) fault('completed', completed === '' ? 'required' : 'not-an-integer');
    else if (number > MOST_COMPLETED) fault('completed', 'too-large', { max: MOST_COMPLETED });
    if (source === '') fault('source', 'required');
    else if ([...source].length > 200) fault('source', 'too-long', { max: 200 });
    else if (/[\u0000-\u001f\u007f-\u009f\ufeff]/.test(source)) fault('source', 'forbidden-characters');
    const stationId = one(stations, station, 'station');
    const categoryId = UNKNOWN.includes(category.toLowerCase()) ? null : one(categories, category, 'category');
    const [first, last] = [from === '' ? null : day('from', from), day('until', until)];
    if (faults.length > before || stationId === undefined || last === undefined) return [];
    return [
      {
        line,
        stationId,
        categoryId: categoryId ?? null,
        from: first ?? null,
        until: last,
        completed: number ?? 0,
        source,
      },
    ];
  });
  return { given, faults };
}
