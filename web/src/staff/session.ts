import { computed, reactive } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { kept } from '../kept';

export type Role = 'operator' | 'leader' | 'administrator' | 'head' | 'deputy' | 'helper';

/**
 * Who is signed in. The session itself is a cookie that no script reads; `me` is what the API says of its owner.
 * `ended`: it was there and is no more. `me` stays, so that the page below, with what was typed, stays too.
 */
export const session = reactive<{
  read: boolean;
  me: Schemas['MeDto'] | null;
  ended: boolean;
  problem: Problem | null;
}>({ read: false, me: null, ended: false, problem: null });

export const signedIn = computed(() => session.me !== null && !session.ended);

export const roles = computed<ReadonlySet<Role>>(() => {
  const { areaRoles = [], stationRoles = [], helperId = null } = session.me ?? {};
  return new Set<Role>([
    ...areaRoles.map(({ role }) => role),
    ...stationRoles.map(({ role }) => role),
    ...(helperId === null ? [] : ['helper' as const]),
  ]);
});

/** Where each role works; in the order in which they are shown. */
export const PAGES: readonly {
  path: string;
  name: 'desk' | 'station' | 'owner' | 'command' | 'helper' | 'admin';
  roles: readonly Role[];
}[] = [
  { path: '/desk', name: 'desk', roles: ['operator'] },
  { path: '/station', name: 'station', roles: ['head', 'deputy'] },
  { path: '/owner', name: 'owner', roles: ['operator', 'leader', 'administrator'] },
  { path: '/command', name: 'command', roles: ['leader', 'administrator'] },
  { path: '/helper', name: 'helper', roles: ['helper'] },
  { path: '/admin', name: 'admin', roles: ['administrator'] },
];

export const myPages = computed(() => PAGES.filter((page) => page.roles.some((role) => roles.value.has(role))));

const SESSIONS = '/sessions';

api.use({
  onResponse({ response, schemaPath }) {
    // a wrong password is a 401 too
    if (response.status === 401 && schemaPath !== SESSIONS) session.ended = session.me !== null;
  },
});

/** Once a page, and whenever it is in doubt whether the session is still there. Null: it is. */
export async function readSession(): Promise<Problem | null> {
  const answer = await ask(api.GET('/me'));
  if (answer.data !== undefined) {
    enter(answer.data);
  } else {
    session.problem = answer.problem.status === 401 ? null : answer.problem;
    session.read ||= answer.problem.status === 401;
  }
  return answer.problem ?? null;
}

/** Null: signed in. */
export async function signIn(phone: string, password: string): Promise<Problem | null> {
  const answer = await ask(api.POST(SESSIONS, { body: { phone, password } }));
  if (answer.problem !== undefined) return answer.problem;
  // a browser may have refused the cookie
  return readSession();
}

/** What is kept in this tab goes with the person. A problem: still signed in. */
export async function signOut(): Promise<Problem | null> {
  const answer = await ask(api.DELETE('/sessions/current'));
  if (answer.problem !== undefined && answer.problem.status !== 401) return answer.problem;
  Object.assign(session, { me: null, ended: false, read: true });
  belongTo('');
  return null;
}

function enter(me: Schemas['MeDto']): void {
  belongTo(me.accountId);
  Object.assign(session, { me, ended: false, read: true, problem: null });
}

const owner = kept('bangban.staff', 'session', { accountId: '' });
const ownKept: (() => void)[] = [];

/** Somebody else at the same desk does not find what the one before was writing. */
function belongTo(accountId: string): void {
  if (owner.accountId === accountId) return;
  owner.accountId = accountId;
  for (const forget of ownKept) forget();
}

/**
 * `kept` for a page of signed-in people: survives a reload and the end of the session, and is back at `initial()` as soon as
 * the person signs out or another one signs in. Call it once, at the top of a module.
 */
export function keptOwn<Value extends object>(name: string, initial: () => Value): Value {
  const storageName = `bangban.staff.${name}`;
  const whose = kept(`${storageName}.of`, 'session', { accountId: '' });
  const value = kept<Value>(storageName, 'session', initial());
  const forget = () => {
    Object.assign(value, initial());
    whose.accountId = owner.accountId;
  };
  // the module may come later than the person
  if (whose.accountId !== owner.accountId) forget();
  ownKept.push(forget);
  return value;
}
