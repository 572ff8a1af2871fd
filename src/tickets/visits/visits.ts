import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { arrived, NO_APPOINTMENT } from '../ticket.clock.js';
import { TicketChanges, type By, type Given, type Result } from '../ticket.changes.js';
import { isAskedForWindow, windowFault } from './visits.policy.js';

/** When the crew comes, and that nobody was there. No clock stops for it. */
@Injectable()
export class Visits {
  constructor(
    private readonly changes: TicketChanges,
    private readonly clock: Clock,
  ) {}

  /** A window of time; another one takes its place. */
  appoint(id: string, window: { from: Date; to: Date }, by: By, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'appoint', by, given, (_, { ticket }, { relation }) => {
      if (relation.requester && !isAskedForWindow(ticket)) return { refused: 'no-window-asked' };
      const appointment = { appointmentFrom: window.from, appointmentTo: window.to };
      return (
        windowFault(window, this.clock.now()) ?? { type: 'appointment_made', patch: appointment, changes: appointment }
      );
    });
  }

  cancel(id: string, reason: string | null, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'unappoint', by, given, (_, { ticket }) => {
      const { appointmentFrom, appointmentTo } = ticket;
      if (appointmentFrom === null) return { refused: 'no-appointment' };
      return {
        type: 'appointment_cancelled',
        patch: NO_APPOINTMENT,
        changes: { appointmentFrom, appointmentTo },
        text: reason === null ? undefined : { kind: 'reason', text: reason },
      };
    });
  }

  nobodyHome(id: string, words: string | null, by: Actor, given: Given = {}): Promise<Result | Refusal> {
    return this.changes.step(id, 'nobody_home', by, given, (_, { ticket }, { at }) => ({
      type: 'nobody_home',
      patch: { ...NO_APPOINTMENT, nobodyHome: ticket.nobodyHome + 1, ...arrived(ticket, at) },
      changes: { times: ticket.nobodyHome + 1 },
      text: words === null ? undefined : { kind: 'comment', text: words },
    }));
  }
}
