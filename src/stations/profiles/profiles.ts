import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { dayOf, startOfNextDay } from '../../platform/calendar.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import type { Helper } from '../stations.types.js';
import { HelperChanges, type HelperRef, type Work } from './helper-changes.js';
import {
  endsInTime,
  leaveFault,
  LEAVES_AT_MOST,
  overlapping,
  rosterFault,
  SHIFT_AT_MOST_MS,
  TAP_AT_MOST_MS,
} from './profiles.policy.js';
import { ProfilesStore, type Settings } from './profiles.store.js';

/**
 * When helpers can be called and what they bring along: said by themselves, or by head or deputy of their home station for
 * them. Each answer is the helper as they are then.
 */
@Injectable()
export class Profiles {
  constructor(
    private readonly changes: HelperChanges,
    private readonly store: ProfilesStore,
  ) {}

  /** What is not given stays. */
  set(by: Actor, ref: HelperRef, settings: Settings): Promise<Helper | Refusal> {
    const { quiet, roster } = settings;
    return this.change(by, ref, async (tx, helper, now) => {
      if (quiet?.from !== undefined && quiet.from === quiet.to) return { refused: 'quiet-hours-empty', field: 'quiet' };
      const fault = roster === undefined ? undefined : rosterFault(roster);
      if (fault !== undefined) return { refused: fault, field: 'roster' };
      const willing = settings.willingStationIds && [...new Set(settings.willingStationIds)];
      if (willing !== undefined) {
        const open = await this.store.openStations(tx, dayOf(now), willing);
        const isKnown = (id: string) => open.includes(id) && id !== helper.stationId;
        if (!willing.every(isKnown)) return { refused: 'willing-station-not-known', field: 'willingStationIds' };
      }
      await this.store.set(tx, helper.id, { ...settings, ...(willing && { willingStationIds: willing }) });
      return undefined;
    });
  }

  /** Until then (the end of today unless told), whatever the roster says. */
  tap(by: Actor, ref: HelperRef, given: { available: boolean; until?: Date }): Promise<Helper | Refusal> {
    return this.change(by, ref, async (tx, helper, now) => {
      const { available, until = startOfNextDay(now) } = given;
      if (!endsInTime(until, now, TAP_AT_MOST_MS)) return { refused: 'until-out-of-range', field: 'until' };
      const today = dayOf(now);
      const onLeave = overlapping(await this.store.leaves(tx, today, helper.id), { from: today, to: today });
      // leave is stronger: a tap that changes nothing would be a promise that nobody hears
      if (available && onLeave !== undefined) return { refused: 'helper-on-leave', args: { to: onLeave.to } };
      await this.store.setTapped(tx, helper.id, { available, until });
      return undefined;
    });
  }

  /** By the roster again. */
  untap(by: Actor, ref: HelperRef): Promise<Helper | Refusal> {
    return this.change(by, ref, (tx, { id }) => this.store.setTapped(tx, id, null));
  }

  addLeave(by: Actor, ref: HelperRef, given: { from: string; to: string }): Promise<Helper | Refusal> {
    const id = newId();
    return this.change(by, ref, async (tx, helper, now): Promise<Refusal | undefined> => {
      const fault = leaveFault(given, dayOf(now));
      if (fault !== undefined) return { refused: fault, field: 'to' };
      const leaves = await this.store.leaves(tx, dayOf(now), helper.id);
      const there = overlapping(leaves, given);
      if (there !== undefined) return { refused: 'leave-overlaps', args: { from: there.from, to: there.to } };
      if (leaves.length >= LEAVES_AT_MOST) return { refused: 'too-many-leaves', args: { max: LEAVES_AT_MOST } };
      await this.store.addLeave(tx, helper.id, { ...given, id }, by.accountId, now);
      return undefined;
    });
  }

  /** Also one that has begun: it ends now. */
  removeLeave(by: Actor, ref: HelperRef, leaveId: string): Promise<Helper | Refusal> {
    return this.change(by, ref, async (tx, helper, now) => {
      const removed = await this.store.removeLeave(tx, dayOf(now), helper.id, leaveId);
      return removed ? undefined : { refused: 'not-found' };
    });
  }

  /** Where the helper is on this shift (WGS-84): until then, the end of today unless told, in place of their home. */
  shareShift(by: Actor, ref: HelperRef, given: { lng: number; lat: number; until?: Date }): Promise<Helper | Refusal> {
    return this.change(by, ref, async (tx, { id }, now) => {
      const latest = new Date(now.getTime() + SHIFT_AT_MOST_MS);
      const endOfToday = startOfNextDay(now);
      const { lng, lat, until = endOfToday < latest ? endOfToday : latest } = given;
      if (!endsInTime(until, now, SHIFT_AT_MOST_MS)) return { refused: 'until-out-of-range', field: 'until' };
      await this.store.setShift(tx, id, { lng, lat, until });
      return undefined;
    });
  }

  stopShift(by: Actor, ref: HelperRef): Promise<Helper | Refusal> {
    return this.change(by, ref, (tx, { id }) => this.store.setShift(tx, id, null));
  }

  private change(by: Actor, ref: HelperRef, work: Work): Promise<Helper | Refusal> {
    return this.changes.change(by, ref, 'own', work);
  }
}
