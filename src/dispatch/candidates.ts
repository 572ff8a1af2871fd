import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.js';
import { isFull, type CrewPlace, type TicketWithCrew } from '../tickets/tickets.js';
import type { HelperNow, Limit, Reason, Ring, TicketNow } from './choosing/choosing.types.js';
import { metresFrom } from './choosing/distance.policy.js';
import { limitOf } from './choosing/limits.policy.js';
import { explained, usualMetresOf, usualOf } from './choosing/score.policy.js';
import { DEFAULT_WEIGHTS } from './choosing/weights.js';
import { DispatchStore, keptOf, type Kept, type Offer } from './dispatch.store.js';
import { Situations } from './situations.js';

/** Whom a ticket's places could be offered to, as dispatch itself sees them. */
export interface Candidate {
  helperId: string;
  name: string;
  profession: string;
  /** of another station */
  borrowed: boolean;
  /** tickets and offers now, of the helper's capacity */
  load: number;
  capacity: number;
  /** metres to the place; null where either is not known */
  distance: number | null;
  /** skills that count today */
  skills: readonly string[];
  score: number;
  /** 0–1 */
  accepts: number;
  reasons: readonly Reason[];
  /** why dispatch would not ask; null: it would */
  limit: Limit | null;
}

/** Where a ticket stands on the ladder, and how it came there. */
export interface DispatchNow {
  kept: Kept;
  /** why the rungs before failed, oldest first */
  climbs: { at: Date; changes: Record<string, unknown> }[];
  offers: Offer[];
}

/** What the head sees of dispatch: the same figures that it decides by. */
@Injectable()
export class Candidates {
  constructor(
    private readonly situations: Situations,
    private readonly store: DispatchStore,
  ) {}

  /** Those of a ring who are neither in the crew nor lead the station: who may be asked first, the best first. */
  async of(sql: Sql, current: TicketWithCrew, ring: Ring): Promise<Candidate[]> {
    const { tickets, people, now } = await this.situations.of(sql, [{ current, rings: [ring] }]);
    const ticket = tickets.get(current.ticket.id);
    if (ticket === undefined) return [];
    const distance = metresFrom(ticket.at);
    const helpers = [ticket.ring, ...(ticket.beyond ?? [])].flat();
    const usual = usualOf(helpers);
    const usualMetres = usualMetresOf([helpers], distance);
    const places = placesToFill(current, ticket);
    const scored = helpers.flatMap((helper): Candidate[] => {
      const person = people.get(helper.id);
      const { place, limit } = bestPlace(helper, ticket, places);
      const closed = ticket.closed.get(helper.id);
      if (person === undefined || closed === 'in_crew' || closed === 'leads_station') return [];
      const neededElsewhere = new Set(places.flatMap(({ skill }) => (skill === place.skill ? [] : (skill ?? []))));
      const scoring = {
        now: now.getTime(),
        ticket,
        place,
        distance,
        usualMetres,
        usual,
        neededElsewhere,
        weights: DEFAULT_WEIGHTS,
      };
      const { total, accepts, reasons } = explained(helper, scoring);
      return [
        {
          helperId: helper.id,
          name: person.name,
          profession: person.profession,
          borrowed: helper.stationId !== ticket.stationId,
          load: helper.load,
          capacity: helper.capacity,
          distance: distance(helper.at),
          skills: helper.skills,
          score: total,
          accepts,
          reasons,
          limit,
        },
      ];
    });
    return scored.sort(
      (a, b) =>
        Number(a.limit !== null) - Number(b.limit !== null) || b.score - a.score || (a.helperId < b.helperId ? -1 : 1),
    );
  }

  async dispatchOf(sql: Sql, current: TicketWithCrew): Promise<DispatchNow> {
    const { id } = current.ticket;
    const climbs = await this.store.climbs(sql, id);
    return { kept: keptOf(current), climbs, offers: await this.store.ofTicket(sql, id) };
  }
}

type Place = TicketNow['places'][number];

/** The free ones; of a full crew all, since the head may exchange somebody. */
function placesToFill({ crew }: TicketWithCrew, { places }: TicketNow): Place[] {
  const free = isFull(crew) ? places : places.filter(({ helperId }) => helperId === null);
  return free.map((place) => ({ ...place, helperId: null }));
}

const ANYONE: Pick<CrewPlace, 'skill'> & Pick<Place, 'tools'> = { skill: null, tools: [] };

/** The place that the helper may be asked for, one that needs a skill before one that anyone could fill. */
function bestPlace(
  helper: HelperNow,
  ticket: TicketNow,
  places: Place[],
): { place: typeof ANYONE; limit: Limit | null } {
  const inOrder = [...places].sort((a, b) => Number(a.skill === null) - Number(b.skill === null));
  const open = inOrder.find((place) => limitOf(helper, ticket, place) === null);
  if (open !== undefined) return { place: open, limit: null };
  const last = inOrder.at(-1) ?? ANYONE;
  return { place: last, limit: limitOf(helper, ticket, last) };
}
