/** What may be a sign that figures are worked on instead of the work (docs/domain.md, Signals): a sign, never a proof. */
export const SIGNALS = [
  'closed_within_a_minute',
  'closed_in_bulk',
  'raised_and_closed_by_one',
  'reopened_after_rating',
  'only_silence',
] as const;
export type Signal = (typeof SIGNALS)[number];

/** Where each begins. Chosen by hand, to be tuned with what heads answer. */
export const THRESHOLDS = {
  /** from opening (or 没好) to the outcome, less holds: nobody walks to a door in that time */
  withinSeconds: 60,
  /** as many outcomes by one account, entered within this many seconds before and after; slips are entered in piles, and left out */
  bulkTickets: 5,
  bulkSeconds: 30,
  /** good stars that were followed by 没好 */
  goodStars: 4,
  /** of the closed tickets of a station in the period: this share by silence, of at least so many */
  silenceShare: 0.8,
  silenceOf: 10,
  /** heads see a signal at once; those above when this has passed, or as soon as the head has answered */
  headFirstHours: 72,
} as const;

/** By what a signal is compared: of how many it is. */
export const SIGNAL_OF: Record<Signal, 'resolved' | 'reopened' | 'closed'> = {
  closed_within_a_minute: 'resolved',
  closed_in_bulk: 'resolved',
  raised_and_closed_by_one: 'resolved',
  reopened_after_rating: 'reopened',
  only_silence: 'closed',
};
