import { i18n } from '../i18n';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 0.5 as 50.0%; of nothing there is no rate. */
export function percent(value: number | null): string {
  return value === null ? i18n.global.t('command.none') : `${(value * 100).toFixed(1)}%`;
}

const round = (value: number) => (value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);

/** Seconds in the unit in which one would say it. */
export function span(seconds: number | null): string {
  const { t } = i18n.global;
  if (seconds === null) return t('command.none');
  if (seconds < MINUTE) return t('command.span.seconds', { n: Math.round(seconds) });
  if (seconds < HOUR) return t('command.span.minutes', { n: round(seconds / MINUTE) });
  if (seconds < 2 * DAY) return t('command.span.hours', { n: round(seconds / HOUR) });
  return t('command.span.days', { n: round(seconds / DAY) });
}

/** Against the period before, in points of a hundred; not by an arrow alone. */
export function changeWords(value: number | null, before: number | null): { arrow: string; words: string } {
  const { t } = i18n.global;
  if (value === null || before === null) return { arrow: '', words: t('command.change.none') };
  const points = Math.round((value - before) * 1_000) / 10;
  if (points === 0) return { arrow: '＝', words: t('command.change.same') };
  const n = Math.abs(points).toFixed(1);
  return points > 0
    ? { arrow: '▲', words: t('command.change.up', { n }) }
    : { arrow: '▼', words: t('command.change.down', { n }) };
}
