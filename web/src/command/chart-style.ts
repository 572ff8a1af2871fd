import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';
import { isDark, settings } from '../settings';
import type { ChartOption } from './echarts';

/** Colours of the pages, for what is painted and not styled; they differ in lightness, not only in hue. */
export interface ChartStyle {
  text: string;
  soft: string;
  line: string;
  card: string;
  accent: string;
  /** much lighter in the light, much darker in the dark */
  second: string;
  danger: string;
  /** px */
  font: number;
  family: string;
}

const FONT: InjectionKey<number> = Symbol('px of the writing in charts');
export const provideChartFont = (px: number): void => provide(FONT, px);

const variable = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function useChartStyle(): ComputedRef<ChartStyle> {
  const px = inject(FONT, 13);
  return computed(() => ({
    text: variable('--text'),
    soft: variable('--soft'),
    line: variable('--line'),
    card: variable('--card'),
    accent: variable('--accent'),
    second: isDark.value ? '#3f6186' : '#9cc4ee',
    danger: variable('--danger'),
    font: settings.large ? px * 1.375 : px,
    // a canvas inherits nothing
    family: getComputedStyle(document.documentElement).fontFamily,
  }));
}

/** What all charts have: no motion, words painted and not put into the page (its policy takes no styles), room for the words. */
export function baseOf({ text, card, line, font, family }: ChartStyle): ChartOption {
  return {
    animation: false,
    textStyle: { color: text, fontSize: font, fontFamily: family },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      axisPointer: { type: 'shadow' },
      backgroundColor: card,
      borderColor: line,
      textStyle: { color: text, fontSize: font, fontFamily: family },
    },
    grid: { left: 8, right: 16, top: 24, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  };
}

export function categoryAxis(
  { text, line, font }: ChartStyle,
  data: string[],
  more: { interval?: number | 'auto'; inverse?: boolean } = {},
) {
  return {
    type: 'category' as const,
    data,
    inverse: more.inverse ?? false,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
    axisLabel: {
      color: text,
      fontSize: font,
      hideOverlap: true,
      ...(more.interval === undefined ? {} : { interval: more.interval }),
    },
  };
}

export function valueAxis({ soft, line, font }: ChartStyle, name = '') {
  return {
    type: 'value' as const,
    name,
    nameTextStyle: { color: soft, fontSize: font, align: 'left' as const },
    minInterval: 1,
    axisLabel: { color: soft, fontSize: font, hideOverlap: true },
    splitLine: { lineStyle: { color: line, type: 'dashed' as const, opacity: 0.6 } },
  };
}
