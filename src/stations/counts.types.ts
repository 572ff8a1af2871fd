/** What is counted, each in a column of its own. `withdrawn` stands beside the completions: both are never negative. */
export const COUNTED = [
  'received',
  'resolved_done',
  'resolved_referred',
  'resolved_explained',
  'resolved_not_possible',
  'resolved_on_time',
  'completed_link',
  'completed_call_back',
  'completed_slip',
  'completed_silence',
  'withdrawn',
  'cancelled',
  'transferred_in',
  'transferred_out',
  'ratings',
  'stars',
] as const;
export type Counted = (typeof COUNTED)[number];

/** Who earns it: a station, or an area where it was solved there. */
export interface Holder {
  kind: 'station' | 'area';
  id: string;
  areaPath: string;
}

export interface Count {
  holder: Holder;
  /** local day on which it happened */
  day: string;
  categoryId: string;
  add: Partial<Record<Counted, number>>;
  times?: { measure: 'accept' | 'resolve'; seconds: number }[];
}

export const GROUPINGS = ['none', 'holder', 'category', 'day', 'month', 'half-year'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface CountsFilter {
  /** everything at or below one of these places */
  areaPaths?: string[];
  stationIds?: string[];
  categoryId?: string;
  /** local days, both included */
  from: string;
  to: string;
  by: Grouping;
}
