import type { Query } from './queries/queries.js';

/** What one of the ways to resolve says of a text. */
export interface Answer {
  /** null: it asks back */
  building: string | null;
  unit: string | null;
  /** codes, the likeliest first, without the answer */
  alternatives: readonly string[];
  /** 0 to 1 */
  confidence: number;
  reason: string;
}

export interface Answered {
  query: Query;
  answer: Answer;
  /** of the building that is answered */
  grid: string | null;
}

/** What came of some queries. All answers count, also to what nobody could answer: there, each is wrong. */
export interface Tally {
  asked: number;
  answered: number;
  right: number;
  rightGrid: number;
  /** among all that was asked */
  wrongGrid: number;
  /** asked, where one building fits */
  clear: number;
  clearAbstained: number;
  /** of those abstained, the right one is among the alternatives */
  clearOffered: number;
  unclear: number;
  unclearAbstained: number;
  /** right buildings of which a unit was said, and of these the right unit */
  units: number;
  unitsRight: number;
}

export function tally(answers: readonly Answered[]): Tally {
  const sum: Tally = {
    asked: answers.length,
    answered: 0,
    right: 0,
    rightGrid: 0,
    wrongGrid: 0,
    clear: 0,
    clearAbstained: 0,
    clearOffered: 0,
    unclear: 0,
    unclearAbstained: 0,
    units: 0,
    unitsRight: 0,
  };
  for (const { query, answer, grid } of answers) {
    const abstained = answer.building === null;
    if (query.fits === 'one') {
      sum.clear++;
      if (abstained) sum.clearAbstained++;
      if (abstained && query.building !== null && answer.alternatives.includes(query.building)) sum.clearOffered++;
    } else {
      sum.unclear++;
      if (abstained) sum.unclearAbstained++;
    }
    if (abstained) continue;
    sum.answered++;
    if (grid === query.grid) sum.rightGrid++;
    else sum.wrongGrid++;
    if (answer.building !== query.building) continue;
    sum.right++;
    if (query.unit === null) continue;
    sum.units++;
    if (answer.unit === query.unit) sum.unitsRight++;
  }
  return sum;
}

export const isRight = ({ query, answer }: Answered) => answer.building === query.building;

/** One row for each kind alone, one for all threes, one for each kind of what is unclear, and the sum. */
export function byKind(answers: readonly Answered[]): [string, Tally][] {
  const groups = new Map<string, Answered[]>();
  for (const one of answers) {
    const { set, kinds } = one.query;
    const key = set === 'threes' ? 'in threes' : set === 'unclear' ? `unclear: ${kinds[0] ?? ''}` : (kinds[0] ?? '');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  const rows = [...groups].map(([kind, own]): [string, Tally] => [kind, tally(own)]);
  return [...rows, ['all', tally(answers)]];
}

const share = (part: number, whole: number) => (whole === 0 ? '' : ((100 * part) / whole).toFixed(1));

export function kindTable(rows: readonly [string, Tally][]): string {
  const head = [
    'kind',
    'asked',
    'answered',
    'right %',
    'grid %',
    'wrong grid',
    'abst. of clear %',
    'of unclear %',
    'unit %',
  ];
  const lines = rows.map(([kind, sum]) => [
    kind,
    String(sum.asked),
    String(sum.answered),
    share(sum.right, sum.answered),
    share(sum.rightGrid, sum.answered),
    String(sum.wrongGrid),
    share(sum.clearAbstained, sum.clear),
    share(sum.unclearAbstained, sum.unclear),
    share(sum.unitsRight, sum.units),
  ]);
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => width(line[column] ?? ''))));
  return all
    .map((line) =>
      line
        .map((text, column) => {
          const gap = ' '.repeat((widths[column] ?? 0) - width(text));
          return column === 0 ? text + gap : gap + text;
        })
        .join('  '),
    )
    .join('\n');
}

/** In columns of a terminal: a Chinese character takes two. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '⺀' ? 2 : 1), 0);
}
