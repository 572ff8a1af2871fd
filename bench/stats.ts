/** Of what was measured: the value below which the share `q` (0–1) lies, by nearest rank; NaN without values. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? NaN;
}

/** The middle one; between the two middle ones of an even number. */
export function median(values: ArrayLike<number>): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

/** Does it grow? The slope by least squares, a second for samples taken each second. */
export function slope(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let over = 0;
  let under = 0;
  values.forEach((value, index) => {
    over += (index - middle) * (value - mean);
    under += (index - middle) ** 2;
  });
  return over / under;
}
