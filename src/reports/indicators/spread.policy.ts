/** Of several stations: the five numbers of a box plot. */
export interface Spread {
  n: number;
  min: number | null;
  q1: number | null;
  median: number | null;
  q3: number | null;
  max: number | null;
}

/** Quartiles by linear interpolation between the ordered values (as PERCENTILE.INC of spreadsheets, so that they can be checked there). */
export function spreadOf(values: number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (q: number): number | null => {
    const place = q * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    if (below === undefined || above === undefined) return null;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { n: sorted.length, min: at(0), q1: at(0.25), median: at(0.5), q3: at(0.75), max: at(1) };
}

/** Upper ends of the bars of a histogram of times, in seconds; the last bar is open. */
export const BARS = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 259_200, 604_800] as const;

/** The bars of times that are told by their middle. */
export function barsOf(times: { seconds: number; n: number }[]): { upTo: number | null; n: number }[] {
  const bars = [...BARS.map((upTo) => ({ upTo: upTo, n: 0 })), { upTo: null, n: 0 }];
  for (const { seconds, n } of times) {
    const bar = bars.find(({ upTo }) => upTo === null || seconds <= upTo);
    if (bar !== undefined) bar.n += n;
  }
  return bars;
}
