import { localMinute } from '../platform/calendar.js';
import type { Category, CrewRole } from './ticket.js';

/** Minutes of the local day: from 20:00 to 07:00 a home visit is one at night. */
const NIGHT_FROM = 20 * 60;
const NIGHT_TO = 7 * 60;

/** What is known of the visit when it is asked for. */
export interface Visit {
  /** whoever is helped is alone at home, as far as they say so */
  alone: boolean;
  at: Date;
}

/** The roles of the crew: the category's, and somebody more where nobody may go alone (docs/domain.md, Crews). */
export function rolesFor(category: Pick<Category, 'crew' | 'pair'>, visit: Visit): CrewRole[] {
  const { crew } = category;
  const size = crew.reduce((sum, role) => sum + role.size, 0);
  return size === 1 && needsPair(category, visit) ? [...crew, { skill: null, size: 1 }] : crew;
}

function needsPair({ pair }: Pick<Category, 'pair'>, { alone, at }: Visit): boolean {
  if (pair !== 'alone_at_night') return pair === 'always';
  const { minute } = localMinute(at);
  return alone && (minute >= NIGHT_FROM || minute < NIGHT_TO);
}

/** What whoever fills a place with this skill brings along: of all roles of the category with that skill. */
export function toolsOf({ crew }: Pick<Category, 'crew'>, skill: string | null): string[] {
  return [...new Set(crew.filter((role) => role.skill === skill).flatMap(({ tools }) => tools ?? []))];
}
