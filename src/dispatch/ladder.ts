import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import type { Sql, Tx } from '../platform/database/database.js';
import { Stations } from '../stations/stations.js';
import type { TicketWithCrew } from '../tickets/tickets.js';
import {
  RINGS,
  RUNGS,
  type Decision,
  type NewOffer,
  type Ring,
  type Rung,
  type TicketNow,
} from './choosing/choosing.types.js';
import { decide } from './choosing/decide.policy.js';
import { DEFAULT_WEIGHTS, type Weights } from './choosing/weights.js';
import { keptOf } from './dispatch.store.js';
import { NOBODY_ASKED, Situations, type Known, type Situation } from './situations.js';

/** Where those who were chosen have been given something else meanwhile, or nobody is left and the head keeps it on its rung. */
const TRY_AGAIN_MS = 60_000;
/** Others may fill those who were chosen meanwhile: chosen anew as often as this, then it is tried again in a minute. */
const CHOICES = 3;

export type Climb = NonNullable<Decision['climb']> & { from: Rung };

/** What is to be done about one ticket. */
export interface Plan {
  ticketId: string;
  /** when it was decided: offers run from then, however the clock jumps until they are written */
  decidedAt: Date;
  climbs: Climb[];
  offers: NewOffer[];
  rung: { is: Rung; since: Date };
  /** only what the head has asked for goes on; the rest waits for the head's time to be over */
  headBegan: boolean;
  lookAgainAt: Date | null;
}

export interface Wanted {
  current: TicketWithCrew;
  /** the places that somebody may be asked for; null: every free one */
  placeIds: string[] | null;
}

/** One ticket on its way up, within one look. */
interface Climber extends Wanted {
  plan: Plan;
}

/**
 * Whom to ask for tickets that are locked, rung by rung: what a decision needs is read, `decide` decides, and where it says
 * that a ticket climbs it is looked at again on the next rung, at once.
 */
@Injectable()
export class Ladder {
  private readonly weights: Weights;
  /** Of batches in a storm: the last one that chooses. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly situations: Situations,
    private readonly stations: Stations,
    private readonly clock: Clock,
    { offersAtOnce }: Config,
  ) {
    this.weights = { ...DEFAULT_WEIGHTS, mostAtOnce: offersAtOnce };
  }

  /**
   * Of two batches at once, the second sees what the first has given to whom: stations take turns, and whoever is chosen is
   * held and counted again, since helpers of other stations may be chosen there meanwhile. In a storm a batch concerns every
   * station: batches of one process take turns in choosing only, and one is written while the next chooses; those of
   * another process are found when helpers are held. `everybody`: all who can be asked on the present rung are, and
   * nothing climbs.
   */
  async plan(tx: Tx, wanted: Wanted[], everybody: boolean): Promise<Plan[]> {
    const storms = this.situations.storms(wanted.length);
    if (!storms) {
      await this.stations.takeTurns(
        tx,
        wanted.flatMap(({ current }) => current.ticket.stationId ?? []),
      );
    }
    const facts = await this.situations.begin(
      tx,
      wanted.map(({ current }) => current),
    );
    if (!storms) return this.choose(tx, wanted, everybody, facts);
    const chosen = this.turn.then(() => this.choose(tx, wanted, everybody, facts));
    this.turn = chosen.catch(() => undefined);
    return chosen;
  }

  private async choose(tx: Tx, wanted: Wanted[], everybody: boolean, facts: Known): Promise<Plan[]> {
    for (let attempt = 1; ; attempt += 1) {
      const plans = await this.climb(tx, wanted, everybody, facts);
      const chosen = [...new Set(plans.flatMap(({ offers }) => offers.map(({ helperId }) => helperId)))];
      if (chosen.length === 0) return plans;
      await this.stations.hold(tx, chosen);
      const changed = await this.situations.changed(tx, chosen, facts);
      if (changed.length === 0) return this.settled(plans, facts);
      if (attempt === CHOICES) {
        return this.settled(
          plans.map((plan) => this.without(plan, changed)),
          facts,
        );
      }
    }
  }

  private settled(plans: Plan[], facts: Known): Plan[] {
    this.situations.given(
      facts,
      plans.flatMap(({ offers }) => offers.map(({ helperId }) => helperId)),
    );
    return plans;
  }

