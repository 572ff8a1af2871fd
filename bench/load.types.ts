/** One request of the load. `{phone}` in its body becomes a number that nobody has yet. */
export interface Target {
  path: string;
  /** unset: GET */
  body?: string;
  token?: string;
  /** a POST that only asks, and so needs no Idempotency-Key */
  asks?: boolean;
}

export interface Job {
  port: number;
  connections: number;
  targets: Target[];
  /** each target at most once, such as the offers to accept; otherwise over and over */
  once?: boolean;
  seconds: number;
  /** not measured */
  warmup: number;
  /** unset: closed loop, each connection sends when it has its answer. Set: this many a second, whatever the answers */
  rate?: number;
}

export interface Load {
  /** answered within the measured time */
  answers: number;
  /** of them, and of the warm-up, what was no 2xx; a lost connection counts as one */
  errors: number;
  statuses: Record<string, number>;
  /** the first few bodies that were no 2xx */
  said: string[];
  seconds: number;
  /** answers a second */
  rate: number;
  /** milliseconds; with a `rate`, from the moment the request was to be sent */
  p50: number;
  p99: number;
  max: number;
}
