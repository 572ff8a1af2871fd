import { Injectable } from '@nestjs/common';
import { pathsOf, type Actor } from '../../accounts/actor.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, making, type Tx } from '../../platform/database/database.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { HelpersStore } from '../helpers.store.js';
import type { Helper, StationScope } from '../stations.types.js';
import { ProfilesStore, type HeldHelper } from './profiles.store.js';

/** A helper's id, or `me`: the helper that the actor is. */
export type HelperRef = string;

export type Work = (tx: Tx, helper: HeldHelper, now: Date) => Promise<Refusal | undefined | void>;

/**
 * Whose word it is. `own`: the helper's, or for them that of head or deputy of the home station. `over`: of head or deputy of
 * the home station or an administrator over it, and never of the helper.
 */
export type Word = 'own' | 'over';

/** One change of one helper: allowed, held, written, and read again as it is then. */
@Injectable()
export class HelperChanges {
  constructor(
    private readonly database: Database,
    private readonly store: ProfilesStore,
    private readonly helpers: HelpersStore,
    private readonly clock: Clock,
  ) {}

  change(by: Actor, ref: HelperRef, word: Word, work: Work): Promise<Helper | Refusal> {
    const id = ref === 'me' ? by.helperId : ref;
    if (id === null) return Promise.resolve({ refused: 'not-found' });
    const now = this.clock.now();
    const today = dayOf(now);
    return this.database.transaction(
      async (tx) => {
        const held = await this.store.hold(tx, scopeOf(by, word), id);
        if (held === undefined) return { refused: 'not-found' };
        if (held.leftOn !== null && held.leftOn <= today) return { refused: 'helper-has-left' };
        if (word === 'over' && held.accountId === by.accountId) return { refused: 'proof-of-oneself' };
        const refusal = await work(tx, held, now);
        if (isRefusal(refusal)) return refusal;
        return (await this.helpers.byId(tx, today, id)) ?? { refused: 'not-found' };
      },
      making(by.request, id),
    );
  }
}

function scopeOf(by: Actor, word: Word): StationScope {
  return {
    accountId: by.accountId,
    stationIds: by.stationRoles.map(({ stationId }) => stationId),
    areaPaths: word === 'over' ? pathsOf(by, 'administrator') : [],
  };
}
