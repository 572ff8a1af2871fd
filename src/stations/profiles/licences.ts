import { Injectable } from '@nestjs/common';
import { headsStation, pathsOf, type Actor } from '../../accounts/actor.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { StationsStore } from '../stations.store.js';
import type { Helper, Proof } from '../stations.types.js';
import { HelperChanges, type HelperRef } from './helper-changes.js';
import { ProfilesStore, type Licence, type LicenceRow } from './profiles.store.js';

/** Ahead of a licence's last day: long enough to renew it. */
export const LOOK_AHEAD_DAYS = 30;
const DAY_MS = 86_400_000;

export type LicenceState = 'claimed' | 'expiring' | 'expired';

export type Verdict = Exclude<Proof, 'register'> | 'refused';

/** Skills that helpers say they have, and the licences that somebody has to look at before they count. */
@Injectable()
export class Licences {
  constructor(
    private readonly changes: HelperChanges,
    private readonly database: Database,
    private readonly store: ProfilesStore,
    private readonly stations: StationsStore,
    private readonly clock: Clock,
  ) {}

  /** A skill that needs no licence counts at once; a licence, also one that is renewed, once it is proven. */
  claim(by: Actor, ref: HelperRef, code: string, given: Partial<Licence>): Promise<Helper | Refusal> {
    return this.changes.change(by, ref, 'own', async (tx, helper, now) => {
      const skill = await this.store.skill(tx, code);
      if (skill === undefined) return { refused: 'not-found' };
      const { licenceNo, validUntil } = given;
      const isComplete = licenceNo !== undefined && validUntil !== undefined;
      if (skill.licensed && !isComplete) {
        return {
          refused: 'licence-missing',
          field: licenceNo === undefined ? 'licenceNo' : 'validUntil',
          args: { skill: skill.name },
        };
      }
      if (skill.licensed && isComplete && validUntil < dayOf(now))
        return { refused: 'licence-over', field: 'validUntil' };
      await this.store.claim(tx, helper.id, code, skill.licensed && isComplete ? { licenceNo, validUntil } : null);
      return undefined;
    });
  }

  drop(by: Actor, ref: HelperRef, code: string): Promise<Helper | Refusal> {
    return this.changes.change(by, ref, 'own', async (tx, helper) => {
      const dropped = await this.store.drop(tx, helper.id, code);
      return dropped ? undefined : { refused: 'not-found' };
    });
  }

  /**
   * About the licence that was looked at: what is claimed, else the one that stands there. Refused, what is claimed is dropped,
   * and what was proven before stays; where nothing is claimed, the one that stands there counts no more.
   */
  judge(by: Actor, ref: HelperRef, code: string, given: Licence & { verdict: Verdict }): Promise<Helper | Refusal> {
    return this.changes.change(by, ref, 'over', async (tx, helper, now) => {
      const skill = await this.store.heldSkill(tx, helper.id, code);
      if (skill === undefined) return { refused: 'not-found' };
      const licence = skill.claimed ?? skill.licence;
      if (!skill.licensed || licence === null) return { refused: 'licence-not-needed' };
      const { verdict, licenceNo, validUntil } = given;
      // changed while it was looked at
      if (licence.licenceNo !== licenceNo || licence.validUntil !== validUntil) return { refused: 'licence-changed' };
      if (verdict === 'refused') await this.store.refuse(tx, helper.id, code, now);
      else await this.store.prove(tx, helper.id, code, licence, verdict, by.accountId, now);
      return undefined;
    });
  }

  /** What the head has to look at, by helper and skill; at most `limit` rows after the given one. */
  async ofStation(
    by: Actor,
    stationId: string,
    page: { limit: number; after: string[] | null },
  ): Promise<(LicenceRow & { state: LicenceState })[] | Refusal> {
    const scope = { accountId: by.accountId, stationIds: [], areaPaths: pathsOf(by, 'administrator') };
    const isOver = headsStation(by, stationId) || (await this.stations.isInScope(this.database, scope, stationId));
    if (!isOver) return { refused: 'not-found' };
    const now = this.clock.now();
    const today = dayOf(now);
    const until = dayOf(new Date(now.getTime() + LOOK_AHEAD_DAYS * DAY_MS));
    const rows = await this.store.licences(this.database, today, stationId, { until, ...page });
    return rows.map((row) => ({ ...row, state: stateOf(row, today) }));
  }
}

function stateOf({ claimedLicenceNo, validUntil }: LicenceRow, today: string): LicenceState {
  if (claimedLicenceNo !== null) return 'claimed';
  return validUntil !== null && validUntil < today ? 'expired' : 'expiring';
}