  private async climb(tx: Tx, wanted: Wanted[], everybody: boolean, facts: Known): Promise<Plan[]> {
    const { now } = facts;
    // the head waits for the next one
    const patient = wanted.some(({ placeIds }) => placeIds === null);
    const kept = patient ? this.weights : impatient(this.weights);
    const weights = everybody ? everyone(kept) : kept;
    const plans = wanted.map((each): Climber => ({ ...each, plan: planOf(each, now) }));
    for (let climbing = plans; climbing.length > 0;) {
      const situation = await this.situations.of(
        tx,
        climbing.map(({ current, plan }) => ({ current, rings: ringsAt(plan.rung.is) })),
        facts,
      );
      give(facts, plans);
      const decisions = decide({
        now: now.getTime(),
        tickets: climbing.flatMap((climber) => asSeen(climber, situation)),
        weights,
      });
      const byTicket = new Map(decisions.map((decision) => [decision.ticketId, decision]));
      const next: Climber[] = [];
      for (const climber of climbing) {
        const { plan } = climber;
        const decision = byTicket.get(plan.ticketId);
        plan.offers.push(...(decision?.offers ?? []));
        // where it is not to climb it is looked at again on its rung
        const stays = everybody ? now.getTime() + TRY_AGAIN_MS : null;
        plan.lookAgainAt = lookAgainAt(climber, decision?.lookAgainAt ?? stays);
        const climb = everybody ? null : ((await this.past(tx, climber, situation)) ?? decision?.climb ?? null);
        if (climb === null) continue;
        plan.climbs.push({ ...climb, from: plan.rung.is });
        plan.rung = { is: climb.to, since: now };
        next.push(climber);
      }
      climbing = next;
    }
    return plans.map(({ plan }) => plan);
  }

  /** At the head's rung where nobody leads the station just now it goes on at once. */
  private async past(sql: Sql, { current, plan }: Climber, { tickets, now }: Situation): Promise<Decision['climb']> {
    if (plan.rung.is !== 'head') return null;
    const lead = await this.stations.leadOnDuty(sql, current.ticket.stationId ?? '', now);
    if (lead !== null) return null;
    const answers = plan.climbs.length > 0 ? NOBODY_ASKED : tickets.get(plan.ticketId)?.answers;
    return { to: 'above', because: 'nobody', answers: answers ?? NOBODY_ASKED };
  }

  private without(plan: Plan, changed: string[]): Plan {
    const offers = plan.offers.filter(({ helperId }) => !changed.includes(helperId));
    if (offers.length === plan.offers.length) return plan;
    return { ...plan, offers, lookAgainAt: new Date(this.clock.now().getTime() + TRY_AGAIN_MS) };
  }
}

/** Those of its rung and of the rungs below it; at the head's and above, whoever comes on duty on any of them is still asked. */
function ringsAt(rung: Rung): Ring[] {
  return RINGS.filter((ring) => RUNGS.indexOf(ring) <= RUNGS.indexOf(rung));
}

/** What everybody carries and was asked today, with what was given to them a rung below. */
function give({ helpers, awake, burdens, differing }: Known, climbers: Climber[]): void {
  const given = new Map<string, number>();
  for (const { helperId } of climbers.flatMap(({ plan }) => plan.offers)) {
    given.set(helperId, (given.get(helperId) ?? 0) + 1);
    differing.add(helperId);
  }
  for (const id of differing) {
    const more = given.get(id) ?? 0;
    const { load, offersToday } = burdens.get(id) ?? { load: 0, offersToday: 0 };
    const burden = { load: load + more, offersToday: offersToday + more };
    for (const seen of [helpers, awake]) Object.assign(seen.get(id) ?? {}, burden);
    if (more === 0) differing.delete(id);
  }
}

/** Also who was asked for something else a moment ago. */
function impatient(weights: Weights): Weights {
  return { ...weights, leastAccepts: 0 };
}

/** As many as there are, however likely it is that the place is filled. */
function everyone(weights: Weights): Weights {
  const chanceAtOnce = { normal: Infinity, urgent: Infinity, critical: Infinity };
  return { ...impatient(weights), chanceAtOnce, mostAtOnce: Infinity };
}

function planOf({ current, placeIds }: Wanted, now: Date): Plan {
  const { rung, rungSince } = keptOf(current);
  const { id: ticketId } = current.ticket;
  return {
    ticketId,
    decidedAt: now,
    climbs: [],
    offers: [],
    rung: { is: rung, since: rungSince ?? now },
    headBegan: placeIds !== null,
    lookAgainAt: null,
  };
}

/** The ticket as it stands on the rung that it has come to, with those who were asked for it on the rungs below just now. */
function asSeen({ plan, placeIds }: Climber, { tickets, now }: Situation): TicketNow[] {
  const ticket = tickets.get(plan.ticketId);
  if (ticket === undefined) return [];
  const climbed = plan.climbs.length > 0;
  const made = plan.offers.map((offer) => ({
    ...offer,
    id: '',
    offeredAt: now.getTime(),
    accepts: offer.chosen.score.accepts,
  }));
  return [
    {
      ...ticket,
      rung: plan.rung.is,
      rungSince: plan.rung.since.getTime(),
      places: placeIds === null ? ticket.places : ticket.places.filter(({ id }) => placeIds.includes(id)),
      live: [...ticket.live, ...made],
      answers: climbed ? NOBODY_ASKED : ticket.answers,
    },
  ];
}

/** Where only some places are asked for, the head's own time still runs for the others. */
function lookAgainAt({ current, placeIds }: Climber, at: number | null): Date | null {
  if (placeIds !== null) return keptOf(current).dueAt;
  return at === null ? null : new Date(at);
}
