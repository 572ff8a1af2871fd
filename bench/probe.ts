import type { ActionName } from './bare/actions.js';
import { ask, capture, read, type Written } from './bare/capture.js';
import type { Types } from './bare/statement.js';
import type { Row, Sql } from './sql.js';
import { SKILL, type Place, type Street } from './street.js';

/** A ticket that is ready for an action; copies of it are made for the load (copies.ts). */
export interface Ready {
  ticketId: string;
  /** what the action is about: the ticket, or the offer */
  subjectId: string;
  body: object;
  token: string;
}

/** What the real server wrote, for the bare one to write as well, and tickets to copy. */
export interface Probe {
  types: Types;
  opened: Record<string, Written>;
  actions: Record<ActionName, Written>;
  ready: Record<ActionName, Ready[]>;
  ticket: Row;
  line: Row;
}

/** Stations whose tickets are copied: as many helpers accept, and heads take, at once. */
const COPIED = 8;

export const STATES = 'open,assigned,in_progress,on_hold';

export function openBody(street: Street, { buildingId }: Place): object {
  return {
    categoryId: street.categoryId,
    place: { buildingId },
    unit: '4单元',
    door: '3楼302',
    description: '楼梯踏步有些松动，老人上下楼不安全',
    caller: { phone: '{phone}', name: '赵奶奶' },
  };
}

/** numbers of the demo's block for nobody; the load's begin with +86190 as well, so these are kept apart by their length of run */
let phones = 0;
const withPhone = (body: object): object => {
  phones += 1;
  const phone = `+8617000${String(phones).padStart(6, '0')}`;
  return JSON.parse(JSON.stringify(body).replaceAll('{phone}', phone)) as object;
};

/** Opens tickets on the real server and brings each as far as one of the actions; captures what every request writes. */
export async function probe(sql: Sql, port: number, street: Street): Promise<Probe> {
  const opened: Record<string, Written> = {};
  for (const place of street.places) {
    const body = withPhone(openBody(street, place));
    opened[place.buildingId] = await capture(sql, port, { path: '/tickets', body, token: street.operatorToken });
  }
  const ready: Probe['ready'] = { take: [], accept: [], resolve: [], confirm: [] };
  for (const place of street.places.slice(0, COPIED)) {
    for (const action of ACTIONS) ready[action].push(await prepare(port, street, place, action));
  }
  const actions: Partial<Probe['actions']> = {};
  const [first] = street.places;
  if (first === undefined) throw new Error('the street has no stations');
  for (const action of ACTIONS) {
    const { ticketId, subjectId, body, token } = await prepare(port, street, first, action);
    actions[action] = await capture(sql, port, { path: pathOf(action, subjectId), body, token, ticketId });
  }
  const ticketId = ready.take[0]?.ticketId ?? '';
  const board = await read(port, `/tickets?stationId=${first.stationId}&states=${STATES}&limit=50`, first.headToken);
  return {
    types: await typesOf(sql),
    opened,
    actions: actions as Probe['actions'],
    ready,
    ticket: await read(port, `/tickets/${ticketId}`, first.headToken),
    line: (board.items as Row[])[0] ?? {},
  };
}

export const ACTIONS: ActionName[] = ['take', 'accept', 'resolve', 'confirm'];

export function pathOf(action: ActionName, subjectId: string): string {
  return action === 'accept' ? `/offers/${subjectId}/accept` : `/tickets/${subjectId}/${action}`;
}

/** take: just opened; accept: both places offered; resolve: begun by a full crew; confirm: resolved as 办成. */
async function prepare(port: number, street: Street, place: Place, action: ActionName): Promise<Ready> {
  const { headToken, helpers } = place;
  const { operatorToken } = street;
  const { id } = await ask(port, '/tickets', withPhone(openBody(street, place)), operatorToken);
  const ticketId = String(id);
  const ofTicket = (body: object, token: string): Ready => ({ ticketId, subjectId: ticketId, body, token });
  if (action === 'take') return ofTicket({}, headToken);

  const skilled = helpers.find(({ skills }) => skills.includes(SKILL));
  const other = helpers.find(({ skills }) => !skills.includes(SKILL));
  if (skilled === undefined || other === undefined) throw new Error('a station has nobody for a place');
  const offers: Row[] = [];
  for (const helper of [skilled, other]) {
    const skill = helper === skilled ? SKILL : null;
    offers.push(await ask(port, `/tickets/${ticketId}/offers`, { helperId: helper.id, skill }, headToken));
  }
  if (action === 'accept') {
    return { ticketId, subjectId: String(offers[0]?.id), body: {}, token: skilled.token };
  }
  await ask(port, pathOf('accept', String(offers[0]?.id)), {}, skilled.token);
  await ask(port, pathOf('accept', String(offers[1]?.id)), {}, other.token);
  await ask(port, `/tickets/${ticketId}/start`, {}, headToken);
  const outcome = { outcome: 'done', note: '踏步已加固，扶手也看过了' };
  if (action === 'resolve') return ofTicket(outcome, headToken);
  await ask(port, pathOf('resolve', ticketId), outcome, headToken);
  return ofTicket({ way: 'call_back' }, operatorToken);
}

async function typesOf(sql: Sql): Promise<Types> {
  const rows = await sql.rows<{ name: string; type: string }>(
    `SELECT c.relname || '.' || a.attname AS name, format_type(a.atttypid, NULL) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
      WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  return Object.fromEntries(rows.map(({ name, type }) => [name, type]));
}
