import {
  computed,
  inject,
  provide,
  reactive,
  ref,
  shallowReactive,
  shallowRef,
  type InjectionKey,
  type Ref,
} from 'vue';
import { useI18n } from 'vue-i18n';
import { api, ask, type Answer, type Problem, type Schemas } from '../api/client';
import { keptOwn, session } from '../staff/session';
import { useRoute } from 'vue-router';
import { dayOf, todayStart } from '../parts/day';
import { useLive } from '../staff/live';
import { spanOf, type Clock } from './clocks';

type Line = Schemas['TicketLine'];

/** What a station's stream tells of a ticket. */
export interface TicketTold {
  ticketId: string;
  version: number;
  type: string;
}

/** On the board; what is reported or over is not work any more. */
export const COLUMNS = ['open', 'assigned', 'in_progress', 'on_hold'] as const;
const DONE = ['resolved', 'closed'];
const PAGE = 200;
/** What comes together is read together. */
const GATHER_MS = 40;
/** Where that failed. */
const AGAIN_MS = 2_000;
/** Read one by one up to here; above it reading the board anew is less. */
const MOST_SINGLE = 25;
/** Clocks are shown in minutes. */
export const TICK_MS = 10_000;

export const FILTERS = ['all', 'late', 'urged', 'approval', 'escalated'] as const;
export type Filter = (typeof FILTERS)[number];
export const boardView = keptOwn<{ search: string; filter: Filter }>('station.board', () => ({
  search: '',
  filter: 'all',
}));
/** Of a line of the ledger of holds. */
export const HOLD_STATES = ['asked', 'running', 'ended', 'refused', 'lapsed'] as const;
export const ledgerFilter = keptOwn<{ state: '' | (typeof HOLD_STATES)[number]; from: string; to: string }>(
  'station.holds',
  () => ({ state: '', from: '', to: '' }),
);
export const chosen = keptOwn('station', () => ({ id: '' }));
export const myStationIds = computed(() => [
  ...new Set((session.me?.stationRoles ?? []).map(({ stationId }) => stationId)),
]);
export const stationId = computed(() =>
  myStationIds.value.includes(chosen.id) ? chosen.id : (myStationIds.value[0] ?? null),
);

/** Stations by id, as they were read. */
export const stations = reactive(new Map<string, Schemas['StationDto']>());

export async function readStations(): Promise<Problem | null> {
  const answers = await Promise.all(
    myStationIds.value.map((id) => ask(api.GET('/stations/{id}', { params: { path: { id } } }))),
  );
  for (const { data } of answers) if (data !== undefined) stations.set(data.id, data);
  return answers.find(({ problem }) => problem !== undefined)?.problem ?? null;
}

/** Every page of a list. */
export async function allPages<Item>(
  page: (after: string | undefined) => Promise<Answer<{ items: Item[]; next: string | null }>>,
): Promise<Answer<Item[]>> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const { data, problem } = await page(after);
    if (problem !== undefined) return { problem };
    items.push(...data.items);
    after = data.next ?? undefined;
  } while (after !== undefined);
  return { data: items };
}

/** The line of the board that a ticket makes. */
export function lineOf(view: Schemas['TicketView']): Line {
  const { category, building, area, crew, escalation, station, owner, pendingHold, ...same } = view;
  const joined = crew.filter(({ helperId }) => helperId !== null);
  return {
    ...same,
    categoryId: category.id,
    categoryName: category.name,
    stationId: station?.id ?? null,
    buildingId: building?.id ?? null,
    place: building?.name ?? area.name,
    ownerName: owner?.name ?? null,
    crewSize: crew.length,
    crewJoined: joined.length,
    crew: joined.map(({ helperId, helperName }) => ({ helperId: helperId ?? '', name: helperName ?? '' })),
    escalationLevel: escalation.level,
    escalationWords: escalation.words,
    holdRequestedUntil: pendingHold?.until ?? null,
  };
}

/** Pages of a station's heads, and of who owns a ticket above its station or decides about it. */
export const STATION = '/station';
export const OWNER = '/owner';

/** Below which of the two a page stands: the ticket's page is of both. */
export function useBase(): typeof STATION | typeof OWNER {
  return useRoute().path.startsWith(OWNER) ? OWNER : STATION;
}

export interface Board {
  /** by id: what is open, and what was reported today */
  lines: ReadonlyMap<string, Line>;
  loaded: Ref<boolean>;
  problem: Ref<Problem | null>;
  state: Ref<'live' | 'waiting'>;
  /** ms; moves every few seconds: what is shown in minutes */
  now: Ref<number>;
  read: () => Promise<void>;
  /** `null`: everything may have changed */
  onTold: (listener: (told: TicketTold | null) => void) => () => void;
  /** What somebody has just read of a ticket is as good as what the board would read. */
  take: (view: Schemas['TicketView']) => void;
  /** Every few seconds. */
  tick: () => void;
  /** For another station. */
  forget: () => void;
}

