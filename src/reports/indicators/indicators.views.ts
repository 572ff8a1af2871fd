import type { Language } from '../../platform/http/language.js';
import type { FormulaPart, GroupPart, IndicatorsView } from './indicators.dto.js';
import type { Group, IndicatorReport } from './indicators.js';
import { INDICATORS, type Formulas } from './indicators.policy.js';
import { formulaWords, indicatorWords } from './indicators.words.js';

export function formulaParts(formulas: Formulas, language: Language): FormulaPart[] {
  return INDICATORS.map((indicator) => ({
    indicator,
    words: indicatorWords(indicator, language),
    formula: formulas[indicator],
    formulaWords: formulaWords(indicator, formulas[indicator], language),
  }));
}

export function groupView({ key, name, kind, counts, figures }: Group, language: Language): GroupPart {
  return {
    key,
    name: name === null ? null : name[language],
    kind,
    counts,
    indicators: INDICATORS.map((indicator) => ({ indicator, ...figures[indicator] })),
  };
}

export function viewOf(report: IndicatorReport, language: Language): IndicatorsView {
  const { period, before, formulas, groups, filling, completeFrom } = report;
  return {
    period,
    before,
    formulas: formulaParts(formulas, language),
    groups: groups.map((group) => groupView(group, language)),
    filling,
    completeFrom,
  };
}
