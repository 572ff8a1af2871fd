import type { FactKind } from './fact.js';

/** 结案率 按期结案率 返工率 延期率 满意率 响应率 解决率 回访率. */
export const INDICATORS = [
  'closing',
  'on_time',
  'rework',
  'extension',
  'satisfaction',
  'response',
  'solution',
  'call_back',
] as const;
export type Indicator = (typeof INDICATORS)[number];

/** Two sets of facts: what is counted of what. The numerator need not be a part of the denominator: a rate of closing may be above 1. */
export interface Formula {
  numerator: readonly FactKind[];
  denominator: readonly FactKind[];
}

const RECEIVED = ['received'] as const;
const TAKEN_ON = ['received', 'transferred_in'] as const;
const AT_FIRST = ['resolved_done_on_time', 'resolved_other_on_time'] as const;
const ON_TIME = [...AT_FIRST, 'resolved_done_on_time_cleared', 'resolved_other_on_time_cleared'] as const;
const LATE = ['resolved_done_late', 'resolved_other_late'] as const;
const RESOLVED = [...ON_TIME, ...LATE] as const;
const DONE = ['resolved_done_on_time', 'resolved_done_on_time_cleared', 'resolved_done_late'] as const;
/** 应结案数: the deadline was kept, or noticed as missed; what was cleared afterwards was noticed, and is due once */
const DUE = [...AT_FIRST, 'resolve_missed'] as const;
const ACCEPTED_ON_TIME = ['accepted_on_time', 'accepted_on_time_cleared'] as const;
const ACCEPTED = [...ACCEPTED_ON_TIME, 'accepted_late'] as const;
const ACCEPT_DUE = ['accepted_on_time', 'accept_missed'] as const;
/** the resident's own word, or what somebody heard from them */
const SAID_DONE = ['closed_done_link', 'closed_done_call_back', 'closed_done_slip'] as const;
const SAID_OTHER = ['closed_other_link', 'closed_other_call_back', 'closed_other_slip'] as const;
const SILENT = ['closed_done_silence', 'closed_other_silence'] as const;
const CLOSED = [...SAID_DONE, ...SAID_OTHER, ...SILENT] as const;
const REOPENED = ['reopened_resolved', 'reopened_closed'] as const;
const RATED = ['rated_1', 'rated_2', 'rated_3', 'rated_4', 'rated_5'] as const;

/**
 * By indicator and the code of the formula; the first is used where nobody has chosen. What they mean: indicators.words.ts. Beside a
 * formula stands whose it is (docs/domain.md, Figures, with addresses); where nothing stands it is our own definition.
 */
export const FORMULAS = {
  closing: {
    // 办结 ÷ 办理: 12345 of Siping, April 2024
    received: { numerator: RESOLVED, denominator: RECEIVED },
    taken_on: { numerator: RESOLVED, denominator: TAKEN_ON },
    // ÷ 应结案数: 数字城管 of Zhengzhou, April 2019, and of Tianmen, December 2016; of Jinhua less 缓办数
    due: { numerator: RESOLVED, denominator: DUE },
    confirmed: { numerator: CLOSED, denominator: RECEIVED },
  },
  on_time: {
    // as 结案率
    due: { numerator: ON_TIME, denominator: DUE },
    resolved: { numerator: ON_TIME, denominator: RESOLVED },
    received: { numerator: ON_TIME, denominator: RECEIVED },
  },
  rework: {
    resolved: { numerator: REOPENED, denominator: RESOLVED },
    closed: { numerator: ['reopened_closed'], denominator: CLOSED },
    // ÷ 应结案数: Zhengzhou. 返工 there may be what a check sends back (so in Jinhua), here it is the resident's 没好
    due: { numerator: REOPENED, denominator: DUE },
  },
  extension: {
    received: { numerator: ['extended'], denominator: RECEIVED },
    resolved: { numerator: ['extended'], denominator: RESOLVED },
    // ÷ 应结案数: Zhengzhou
    due: { numerator: ['extended'], denominator: DUE },
    with_holds: { numerator: ['extended', 'held'], denominator: RECEIVED },
  },
  satisfaction: {
    four_up: { numerator: ['rated_4', 'rated_5'], denominator: RATED },
    three_up: { numerator: ['rated_3', 'rated_4', 'rated_5'], denominator: RATED },
    five: { numerator: ['rated_5'], denominator: RATED },
  },
  response: {
    due: { numerator: ACCEPTED_ON_TIME, denominator: ACCEPT_DUE },
    accepted: { numerator: ACCEPTED_ON_TIME, denominator: ACCEPTED },
    received: { numerator: ACCEPTED_ON_TIME, denominator: RECEIVED },
  },
  solution: {
    said: { numerator: SAID_DONE, denominator: [...SAID_DONE, ...SAID_OTHER, ...REOPENED] },
    done: { numerator: DONE, denominator: RESOLVED },
    with_silence: {
      numerator: [...SAID_DONE, 'closed_done_silence'],
      denominator: [...CLOSED, ...REOPENED],
    },
  },
  call_back: {
    reached: { numerator: ['called_reached'], denominator: RESOLVED },
    said: { numerator: [...SAID_DONE, ...SAID_OTHER], denominator: CLOSED },
    tried: { numerator: ['called_reached'], denominator: ['called_reached', 'called_unreached'] },
  },
} as const satisfies Record<Indicator, Record<string, Formula>>;

export type Formulas = Record<Indicator, string>;

export function formulaCodes(indicator: Indicator): string[] {
  return Object.keys(FORMULAS[indicator]);
}

export function formulaOf(indicator: Indicator, code: string): Formula {
  const known: Record<string, Formula> = FORMULAS[indicator];
  const formula = known[code];
  if (formula === undefined) throw new Error(`no formula '${code}' of '${indicator}'`);
  return formula;
}

/** What is used at a place: what the nearest area above it, or itself, has chosen. `chosen` from the root down. */
export function formulasFrom(chosen: { indicator: Indicator; formula: string }[]): Formulas {
  const first = INDICATORS.map((indicator) => [indicator, formulaCodes(indicator)[0] ?? ''] as const);
  // a code that this version no longer knows counts as not chosen
  const known = chosen.filter(({ indicator, formula }) => formula in (FORMULAS[indicator] ?? {}));
  return Object.fromEntries([
    ...first,
    ...known.map(({ indicator, formula }) => [indicator, formula] as const),
  ]) as Formulas;
}

export interface Figure {
  numerator: number;
  denominator: number;
  /** numerator ÷ denominator; null where there is nothing to divide by */
  value: number | null;
}

export function figureOf(formula: Formula, counts: Partial<Record<FactKind, number>>): Figure {
  const sum = (kinds: readonly FactKind[]) => kinds.reduce((all, kind) => all + (counts[kind] ?? 0), 0);
  const [numerator, denominator] = [sum(formula.numerator), sum(formula.denominator)];
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
}
