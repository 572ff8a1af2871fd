import { api, ask, type Answer, type Problem, type Schemas } from '../api/client';
import { keptOwn } from '../staff/session';

type View = Schemas['TicketView'];
type Possible = View['possible'][number];
type Result = Promise<Answer<Schemas['ResultView']>>;

/** What a form asks for. `choices`: codes whose words are `station.choice.<field>.<code>`, or read from the ticket. */
export interface FormField {
  key: string;
  kind: 'text' | 'line' | 'number' | 'moment' | 'choice' | 'helper' | 'station' | 'ticket' | 'level';
  choices?: readonly string[];
  optional?: boolean;
  /** of a number: its least, its greatest and the smallest step */
  range?: { min: number; max: number; step: number };
  /** of a line: the most characters */
  max?: number;
}

/** As typed, by field. */
export type Written = Record<string, string>;

export interface TicketAction {
  /** words: `station.action.<name>` */
  name: string;
  /** one of these must be possible, by what the API says of the ticket */
  needs: readonly Possible[];
  fields: readonly FormField[];
  /** cannot be taken back easily: told apart in the list */
  grave?: boolean;
  send: (ticket: View, written: Written, key: string) => Result;
}

/** Who can have paid for something, as the API names them. */
export const PAYERS = ['resident', 'station', 'street', 'helper', 'donated'] as const;

const REASON: FormField = { key: 'reason', kind: 'text' };
const OF_HELPER: FormField = { key: 'onBehalfOf', kind: 'helper', optional: true };

/** A date and time as typed, in the installation's zone. */
export const momentOf = (typed: string): string => `${typed}:00+08:00`;
const orNone = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text);

/** The version goes along: what was decided on what stands there no more is refused, and shown. */
const about = ({ id, version }: View, key: string) => ({
  params: { path: { id }, header: { 'Idempotency-Key': key } },
  version,
});

/** What one press does, without a form; `told`: what stands there when it has been done. */
export type Act = <Data>(
  name: string,
  send: (header: { 'Idempotency-Key': string }) => Promise<{ data?: Data; problem?: Problem }>,
  told: string,
) => Promise<boolean>;

