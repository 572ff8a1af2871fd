/** A ticket that confirms where its caller is, newest first. */
export interface Visit {
  buildingId: string;
  unit: string | null;
  at: Date;
  /** the local day */
  day: string;
}

export interface Place {
  buildingId: string;
  /** as last told; null where no ticket told one */
  unit: string | null;
  /** when it was last confirmed */
  at: Date;
  /** how many tickets confirm it */
  times: number;
  /** they have moved away */
  former: boolean;
}

/**
 * The buildings of a number, likeliest first. It has moved where the caller said so (`movedAt`: what is older is former), or
 * where the last two tickets, on different days, are at one building that is new: never seen before the last one elsewhere. Who
 * looks after several addresses goes to and fro, so nothing of theirs is former.
 */
export function placesOf(visits: readonly Visit[], movedAt: Date | null): Place[] {
  const places = new Map<string, Place>();
  for (const { buildingId, unit, at } of visits) {
    const known = places.get(buildingId);
    if (known === undefined) places.set(buildingId, { buildingId, unit, at, times: 1, former: false });
    else places.set(buildingId, { ...known, unit: known.unit ?? unit, times: known.times + 1 });
  }
  const home = newHome(visits);
  return [...places.values()]
    .map((place) => ({
      ...place,
      former: (home !== undefined && place.buildingId !== home) || (movedAt !== null && place.at < movedAt),
    }))
    .sort((a, b) => Number(a.former) - Number(b.former) || b.at.getTime() - a.at.getTime());
}

/** The building that somebody has moved to. */
function newHome([last, ...before]: readonly Visit[]): string | undefined {
  if (last === undefined) return undefined;
  const elsewhere = before.findIndex(({ buildingId }) => buildingId !== last.buildingId);
  if (elsewhere < 0) return undefined;
  const there = [last, ...before.slice(0, elsewhere)];
  const isNew = before.slice(elsewhere).every(({ buildingId }) => buildingId !== last.buildingId);
  const days = new Set(there.map(({ day }) => day));
  return isNew && days.size >= 2 ? last.buildingId : undefined;
}

/** More than one place that is not former: whoever takes the call asks which. */
export function asks(places: readonly Pick<Place, 'former'>[]): boolean {
  return places.filter(({ former }) => !former).length > 1;
}
