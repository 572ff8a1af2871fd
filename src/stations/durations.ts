/**
 * Mergeable histograms of times: logarithmic buckets, the scheme of DDSketch (Masson, Rim, Lee; VLDB 2019). Bucket i holds
 * the times above γ^(i−1) and up to γ^i seconds; its middle is told, which is off by at most (γ−1)/(γ+1) < 5 %.
 */
const GAMMA = 1.1;
const LOG_GAMMA = Math.log(GAMMA);

/** The bucket of a time in seconds; 0 up to one second. */
export function bucketOf(seconds: number): number {
  return seconds <= 1 ? 0 : Math.ceil(Math.log(seconds) / LOG_GAMMA - 1e-9);
}

/** Seconds in the middle of a bucket. */
export function secondsOf(bucket: number): number {
  return bucket === 0 ? 1 : (2 * GAMMA ** bucket) / (GAMMA + 1);
}

/** The value below which the share `q` (0–1) of the times lies; null without times. */
export function quantile(buckets: { bucket: number; n: number }[], q: number): number | null {
  const total = buckets.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(q * total));
  let seen = 0;
  for (const { bucket, n } of [...buckets].sort((a, b) => a.bucket - b.bucket)) {
    seen += n;
    if (seen >= rank) return secondsOf(bucket);
  }
  return null;
}
