import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database, type Sql, type Tx } from '../platform/database/database.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { Secrets } from '../platform/secrets.js';
import { Residents } from '../residents/residents.js';
import { Photos } from './photos.js';
import { ANSWERS_OF_TEXT, decryptAnswers } from './questions/answers.js';

/** Tickets that nobody else has asked for as well: what was written on others belongs to more people than one. */
const OWN_ONLY = `SELECT q.ticket_id FROM requesters q WHERE q.resident_id = $1 AND NOT EXISTS (
  SELECT FROM requesters o JOIN residents r ON r.id = o.resident_id
   WHERE o.ticket_id = q.ticket_id AND o.resident_id <> $1 AND r.erased_at IS NULL)`;

/** $1 by their numbers: events of what a resident did by the link, also on tickets that others have asked for. */
const OWN_HAND = `SELECT e.id FROM requesters q JOIN ticket_events e ON e.ticket_id = q.ticket_id
  WHERE q.resident_id = $1 AND e.actor_kind = 'requester' AND (e.changes ->> 'requester')::int = q.no`;

const FILES = 100;

type Text = { answers: string | null } & Record<string, unknown>;

/** What tickets hold of a resident: counted, handed out, and erased with them. */
@Injectable()
export class PersonalOfTickets implements OnModuleInit {
  constructor(
    private readonly residents: Residents,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly photos: Photos,
    private readonly database: Database,
    private readonly sweeps: Sweeps,
  ) {}

  onModuleInit(): void {
    this.residents.addPart({
      name: 'tickets',
      held: (sql, id) => this.held(sql, id),
      export: (sql, id) => this.export(sql, id),
    });
    this.residents.onErase((tx, id) => this.erase(tx, id));
    this.sweeps.register({ name: 'tickets: files of what was erased', run: () => this.removeFiles() });
  }

  /** `live`: not over yet; who works on them still has to know where and for whom. */
  private async held(sql: Sql, residentId: string): Promise<{ all: number; live: number }> {
    const row = await sql.one<{ all: number; live: number }>(
      `SELECT count(*)::int AS all,
              (count(*) FILTER (WHERE t.state NOT IN ('closed', 'cancelled', 'merged')))::int AS live
         FROM tickets t
        WHERE t.person_helped_id = $1 OR t.id IN (SELECT q.ticket_id FROM requesters q WHERE q.resident_id = $1)`,
      [residentId],
    );
    return row ?? { all: 0, live: 0 };
  }

  /** Of tickets that others have asked for too only that they are there. */
  private async export(sql: Sql, residentId: string): Promise<unknown> {
    const rows = await sql.rows<{ doorEncrypted: Buffer | null; texts: Text[] } & Record<string, unknown>>(
      `SELECT t.reference, t.state, c.name AS category, t.opened_at AS "openedAt", t.closed_at AS "closedAt", t.outcome, t.stars,
              b.address, CASE WHEN own.id IS NOT NULL THEN t.unit END AS unit,
              CASE WHEN own.id IS NOT NULL THEN t.door_encrypted END AS "doorEncrypted",
              (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'at', e.happened_at, 'text', x.text,
                                                            'answers', ${ANSWERS_OF_TEXT}) ORDER BY x.id), '[]')
                 FROM ticket_texts x JOIN ticket_events e ON e.id = x.event_id
                WHERE x.ticket_id = t.id AND x.text IS NOT NULL
                  AND (own.id IS NOT NULL AND x.kind = 'request' OR e.id IN (${OWN_HAND}))) AS texts,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'at', e.happened_at) ORDER BY p.id), '[]')
                 FROM photos p JOIN ticket_events e ON e.id = p.event_id
                WHERE p.ticket_id = t.id AND (own.id IS NOT NULL OR e.id IN (${OWN_HAND}))) AS photos
         FROM tickets t JOIN categories c ON c.id = t.category_id
         LEFT JOIN buildings b ON b.id = t.building_id
         LEFT JOIN LATERAL (SELECT t.id WHERE t.id IN (${OWN_ONLY})) own ON true
        WHERE t.id IN (SELECT q.ticket_id FROM requesters q WHERE q.resident_id = $1)
        ORDER BY t.id`,
      [residentId],
    );
    return rows.map(({ doorEncrypted, texts, ...row }) => ({
      ...row,
      door: this.secrets.decryptOrNull(doorEncrypted),
      texts: texts.map(({ answers, ...text }) =>
        answers === null ? text : { ...text, answers: decryptAnswers(this.secrets, answers) },
      ),
    }));
  }

  /**
   * Words, pictures, what material was used, doors, where the telephone was, and with whom they wanted no more to do. Building,
   * category, times and events stay: stations are counted by them.
   */
  private async erase(tx: Tx, residentId: string): Promise<void> {
    const given = [residentId, this.clock.now()];
    await tx.run(
      `UPDATE ticket_texts x SET text = NULL, answers_encrypted = NULL, erased_at = $2
        WHERE (x.ticket_id IN (${OWN_ONLY}) OR x.event_id IN (${OWN_HAND})) AND x.erased_at IS NULL`,
      given,
    );
    await tx.run(
      `UPDATE ticket_materials m SET name = NULL, erased_at = $2 WHERE m.ticket_id IN (${OWN_ONLY}) AND m.erased_at IS NULL`,
      given,
    );
    await tx.run(
      `WITH gone AS (DELETE FROM photos p WHERE p.ticket_id IN (${OWN_ONLY}) OR p.event_id IN (${OWN_HAND}) RETURNING p.id)
       INSERT INTO erased_files (id) SELECT id FROM gone`,
      [residentId],
    );
    await tx.run(
      `UPDATE tickets t SET door_encrypted = NULL, given_point = NULL
        WHERE (t.door_encrypted IS NOT NULL OR t.given_point IS NOT NULL) AND (t.person_helped_id = $1 OR t.id IN (${OWN_ONLY}))`,
      [residentId],
    );
    await tx.run('DELETE FROM declined_pairs WHERE resident_id = $1', [residentId]);
  }

  /** The file goes before the row that remembers it: what a crash leaves is removed again. */
  private async removeFiles(): Promise<number> {
    const rows = await this.database.rows<{ id: string }>('SELECT id FROM erased_files LIMIT $1', [FILES]);
    if (rows.length === 0) return 0;
    for (const { id } of rows) await this.photos.remove(id);
    await this.database.run('DELETE FROM erased_files WHERE id = ANY ($1::uuid[])', [rows.map(({ id }) => id)]);
    return rows.length;
  }
}
