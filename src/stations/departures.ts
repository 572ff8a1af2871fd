import { Injectable } from '@nestjs/common';
import { pathsOf, type Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import type { Sql, Tx } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Secrets } from '../platform/secrets.js';
import { DeparturesStore, type Departure } from './departures.store.js';
import type { StationScope } from './stations.types.js';

export { lookAgain, type Departure } from './departures.store.js';

/** Front door: helpers who leave and come back. What becomes of their jobs is dispatch's. */
@Injectable()
export class Departures {
  constructor(
    private readonly store: DeparturesStore,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /**
   * From that day on (today unless told) the helper is one no more; a deputy is no deputy any more either. By head or deputy of
   * the home station, or an administrator over it. The same again is no fault.
   */
  async leave(
    tx: Tx,
    by: Actor,
    helperId: string,
    given: { on: string | undefined; reason: string },
  ): Promise<{ accountId: string; leftOn: string } | Refusal> {
    const now = this.clock.now();
    const today = dayOf(now);
    const leftOn = given.on ?? today;
    const helper = await this.store.hold(tx, scopeOf(by), helperId);
    if (helper === undefined) return { refused: 'not-found' };
    const { accountId } = helper;
    if (helper.leftOn === leftOn) return { accountId, leftOn };
    if (helper.leftOn !== null) {
      return { refused: 'helper-left-already', field: 'on', args: { day: helper.leftOn } };
    }
    if (leftOn < today) return { refused: 'leave-day-in-the-past', field: 'on' };
    if (await this.store.isHead(tx, accountId, today)) return { refused: 'helper-is-head' };
    await this.store.leave(tx, {
      id: newId(),
      helperId,
      leftOn,
      reasonEncrypted: this.secrets.encrypt(given.reason),
      enteredBy: by.accountId,
      enteredAt: now,
    });
    await this.store.endDeputies(tx, accountId, leftOn);
    return { accountId, leftOn };
  }

  /** A helper again, from now on; what went back stays where it is. */
  async comeBack(tx: Tx, by: Actor, helperId: string): Promise<{ helperId: string } | Refusal> {
    const helper = await this.store.hold(tx, scopeOf(by), helperId);
    if (helper === undefined) return { refused: 'not-found' };
    if (helper.leftOn === null) return { refused: 'helper-not-left' };
    await this.store.comeBack(tx, helperId, by.accountId, this.clock.now());
    return { helperId };
  }

  /** For who puts a helper into a crew: until the transaction ends they do not leave, and whoever has left is seen to have. */
  keep(tx: Tx, helperId: string): Promise<void> {
    return this.store.keep(tx, helperId);
  }

  /** Those whose day has come and who may still hold jobs; at most `limit`. */
  due(sql: Sql, limit: number): Promise<(Departure & { accountId: string })[]> {
    return this.store.due(sql, dayOf(this.clock.now()), limit);
  }

  /** Nothing is left with them. */
  done(sql: Sql, helperId: string): Promise<void> {
    return this.store.setDone(sql, helperId, this.clock.now());
  }
}

/** Who leads the home station, or administers its place: nobody else says who leaves. */
function scopeOf(by: Actor): StationScope {
  return {
    accountId: by.accountId,
    stationIds: by.stationRoles.map(({ stationId }) => stationId),
    areaPaths: pathsOf(by, 'administrator'),
  };
}
