import type { Helper } from '../stations/stations.js';

/** Whom a ticket's place could be offered to. */
export interface Candidate {
  helperId: string;
  name: string;
  profession: string;
  /** of another station, willing to serve this one */
  borrowed: boolean;
  onDuty: boolean;
  /** tickets and offers now, of the helper's capacity */
  load: number;
  capacity: number;
  /** metres from home to the place; null where either is not known */
  distance: number | null;
  /** skills that count today */
  skills: string[];
  /** was asked for this ticket before, and did not come: never asked automatically again */
  asked: boolean;
}

export interface Situation {
  stationId: string;
  /** local day, YYYY-MM-DD */
  day: string;
  point: { lng: number; lat: number } | null;
  onDuty: (helper: Helper) => boolean;
  load: Map<string, number>;
  asked: Set<string>;
}

export function candidateOf(helper: Helper, situation: Situation): Candidate {
  return {
    helperId: helper.id,
    name: helper.name,
    profession: helper.profession,
    borrowed: helper.stationId !== situation.stationId,
    onDuty: situation.onDuty(helper),
    load: situation.load.get(helper.id) ?? 0,
    capacity: helper.capacity,
    distance: metres(helper, situation.point),
    skills: skillsOn(helper, situation.day),
    asked: situation.asked.has(helper.id),
  };
}

/** Worked out once a day: there are as many candidates as a station has helpers, for every ticket. */
const worked = new WeakMap<Helper, { day: string; skills: string[] }>();

function skillsOn(helper: Helper, day: string): string[] {
  const known = worked.get(helper);
  if (known?.day === day) return known.skills;
  const skills = helper.skills
    .filter(({ licensed, validUntil }) => !licensed || (validUntil !== null && validUntil >= day))
    .map(({ skill }) => skill);
  worked.set(helper, { day, skills });
  return skills;
}

export function fits(candidate: Candidate, skill: string | null): boolean {
  return skill === null || candidate.skills.includes(skill);
}

/**
 * Whom to ask next: on duty, with room, not asked before. For a place that anyone may fill, those whose skill another free
 * place still needs (`needed`) come last. Then the station's own first, then who carries least, then who is nearest; the
 * id at the end, so that the order is the same for everybody who looks.
 */
export function nextToAsk(candidates: Candidate[], skill: string | null, needed: string[] = []): Candidate | undefined {
  const spare = (each: Candidate) => Number(skill === null && needed.some((other) => each.skills.includes(other)));
  return candidates
    .filter((each) => each.onDuty && !each.asked && each.load < each.capacity && fits(each, skill))
    .sort((a, b) => spare(a) - spare(b) || inOrder(a, b))[0];
}

export function inOrder(a: Candidate, b: Candidate): number {
  return (
    Number(a.borrowed) - Number(b.borrowed) ||
    Number(b.onDuty) - Number(a.onDuty) ||
    a.load - b.load ||
    (a.distance ?? Infinity) - (b.distance ?? Infinity) ||
    (a.helperId < b.helperId ? -1 : 1)
  );
}

/** Equirectangular: within a city it is off by less than a pace. */
function metres(from: { lng: number | null; lat: number | null }, to: Situation['point']): number | null {
  if (to === null || from.lng === null || from.lat === null) return null;
  const radians = Math.PI / 180;
  const x = (to.lng - from.lng) * radians * Math.cos(((to.lat + from.lat) / 2) * radians);
  const y = (to.lat - from.lat) * radians;
  return Math.round(Math.hypot(x, y) * 6_371_000);
}
