/** How many times are in a bucket, as stations/durations.ts cuts them. */
export interface BucketCount {
  bucket: number;
  n: number;
}

/**
 * A histogram as one number: the count of bucket b is its b-th group of so many decimal digits, from the right and from 0. Added as
 * numbers, histograms are added: PostgreSQL reads one row where it had one for each bucket. So many digits that no count of a bucket
 * reaches into the next one.
 */
const WIDTH = 12;
const NONE = '0'.repeat(WIDTH);

/** One time in this bucket (a whole number, as SQL), as a histogram. */
export const oneIn = (bucket: string): string => `('1e' || ${WIDTH} * ${bucket})::numeric`;

/** What a histogram, in decimal digits, holds: its buckets that are not empty, in their order. */
export function bucketsOf(histogram: string): BucketCount[] {
  const buckets: BucketCount[] = [];
  for (let end = histogram.length, bucket = 0; end > 0; end -= WIDTH, bucket += 1) {
    const digits = histogram.slice(Math.max(0, end - WIDTH), end);
    // most are: a number is made of those that are not
    const n = digits === NONE ? 0 : Number(digits);
    if (n > 0) buckets.push({ bucket, n });
  }
  return buckets;
}