/** In the order in which a head thinks of them. */
export const ACTIONS: readonly TicketAction[] = [
  {
    name: 'approveHold',
    needs: ['approve_hold'],
    fields: [],
    send: (ticket, _, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/hold/approve', { params, body: { version } }));
    },
  },
  {
    name: 'refuseHold',
    needs: ['refuse_hold'],
    fields: [REASON],
    send: (ticket, { reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/hold/refuse', { params, body: { version, reason } }));
    },
  },
  {
    name: 'return',
    needs: ['return'],
    fields: [REASON],
    send: (ticket, { reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/return', { params, body: { version, reason } }));
    },
  },
  {
    name: 'take',
    needs: ['take'],
    fields: [],
    send: (ticket, _, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/take', { params, body: { version } }));
    },
  },
  {
    name: 'start',
    needs: ['start'],
    fields: [OF_HELPER],
    send: (ticket, { onBehalfOf }, key) => {
      const { params, version } = about(ticket, key);
      const body = { version, onBehalfOf: orNone(onBehalfOf), ...channelOf(onBehalfOf) };
      return ask(api.POST('/tickets/{id}/start', { params, body }));
    },
  },
  {
    name: 'resolve',
    needs: ['resolve'],
    fields: [
      { key: 'outcome', kind: 'choice', choices: ['done', 'referred', 'explained', 'not_possible'] },
      { key: 'note', kind: 'text' },
      OF_HELPER,
    ],
    send: (ticket, { outcome, note = '', onBehalfOf }, key) => {
      const { params, version } = about(ticket, key);
      const behalf = { onBehalfOf: orNone(onBehalfOf), ...channelOf(onBehalfOf) };
      const body = { version, outcome: outcome as Schemas['ResolveInput']['outcome'], note, ...behalf };
      return ask(api.POST('/tickets/{id}/resolve', { params, body }));
    },
  },
  {
    name: 'nobodyHome',
    needs: ['nobody_home'],
    fields: [{ key: 'words', kind: 'text', optional: true }],
    send: (ticket, { words }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/nobody-home', { params, body: { version, words: orNone(words) } }));
    },
  },
  {
    name: 'appoint',
    needs: ['appoint'],
    fields: [
      { key: 'from', kind: 'moment' },
      { key: 'to', kind: 'moment' },
    ],
    send: (ticket, { from = '', to = '' }, key) => {
      const { params, version } = about(ticket, key);
      const body = { version, from: momentOf(from), to: momentOf(to), channel: 'phone' as const };
      return ask(api.POST('/tickets/{id}/appointment', { params, body }));
    },
  },
  {
    name: 'unappoint',
    needs: ['unappoint'],
    fields: [{ ...REASON, optional: true }],
    send: (ticket, { reason }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/appointment/cancel', { params, body: { version, reason: orNone(reason) } }));
    },
  },
  {
    name: 'hold',
    needs: ['hold', 'request_hold'],
    fields: [
      { key: 'kind', kind: 'choice', choices: ['hold', 'extension'] },
      { key: 'until', kind: 'moment' },
      {
        key: 'reasonCode',
        kind: 'choice',
        choices: ['waiting_for_material', 'third_party', 'resident_asks', 'weather', 'needs_budget', 'other'],
      },
      REASON,
    ],
    send: (ticket, { kind, until = '', reasonCode, reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      type Hold = Schemas['HoldInput'];
      const codes = { kind: kind as Hold['kind'], reasonCode: reasonCode as Hold['reasonCode'] };
      return ask(
        api.POST('/tickets/{id}/hold', { params, body: { version, ...codes, until: momentOf(until), reason } }),
      );
    },
  },
  {
    name: 'resume',
    needs: ['resume'],
    fields: [],
    send: (ticket, _, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/resume', { params, body: { version } }));
    },
  },
  {
    name: 'comment',
    needs: ['comment'],
    fields: [{ key: 'text', kind: 'text' }],
    // what somebody says is theirs, whatever the others did
    send: ({ id }, { text = '' }, key) =>
      ask(api.POST('/tickets/{id}/comments', { params: about({ id } as View, key).params, body: { text } })),
  },
  {
    name: 'urge',
    needs: ['urge'],
    fields: [{ key: 'words', kind: 'text', optional: true }],
    send: ({ id }, { words }, key) =>
      ask(
        api.POST('/tickets/{id}/urge', {
          params: about({ id } as View, key).params,
          body: { words: orNone(words), channel: 'phone' },
        }),
      ),
  },
  {
    name: 'materials',
    needs: ['materials'],
    fields: [
      { key: 'what', kind: 'line', max: 100 },
      { key: 'quantity', kind: 'number', range: { min: 0.001, max: 1_000_000, step: 0.001 } },
      { key: 'unit', kind: 'line', max: 10 },
      { key: 'yuan', kind: 'number', range: { min: 0, max: 100_000, step: 0.01 } },
      { key: 'paidBy', kind: 'choice', choices: PAYERS },
    ],
    send: (ticket, { what = '', quantity, unit = '', yuan, paidBy }, key) => {
      const { params, version } = about(ticket, key);
      const item = {
        name: what.trim(),
        quantity: Number(quantity),
        unit: unit.trim(),
        cost: Math.round(Number(yuan) * 100),
        paidBy: paidBy as (typeof PAYERS)[number],
      };
      return ask(api.POST('/tickets/{id}/materials', { params, body: { version, items: [item] } }));
    },
  },
  {
    name: 'escalate',
    needs: ['escalate'],
    fields: [{ key: 'level', kind: 'level', optional: true }, REASON],
    send: (ticket, { level, reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      const body = { version, level: orNone(level) === undefined ? undefined : Number(level), reason };
      return ask(api.POST('/tickets/{id}/escalate', { params, body }));
    },
  },
  {
    name: 'handOver',
    needs: ['hand_over'],
    fields: [{ key: 'stationId', kind: 'station' }, REASON],
    grave: true,
    send: (ticket, { stationId = '', reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/hand-over', { params, body: { version, stationId, reason } }));
    },
  },
  {
    name: 'merge',
    needs: ['merge'],
    fields: [
      { key: 'into', kind: 'ticket' },
      { ...REASON, optional: true },
    ],
    grave: true,
    send: (ticket, { into = '', reason }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/merge', { params, body: { version, into, reason: orNone(reason) } }));
    },
  },
  {
    name: 'unmerge',
    needs: ['unmerge'],
    fields: [REASON],
    send: (ticket, { reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/unmerge', { params, body: { version, reason } }));
    },
  },
  {
    name: 'reopen',
    needs: ['reopen'],
    fields: [REASON],
    send: (ticket, { reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/reopen', { params, body: { version, reason } }));
    },
  },
  {
    name: 'cancel',
    needs: ['cancel'],
    fields: [REASON],
    grave: true,
    send: (ticket, { reason = '' }, key) => {
      const { params, version } = about(ticket, key);
      return ask(api.POST('/tickets/{id}/cancel', { params, body: { version, reason } }));
    },
  },
];

/** A line that was wrong stays, and counts no more. */
export const cancelMaterial = (materialId: string): TicketAction => ({
  name: 'cancelMaterial',
  needs: ['materials'],
  fields: [REASON],
  send: ({ id, version }, { reason = '' }, key) =>
    ask(
      api.POST('/tickets/{id}/materials/{materialId}/cancel', {
        params: { path: { id, materialId }, header: { 'Idempotency-Key': key } },
        body: { reason, version },
      }),
    ),
});

export function actionsOf({ possible, appointmentFrom }: View): TicketAction[] {
  return ACTIONS.filter(
    ({ name, needs }) =>
      needs.some((need) => possible.includes(need)) && (name !== 'unappoint' || appointmentFrom !== null),
  );
}

/** Told on the phone by the helper for whom it is recorded. */
function channelOf(onBehalfOf: string | undefined): { channel?: 'phone' } {
  return orNone(onBehalfOf) === undefined ? {} : { channel: 'phone' };
}

/** What is being written, by ticket and action: it survives a reload, a conflict and the end of the session. */
export const forms = keptOwn<{ written: Record<string, Written> }>('station.forms', () => ({ written: {} }));
