import type { Actor } from '../accounts/actor.js';

/** Who opens tickets for others: operators, leaders and administrators of areas, heads and deputies. */
export function isOfDesk({ areaRoles, stationRoles }: Pick<Actor, 'areaRoles' | 'stationRoles'>): boolean {
  return areaRoles.length > 0 || stationRoles.length > 0;
}
