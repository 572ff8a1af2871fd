import { reactive, watch } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { session } from '../staff/session';
import { settings } from '../settings';
import { onSent } from './outbox';

/** What the page knows of a helper's work. In memory only: what is told of residents is kept nowhere. */
export const work = reactive<{
  offers: Schemas['MyOfferView'][];
  jobs: Schemas['TicketLine'][];
  /** the last ones that are over */
  past: Schemas['TicketLine'][];
  helper: Schemas['HelperDto'] | null;
  problem: Problem | null;
  read: boolean;
}>({ offers: [], jobs: [], past: [], helper: null, problem: null, read: false });

/** Of single tickets, as they were read last. */
export const tickets = reactive(new Map<string, Schemas['TicketView']>());

const LIVE = 'open,assigned,in_progress,on_hold';
const PAST = 'resolved,closed';
/** More than anybody carries at once. */
const JOBS_MOST = 50;
const PAST_SHOWN = 10;

let reading: Promise<void> | undefined;
let again = false;

/** Once at a time, and once more where it is asked for meanwhile. */
export function readWork(): Promise<void> {
  if (reading !== undefined) {
    again = true;
    return reading;
  }
  reading = read().finally(() => {
    reading = undefined;
    if (!again) return;
    again = false;
    void readWork();
  });
  return reading;
}

async function read(): Promise<void> {
  // none of them needs to know who asks, and on a slow network each turn counts
  const [offers, live, helper, me] = await Promise.all([
    ask(api.GET('/offers', { params: { query: { live: true } } })),
    ask(api.GET('/tickets', { params: { query: { crew: true, states: LIVE, limit: JOBS_MOST } } })),
    ask(api.GET('/helpers/{id}', { params: { path: { id: 'me' } } })),
    whoIsIt(),
  ]);
  // somebody else's by now, or of nobody who helps
  if (me === null || me.helperId === null || session.me?.accountId !== me.accountId) return;
  work.problem = offers.problem ?? live.problem ?? helper.problem ?? null;
  if (offers.data !== undefined) work.offers = offers.data.items;
  if (helper.data !== undefined) work.helper = helper.data;
  if (live.data === undefined) return;
  work.jobs = live.data.items;
  work.read = true;
  await readRest(me.accountId);
}

/** What is not seen at once: the jobs themselves, to be there where the network is not, and those that are over. */
async function readRest(accountId: string): Promise<void> {
  const changed = work.jobs.filter(({ id, version }) => tickets.get(id)?.version !== version);
  const [past] = await Promise.all([
    ask(api.GET('/tickets', { params: { query: { crew: true, states: PAST, limit: PAST_SHOWN } } })),
    ...changed.map(({ id }) => readTicket(id)),
  ]);
  if (session.me?.accountId === accountId && past.data !== undefined) work.past = past.data.items;
}

/** As soon as it is known; null: nobody. */
function whoIsIt(): Promise<Schemas['MeDto'] | null> {
  return new Promise((resolve) => {
    const stop = watch(
      () => [session.me, session.read, session.problem] as const,
      ([me, isRead, problem]) => {
        if (me === null && !isRead && problem === null) return;
        queueMicrotask(() => stop());
        resolve(me);
      },
      { immediate: true },
    );
  });
}

/** Null: read. */
export async function readTicket(id: string): Promise<Problem | null> {
  const answer = await ask(api.GET('/tickets/{id}', { params: { path: { id } } }));
  if (answer.data !== undefined) tickets.set(id, answer.data);
  else if (answer.problem.status === 404) tickets.delete(id);
  return answer.problem ?? null;
}

function forget(): void {
  Object.assign(work, { offers: [], jobs: [], past: [], helper: null, problem: null, read: false });
  tickets.clear();
}

watch(
  () => session.me?.accountId,
  () => forget(),
);
// names of categories and states come in the reader's language
watch(
  () => settings.locale,
  () => {
    for (const id of tickets.keys()) void readTicket(id);
    void readWork();
  },
);
onSent(({ ticketId }) => {
  if (ticketId !== null && tickets.has(ticketId)) void readTicket(ticketId);
  void readWork();
});
