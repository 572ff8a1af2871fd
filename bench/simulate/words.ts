import type { Outcome } from './tally.js';

/** The figures of an outcome: how they are called, and how they are written. */
export interface Column {
  zh: string;
  en: string;
  /** null: there was none */
  value: (outcome: Outcome) => number | null;
  digits: number;
}

export const COLUMNS: readonly Column[] = [
  { zh: '未补齐 %', en: 'unfilled %', value: ({ unfilled }) => unfilled * 100, digits: 1 },
  { zh: '首位接单 p50 分', en: 'accept p50 min', value: ({ acceptP50 }) => acceptP50, digits: 1 },
  { zh: '首位接单 p90 分', en: 'accept p90 min', value: ({ acceptP90 }) => acceptP90, digits: 1 },
  { zh: '派齐 p50 分', en: 'full p50 min', value: ({ fullP50 }) => fullP50, digits: 1 },
  { zh: '派齐 p90 分', en: 'full p90 min', value: ({ fullP90 }) => fullP90, digits: 1 },
  { zh: '一小时办完 %', en: 'done in 1 h %', value: ({ doneInHour }) => doneInHour * 100, digits: 1 },
  { zh: '派单/补上一位', en: 'offers/filled', value: ({ offersPerFilled }) => offersPerFilled, digits: 2 },
  { zh: '白接', en: 'wasted accepts', value: ({ wastedAccepts }) => wastedAccepts, digits: 0 },
  { zh: '路程 米', en: 'travel m', value: ({ travel }) => travel, digits: 0 },
  { zh: '帮办基尼', en: 'Gini jobs', value: ({ giniJobs }) => giniJobs, digits: 3 },
  { zh: '派单基尼', en: 'Gini offers', value: ({ giniOffers }) => giniOffers, digits: 3 },
  { zh: '证件违规', en: 'licence viol.', value: ({ licenceViolations }) => licenceViolations, digits: 0 },
];

export function figure(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

export const RUNG_WORDS: readonly (readonly [string, string])[] = [
  ['neighbours', '邻站 neighbours'],
  ['pool', '专业 pool'],
  ['head', '站长 head'],
  ['above', '上级 above'],
];

export function escalationWords({ escalations }: Outcome): string {
  const told = RUNG_WORDS.flatMap(([rung, words]) => {
    const count = escalations[rung as keyof Outcome['escalations']];
    return count === undefined ? [] : [`${words} ${Math.round(count)}`];
  });
  return told.length === 0 ? '–' : told.join(' · ');
}

/** Columns padded to the widest cell. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