const BOARD: InjectionKey<Board> = Symbol('board');
const WAITING: InjectionKey<Board & Waiting> = Symbol('waiting');

/**
 * The station's board, kept by its stream: a line is read anew whenever its ticket changes, and an answer that is older than what
 * is shown is thrown away. The whole is read after the stream has begun, so that nothing falls in between.
 */
export function provideBoard(): Board {
  const lines = shallowReactive(new Map<string, Line>());
  const loaded = ref(false);
  const problem = ref<Problem | null>(null);
  const now = ref(Date.now());
  const listeners = new Set<(told: TicketTold | null) => void>();
  /** told of, and not read yet: the newest version by ticket */
  const waiting = new Map<string, number>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  /** told of since the last reading of the whole began: its answer may be older */
  const toldSince = new Set<string>();
  /** the version with which a ticket left the board */
  const gone = new Map<string, number>();
  /** counts readings of the whole: of two the later one holds */
  let reading = 0;
  let readDay = dayOf(Date.now());

  const belongs = (line: Line) =>
    line.stationId === stationId.value &&
    ((COLUMNS as readonly string[]).includes(line.state) ||
      (DONE.includes(line.state) && line.resolvedAt !== null && Date.parse(line.resolvedAt) >= todayStart()));

  function put(line: Line): void {
    const known = lines.get(line.id)?.version ?? gone.get(line.id) ?? 0;
    if (known > line.version) return;
    if (belongs(line)) {
      lines.set(line.id, line);
      gone.delete(line.id);
    } else {
      lines.delete(line.id);
      gone.set(line.id, line.version);
    }
  }

  async function read(): Promise<void> {
    const id = stationId.value;
    const own = ++reading;
    if (id === null) return;
    readDay = dayOf(Date.now());
    toldSince.clear();
    const list = (query: { states: string; resolvedSince?: string }) =>
      allPages((after) =>
        ask(
          api.GET('/tickets', {
            params: { query: { stationId: id, limit: PAGE, ...query, ...(after ? { after } : {}) } },
          }),
        ),
      );
    const [open, done] = await Promise.all([
      list({ states: COLUMNS.join(',') }),
      list({ states: DONE.join(','), resolvedSince: new Date(todayStart()).toISOString() }),
    ]);
    if (own !== reading) return;
    problem.value = open.problem ?? done.problem ?? null;
    if (open.data === undefined || done.data === undefined) return;
    const found = [...open.data, ...done.data];
    const ids = new Set(found.map((line) => line.id));
    // what was told of meanwhile is read by itself
    for (const known of lines.keys()) if (!ids.has(known) && !toldSince.has(known)) lines.delete(known);
    for (const line of found) put(line);
    loaded.value = true;
  }

  async function readWaiting(): Promise<void> {
    gathering = undefined;
    const told = new Map(waiting);
    const ids = [...told.keys()];
    waiting.clear();
    if (ids.length > MOST_SINGLE) {
      await read();
      if (problem.value === null) return;
    }
    const station = stationId.value;
    await Promise.all(
      ids.map(async (id) => {
        const { data, problem: fault } = await ask(api.GET('/tickets/{id}', { params: { path: { id } } }));
        if (station !== stationId.value) return;
        if (data !== undefined) {
          put(lineOf(data));
        } else if (fault.status === 404) {
          gone.set(id, told.get(id) ?? 0);
          lines.delete(id);
        } else {
          // the stream does not tell it again
          waiting.set(id, Math.max(waiting.get(id) ?? 0, told.get(id) ?? 0));
          gathering ??= setTimeout(() => void readWaiting(), AGAIN_MS);
        }
      }),
    );
  }

  function gather({ ticketId, version }: TicketTold): void {
    toldSince.add(ticketId);
    if ((lines.get(ticketId)?.version ?? gone.get(ticketId) ?? 0) >= version) return;
    waiting.set(ticketId, version);
    gathering ??= setTimeout(() => void readWaiting(), GATHER_MS);
  }

  const { state } = useLive<TicketTold>(
    () => (stationId.value === null ? null : `/stations/${stationId.value}/stream`),
    (message) => {
      if (message.type === 'ticket') {
        gather(message.data);
        for (const listener of listeners) listener(message.data);
        return;
      }
      // after a short cut the stream tells by itself what was missed
      if (message.type === 'reset' || !loaded.value || problem.value !== null) void read();
      if (message.type === 'reset') for (const listener of listeners) listener(null);
    },
  );

  const board: Board = {
    lines,
    loaded,
    problem,
    state,
    now,
    read,
    onTold: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take: (view) => put(lineOf(view)),
    tick: () => {
      now.value = Date.now();
      // yesterday's work goes at midnight
      if (dayOf(now.value) !== readDay) void read();
    },
    forget: () => {
      reading += 1;
      clearTimeout(gathering);
      gathering = undefined;
      waiting.clear();
      gone.clear();
      lines.clear();
      loaded.value = false;
      problem.value = null;
    },
  };
  provide(BOARD, board);
  return board;
}

