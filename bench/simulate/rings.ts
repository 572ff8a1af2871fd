import type { HelperNow, Rung } from '../../src/dispatch/choosing/choosing.types.js';
import type { Helper, People } from './people.js';
import type { Station } from './world.js';

/**
 * Who is asked on which rung, rings below included: the station's helpers and those willing of its community; its whole
 * community; the professionals of its street besides. From the head on the last ring stays.
 */
export class Rings {
  private readonly known = new Map<string, HelperNow[]>();
  private readonly communities = new Map<number, Helper[]>();
  private readonly professionals = new Map<number, Helper[]>();
  private readonly everyone = new Map<string, Helper[]>();

  constructor(people: People) {
    for (const helper of people.all) {
      const { station, professional } = helper.person;
      put(this.communities, station.community, helper);
      if (professional) put(this.professionals, station.street, helper);
    }
  }

  of(station: Station, rung: Rung): readonly HelperNow[] {
    const key = `${station.id} ${rung}`;
    let ring = this.known.get(key);
    if (ring === undefined) {
      const community = this.communities.get(station.community) ?? [];
      const helpers =
        rung === 'station'
          ? community.filter(({ person }) => person.willing || person.station === station)
          : rung === 'neighbours'
            ? community
            : this.all(station);
      ring = helpers.map(({ now }) => now);
      this.known.set(key, ring);
    }
    return ring;
  }

  /** Whoever can be asked on any rung. */
  all(station: Station): readonly Helper[] {
    let all = this.everyone.get(station.id);
    if (all === undefined) {
      const community = this.communities.get(station.community) ?? [];
      const others = (this.professionals.get(station.street) ?? []).filter(
        ({ person }) => person.station.community !== station.community,
      );
      all = [...community, ...others];
      this.everyone.set(station.id, all);
    }
    return all;
  }
}

function put<K>(map: Map<K, Helper[]>, key: K, helper: Helper): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [helper]);
  else list.push(helper);
}
