import { Database } from '../../src/platform/database/database.js';
import { Sweeps } from '../../src/platform/queue/sweeps.js';
import { randomToken, tokenHash } from '../../src/platform/secrets.js';
import type { OfferView } from '../../src/dispatch/dispatch.dto.js';
import type { HelperDto } from '../../src/stations/stations.dto.js';
import { as, by, crewFor, openTicket, type Asking } from './people.js';
import type { TestApp } from './harness.js';
import { UNSOUND } from './sound.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** Without the slow password: also for helpers who only answer the phone. The session outlives any clock of a test. */
export async function asAccount(app: TestApp, accountId: string): Promise<Asking> {
  const token = randomToken();
  await app
    .get(Database)
    .run(`INSERT INTO sessions (token_hash, account_id, created_at, expires_at) VALUES ($1, $2, now(), '2999-01-01')`, [
      tokenHash(token),
      accountId,
    ]);
  return as(app, token);
}

/** By phone number, as `asAccount`. */
export async function asPhone(app: TestApp, phone: string): Promise<Asking> {
  const asking = await by(app, phone as `+${string}`);
  const { body } = await asking.get('/me').expect(200);
  return asAccount(app, String(body.accountId));
}

export async function asHelper(app: TestApp, helperId: string): Promise<Asking> {
  const row = await app
    .get(Database)
    .one<{ id: string }>('SELECT account_id AS id FROM helpers WHERE id = $1', [helperId]);
  if (row === undefined) throw new Error('no such helper');
  return asAccount(app, row.id);
}

/** At any hour, and for any number of tickets: whoever is asked is chosen by the rest. */
export async function everybodyOnDuty(app: TestApp): Promise<void> {
  const database = app.get(Database);
  await database.run('UPDATE helpers SET capacity = 1000000, max_offers_a_day = 1000000, rest_minutes = 0');
  await database.run('DELETE FROM rosters');
  await database.run('INSERT INTO rosters SELECT h.id, d, 0, 1440 FROM helpers h, generate_series(1, 7) AS d');
}

/** Offers whose time is over and that nobody ended, tickets that are to be looked at and are not, and what may never be. */
export async function hanging(app: TestApp, since = app.clock.now()): Promise<unknown[]> {
  return app.get(Database).rows(
    `SELECT 'offer' AS what, id FROM offers WHERE state = 'offered' AND expires_at <= $1
      UNION ALL SELECT 'dispatch', ticket_id FROM dispatches WHERE due_at <= $1
      UNION ALL SELECT 'clock', id FROM tickets WHERE clock_at <= $1
      UNION ALL SELECT 'hold', id FROM tickets WHERE state = 'on_hold' AND hold_until <= $1
      UNION ALL SELECT 'silence', id FROM tickets WHERE silence_due <= $1
      UNION ALL
     SELECT 'nobody asked', c.ticket_id FROM crew_places c JOIN tickets t ON t.id = c.ticket_id
       JOIN dispatches d ON d.ticket_id = t.id
      WHERE t.state = 'open' AND c.helper_id IS NULL AND d.due_at IS NULL AND NOT d.stopped
        AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.place_id = c.id AND o.state = 'offered')
      UNION ALL (${UNSOUND})`,
    [since],
  );
}

/** What the background does when its time has come: offers that ran out, tickets that are due. */
export async function sweep(app: TestApp): Promise<void> {
  await app.get(Sweeps).sweepOnce();
}

export async function offersOf(app: TestApp, ticketId: string): Promise<OfferView[]> {
  return app.get(Database).rows<OfferView>(
    `SELECT id, ticket_id AS "ticketId", place_id AS "placeId", helper_id AS "helperId", state, expires_at AS "expiresAt",
              offered_at AS "offeredAt", answered_at AS "answeredAt", reason
         FROM offers WHERE ticket_id = $1 ORDER BY id`,
    [ticketId],
  );
}

export async function liveOffers(app: TestApp, ticketId: string): Promise<OfferView[]> {
  return (await offersOf(app, ticketId)).filter(({ state }) => state === 'offered');
}

/** The helpers of the crew, in the order of its places. */
export async function crewOf(app: TestApp, ticketId: string): Promise<{ placeId: string; helperId: string | null }[]> {
  return app
    .get(Database)
    .rows(
      'SELECT id AS "placeId", helper_id AS "helperId" FROM crew_places WHERE ticket_id = $1 ORDER BY skill NULLS FIRST, id',
      [ticketId],
    );
}

export async function eventTypes(app: TestApp, ticketId: string): Promise<string[]> {
  const rows = await app
    .get(Database)
    .rows<{ type: string }>('SELECT type FROM ticket_events WHERE ticket_id = $1 ORDER BY version', [ticketId]);
  return rows.map(({ type }) => type);
}

/** Members of the story's station who are asked: neither head nor deputy, the carpenters first. */
export async function plainMembers(app: TestApp, categoryId: string): Promise<HelperDto[]> {
  const ticket = await openTicket(app, { categoryId });
  const { station } = ticket;
  if (station === null) throw new Error('the ticket is in triage');
  const crew = await crewFor(app, station.id);
  await (await by(app, 'head')).post(`/tickets/${ticket.id}/cancel`, { reason: '只为找到帮办站' }).expect(200);
  return crew;
}