/** What waits for who is signed in: as owner above a station, or to approve. */
export interface Waiting {
  owned: Ref<readonly Line[]>;
  toDecide: Ref<readonly Line[]>;
}

/** More than one person decides in a day. */
const MOST_WAITING = 200;
/** No stream tells of what is somebody's by name: what waits is looked at again. */
const LOOK_AGAIN_MS = 15_000;
const BEFORE_RESOLVED = 'triage,open,assigned,in_progress,on_hold';

/**
 * The same for an owner above stations: two short lists, read again every few seconds and after each act. `openId`: the ticket
 * that is looked at, which is told of at once, by its station's stream.
 */
export function provideWaiting(openId: () => string | null): Board & Waiting {
  const owned = shallowRef<readonly Line[]>([]);
  const toDecide = shallowRef<readonly Line[]>([]);
  const loaded = ref(false);
  const problem = ref<Problem | null>(null);
  const now = ref(Date.now());
  const listeners = new Set<(told: TicketTold | null) => void>();
  const stationOf = ref<string | null>(null);
  let reading = 0;
  let readAt = 0;

  async function read(): Promise<void> {
    const own = ++reading;
    readAt = Date.now();
    const list = (query: { mine?: true; states?: string; awaiting?: 'hold-approval' }) =>
      ask(api.GET('/tickets', { params: { query: { limit: MOST_WAITING, ...query } } }));
    const [mine, awaiting] = await Promise.all([
      list({ mine: true, states: BEFORE_RESOLVED }),
      list({ awaiting: 'hold-approval' }),
    ]);
    if (own !== reading) return;
    problem.value = mine.problem ?? awaiting.problem ?? null;
    if (mine.data === undefined || awaiting.data === undefined) return;
    // what waits at one's own station is on its board
    owned.value = mine.data.items.filter(
      ({ escalationLevel, stationId: station }) => escalationLevel > 0 || station === null,
    );
    toDecide.value = awaiting.data.items;
    loaded.value = true;
  }

  const lines = computed(() => new Map([...owned.value, ...toDecide.value].map((line) => [line.id, line])));
  const { state } = useLive<TicketTold>(
    () => (openId() === null || stationOf.value === null ? null : `/stations/${stationOf.value}/stream`),
    (message) => {
      if (message.type === 'ready') return;
      for (const listener of listeners) listener(message.type === 'ticket' ? message.data : null);
    },
  );

  const board: Board & Waiting = {
    owned,
    toDecide,
    get lines() {
      return lines.value;
    },
    loaded,
    problem,
    state,
    now,
    read,
    onTold: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take: (view) => {
      stationOf.value = view.station?.id ?? null;
      if (lines.value.get(view.id)?.version !== view.version) void read();
    },
    tick: () => {
      now.value = Date.now();
      if (!document.hidden && !session.ended && now.value - readAt >= LOOK_AGAIN_MS) void read();
    },
    forget: () => {
      reading += 1;
      loaded.value = false;
    },
  };
  provide(BOARD, board);
  provide(WAITING, board);
  return board;
}

export function useWaiting(): Board & Waiting {
  const waiting = inject(WAITING);
  if (waiting === undefined) throw new Error('only below OwnerPage');
  return waiting;
}

export function useBoard(): Board {
  const board = inject(BOARD);
  if (board === undefined) throw new Error('only below StationPage');
  return board;
}

/** How a clock is told: its time to go or its lateness, in words. */
export function useClockWords(): (clock: Clock, now: number) => string {
  const { t } = useI18n();
  return ({ name, due, standing }, now) => {
    if (standing === 'done') return '';
    const clock = t(`station.clock.${name}`);
    if (standing === 'held') return t('station.clock.held');
    const { days, hours, minutes } = spanOf(due - now);
    const span =
      days > 0
        ? t('station.clock.days', { days, hours })
        : hours > 0
          ? t('station.clock.hours', { hours, minutes })
          : t('station.clock.minutes', { minutes });
    return due <= now ? t('station.clock.late', { clock, span }) : t('station.clock.left', { clock, span });
  };
}
