import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import type { Row } from '../sql.js';
import { actionStatement, type ActionName } from './actions.js';
import type { Written } from './capture.js';
import { answerOf, madeIds, newIds, openStatement } from './open.js';
import { boardQuery, ticketQuery } from './reading.js';
import type { Types } from './statement.js';

export interface BareSetup {
  databaseUrl: string;
  types: Types;
  /** what the real server wrote when it opened a ticket, by building */
  opened: Record<string, Written>;
  actions: Record<ActionName, Written>;
  /** answers of the real server: one ticket, and one line of a board */
  ticket: Row;
  line: Row;
}

/** As many as the real server has (platform/database/migrations.ts). */
const CONNECTIONS = 5;

/**
 * The limit: Fastify, which reads the same JSON and answers with as much, and one prepared statement of `pg` that writes the same
 * rows. It checks nothing, knows nobody and decides nothing.
 */
export async function startBareServer(setup: BareSetup): Promise<{ port: number; stop: () => Promise<void> }> {
  const pool = new pg.Pool({ connectionString: setup.databaseUrl, max: CONNECTIONS });
  const app = fastify();
  app.get('/empty', () => ({ empty: true }));
  opening(app, pool, setup);
  acting(app, pool, setup);
  reading(app, pool, setup);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: (app.server.address() as AddressInfo).port,
    stop: async () => {
      await app.close();
      await pool.end();
    },
  };
}

interface OpenBody {
  place: { buildingId: string };
  caller: { phone: string };
}

function opening(app: FastifyInstance, pool: pg.Pool, { opened, types }: BareSetup): void {
  const [shape] = Object.values(opened);
  if (shape === undefined) return;
  const open = openStatement(types, shape);
  const made = madeIds(shape).length;
  app.post('/tickets', async (request, reply) => {
    const { place, caller } = request.body as OpenBody;
    const written = opened[place.buildingId];
    if (written === undefined) throw new Error('a building that nothing was captured for');
    const ids = newIds(made);
    const phoneHash = createHash('sha256').update(caller.phone).digest();
    const key = String(request.headers['idempotency-key']);
    const { rows } = await pool.query<{ reference: string }>(open({ written, ids, phoneHash, key }));
    return reply.status(201).send(answerOf(written.answer, { id: ids[0], reference: rows[0]?.reference }));
  });
}

const ROUTES: Record<ActionName, string> = {
  take: '/tickets/:id/take',
  accept: '/offers/:id/accept',
  resolve: '/tickets/:id/resolve',
  confirm: '/tickets/:id/confirm',
};

function acting(app: FastifyInstance, pool: pg.Pool, { actions, types }: BareSetup): void {
  for (const [name, written] of Object.entries(actions) as [ActionName, Written][]) {
    const { query, made } = actionStatement(types, name, written);
    app.post(ROUTES[name], async (request, reply) => {
      const { id } = request.params as { id: string };
      const key = String(request.headers['idempotency-key']);
      const { rows } = await pool.query<{ id: string; version: number }>(query({ id, ids: newIds(made), key }));
      // a request that finds nothing to change would be no measure
      if (rows[0] === undefined) return reply.status(409).send();
      return answerOf(written.answer, rows[0]);
    });
  }
}

function reading(app: FastifyInstance, pool: pg.Pool, { ticket, line }: BareSetup): void {
  app.get('/tickets/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const { rows } = await pool.query<Row>(ticketQuery(id));
    return rows[0] === undefined ? reply.status(404).send() : answerOf(ticket, rows[0]);
  });
  app.get('/tickets', async (request) => {
    const { stationId, states } = request.query as { stationId: string; states: string };
    const { rows } = await pool.query<Row>(boardQuery(stationId, states.split(',')));
    return { items: rows.map((row) => answerOf(line, row)), next: rows.at(-1)?.id };
  });
}
