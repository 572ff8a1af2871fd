/** One line of the result. */
export interface Figure {
  part: string;
  figure: string;
  value: number;
  unit: string;
  /** what the bare server reached */
  limit?: number;
  ratio?: number;
  /** in words, such as '≥ 0.5' */
  goal?: string;
  met?: boolean;
  /** whatever else was seen, for the file only */
  more?: unknown;
}

const number = (value: number | undefined) =>
  value === undefined ? '' : Number.isNaN(value) ? '?' : value >= 100 ? value.toFixed(0) : value.toFixed(2);

export function table(figures: readonly Figure[]): string {
  const rows = [
    ['part', 'figure', 'value', 'limit', 'ratio', 'goal', 'met'],
    ...figures.map(({ part, figure, value, unit, limit, ratio, goal, met }) => [
      part,
      figure,
      `${number(value)} ${unit}`.trim(),
      number(limit),
      number(ratio),
      goal ?? '',
      met === undefined ? '' : met ? 'yes' : 'NO',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
