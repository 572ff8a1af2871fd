import type { Language } from '../../platform/http/language.js';
import { formulaParts, groupView } from './indicators.views.js';
import type { StationsComparedView, TimesView } from './series.dto.js';
import type { StationsReport, TimesGroup } from './series.js';

export function timesView({ key, name, accept, resolve }: TimesGroup, language: Language): TimesView {
  return { key, name: name === null ? null : name[language], accept, resolve };
}

export function comparedView(report: StationsReport, language: Language): StationsComparedView {
  const { period, before, formulas, stations, spread, filling, completeFrom } = report;
  return {
    period,
    before,
    filling,
    completeFrom,
    formulas: formulaParts(formulas, language),
    stations: stations.map(({ helpers, perHelper, acceptSeconds, resolveSeconds, ...group }) => ({
      ...groupView(group, language),
      helpers,
      perHelper,
      acceptSeconds,
      resolveSeconds,
    })),
    spread: Object.entries(spread).map(([of, numbers]) => ({ of, ...numbers })),
  };
}
