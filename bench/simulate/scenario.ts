import { checked } from './checks.js';
import type { Scenario } from './scenario.types.js';

export type { Scenario, Shift } from './scenario.types.js';

export const DEFAULT_SCENARIO: Scenario = {
  stations: 29,
  stationsPerCommunity: 5,
  communitiesPerStreet: 6,
  helpers: 300,
  load: 0.8,
  requestsADay: null,
  // messages of citizens to a Chinese city by the hour, 0 to 23
  hours: [
    106, 60, 11, 15, 7, 16, 35, 58, 178, 262, 508, 349, 241, 202, 272, 400, 287, 334, 239, 166, 143, 156, 161, 120,
  ],
  spacingMetres: 350,
  spreadMetres: 150,
  demandSkew: 0.5,
  willingShare: 0.3,
  acceptance: [0.17, 0.47],
  acceptanceFadesMetres: 4000,
  acceptancePerJob: 0.7,
  hourSwing: 0.2,
  declineShare: 0.5,
  answerMinutes: 2,
  answerSigma: 1,
  inactiveMinutes: 5,
  capacity: [1, 2],
  maxOffersADay: 40,
  restMinutes: 10,
  shifts: [
    { from: 8, to: 14, weight: 3 },
    { from: 9, to: 18, weight: 4 },
    { from: 13, to: 21, weight: 3 },
    { from: 20, to: 8, weight: 2 },
  ],
  daysAWeek: 5,
  metresAMinute: 80,
  urgencies: {
    normal: { acceptMinutes: 240, offerMinutes: 10 },
    urgent: { acceptMinutes: 90, offerMinutes: 6 },
    critical: { acceptMinutes: 30, offerMinutes: 4 },
  },
  skills: {
    electrician: { share: 0.2, licensed: true, expiring: 0.1 },
    carpenter: { share: 0.25, licensed: false, expiring: 0 },
    lawyer: { share: 0.12, licensed: true, expiring: 0.1 },
    doctor: { share: 0.15, licensed: true, expiring: 0.1 },
  },
  categories: [
    { name: '跑腿搬运', weight: 34, urgency: 'normal', minutes: 60, minutesSigma: 0.5, crew: [null] },
    { name: '小修小补', weight: 18, urgency: 'normal', minutes: 120, minutesSigma: 0.5, crew: ['carpenter', null] },
    { name: '用电故障', weight: 12, urgency: 'urgent', minutes: 90, minutesSigma: 0.5, crew: ['electrician'] },
    { name: '上门看望', weight: 17, urgency: 'normal', minutes: 100, minutesSigma: 0.4, crew: [null, null] },
    { name: '法律咨询', weight: 6, urgency: 'normal', minutes: 60, minutesSigma: 0.4, crew: ['lawyer'] },
    { name: '健康照看', weight: 6, urgency: 'urgent', minutes: 60, minutesSigma: 0.5, crew: ['doctor'] },
    { name: '紧急求助', weight: 7, urgency: 'critical', minutes: 45, minutesSigma: 0.5, crew: [null, null] },
  ],
  k: 3,
};

/**
 * A scenario from what stands in a JSON file: what it does not say is as in the default.
 *
 * @throws ScenarioError that names the field
 */
export function readScenario(given: unknown): Scenario {
  return checked(given, DEFAULT_SCENARIO);
}
