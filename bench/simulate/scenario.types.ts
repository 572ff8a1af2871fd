import type { Urgency } from '../../src/dispatch/choosing/choosing.types.js';

/** docs/simulation.md explains every field. */
export interface Scenario {
  stations: number;
  stationsPerCommunity: number;
  communitiesPerStreet: number;
  helpers: number;
  load: number;
  requestsADay: number | null;
  hours: number[];
  spacingMetres: number;
  spreadMetres: number;
  demandSkew: number;
  willingShare: number;
  acceptance: [number, number];
  acceptanceFadesMetres: number;
  acceptancePerJob: number;
  hourSwing: number;
  declineShare: number;
  answerMinutes: number;
  answerSigma: number;
  inactiveMinutes: number;
  capacity: [number, number];
  maxOffersADay: number;
  restMinutes: number;
  shifts: Shift[];
  daysAWeek: number;
  metresAMinute: number;
  urgencies: Record<Urgency, { acceptMinutes: number; offerMinutes: number }>;
  skills: Record<string, Skill>;
  categories: Category[];
  k: number;
}

export interface Shift {
  from: number;
  to: number;
  weight: number;
}

export interface Skill {
  share: number;
  licensed: boolean;
  expiring: number;
}

export interface Category {
  name: string;
  weight: number;
  urgency: Urgency;
  minutes: number;
  minutesSigma: number;
  crew: (string | null)[];
}
